//! The rules of the two sides, as covers in one space.

use std::collections::BTreeSet;

use super::{
    shape::{Reading, Shape, StringSet},
    space::{Axis, Cover, Space},
};
use crate::policy::{
    Clause, Effect, Pattern, Policy, Principal, PrincipalKind, Rule, Token, arn,
    principal::account_of_value,
};
use crate::text::{Part, Text};

/// One side of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// What there was.
    Old,
    /// What there will be.
    New,
}

/// What a rule does on its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Duty {
    /// It allows.
    Allow,
    /// It denies.
    Deny,
    /// It allows within the boundary.
    Bound,
}

/// A rule of one side.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) whose: Whose,
    pub(super) duty: Duty,
    pub(super) policy: &'a Policy,
    pub(super) index: usize,
    pub(super) rule: &'a Rule,
    /// Everything but the action.
    pub(super) cover: Cover,
    /// The actions, as texts in lower case.
    pub(super) actions: StringSet,
    /// What the actions say of those that they do not name.
    unnamed: StringSet,
}

/// Adds the rules of `policies`.
pub(super) fn add<'a>(
    entries: &mut Vec<Entry<'a>>,
    policies: impl IntoIterator<Item = &'a Policy>,
    (whose, bounds): (Whose, bool),
    space: &mut Space,
) {
    for policy in policies {
        for (index, rule) in policy.rules.iter().enumerate() {
            let actions = set(&rule.actions, Reading::Plain);
            for cover in parts(rule, space) {
                entries.push(Entry {
                    whose,
                    duty: match (rule.effect, bounds) {
                        (Effect::Deny, _) => Duty::Deny,
                        (Effect::Allow, true) => Duty::Bound,
                        (Effect::Allow, false) => Duty::Allow,
                    },
                    policy,
                    index,
                    rule,
                    cover,
                    unnamed: actions.unnamed(),
                    actions: actions.clone(),
                });
            }
        }
    }
}

fn set(clause: &Clause<Pattern>, reading: Reading) -> StringSet {
    let shapes = clause
        .values
        .iter()
        .map(|pattern| Shape::new(pattern, reading));
    StringSet::new(clause.negated, shapes.collect())
}

/// A statement with more variables than this in its `NotResource` is not understood.
const VARIABLES: usize = 3;

/// The keys of the variables in `NotResource` without which the statement is not valid.
fn variables(resources: &Clause<Pattern>) -> BTreeSet<String> {
    if !resources.negated {
        return BTreeSet::new();
    }
    resources.values.iter().flat_map(needed).collect()
}

/// The keys of the variables of a pattern that have no default.
fn needed(pattern: &Pattern) -> impl Iterator<Item = String> {
    let variables = pattern.variables();
    let needed = variables.filter(|variable| variable.default.is_none());
    needed.map(|variable| variable.key.to_lowercase())
}

/// What a rule covers: the union of these. There are several only for `NotResource` with variables,
/// by which of them have a value.
fn parts(rule: &Rule, space: &mut Space) -> Vec<Cover> {
    let Some(resources) = &rule.resources else {
        return vec![cover(rule, None, space)];
    };
    let keys: Vec<String> = variables(resources).into_iter().take(VARIABLES).collect();
    let mut parts = Vec::new();
    for chosen in 0..1_usize << keys.len() {
        let set_keys = keys.iter().enumerate();
        let set_keys = set_keys.filter(|(bit, _)| chosen >> bit & 1 == 1);
        let set_keys: BTreeSet<&String> = set_keys.map(|(_, key)| key).collect();
        let values = resources.values.iter().map(|pattern| {
            if needed(pattern).all(|key| !resources.negated || set_keys.contains(&key)) {
                pattern.clone()
            } else {
                arn::head(pattern)
            }
        });
        let resources = Clause {
            negated: resources.negated,
            values: values.collect(),
        };
        if resources.negated && resources.values.iter().any(Pattern::is_anything) {
            continue;
        }
        let mut part = cover(rule, Some(&resources), space);
        for key in set_keys {
            part.conditions.insert(space.number_of_presence(key));
        }
        parts.push(part);
    }
    parts
}

fn cover(rule: &Rule, resources: Option<&Clause<Pattern>>, space: &mut Space) -> Cover {
    let mut cover = Cover::default();
    if let Some(resources) = resources {
        let resources = set(resources, Reading::Resource);
        if !resources.is_everything() {
            cover.sets.insert(Axis::Resource, resources);
        }
    }
    if let Some(principals) = &rule.principals {
        let shapes = principals.values.iter().map(principal);
        let set = StringSet::new(principals.negated, shapes.collect());
        if !set.is_everything() {
            cover.sets.insert(Axis::Principal, set);
        }
    }
    for predicate in &rule.conditions {
        cover.conditions.insert(space.number(predicate));
    }
    cover
}

