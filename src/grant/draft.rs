//! Statements in the making: what the rules of a data file come to for one grant.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Service, Template,
    arn::Segments,
    service::{Conditions, Rule, Shape},
    subject::Resolved,
};
use crate::{
    policy::{Condition, Operator},
    source::{Located, Origin},
    text::Text,
};

/// A statement in the making: what is merged, and what it is called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// What it is about, for its id.
    pub(crate) word: String,
    /// On what.
    pub(crate) resources: Vec<Text>,
    /// When.
    pub(crate) conditions: Vec<Condition>,
    /// Which actions, with the place that asked for each.
    pub(crate) actions: BTreeMap<String, Origin>,
    /// Whether it is about the key that encrypts the resource.
    pub(crate) on_key: bool,
}

/// Whether a rule's `if` and `unless` let it apply.
pub(crate) fn applies(
    wanted: Option<&str>,
    unwanted: Option<&str>,
    resolved: &Resolved<'_>,
) -> bool {
    wanted.is_none_or(|key| resolved.given.contains(key))
        && unwanted.is_none_or(|key| !resolved.given.contains(key))
}

/// The draft of a rule; `None` where it would be on nothing.
pub(crate) fn draft_of(
    service: &Service,
    rule: &Rule,
    resolved: &Resolved<'_>,
    origin: Origin,
) -> Option<Draft> {
    let mut resources = Vec::new();
    let mut on_subject = false;
    for name in rule.on.all() {
        match service.shapes.get(name) {
            Some(shape) => {
                on_subject |= shape.arn.mentions("arn");
                resources.extend(shape_arns(shape, resolved));
            }
            None => resources.push(Text::literal("*")),
        }
    }
    dedup(&mut resources);
    if resources.is_empty() {
        return None;
    }
    let mut all = conditions(service, &rule.conditions, resolved);
    let first = rule.on.all().first().map_or("", String::as_str);
    let word = match &rule.sid {
        Some(sid) if rule.conditions.is_empty() || !all.is_empty() => sid,
        _ => first,
    };
    if on_subject {
        for more in &resolved.conditions {
            all.extend(conditions(service, more, resolved));
        }
    }
    all.sort();
    Some(Draft {
        word: word.to_owned(),
        resources,
        conditions: all,
        actions: rule
            .actions
            .iter()
            .map(|action| (action.clone(), origin))
            .collect(),
        on_key: false,
    })
}

/// Adds a draft, to the one with the same resources and conditions if there is one.
pub(crate) fn merge(drafts: &mut Vec<Draft>, draft: Draft) {
    let same = drafts
        .iter_mut()
        .find(|other| other.resources == draft.resources && other.conditions == draft.conditions);
    if let Some(same) = same {
        for (action, origin) in draft.actions {
            same.actions.entry(action).or_insert(origin);
        }
    } else {
        drafts.push(draft);
    }
}

/// Keeps the first of equal texts.
fn dedup(texts: &mut Vec<Text>) {
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}

/// The ARNs of a shape: the one that the user gave, if it is of this shape already.
pub(crate) fn shape_arns(shape: &Shape, resolved: &Resolved<'_>) -> Vec<Text> {
    if let Some(arn) = &resolved.given_arn {
        let segments = Segments::of(arn);
        let is_shape = segments
            .is_some_and(|arn| shape.as_is.iter().any(|p| arn.can_match_literally(p)))
            || arn.as_reference().is_some_and(|reference| {
                let expression = reference.expression();
                shape.as_is_references.iter().any(|part| {
                    expression.ends_with(&format!(".{part}"))
                        || expression.contains(&format!("{part}."))
                })
            });
        if is_shape {
            return vec![arn.clone()];
        }
    }
    shape.arn.fill(&resolved.bindings).unwrap_or_default()
}

/// The conditions whose templates have values; those that mention an option that is not given are
/// left out.
pub(crate) fn conditions(
    service: &Service,
    wanted: &Conditions,
    resolved: &Resolved<'_>,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (operator, keys) in wanted {
        for (key, templates) in keys {
            let given = templates
                .all()
                .iter()
                .flat_map(Template::keys)
                .all(|key| !service.options.contains_key(key) || resolved.given.contains(key));
            let values: Option<Vec<Vec<Text>>> = templates
                .all()
                .iter()
                .map(|template| template.fill(&resolved.bindings).ok())
                .collect();
            let Some(values) = values.filter(|_| given) else {
                continue;
            };
            let mut values: Vec<Text> = values.into_iter().flatten().collect();
            dedup(&mut values);
            let located = |text| Located::new(text, resolved.origin);
            conditions.push(Condition {
                operator: Operator::parse(operator),
                key: located(Text::literal(key.as_str())),
                values: values.into_iter().map(located).collect(),
                origin: resolved.origin,
            });
        }
    }
    conditions
}
