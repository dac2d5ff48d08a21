//! Diagnostics as JSON, one object a line.

use serde_json::{Value, json};

use super::{Diagnostic, Fix};
use crate::source::{Origin, Sources};

/// The object that stands for one diagnostic: `type`, `schema`, `code`, `severity`, `message`,
/// `file`, `line`, `column`, `end_line`, `end_column` (from 1, Unicode scalar values), `help`,
/// `fixes` (edits count bytes from 0).
pub fn object(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let origin = diagnostic.primary.origin;
    let start = sources.position(origin);
    let end = sources.end_position(origin);
    let help = diagnostic.help.join("\n");
    let related: Vec<Value> = diagnostic
        .secondary
        .iter()
        .map(|label| {
            let place = sources.position(label.origin);
            json!({
                "file": file(label.origin, sources),
                "line": place.map(|p| p.line),
                "column": place.map(|p| p.column),
                "message": label.text,
            })
        })
        .collect();
    json!({
        "type": "diagnostic",
        "schema": 1,
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "file": file(origin, sources),
        "line": start.map(|p| p.line),
        "column": start.map(|p| p.column),
        "end_line": end.map(|p| p.line),
        "end_column": end.map(|p| p.column),
        "label": diagnostic.primary.text,
        "help": help,
        "related": related,
        "fixes": diagnostic.fixes.iter().map(|f| fix(f, sources)).collect::<Vec<_>>(),
    })
}

fn fix(fix: &Fix, sources: &Sources) -> Value {
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            let span = edit.origin.span();
            json!({
                "file": file(edit.origin, sources),
                "start": span.start,
                "end": span.end,
                "text": edit.text,
            })
        })
        .collect();
    json!({ "message": fix.message, "safe": fix.safe, "edits": edits })
}

fn file(origin: Origin, sources: &Sources) -> Option<&str> {
    sources
        .get(origin.source())
        .map(crate::source::Source::name)
}

/// A place: file, line and column; null for what stands in no source.
pub fn place(origin: Origin, sources: &Sources) -> Value {
    let (Some(source), Some(position)) = (sources.get(origin.source()), sources.position(origin))
    else {
        return Value::Null;
    };
    json!({ "file": source.name(), "line": position.line, "column": position.column })
}