/// A principal as a pattern of texts such as `AWS:arn:aws:iam::111111111111:role/web`.
fn principal(principal: &Principal) -> Shape {
    let value = &principal.value.value;
    let tagged = |tag: &str| Pattern::exact(&Text::literal(tag).then(value));
    let pattern = match principal.kind {
        PrincipalKind::Everyone => Pattern::anything(),
        PrincipalKind::Aws => match value.as_literal() {
            Some("*") => Pattern::anything(),
            Some(literal) => match account_of_value(literal) {
                // The account stands for everyone in it.
                Some(account) => Pattern::wild(&format!("AWS:arn:*:*::{account}:*").into()),
                None => tagged("AWS:"),
            },
            None => tagged("AWS:"),
        },
        PrincipalKind::Service => tagged("Service:"),
        PrincipalKind::Federated => tagged("Federated:"),
        PrincipalKind::CanonicalUser => tagged("CanonicalUser:"),
    };
    Shape::new(&pattern, Reading::Plain)
}

impl Entry<'_> {
    /// Whether it covers an action, whose name is in lower case.
    pub(super) fn covers_action(&self, name: &Pattern) -> bool {
        let covers = |shape: &Shape| super::glob_covers(&shape.pattern, name);
        let any = self.actions.names(name) || self.unnamed.shapes.iter().any(covers);
        any != self.actions.negated
    }

    /// Whether it covers actions that it does not name.
    pub(super) fn reaches_unnamed_actions(&self) -> bool {
        self.actions.negated || !self.unnamed.shapes.is_empty()
    }

    /// A part of it; with `free`, among the actions that it does not name.
    pub(super) fn among(&self, part: &Cover, free: bool) -> Cover {
        let mut part = part.clone();
        if free {
            part.sets.insert(Axis::Action, self.unnamed.clone());
        }
        part
    }

    /// Whether its `NotResource` has so many variables that not all cases are looked at.
    pub(super) fn has_too_many_variables(&self) -> bool {
        let count = |resources| variables(resources).len();
        self.rule.resources.as_ref().map_or(0, count) > VARIABLES
    }

    /// Whether some action pattern has a reference in it.
    pub(super) fn has_symbolic_action(&self) -> bool {
        let symbolic = |token: &Token| matches!(token, Token::Hole(_));
        self.actions
            .shapes
            .iter()
            .any(|shape| shape.pattern.tokens().iter().any(symbolic))
    }

    /// The rule's parts that a comparison looks at one by one: one for each resource pattern; with
    /// `free`, one for each of these and each action pattern that reaches actions it does not name.
    pub(super) fn pieces(&self, free: bool) -> Vec<Cover> {
        let pieces = split(&self.cover, Axis::Resource);
        if !free {
            return pieces;
        }
        let with_actions = pieces.iter().map(|piece| self.among(piece, free));
        with_actions
            .flat_map(|piece| split(&piece, Axis::Action))
            .collect()
    }

    /// The references in it.
    pub(super) fn references(&self) -> impl Iterator<Item = String> {
        let patterns = self
            .rule
            .actions
            .values
            .iter()
            .chain(self.rule.resources.iter().flat_map(|clause| &clause.values))
            .chain(self.rule.conditions.iter().flat_map(|one| &one.values));
        let principals = self
            .rule
            .principals
            .iter()
            .flat_map(|clause| &clause.values);
        let from_principals = principals.flat_map(|principal| {
            principal
                .value
                .value
                .parts()
                .iter()
                .filter_map(|part| match part {
                    Part::Reference(reference) => Some(reference),
                    _ => None,
                })
        });
        patterns
            .flat_map(Pattern::references)
            .chain(from_principals)
            .map(|reference| reference.expression().to_owned())
    }
}

/// A part of the cover for each pattern of an axis; the whole where the axis is free or negated.
fn split(cover: &Cover, axis: Axis) -> Vec<Cover> {
    match cover.sets.get(&axis) {
        Some(set) if !set.negated => {
            let part = |shape: &Shape| {
                let mut part = cover.clone();
                let only = StringSet::new(false, vec![shape.clone()]);
                part.sets.insert(axis, only);
                part
            };
            set.shapes.iter().map(part).collect()
        }
        _ => vec![cover.clone()],
    }
}
