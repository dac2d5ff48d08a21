//! Asserts are proved, or they fail with the reason: none holds because its question is empty.

use std::fs;

use crate::support::cli::Rolewright;

/// What `validate` says of a spec with these asserts, and the numbers of the lines it points at.
fn faults(head: &str, asserts: &[&str]) -> (i32, Vec<usize>, String) {
    let folder = tempfile::tempdir().unwrap();
    let lines = head.lines().count();
    fs::write(
        folder.path().join("spec.yaml"),
        format!("{head}{}", asserts.concat()),
    )
    .unwrap();
    let answer = Rolewright::new(["validate", "spec.yaml"])
        .in_folder(folder.path())
        .run();
    let at = |n: &usize| {
        answer
            .stderr
            .contains(&format!("spec.yaml:{}:", lines + n + 1))
    };
    let found = (0..asserts.len()).filter(at).collect();
    (answer.code, found, answer.stderr)
}

#[test]
fn a_reference_may_be_what_an_assert_forbids() {
    let head = "version: 1\nrole: { name: app }\nterraform: { layout: beside }\nbuckets:\n  - ref: aws_s3_bucket.app\n    access: [read, write, delete]\nallow:\n  - { actions: [\"sqs:SendMessage\"], resources: [\"${aws_sqs_queue.q.arn}\"] }\n  - { actions: [\"sns:Publish\"], resources: [\"arn:aws:sns:${var.place}:alarms\"] }\nassert:\n  cannot:\n";
    let asserts = [
        "    - { action: \"s3:GetObject\", resource: \"arn:aws:s3:::payroll/*\" }\n",
        "    - { action: \"s3:DeleteObject\", resource: \"*\" }\n",
        "    - { action: \"s3:PutObject\", resource: \"${aws_s3_bucket.app.arn}/*\" }\n",
        "    - { action: \"sqs:SendMessage\", resource: \"arn:aws:sqs:*:*:orders\" }\n",
        "    - { action: \"sns:Publish\", resource: \"arn:aws:sns:us-east-1:111111111111:alarms\" }\n",
        "    - { action: \"sns:Publish\", resource: \"arn:aws:sns:*:*:alarms\" }\n",
    ];
    let (code, found, text) = faults(head, &asserts);
    assert_eq!((code, found.len()), (1, asserts.len()), "{found:?}\n{text}");
}

#[test]
fn a_question_that_no_request_can_be_is_no_proof() {
    let head = "version: 1\nrole: { name: app }\nallow:\n  - { actions: [\"ec2:CreateTags\"], resources: [\"*\"] }\nassert:\n  can:\n";
    let object = "action: \"s3:GetObject\", resource: \"arn:aws:s3:::photos/*\"";
    let with = |key: &str, value: &str| {
        format!("    - {{ {object}, context: {{ \"{key}\": {value} }} }}\n")
    };
    let asserts = [
        "    - { action: \"s3:ListAllMyBuckets\", resource: \"arn:aws:s3:::*\" }\n".to_owned(),
        "    - { action: \"s3:GetObject\", resource: \"photos/*\" }\n".to_owned(),
        "    - { action: \"s3:GetObject\", resource: \"*/x\" }\n".to_owned(),
        "    - { action: \"s3:GetObject\", resource: \"s3://photos/x\" }\n".to_owned(),
        "    - { action: \"s3:GetObject\", resource: \"arn:aws:s3:us-east-1:111111111111:photos/*\" }\n".to_owned(),
        "    - { action: \"s3:GetObjct\", resource: \"arn:aws:s3:::photos/x\" }\n".to_owned(),
        with("aws:SourceIp", "\"10.0.0.0/8\""),
        with("aws:SourceIp", "[\"10.0.0.1\", \"10.0.0.2\"]"),
        with("aws:SecureTransport", "\"maybe\""),
        with("s3:max-keys", "\"many\""),
        with("aws:CurrentTime", "\"tomorrow\""),
        with("aws:SourceArn", "\"photos\""),
    ];
    let asserts: Vec<&str> = asserts.iter().map(String::as_str).collect();
    let (code, found, text) = faults(head, &asserts);
    assert_eq!((code, found.len()), (1, asserts.len()), "{found:?}\n{text}");
    let (code, found, text) = faults(&head.replace("  can:", "  cannot:"), &asserts);
    assert_eq!((code, found.len()), (1, asserts.len()), "{found:?}\n{text}");
}

#[test]
fn a_key_with_several_values_is_asked_about_as_a_set() {
    let head = |conditions: &str, wish: &str| {
        format!(
            "version: 1\nrole: {{ name: app }}\nallow:\n  - {{ actions: [\"ec2:CreateTags\"], resources: [\"*\"]{conditions} }}\nassert:\n  {wish}:\n"
        )
    };
    let tags = |values: &str| {
        format!(
            "    - {{ action: \"ec2:CreateTags\", resource: \"arn:aws:ec2:us-east-1:111111111111:instance/*\", context: {{ \"aws:TagKeys\": {values} }} }}\n"
        )
    };
    let both = [tags("\"owner\""), tags("[\"owner\", \"team\"]")];
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    // Everything is allowed, so that nothing of it cannot be done, and all of it can.
    assert_eq!(faults(&head("", "cannot"), &both).1, [0, 1]);
    assert_eq!(faults(&head("", "can"), &both).0, 0);
    let only = ", conditions: { \"ForAllValues:StringEquals\": { \"aws:TagKeys\": [owner] }, \"Null\": { \"aws:TagKeys\": \"false\" } }";
    let (_, found, text) = faults(&head(only, "can"), &both);
    assert_eq!(found, [1], "{text}");
    let never = tags("[\"cost\"]");
    assert_eq!(faults(&head(only, "cannot"), &[&never]).0, 0);
}

#[test]
fn can_answers_no_question_that_no_request_can_be() {
    let role = "tests/data/can/role.json";
    let asked = [
        ["s3:GetObjct", "arn:aws:s3:::photos/x"],
        ["foo:Bar", "*"],
        ["s3:GetObject", "s3://photos/x"],
        ["s3:GetObject", "photos/x"],
        ["s3:GetObject", "arn:aws:sqs:us-east-1:111111111111:q"],
        ["s3:ListAllMyBuckets", "arn:aws:s3:::photos"],
    ];
    for [action, resource] in asked {
        let answer = Rolewright::new(["can", role, action, resource]).run();
        assert_eq!(answer.code, 2, "{action} {resource}: {}", answer.stdout);
        assert_eq!(answer.stdout, "");
    }
    let typo = Rolewright::new(["can", role, "s3:GetObjct", "arn:aws:s3:::photos/x"]).run();
    assert!(
        typo.stderr.contains("did you mean `s3:GetObject`"),
        "{}",
        typo.stderr
    );
    let values = [
        "can",
        role,
        "s3:GetObject",
        "arn:aws:s3:::photos/x",
        "--context",
        "aws:SourceIp=10.0.0.0/8",
    ];
    assert_eq!(Rolewright::new(values).run().code, 2);
}
