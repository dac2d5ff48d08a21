//! What is generated can be applied, and AWS then holds what the spec says.

use regex::Regex;
use serde_json::{Value, json};

use crate::support::{
    self, each,
    examples::{self, ACCOUNT, Example},
    moto::{Moto, REGION},
    root,
    terraform::Terraform,
};

/// How many examples are applied at once: most of the time, an apply waits for AWS.
const WORKERS: usize = 3;

#[test]
#[ignore = "needs terraform and moto"]
fn every_example_is_applied_and_aws_then_holds_what_it_says() {
    let (Some(terraform), Some(_)) = (Terraform::find(), Moto::start(ACCOUNT)) else {
        return;
    };
    each(
        &examples::all(),
        WORKERS,
        |example| example.name.clone(),
        |example| is_applied(&terraform, example),
    );
}

/// Applies the main folder, then each target in an account of its own, and looks at what AWS holds.
fn is_applied(terraform: &Terraform, example: &Example) {
    let output = example.generate();
    let mut caller_role_arn = String::new();
    for folder in examples::folders(output.path()) {
        let account = examples::account(&folder);
        let moto = Moto::with_policies(&account, &example.existing_policies(&account)).unwrap();
        let region = examples::region(&folder);
        let mut module = terraform.module(&folder);
        module.against(&moto, &region);
        module.variable("caller_role_arn", &caller_role_arn);
        module.init();
        module.apply();
        let drift = module.drift();
        assert!(drift.is_empty(), "a second plan would change\n{drift}");
        if folder == output.path() {
            let arn = &module.outputs()["role_arn"]["value"];
            arn.as_str()
                .unwrap_or_default()
                .clone_into(&mut caller_role_arn);
        }

        let name = match folder.strip_prefix(output.path().join("targets")) {
            Ok(target) => format!("{}-{}", example.name, target.display()),
            Err(_) => example.name.clone(),
        };
        let held = moto.read_back(&region);
        if folder == output.path() {
            holds_what_the_spec_says(&held, example);
        }
        let held = scrubbed(held);
        support::snapshots("apply").bind(|| insta::assert_snapshot!(name, held));
    }
}

/// Compares what AWS holds with the spec itself, key by key, for what needs no interpretation.
fn holds_what_the_spec_says(held: &Value, example: &Example) {
    let spec: Value = serde_yaml::from_str(&support::read(example.spec())).unwrap();
    let roles = held["roles"].as_object().unwrap();
    assert_eq!(roles.len(), 1);
    let (name, role) = roles.iter().next().unwrap();
    let says = &spec["role"];
    let literal = |value: &Value| {
        value
            .as_str()
            .filter(|text| !text.contains("${"))
            .map(str::to_owned)
    };
    if let Some(said) = literal(&says["name"]) {
        assert_eq!(*name, said);
    }
    for key in ["path", "description", "permissions_boundary"] {
        if let Some(said) = literal(&says[key]) {
            assert_eq!(role[key], json!(said), "{key}");
        }
    }
    for tags in [&spec["tags"], &says["tags"]] {
        for (key, value) in tags.as_object().into_iter().flatten() {
            let wins = says["tags"][key].as_str().or(value.as_str()).unwrap();
            if !wins.contains("${") {
                assert_eq!(role["tags"][key], json!(wins), "tag {key}");
            }
        }
    }
    let profile = literal(&spec["instance_profile"]["name"]).unwrap_or_else(|| name.clone());
    assert_eq!(held["profiles"][&profile]["roles"], json!([name]));
    let trusted = role["trust"]["Statement"].to_string();
    assert!(trusted.contains("\"ec2.amazonaws.com\""), "{trusted}");
    if spec["instance"].is_null() {
        assert_eq!(held["instances"], json!([]));
        return;
    }
    let instance = &held["instances"][0];
    assert_eq!(instance["profile"], held["profiles"][&profile]["arn"]);
    let containers = spec["instance"]["workload"] == "containers";
    let mut imds = json!({
        "endpoint": "enabled", "tokens": "required", "hop_limit": if containers { 2 } else { 1 },
        "tags": "disabled", "ipv6": "disabled",
    });
    for (key, value) in spec["instance"]["imds"].as_object().into_iter().flatten() {
        imds[key] = value.clone();
    }
    assert_eq!(instance["imds"], imds);
}

/// What AWS holds, with the ids that moto makes up replaced.
fn scrubbed(mut held: Value) -> String {
    held.as_object_mut().unwrap().remove("network");
    let text = serde_json::to_string_pretty(&held).unwrap();
    let made_up = Regex::new(r"\b(subnet|sg|vpc)-[0-9a-f]{17}\b").unwrap();
    made_up.replace_all(&text, "[$1]").into_owned()
}

#[test]
#[ignore = "needs terraform and moto"]
fn what_was_applied_by_hand_reads_back() {
    let (Some(terraform), Some(moto)) = (Terraform::find(), Moto::start("111111111111")) else {
        return;
    };
    let mut module = terraform.module(&root().join("tests/data/terraform/instance"));
    module.against(&moto, REGION);
    module.init();
    module.apply();
    assert_eq!(module.drift(), "");

    let aws = moto.read_back(REGION);
    let role = &aws["roles"]["by-hand"];
    assert_eq!(role["arn"], "arn:aws:iam::111111111111:role/tests/by-hand");
    assert_eq!(role["max_session_duration"], 7200);
    assert_eq!(role["tags"], json!({ "Tier": "web" }));
    let attached = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy";
    assert_eq!(role["attached"], json!([attached]));
    let statement = &role["inline"]["by-hand"]["Statement"][0];
    assert_eq!(statement["Resource"], "arn:aws:s3:::photos/*");
    assert_eq!(aws["profiles"]["by-hand"]["roles"], json!(["by-hand"]));
    let instance = &aws["instances"][0];
    assert_eq!(instance["profile"], aws["profiles"]["by-hand"]["arn"]);
    assert_eq!(instance["monitoring"], "enabled");
    let imds = json!({
        "endpoint": "enabled", "tokens": "required", "hop_limit": 2,
        "ipv6": "disabled", "tags": "enabled",
    });
    assert_eq!(instance["imds"], imds);

    module.write(
        "more.tf",
        "resource \"aws_iam_group\" \"this\" {\n  name = \"more\"\n}\n",
    );
    assert!(module.drift().contains("aws_iam_group.this"));
}

#[test]
#[ignore = "needs terraform and moto"]
fn a_malformed_trust_policy_is_refused_as_aws_would() {
    let (Some(terraform), Some(moto)) = (Terraform::find(), Moto::start("111111111111")) else {
        return;
    };
    let mut module = terraform.module(&root().join("tests/data/terraform/instance"));
    module.against(&moto, REGION);
    module.variable("principal", "");
    module.init();
    let why = module.refused_apply();
    assert!(why.contains("MalformedPolicyDocument"), "{why}");
}
