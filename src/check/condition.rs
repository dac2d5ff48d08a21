//! Condition keys that do not exist or do not go with the actions, operators and values of the
//! wrong type.

use super::Acting;
use crate::{
    catalogue::{Action, ConditionKey, KeyType, Service, nearest},
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Condition, Operator, Quantifier, Statement, Test, Value, scalar},
};
use std::collections::BTreeSet;

pub(super) fn check(statement: &Statement, acting: &[Acting<'_>], found: &mut Diagnostics) {
    let actions: Vec<&[Action]> = acting
        .iter()
        .map(|one| one.actions.as_deref().unwrap_or_default())
        .collect();
    for condition in &statement.conditions {
        if !condition.operator.is_known() {
            found.push(unknown_operator(condition));
            continue;
        }
        found.extend(wildcards(condition));
        let Some(key) = condition.key.value.as_literal() else {
            continue;
        };
        let known = actions
            .iter()
            .copied()
            .flatten()
            .find_map(|action| action.condition_key(key))
            .or_else(|| ConditionKey::find(key));
        let Some(known) = known else {
            found.extend(unknown_key(&condition.key, key, &actions));
            continue;
        };
        if !statement.actions.negated {
            found.extend(does_not_apply(condition, known, &actions));
        }
        found.extend(wrong_operator(condition, known));
        found.extend(wrong_quantifier(condition, known));
        found.extend(
            condition
                .values
                .iter()
                .filter_map(|value| wrong_value(condition, value)),
        );
    }
}

/// `*` where an operator compares it as an ordinary character.
fn wildcards(condition: &Condition) -> Option<Diagnostic> {
    let (test, negated) = Test::of(&condition.operator);
    let Test::Equals { .. } = test else {
        return None;
    };
    let has_star = |value: &&Value| value.value.literal_prefix().contains('*');
    let value = condition.values.iter().find(has_star)?;
    let message = format!(
        "`{}` takes the `*` in `{}` for an ordinary character: no request has such a value",
        condition.operator, value.value
    );
    let like = if value.value.literal_prefix().starts_with("arn:") {
        "ArnLike"
    } else {
        "StringLike"
    };
    let not = if negated { "Not" } else { "" };
    let better = like.replace("Like", &format!("{not}Like"));
    Some(
        Diagnostic::new(Code::WildcardInEquals, value.origin, message)
            .help(format!("use `{better}` to compare with a pattern")),
    )
}

fn unknown_operator(condition: &Condition) -> Diagnostic {
    let name = &condition.operator.name;
    let diagnostic = Diagnostic::new(
        Code::UnknownOperator,
        condition.origin,
        format!("`{name}` is no condition operator"),
    );
    let near = nearest(name, Operator::names().map(|known| (known, known)));
    near.into_iter().fold(diagnostic, |diagnostic, known| {
        let right = Operator {
            name: known.to_owned(),
            ..condition.operator.clone()
        };
        diagnostic.help(format!("did you mean `{right}`?"))
    })
}

/// Keys of identity providers (`token.actions.githubusercontent.com:sub`) are the users' own: their
/// prefix is a host name.
fn unknown_key(value: &Value, key: &str, actions: &[&[Action]]) -> Option<Diagnostic> {
    let (prefix, _) = key.split_once(':').unwrap_or((key, ""));
    if prefix.contains('.') || prefix.contains('/') {
        return None;
    }
    let diagnostic = Diagnostic::new(
        Code::UnknownConditionKey,
        value.origin,
        format!("there is no condition key `{key}`"),
    );
    if !key.contains(':') {
        return Some(
            diagnostic.help("a key is a service or `aws`, and a name, such as `aws:SourceIp`"),
        );
    }
    if let Some(tagged) = ConditionKey::find(&format!("{}/x", key.trim_end_matches('/'))) {
        return Some(diagnostic.help(format!("it needs a name behind it: `{tagged}`")));
    }
    let services: BTreeSet<_> = actions
        .iter()
        .copied()
        .flatten()
        .map(|action| action.service())
        .collect();
    let candidates = ConditionKey::globals()
        .chain(services.into_iter().flat_map(Service::condition_keys))
        .map(ConditionKey::name)
        .collect::<BTreeSet<_>>();
    let near = nearest(key, candidates.into_iter().map(|name| (name, name)));
    Some(near.into_iter().fold(diagnostic, |diagnostic, name| {
        if name.contains("${") {
            diagnostic.help(format!("did you mean `{name}`?"))
        } else {
            diagnostic.replace_string(format!("did you mean `{name}`?"), name)
        }
    }))
}

/// A key that requests of the statement's actions never hold: an operator that wants it fails always.
fn does_not_apply(
    condition: &Condition,
    known: ConditionKey,
    actions: &[&[Action]],
) -> Option<Diagnostic> {
    // Tagging and naming a session happen within a call that assumes a role, and see its keys.
    let within = |action: &Action| {
        let name = action.to_string();
        name == "sts:TagSession" || name == "sts:SetSourceIdentity" || name == "sts:SetContext"
    };
    let operator = &condition.operator;
    let (_, negated) = Test::of(operator);
    if operator.if_exists
        || negated
        || operator.name == "Null"
        || operator.quantifier == Quantifier::All
    {
        return None;
    }
    let key = condition.key.value.as_literal()?;
    let applies = |value: &[Action]| {
        value.is_empty()
            || value.iter().any(within)
            || value
                .iter()
                .any(|action| action.condition_key(key).is_some())
    };
    let without: Vec<Action> = actions
        .iter()
        .filter(|value| !applies(value))
        .filter_map(|value| value.first().copied())
        .collect();
    if without.is_empty() {
        return None;
    }
    let list = super::action::join(&without, ", ");
    Some(if without.len() == actions.len() {
        Diagnostic::new(
            Code::InapplicableConditionKey,
            condition.key.origin,
            format!("requests of {list} have no key `{known}`, so this condition never holds"),
        )
    } else {
        Diagnostic::new(
            Code::PartlyInapplicableConditionKey,
            condition.key.origin,
            format!(
                "requests of {list} have no key `{known}`, so for them this condition never holds"
            ),
        )
        .help("give the other actions a statement of their own with this condition")
    })
}

/// Whether an operator reads values of a key's type. Text operators compare anything as text, and
/// many keys that AWS calls text hold ARNs.
fn reads(test: Test, kind: KeyType) -> bool {
    match test {
        Test::Equals { .. } | Test::Like | Test::Null | Test::Unknown => true,
        Test::Number(_) => matches!(kind, KeyType::Numeric | KeyType::Date),
        Test::Date(_) => matches!(kind, KeyType::Date),
        Test::Bool => matches!(kind, KeyType::Bool),
        Test::Binary => matches!(kind, KeyType::Binary),
        Test::Ip => matches!(kind, KeyType::IpAddress),
        Test::Arn => matches!(kind, KeyType::Arn | KeyType::String),
    }
}

/// The operators that are made for a type, as words.
const fn operators(kind: KeyType) -> &'static str {
    match kind {
        KeyType::String | KeyType::Binary => "`StringEquals` or `StringLike`",
        KeyType::Arn => "`ArnEquals` or `ArnLike`",
        KeyType::Bool => "`Bool`",
        KeyType::Numeric => "`NumericEquals`, `NumericLessThan` and the like",
        KeyType::Date => "`DateEquals`, `DateLessThan` and the like",
        KeyType::IpAddress => "`IpAddress` or `NotIpAddress`",
    }
}

