//! Documents that Terraform or AWS refuse are errors, and allow nothing.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::{Answer, Rolewright};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}"#;
const ALLOW: &str = r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*""#;

fn statement(text: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{text}}}]}}"#)
}

/// Statements that AWS refuses in a policy of a role, each with a word of the reason.
const STATEMENTS: &[(&str, &str)] = &[
    (
        r#""Effect":"Allow","Action":"s3:GetObject""#,
        "statement-without-resource",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":[]"#,
        "statement-without-resource",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","NotResource":[]"#,
        "statement-without-resource",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":null"#,
        "statement-without-resource",
    ),
    (
        r#""Effect":"Allow","Action":[],"Resource":"*""#,
        "statement-without-action",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Principal":"*""#,
        "misplaced-principal",
    ),
    (
        r#""Effect":"Deny","Action":"s3:GetObject","Resource":"*","NotPrincipal":{"AWS":"111122223333"}"#,
        "misplaced-principal",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","NotAction":"s3:PutObject","Resource":"*""#,
        "`NotAction`, not both",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","NotResource":"arn:aws:s3:::b/x""#,
        "`NotResource`, not both",
    ),
    (
        r#""effect":"Allow","Action":"s3:GetObject","Resource":"*""#,
        "write `Effect`",
    ),
    (
        r#""Effect":"Allow","action":"s3:GetObject","Resource":"*""#,
        "write `Action`",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","RESOURCE":"*""#,
        "write `Resource`",
    ),
    (
        r#""Effect":"allow","Action":"s3:GetObject","Resource":"*""#,
        "not \"allow\"",
    ),
    (
        r#""Action":"s3:GetObject","Resource":"*""#,
        "needs an `Effect`",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":5"#,
        "expected a string",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":{"a":"b"}"#,
        "expected a string",
    ),
    (
        r#""Effect":"Allow","Action":true,"Resource":"*""#,
        "expected a string",
    ),
    (
        r#""Sid":7,"Effect":"Allow","Action":"s3:GetObject","Resource":"*""#,
        "expected a string",
    ),
    (
        r#""Sid":"a b","Effect":"Allow","Action":"s3:GetObject","Resource":"*""#,
        "invalid-sid",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Purpose":"x""#,
        "has no `Purpose`",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Action":"s3:PutObject","Resource":"*""#,
        "`Action` stands twice",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"1"},"StringEquals":{"aws:PrincipalTag/b":"2"}}"#,
        "`StringEquals` stands twice",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":"x""#,
        "conditions are an object",
    ),
    (
        r#""Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"A","Effect":"Allow","Action":"s3:PutObject","Resource":"*""#,
        "duplicate-sid",
    ),
];

/// Whole documents, likewise.
const DOCUMENTS: &[(&str, &str)] = &[
    (r#"{"Version":"2012-10-17"}"#, "needs a `Statement`"),
    (
        r#"{"Version":"2012-10-17","Statement":null}"#,
        "needs a statement",
    ),
    (
        r#"{"Version":"2012-10-17","Statement":[]}"#,
        "needs a statement",
    ),
    (
        r#"{"Version":"2012-10-17","statement":[]}"#,
        "write `Statement`",
    ),
    (
        r#"{"Version":"2022-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
        "not a version",
    ),
    (
        r#"{"Version":"2012-10-17","Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
        "`Version` stands twice",
    ),
    (
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]} x"#,
        "json-syntax",
    ),
    (r#"{"Version":"2012-10-17","Statement":"#, "json-syntax"),
];

/// Trust policies, likewise.
const TRUSTS: &[(&str, &str)] = &[
    (
        r#""Effect":"Allow","Action":"sts:AssumeRole""#,
        "misplaced-principal",
    ),
    (
        r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":[]}"#,
        "misplaced-principal",
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Principal":{"AWS":"111122223333"}"#,
        "trust-action",
    ),
    (
        r#""Effect":"Allow","Action":["sts:AssumeRole","sts:GetSessionToken"],"Principal":{"AWS":"111122223333"}"#,
        "trust-action",
    ),
    (
        r#""Effect":"Allow","Action":"sts:AssumeRole","NotPrincipal":{"AWS":"111122223333"}"#,
        "`NotPrincipal` with `Allow`",
    ),
    (
        r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{"aws":"111122223333"}"#,
        "write `AWS`",
    ),
    (
        r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":["*"]"#,
        "a principal is",
    ),
    (
        r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":111122223333}"#,
        "expected a string",
    ),
    (
        r#""Effect":"Allow","Action":"sts:AssumeRole","Resource":"*","Principal":{"AWS":"111122223333"}"#,
        "trust-with-resource",
    ),
];

