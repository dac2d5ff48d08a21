//! Folders of OpenTofu are read as OpenTofu reads them, and what is declared twice is refused.

use std::fs;

use rolewright::{
    blueprint::{Folder, Presence},
    read::{self, Inputs},
    source::Sources,
    text::Reference,
};

use crate::support::cli::{Answer, Rolewright};

const TRUST: &str = r#"jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })"#;

fn role(name: &str, more: &str) -> String {
    format!(
        "resource \"aws_iam_role\" \"r\" {{\n  name = \"{name}\"\n  assume_role_policy = {TRUST}\n  {more}\n}}\n"
    )
}

fn attachment(name: &str, policy: &str, more: &str) -> String {
    format!(
        "resource \"aws_iam_role_policy_attachment\" \"{name}\" {{\n  role = aws_iam_role.r.name\n  policy_arn = \"arn:aws:iam::aws:policy/{policy}\"\n  {more}\n}}\n"
    )
}

fn run(command: &str, files: &[(&str, &str)], more: &[&str]) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    Rolewright::new([command])
        .args([folder.path()])
        .args(more)
        .run()
}

fn can(text: &str) -> String {
    let answer = run(
        "can",
        &[("main.tf", text)],
        &["s3:GetObject", "arn:aws:s3:::b/x"],
    );
    let first = answer.stdout.lines().next();
    let first = first.unwrap_or_else(|| panic!("{}", answer.stderr));
    first.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_resource_that_is_not_enabled_is_not_there() {
    let with = |lifecycle: &str| {
        let attached = attachment("a", "AmazonS3ReadOnlyAccess", lifecycle);
        can(&format!(
            "variable \"on\" {{}}\n{}{attached}",
            role("r", "")
        ))
    };
    assert_eq!(with(""), "allowed");
    assert_eq!(with("lifecycle {\n    enabled = true\n  }"), "allowed");
    assert_eq!(with("lifecycle {\n    enabled = false\n  }"), "denied");
    assert_eq!(
        with("lifecycle {\n    enabled = length([1]) == 2\n  }"),
        "denied"
    );
    assert_eq!(
        with("lifecycle {\n    prevent_destroy = true\n  }"),
        "allowed"
    );
}

#[test]
fn a_resource_in_json_or_a_module_that_is_not_enabled_is_not_there() {
    let json = r#"{ "resource": { "aws_iam_role_policy_attachment": { "a": {
        "role": "${aws_iam_role.r.name}", "policy_arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
        "lifecycle": LIFECYCLE } } } }"#;
    let role = role("r", "");
    for (lifecycle, word) in [
        (r#"{ "enabled": false }"#, "denied"),
        (r#"[{ "enabled": false }]"#, "denied"),
        (r#"{ "enabled": true }"#, "allowed"),
    ] {
        let json = json.replace("LIFECYCLE", lifecycle);
        let files = [("main.tf", role.as_str()), ("more.tf.json", json.as_str())];
        let answer = run("can", &files, &["s3:GetObject", "arn:aws:s3:::b/x"]);
        assert!(
            answer.stdout.starts_with(word),
            "{lifecycle}: {}",
            answer.stdout
        );
    }
}

fn read(text: &str) -> Folder {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tf"), text).unwrap();
    let read = read::module(folder.path(), &Inputs::default(), &mut Sources::default());
    read.unwrap().folders.remove(0)
}

#[test]
fn a_role_that_is_not_enabled_is_said_to_be_absent() {
    let folder = read(&role("r", "lifecycle {\n    enabled = 1 == 2\n  }"));
    assert!(folder.roles.is_empty());
    assert_eq!(folder.absent[0].condition, "1 == 2");
}

#[test]
fn whether_a_resource_is_enabled_may_be_assumed() {
    let attached = attachment(
        "a",
        "ReadOnlyAccess",
        "lifecycle {\n    enabled = var.on\n  }",
    );
    let folder = read(&format!(
        "variable \"on\" {{}}\n{}{attached}",
        role("r", "")
    ));
    let presence = &folder.roles[0].managed_policies[0].presence;
    assert_eq!(*presence, Presence::Assumed(vec![Reference::new("var.on")]));
}

#[test]
fn a_file_of_opentofu_stands_for_the_one_of_terraform() {
    let (old, new) = (role("old", ""), role("new", ""));
    let name = |files: &[(&str, &str)]| run("explain", files, &[]).stdout;
    assert!(name(&[("main.tofu", &new)]).contains("`new`"));
    let both = name(&[("main.tf", &old), ("main.tofu", &new)]);
    assert!(both.contains("`new`") && !both.contains("`old`"), "{both}");
    let json = format!(
        r#"{{ "resource": {{ "aws_iam_role": {{ "r": {{ "name": "json", "assume_role_policy": "${{{}}}" }} }} }} }}"#,
        TRUST.replace('"', "\\\"")
    );
    let both = name(&[
        ("main.tf.json", r#"{ "resource": {} }"#),
        ("main.tofu.json", &json),
    ]);
    assert!(both.contains("`json`"), "{both}");
    // One of another name stands beside it, and an override is put over both.
    let over = "resource \"aws_iam_role\" \"r\" {\n  name = \"over\"\n}\n";
    let both = name(&[("main.tf", &old), ("main_override.tofu", over)]);
    assert!(both.contains("`over`"), "{both}");
}

#[test]
fn what_is_declared_twice_is_an_error_with_both_places() {
    let twice = [
        attachment("a", "AdministratorAccess", "") + &attachment("a", "ReadOnlyAccess", ""),
        "data \"aws_region\" \"here\" {}\ndata \"aws_region\" \"here\" {}\n".to_owned(),
        "variable \"a\" {}\nvariable \"a\" {}\n".to_owned(),
        "output \"a\" {\n  value = 1\n}\noutput \"a\" {\n  value = 1\n}\n".to_owned(),
        "locals {\n  a = 1\n}\nlocals {\n  a = 1\n}\n".to_owned(),
        "module \"a\" {\n  source = \"./x\"\n}\nmodule \"a\" {\n  source = \"./x\"\n}\n".to_owned(),
    ];
    for text in twice {
        let whole = format!("{}{text}", role("r", ""));
        let answer = run("validate", &[("main.tf", &whole)], &[]);
        assert_eq!(answer.code, 1, "{text}{}", answer.stdout);
        let said = format!("{}{}", answer.stdout, answer.stderr);
        assert!(
            said.contains("declared twice") && said.contains("declared here first"),
            "{said}"
        );
    }
    // In two files as well, but not where one is put over the other.
    let (one, other) = (role("r", ""), role("other", ""));
    let answer = run("validate", &[("a.tf", &one), ("b.tf", &other)], &[]);
    assert_eq!(answer.code, 1);
    let said = format!("{}{}", answer.stdout, answer.stderr);
    assert!(said.contains("a.tf") && said.contains("b.tf"), "{said}");
    let answer = run(
        "validate",
        &[("a.tf", &one), ("a_override.tf", &other)],
        &[],
    );
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
}
