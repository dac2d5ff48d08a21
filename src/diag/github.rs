//! Diagnostics as GitHub workflow commands, which show as annotations on a pull request.

use std::fmt::Write as _;

use super::{Diagnostic, Severity};
use crate::{
    source::{Origin, Sources},
    text::shown,
};

/// One `::error file=…::message` line.
pub fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut message = diagnostic.message.clone();
    for more in diagnostic
        .help
        .iter()
        .chain(diagnostic.fixes.iter().map(|fix| &fix.message))
    {
        message.push('\n');
        message.push_str(more);
    }
    annotation(
        diagnostic.severity,
        diagnostic.primary.origin,
        Some(sources),
        diagnostic.code.as_str(),
        &message,
    )
}

/// A line for a message under a title, at a place if there is one.
pub fn annotation(
    severity: Severity,
    origin: Origin,
    sources: Option<&Sources>,
    title: &str,
    message: &str,
) -> String {
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = String::new();
    if let Some(sources) = sources
        && let (Some(source), Some(start), Some(end)) = (
            sources.get(origin.source()),
            sources.position(origin),
            sources.end_position(origin),
        )
    {
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
    format!(
        "::{command} {properties}title={}::{}",
        property(title),
        data(message)
    )
}

/// What follows `::`, escaped as the runner expects it.
fn data(text: &str) -> String {
    // The line ends are ours; what a message quotes has none left.
    text.split('\n')
        .map(|line| shown::line(line).replace('%', "%25"))
        .collect::<Vec<_>>()
        .join("%0A")
}

/// The value of a property, which must not end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
