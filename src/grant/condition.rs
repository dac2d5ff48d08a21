//! `conditions`: what the user asks of every use of the grant.
//!
//! A global key goes on every statement but the one on the key of `kms_key`. A key of a service
//! goes only where the actions have it: a statement some of whose actions lack it is split.

use std::collections::BTreeMap;

use super::{Request, draft::Draft};
use crate::{
    catalogue::{self, Action, ConditionKey},
    diag::{Code, Diagnostic, Diagnostics},
    policy::Condition,
};

/// The drafts with the user's conditions.
pub(crate) fn add(
    drafts: Vec<Draft>,
    request: &Request,
    diagnostics: &mut Diagnostics,
) -> Vec<Draft> {
    let usable: Vec<&Condition> = request
        .conditions
        .iter()
        .filter(|condition| is_usable(condition, &drafts, diagnostics))
        .collect();
    let mut split = Vec::new();
    for draft in drafts {
        if draft.on_key {
            split.push(draft);
        } else {
            split.extend(with_conditions(&draft, &usable, diagnostics));
        }
    }
    split
}

/// Whether some action of the grant has the key, and no statement has the condition already.
fn is_usable(condition: &Condition, drafts: &[Draft], diagnostics: &mut Diagnostics) -> bool {
    let own = || drafts.iter().filter(|draft| !draft.on_key);
    let same = |other: &&Condition| {
        let (a, b) = (other.key.value.to_string(), condition.key.value.to_string());
        other.operator == condition.operator && a.eq_ignore_ascii_case(&b)
    };
    let twin = own().flat_map(|draft| &draft.conditions).find(same);
    if let Some(twin) = twin {
        let values: Vec<String> = twin
            .values
            .iter()
            .map(|value| format!("`{}`", value.value))
            .collect();
        let message = format!(
            "the grant has a condition `{}` on `{}` already: {}",
            condition.operator,
            condition.key.value,
            values.join(", ")
        );
        diagnostics.push(Diagnostic::new(
            Code::ConditionTwice,
            condition.key.origin,
            message,
        ));
        return false;
    }
    let mut actions = own().flat_map(|draft| draft.actions.keys());
    if actions.any(|action| has_key(action, condition)) {
        return true;
    }
    let key = condition.key.value.to_string();
    let message = format!("no action of this grant has the condition key `{key}`");
    let mut diagnostic =
        Diagnostic::new(Code::ConditionWithoutAction, condition.key.origin, message);
    let mut known: Vec<&str> = own()
        .flat_map(|draft| draft.actions.keys())
        .filter_map(|action| Action::find(action))
        .flat_map(Action::condition_keys)
        .filter(|known| !known.starts_with("aws:"))
        .collect();
    known.sort_unstable();
    known.dedup();
    let nearest = catalogue::nearest(&key, known.iter().map(|known| (*known, *known)));
    if let Some(nearest) = nearest.first().copied() {
        diagnostic = diagnostic.replace(format!("did you mean `{nearest}`?"), nearest.to_owned());
    } else if let Some(action) = own().flat_map(|draft| draft.actions.keys()).next() {
        diagnostic = diagnostic.help(format!(
            "`rolewright actions {action}` lists the keys of an action"
        ));
    }
    diagnostics.push(diagnostic);
    false
}

/// Whether a condition can hold for an action. Of an action that the catalogue does not know, and of
/// a key that only Terraform knows, it is assumed.
fn has_key(action: &str, condition: &Condition) -> bool {
    let Some(key) = condition.key.value.as_literal() else {
        return true;
    };
    ConditionKey::global(key).is_some()
        || Action::find(action).is_none_or(|action| action.condition_key(key).is_some())
}

/// The draft, split where its actions differ in the keys that they have.
fn with_conditions(
    draft: &Draft,
    conditions: &[&Condition],
    diagnostics: &mut Diagnostics,
) -> Vec<Draft> {
    let mut groups: BTreeMap<Vec<usize>, Draft> = BTreeMap::new();
    for (action, origin) in &draft.actions {
        let lacking: Vec<usize> = conditions
            .iter()
            .enumerate()
            .filter(|(_, condition)| !has_key(action, condition))
            .map(|(i, _)| i)
            .collect();
        let group = groups.entry(lacking).or_insert_with(|| Draft {
            actions: BTreeMap::new(),
            ..draft.clone()
        });
        group.actions.insert(action.clone(), *origin);
    }
    let is_split = groups.len() > 1;
    let mut parts = Vec::new();
    for (lacking, mut part) in groups {
        for (i, condition) in conditions.iter().enumerate() {
            if !lacking.contains(&i) {
                part.conditions.push((*condition).clone());
                continue;
            }
            let key = condition.key.value.to_string();
            if is_split {
                let name = key.split([':', '/']).nth(1).unwrap_or(&key).to_owned();
                part.word = format!("{}-without-{name}", part.word);
            }
            let actions: Vec<&str> = part.actions.keys().map(String::as_str).collect();
            let message = format!("`{key}` does not limit `{}`", actions.join("`, `"));
            diagnostics.push(
                Diagnostic::new(Code::ConditionSplits, condition.key.origin, message)
                    .help("these actions do not have the key, and stand in a statement without it; leave them out with `except`"),
            );
        }
        part.conditions.sort();
        parts.push(part);
    }
    parts
}
