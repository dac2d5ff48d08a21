//! The actions that the policies speak of, in classes that no rule tells apart.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::Entry;
use crate::policy::{KnownAction, Pattern, Targets, Token, Universe};

/// Actions of one level that the same rules cover and that act on the same kinds of resources.
#[derive(Clone, Debug)]
pub(super) struct Class {
    /// The names, in AWS's spelling where it is known, sorted.
    pub(super) names: Vec<String>,
    /// The rules that cover them, by their position.
    pub(super) entries: Vec<usize>,
    /// On what they act.
    pub(super) targets: Targets,
}

/// All actions that are known: by the catalogue, or because a policy names them.
pub(super) struct Known {
    /// By the name in lower case.
    pub(super) actions: BTreeMap<String, KnownAction>,
}

/// The service of an action pattern, if it is plain text.
fn service(pattern: &Pattern) -> Option<String> {
    let text = pattern.to_string();
    let (service, _) = text.split_once(':')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    service.chars().all(plain).then(|| service.to_owned())
}

/// The actions of the services that the rules speak of.
pub(super) fn known(entries: &[Entry<'_>], universe: &Universe) -> Known {
    let mut services = BTreeSet::new();
    let mut everywhere = false;
    let mut actions = BTreeMap::new();
    for entry in entries {
        everywhere |= entry.actions.negated;
        let spellings = entry.spellings();
        for shape in &entry.actions.shapes {
            match service(&shape.pattern) {
                Some(service) => drop(services.insert(service)),
                None => everywhere = true,
            }
            if let Some(name) = shape.pattern.as_literal() {
                let spelled = spellings.get(&name).copied().unwrap_or(&name);
                let action = KnownAction {
                    name: spelled.to_owned(),
                    targets: Targets::Any,
                    level: u8::MAX,
                };
                actions.insert(name, action);
            }
        }
    }
    if everywhere {
        services.extend((universe.services)().into_iter().map(str::to_owned));
    }
    for service in services {
        for action in (universe.actions)(&service) {
            actions.insert(action.name.to_lowercase(), action);
        }
    }
    Known { actions }
}

impl Known {
    /// The spellings of the known actions that a pattern, in lower case, stands for.
    pub(super) fn matching(&self, pattern: &Pattern) -> Vec<&str> {
        let prefix: String = (pattern.tokens().iter())
            .map_while(|token| match token {
                Token::Char(c) => Some(*c),
                _ => None,
            })
            .collect();
        let from = self.actions.range(prefix.clone()..);
        from.take_while(|(name, _)| name.starts_with(&prefix))
            .filter(|(name, _)| super::glob_covers(pattern, &Pattern::exact(&name.as_str().into())))
            .map(|(_, action)| action.name.as_str())
            .collect()
    }
}

impl Entry<'_> {
    /// The actions as the statement spells them, by the name in lower case.
    fn spellings(&self) -> BTreeMap<String, &str> {
        let written = self.rule.written_actions.iter();
        written
            .map(|text| (text.to_lowercase(), text.as_str()))
            .collect()
    }
}

/// The classes of the known actions; an action that no rule covers is in none.
pub(super) fn classes(entries: &[Entry<'_>], known: &Known) -> Vec<Class> {
    // By service, so that a rule is only asked about actions that it can cover.
    let mut by_service: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut anywhere = Vec::new();
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut services = BTreeSet::new();
        let mut everywhere = entry.actions.negated;
        for shape in &entry.actions.shapes {
            match (shape.pattern.as_literal(), service(&shape.pattern)) {
                (Some(name), _) if !entry.actions.negated => {
                    by_name.entry(name).or_default().push(at);
                }
                (_, Some(service)) => drop(services.insert(service)),
                (_, None) => everywhere = true,
            }
        }
        if everywhere {
            anywhere.push(at);
        } else {
            for service in services {
                by_service.entry(service).or_default().push(at);
            }
        }
    }
    let mut classes: BTreeMap<(Vec<usize>, Targets, u8), Vec<String>> = BTreeMap::new();
    for (name, action) in &known.actions {
        let pattern = Pattern::exact(&name.as_str().into());
        let service = name.split_once(':').map_or("", |(service, _)| service);
        let asked = by_service
            .get(service)
            .into_iter()
            .flatten()
            .chain(&anywhere);
        let covers = |at: &&usize| entries.get(**at).is_some_and(|e| e.covers_action(&pattern));
        let mut covering: BTreeSet<usize> = asked.filter(covers).copied().collect();
        covering.extend(by_name.get(name).into_iter().flatten());
        if !covering.is_empty() {
            let key = (
                covering.into_iter().collect(),
                action.targets.clone(),
                action.level,
            );
            classes.entry(key).or_default().push(action.name.clone());
        }
    }
    let class = |((entries, targets, _), names)| Class {
        names,
        entries,
        targets,
    };
    classes.into_iter().map(class).collect()
}
