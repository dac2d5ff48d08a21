//! Lines: their indentation, the blanks within, and the columns of `=` and of trailing comments.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Piece, spaces::space_between};
use crate::hcl::token::TokenKind as T;

/// A line in three cells, each a range of tokens.
#[derive(Debug, Default)]
struct Line {
    lead: Range<usize>,
    /// From the `=` on, where what follows it closes all brackets that it opens.
    assign: Option<Range<usize>>,
    comment: Option<usize>,
}

impl Line {
    /// The cells without the comment, each spaced by itself.
    fn cells(&self) -> impl Iterator<Item = Range<usize>> {
        std::iter::once(self.lead.clone()).chain(self.assign.clone())
    }
}

pub(super) fn lay_out(pieces: &mut [Piece]) {
    let lines = lines(pieces);
    indent(pieces, &lines);
    for cell in lines.iter().flat_map(Line::cells) {
        space(pieces, cell);
    }
    align(
        pieces,
        &lines,
        |line| Some(line.assign.as_ref()?.start),
        |line| vec![line.lead.clone()],
    );
    align(
        pieces,
        &lines,
        |line| line.comment,
        |line| line.cells().collect(),
    );
}

fn lines(pieces: &[Piece]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (i, piece) in pieces.iter().enumerate() {
        if piece.ends_line() {
            lines.push(line(pieces, start..i + 1));
            start = i + 1;
        }
    }
    lines.push(line(pieces, start..pieces.len()));
    lines
}

fn line(pieces: &[Piece], mut lead: Range<usize>) -> Line {
    let kind = |i: usize| pieces.get(i).map(|piece| piece.kind);
    let mut comment = None;
    if lead.len() > 1 && kind(lead.end - 1) == Some(T::Comment) {
        lead.end -= 1;
        comment = Some(lead.end);
    }
    let equals = lead.clone().skip(1).find(|i| kind(*i) == Some(T::Assign));
    let assign = equals
        .map(|at| at..lead.end)
        .filter(|cell| bracket_changes(pieces, cell.clone()).sum::<isize>() == 0);
    if let Some(cell) = &assign {
        lead.end = cell.start;
    }
    Line {
        lead,
        assign,
        comment,
    }
}

fn bracket_changes(pieces: &[Piece], cell: Range<usize>) -> impl Iterator<Item = isize> {
    pieces
        .get(cell)
        .unwrap_or_default()
        .iter()
        .map(Piece::bracket_change)
}

/// Two spaces for each line before this one that left brackets open, however many it opened.
fn indent(pieces: &mut [Piece], lines: &[Line]) {
    let mut open: Vec<isize> = Vec::new();
    for line in lines {
        // What stands in and after a heredoc does not count.
        let net: isize = line
            .cells()
            .map(|cell| {
                let cell = pieces.get(cell).unwrap_or_default();
                let heredoc = cell.iter().position(|p| p.kind == T::OpenHeredoc);
                let counted = cell.iter().take(heredoc.unwrap_or(cell.len()));
                counted.map(Piece::bracket_change).sum::<isize>()
            })
            .sum();
        let Some(first) = pieces.get_mut(line.lead.clone()).and_then(<[_]>::first_mut) else {
            continue;
        };
        if first.kind == T::Newline {
            first.before = 0;
            continue;
        }
        close(&mut open, -net);
        first.before = 2 * open.len();
        if net > 0 {
            open.push(net);
        }
    }
}

fn close(open: &mut Vec<isize>, mut count: isize) {
    while count > 0 {
        let Some(last) = open.last_mut() else { break };
        if *last > count {
            *last -= count;
            break;
        }
        count -= *last;
        open.pop();
    }
}

fn space(pieces: &mut [Piece], cell: Range<usize>) {
    let cell = pieces.get_mut(cell).unwrap_or_default();
    for i in 1..cell.len() {
        let before = i.checked_sub(2).and_then(|i| cell.get(i));
        if let (Some(this), Some(after)) = (cell.get(i - 1), cell.get(i)) {
            let spaces = usize::from(space_between(before, this, after));
            if let Some(after) = cell.get_mut(i) {
                after.before = spaces;
            }
        }
    }
}

/// Brings one token of each line to the same column, in each run of lines that have one.
fn align(
    pieces: &mut [Piece],
    lines: &[Line],
    token: impl Fn(&Line) -> Option<usize>,
    left: impl Fn(&Line) -> Vec<Range<usize>>,
) {
    for run in lines.chunk_by(|a, b| token(a).is_some() == token(b).is_some()) {
        let widths: Vec<usize> = run
            .iter()
            .map(|line| {
                left(line)
                    .into_iter()
                    .map(|cell| columns(pieces, cell))
                    .sum()
            })
            .collect();
        let widest = widths.iter().copied().max().unwrap_or(0);
        for (line, width) in run.iter().zip(widths) {
            if let Some(piece) = token(line).and_then(|i| pieces.get_mut(i)) {
                piece.before = widest - width + 1;
            }
        }
    }
}

/// The width of a cell in grapheme clusters.
fn columns(pieces: &[Piece], cell: Range<usize>) -> usize {
    let cell = pieces.get(cell).unwrap_or_default();
    cell.iter()
        .map(|p| p.before + p.text.graphemes(true).count())
        .sum()
}
