//! Changes by level of access: what changes permissions first, then writes, tags, reads, lists.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    catalogue::{Action, Level},
    policy::{Change, Match, Pattern},
};

/// The words for the weights.
const LEVELS: [&str; 6] = [
    "permissions management",
    "write",
    "tagging",
    "read",
    "list",
    "actions that AWS may add",
];

/// How weighty an action is. What the catalogue does not know may well write.
fn weight(name: &str) -> usize {
    Action::find(name).map_or(1, |action| match action.level() {
        Level::Permissions => 0,
        Level::Write => 1,
        Level::Tagging => 2,
        Level::Read => 3,
        Level::List => 4,
    })
}

/// The changes, the weightiest first, each with the word for its level. A change whose actions are
/// of several levels is one for each; a pattern stays whole, with the weightiest that it stands for.
pub(super) fn by_weight(changes: &[Change]) -> Vec<(&'static str, Cow<'_, Change>)> {
    let mut parts: Vec<(usize, Cow<'_, Change>)> = changes.iter().flat_map(split).collect();
    parts.sort();
    let word = |weight: usize| LEVELS.get(weight).copied().unwrap_or("other");
    parts
        .into_iter()
        .map(|(weight, change)| (word(weight), change))
        .collect()
}

fn split(change: &Change) -> Vec<(usize, Cow<'_, Change>)> {
    if change.names.is_empty() {
        return vec![(LEVELS.len() - 1, Cow::Borrowed(change))];
    }
    // By weight: the actions as they are said, and the names that they stand for.
    let mut levels: BTreeMap<usize, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for said in &change.actions {
        let names = names(said, change);
        let weightiest = names.iter().map(|name| weight(name)).min();
        let level = levels.entry(weightiest.unwrap_or(1)).or_default();
        level.0.push(said.clone());
        level.1.extend(names);
    }
    if levels.len() == 1 {
        return levels
            .into_keys()
            .map(|weight| (weight, Cow::Borrowed(change)))
            .collect();
    }
    let part = |(weight, (actions, names)): (usize, (Vec<String>, Vec<String>))| {
        let mut part = change.clone();
        part.witnesses.retain(|one| names.contains(&one.action));
        part.actions = actions;
        part.names = names;
        (weight, Cow::Owned(part))
    };
    levels.into_iter().map(part).collect()
}

/// The names of a change that an action of it, which may be a pattern, stands for.
fn names(said: &str, change: &Change) -> Vec<String> {
    if !said.contains(['*', '?']) {
        return vec![said.to_owned()];
    }
    let pattern = Pattern::wild(&said.to_lowercase().as_str().into());
    let stands_for = |name: &&String| {
        let name = Pattern::exact(&name.to_lowercase().as_str().into());
        pattern.matches(&name) == Match::Yes
    };
    change.names.iter().filter(stands_for).cloned().collect()
}
