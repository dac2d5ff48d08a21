//! Pairs that were once called the same, or narrower, and are not: each kind with its sisters.

use std::fs;

use rolewright::{
    catalogue,
    policy::{Side, Verdict, compare},
};
use serde_json::{Value, json};

use crate::support::{
    cli::Rolewright,
    policies::{allow, deny, policy, when},
};

fn verdict(old: &[Value], new: &[Value]) -> Verdict {
    let (old, new) = (policy(old), policy(new));
    compare(&Side::of([&old]), &Side::of([&new]), catalogue::universe()).verdict
}

#[track_caller]
fn no_proof(old: &[Value], new: &[Value]) {
    let said = verdict(old, new);
    assert!(!said.is_no_new_access(), "{said:?}\n{old:?}\n{new:?}");
}

const PHOTOS: &str = "arn:aws:s3:::photos/*";

fn base() -> Value {
    allow(&json!("s3:GetObject"), &json!(PHOTOS))
}

#[test]
fn what_the_reference_does_not_list_for_an_action_is_no_proof() {
    let resources = [
        (
            "logs:DescribeLogGroups",
            "arn:aws:logs:us-east-1:111111111111:log-group:*",
        ),
        ("apigateway:*", "arn:aws:apigateway:us-east-1::/apis"),
        (
            "ssmmessages:OpenDataChannel",
            "arn:aws:ssm:us-east-1:111111111111:session/x",
        ),
        (
            "s3:GetObject",
            "arn:aws:s3::111111111111:accesspoint/abc.mrap/object/*",
        ),
        (
            "elasticloadbalancing:AddTags",
            "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/a/b",
        ),
        (
            "elasticloadbalancing:DeleteLoadBalancer",
            "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/a/b",
        ),
        // Authorised on `*` only, by the reference.
        (
            "ec2:DescribeInstances",
            "arn:aws:ec2:us-east-1:111111111111:instance/*",
        ),
        ("sqs:ListQueues", "arn:aws:sqs:us-east-1:111111111111:*"),
    ];
    for (action, resource) in resources {
        let more = allow(&json!(action), &json!(resource));
        no_proof(&[base()], &[base(), more.clone()]);
        let denied = deny(&json!(action), &json!(resource));
        let everything = allow(&json!(action), &json!("*"));
        no_proof(&[everything.clone(), denied], &[everything]);
    }
}

#[test]
fn of_a_service_that_nobody_knows_nothing_is_proved() {
    for action in [
        "brandnew:*",
        "brandnew:Get*",
        "brandnew:GetThing",
        "brandnew*:*",
        "Brand?ew:Get*",
    ] {
        let more = allow(&json!(action), &json!("*"));
        no_proof(&[base()], &[base(), more]);
    }
    let denied = deny(&json!("brandnew:*"), &json!("*"));
    let all = allow(&json!("brandnew:*"), &json!("*"));
    no_proof(&[all.clone(), denied], std::slice::from_ref(&all));
    let same = verdict(std::slice::from_ref(&all), std::slice::from_ref(&all));
    assert_eq!(same, Verdict::Same);
}

fn on(operator: &str, key: &str, value: &str) -> Value {
    when(base(), &json!({ operator: { key: value } }))
}

#[test]
fn case_that_does_not_count_matches_more_behind_a_variable_too() {
    let key = "aws:PrincipalTag/team";
    for value in ["${aws:username}", "a-${aws:username}", "${aws:userid}"] {
        no_proof(
            &[on("StringEquals", key, value)],
            &[on("StringEqualsIgnoreCase", key, value)],
        );
        assert!(
            verdict(
                &[on("StringEqualsIgnoreCase", key, value)],
                &[on("StringEquals", key, value)],
            )
            .is_no_new_access()
        );
        // A Deny that no longer holds for the other case gives access.
        let deny_when = |operator: &str| {
            let denied = deny(&json!("s3:GetObject"), &json!(PHOTOS));
            when(denied, &json!({ operator: { key: value } }))
        };
        no_proof(
            &[base(), deny_when("StringEqualsIgnoreCase")],
            &[base(), deny_when("StringEquals")],
        );
    }
}

/// Two modules that differ in one line.
fn modules(old: &str, new: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, line) in [("a", old), ("b", new)] {
        let text = format!(
            r#"
variable "x" {{ type = string }}
data "aws_caller_identity" "me" {{}}
resource "aws_iam_role" "app" {{
  name               = "app"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ec2.amazonaws.com" }} }}]
  }})
}}
resource "aws_iam_role_policy" "app" {{
  role   = aws_iam_role.app.name
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", {line} }}] }})
}}
"#
        );
        let module = folder.path().join(name);
        fs::create_dir(&module).unwrap();
        fs::write(module.join("main.tf"), text).unwrap();
    }
    let answer = Rolewright::new([
        "diff",
        "a",
        "b",
        "--fail-on",
        "new-access",
        "--format",
        "json",
    ])
    .in_folder(folder.path())
    .run();
    let first = answer.stdout.lines().next().unwrap();
    let pair: Value = serde_json::from_str(first).unwrap();
    pair["verdict"].as_str().unwrap().to_owned()
}

fn get_when(condition: &str) -> String {
    format!(
        r#"Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*", Condition = {{ {condition} }}"#
    )
}