const fn kind_name(kind: KeyType) -> &'static str {
    match kind {
        KeyType::String => "text",
        KeyType::Arn => "an ARN",
        KeyType::Bool => "`true` or `false`",
        KeyType::Numeric => "a number",
        KeyType::Date => "a date",
        KeyType::IpAddress => "an address",
        KeyType::Binary => "binary",
    }
}

fn wrong_operator(condition: &Condition, known: ConditionKey) -> Option<Diagnostic> {
    let (test, _) = Test::of(&condition.operator);
    let kind = known.key_type();
    // `StringEquals` on an address compares the text, which a range in CIDR notation never equals.
    let compares_ranges =
        kind == KeyType::IpAddress && matches!(test, Test::Equals { .. } | Test::Like);
    if reads(test, kind) && !compares_ranges {
        return None;
    }
    Some(
        Diagnostic::new(
            Code::WrongOperatorType,
            condition.origin,
            format!(
                "`{}` does not go with `{known}`, which is {}",
                condition.operator,
                kind_name(kind)
            ),
        )
        .help(format!("use {}", operators(kind))),
    )
}

fn wrong_quantifier(condition: &Condition, known: ConditionKey) -> Option<Diagnostic> {
    let operator = &condition.operator;
    if operator.quantifier != Quantifier::Single
        || operator.name == "Null"
        || !known.is_multivalued()
    {
        return None;
    }
    Some(
        Diagnostic::new(
            Code::MissingSetOperator,
            condition.origin,
            format!("`{known}` has several values, and `{operator}` compares one"),
        )
        .help(format!(
            "use `ForAnyValue:{operator}` or `ForAllValues:{operator}`"
        )),
    )
}

/// A value that its operator cannot read, so that the condition never holds (or always).
fn wrong_value(condition: &Condition, value: &Value) -> Option<Diagnostic> {
    let text = value.value.as_literal()?;
    let (readable, wanted) = match Test::of(&condition.operator).0 {
        Test::Number(_) => (scalar::number(text).is_some(), "a number"),
        Test::Date(_) => (
            scalar::instant(text).is_some(),
            "a date such as `2027-01-31T00:00:00Z`",
        ),
        Test::Bool | Test::Null => (scalar::boolean(text).is_some(), "`true` or `false`"),
        Test::Ip => (
            scalar::network(text).is_some(),
            "an address or a range such as `10.0.0.0/8`",
        ),
        Test::Binary => (scalar::is_base64(text), "base64"),
        Test::Arn => (
            text.chars().all(|c| c == '*')
                || text.splitn(6, ':').count() == 6 && text.starts_with(['a', '*']),
            "an ARN such as `arn:aws:s3:::photos`",
        ),
        Test::Equals { .. } | Test::Like | Test::Unknown => return None,
    };
    (!readable).then(|| {
        Diagnostic::new(
            Code::InvalidConditionValue,
            value.origin,
            format!("`{text}` is not what `{}` compares", condition.operator),
        )
        .help(format!("it wants {wanted}"))
    })
}
