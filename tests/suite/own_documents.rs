//! The documents that stand in a module count wherever it refers to them, and what could not be
//! linked is a doubt.

use std::{fs, path::Path};

use crate::support::cli::{Answer, Rolewright};

/// A role with more in it and beside it.
fn module(folder: &Path, name: &str, inside: &str, beside: &str) {
    let text = format!(
        r#"
resource "aws_iam_role" "app" {{
  name               = "app"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ec2.amazonaws.com" }} }}]
  }})
  {inside}
}}
{beside}
"#
    );
    fs::create_dir_all(folder.join(name)).unwrap();
    fs::write(folder.join(name).join("main.tf"), text).unwrap();
}

fn policy(label: &str, actions: &str) -> String {
    format!(
        r#"
resource "aws_iam_policy" "{label}" {{
  name   = "{label}"
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "{actions}", Resource = "*" }}] }})
}}
"#
    )
}

fn inline(actions: &str) -> String {
    format!(
        r#"
resource "aws_iam_role_policy" "app" {{
  role   = aws_iam_role.app.id
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "{actions}", Resource = "*" }}] }})
}}
"#
    )
}

fn run(folder: &Path, arguments: &[&str]) -> Answer {
    Rolewright::new(arguments).in_folder(folder).run()
}

fn verdict(folder: &Path) -> String {
    let answer = run(folder, &["diff", "a", "b", "--format", "json"]);
    let pair: serde_json::Value =
        serde_json::from_str(answer.stdout.lines().next().unwrap()).unwrap();
    pair["verdict"].as_str().unwrap().to_owned()
}

const MANAGED: &str = "managed_policy_arns = [aws_iam_policy.own.arn]";
const BOUND: &str = "permissions_boundary = aws_iam_policy.own.arn";

#[test]
fn policies_of_the_module_in_managed_policy_arns_are_opened() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    module(folder, "a", MANAGED, &policy("own", "s3:GetObject"));
    module(folder, "b", MANAGED, &policy("own", "*"));
    assert_eq!(verdict(folder), "wider");
    let can = run(folder, &["can", "b", "sqs:ListQueues", "*"]);
    assert!(can.stdout.starts_with("allowed"), "{}", can.stdout);
    let can = run(folder, &["can", "a", "sqs:ListQueues", "*"]);
    assert!(can.stdout.starts_with("denied"), "{}", can.stdout);
}

#[test]
fn a_boundary_of_the_module_bounds() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let with = |actions: &str| policy("own", actions) + &inline("*");
    module(folder, "a", BOUND, &with("s3:GetObject"));
    module(folder, "b", BOUND, &with("*"));
    assert_eq!(verdict(folder), "wider");
    let can = run(folder, &["can", "a", "ec2:DescribeInstances", "*"]);
    assert!(can.stdout.starts_with("denied"), "{}", can.stdout);
    let can = run(folder, &["can", "b", "ec2:DescribeInstances", "*"]);
    assert!(can.stdout.starts_with("allowed"), "{}", can.stdout);
}

#[test]
fn a_boundary_that_is_not_read_can_only_take_away() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let elsewhere = "permissions_boundary = \"arn:aws:iam::111111111111:policy/b\"";
    module(folder, "a", "", &inline("sqs:ListQueues"));
    module(folder, "b", elsewhere, &inline("sqs:ListQueues"));
    assert_eq!(verdict(folder), "narrower");
    // What it takes away may be just what is gained.
    module(folder, "b", elsewhere, &inline("sqs:*"));
    assert_eq!(verdict(folder), "unknown");
    // Taken off, it may have hidden anything.
    module(folder, "a", elsewhere, &inline("sqs:ListQueues"));
    module(folder, "b", "", &inline("sqs:ListQueues"));
    assert_eq!(verdict(folder), "unknown");
}

#[test]
fn a_policy_that_could_not_be_linked_is_a_doubt() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let lost = inline("s3:GetObject").replace("aws_iam_role.app.id", "var.target");
    module(
        folder,
        "a",
        "",
        &format!("variable \"target\" {{}}\n{lost}"),
    );
    let can = run(
        folder,
        &["can", "a", "s3:GetObject", "arn:aws:s3:::photos/x"],
    );
    assert_eq!(can.code, 1);
    assert!(can.stdout.starts_with("depends on"), "{}", can.stdout);
    let denies = lost.replace("\"Allow\"", "\"Deny\"");
    let both = format!(
        "variable \"target\" {{}}\n{denies}{}",
        inline("s3:*").replace("\"app\" {", "\"own\" {")
    );
    module(folder, "a", "", &both);
    let can = run(
        folder,
        &["can", "a", "s3:GetObject", "arn:aws:s3:::photos/x"],
    );
    assert!(can.stdout.starts_with("depends on"), "{}", can.stdout);
}

#[test]
fn a_risk_is_told_where_its_action_can_act() {
    let folder = tempfile::tempdir().unwrap();
    let explain = |resource: &str| {
        let statement = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"*","Resource":"{resource}"}}]}}"#
        );
        fs::write(folder.path().join("p.json"), statement).unwrap();
        run(folder.path(), &["explain", "p.json"]).stdout
    };
    assert!(!explain("arn:aws:s3:::photos/*").contains("attach any managed policy"));
    assert!(explain("arn:aws:iam::111111111111:role/*").contains("attach any managed policy"));
    assert!(explain("*").contains("attach any managed policy"));
}
