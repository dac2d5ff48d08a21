//! What AWS itself writes raises no alarm.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rolewright::{
    blueprint::{Blueprint, Folder, Policy, Role},
    catalogue::{Action, AwsPolicy, PolicyState, wildcard_matches},
    check,
    diag::{Code, Diagnostic},
    policy::Document,
};

use crate::support::{self, policies};

fn document(policy: AwsPolicy) -> Document {
    policies::document(&serde_json::from_str(&policy.document().unwrap()).unwrap())
}

fn blueprint(document: Document) -> Blueprint {
    let policy = Policy {
        document: Some(document),
        ..Policy::default()
    };
    let role = Role {
        policies: vec![policy],
        ..Role::default()
    };
    let folder = Folder {
        roles: vec![role],
        ..Folder::default()
    };
    Blueprint {
        folders: vec![folder],
        ..Blueprint::default()
    }
}

#[test]
fn at_least_ninety_nine_percent_of_their_actions_resolve() {
    let mut unknown = Vec::new();
    let mut count = 0;
    for policy in AwsPolicy::all().filter(|policy| policy.state() != PolicyState::Withdrawn) {
        for statement in document(policy).statements {
            for action in statement.actions.values {
                let name = action.value.to_string();
                count += 1;
                if Action::matching(&name).next().is_none() {
                    unknown.push(format!("{policy} {name}"));
                }
            }
        }
    }
    assert!(
        unknown.len() * 100 <= count,
        "{} of {count}: {unknown:#?}",
        unknown.len()
    );
}

/// A finding that is right about AWS's own policy, or that the reference cannot decide.
struct Exception {
    code: String,
    policy: String,
    subject: String,
}

/// `tests/data/managed_policies.txt`: code, pattern of policies, pattern of what the finding is
/// about (the first text in backticks of its message), reason.
fn exceptions() -> Vec<Exception> {
    support::read("tests/data/managed_policies.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            assert!(!columns[3].is_empty(), "{line} has no reason");
            Exception {
                code: columns[0].to_owned(),
                policy: columns[1].to_owned(),
                subject: columns[2].to_owned(),
            }
        })
        .collect()
}

#[test]
fn their_statements_pass_or_stand_in_the_list_of_exceptions() {
    let exceptions = exceptions();
    let policies: Vec<AwsPolicy> = AwsPolicy::all()
        .filter(|policy| policy.state() != PolicyState::Withdrawn)
        .collect();
    let findings: Vec<(AwsPolicy, Diagnostic)> = policies
        .par_iter()
        .flat_map_iter(|policy| {
            let document = document(*policy);
            let found = check::run(&blueprint(document)).into_sorted();
            found
                .into_iter()
                .map(move |diagnostic| (*policy, diagnostic))
        })
        // AWS's own policies may be longer than a customer's.
        .filter(|(_, diagnostic)| diagnostic.code() != Code::PolicyTooLong)
        .collect();
    let mut used = BTreeSet::new();
    let mut alarms = Vec::new();
    for (policy, diagnostic) in &findings {
        let subject = diagnostic.message().split('`').nth(1).unwrap_or_default();
        let excuse = exceptions.iter().position(|exception| {
            exception.code == diagnostic.code().as_str()
                && wildcard_matches(&exception.policy, policy.name())
                && wildcard_matches(&exception.subject, subject)
        });
        match excuse {
            Some(index) => drop(used.insert(index)),
            None => alarms.push(format!("{}\t{policy}\t{subject}", diagnostic.code())),
        }
    }
    let unused: Vec<String> = exceptions
        .iter()
        .enumerate()
        .filter(|(index, _)| !used.contains(index))
        .map(|(_, exception)| {
            format!(
                "{}\t{}\t{}",
                exception.code, exception.policy, exception.subject
            )
        })
        .collect();
    assert!(
        alarms.is_empty(),
        "no exception for:\n{}",
        alarms.join("\n")
    );
    assert!(
        unused.is_empty(),
        "exceptions without use:\n{}",
        unused.join("\n")
    );
}
