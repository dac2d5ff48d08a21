//! Differences as lines that a person can read: actions, resources, conditions.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    actions::Known,
    rules::{Entry, Whose},
    search::Gain,
    space::{Axis, Cover},
    witness::{Court, Witness},
};
use crate::{
    policy::{Clause, Pattern, Predicate, Principal},
    source::Origin,
};

/// A condition, for a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The operator, with prefix and suffix.
    pub operator: String,
    /// The key as written.
    pub key: String,
    /// The values, sorted.
    pub values: Vec<String>,
}

impl When {
    fn of(predicate: &Predicate) -> Self {
        let mut values: Vec<String> = predicate.values.iter().map(ToString::to_string).collect();
        values.sort();
        Self {
            operator: predicate.operator.clone(),
            key: predicate.written_key.clone(),
            values,
        }
    }
}

/// Where and when: the part of a statement beside its actions.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The resource patterns; `None` where the statement has none.
    pub resources: Option<Clause<String>>,
    /// Who, in trust policies.
    pub principals: Option<Clause<String>>,
    /// When.
    pub conditions: Vec<When>,
}

/// Access that one side has and the other does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The actions: names, or patterns where a pattern says it with fewer.
    pub actions: Vec<String>,
    /// The names of all actions that are known to be among them.
    pub names: Vec<String>,
    /// Where and when.
    pub scope: Scope,
    /// What bounds it: it is gained because this is no longer denied.
    pub formerly_denied: Option<Scope>,
    /// What of it the other side allows as well.
    pub except: Vec<Scope>,
    /// Requests that show it, at least one for each level of its actions; none where the difference
    /// could not be confirmed.
    pub witnesses: Vec<Witness>,
    /// The policy whose statement gives it.
    pub policy: String,
    /// The statement's position in that policy.
    pub statement: usize,
    /// The statement's id.
    pub sid: Option<String>,
    /// Where the statement came from.
    pub origin: Origin,
}

/// At most so many exceptions are worth naming.
const EXCEPTIONS: usize = 3;

/// The fewest lines that say what was found.
pub(super) fn changes(
    gains: &[Gain],
    whose: Whose,
    entries: &[Entry<'_>],
    known: &Known,
    court: &Court<'_, '_>,
) -> Vec<Change> {
    type Key<'a> = (usize, Option<usize>, &'a Cover, Vec<usize>, bool);
    let mut groups: BTreeMap<Key<'_>, (BTreeSet<&str>, Vec<Witness>)> = BTreeMap::new();
    for gain in gains {
        let name = gain.names.first().map(String::as_str);
        let witness = gain.point.as_ref().and_then(|point| {
            let free = point.texts.get(&Axis::Action).map(ToString::to_string);
            court.confirm(whose, name.or(free.as_deref())?, point)
        });
        let key = (
            gain.entry,
            gain.within,
            &gain.piece,
            gain.except.iter().copied().take(EXCEPTIONS).collect(),
            witness.is_some(),
        );
        let group = groups.entry(key).or_default();
        group.0.extend(gain.names.iter().map(String::as_str));
        group.1.extend(witness);
    }
    let mut lines: Vec<Change> = Vec::new();
    for ((at, within, piece, except, _), (names, witnesses)) in groups {
        let Some(entry) = entries.get(at) else {
            continue;
        };
        let change = Change {
            actions: if names.is_empty() {
                future(piece, entry)
            } else {
                fewest(&names, entry, known)
            },
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            scope: scope(entry, Some(piece)),
            formerly_denied: within
                .and_then(|at| entries.get(at))
                .map(|e| scope(e, None)),
            except: except
                .iter()
                .filter_map(|at| entries.get(*at))
                .map(|entry| scope(entry, None))
                .collect(),
            witnesses,
            policy: entry.policy.name.clone(),
            statement: entry.index,
            sid: entry.rule.sid.clone(),
            origin: entry.rule.origin,
        };
        add(&mut lines, change);
    }
    lines
}

/// Adds a line, joined to one that differs from it in its resources or its actions only.
fn add(lines: &mut Vec<Change>, change: Change) {
    for line in lines.iter_mut() {
        let same_where = line.scope.principals == change.scope.principals
            && line.scope.conditions == change.scope.conditions
            && line.formerly_denied == change.formerly_denied
            && line.except == change.except
            && line.witnesses.is_empty() == change.witnesses.is_empty();
        if !same_where {
            continue;
        }
        if line.actions == change.actions
            && let (Some(into), Some(from)) = (&mut line.scope.resources, &change.scope.resources)
            && !into.negated
            && !from.negated
        {
            line.witnesses.extend(change.witnesses);
            into.values.extend(from.values.iter().cloned());
            into.values.sort();
            into.values.dedup();
            return;
        }
        if line.scope.resources == change.scope.resources {
            line.witnesses.extend(change.witnesses);
            line.actions.extend(change.actions);
            line.actions.sort();
            line.actions.dedup();
            line.names.extend(change.names);
            line.names.sort();
            line.names.dedup();
            return;
        }
    }
    lines.push(change);
}

/// The names, with a pattern of the statement in place of all names that it stands for.
fn fewest(names: &BTreeSet<&str>, entry: &Entry<'_>, known: &Known) -> Vec<String> {
    let mut left: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut said = Vec::new();
    if !entry.rule.actions.negated {
        let written = entry
            .rule
            .actions
            .values
            .iter()
            .zip(&entry.rule.written_actions);
        for (pattern, text) in written.filter(|(pattern, _)| pattern.has_wildcards()) {
            let of_pattern = known.matching(pattern);
            let whole = of_pattern.iter().all(|name| names.contains(name));
            if whole && !of_pattern.is_empty() {
                said.push(text.clone());
                for name in of_pattern {
                    left.remove(name);
                }
            }
        }
    }
    said.extend(left);
    said.sort();
    said
}

/// The actions that AWS may add, as the statement writes the pattern that reaches them.
fn future(piece: &Cover, entry: &Entry<'_>) -> Vec<String> {
    let written = &entry.rule.written_actions;
    if entry.rule.actions.negated {
        return vec![format!("every action but {}", written.join(", "))];
    }
    let set = piece.sets.get(&Axis::Action);
    let pattern = set.and_then(|set| set.outline()).map(|one| &one.pattern);
    let texts = entry.rule.actions.values.iter().zip(written);
    texts
        .filter(|(one, _)| Some(*one) == pattern)
        .map(|(_, text)| text.clone())
        .collect()
}

fn scope(entry: &Entry<'_>, piece: Option<&Cover>) -> Scope {
    let rule = entry.rule;
    let patterns = |clause: &Clause<Pattern>| Clause {
        negated: clause.negated,
        values: clause.values.iter().map(ToString::to_string).collect(),
    };
    let one = piece
        .and_then(|piece| piece.sets.get(&Axis::Resource))
        .and_then(|set| set.outline())
        .map(|shape| Clause::of([shape.pattern.to_string()]));
    let who = |principal: &Principal| match principal.kind.key() {
        Some(key) => format!("{key}:{}", principal.value.value),
        None => "*".to_owned(),
    };
    let mut conditions: Vec<When> = rule.conditions.iter().map(When::of).collect();
    conditions.sort();
    Scope {
        resources: one.or_else(|| rule.resources.as_ref().map(patterns)),
        principals: rule.principals.as_ref().map(|clause| Clause {
            negated: clause.negated,
            values: clause.values.iter().map(who).collect(),
        }),
        conditions,
    }
}
