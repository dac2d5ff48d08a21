//! The rules of the two sides, as covers in one space.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    shape::{Reading, Shape, StringSet},
    space::{Axis, Cover, Space},
};
use crate::policy::{
    Clause, Effect, Pattern, Policy, Principal, PrincipalKind, Rule, Token,
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
    /// Equal covers have equal numbers.
    pub(super) number: usize,
    /// The actions, as texts in lower case.
    pub(super) actions: StringSet,
}

/// Numbers the covers.
#[derive(Debug, Default)]
pub(super) struct Covers(BTreeMap<Cover, usize>);

impl Covers {
    pub(super) fn number(&mut self, cover: &Cover) -> usize {
        let next = self.0.len();
        *self.0.entry(cover.clone()).or_insert(next)
    }
}

/// Adds the rules of `policies`.
pub(super) fn add<'a>(
    entries: &mut Vec<Entry<'a>>,
    policies: impl IntoIterator<Item = &'a Policy>,
    (whose, bounds): (Whose, bool),
    space: &mut Space,
    covers: &mut Covers,
) {
    for policy in policies {
        for (index, rule) in policy.rules.iter().enumerate() {
            let cover = cover(rule, space);
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
                number: covers.number(&cover),
                cover,
                actions: set(&rule.actions, Reading::Plain),
            });
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

fn cover(rule: &Rule, space: &mut Space) -> Cover {
    let mut cover = Cover::default();
    if let Some(resources) = &rule.resources {
        let resources_set = set(resources, Reading::Resource);
        if !resources_set.is_everything() {
            cover.sets.insert(Axis::Resource, resources_set);
        }
        // `NotResource` with a variable covers nothing where the variable has no value.
        if resources.negated {
            let keys: BTreeSet<String> = resources
                .values
                .iter()
                .flat_map(Pattern::variables)
                .filter(|variable| variable.default.is_none())
                .map(|variable| variable.key.to_lowercase())
                .collect();
            for key in keys {
                cover.conditions.insert(space.number_of_presence(&key));
            }
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
        let any = self
            .actions
            .shapes
            .iter()
            .any(|shape| super::glob_covers(&shape.pattern, name));
        any != self.actions.negated
    }

    /// Whether it covers actions that it does not name.
    pub(super) fn reaches_unnamed_actions(&self) -> bool {
        let wild = |shape: &Shape| shape.pattern.has_wildcards();
        self.actions.negated || self.actions.shapes.iter().any(wild)
    }

    /// Whether some action pattern has a reference in it.
    pub(super) fn has_symbolic_action(&self) -> bool {
        let symbolic = |token: &Token| matches!(token, Token::Hole(_));
        self.actions
            .shapes
            .iter()
            .any(|shape| shape.pattern.tokens().iter().any(symbolic))
    }

    /// The rule's parts that a comparison looks at one by one: one for each resource pattern.
    pub(super) fn pieces(&self) -> Vec<Cover> {
        let Some(resources) = self.cover.sets.get(&Axis::Resource) else {
            return vec![self.cover.clone()];
        };
        if resources.negated {
            return vec![self.cover.clone()];
        }
        let piece = |shape: &Shape| {
            let mut piece = self.cover.clone();
            let only = StringSet::new(false, vec![shape.clone()]);
            piece.sets.insert(Axis::Resource, only);
            piece
        };
        resources.shapes.iter().map(piece).collect()
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
