//! What people already have is read as it is: policies, modules, plans and states.

use std::fs;

use rolewright::{
    blueprint::{Blueprint, NotUnderstood, Presence},
    diag::Diagnostic,
    hcl,
    policy::{Document, PrincipalKind, Version},
    read::{self, Form, Inputs},
    source::{Origin, Sources},
};
use serde_json::{Value, json};

use crate::support::{self, facts};

fn policy(text: &str) -> Result<Document, Vec<Diagnostic>> {
    read::policy(text, Sources::default().add("policy.json", text))
}

#[test]
fn a_policy_may_be_written_with_one_statement_and_scalars() {
    let document = policy(
        r#"{ "Version": "2012-10-17", "Statement": {
             "Sid": "", "Effect": "Deny", "NotAction": "s3:*", "NotResource": ["a/${aws:username}/${*}", "${x}"],
             "Principal": { "AWS": ["1", "*"], "Service": "ec2.amazonaws.com" },
             "Condition": { "Bool": { "aws:SecureTransport": false }, "NumericLessThan": { "k": [1, 2.5] } } } }"#,
    )
    .unwrap();
    let [statement] = document.statements.as_slice() else {
        panic!("{document:?}")
    };
    assert_eq!(statement.sid, None);
    assert!(statement.actions.negated);
    let resources: Vec<usize> = statement
        .resources
        .as_ref()
        .unwrap()
        .values
        .iter()
        .map(|r| r.value.parts().len())
        .collect();
    assert_eq!(resources, [4, 1], "{:?}", statement.resources);
    assert_eq!(statement.principals.as_ref().unwrap().values.len(), 3);
    let conditions: Vec<String> = statement
        .conditions
        .iter()
        .map(|c| {
            let values: Vec<String> = c.values.iter().map(|v| v.value.to_string()).collect();
            format!("{} {} {}", c.operator, c.key.value, values.join("|"))
        })
        .collect();
    assert_eq!(
        conditions,
        ["Bool aws:SecureTransport false", "NumericLessThan k 1|2.5"]
    );
}

#[test]
fn a_policy_of_2008_has_no_variables() {
    let text = r#"{ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "${aws:username}", "Principal": "*" }] }"#;
    let document = policy(text).unwrap();
    assert_eq!(document.version, Version::V2008);
    let statement = &document.statements[0];
    let resource = &statement.resources.as_ref().unwrap().values[0].value;
    assert_eq!(resource.as_literal(), Some("${aws:username}"));
    let everyone = &statement.principals.as_ref().unwrap().values[0];
    assert_eq!(everyone.kind, PrincipalKind::Everyone);
}

#[test]
fn every_fault_of_a_policy_is_told_with_its_place() {
    let text = r#"{
  "Version": "2013-01-01",
  "Statement": [
    { "Effect": "Permit", "Actions": ["s3:*"], "Resource": [{}] },
    "s3:*"
  ]
}"#;
    let mut sources = Sources::default();
    let id = sources.add("policy.json", text);
    let faults: Vec<String> = read::policy(text, id)
        .unwrap_err()
        .iter()
        .map(|d| {
            let origin = d.primary().origin;
            let line = sources.position(origin).unwrap().line;
            format!(
                "{line} {}: {}",
                sources.snippet(origin).unwrap(),
                d.message()
            )
        })
        .collect();
    insta::assert_snapshot!(faults.join("\n"), @r#"
    2 "2013-01-01": "2013-01-01" is not a version of the policy language
    4 ["s3:*"]: a statement has no `Actions`
    4 "Permit": an effect is `Allow` or `Deny`, not "Permit"
    4 {}: expected a string, found {}
    4 { "Effect": "Permit", "Actions": ["s3:*"], "Resource": [{}] }: a statement needs an `Action` or `NotAction`
    5 "s3:*": expected a statement, found "s3:*"
    "#);
    for broken in [
        "",
        "{",
        "[1,]",
        r#"{"a" 1}"#,
        "{} x",
        "\"a",
        "nul",
        r#""\x""#,
    ] {
        assert!(policy(broken).is_err(), "{broken}");
    }
}

