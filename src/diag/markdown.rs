//! Diagnostics as a Markdown table, for a comment on a pull request.

use std::fmt::Write as _;

use super::{Diagnostic, Severity};
use crate::{source::Sources, text::shown};

/// The table of these rows, or one line that says that there is nothing to say.
pub fn table(rows: &str) -> String {
    if rows.is_empty() {
        return "No findings.\n".to_owned();
    }
    format!("| | place | finding |\n| --- | --- | --- |\n{rows}")
}

/// A row for each diagnostic.
pub fn rows(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let origin = diagnostic.primary.origin;
        let place = sources
            .get(origin.source())
            .map_or_else(String::new, |source| {
                let line = sources.position(origin).map_or(1, |p| p.line);
                format!("{}:{line}", shown::markdown(source.name()))
            });
        let word = match diagnostic.severity {
            Severity::Error => "❌ error",
            Severity::Warning => "⚠️ warning",
            Severity::Note => "ℹ️ note",
        };
        let mut text = shown::markdown(&diagnostic.message);
        for help in &diagnostic.help {
            text.push_str("<br>");
            text.push_str(&shown::markdown(help));
        }
        for fix in &diagnostic.fixes {
            text.push_str("<br>");
            text.push_str(&shown::markdown(&fix.message));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {word} | {place} | {text} (`{}`) |", diagnostic.code);
    }
    out
}
