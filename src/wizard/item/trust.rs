//! Another principal that may become the role, asked for.

use serde_json::{Value, json};

use crate::wizard::{
    fields::{Field, FieldForm},
    question::Answers,
};

/// The keys of which a trust has exactly one.
const KINDS: &[&str] = &["role", "user", "account", "service"];

/// The questions.
pub fn fields() -> Vec<Field> {
    vec![
        Field::new(
            "principal",
            "Who (a role's or user's ARN, an account, a service)?",
            "an account means everybody there whom that account lets",
            FieldForm::Text,
        )
        .required(),
        Field::new(
            "external_id",
            "Which external id must it present?",
            "for a third party that works for many: others' requests then do not count as yours",
            FieldForm::Text,
        ),
    ]
}

/// The answers that a trust holds.
pub fn open(item: &Answers) -> Answers {
    let mut draft = item.clone();
    for kind in KINDS {
        if let Some(principal) = draft.shift_remove(*kind) {
            draft.insert("principal".to_owned(), principal);
        }
    }
    draft
}

/// The trust that answers make.
pub fn close(draft: &Answers) -> Answers {
    let principal = draft
        .get("principal")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut item = Answers::new();
    item.insert(kind_of(principal).to_owned(), json!(principal));
    item.extend(
        draft
            .iter()
            .filter(|(key, _)| *key != "principal")
            .map(|(k, v)| (k.clone(), v.clone())),
    );
    item
}

fn kind_of(principal: &str) -> &'static str {
    if principal.contains(":user/") {
        "user"
    } else if principal.starts_with("arn:") || principal.contains("${") {
        "role"
    } else if principal.starts_with(|c: char| c.is_ascii_digit()) {
        "account"
    } else {
        "service"
    }
}
