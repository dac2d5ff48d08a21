//! Whether a request can be as somebody asks about it: what no request can be has no answer.

use crate::{
    blueprint::Role,
    catalogue::{self, Action, ResourcePattern},
    policy::{Arity, KeyKind, scalar},
    text::Text,
};

/// Why no request can be so, in words; nothing where one can. `actions` are those that the question
/// is about, of which one suffices.
pub(super) fn impossible(actions: &[String], resource: &Text) -> Option<String> {
    if !may_be_resource(resource) {
        return Some(format!(
            "`{resource}` is not an ARN: write the whole one, as in `arn:aws:s3:::photos/*`, or `*`"
        ));
    }
    let known: Vec<Action> = actions.iter().filter_map(|one| Action::find(one)).collect();
    let pattern = ResourcePattern::new(resource);
    let is_dead = !known.is_empty()
        && known.len() == actions.len()
        && !known.iter().any(|action| action.accepts(&pattern));
    is_dead.then(|| {
        let named = actions.first().map_or("", String::as_str);
        let forms: Vec<String> = known
            .iter()
            .flat_map(|action| action.resource_types())
            .flat_map(|used| used.resource_type.arns())
            .map(|arn| format!("`{arn}`"))
            .take(3)
            .collect();
        if forms.is_empty() {
            format!("`{named}` acts on no resource in particular: ask about `*`, not `{resource}`")
        } else {
            let forms = forms.join(", ");
            format!("`{named}` cannot act on `{resource}`: it acts on {forms}")
        }
    })
}

/// Whether a text may name resources: `*`, an ARN or a pattern of ARNs, or what only Terraform knows.
fn may_be_resource(resource: &Text) -> bool {
    let prefix = resource.literal_prefix();
    if prefix.is_empty() && resource.has_references() {
        return true;
    }
    match resource.as_literal() {
        Some("*") => true,
        Some(text) => {
            let mut segments = text.splitn(6, ':');
            let begins = segments.next() == Some("arn");
            begins && (segments.count() == 5 || text.ends_with('*'))
        }
        None => prefix.starts_with("arn:"),
    }
}

/// Why an action cannot be asked about, in words: nobody has it, and no statement of the role is
/// about it.
pub(super) fn unknown_action(action: &str, role: &Role) -> Option<String> {
    if Action::find(action).is_some() {
        return None;
    }
    let named = |text: &str| text.eq_ignore_ascii_case(action);
    let documents = role.policies.iter().filter_map(|one| one.document.as_ref());
    let statements = documents.flat_map(|document| &document.statements);
    let mut actions = statements.flat_map(|statement| &statement.actions.values);
    if actions.any(|one| one.value.as_literal().is_some_and(named)) {
        return None;
    }
    let near = catalogue::instead_of(action).map(|suggestion| {
        let quoted: Vec<String> = suggestion
            .actions
            .iter()
            .map(|one| format!("`{one}`"))
            .collect();
        quoted.join(" or ")
    });
    let near = near.filter(|near| !near.is_empty());
    Some(match near {
        Some(near) => format!("`{action}` is not an action that IAM knows: did you mean {near}?"),
        None => format!(
            "`{action}` is not an action that IAM knows: `rolewright actions '{}*'` lists them",
            action.split_once(':').map_or(action, |(prefix, _)| prefix)
        ),
    })
}

/// Why a request cannot have these values for a key, in words.
pub(super) fn impossible_values(key: &str, values: &[String]) -> Option<String> {
    let facts = catalogue::facts(&key.to_lowercase())?;
    if facts.arity == Arity::Single && values.len() > 1 {
        return Some(format!(
            "a request has one value for `{key}`, and here are {}",
            values.len()
        ));
    }
    let wrong = |value: &String| -> Option<&str> {
        let (fits, wanted) = match facts.kind {
            KeyKind::Bool => (scalar::boolean(value).is_some(), "`true` or `false`"),
            KeyKind::Number => (scalar::number(value).is_some(), "a number"),
            KeyKind::Date => (scalar::instant(value).is_some(), "a date"),
            KeyKind::Ip => (scalar::address(value).is_some(), "one address"),
            KeyKind::Arn => (value.starts_with("arn:"), "an ARN"),
            KeyKind::Binary => (scalar::is_base64(value), "base64"),
            KeyKind::String => (true, ""),
        };
        (!fits).then_some(wanted)
    };
    let (value, wanted) = values
        .iter()
        .find_map(|value| Some((value, wrong(value)?)))?;
    Some(format!(
        "`{value}` is not what a request has for `{key}`, which is {wanted}"
    ))
}
