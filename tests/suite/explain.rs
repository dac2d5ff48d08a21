//! `explain` tells a description in words, and as JSON.

use serde_json::{Value, json};

use crate::support::{cli::Rolewright, snapshots};

fn told(arguments: &[&str]) -> String {
    Rolewright::new(["explain"])
        .args(arguments)
        .succeed()
        .stdout
}

#[test]
fn the_words_of_a_colleague() {
    snapshots("explain").bind(|| {
        for example in ["application-server", "cross-account", "managed-policy"] {
            let path = format!("examples/{example}/spec.yaml");
            insta::assert_snapshot!(example, told(&[&path]));
        }
        insta::assert_snapshot!("policy", told(&["tests/data/can/role.json"]));
    });
}

#[test]
fn the_json_has_the_keys_of_the_contract() {
    let text = told(&["examples/cross-account/spec.yaml", "--format", "json"]);
    assert_eq!(text.lines().count(), 1);
    let object: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (object["type"].as_str(), &object["schema"]),
        (Some("explain"), &json!(1))
    );
    let role = &object["roles"][0];
    let keys: Vec<&String> = role.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "address",
            "name",
            "name_prefix",
            "path",
            "permissions_boundary",
            "trust",
            "statements",
            "managed_policy_arns",
            "instance_profiles",
            "not_understood",
        ]
    );
    assert_eq!(role["address"], "aws_iam_role.this");
    let principal = json!([{ "type": "Service", "value": "ec2.amazonaws.com" }]);
    assert_eq!(role["trust"][0]["principals"], principal);
    assert_eq!(
        role["statements"][0]["source"],
        json!(format!("role_policy:{}", "abcd"))
    );
    assert_eq!(
        object["compute"][0]["imds"]["http_put_response_hop_limit"],
        1
    );
}
