//! A new spec as text, with a comment above each part: what hangs on it.

use serde_json::{Map, Value};

use super::{question::Question, table::TABLE, text};
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

/// Where a key of the top level belongs.
fn rank(key: &str) -> usize {
    let grants = ORDER.iter().position(|key| key.is_empty());
    let own = ORDER.iter().position(|known| *known == key);
    own.or(grants).unwrap_or_default()
}

/// A spec that was changed, with the keys that are new to it where they belong among the others.
pub fn in_place(spec: Map<String, Value>, before: &Map<String, Value>) -> Map<String, Value> {
    let (kept, added): (Vec<_>, Vec<_>) = spec
        .into_iter()
        .partition(|(key, _)| before.contains_key(key));
    let mut entries = kept;
    for (key, value) in added {
        let at = entries
            .iter()
            .rposition(|(other, _)| rank(other) <= rank(&key))
            .map_or(0, |last| last + 1);
        entries.insert(at, (key, value));
    }
    entries.into_iter().collect()
}

/// The text of a new spec.
pub fn text(spec: &Map<String, Value>, library: &Library) -> String {
    let mut entries: Vec<(&String, &Value)> = spec.iter().collect();
    entries.sort_by_key(|(key, _)| rank(key));
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

/// What is said about a place: the note of its question, else the key's own words.
fn remark(path: &[&str], library: &Library) -> String {
    let noted =
        |question: &&Question| question.place.starts_with(path) && !question.note.is_empty();
    if let Some(question) = TABLE
        .iter()
        .find(noted)
        .filter(|_| path != ["role"] && path != ["instance"])
    {
        return question.note.to_owned();
    }
    let words = match path {
        [service] if library.contains(service) => library
            .service(service)
            .map(|service| format!("{}: {}", service.title, service.about))
            .unwrap_or_default(),
        _ => key_at(path)
            .map(|key| key.doc.to_owned())
            .unwrap_or_default(),
    };
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
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
