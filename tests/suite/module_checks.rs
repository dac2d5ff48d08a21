//! `validate` checks modules, plans and policies as it checks specs.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::cli::{Answer, Rolewright};

const MODULE: &str = r#"
variable "statement" {}
resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }
  })
}
data "aws_iam_policy_document" "web" {
  statement {
    actions   = ["s3:ListObjectsV2"]
    resources = ["arn:aws:s3:::photos"]
  }
  statement {
    actions = ["s3:ListAllMyBuckets"]
    resources = [
      "arn:aws:s3:::photos",
    ]
  }
}
resource "aws_iam_role_policy" "web" {
  role   = aws_iam_role.web.id
  policy = data.aws_iam_policy_document.web.json
}
resource "aws_iam_role_policy" "more" {
  role   = aws_iam_role.web.id
  policy = var.statement
}
"#;

fn validated(folder: &Path, more: &[&str]) -> Answer {
    Rolewright::new(["validate", "web"])
        .args(more)
        .in_folder(folder)
        .run()
}

fn module() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("web")).unwrap();
    fs::write(folder.path().join("web/main.tf"), MODULE).unwrap();
    folder
}

#[test]
fn a_module_is_checked_with_places_in_its_files() {
    let folder = module();
    let answer = validated(folder.path(), &["--format", "json"]);
    assert_eq!(answer.code, 1);
    let found: Vec<(String, String, u64)> = answer
        .stdout
        .lines()
        .filter(|line| line.contains("\"diagnostic\""))
        .map(|line| {
            let one: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            (text("code"), text("file"), one["line"].as_u64().unwrap())
        })
        .collect();
    let at = |code: &str, line: u64| (code.to_owned(), "web/main.tf".to_owned(), line);
    assert_eq!(
        found,
        [
            at("not-understood", 2),
            at("unknown-action", 12),
            at("dead-action", 16)
        ],
        "{}",
        answer.stderr
    );
    let summary: Value = serde_json::from_str(answer.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(summary["type"], "summary");
}

#[test]
fn what_a_variable_says_is_checked() {
    let folder = module();
    let statement = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:CopyObject","Resource":"*"}}"#;
    let answer = validated(folder.path(), &["--var", &format!("statement={statement}")]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("s3:CopyObject"), "{}", answer.stderr);
    assert!(
        !answer.stderr.contains("not-understood"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_sound_module_is_valid_and_a_policy_is_checked_too() {
    let folder = module();
    let sound = MODULE
        .replace("s3:ListObjectsV2", "s3:ListBucket")
        .replace("s3:ListAllMyBuckets", "s3:GetBucketLocation")
        .replace(
            "policy = var.statement",
            "policy = data.aws_iam_policy_document.web.json",
        );
    fs::write(folder.path().join("web/main.tf"), sound).unwrap();
    let answer = validated(folder.path(), &["--deny-warnings"]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    assert_eq!(answer.stdout, "web is valid\n");
    fs::write(
        folder.path().join("policy.json"),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:HeadBucket","Resource":"*"}]}"#,
    )
    .unwrap();
    let answer = validated(folder.path(), &["policy.json"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("policy.json:1"), "{}", answer.stderr);
}