#[test]
fn a_reference_may_hold_wildcards_colons_and_either_case() {
    let tag = "\"aws:PrincipalTag/team\" = var.x";
    let equals = get_when(&format!("StringEquals = {{ {tag} }}"));
    let like = get_when(&format!("StringLike = {{ {tag} }}"));
    let unfold = get_when(&format!("StringEqualsIgnoreCase = {{ {tag} }}"));
    for wider in [&like, &unfold] {
        assert!(!["same", "narrower"].contains(&modules(&equals, wider).as_str()));
        assert_eq!(modules(wider, wider), "same");
    }
    // Names of resources keep their case, whatever stands before them.
    let bucket =
        |name: &str| format!(r#"Action = "s3:GetObject", Resource = "${{var.x}}:{name}/*""#);
    let case = modules(&bucket("Photos"), &bucket("photos"));
    assert!(!["same", "narrower"].contains(&case.as_str()), "{case}");
    // A wildcard of a segment ends at a colon, and a reference may hold one.
    let queue = |region: &str| {
        format!(r#"Action = "sqs:SendMessage", Resource = "arn:aws:sqs:{region}:1:q""#)
    };
    let colon = modules(&queue("*"), &queue("${var.x}"));
    assert!(!["same", "narrower"].contains(&colon.as_str()), "{colon}");
    // An account id has none.
    let account = |id: &str| {
        format!(r#"Action = "sqs:SendMessage", Resource = "arn:aws:sqs:us-east-1:{id}:q""#)
    };
    let known = modules(
        &account("*"),
        &account("${data.aws_caller_identity.me.account_id}"),
    );
    assert_eq!(known, "narrower");
}

#[test]
fn a_condition_key_with_a_reference_is_the_same_as_itself() {
    let keyed = |name: &str| {
        get_when(&format!(
            r#"StringEquals = {{ "${{{name}}}:sub" = "system:serviceaccount:a:b" }}"#
        ))
    };
    assert_eq!(modules(&keyed("var.x"), &keyed("var.x")), "same");
    let other = modules(
        &keyed("var.x"),
        &keyed("data.aws_caller_identity.me.account_id"),
    );
    assert!(!["same", "narrower"].contains(&other.as_str()), "{other}");
}

#[test]
fn many_denials_by_arn_do_not_double_the_work_each() {
    let denials = |last: &str| -> Vec<Value> {
        let arns = (0..40).map(|n| format!("arn:aws:sns:us-east-1:111111111111:t{n}-*"));
        let arns = arns.chain([format!("arn:aws:sns:us-east-1:111111111111:{last}")]);
        let denied = arns.map(|arn| {
            let denied = deny(&json!("s3:GetObject"), &json!(PHOTOS));
            when(denied, &json!({ "ArnLike": { "aws:SourceArn": arn } }))
        });
        std::iter::once(base()).chain(denied).collect()
    };
    no_proof(&denials("a*"), &denials("b*"));
    assert_eq!(verdict(&denials("a*"), &denials("a*")), Verdict::Same);
    // Doubling with each would never come back.
}

#[test]
fn every_kind_of_principal_has_a_witness() {
    let trust = |principal: &Value, condition: &Value| {
        json!({
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal,
            "Condition": condition,
        })
    };
    let principals = [
        json!({ "Federated": "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" }),
        json!({ "Federated": "arn:aws:iam::111111111111:saml-provider/idp" }),
        json!({ "Federated": "accounts.google.com" }),
        json!({ "AWS": "AROAEXAMPLEEXAMPLE123" }),
        json!({ "CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }),
        json!({ "AWS": "arn:aws:iam::111111111111:role/a" }),
        json!({ "Service": "ec2.amazonaws.com" }),
    ];
    for principal in principals {
        let narrow = trust(
            &principal,
            &json!({ "StringEquals": { "aws:PrincipalTag/a": "b" } }),
        );
        let wide = trust(
            &principal,
            &json!({ "StringLike": { "aws:PrincipalTag/a": "b*" } }),
        );
        assert_eq!(
            verdict(std::slice::from_ref(&narrow), std::slice::from_ref(&wide)),
            Verdict::Wider,
            "{principal}"
        );
        assert_eq!(
            verdict(&[wide], &[narrow]),
            Verdict::Narrower,
            "{principal}"
        );
    }
}

#[test]
fn what_is_there_under_a_condition_may_be_missing_on_one_side() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, beside: &str| {
        let text = format!(
            r#"
variable "on" {{ type = bool }}
variable "other" {{ type = bool }}
resource "aws_iam_role" "app" {{
  name               = "app"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ec2.amazonaws.com" }} }}]
  }})
}}
resource "aws_iam_role_policy" "all" {{
  role   = aws_iam_role.app.name
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "s3:*", Resource = "*" }}] }})
}}
{beside}
"#
        );
        let module = folder.path().join(name);
        fs::create_dir_all(&module).unwrap();
        fs::write(module.join("main.tf"), text).unwrap();
    };
    let denial = |count: &str| {
        format!(
            r#"
resource "aws_iam_role_policy" "deny" {{
  {count}
  role   = aws_iam_role.app.name
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Deny", Action = "s3:Delete*", Resource = "*" }}] }})
}}
"#
        )
    };
    let no_new_access = |old: &str, new: &str| {
        write("a", old);
        write("b", new);
        let diff = ["diff", "a", "b", "--fail-on", "new-access"];
        Rolewright::new(diff).in_folder(folder.path()).run().code == 0
    };
    let always = denial("");
    let on = denial("count = var.on ? 1 : 0");
    let off = denial("count = var.on ? 0 : 1");
    let other = denial("count = var.other ? 1 : 0");
    for part in [&on, &off, &other] {
        assert!(no_new_access(part, part));
        assert!(!no_new_access(&always, part));
    }
    for (old, new) in [(&on, &off), (&off, &on), (&on, &other), (&other, &off)] {
        assert!(!no_new_access(old, new));
    }
}
