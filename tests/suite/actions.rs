//! `rolewright actions` tells what a person would look up in AWS's documentation.

use serde_json::Value;

use crate::support::{self, cli::Rolewright};

#[test]
fn an_action_shows_its_level_types_arns_and_keys() {
    support::snapshots("actions").bind(|| {
        for pattern in [
            "s3:getobject",
            "dynamodb:Query",
            "ec2:AttachVolume",
            "ssm:StartSession",
        ] {
            let answer = Rolewright::new(["actions", pattern]).succeed();
            assert_eq!(answer.stderr, "");
            insta::assert_snapshot!(pattern.replace(':', "-"), answer.stdout);
        }
    });
}

#[test]
fn a_pattern_a_service_and_a_bare_name_show_a_line_each() {
    let lines = |pattern: &str| {
        let answer = Rolewright::new(["actions", pattern]).succeed();
        answer.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let tagging = lines("s3:get*tagging");
    assert!(
        tagging
            .iter()
            .all(|line| line.contains("Tagging") && line.contains("Read"))
    );
    assert!(
        tagging
            .iter()
            .any(|line| line.starts_with("s3:GetObjectTagging "))
    );
    assert!(
        lines("sqs")
            .iter()
            .any(|line| line.starts_with("sqs:SendMessage "))
    );
    assert_eq!(lines("passrole")[0], "iam:PassRole");
    assert!(lines("*").len() > 22_000);
}

#[test]
fn json_has_an_object_for_each_action() {
    let answer = Rolewright::new(["actions", "s3:Get*Tagging", "--format", "json"]).succeed();
    let objects: Vec<Value> = answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    for object in &objects {
        let expected = [
            "type",
            "schema",
            "action",
            "levels",
            "resource_types",
            "condition_keys",
            "dependents",
        ];
        assert_eq!(keys(object), expected);
        assert_eq!(
            (&object["type"], &object["schema"]),
            (&"action".into(), &1.into())
        );
        for kind in object["resource_types"].as_array().unwrap() {
            assert_eq!(keys(kind), ["name", "required", "arns"]);
        }
    }
    let tagging = objects
        .iter()
        .find(|o| o["action"] == "s3:GetObjectTagging")
        .unwrap();
    assert_eq!(tagging["levels"], serde_json::json!(["Read"]));
}

#[test]
fn a_name_that_is_no_action_ends_with_1_and_the_actions_to_use_instead() {
    for (wrong, right) in [
        ("s3:HeadBucket", "s3:ListBucket"),
        ("sqs:SendMessageBatch", "sqs:SendMessage"),
        ("stepfunctions:StartExecution", "states:StartExecution"),
        ("s3:GetObjct", "s3:GetObject"),
        ("s3:Gte*", "s3:Get*"),
        ("elbv2", "elasticloadbalancing:*"),
    ] {
        let answer = Rolewright::new(["actions", wrong]).run();
        assert_eq!(answer.code, 1, "{wrong}");
        assert!(
            answer.stdout.starts_with(right),
            "{wrong}: {}",
            answer.stdout
        );
        assert!(answer.stderr.contains(wrong), "{}", answer.stderr);
        let answer = Rolewright::new(["actions", wrong, "--format", "json"]).run();
        let object: Value = serde_json::from_str(&answer.stdout).unwrap();
        assert_eq!((answer.code, &object["actions"][0]), (1, &right.into()));
    }
    let answer = Rolewright::new(["actions", "xyzzy:Frobnicate"]).run();
    assert_eq!((answer.code, answer.stdout.as_str()), (1, ""));
}

#[test]
fn the_version_shows_the_date_of_the_data() {
    let answer = Rolewright::new(["--version"]).succeed();
    let date = rolewright::catalogue::data_date();
    assert!(answer.stdout.contains(date), "{}", answer.stdout);
}
