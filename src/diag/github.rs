//! Diagnostics as GitHub workflow commands, which show as annotations on a pull request.

use std::fmt::Write as _;

use super::{Diagnostic, Severity};
use crate::source::Sources;

/// One `::error file=…::message` line.
pub fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let origin = diagnostic.primary.origin;
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = String::new();
    if let (Some(source), Some(start), Some(end)) = (
        sources.get(origin.source()),
        sources.position(origin),
        sources.end_position(origin),
    ) {
        // Writing to a String cannot fail.
        let _ = write!(
            properties,
            "file={},line={},endLine={},col={},endColumn={},",
            property(source.name()),
            start.line,
            end.line,
            start.column,
            end.column
        );
    }
    let mut message = diagnostic.message.clone();
    for more in diagnostic
        .help
        .iter()
        .chain(diagnostic.fixes.iter().map(|fix| &fix.message))
    {
        message.push('\n');
        message.push_str(more);
    }
    format!(
        "::{command} {properties}title={}::{}",
        diagnostic.code,
        data(&message)
    )
}

/// What follows `::`, escaped as the runner expects it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which must not end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
