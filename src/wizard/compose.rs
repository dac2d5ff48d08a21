//! A new spec as text, with a comment above each part: what hangs on it.

use serde_json::{Map, Value};

use super::{table::TABLE, text};
use crate::{
    grant::Library,
    spec::keys::{self, Key, Shape},
};

/// The order of the top level: what it is, what it may do, what it runs on, how it is written. The
/// grants of services come in the place of the empty name.
const ORDER: &[&str] = &[
    "version",
    "account",
    "partition",
    "region",
    "tags",
    "role",
    "session_manager",
    "instance_profile",
    "",
    "allow",
    "deny",
    "assume",
    "instance",
    "credential_guard",
    "deployers",
    "audit",
    "assert",
    "lint",
    "variables",
    "terraform",
];

/// How wide comments are.
const WIDTH: usize = 96;

/// The text of a new spec.
pub fn text(spec: &Map<String, Value>, library: &Library) -> String {
    let grants = ORDER
        .iter()
        .position(|key| key.is_empty())
        .unwrap_or_default();
    let place = |key: &str| {
        ORDER
            .iter()
            .position(|known| *known == key)
            .unwrap_or(grants)
    };
    let mut entries: Vec<(&String, &Value)> = spec.iter().collect();
    entries.sort_by_key(|(key, _)| place(key));
    let mut out = String::new();
    comment(
        &mut out,
        0,
        "What one EC2 role may do, and nothing else. `rolewright generate` turns it into Terraform.",
    );
    for (key, value) in entries {
        if key != "version" {
            out.push('\n');
            comment(&mut out, 0, &remark(&[key], library));
        }
        let commented = matches!(key.as_str(), "role" | "instance" | "terraform");
        match value {
            Value::Object(map) if commented && !map.is_empty() => {
                out.push_str(key);
                out.push_str(":\n");
                for (child, value) in map {
                    comment(&mut out, 2, &remark(&[key, child], library));
                    out.push_str(&text::entry(child, value, 2));
                }
            }
            _ => out.push_str(&text::entry(key, value, 0)),
        }
    }
    out
}

/// What is said about a place: what its question says hangs on it, else the key's own words.
fn remark(path: &[&str], library: &Library) -> String {
    let asked = TABLE.iter().find(|question| question.place == path);
    if let Some(question) = asked {
        return question.why.to_owned();
    }
    match path {
        [service] if library.contains(service) => library
            .service(service)
            .map(|service| format!("{}: {}", service.title, service.about))
            .unwrap_or_default(),
        _ => key_at(path)
            .map(|key| key.doc.to_owned())
            .unwrap_or_default(),
    }
}

fn key_at(path: &[&str]) -> Option<&'static Key> {
    let (last, parents) = path.split_last()?;
    let map = parents
        .iter()
        .try_fold(&keys::SPEC, |map, key| match map.key(key)?.shape {
            Shape::Map(inner) => Some(inner),
            _ => None,
        })?;
    map.key(last)
}

/// Comment lines with a sentence.
fn comment(out: &mut String, indent: usize, sentence: &str) {
    let space = " ".repeat(indent);
    let mut line = String::new();
    let mut flush = |line: &mut String| {
        if !line.is_empty() {
            for part in [&space, "#", line, "\n"] {
                out.push_str(part);
            }
            line.clear();
        }
    };
    for word in sentence.split_whitespace() {
        if line.chars().count() + word.chars().count() + indent + 2 > WIDTH {
            flush(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    flush(&mut line);
}