/// A module whose role has this trust policy and, if it is not empty, this policy.
fn module(trust: &str, policy: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = format!(
        "resource \"aws_iam_role\" \"app\" {{\n  name = \"app\"\n  assume_role_policy = {}\n}}\n",
        quoted(trust)
    );
    if !policy.is_empty() {
        let more = format!(
            "resource \"aws_iam_role_policy\" \"app\" {{\n  role = aws_iam_role.app.id\n  policy = {}\n}}\n",
            quoted(policy)
        );
        text.push_str(&more);
    }
    fs::create_dir(folder.path().join("app")).unwrap();
    fs::write(folder.path().join("app/main.tf"), text).unwrap();
    folder
}

fn run(folder: &TempDir, args: &[&str]) -> Answer {
    Rolewright::new(args.iter().copied())
        .in_folder(folder.path())
        .run()
}

/// `validate` says why; `can` does not allow, and `diff` does not say that nothing changed.
fn hold(trust: &str, policy: &str, reason: &str) {
    let folder = module(trust, policy);
    let said = run(&folder, &["validate", "app"]);
    assert_eq!(said.code, 1, "{trust} {policy}: {}", said.stderr);
    assert!(
        said.stderr.contains(reason),
        "{trust} {policy}: no `{reason}` in {}",
        said.stderr
    );
    assert!(
        !said.stderr.contains("note["),
        "said twice: {}",
        said.stderr
    );
    let can = run(&folder, &["can", "app", "s3:GetObject", "arn:aws:s3:::b/k"]);
    assert!(
        !can.stdout.starts_with("allowed"),
        "{policy}: {}",
        can.stdout
    );
    let diff = run(&folder, &["diff", "app", "app"]);
    assert!(
        !diff.stdout.contains("same access"),
        "{trust} {policy}: {}",
        diff.stdout
    );
}

#[test]
fn a_module_with_a_policy_that_aws_refuses_is_not_valid_and_allows_nothing() {
    for (text, reason) in STATEMENTS {
        hold(TRUST, &statement(text), reason);
    }
    for (text, reason) in DOCUMENTS {
        hold(TRUST, text, reason);
    }
    hold(TRUST, "[]", "a policy is a JSON object");
    hold(TRUST, "\"x\"", "a policy is a JSON object");
}

#[test]
fn a_module_with_a_trust_policy_that_aws_refuses_is_not_valid() {
    for (text, reason) in TRUSTS {
        hold(&statement(text), "", reason);
    }
    hold(
        r#"{"Version":"2012-10-17","Statement":[]}"#,
        "",
        "needs a statement",
    );
}

#[test]
fn a_policy_file_that_aws_refuses_is_not_valid_and_allows_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.json"), statement(ALLOW)).unwrap();
    let documents = STATEMENTS
        .iter()
        .map(|(text, reason)| (statement(text), *reason))
        .chain(
            DOCUMENTS
                .iter()
                .map(|(text, reason)| ((*text).to_owned(), *reason)),
        );
    for (text, reason) in documents {
        fs::write(folder.path().join("bad.json"), &text).unwrap();
        let said = run(&folder, &["validate", "bad.json"]);
        assert_eq!(said.code, 1, "{text}: {}", said.stderr);
        assert!(
            said.stderr.contains(reason),
            "{text}: no `{reason}` in {}",
            said.stderr
        );
        let can = run(
            &folder,
            &["can", "bad.json", "s3:GetObject", "arn:aws:s3:::b/k"],
        );
        assert!(!can.stdout.starts_with("allowed"), "{text}: {}", can.stdout);
        assert_eq!(can.code, 1, "{text}: {}", can.stderr);
        let diff = run(&folder, &["diff", "bad.json", "good.json"]);
        assert!(
            !diff.stdout.contains("same access"),
            "{text}: {}",
            diff.stdout
        );
        assert_eq!(diff.code, 1, "{text}: {}", diff.stderr);
    }
}

#[test]
fn what_only_terraform_knows_is_not_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("app")).unwrap();
    let text = r#"
