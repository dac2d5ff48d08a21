//! Every action of every verb can act on the ARN that it is emitted with, by the catalogue.

use std::collections::BTreeSet;

use rolewright::{
    blueprint::{Blueprint, Folder, Policy, Role},
    catalogue::{Action, ResourcePattern},
    check,
    grant::{self, Library, Place, Request, Subject},
    policy::{Document, Effect, Statement},
};

use super::{known_place, show};

/// Pairs of action and resource on which the catalogue is wrong or incomplete: the action, the
/// resource as it is emitted, and why it is right all the same. A row that is not needed any more
/// fails the test.
const EXCEPTIONS: [(&str, &str, &str); 8] = [
    ("ssm:DescribeAssociation", "*", AGENT),
    ("ssm:DescribeDocument", "*", AGENT),
    ("ssm:GetDocument", "*", AGENT),
    ("ssm:ListInstanceAssociations", "*", AGENT),
    ("ssm:PutComplianceItems", "*", AGENT),
    ("ssm:UpdateAssociationStatus", "*", AGENT),
    ("ssm:UpdateInstanceAssociationStatus", "*", AGENT),
    ("ssm:UpdateInstanceInformation", "*", AGENT),
];

const AGENT: &str = "the agent runs documents and associations of anybody's, on an instance whose id nobody \
    knows when the policy is written; AWS's own policy for the agent has them on `*`";

/// Every grant that the files allow: each way to name the resource, each verb alone and all
/// together, each option.
fn grants() -> Vec<Request> {
    let mut grants = Vec::new();
    for service in Library::embedded().services() {
        let service = service.unwrap();
        let mut verbs: Vec<Vec<&str>> = service
            .verbs
            .keys()
            .map(|verb| vec![verb.as_str()])
            .collect();
        if verbs.len() > 1 {
            verbs.push(service.verbs.keys().map(String::as_str).collect());
        }
        for (_, subject) in show::subjects(service) {
            for access in &verbs {
                let bare = show::request(service, &subject, access);
                for (key, option) in show::options(service) {
                    let mut request = bare.clone();
                    request.options.insert(key, option);
                    grants.push(request);
                }
                grants.push(bare);
            }
        }
    }
    let keyed = |request: &Request| Request {
        kms_key: Some(super::value(show::KEY)),
        ..request.clone()
    };
    let with_key: Vec<Request> = grants
        .iter()
        .filter(|request| {
            Library::embedded()
                .service(&request.service)
                .unwrap()
                .takes_kms_key()
        })
        .map(keyed)
        .collect();
    grants.extend(with_key);
    grants
}

fn expand(request: &Request, place: &Place) -> Vec<Statement> {
    grant::expand(Library::embedded(), request, place)
        .unwrap()
        .statements
}

/// Whether the subject is of another kind than the shape that the verb acts on: the ARN of a
/// stream's consumer given to read the stream. `check` refuses these policies.
fn is_another_kind(request: &Request) -> bool {
    matches!(&request.subject, Subject::Ref(reference)
        if reference.value.to_string().contains("aws_kinesis_stream_consumer"))
        && !(request.access.len() == 1 && request.access[0].value == "fan_out")
}

