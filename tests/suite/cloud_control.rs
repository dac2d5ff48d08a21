//! Roles of the provider for Cloud Control are roles.

use std::fs;

use crate::support::{cli::Rolewright, copy_files, root};

const MODULE: &str = "tests/data/modules/cloud_control";

#[test]
fn a_role_of_cloud_control_holds_what_stands_in_it_and_what_is_attached() {
    for (action, resource, word) in [
        ("s3:GetObject", "arn:aws:s3:::photos/a", "allowed"),
        ("s3:PutObject", "arn:aws:s3:::photos/a", "allowed"),
        ("s3:DeleteObject", "arn:aws:s3:::photos/a", "denied"),
        (
            "sqs:SendMessage",
            "arn:aws:sqs:us-east-1:111111111111:jobs",
            "allowed",
        ),
        ("ssmmessages:CreateControlChannel", "*", "allowed"),
        ("cloudwatch:PutMetricData", "*", "allowed"),
    ] {
        let answer = Rolewright::new(["can", MODULE, action, resource]).run();
        assert!(
            answer.stdout.starts_with(word),
            "{action}: {}{}",
            answer.stdout,
            answer.stderr
        );
    }
    let said = Rolewright::new(["explain", MODULE]).run().stdout;
    assert!(
        said.contains("`aws_instance.app` runs as role `app`"),
        "{said}"
    );
    assert!(!said.to_lowercase().contains("not understood"), "{said}");
}

#[test]
fn another_type_of_cloud_control_that_refers_to_the_role_is_not_understood() {
    let folder = tempfile::tempdir().unwrap();
    copy_files(&root().join(MODULE), folder.path());
    let managed = "resource \"awscc_iam_managed_policy\" \"x\" {\n  roles = [awscc_iam_role.app.role_name]\n  policy_document = \"{}\"\n}\n";
    fs::write(folder.path().join("more.tf"), managed).unwrap();
    let answer = Rolewright::new(["can"])
        .args([folder.path()])
        .args(["s3:DeleteObject", "arn:aws:s3:::photos/a"])
        .run();
    assert!(answer.stdout.starts_with("depends"), "{}", answer.stdout);
    assert!(
        answer.stdout.contains("awscc_iam_managed_policy.x"),
        "{}",
        answer.stdout
    );
}
