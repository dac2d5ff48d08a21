//! Which statements stand in which managed policy, when one policy cannot hold them all.
//!
//! Where a statement stands depends on what it is, not on what stands before it, so that a grant
//! that is added moves at most the statements of one policy, and a plan stays readable.
//!
//! Statements are the leaves of a binary tree by the bits of a hash of their ids. A policy is a
//! branch that fits; one that does not is parted by the next bit. The number of a policy comes from
//! its bits, not from its rank: the half with the bit 0 keeps the number, the other gets one that no
//! other branch can get. So numbers can have gaps.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::{policy::Statement, source::Origin};

/// Characters of a customer managed policy, white space not counted.
/// Source: IAM user guide, "IAM and AWS STS quotas".
pub const LONGEST_MANAGED_POLICY: usize = 6_144;

/// Deep enough to tell any two statements apart that are not the same.
const DEEPEST: usize = 48;

/// Statements that stay together: those of one grant.
#[derive(Clone)]
struct Unit {
    bits: u64,
    size: usize,
    members: Vec<usize>,
}

/// Spreads statements over policies of at most `limit`, by `measure`. The keys are the numbers of
/// the policies, the first is 1; within a policy the order stays. A statement that alone is over the
/// limit stands alone.
pub fn spread(
    statements: Vec<Statement>,
    limit: usize,
    measure: &dyn Fn(&Statement) -> usize,
) -> BTreeMap<usize, Vec<Statement>> {
    let mut branches = BTreeMap::new();
    part(
        units(&statements, limit, measure),
        limit,
        0,
        0,
        &mut branches,
    );
    let number_of: BTreeMap<usize, usize> = branches
        .into_iter()
        .flat_map(|(number, members)| members.into_iter().map(move |member| (member, number)))
        .collect();
    let mut policies: BTreeMap<usize, Vec<Statement>> = BTreeMap::new();
    for (i, statement) in statements.into_iter().enumerate() {
        let number = number_of.get(&i).copied().unwrap_or(0);
        policies.entry(number + 1).or_default().push(statement);
    }
    policies
}

/// The statements of each grant together, or one by one where they do not fit together.
fn units(
    statements: &[Statement],
    limit: usize,
    measure: &dyn Fn(&Statement) -> usize,
) -> Vec<Unit> {
    let mut grants: Vec<(Origin, Vec<usize>)> = Vec::new();
    for (i, statement) in statements.iter().enumerate() {
        let origin = statement.origin;
        match grants.last_mut() {
            Some((of, members)) if !origin.is_nowhere() && of.key() == origin.key() => {
                members.push(i);
            }
            _ => grants.push((origin, vec![i])),
        }
    }
    let unit = |members: Vec<usize>| {
        let own: Vec<&Statement> = members.iter().filter_map(|i| statements.get(*i)).collect();
        Unit {
            bits: bits(&own),
            size: own.iter().map(|statement| measure(statement)).sum(),
            members,
        }
    };
    let mut units = Vec::new();
    for (_, members) in grants {
        let together = unit(members);
        if together.size <= limit {
            units.push(together);
        } else {
            units.extend(
                together
                    .members
                    .into_iter()
                    .map(|member| unit(vec![member])),
            );
        }
    }
    units
}

/// The first bits of the hash of what names the statements.
fn bits(statements: &[&Statement]) -> u64 {
    let mut hash = Sha256::new();
    for statement in statements {
        hash.update(name(statement));
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// What names a statement: its id, or where nobody gave it one what it allows, on what.
fn name(statement: &Statement) -> String {
    if let Some(sid) = &statement.sid {
        return sid.value.to_string();
    }
    let resources = statement.resources.iter().flat_map(|clause| &clause.values);
    let keys = statement.conditions.iter().map(|condition| &condition.key);
    let values = statement
        .conditions
        .iter()
        .flat_map(|condition| &condition.values);
    let all = statement
        .actions
        .values
        .iter()
        .chain(resources)
        .chain(keys)
        .chain(values);
    let texts: Vec<String> = all.map(|value| value.value.to_string()).collect();
    format!("{} {}", statement.effect, texts.join(" "))
}

/// Gives the branch a number, or parts it.
fn part(
    units: Vec<Unit>,
    limit: usize,
    depth: usize,
    number: usize,
    branches: &mut BTreeMap<usize, Vec<usize>>,
) {
    let size: usize = units.iter().map(|unit| unit.size).sum();
    if units.len() < 2 || size <= limit || depth == DEEPEST {
        let members = units.into_iter().flat_map(|unit| unit.members);
        branches.entry(number).or_default().extend(members);
        return;
    }
    let (ones, zeros): (Vec<Unit>, Vec<Unit>) = units
        .into_iter()
        .partition(|unit| unit.bits >> depth & 1 == 1);
    part(zeros, limit, depth + 1, number, branches);
    part(ones, limit, depth + 1, number + (1 << depth), branches);
}