#[test]
fn every_action_can_act_on_every_resource_that_it_is_emitted_with() {
    let mut used = BTreeSet::new();
    let mut dead = BTreeSet::new();
    let mut pairs = 0;
    for request in grants().iter().filter(|request| !is_another_kind(request)) {
        for place in [known_place(), Place::default()] {
            for statement in expand(request, &place) {
                assert_eq!(statement.effect, Effect::Allow);
                for action in &statement.actions.values {
                    let name = action.value.as_literal().unwrap();
                    let found = Action::find(name).unwrap_or_else(|| panic!("no action {name}"));
                    assert_eq!(found.to_string(), name, "AWS spells it so");
                    for resource in &statement.resources.as_ref().unwrap().values {
                        pairs += 1;
                        let pattern = ResourcePattern::new(&resource.value);
                        let star = resource.value.as_literal() == Some("*");
                        // `*` where the action could be limited is no dead pair, but too much.
                        let fits = found.accepts(&pattern) && (!star || found.is_star_only());
                        if !fits {
                            let shown = resource.value.to_string();
                            match EXCEPTIONS
                                .iter()
                                .find(|(a, r, _)| *a == name && *r == shown)
                            {
                                Some(row) => {
                                    used.insert(*row);
                                }
                                None => {
                                    dead.insert(format!("{}: {name} on {shown}", request.service));
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(
        dead.is_empty(),
        "dead pairs:\n{}",
        dead.into_iter().collect::<Vec<_>>().join("\n")
    );
    let idle: Vec<_> = EXCEPTIONS
        .iter()
        .filter(|row| !used.contains(*row))
        .collect();
    assert!(idle.is_empty(), "exceptions that nothing needs: {idle:?}");
    assert!(pairs > 1000, "only {pairs} pairs were looked at");
}

#[test]
fn the_checks_of_policies_find_nothing_in_what_grants_give() {
    let mut found = BTreeSet::new();
    for request in grants().iter().filter(|request| !is_another_kind(request)) {
        for place in [known_place(), Place::default()] {
            let statements = expand(request, &place);
            // A grant whose `except` leaves nothing gives no policy.
            if statements.is_empty() {
                continue;
            }
            let document = Document {
                statements,
                ..Document::default()
            };
            let role = Role {
                policies: vec![Policy {
                    document: Some(document),
                    ..Policy::default()
                }],
                ..Role::default()
            };
            let folder = Folder {
                roles: vec![role],
                ..Folder::default()
            };
            let blueprint = Blueprint {
                folders: vec![folder],
                ..Blueprint::default()
            };
            let faults = check::run(&blueprint);
            found.extend(
                faults
                    .iter()
                    .map(|fault| format!("{}: {}", request.service, fault.message())),
            );
        }
    }
    assert!(
        found.is_empty(),
        "{}",
        found.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_condition_key_is_one_that_the_actions_have() {
    for request in grants() {
        for statement in expand(&request, &known_place()) {
            for condition in &statement.conditions {
                let key = condition.key.value.as_literal().unwrap();
                for action in &statement.actions.values {
                    let name = action.value.as_literal().unwrap();
                    let known = Action::find(name).unwrap().condition_key(key).is_some();
                    // A key of the role's session, which every request of an instance has.
                    let of_session = key == "ec2:SourceInstanceARN";
                    assert!(known || of_session, "{name} has no {key}");
                }
            }
        }
    }
}

#[test]
fn statement_ids_are_letters_and_digits_and_unique_in_a_grant_and_between_grants() {
    let mut seen = BTreeSet::new();
    for request in grants() {
        // A key changes nothing about the other statements' ids, and an option that stands for a
        // verb says the same as the verb.
        let service = Library::embedded().service(&request.service).unwrap();
        let says_a_verb = |key: &String| service.options[key].adds_verb.is_some();
        let is_needed = |key: &String| service.options[key].required_unless.is_some();
        let mut options = request.options.keys();
        if request.kms_key.is_some() || options.any(|key| says_a_verb(key) || is_needed(key)) {
            continue;
        }
        for statement in expand(&request, &known_place()) {
            let sid = statement.sid.unwrap().value.to_string();
            assert!(sid.bytes().all(|b| b.is_ascii_alphanumeric()), "{sid}");
            let told = format!(
                "{:?} {:?} {:?}",
                request.subject, request.access, request.options
            );
            assert!(
                seen.insert(sid.clone()),
                "{sid} stands twice, the second time for {told}"
            );
        }
    }
}

#[test]
fn no_action_is_a_pattern_and_no_statement_is_left_without_a_reason() {
    for request in grants() {
        for statement in expand(&request, &Place::default()) {
            assert!(!statement.resources.unwrap().values.is_empty());
            assert!(!statement.actions.values.is_empty());
            for action in statement.actions.values {
                assert!(!action.value.to_string().contains(['*', '?']));
            }
            let reason = statement.reason.unwrap().value;
            assert!(
                reason.starts_with(&format!("{}: ", request.service)),
                "{reason}"
            );
        }
    }
}
