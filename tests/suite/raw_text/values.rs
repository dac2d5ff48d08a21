//! Values as Terraform writes them: plans and state files.

use serde_json::{Value, json};

use super::{file, replaced, walk_all};
use crate::support::cli::Rolewright;

/// A policy with the attack in each of its texts and keys, as the text that an attribute holds.
fn policies(actions: &str, who: &Value) -> Vec<(String, String)> {
    let mut statement = json!({
        "Sid": "One", "Effect": "Allow", "Action": actions,
        "Condition": { "StringLike": { "aws:PrincipalTag/team": "a" } },
    });
    let fields = statement.as_object_mut().unwrap();
    fields.extend(who.as_object().unwrap().clone());
    replaced(&json!({ "Version": "2012-10-17", "Statement": [statement] }))
        .into_iter()
        .map(|(what, policy)| (what, policy.to_string()))
        .collect()
}

/// The values of a role and of its policy, with the attack in each text and key of them and of the
/// documents that they hold.
fn roles_and_policies() -> Vec<(String, Value)> {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Action": "sts:AssumeRole", "Principal": { "Service": "ec2.amazonaws.com" } }] });
    let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*" }] });
    let both = json!([
        { "name": "app", "path": "/team/", "description": "what it is for", "tags": { "team": "photos" },
          "assume_role_policy": trust.to_string() },
        { "name": "p", "role": "app", "policy": policy.to_string() },
    ]);
    let mut all = replaced(&both);
    for (at, actions, who) in [
        (
            "/0/assume_role_policy",
            "sts:AssumeRole",
            json!({ "Principal": { "Service": "ec2.amazonaws.com" } }),
        ),
        (
            "/1/policy",
            "s3:GetObject",
            json!({ "Resource": "arn:aws:s3:::photos/*" }),
        ),
    ] {
        for (what, text) in policies(actions, &who) {
            let mut changed = both.clone();
            *changed.pointer_mut(at).unwrap() = json!(text);
            all.push((format!("{what} in {at}"), changed));
        }
    }
    all
}

/// The resources of all of these, each with names of its own, as `form` has them.
fn numbered(all: &[Value], form: fn(&str, &str, &Value) -> Value) -> Vec<Value> {
    let mut resources = Vec::new();
    for (number, both) in all.iter().enumerate() {
        let mut both = both.clone();
        for at in ["/0/name", "/1/role"] {
            if let Some(name) = both.pointer_mut(at).filter(|name| **name == "app") {
                *name = json!(format!("app{number}"));
            }
        }
        resources.push(form("aws_iam_role", &format!("r{number}"), &both[0]));
        resources.push(form("aws_iam_role_policy", &format!("p{number}"), &both[1]));
    }
    resources
}

/// A plan with all of these.
fn plan(all: &[Value]) -> Value {
    let resources = numbered(all, |kind, name, values| {
        json!({ "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
                "provider_name": "registry.terraform.io/hashicorp/aws", "values": values })
    });
    json!({ "format_version": "1.2", "terraform_version": "1.11.4",
        "planned_values": { "root_module": { "resources": resources } },
        "configuration": { "root_module": { "resources": [
            { "address": "aws_iam_role_policy.p0", "mode": "managed", "type": "aws_iam_role_policy", "name": "p0",
              "expressions": { "role": { "references": ["aws_iam_role.r0.name", "aws_iam_role.r0"] } } } ] } } })
}

/// A state file with all of these.
fn state(all: &[Value]) -> Value {
    let resources = numbered(all, |kind, name, values| {
        json!({ "module": "module.m", "mode": "managed", "type": kind, "name": name,
                "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
                "instances": [{ "index_key": "k", "attributes": values }] })
    });
    json!({ "version": 4, "terraform_version": "1.11.4", "resources": resources })
}

/// Holds that every text and key of a form that Terraform writes does nothing. What is in values
/// is in one document, with a role for each.
fn walk_values(form: fn(&[Value]) -> Value) {
    let folder = tempfile::tempdir().unwrap();
    let plain = form(&[json!([{ "name": "app" }, { "name": "p", "role": "app" }])]);
    let other = file(folder.path(), "other.json", &plain);
    let within = roles_and_policies();
    let values: Vec<_> = within.iter().map(|(_, both)| both.clone()).collect();
    let together = form(&values);
    let path = file(folder.path(), "together.json", &together);
    let mut all = replaced(&plain);
    all.push(("all values".to_owned(), together));
    walk_all(&all, &other, |inside, changed| {
        file(inside, "a.json", changed)
    });
    // None of them keeps the others from being looked at.
    let said = Rolewright::new(["explain"]).arg(&path).run().stdout;
    for (number, (what, both)) in within.iter().enumerate() {
        if both[0]["name"] == "app" {
            assert!(
                said.contains(&format!("Role `app{number}`")),
                "{what}: {said}"
            );
        }
    }
}

#[test]
fn every_field_of_a_plan_is_shown_and_does_nothing() {
    walk_values(plan);
}

#[test]
fn every_field_of_a_state_is_shown_and_does_nothing() {
    walk_values(state);
}
