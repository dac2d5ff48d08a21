//! Diagnostics as a Markdown table, for a comment on a pull request.

use std::fmt::Write as _;

use super::{Diagnostic, Severity};
use crate::source::Sources;

/// The table, or one line that says that there is nothing to say.
pub fn table(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    if diagnostics.is_empty() {
        return "No findings.\n".to_owned();
    }
    let mut out = String::from("| | place | finding |\n| --- | --- | --- |\n");
    for diagnostic in diagnostics {
        let origin = diagnostic.primary.origin;
        let place = sources
            .get(origin.source())
            .map_or_else(String::new, |source| {
                let line = sources.position(origin).map_or(1, |p| p.line);
                format!("{}:{line}", cell(source.name()))
            });
        let word = match diagnostic.severity {
            Severity::Error => "❌ error",
            Severity::Warning => "⚠️ warning",
            Severity::Note => "ℹ️ note",
        };
        let mut text = cell(&diagnostic.message);
        for help in &diagnostic.help {
            text.push_str("<br>");
            text.push_str(&cell(help));
        }
        for fix in &diagnostic.fixes {
            text.push_str("<br>");
            text.push_str(&cell(&fix.message));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {word} | {place} | {text} (`{}`) |", diagnostic.code);
    }
    out
}

/// Text that neither ends a cell nor becomes HTML. Backticks stay: messages use them as quotes.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace(['\n', '\r'], " ")
}