variable "more" {}
variable "resource" {}
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sts:Assume*", Principal = { Service = "ec2.amazonaws.com" } }
  ] })
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    merge({ Effect = "Allow", Action = "s3:GetObject" }, var.more),
    { Effect = "Allow", Action = "s3:GetObject", Resource = var.resource },
  ] })
}
"#;
    fs::write(folder.path().join("app/main.tf"), text).unwrap();
    let said = run(&folder, &["validate", "app"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
}

/// A module whose policy is a document of these arguments.
fn of_document(arguments: &str) -> TempDir {
    let folder = module(TRUST, "");
    let text = format!(
        "data \"aws_iam_policy_document\" \"app\" {{\n{arguments}\n}}\n\
         resource \"aws_iam_role_policy\" \"app\" {{\n  role = aws_iam_role.app.id\n  policy = data.aws_iam_policy_document.app.json\n}}\n"
    );
    fs::write(folder.path().join("app/policy.tf"), text).unwrap();
    folder
}

const OWN: &str = "  statement {\n    sid = \"A\"\n    actions = [\"s3:PutObject\"]\n    resources = [\"*\"]\n  }";

/// A list of documents as an argument.
fn documents(argument: &str, texts: &[&str]) -> String {
    let list: Vec<String> = texts
        .iter()
        .map(|text| serde_json::Value::from(*text).to_string())
        .collect();
    format!("  {argument} = [{}]", list.join(", "))
}

#[test]
fn sids_of_a_policy_document_are_unique_where_terraform_wants_them_so() {
    let one = statement(&format!(r#""Sid":"A",{ALLOW}"#));
    let source = documents("source_policy_documents", &[&one]);
    let sources = documents("source_policy_documents", &[&one, &one]);
    let overriding = documents("override_policy_documents", &[&one, &one]);
    for refused in [format!("{OWN}\n{OWN}"), sources] {
        let said = run(&of_document(&refused), &["validate", "app"]);
        assert_eq!(said.code, 1, "{refused}");
        assert!(said.stderr.contains("duplicate-sid"), "{}", said.stderr);
    }
    for (arguments, result) in [
        (format!("{source}\n{OWN}"), "denied"),
        (overriding.clone(), "allowed"),
        (format!("{OWN}\n{overriding}"), "allowed"),
    ] {
        let folder = of_document(&arguments);
        let said = run(&folder, &["validate", "app"]);
        assert_eq!(said.code, 0, "{arguments}: {}", said.stderr);
        let can = run(&folder, &["can", "app", "s3:GetObject", "arn:aws:s3:::b/k"]);
        assert!(
            can.stdout.starts_with(result),
            "{arguments}: {}",
            can.stdout
        );
    }
}

/// What the provider 5.100 makes of a source document: the statement's text, and what then holds of
/// `s3:GetObject` without any context; nothing where it refuses the document.
const SOURCES: &[(&str, Option<&str>)] = &[
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":10}}"#,
        Some("allowed"),
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":{"x":"y"}}}"#,
        Some("allowed"),
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":null}}"#,
        Some("allowed"),
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true}}"#,
        Some("depends"),
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"x","aws:PrincipalTag/b":3}}"#,
        Some("depends"),
    ),
    (
        r#""EFFECT":"Allow","action":"s3:GetObject","Resource":"*","Purpose":"x""#,
        Some("allowed"),
    ),
    (
        r#""Effect":"Allow","Action":"s3:ListBucket","Action":"s3:GetObject","Resource":"*""#,
        Some("allowed"),
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":[10]}}"#,
        None,
    ),
    (
        r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":"x"}"#,
        None,
    ),
    (
        r#""Sid":5,"Effect":"Allow","Action":"s3:GetObject","Resource":"*""#,
        None,
    ),
    (
        r#""Effect":"allow","Action":"s3:GetObject","Resource":"*""#,
        None,
    ),
];

#[test]
fn a_source_document_is_taken_over_as_the_provider_does() {
    for argument in ["source_policy_documents", "override_policy_documents"] {
        for (text, result) in SOURCES {
            let folder = of_document(&documents(argument, &[&statement(text)]));
            let said = run(&folder, &["validate", "app"]);
            let can = run(&folder, &["can", "app", "s3:GetObject", "arn:aws:s3:::b/k"]);
            assert_eq!(
                said.code,
                i32::from(result.is_none()),
                "{text}: {}",
                said.stderr
            );
            match result {
                Some(result) => assert!(can.stdout.starts_with(result), "{text}: {}", can.stdout),
                None => assert!(!can.stdout.starts_with("allowed"), "{text}: {}", can.stdout),
            }
        }
        let single = format!(r#"{{"Version":"2012-10-17","Statement":{{{ALLOW}}}}}"#);
        let folder = of_document(&documents(argument, &[&single]));
        let said = run(&folder, &["validate", "app"]);
        assert_eq!(
            said.code, 1,
            "Terraform takes no single statement: {}",
            said.stderr
        );
    }
}
