//! Diagnostics for a terminal: the line, a caret, words under it, and the way out.

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Patch, Renderer, Snippet, renderer::DecorStyle,
};

use super::{Diagnostic, Edit, Severity};
use crate::{
    source::{Origin, Position, Source, Sources},
    text::shown,
};
use std::{borrow::Cow, ops::Range};

/// Prints one diagnostic, without colour unless `colour`, with a line feed at its end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let base = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = base.decor_style(DecorStyle::Ascii);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(shown::line(&diagnostic.message))
        .id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    group = group.elements(annotated(diagnostic, sources));
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(shown::line(help)));
    }
    let mut report = vec![group];
    for fix in &diagnostic.fixes {
        let title = Level::HELP.secondary_title(shown::line(&fix.message));
        let snippets = patched(&fix.edits, sources);
        // A group of patches without one would print a bare title twice.
        report.push(Group::with_title(title).elements(snippets));
    }
    // What it shows of a source is the source's text.
    let lines: Vec<String> = renderer.render(&report).lines().map(placed).collect();
    let mut text = shown::block(&lines.join("\n"), colour).into_owned();
    text.push('\n');
    text
}

/// A line that names a further file begins with `:::` as the renderer writes it, which a log could
/// take for a command.
fn placed(line: &str) -> String {
    let is_style = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{1b}' | '[' | ';' | 'm');
    match line.trim_start_matches(is_style).strip_prefix("::: ") {
        Some(_) => line.replacen("::: ", "--> ", 1),
        None => line.to_owned(),
    }
}

/// The lines that the diagnostic points at, those of the primary place first.
fn annotated<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let labels = std::iter::once((&diagnostic.primary, AnnotationKind::Primary)).chain(
        diagnostic
            .secondary
            .iter()
            .map(|label| (label, AnnotationKind::Context)),
    );
    let placed = labels.map(|(label, kind)| (label.origin, (label, kind)));
    let mut elements = Vec::new();
    for (window, labels) in windows(placed, sources) {
        let annotations = labels.into_iter().map(|(label, kind)| {
            let words = (!label.text.is_empty()).then(|| shown::line(&label.text));
            kind.span(window.span(label.origin)).label(words)
        });
        elements.extend(window.header());
        elements.push(window.snippet().annotations(annotations).into());
    }
    elements
}

/// The lines that the edits change.
fn patched<'a>(edits: &'a [Edit], sources: &'a Sources) -> Vec<Element<'a>> {
    let placed = edits.iter().map(|edit| (edit.origin, edit));
    let mut elements = Vec::new();
    for (window, edits) in windows(placed, sources) {
        let patches = edits
            .into_iter()
            .map(|edit| Patch::new(window.span(edit.origin), edit.text.as_str()));
        elements.extend(window.header());
        elements.push(window.snippet().patches(patches).into());
    }
    elements
}

/// Places that are further apart, in bytes, are shown each on its own.
const FAR: usize = 8 * 1024;
/// Of a line that goes on for longer than this, in bytes, a piece is shown.
const LONG: usize = 1024;

/// What is to be shown in one piece.
type Shown<'a, T> = (Window<'a>, Vec<T>);

/// The windows onto the places, in the order of the first place in each.
fn windows<T>(placed: impl Iterator<Item = (Origin, T)>, sources: &Sources) -> Vec<Shown<'_, T>> {
    let mut groups: Vec<(&Source, Range<usize>, Vec<T>)> = Vec::new();
    for (origin, item) in placed {
        let Some(source) = sources.get(origin.source()) else {
            continue;
        };
        let span = origin.span();
        let near = |(known, range, _): &&mut (&Source, Range<usize>, Vec<T>)| {
            std::ptr::eq(*known, source)
                && span.start <= range.end + FAR
                && range.start <= span.end + FAR
        };
        match groups.iter_mut().find(near) {
            Some((_, range, items)) => {
                *range = range.start.min(span.start)..range.end.max(span.end);
                items.push(item);
            }
            None => groups.push((source, span, vec![item])),
        }
    }
    groups
        .into_iter()
        .map(|(source, range, items)| (Window::onto(source, range), items))
        .collect()
}

/// The lines of a source that a message shows: the renderer works through all that it is given,
/// so that a whole large file would cost more than all checks.
struct Window<'a> {
    name: Cow<'a, str>,
    text: &'a str,
    start: usize,
    /// Of the first character that is shown.
    from: Position,
    /// Of the place that is shown.
    at: Position,
}

impl<'a> Window<'a> {
    fn onto(source: &'a Source, range: Range<usize>) -> Self {
        let text = source.text();
        let first = boundary(text, range.start);
        let last = boundary(text, range.end.min(first + 4 * FAR)).max(first);
        let line = text
            .get(..first)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1);
        let start = if first - line > LONG {
            boundary(text, first - LONG / 16)
        } else {
            line
        };
        let end = text
            .get(last..)
            .and_then(|after| after.bytes().take(LONG).position(|byte| byte == b'\n'))
            .map_or_else(|| boundary(text, last + LONG), |at| last + at);
        Self {
            name: shown::line(source.name()),
            text: text.get(start..end).unwrap_or(text),
            start,
            from: source.position(start),
            at: source.position(first),
        }
    }

    /// The origin's bytes, counted from the start of the window and on character boundaries.
    fn span(&self, origin: Origin) -> Range<usize> {
        let within = |offset: usize| boundary(self.text, offset.saturating_sub(self.start));
        let start = within(origin.span().start);
        start..within(origin.span().end).max(start)
    }

    /// The place, where the renderer cannot count it because a line's beginning is not shown.
    fn header(&self) -> Option<Element<'a>> {
        let place = annotate_snippets::Origin::path(self.name.clone())
            .line(self.at.line)
            .char_column(self.at.column);
        (self.from.column > 1).then(|| place.into())
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        let path = (self.from.column == 1).then(|| self.name.clone());
        Snippet::source(self.text)
            .line_start(self.from.line)
            .path(path)
    }
}

/// The nearest character boundary at or before `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
