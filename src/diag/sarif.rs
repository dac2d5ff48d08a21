//! Diagnostics as SARIF 2.1.0, the format that code-scanning services read.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Code, Diagnostic, Severity};
use crate::source::{Origin, Sources};

/// One log with one run; every rule is listed, not only those that fired.
pub fn log(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            let docs = code.docs().trim().replace('\n', " ");
            json!({
                "id": code.as_str(),
                "shortDescription": { "text": docs },
                "defaultConfiguration": { "level": level(code.severity()) },
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(|d| result(d, sources)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "rolewright", "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// One log with the results of several; `None` of none.
pub fn merged(logs: Vec<Value>) -> Option<Value> {
    let mut logs = logs.into_iter();
    let mut whole = logs.next()?;
    for mut log in logs {
        let Some(results) = log.pointer_mut("/runs/0/results").map(Value::take) else {
            continue;
        };
        let rules = log.pointer("/runs/0/tool/driver/rules").cloned();
        for mut result in results.as_array().into_iter().flatten().cloned() {
            let id = result.get("ruleId").cloned().unwrap_or_default();
            if let Some(index) = rule(&mut whole, &id, rules.as_ref())
                && let Some(place) = result.get_mut("ruleIndex")
            {
                *place = index.into();
            }
            if let Some(all) = whole
                .pointer_mut("/runs/0/results")
                .and_then(Value::as_array_mut)
            {
                all.push(result);
            }
        }
    }
    Some(whole)
}

/// Where a rule stands in a log; it is added if it is not there yet.
fn rule(whole: &mut Value, id: &Value, rules: Option<&Value>) -> Option<usize> {
    let is_it = |rule: &&Value| rule.get("id") == Some(id);
    let known = whole
        .pointer_mut("/runs/0/tool/driver/rules")?
        .as_array_mut()?;
    if let Some(index) = known.iter().position(|rule| is_it(&rule)) {
        return Some(index);
    }
    known.push(rules?.as_array()?.iter().find(is_it)?.clone());
    Some(known.len() - 1)
}

fn result(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": location(diagnostic.primary.origin, sources, None).into_iter().collect::<Vec<_>>(),
    });
    let related: Vec<Value> = diagnostic
        .secondary
        .iter()
        .filter_map(|label| location(label.origin, sources, Some(&label.text)))
        .collect();
    let fixes: Vec<Value> = diagnostic
        .fixes
        .iter()
        .map(|fix| {
            let changes: Vec<Value> = fix
                .edits
                .iter()
                .filter_map(|edit| {
                    let mut change = json!({ "deletedRegion": region(edit.origin, sources)? });
                    if let Some(map) = change.as_object_mut() {
                        map.insert("insertedContent".into(), json!({ "text": edit.text }));
                    }
                    Some(json!({
                        "artifactLocation": artifact(edit.origin, sources)?,
                        "replacements": [change],
                    }))
                })
                .collect();
            json!({ "description": { "text": fix.message }, "artifactChanges": changes })
        })
        .collect();
    if let Some(map) = result.as_object_mut() {
        if !related.is_empty() {
            map.insert("relatedLocations".into(), related.into());
        }
        if !fixes.is_empty() {
            map.insert("fixes".into(), fixes.into());
        }
    }
    result
}

const fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// A place as SARIF has it; `None` for what stands in no source.
pub fn location(origin: Origin, sources: &Sources, message: Option<&str>) -> Option<Value> {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": artifact(origin, sources)?,
            "region": region(origin, sources)?,
        },
    });
    if let (Some(text), Some(map)) = (message, location.as_object_mut()) {
        map.insert("message".into(), json!({ "text": text }));
    }
    Some(location)
}

/// File names are paths; a URI needs some characters written in another way.
fn artifact(origin: Origin, sources: &Sources) -> Option<Value> {
    let name = sources.get(origin.source())?.name();
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    Some(json!({ "uri": uri }))
}

fn region(origin: Origin, sources: &Sources) -> Option<Value> {
    let (start, end) = (sources.position(origin)?, sources.end_position(origin)?);
    Some(json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }))
}
