//! A grant that is added moves at most the statements of one policy.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rolewright::{
    blueprint::placement::spread,
    policy::Statement,
    source::{Located, Origin, Sources},
};

const LIMIT: usize = 600;

/// The statements of a grant: each has an id and a size, which stands in its reason.
fn grant(name: &str, sizes: &[usize], origin: Origin) -> Vec<Statement> {
    let statements = sizes.iter().enumerate().map(|(i, size)| Statement {
        sid: Some(Located::nowhere(format!("{name}Part{i}").as_str().into())),
        reason: Some(Located::nowhere("x".repeat(*size))),
        origin,
        ..Statement::default()
    });
    statements.collect()
}

fn measure(statement: &Statement) -> usize {
    statement
        .reason
        .as_ref()
        .map_or(0, |reason| reason.value.len())
}

fn sid(statement: &Statement) -> String {
    statement.sid.as_ref().unwrap().value.to_string()
}

/// Which policy each statement is in.
fn places(statements: Vec<Statement>) -> BTreeMap<String, usize> {
    let policies = spread(statements, LIMIT, &measure);
    let mut places = BTreeMap::new();
    for (number, statements) in policies {
        for statement in statements {
            places.insert(sid(&statement), number);
        }
    }
    places
}

fn grants() -> impl Strategy<Value = Vec<Vec<usize>>> {
    proptest::collection::vec(proptest::collection::vec(10_usize..250, 1..4), 0..60)
}

fn all(grants: &[Vec<usize>]) -> Vec<Vec<Statement>> {
    let mut sources = Sources::default();
    let id = sources.add("spec.yaml", "");
    grants
        .iter()
        .enumerate()
        .map(|(i, sizes)| grant(&format!("Grant{i}"), sizes, sources.origin(id, i..i + 1)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_policy_is_over_the_limit_and_no_statement_is_lost(grants in grants()) {
        let statements = all(&grants).concat();
        let policies = spread(statements.clone(), LIMIT, &measure);
        for statements in policies.values() {
            let size: usize = statements.iter().map(measure).sum();
            prop_assert!(size <= LIMIT || statements.len() == 1);
        }
        let mut kept: Vec<String> = policies.values().flatten().map(sid).collect();
        let mut had: Vec<String> = statements.iter().map(sid).collect();
        kept.sort();
        had.sort();
        prop_assert_eq!(kept, had);
        let total: usize = statements.iter().map(measure).sum();
        if total <= LIMIT {
            prop_assert!(policies.keys().all(|number| *number == 1));
        }
    }

    #[test]
    fn a_grant_that_is_added_moves_the_statements_of_one_policy_at_most(
        grants in grants(),
        added in proptest::collection::vec(10_usize..190, 1..4),
        at in any::<prop::sample::Index>(),
    ) {
        let before = all(&grants);
        let at = at.index(before.len() + 1);
        let mut after = before.clone();
        after.insert(at, grant("Added", &added, Origin::NOWHERE));
        // The added grant's statements have one place; whatever it is, the others keep theirs.
        let origin = before.first().map_or(Origin::NOWHERE, |grant| grant[0].origin);
        for statement in &mut after[at] {
            statement.origin = Origin::new(origin.source(), 9_999..10_000);
        }
        let before = places(before.concat());
        let after = places(after.concat());
        let moved_from: BTreeSet<usize> = before
            .iter()
            .filter(|(sid, number)| after[*sid] != **number)
            .map(|(_, number)| *number)
            .collect();
        prop_assert!(moved_from.len() <= 1, "statements of {moved_from:?} moved");
    }

    #[test]
    fn the_order_of_grants_does_not_matter(grants in grants().prop_flat_map(|grants| {
        let count = grants.len();
        (Just(grants), Just((0..count).collect::<Vec<_>>()).prop_shuffle())
    })) {
        let (grants, order) = grants;
        let grants = all(&grants);
        let shuffled: Vec<Statement> = order.iter().flat_map(|i| grants[*i].clone()).collect();
        prop_assert_eq!(places(shuffled), places(grants.concat()));
    }
}
