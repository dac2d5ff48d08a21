//! Syntax errors of the parser, in our words.

use granit_parser::{ErrorKind, ScanError};

use crate::{
    diag::{Code, Diagnostic},
    source::{Origin, SourceId},
};

/// The diagnostic for what the parser could not read.
pub(super) fn report(error: &ScanError, source: SourceId, text: &str) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(text.len());
    let at = at.min(text.len());
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    let end = at
        + next
            .filter(|c| *c != '\n' && *c != '\r')
            .map_or(0, char::len_utf8);
    let origin = Origin::new(source, at..end);
    let kind = error.kind();
    if matches!(kind, ErrorKind::RecursionLimitExceeded) {
        return too_deep(origin);
    }
    let raw = kind.to_string();
    let message = raw.strip_prefix("while ").map_or(raw.as_str(), |rest| rest);
    let message = message.replace("`\\u{0}'", "NUL").replace("  ", " ");
    let diagnostic = Diagnostic::new(Code::YamlSyntax, origin, format!("not YAML: {message}"));
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => {
            diagnostic.help("YAML is indented with spaces, never tabs")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => diagnostic
            .help("put text that holds `: ` in quotes, and start a new line for a new key"),
        ErrorKind::UnclosedFlowCollection { open } => {
            let close = if *open == '{' { '}' } else { ']' };
            diagnostic.help(format!("close it with `{close}`"))
        }
        ErrorKind::UnexpectedCharacter { character } if "`@%".contains(*character) => {
            diagnostic.help("put text that starts with this character in quotes")
        }
        ErrorKind::UnclosedQuotedScalar => diagnostic.help("close the quote"),
        _ => diagnostic,
    }
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
