//! Syntax errors of the parser, in our words.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use crate::{
    diag::{Code, Diagnostic, Edit},
    source::{Origin, SourceId},
};

/// What was read before the fault.
#[derive(Clone, Copy)]
pub(super) struct Before {
    /// Where the last event ended.
    pub(super) end: usize,
    /// The bracket of the innermost flow collection that is still open.
    pub(super) open: Option<Origin>,
}

/// The diagnostic for what the parser could not read.
pub(super) fn report(
    error: &ScanError,
    before: Before,
    source: SourceId,
    text: &str,
) -> Diagnostic {
    let kind = error.kind();
    let at = place(kind, error.marker().byte_offset(), &before, text);
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    let next = next.filter(|c| *c != '\n' && *c != '\r');
    let origin = Origin::new(source, at..at + next.map_or(0, char::len_utf8));
    if matches!(kind, ErrorKind::RecursionLimitExceeded) {
        return too_deep(origin);
    }
    let raw = kind.to_string();
    let message = raw
        .strip_prefix("while ")
        .unwrap_or(&raw)
        .replace('\'', "`");
    if let Some(hole) = unquoted_hole(text, at) {
        let place = |range| Origin::new(source, range);
        let message = "between brackets, text that holds `${` needs quotes";
        let quote = |at| Edit {
            origin: place(at..at),
            text: "\"".to_owned(),
        };
        return Diagnostic::new(Code::YamlSyntax, place(hole.clone()), message)
            .fix("put it in quotes", [quote(hole.start), quote(hole.end)]);
    }
    let diagnostic = Diagnostic::new(Code::YamlSyntax, origin, format!("not YAML: {message}"));
    match kind {
        kind if is_tab(kind) => diagnostic.help("YAML is indented with spaces, never tabs"),
        ErrorKind::MappingValueNotAllowed => diagnostic
            .help("put text that holds `: ` in quotes, and start a new line for a new key"),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry => {
            diagnostic.help("indent it exactly as the keys or items that it belongs to")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            let close = if *open == '{' { '}' } else { ']' };
            diagnostic.help(format!("close it with `{close}`"))
        }
        ErrorKind::UnexpectedCharacter { character } if "`@%".contains(*character) => {
            diagnostic.help("put text that starts with this character in quotes")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            diagnostic.help("close the quote")
        }
        _ => match before.open {
            Some(open) => diagnostic.also(open, "this is not closed yet"),
            None => diagnostic,
        },
    }
}

/// The bytes of an unquoted `a-${var.x}-b` within a flow collection, whose `{` is at `at`.
fn unquoted_hole(text: &str, at: usize) -> Option<Range<usize>> {
    let (before, rest) = text.split_at_checked(at)?;
    if !before.ends_with('$') || !rest.starts_with('{') {
        return None;
    }
    let start = before.rfind([' ', ',', '[', '{', '\n'])? + 1;
    let closed = rest.find('}')? + 1;
    let tail = rest.get(closed..)?;
    let end = tail.find([',', ']', '}', '\n', '#']).unwrap_or(tail.len());
    let tail = tail.get(..end)?.trim_end();
    let whole = start..at + closed + tail.len();
    let quotable = text.get(whole.clone())?;
    (!quotable.contains(['"', '\\', '\n'])).then_some(whole)
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
    )
}

/// Where the fault is. The parser says where it gave up, which for some is far behind.
fn place(kind: &ErrorKind, marker: Option<usize>, before: &Before, text: &str) -> usize {
    let at = marker.unwrap_or(text.len()).min(text.len());
    let found = if is_tab(kind) && !text.get(at..).is_some_and(|rest| rest.starts_with('\t')) {
        text.get(at..)
            .and_then(|rest| rest.find('\t'))
            .map(|by| at + by)
    } else if matches!(
        kind,
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent
    ) {
        let rest = text.get(before.end..at);
        rest.and_then(|rest| rest.find(['"', '\'']))
            .map(|by| before.end + by)
    } else {
        None
    };
    found.unwrap_or(at)
}

/// The diagnostic for nesting beyond the bound.
pub(super) fn too_deep(origin: Origin) -> Diagnostic {
    Diagnostic::new(
        Code::NestingTooDeep,
        origin,
        format!("nested deeper than {} levels", super::build::MAX_DEPTH),
    )
    .help("a spec needs fewer than ten")
}