/// A blueprint for a snapshot: facts by address, and what goes with them.
fn shown(blueprint: &Blueprint, sources: &Sources, root: &str) -> String {
    let place = |origin: Origin| {
        let name = sources.get(origin.source()).map_or("", |s| s.name());
        let line = sources.position(origin).map_or(0, |p| p.line);
        format!(
            "{}:{line}",
            name.strip_prefix(root)
                .unwrap_or(name)
                .trim_start_matches('/')
        )
    };
    let missed = |list: &[NotUnderstood]| -> Vec<String> {
        list.iter()
            .map(|n| {
                format!(
                    "{} {}: {}",
                    place(n.origin),
                    n.what.replace(root, ""),
                    n.why.replace(root, "")
                )
            })
            .collect()
    };
    let mut all = serde_json::Map::new();
    for (address, fact) in facts::facts(blueprint) {
        all.insert(address, fact);
    }
    for folder in &blueprint.folders {
        for role in &folder.roles {
            let assumed = |presence: &Presence| match presence {
                Presence::Certain => json!(null),
                Presence::Assumed(list) => list.iter().map(|r| json!(r.expression())).collect(),
            };
            let mut extra = vec![(role.address.clone(), assumed(&role.presence))];
            extra.extend(
                role.policies
                    .iter()
                    .map(|p| (p.address.clone(), assumed(&p.presence))),
            );
            extra.extend(
                role.managed_policies
                    .iter()
                    .map(|m| (m.address.clone(), assumed(&m.presence))),
            );
            for (address, presence) in extra {
                if let (false, Some(Value::Object(fact))) =
                    (presence.is_null(), all.get_mut(&address))
                {
                    fact.insert("assumed".to_owned(), presence);
                }
            }
            let missed = missed(&role.not_understood);
            if let (false, Some(Value::Object(fact))) =
                (missed.is_empty(), all.get_mut(&role.address))
            {
                fact.insert("not_understood".to_owned(), json!(missed));
            }
        }
        let absent: Vec<String> = folder
            .absent
            .iter()
            .map(|a| format!("{} {}: {}", place(a.origin), a.address, a.condition))
            .collect();
        let declared: Vec<String> = folder
            .declarations
            .iter()
            .map(|d| format!("{}.{} = {}", d.address, d.attribute, d.value.value))
            .collect();
        for (name, list) in [
            ("absent", absent),
            ("declarations", declared),
            ("not understood", missed(&folder.not_understood)),
        ] {
            if !list.is_empty() {
                all.insert(name.to_owned(), json!(list));
            }
        }
    }
    serde_json::to_string_pretty(&all).unwrap()
}

#[test]
fn every_construct_of_modules_is_read() {
    let modules = support::root().join("tests/data/modules");
    let mut folders: Vec<_> = fs::read_dir(modules)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut sources = Sources::default();
        let blueprint = read::module(&folder, &Inputs::default(), &mut sources).unwrap();
        let root = folder.to_str().unwrap();
        support::snapshots("read").bind(|| {
            insta::assert_snapshot!(name.as_str(), shown(&blueprint, &sources, root));
        });
    }
}

#[test]
fn a_plan_is_read_through_its_references() {
    let text = support::read("tests/data/plans/plan.json");
    let mut sources = Sources::default();
    let blueprint = read::plan_or_state("plan.json", &text, &mut sources).unwrap();
    support::snapshots("read").bind(|| {
        insta::assert_snapshot!("plan", shown(&blueprint, &sources, ""));
    });
}

#[test]
fn variables_and_the_workspace_come_from_where_the_user_says() {
    let folder = support::root().join("tests/data/modules/variable_files");
    let name = |inputs: &Inputs| {
        let blueprint = read::module(&folder, inputs, &mut Sources::default()).unwrap();
        let role = &blueprint.folders[0].roles[0];
        let text = |s: &rolewright::blueprint::Setting| s.as_ref().unwrap().value.to_string();
        (text(&role.name), text(&role.path))
    };
    let mut inputs = Inputs::default();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        name(&inputs),
        pair("file-auto-default", "/${terraform.workspace}/")
    );
    inputs.vars = vec![pair("suffix", "given"), pair("more", "007")];
    inputs.workspace = Some("prod".to_owned());
    assert_eq!(name(&inputs), pair("file-given-007", "/prod/"));
    inputs.vars = vec![pair("nmae", "x")];
    assert!(read::module(&folder, &inputs, &mut Sources::default()).is_err());
}

#[test]
fn the_form_of_an_input_is_told_by_its_content() {
    let data = support::root().join("tests/data");
    let form = |path: &str| read::detect(&data.join(path)).unwrap();
    assert_eq!(form("plans/plan.json"), Form::PlanOrState);
    assert_eq!(form("modules/trust_styles"), Form::Module);
    assert_eq!(form("modules/trust_styles/trust.json"), Form::Policy);
    assert!(read::detect(&data.join("modules/json_syntax/main.tf.json")).is_err());
}

#[test]
fn our_tree_takes_what_hcl_edit_takes() {
    // And more: the constructs of `odd_syntax` are refused there, though Terraform takes them.
    let mut compared = 0;
    for path in support::files() {
        let odd = path.to_str().unwrap().contains("odd_syntax");
        if path.extension().is_some_and(|e| e == "tf") && !odd {
            let text = support::read(&path);
            let theirs = hcl_edit::parser::parse_body(&text).is_ok();
            assert_eq!(
                hcl::tree::parse(&text).is_ok(),
                theirs,
                "{}",
                path.display()
            );
            compared += 1;
        }
    }
    assert!(compared > 10);
}

