//! The values of a condition key that can make a difference: the constants of the policies, and
//! what lies next to them and between them.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use jiff::Timestamp;

use crate::policy::{KeyKind, Pattern, Predicate, Test, scalar};

/// One second, in nanoseconds.
const SECOND: i128 = 1_000_000_000;

/// Values around the constants of these conditions, of the key's kind where it is known.
pub(super) fn around<'a>(
    predicates: &(impl Iterator<Item = &'a Predicate> + Clone),
    kind: Option<KeyKind>,
) -> Vec<String> {
    let mut pool = Vec::new();
    let constants = |wanted: fn(Test) -> bool| {
        let chosen = predicates.clone().filter(move |p| wanted(p.test));
        chosen.flat_map(|p| p.values.iter().filter_map(Pattern::as_literal))
    };
    pool.extend(numbers(constants(|t| matches!(t, Test::Number(_)))));
    pool.extend(instants(constants(|t| matches!(t, Test::Date(_)))));
    pool.extend(addresses(constants(|t| t == Test::Ip)));
    pool.extend(["true", "false", "TRUE", "False"].map(str::to_owned));
    pool.extend(constants(|_| true));
    // A value that nobody names: a word, a base64 text, a number, an instant, an address.
    let others = [
        "x",
        "eA==",
        "1",
        "2026-01-31T00:00:00Z",
        "203.0.113.7",
        "2001:db8::7",
    ];
    pool.extend(others.map(str::to_owned));
    pool.retain(|value| belongs(value, kind));
    pool
}

/// Whether a key of this kind can have the value.
pub(super) fn belongs(value: &str, kind: Option<KeyKind>) -> bool {
    match kind {
        None | Some(KeyKind::String | KeyKind::Arn) => true,
        Some(KeyKind::Bool) => matches!(value, "true" | "false"),
        Some(KeyKind::Number) => scalar::number(value).is_some(),
        Some(KeyKind::Date) => scalar::instant(value).is_some(),
        Some(KeyKind::Ip) => scalar::address(value).is_some(),
        Some(KeyKind::Binary) => scalar::is_base64(value),
    }
}

/// Whether [`around`] holds every value that these conditions can tell apart: they are all of one
/// kind of scalar.
pub(super) fn is_exhaustive<'a>(predicates: impl Iterator<Item = &'a Predicate>) -> bool {
    let kinds: BTreeSet<u8> = predicates
        .filter_map(|predicate| match predicate.test {
            Test::Number(_) => Some(1),
            Test::Date(_) => Some(2),
            Test::Ip => Some(3),
            _ => None,
        })
        .collect();
    kinds.len() <= 1
}

fn numbers(constants: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<f64> = constants.filter_map(|c| scalar::number(&c)).collect();
    known.sort_by(f64::total_cmp);
    known.dedup();
    let mut pool = Vec::new();
    if let (Some(first), Some(last)) = (known.first(), known.last()) {
        pool.extend([first - 1.0, last + 1.0]);
    }
    for pair in known.windows(2) {
        if let [low, high] = pair {
            pool.push(f64::midpoint(*low, *high));
        }
    }
    pool.extend(known);
    pool.iter().map(ToString::to_string).collect()
}

fn instants(constants: impl Iterator<Item = String>) -> Vec<String> {
    let known: BTreeSet<i128> = constants.filter_map(|c| scalar::instant(&c)).collect();
    let known: Vec<i128> = known.into_iter().collect();
    let mut pool = Vec::new();
    if let (Some(first), Some(last)) = (known.first(), known.last()) {
        pool.extend([first - SECOND, last + SECOND]);
    }
    for pair in known.windows(2) {
        if let [low, high] = pair {
            pool.push(i128::midpoint(*low, *high));
        }
    }
    pool.extend(known);
    pool.iter()
        .filter_map(|at| Timestamp::from_nanosecond(*at).ok())
        .map(|at| at.to_string())
        .collect()
}

fn addresses(constants: impl Iterator<Item = String>) -> Vec<String> {
    let mut pool = Vec::new();
    for network in constants.filter_map(|c| scalar::network(&c)) {
        let (first, last) = (network.network(), network.broadcast());
        pool.extend([
            Some(first),
            Some(last),
            beside(first, false),
            beside(last, true),
        ]);
    }
    pool.iter().flatten().map(ToString::to_string).collect()
}

/// The next address, up or down.
fn beside(address: IpAddr, up: bool) -> Option<IpAddr> {
    match address {
        IpAddr::V4(v4) => {
            let bits = v4.to_bits();
            let bits = if up {
                bits.checked_add(1)
            } else {
                bits.checked_sub(1)
            };
            bits.map(Ipv4Addr::from_bits).map(IpAddr::V4)
        }
        IpAddr::V6(v6) => {
            let bits = v6.to_bits();
            let bits = if up {
                bits.checked_add(1)
            } else {
                bits.checked_sub(1)
            };
            bits.map(Ipv6Addr::from_bits).map(IpAddr::V6)
        }
    }
}
