//! Where a byte of a scalar's text stands in the source.
//!
//! Escapes, doubled quotes, folded lines and indentation make the two differ. The raw token is
//! walked beside the text; where the walk loses the thread (folded blocks), the whole token stands
//! for every part of it.

use std::{ops::Range, str::Chars};

use crate::source::Origin;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// The map from text to token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Places {
    /// Nothing is known: the whole token.
    #[default]
    Whole,
    /// The text stands there unchanged, this many bytes after the token's start.
    Shifted(usize),
    /// For every byte of the text and for its end, the byte of the token; then the token's length
    /// for each escape's end.
    Each(Vec<Range<usize>>),
}

impl Places {
    /// Learns the map of one token.
    pub(super) fn learn(raw: &str, text: &str, style: Style) -> Self {
        let quotes = usize::from(matches!(style, Style::Single | Style::Double));
        let inside = raw.get(quotes..raw.len().saturating_sub(quotes));
        if inside == Some(text) {
            return Self::Shifted(quotes);
        }
        let walked = match (style, inside) {
            (Style::Literal, _) => literal(raw, text),
            (Style::Folded, _) | (_, None) => None,
            (_, Some(inside)) => flow(inside, text, style, quotes),
        };
        walked.map_or(Self::Whole, Self::Each)
    }

    /// The place of `range` of the text of the token at `token`.
    pub(super) fn origin(&self, token: Origin, range: Range<usize>) -> Origin {
        match self {
            Self::Whole => token,
            Self::Shifted(by) => token.sub(range.start + by..range.end + by),
            Self::Each(places) => {
                let Some(start) = places.get(range.start).map(|r| r.start) else {
                    return token;
                };
                let end = match range.end.checked_sub(1) {
                    Some(last) if range.end > range.start => places.get(last).map(|r| r.end),
                    _ => Some(start),
                };
                end.map_or(token, |end| token.sub(start..end))
            }
        }
    }
}

/// Notes that the next character of the text came from `raw`.
fn note(places: &mut Vec<Range<usize>>, c: char, raw: Range<usize>) {
    places.extend(std::iter::repeat_n(raw, c.len_utf8()));
}

/// Walks a plain or quoted token.
fn flow(inside: &str, text: &str, style: Style, shift: usize) -> Option<Vec<Range<usize>>> {
    let mut places = Vec::with_capacity(text.len() + 1);
    let mut wanted = text.chars();
    let mut at = 0;
    while let Some(rest) = inside.get(at..).filter(|rest| !rest.is_empty()) {
        let mut chars = rest.chars();
        let c = chars.next()?;
        let length = if style == Style::Double && c == '\\' {
            escape(rest, &mut wanted, &mut places, at + shift)?
        } else if style == Style::Single && rest.starts_with("''") {
            note(
                &mut places,
                wanted.next().filter(|w| *w == '\'')?,
                shift + at..shift + at + 2,
            );
            2
        } else if let Some((run, breaks)) = folded(rest) {
            let expected = if breaks == 1 { 1 } else { breaks - 1 };
            for _ in 0..expected {
                let w = wanted.next().filter(|w| *w == ' ' || *w == '\n')?;
                note(&mut places, w, shift + at..shift + at + run);
            }
            run
        } else {
            let length = c.len_utf8();
            note(
                &mut places,
                wanted.next().filter(|w| *w == c)?,
                shift + at..shift + at + length,
            );
            length
        };
        at += length;
    }
    places.push(shift + at..shift + at);
    wanted.next().is_none().then_some(places)
}

/// The length of a run of white space that holds a line break, and the number of its breaks.
fn folded(rest: &str) -> Option<(usize, usize)> {
    let end = rest.find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'));
    let run = rest.get(..end.unwrap_or(rest.len()))?;
    let breaks = run.replace("\r\n", "\n").matches(['\n', '\r']).count();
    (breaks > 0).then_some((run.len(), breaks))
}

/// Walks one escape of a double-quoted token.
fn escape(
    rest: &str,
    wanted: &mut Chars<'_>,
    places: &mut Vec<Range<usize>>,
    at: usize,
) -> Option<usize> {
    let kind = rest.chars().nth(1)?;
    let mut length = match kind {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        '\n' | '\r' => {
            // An escaped line break: it and the next line's indentation are nothing.
            let (run, _) = folded(rest.get(1..)?)?;
            return Some(1 + run);
        }
        other => 1 + other.len_utf8(),
    };
    let c = wanted.next()?;
    if kind == 'u' && c.len_utf16() == 2 {
        length = 12; // a pair of surrogates
    }
    note(places, c, at..at + length);
    Some(length)
}

/// Walks a literal block: its indentation is not part of the text.
fn literal(raw: &str, text: &str) -> Option<Vec<Range<usize>>> {
    let mut places = Vec::with_capacity(text.len() + 1);
    let first = raw.split('\n').find(|line| !line.trim().is_empty())?;
    let first_text = text.split('\n').find(|line| !line.trim().is_empty())?;
    // The token may start behind the first line's indentation.
    let starts_indented = raw.starts_with(' ') && !text.starts_with(' ');
    let indent = raw
        .split('\n')
        .skip(usize::from(!starts_indented))
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    if !first.trim_end().ends_with(first_text.trim_end()) {
        return None;
    }
    let mut at = 0;
    let mut line_start = starts_indented;
    for c in text.chars() {
        if line_start {
            let rest = raw.get(at..)?;
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            at += spaces.min(indent);
            line_start = false;
        }
        let rest = raw.get(at..)?;
        if c == '\n' {
            let length = if rest.starts_with("\r\n") { 2 } else { 1 };
            let end = (at + length).min(raw.len());
            note(&mut places, c, at.min(raw.len())..end);
            at = end;
            line_start = true;
        } else {
            rest.strip_prefix(c)?;
            note(&mut places, c, at..at + c.len_utf8());
            at += c.len_utf8();
        }
    }
    places.push(at..at);
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, SourceId};

    fn part<'a>(raw: &'a str, text: &str, style: Style, part: &str) -> &'a str {
        let start = text.find(part).unwrap();
        let token = Origin::new(SourceId::default(), 0..raw.len());
        let place = Places::learn(raw, text, style).origin(token, start..start + part.len());
        raw.get(place.span()).unwrap()
    }

    #[test]
    fn parts_of_a_token_are_found() {
        use Style::{Double, Folded, Literal, Plain, Single};
        for (raw, text, style, wanted, place) in [
            ("aéb${x}", "aéb${x}", Plain, "${x}", "${x}"),
            ("one\n   two ${x}", "one two ${x}", Plain, "${x}", "${x}"),
            ("'it''s ${x}'", "it's ${x}", Single, "${x}", "${x}"),
            ("'it''s'", "it's", Single, "'", "''"),
            (r#""\u00e9\t${x}\n""#, "é\t${x}\n", Double, "${x}", "${x}"),
            (r#""\u00e9""#, "é", Double, "é", r"\u00e9"),
            (r#""\uD834\uDD1E!""#, "𝄞!", Double, "!", "!"),
            ("\"a \\\n   b\"", "a b", Double, "b", "b"),
            ("a\n  ${x} b\n", "a\n${x} b\n", Literal, "${x}", "${x}"),
            ("a\r\n  ${x} b\r\n", "a\n${x} b\n", Literal, "${x}", "${x}"),
            ("a\n  b\n", "a b\n", Folded, "b", "a\n  b\n"),
        ] {
            assert_eq!(part(raw, text, style, wanted), place, "{raw}");
        }
    }
}
