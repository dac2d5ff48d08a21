//! Specs become files that read well: lowering and rendering, without a spec's text.

use std::collections::BTreeMap;

use rolewright::{
    blueprint::{self, Surroundings},
    diag::Diagnostics,
    grant::{Request, Subject},
    policy::{Clause, Statement, Value},
    render::{self, Templates},
    source::{Located, Origin},
    spec::{AmiChoice, Assume, Instance, Spec, Tag, Target},
};

use super::support;

fn value(text: &str) -> Value {
    Located::nowhere(text.into())
}

fn tag(key: &str, text: &str) -> Tag {
    Tag {
        key: value(key),
        value: value(text),
    }
}

fn bucket(name: &str, verbs: &[&str]) -> Request {
    Request {
        service: "buckets".to_owned(),
        subject: Subject::Name(value(name)),
        access: verbs
            .iter()
            .map(|verb| Located::nowhere((*verb).to_owned()))
            .collect(),
        ..Request::default()
    }
}

/// `role` and one grant.
fn minimal() -> Spec {
    let mut spec = Spec::default();
    spec.role.name = Some(value("photos-thumbnailer"));
    spec.grants = vec![bucket("holiday-photos", &["read"])];
    spec
}

fn application_server() -> Spec {
    let mut spec = Spec {
        account: Some(value("111111111111")),
        region: Some(value("us-east-1")),
        tags: vec![
            tag("Environment", "production"),
            tag("Owner", "web-platform"),
        ],
        grants: vec![bucket("shop-uploads", &["read", "write"])],
        allow: vec![Statement {
            sid: Some(value("Orders")),
            actions: Clause::of([value("dynamodb:PutItem"), value("dynamodb:GetItem")]),
            resources: Some(Clause::of([value(
                "arn:aws:dynamodb:us-east-1:111111111111:table/orders",
            )])),
            reason: Some(Located::nowhere("place and\nlook up orders".to_owned())),
            ..Statement::default()
        }],
        instance: Some(Instance {
            name: Some(value("application-server")),
            instance_type: Some(value("t3.micro")),
            ami: Some(Located::nowhere(AmiChoice::Lookup {
                owner: value("amazon"),
                name: value("al2023-ami-2023.*-x86_64"),
            })),
            user_data: Some(Located::nowhere("scripts/bootstrap.sh".to_owned())),
            user_data_content: Some("#!/bin/sh\necho ${HOME}\n".to_owned()),
            ..Instance::default()
        }),
        ..minimal()
    };
    spec.role.name = Some(value("application-ec2-role"));
    spec.role.description = Some(value("Web tier of the shop"));
    spec.role.managed_policies = vec![
        value("AmazonEC2RoleforSSM"),
        value("CloudWatchAgentServerPolicy"),
    ];
    spec.assume = vec![Assume {
        name: Located::nowhere("reporting".to_owned()),
        role: value("arn:aws:iam::222222222222:role/reports/reader"),
        external_id: Some(value("unique-external-id-12345")),
        session_duration: Some(Located::nowhere(3600)),
        target: Some(Target {
            grants: vec![bucket("monthly-reports", &["read"])],
            managed_policies: vec![value("ReadOnlyAccess")],
            ..Target::default()
        }),
        origin: Origin::default(),
    }];
    spec
}

/// The content of each file by its path.
fn files(spec: &Spec, templates: &Templates) -> BTreeMap<String, String> {
    let mut diagnostics = Diagnostics::default();
    let blueprint = blueprint::lower(spec, &Surroundings::default(), &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    render::files(&blueprint, templates, "spec.yaml")
        .unwrap_or_else(|error| panic!("{error}"))
        .into_iter()
        .map(|file| (file.path, file.content))
        .collect()
}

fn shown(files: &BTreeMap<String, String>) -> String {
    let files = files.iter();
    let shown = files.map(|(path, content)| format!("==> {path}\n{content}"));
    shown.collect::<Vec<_>>().concat()
}

#[test]
fn a_small_spec_gives_a_small_module() {
    support::snapshots("render").bind(|| {
        insta::assert_snapshot!("minimal", shown(&files(&minimal(), &Templates::embedded())));
    });
}

#[test]
fn an_application_server_with_a_cross_account_target() {
    support::snapshots("render").bind(|| {
        let files = files(&application_server(), &Templates::embedded());
        insta::assert_snapshot!("application-server", shown(&files));
    });
}
