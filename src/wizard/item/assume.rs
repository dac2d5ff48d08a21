//! A role to assume in another account, asked for.

use serde_json::{Map, Value, json};

use crate::{
    grant::Library,
    wizard::{
        fields::{Field, FieldForm, ItemKind},
        grants,
        question::{Answers, Asked},
    },
};

/// The questions.
pub fn fields(draft: &Answers) -> Vec<Field> {
    let role = draft
        .get("role")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut grants = Field::new(
        "target_grants",
        "What does it read and write there?",
        "all that the role in the other account may do",
        FieldForm::Items(ItemKind::Grant),
    );
    if draft.get("target") != Some(&Value::Bool(true)) {
        grants.asked = Asked::Never;
    }
    vec![
        Field::new(
            "role",
            "Which role (its ARN)?",
            "the instance may assume exactly this one; its account is part of the ARN",
            FieldForm::Text,
        )
        .required(),
        Field::new(
            "name",
            "What do you call it?",
            "a short label: small letters, digits and dashes",
            FieldForm::Text,
        )
        .required()
        .default(label(role).map(Value::String)),
        Field::new(
            "external_id",
            "Which external id does the other side expect?",
            "it keeps others from making their calls through you; the other side gives it to you",
            FieldForm::Text,
        ),
        Field::new(
            "target",
            "Write the other account's side as well?",
            "its Terraform goes into a folder of its own, to be applied in that account",
            FieldForm::YesNo,
        )
        .default(Some(json!(false))),
        grants,
    ]
}

/// A label made of the role's name.
fn label(role: &str) -> Option<String> {
    let name = role.rsplit('/').next()?.to_lowercase();
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let label: String = words.join("-").chars().take(32).collect();
    let label = label.trim_end_matches('-').to_owned();
    label
        .starts_with(|c: char| c.is_ascii_lowercase())
        .then_some(label)
}

/// The answers that an assume holds.
pub fn open(item: &Answers, library: &Library) -> Answers {
    let mut draft = item.clone();
    if let Some(target) = draft.shift_remove("target") {
        if let Some(grants) = grants::collect(&target, library) {
            draft.insert("target_grants".to_owned(), grants);
        }
        draft.insert("target".to_owned(), json!(true));
        draft.insert(REST.to_owned(), target);
    }
    draft
}

/// What the target holds, as it was found.
const REST: &str = "target_found";

/// The assume that answers make.
pub fn close(draft: &Answers, library: &Library) -> Answers {
    let mut item: Answers = draft
        .iter()
        .filter(|(key, _)| !["target", "target_grants", REST].contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if draft.get("target") == Some(&Value::Bool(true)) {
        let mut target = match draft.get(REST) {
            Some(Value::Object(found)) => found.clone(),
            _ => Map::new(),
        };
        grants::distribute(&mut target, draft.get("target_grants"), library);
        item.insert("target".to_owned(), Value::Object(target));
    }
    item
}
