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

/// What `validate` says, without the quoted lines, of a module of this text.
fn said(text: &str) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("web")).unwrap();
    fs::write(folder.path().join("web/main.tf"), text).unwrap();
    let answer = validated(folder.path(), &[]);
    (answer.code, answer.stderr)
}

const EC2: &str = r#"jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })"#;

#[test]
fn names_paths_and_durations_beyond_what_iam_takes_are_refused() {
    let role = |arguments: &str| {
        said(&format!(
            "resource \"aws_iam_role\" \"r\" {{\n  assume_role_policy = {EC2}\n  {arguments}\n}}\n"
        ))
    };
    let a = |count: usize| "a".repeat(count);
    for (arguments, reason) in [
        (format!("name = \"{}\"", a(65)), "at most 64"),
        (format!("name_prefix = \"{}\"", a(39)), "at most 38"),
        ("name = \"a b\"".to_owned(), "bad-character"),
        ("name = \"r\u{f6}le\"".to_owned(), "bad-character"),
        ("max_session_duration = 3599".to_owned(), "3600 to 43200"),
        ("max_session_duration = 43201".to_owned(), "3600 to 43200"),
        ("path = \"team/\"".to_owned(), "bad-path"),
        ("path = \"/team\"".to_owned(), "bad-path"),
        ("path = \"/te am/\"".to_owned(), "bad-path"),
        (format!("path = \"/{}/\"", a(511)), "at most 512"),
        (format!("description = \"{}\"", a(1001)), "at most 1000"),
        ("description = \"a \u{2014} b\"".to_owned(), "Latin-1"),
    ] {
        let (code, text) = role(&arguments);
        assert_eq!(code, 1, "{arguments}: {text}");
        assert!(text.contains(reason), "{arguments}: {text}");
    }
    for arguments in [
        format!(
            "name = \"{}\"\n  max_session_duration = 43200\n  path = \"/team/\"",
            a(64)
        ),
        format!(
            "name_prefix = \"{}\"\n  max_session_duration = 3600\n  path = \"/\"",
            a(38)
        ),
        "name = var.name\n  description = \"caf\u{e9}\"\n}\nvariable \"name\" {".to_owned(),
    ] {
        let (code, text) = role(&arguments);
        assert_eq!((code, text.as_str()), (0, ""), "{arguments}");
    }
    for (kind, longest) in [("aws_iam_instance_profile", 128), ("aws_iam_policy", 128)] {
        let (_, text) = said(&format!(
            "resource \"{kind}\" \"x\" {{\n  name = \"{}\"\n  policy = {EC2}\n}}\n",
            a(longest + 1)
        ));
        assert!(
            text.contains(&format!("at most {longest}")),
            "{kind}: {text}"
        );
    }
}

/// A machine with this profile, whose role is this, trusting this service.
fn machine(profile: &str, role: &str, service: &str) -> (i32, String) {
    let trust = EC2.replace("ec2.amazonaws.com", service);
    said(&format!(
        r#"
variable "service" {{}}
resource "aws_iam_role" "r" {{
  name               = "app"
  assume_role_policy = {trust}
}}
resource "aws_iam_instance_profile" "p" {{
  name = "app"
  role = {role}
}}
resource "aws_instance" "i" {{
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "t3.small"
  iam_instance_profile = {profile}
}}
"#
    ))
}

#[test]
fn an_arn_where_a_name_belongs_is_refused() {
    let (ec2, profile, role) = (
        "ec2.amazonaws.com",
        "aws_iam_instance_profile.p.name",
        "aws_iam_role.r.name",
    );
    assert_eq!(machine(profile, role, ec2), (0, String::new()));
    assert_eq!(
        machine("aws_iam_instance_profile.p.id", role, ec2),
        (0, String::new())
    );
    for (profile, role, better) in [
        (
            "aws_iam_instance_profile.p.arn",
            role,
            "use `aws_iam_instance_profile.p.name`",
        ),
        (profile, "aws_iam_role.r.arn", "use `aws_iam_role.r.name`"),
        (
            "\"arn:aws:iam::111122223333:instance-profile/app\"",
            role,
            "last `/`",
        ),
        (
            profile,
            "\"arn:aws:iam::111122223333:role/app\"",
            "last `/`",
        ),
    ] {
        let (code, text) = machine(profile, role, ec2);
        assert_eq!(code, 1, "{profile} {role}: {text}");
        assert!(text.contains("bad-name") && text.contains(better), "{text}");
    }
}

#[test]
fn a_machine_whose_role_does_not_trust_ec2_gets_no_credentials() {
    let machine = |service| {
        machine(
            "aws_iam_instance_profile.p.name",
            "aws_iam_role.r.name",
            service,
        )
    };
    let (code, text) = machine("lambda.amazonaws.com");
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("warning[profile-without-trust]"), "{text}");
    for service in ["ec2.amazonaws.com.cn", "${var.service}"] {
        assert_eq!(machine(service), (0, String::new()), "{service}");
    }
}
