//! What the policies of resources say of a role counts as the role's, within one account.

use std::fs;

use crate::support::cli::{Answer, Rolewright};

const MODULE: &str = "tests/data/modules/resource_policies";

fn word(answer: &Answer) -> String {
    let first = answer.stdout.lines().next();
    let first = first.unwrap_or_else(|| panic!("{}", answer.stderr));
    first.split_whitespace().next().unwrap().to_owned()
}

fn can(role: &str, action: &str, resource: &str, more: &[&str]) -> String {
    let asked = ["can", MODULE, action, resource, "--role", role];
    word(&Rolewright::new(asked).args(more).run())
}

#[test]
fn a_policy_of_a_resource_that_names_the_role_allows_it() {
    let secure = ["--context", "aws:SecureTransport=true"];
    let plain = ["--context", "aws:SecureTransport=false"];
    let photo = "arn:aws:s3:::photos/a";
    assert_eq!(can("app", "s3:GetObject", photo, &secure), "allowed");
    assert_eq!(can("app", "s3:GetObject", photo, &plain), "denied");
    assert_eq!(can("other", "s3:GetObject", photo, &secure), "denied");
    assert_eq!(can("other", "s3:PutObject", photo, &secure), "allowed");
    assert_eq!(can("app", "s3:PutObject", photo, &secure), "denied");
    for (action, resource) in [
        (
            "sqs:ReceiveMessage",
            "arn:aws:sqs:us-east-1:111111111111:results",
        ),
        (
            "sns:Publish",
            "arn:aws:sns:us-east-1:111111111111:more-news",
        ),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:us-east-1:111111111111:secret:token-AbCdEf",
        ),
        (
            "lambda:InvokeFunction",
            "arn:aws:lambda:us-east-1:111111111111:function:work",
        ),
        (
            "kms:Verify",
            "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
        (
            "kms:DescribeKey",
            "arn:aws:kms:us-east-1:111111111111:key/aaaaaaaa-12ab-34cd-56ef-1234567890ab",
        ),
    ] {
        assert_eq!(can("app", action, resource, &[]), "allowed", "{action}");
        assert_eq!(can("other", action, resource, &[]), "denied", "{action}");
        // `*` in such a policy is the resource that has it.
        let another = format!("{resource}0");
        assert_ne!(can("app", action, &another, &[]), "allowed", "{action}");
    }
    assert_ne!(
        can(
            "app",
            "lambda:InvokeFunction",
            "arn:aws:lambda:us-east-1:111111111111:function:hook",
            &[]
        ),
        "allowed"
    );
}

#[test]
fn a_constraint_of_a_grant_is_a_condition() {
    let key = "arn:aws:kms:us-east-1:111111111111:key/aaaaaaaa-12ab-34cd-56ef-1234567890ab";
    let team = |team: &str| {
        let context = format!("kms:EncryptionContext:team={team}");
        can(
            "app",
            "kms:Decrypt",
            key,
            &[
                "--context",
                &context,
                "--context",
                "kms:EncryptionContextKeys=team",
            ],
        )
    };
    assert_eq!(team("web"), "allowed");
    assert_eq!(team("ops"), "denied");
}

#[test]
fn the_resource_that_a_policy_belongs_to_stands_for_its_star() {
    let folder = Rolewright::new(["explain", MODULE]).run().stdout;
    for on in [
        "sqs:SendMessage on ${aws_sqs_queue.jobs.arn}",
        "sns:Publish on ${aws_sns_topic.news.arn}",
        "secretsmanager:GetSecretValue on ${aws_secretsmanager_secret.password.arn}",
        "ecr:BatchGetImage on ${aws_ecr_repository.images.arn}",
        "kms:Sign on ${aws_kms_key.open.arn}",
    ] {
        assert!(folder.contains(on), "{on}\n{folder}");
    }
}

const ROLE: &str = r#"
resource "aws_iam_role" "r" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
"#;