#[test]
fn modules_that_terraform_has_fetched_are_read_and_others_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let fetched = folder.path().join(".terraform/modules/role/modules/ec2");
    fs::create_dir_all(&fetched).unwrap();
    fs::write(
        fetched.join("main.tf"),
        r#"
variable "name" {}
variable "role" {}
resource "aws_iam_role_policy" "this" {
  name   = var.name
  role   = var.role
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
"#,
    )
    .unwrap();
    let source = |named: &str| {
        format!(
            r#"
resource "aws_iam_role" "web" {{
  name               = "web"
  assume_role_policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ec2.amazonaws.com" }} }}] }})
}}
module "role" {{
  for_each = toset(["a"])
  source   = "{named}"
  version  = "~> 5.0"
  name     = "more-${{each.key}}"
  role     = aws_iam_role.web.name
}}
"#
        )
    };
    let list = r#"{ "Modules": [
        { "Key": "", "Source": "", "Dir": "." },
        { "Key": "role", "Source": "registry.terraform.io/team/iam/aws//modules/ec2", "Version": "5.1.0", "Dir": ".terraform/modules/role/modules/ec2" } ] }"#;
    fs::write(folder.path().join(".terraform/modules/modules.json"), list).unwrap();
    let role = |named: &str| {
        fs::write(folder.path().join("main.tf"), source(named)).unwrap();
        let blueprint =
            read::module(folder.path(), &Inputs::default(), &mut Sources::default()).unwrap();
        blueprint.folders[0].roles[0].clone()
    };
    let found = role("team/iam/aws//modules/ec2");
    assert_eq!(found.policies.len(), 1);
    assert_eq!(
        found.policies[0].address,
        "module.role[\"a\"].aws_iam_role_policy.this"
    );
    assert!(
        found.not_understood.is_empty(),
        "{:?}",
        found.not_understood
    );
    // The list is older than the call.
    let stale = role("other/iam/aws//modules/ec2");
    assert!(stale.policies.is_empty());
    assert_eq!(stale.not_understood.len(), 1);
}

#[test]
fn a_comment_of_json_is_a_comment_in_blocks_and_data_in_maps() {
    let folder = support::root().join("tests/data/modules/json-blocks");
    let blueprint = read::module(&folder, &Inputs::default(), &mut Sources::default()).unwrap();
    let role = &blueprint.folders[0].roles[0];
    let tags: Vec<&str> = role
        .tags
        .iter()
        .filter_map(|tag| tag.key.value.as_literal())
        .collect();
    assert_eq!(tags, ["//", "team"]);
    let description = role.description.as_ref().unwrap();
    assert_eq!(description.value.as_literal(), Some(r#"{"//":"data"}"#));
    assert!(role.not_understood.is_empty(), "{:?}", role.not_understood);
}

#[test]
fn conditions_and_principals_that_are_not_known_leave_no_statement_without_them() {
    let folder = tempfile::tempdir().unwrap();
    let document = |inner: &str| {
        format!(
            r#"{{
  "variable": {{ "x": {{}} }},
  "data": {{ "aws_iam_policy_document": {{ "d": {{ "statement": {{
    "actions": ["s3:GetObject"], "resources": ["*"], {inner} }} }} }} }},
  "resource": {{
    "aws_iam_role": {{ "r": {{ "name": "r", "assume_role_policy":
      "{{\"Version\":\"2012-10-17\",\"Statement\":{{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{{\"Service\":\"ec2.amazonaws.com\"}}}}}}" }} }},
    "aws_iam_role_policy": {{ "p": {{
      "role": "${{aws_iam_role.r.id}}", "policy": "${{data.aws_iam_policy_document.d.json}}" }} }}
  }}
}}"#
        )
    };
    let is_lost = |inner: &str| {
        fs::write(folder.path().join("main.tf.json"), document(inner)).unwrap();
        let read =
            read::module(folder.path(), &Inputs::default(), &mut Sources::default()).unwrap();
        let role = &read.folders[0].roles[0];
        let policy = role.policies.first().expect(inner);
        !role.not_understood.is_empty() || policy.document.is_none()
    };
    let known =
        r#""condition": { "test": "StringEquals", "variable": "aws:SourceVpc", "values": ["a"] }"#;
    assert!(!is_lost(known));
    for inner in [
        r#""condition": "${var.x}""#,
        r#""condition": ["${var.x}"]"#,
        r#""condition": { "test": "StringEquals", "values": ["a"] }"#,
        r#""condition": { "variable": "aws:SourceVpc", "values": ["a"] }"#,
        r#""not_principals": "${var.x}""#,
        r#""principals": { "identifiers": ["*"] }"#,
    ] {
        assert!(is_lost(inner), "{inner}");
    }
}
