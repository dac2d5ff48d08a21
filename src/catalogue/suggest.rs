//! What to write instead of a name that IAM does not know.

use super::{Action, Service, table::Table};
use std::collections::BTreeSet;

/// Why other actions are suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The name is an operation of the API; IAM asks for these actions instead.
    Operation,
    /// The service has another prefix in IAM.
    Prefix,
    /// Another service has an action of this name.
    OtherService,
    /// They are spelt alike.
    Spelling,
}

/// What to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Why these.
    pub why: Why,
    /// At least one action, the best first. Only with [`Why::Operation`] all are needed together.
    pub actions: Vec<Action>,
}

/// What to write instead of an action that does not exist; `None` if nothing comes near.
pub fn instead_of(name: &str) -> Option<Suggestion> {
    let some =
        |why, actions: Vec<Action>| (!actions.is_empty()).then_some(Suggestion { why, actions });
    let Some((prefix, bare)) = name.split_once(':') else {
        return some(Why::OtherService, in_any_service(name));
    };
    let homes = prefixes(prefix);
    let in_homes = || {
        homes
            .iter()
            .filter_map(|service| service.action(bare))
            .collect::<Vec<_>>()
    };
    some(Why::Operation, operation(prefix, bare))
        .or_else(|| some(Why::Prefix, in_homes()))
        .or_else(|| {
            let actions = homes
                .iter()
                .flat_map(|home| operation(home.prefix(), bare))
                .collect();
            some(Why::Operation, actions)
        })
        .or_else(|| some(Why::Spelling, spelt_alike(prefix, bare, &homes)))
        .or_else(|| some(Why::OtherService, in_any_service(bare)))
}

/// The services that people mean by a prefix that IAM does not know or that is another service's
/// SDK name: `stepfunctions` is `states`.
pub fn prefixes(name: &str) -> Vec<Service> {
    let mut found: Vec<Service> = (0..Table::SdkNames.rows())
        .filter(|row| Table::SdkNames.name(*row, 0).eq_ignore_ascii_case(name))
        .filter_map(|row| Service::find(Table::SdkNames.name(row, 1)))
        .collect();
    found.dedup();
    found
}

/// The services whose prefix is spelt like this one, the nearest first.
pub fn services_spelt_like(prefix: &str) -> Vec<Service> {
    let wanted = prefix.to_ascii_lowercase();
    nearest(
        &wanted,
        Service::all().map(|service| (service.prefix(), service)),
    )
}

/// The candidates whose name is near the wanted one, the nearest first, at most three.
pub fn nearest<T>(
    wanted: &str,
    candidates: impl IntoIterator<Item = (impl AsRef<str>, T)>,
) -> Vec<T> {
    let wanted = wanted.to_ascii_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 4);
    let mut found: Vec<(usize, T)> = candidates
        .into_iter()
        .filter(|(name, _)| name.as_ref().len().abs_diff(wanted.len()) <= limit)
        .map(|(name, value)| {
            (
                strsim::osa_distance(&wanted, &name.as_ref().to_ascii_lowercase()),
                value,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    let best = found.first().map_or(0, |(distance, _)| *distance);
    found
        .into_iter()
        .take_while(|(distance, _)| *distance <= best + 1)
        .take(3)
        .map(|(_, value)| value)
        .collect()
}

/// Patterns that match something and are spelt like one that matches nothing: `s3:Get*` for
/// `s3:Gte*`. Only a `*` at the end is understood.
pub fn patterns_spelt_like(pattern: &str) -> Vec<String> {
    let Some((prefix, start)) = pattern
        .strip_suffix('*')
        .and_then(|head| head.split_once(':'))
    else {
        return Vec::new();
    };
    if start.contains(['*', '?']) {
        return Vec::new();
    }
    let homes = match Service::find(prefix) {
        Some(service) => vec![service],
        None => prefixes(prefix)
            .into_iter()
            .chain(services_spelt_like(prefix))
            .collect(),
    };
    let mut found = Vec::new();
    for home in homes {
        if home
            .actions()
            .any(|action| begins_with(action.name(), start))
        {
            found.push(format!("{home}:{start}*"));
        }
        let starts: BTreeSet<&str> = home
            .actions()
            .flat_map(|action| words(action.name()))
            .collect();
        found.extend(
            nearest(start, starts.into_iter().map(|word| (word, word)))
                .into_iter()
                .map(|start| format!("{home}:{start}*")),
        );
    }
    let mut seen = BTreeSet::new();
    found.retain(|pattern| seen.insert(pattern.clone()));
    found.truncate(3);
    found
}

fn begins_with(name: &str, start: &str) -> bool {
    name.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// The beginnings of a name that end before a capital letter: `Get`, `GetObject`.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.char_indices()
        .skip(1)
        .filter(|(_, c)| c.is_ascii_uppercase())
        .map(|(at, _)| at)
        .chain([name.len()])
        .filter_map(|at| name.get(..at))
}

/// The actions behind an operation of the API.
fn operation(prefix: &str, bare: &str) -> Vec<Action> {
    (0..Table::Operations.rows().saturating_sub(1))
        .find(|row| {
            Table::Operations
                .name(*row, 0)
                .split_once(':')
                .is_some_and(|(p, b)| {
                    p.eq_ignore_ascii_case(prefix) && b.eq_ignore_ascii_case(bare)
                })
        })
        .map(|row| {
            Table::Operations
                .children(row, 1)
                .map(|row| Action(Table::OperationActions.cell(row, 0)))
                .collect()
        })
        .unwrap_or_default()
}

fn spelt_alike(prefix: &str, bare: &str, homes: &[Service]) -> Vec<Action> {
    let known = Service::find(prefix);
    let mut services: Vec<Service> = known.into_iter().chain(homes.iter().copied()).collect();
    if services.is_empty() {
        services = services_spelt_like(prefix);
        let exact: Vec<_> = services
            .iter()
            .filter_map(|service| service.action(bare))
            .collect();
        if !exact.is_empty() {
            return exact;
        }
    }
    nearest(
        bare,
        services
            .into_iter()
            .flat_map(Service::actions)
            .map(|action| (action.name(), action)),
    )
}

/// At most five services have an action of this name, or it says nothing.
fn in_any_service(bare: &str) -> Vec<Action> {
    let found: Vec<_> = Service::all()
        .filter_map(|service| service.action(bare))
        .collect();
    if found.len() > 5 { Vec::new() } else { found }
}
