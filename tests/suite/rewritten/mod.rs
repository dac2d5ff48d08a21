//! Access is the same however it is written, and one change of it is the one that is told.

mod write;

use std::{fs, path::Path};

use rolewright::{
    blueprint::{Blueprint, Role},
    diff::{Options, Pair, diff},
    policy::{Clause, Document, Statement, Verdict},
    read::{self, Inputs},
    source::Sources,
};

use self::write::Writer;
use crate::support::{chance::Chance, copy_files, examples};

/// How often each example is rewritten.
const ROUNDS: u64 = 12;

fn read(folder: &Path) -> Blueprint {
    read::module(folder, &Inputs::default(), &mut Sources::default()).unwrap()
}

/// The only pair of a comparison.
fn compared(old: &Blueprint, new: &Blueprint) -> Pair {
    let mut report = diff(old, new, &Options::default());
    assert_eq!(report.pairs.len(), 1);
    assert_eq!(report.not_understood, 0, "{:#?}", report.pairs);
    report.pairs.remove(0)
}

/// Parts a list in two, or leaves it whole.
fn parted<T: Clone>(clause: &Clause<T>, chance: &mut Chance) -> Vec<Clause<T>> {
    let values = &clause.values;
    if clause.negated || values.len() < 2 || chance.percent(40) {
        return vec![clause.clone()];
    }
    let at = 1 + chance.below(values.len() - 1);
    let (left, right) = values.split_at(at);
    [left, right]
        .map(|values| Clause {
            negated: false,
            values: values.to_vec(),
        })
        .into()
}

fn shuffled<T>(mut values: Vec<T>, chance: &mut Chance) -> Vec<T> {
    for i in (1..values.len()).rev() {
        values.swap(i, chance.below(i + 1));
    }
    values
}

/// The same document with statements parted, in another order, some of them twice.
fn reworded(document: &Document, chance: &mut Chance) -> Document {
    let mut statements = Vec::new();
    for statement in &document.statements {
        for mut actions in parted(&statement.actions, chance) {
            actions.values = shuffled(actions.values, chance);
            let resources = statement.resources.as_ref();
            let resources = resources.map_or_else(
                || vec![None],
                |clause| parted(clause, chance).into_iter().map(Some).collect(),
            );
            for resources in resources {
                let one = Statement {
                    sid: None,
                    actions: actions.clone(),
                    resources,
                    conditions: shuffled(statement.conditions.clone(), chance),
                    ..statement.clone()
                };
                if chance.percent(10) {
                    statements.push(one.clone());
                }
                statements.push(one);
            }
        }
    }
    Document {
        statements: shuffled(statements, chance),
        ..document.clone()
    }
}

fn rewritten(role: &Role, chance: &mut Chance) -> String {
    let mut role = role.clone();
    role.trust = role.trust.map(|trust| reworded(&trust, chance));
    let mut policies = Vec::new();
    for mut policy in shuffled(role.policies, chance) {
        let mut document = reworded(policy.document.as_ref().unwrap(), chance);
        if document.statements.len() > 1 && chance.percent(50) {
            let at = 1 + chance.below(document.statements.len() - 1);
            let mut other = policy.clone();
            other.document = Some(Document {
                statements: document.statements.split_off(at),
                ..document.clone()
            });
            policies.push(other);
        }
        policy.document = Some(document);
        policies.push(policy);
    }
    role.policies = policies;
    role.managed_policies = shuffled(role.managed_policies, chance);
    let mut writer = Writer::default();
    writer.role(&role, chance);
    writer.text
}

#[test]
fn an_example_written_in_another_way_has_the_same_access() {
    for example in examples::all() {
        let output = example.generate();
        let old = read(output.path());
        for round in 0..ROUNDS {
            let mut chance = Chance::seeded(round);
            let folder = tempfile::tempdir().unwrap();
            copy_files(output.path(), folder.path());
            for gone in ["iam.tf", "instance.tf", "outputs.tf"] {
                for prefix in ["", "rolewright_"] {
                    drop(fs::remove_file(
                        folder.path().join(format!("{prefix}{gone}")),
                    ));
                }
            }
            let text = rewritten(&old.folders[0].roles[0], &mut chance);
            fs::write(folder.path().join("main_rewritten.tf"), &text).unwrap();
            let new = read(folder.path());
            let pair = compared(&old, &new);
            let name = &example.name;
            assert_eq!(
                pair.verdict,
                Verdict::Same,
                "{name} {round}\n{text}\n{pair:#?}"
            );
            let settings = pair.settings.iter();
            let of_role: Vec<_> = settings
                .filter(|one| one.setting.starts_with("role."))
                .collect();
            assert!(of_role.is_empty(), "{name} {round}\n{text}\n{of_role:#?}");
        }
    }
}

/// A role with statements that have nothing to do with each other.
const BASE: &str = r#"
resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } },
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::111111111111:role/ops" }, Condition = { StringEquals = { "sts:ExternalId" = ["one"] } } },
  ] })
}
resource "aws_iam_role_policy" "web" {
  name   = "web"
  role   = aws_iam_role.web.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = ["arn:aws:s3:::photos/*", "arn:aws:s3:::videos/*"] },
    { Effect = "Allow", Action = ["sqs:SendMessage"], Resource = ["arn:aws:sqs:us-east-1:111111111111:jobs"], Condition = { Bool = { "aws:SecureTransport" = ["true"] } } },
    { Effect = "Allow", Action = ["kms:Decrypt"], Resource = ["arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000000"] },
    { Effect = "Deny", Action = ["sqs:SendMessage"], Resource = ["arn:aws:sqs:us-east-1:111111111111:jobs"], Condition = { StringEquals = { "aws:RequestedRegion" = ["eu-west-1"] } } },
  ] })
}
resource "aws_iam_instance_profile" "web" {
  name = "web"
  role = aws_iam_role.web.name
}
resource "aws_instance" "web" {
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "t3.micro"
  iam_instance_profile = aws_iam_instance_profile.web.name
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}
"#;