/// What comparing the bare role with one beside `more` says.
fn beside(more: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    for (at, text) in [(&old, ROLE.to_owned()), (&new, format!("{ROLE}{more}"))] {
        fs::create_dir(at).unwrap();
        fs::write(at.join("main.tf"), text).unwrap();
    }
    let answer = Rolewright::new(["diff"]).args([&old, &new]).run();
    answer.stdout.lines().next().unwrap_or_default().to_owned()
}

fn bucket(effect: &str, principal: &str) -> String {
    format!(
        "resource \"aws_s3_bucket_policy\" \"b\" {{\n  bucket = \"b\"\n  policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"{effect}\", Action = \"s3:GetObject\", Resource = \"arn:aws:s3:::b/*\", {principal} }}] }})\n}}\n"
    )
}

#[test]
fn whom_a_policy_of_a_resource_means_decides() {
    for (principal, said) in [
        ("Principal = \"*\"", "wider"),
        ("Principal = { AWS = \"*\" }", "wider"),
        ("Principal = { AWS = aws_iam_role.r.arn }", "wider"),
        (
            "Principal = { AWS = \"arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/app\" }",
            "wider",
        ),
        // Which account this is applied to is not known.
        (
            "Principal = { AWS = \"arn:aws:iam::111111111111:role/app\" }",
            "unknown",
        ),
        (
            "Principal = { AWS = \"arn:aws:sts::111111111111:assumed-role/app/i-1\" }",
            "unknown",
        ),
        (
            "NotPrincipal = { AWS = \"arn:aws:iam::111111111111:role/else\" }",
            "unknown",
        ),
        ("Principal = { AWS = \"${aws_iam_role.r.arn}\" }", "wider"),
        (
            "Principal = { AWS = replace(aws_iam_role.r.arn, \"x\", \"y\") }",
            "unknown",
        ),
        (
            "Principal = { AWS = \"arn:aws:iam::111111111111:role/else\" }",
            "same",
        ),
        (
            "Principal = { AWS = \"arn:aws:iam::111111111111:user/app\" }",
            "same",
        ),
        (
            "Principal = { AWS = \"arn:aws:iam::111111111111:root\" }",
            "same",
        ),
        ("Principal = { Service = \"app.amazonaws.com\" }", "same"),
    ] {
        let line = beside(&bucket("Allow", principal));
        let is_it = if said == "unknown" {
            !line.contains("same") && !line.contains("wider") && !line.contains("narrower")
        } else {
            line.contains(said)
        };
        assert!(is_it, "{principal}: {line}");
    }
}

#[test]
fn a_policy_that_cannot_be_read_is_not_understood_for_the_role_that_it_refers_to() {
    let unread = "resource \"aws_sqs_queue_policy\" \"q\" {\n  queue_url = aws_sqs_queue.q.url\n  policy = some_function(aws_iam_role.r.arn)\n}\n";
    let line = beside(unread);
    assert!(!line.contains("same"), "{line}");
    let another = unread.replace("aws_iam_role.r.arn", "var.policy");
    let line = beside(&format!("variable \"policy\" {{}}\n{another}"));
    assert!(!line.contains("wider"), "{line}");
}

#[test]
fn a_key_whose_policy_leaves_nothing_to_iam_leaves_the_roles_own_access_in_doubt() {
    let role = "resource \"aws_iam_role_policy\" \"p\" {\n  role = aws_iam_role.r.id\n  policy = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = \"kms:Decrypt\", Resource = \"*\" }] })\n}\n";
    let key = |principal: &str| {
        format!(
            "resource \"aws_kms_key\" \"k\" {{\n  policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"Allow\", Action = \"kms:*\", Resource = \"*\", Principal = {{ AWS = \"{principal}\" }} }}] }})\n}}\n"
        )
    };
    let can = |text: String| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("main.tf"), text).unwrap();
        let key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        let asked = Rolewright::new(["can"])
            .args([folder.path()])
            .args(["kms:Decrypt", key]);
        word(&asked.run())
    };
    assert_eq!(
        can(format!(
            "{ROLE}{role}{}",
            key("arn:aws:iam::111111111111:root")
        )),
        "allowed"
    );
    assert_eq!(
        can(format!(
            "{ROLE}{role}{}",
            key("arn:aws:iam::111111111111:user/admin")
        )),
        "depends"
    );
}
