//! The things that lists hold: the questions about each, and the way between the answers to them
//! and what the list holds.

pub mod allow;
pub mod assume;
pub mod grant;
pub mod trust;

use serde_json::{Value, json};

use super::{fields::ItemKind, question::Answers};
use crate::grant::Library;

/// The answers that an item holds.
pub fn open(kind: ItemKind, item: &Answers, library: &Library) -> Answers {
    match kind {
        ItemKind::Grant => grant::open(item, library),
        ItemKind::Allow => item.clone(),
        ItemKind::Assume => assume::open(item, library),
        ItemKind::Trust => trust::open(item),
    }
}

/// The item that answers make.
pub fn close(kind: ItemKind, draft: &Answers, library: &Library) -> Answers {
    let mut item = match kind {
        ItemKind::Grant => grant::close(draft, library),
        ItemKind::Allow => draft.clone(),
        ItemKind::Assume => assume::close(draft, library),
        ItemKind::Trust => trust::close(draft),
    };
    // An empty target is one that may do nothing yet: it counts.
    item.retain(|key, value| key == "target" || !super::place::is_nothing(value));
    item
}

/// The item that answers make so far, with what a check needs beside them.
pub fn close_early(kind: ItemKind, draft: &Answers, library: &Library) -> Answers {
    let mut item = close(kind, draft, library);
    if kind == ItemKind::Allow && !item.contains_key("resources") {
        // Anything can act on everything: only the actions are judged.
        item.insert("resources".to_owned(), json!(["*"]));
    }
    item
}

/// The key of an item under which the answer to one of its questions stands; `None` for what is
/// not there by itself.
pub fn place_of(kind: ItemKind, key: &str, draft: &Answers, library: &Library) -> Option<String> {
    let mut changed = draft.clone();
    // Whichever key is gone without the answer holds it.
    changed.shift_remove(key);
    let with = close(kind, draft, library);
    let without = close(kind, &changed, library);
    with.iter()
        .find(|(key, value)| without.get(*key).is_none_or(Value::is_null) && !value.is_null())
        .map(|(key, _)| key.clone())
}

/// An item in a few words.
pub fn summary(kind: ItemKind, item: &Answers, library: &Library) -> String {
    let text = |key: &str| item.get(key).map(words).unwrap_or_default();
    match kind {
        ItemKind::Grant => grant::summary(item, library),
        ItemKind::Allow => format!("{} on {}", text("actions"), text("resources")),
        ItemKind::Assume => format!("{}: {}", text("name"), text("role")),
        ItemKind::Trust => words(
            open(kind, item, library)
                .get("principal")
                .unwrap_or(&Value::Null),
        ),
    }
}

/// A value in a few words.
pub fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| format!("{key}={}", words(value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