/// What is written instead, what of it is told under which heading, and whether it is a setting.
const CHANGES: [(&str, &str, &str, &[&str]); 12] = [
    (
        "\"s3:GetObject\", \"s3:PutObject\"",
        "\"s3:GetObject\"",
        "lost",
        &["s3:PutObject"],
    ),
    (
        "\"s3:GetObject\", \"s3:PutObject\"",
        "\"s3:GetObject\", \"s3:PutObject\", \"s3:DeleteObject\"",
        "gained",
        &["s3:DeleteObject"],
    ),
    (
        "\"kms:Decrypt\"",
        "\"kms:Encrypt\"",
        "both",
        &["kms:Decrypt", "kms:Encrypt"],
    ),
    (
        ", \"arn:aws:s3:::videos/*\"",
        "",
        "lost",
        &["s3:GetObject", "s3:PutObject"],
    ),
    (
        "\"arn:aws:s3:::videos/*\"",
        "\"arn:aws:s3:::videos/*\", \"arn:aws:s3:::music/*\"",
        "gained",
        &["s3:GetObject", "s3:PutObject"],
    ),
    (
        ", Condition = { Bool = { \"aws:SecureTransport\" = [\"true\"] } }",
        "",
        "gained",
        &["sqs:SendMessage"],
    ),
    (
        "[\"eu-west-1\"]",
        "[\"eu-west-1\", \"eu-west-2\"]",
        "lost",
        &["sqs:SendMessage"],
    ),
    (
        "Service = \"ec2.amazonaws.com\"",
        "Service = [\"ec2.amazonaws.com\", \"ssm.amazonaws.com\"]",
        "trust gained",
        &["sts:AssumeRole"],
    ),
    ("role/ops", "role/dev", "trust both", &["sts:AssumeRole"]),
    (
        "[\"one\"]",
        "[\"one\", \"two\"]",
        "trust gained",
        &["sts:AssumeRole"],
    ),
    (
        "http_tokens                 = \"required\"",
        "http_tokens                 = \"optional\"",
        "setting",
        &["aws_instance.imds.http_tokens"],
    ),
    (
        "http_put_response_hop_limit = 1",
        "http_put_response_hop_limit = 2",
        "setting",
        &["aws_instance.imds.http_put_response_hop_limit"],
    ),
];

#[test]
fn one_change_is_told_and_nothing_else_however_it_is_written() {
    let base = tempfile::tempdir().unwrap();
    fs::write(base.path().join("main.tf"), BASE).unwrap();
    let old = read(base.path());
    for (from, to, kind, told) in CHANGES {
        assert_eq!(BASE.matches(from).count(), 1, "{from}");
        let changed = tempfile::tempdir().unwrap();
        let text = BASE.replace(from, to);
        fs::write(changed.path().join("main.tf"), &text).unwrap();
        let plain = read(changed.path());
        is_told(&compared(&old, &plain), kind, told, to);
        let (_, machine) = text
            .split_once("resource \"aws_iam_instance_profile\"")
            .unwrap();
        for round in 0..ROUNDS {
            let mut chance = Chance::seeded(round);
            let role = rewritten(&plain.folders[0].roles[0], &mut chance);
            let machine = machine.replace("aws_iam_role.web.name", "\"web\"");
            let text = format!("{role}\nresource \"aws_iam_instance_profile\"{machine}");
            fs::write(changed.path().join("main.tf"), text).unwrap();
            is_told(&compared(&old, &read(changed.path())), kind, told, to);
        }
    }
}

#[track_caller]
fn is_told(pair: &Pair, kind: &str, told: &[&str], what: &str) {
    let (gained, lost) = match kind.strip_prefix("trust ") {
        Some(_) => (&pair.trust.gained, &pair.trust.lost),
        None => (&pair.access.gained, &pair.access.lost),
    };
    let others = match kind.strip_prefix("trust ") {
        Some(_) => (&pair.access.gained, &pair.access.lost),
        None => (&pair.trust.gained, &pair.trust.lost),
    };
    let context = format!("{what}\n{pair:#?}");
    assert!(others.0.is_empty() && others.1.is_empty(), "{context}");
    let settings: Vec<&str> = pair
        .settings
        .iter()
        .map(|one| one.setting.as_str())
        .collect();
    if kind == "setting" {
        assert_eq!(settings, told, "{context}");
        assert!(gained.is_empty() && lost.is_empty(), "{context}");
        return;
    }
    assert!(settings.is_empty(), "{context}");
    assert_eq!(gained.is_empty(), kind.ends_with("lost"), "{context}");
    assert_eq!(lost.is_empty(), kind.ends_with("gained"), "{context}");
    let mut actions: Vec<&str> = gained
        .iter()
        .chain(lost)
        .flat_map(|change| &change.actions)
        .map(String::as_str)
        .collect();
    actions.sort_unstable();
    actions.dedup();
    assert_eq!(actions, told, "{context}");
}
