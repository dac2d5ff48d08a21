//! Lists that are all that a role has attach what they name, and take off the rest.

use std::fs;

use crate::support::cli::{Answer, Rolewright};

const ROLE: &str = r#"
resource "aws_iam_role" "r" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.r.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }] })
}
"#;

fn can(more: &str, action: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tf"), format!("{ROLE}{more}")).unwrap();
    let Answer { stdout, stderr, .. } = Rolewright::new(["can"])
        .args([folder.path()])
        .args([action, "arn:aws:s3:::b/x"])
        .run();
    let word = stdout.lines().next().unwrap_or_else(|| panic!("{stderr}"));
    word.split_whitespace()
        .next()
        .unwrap()
        .trim_end_matches(':')
        .to_owned()
}

fn policies(names: &str) -> String {
    format!(
        "resource \"aws_iam_role_policies_exclusive\" \"x\" {{\n  role_name    = aws_iam_role.r.name\n  policy_names = {names}\n}}\n"
    )
}

fn attachments(arns: &str) -> String {
    format!(
        "resource \"aws_iam_role_policy_attachments_exclusive\" \"x\" {{\n  role_name   = \"app\"\n  policy_arns = {arns}\n}}\n"
    )
}

#[test]
fn an_inline_policy_stays_only_where_the_list_names_it() {
    for (names, answer) in [
        ("[\"read\"]", "allowed"),
        ("[aws_iam_role_policy.read.name]", "allowed"),
        ("[]", "denied"),
        ("[\"write\"]", "depends"),
        ("var.names", "depends"),
        ("concat([\"read\"], var.names)", "depends"),
    ] {
        let variable = "variable \"names\" {}\n";
        let said = can(&format!("{variable}{}", policies(names)), "s3:GetObject");
        assert_eq!(said, answer, "{names}");
    }
}

#[test]
fn a_managed_policy_is_attached_by_the_list_that_names_it() {
    let all = "\"arn:aws:iam::aws:policy/AmazonS3FullAccess\"";
    let attached = format!(
        "resource \"aws_iam_role_policy_attachment\" \"a\" {{\n  role = aws_iam_role.r.name\n  policy_arn = {all}\n}}\n"
    );
    assert_eq!(
        can(&attachments(&format!("[{all}]")), "s3:PutObject"),
        "allowed"
    );
    assert_eq!(can(&attached, "s3:PutObject"), "allowed");
    assert_eq!(
        can(&format!("{attached}{}", attachments("[]")), "s3:PutObject"),
        "denied"
    );
    assert_eq!(
        can(
            &format!(
                "{attached}{}",
                attachments("[aws_iam_role_policy_attachment.a.policy_arn]")
            ),
            "s3:PutObject"
        ),
        "allowed"
    );
    // Inline policies are none of its business.
    assert_eq!(can(&attachments("[]"), "s3:GetObject"), "allowed");
}

#[test]
fn a_list_that_may_not_be_there_leaves_in_doubt_what_it_takes_off() {
    let counted = policies("[]").replace("{\n", "{\n  count = var.strict ? 1 : 0\n");
    let said = can(
        &format!("variable \"strict\" {{}}\n{counted}"),
        "s3:GetObject",
    );
    assert_eq!(said, "depends");
}

#[test]
fn an_exclusive_attachment_elsewhere_leaves_in_doubt_what_is_attached_here() {
    let policy = "resource \"aws_iam_policy\" \"p\" {\n  name = \"p\"\n  policy = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = \"s3:PutObject\", Resource = \"arn:aws:s3:::b/*\" }] })\n}\nresource \"aws_iam_role_policy_attachment\" \"a\" {\n  role = aws_iam_role.r.name\n  policy_arn = aws_iam_policy.p.arn\n}\n";
    let exclusive = |roles: &str| {
        format!(
            "{policy}resource \"aws_iam_policy_attachment\" \"e\" {{\n  name = \"e\"\n  roles = {roles}\n  policy_arn = aws_iam_policy.p.arn\n}}\n"
        )
    };
    assert_eq!(can(&exclusive("[\"another\"]"), "s3:PutObject"), "depends");
    assert_eq!(
        can(
            &exclusive("[\"another\", aws_iam_role.r.name]"),
            "s3:PutObject"
        ),
        "allowed"
    );
}
