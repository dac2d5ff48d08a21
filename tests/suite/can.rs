//! `can` says whether a role may do something, and which statement decides.

use serde_json::Value;

use crate::support::cli::{Answer, Rolewright};

const ROLE: &str = "tests/data/can/role.json";

fn can(arguments: &[&str]) -> Answer {
    Rolewright::new(["can"]).args(arguments).run()
}

fn objects(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn allowed_denied_and_depends_are_told_with_their_statements() {
    let photo = "arn:aws:s3:::photos/cat.jpg";
    let secure = ["--context", "aws:SecureTransport=true"];
    let ask = |action: &str, context: &[&str]| {
        let mut arguments = vec![ROLE, action, photo, "--format", "json"];
        arguments.extend(context);
        let answer = can(&arguments);
        (answer.code, objects(&answer.stdout).remove(0))
    };
    let (code, allowed) = ask("s3:GetObject", &secure);
    assert_eq!((code, allowed["result"].as_str()), (0, Some("allowed")));
    assert_eq!(allowed["statements"][0]["sid"], "Photos");
    assert_eq!(allowed["statements"][0]["origin"]["line"], 4);
    let (code, denied) = ask("s3:GetObject", &["--context", "aws:SecureTransport=false"]);
    assert_eq!((code, denied["result"].as_str()), (1, Some("denied")));
    assert_eq!(denied["statements"][0]["sid"], "OverTls");
    let (code, depends) = ask("s3:GetObject", &[]);
    assert_eq!((code, depends["result"].as_str()), (1, Some("depends")));
    assert_eq!(depends["keys"], serde_json::json!(["aws:SecureTransport"]));
    let (code, nothing) = ask("s3:DeleteObject", &secure);
    assert_eq!((code, nothing["result"].as_str()), (1, Some("denied")));
    assert_eq!(nothing["statements"], serde_json::json!([]));
}

#[test]
fn a_spec_can_be_asked_also_through_the_role_that_it_assumes() {
    let spec = "examples/cross-account/spec.yaml";
    let ask = |resource: &str, more: &[&str]| {
        let mut arguments = vec![spec, "s3:GetObject", resource];
        arguments.extend(more);
        can(&arguments)
    };
    let mine = ask("arn:aws:s3:::my-bucket-1/a", &[]);
    assert_eq!(mine.code, 0, "{}{}", mine.stdout, mine.stderr);
    let theirs = ask("arn:aws:s3:::my-bucket-2/a", &[]);
    assert_eq!(theirs.code, 1, "{}{}", theirs.stdout, theirs.stderr);
    let via = ask("arn:aws:s3:::my-bucket-2/a", &["--via", "reporting"]);
    assert_eq!(via.code, 0, "{}{}", via.stdout, via.stderr);
    let beyond = ask("arn:aws:s3:::my-bucket-1/a", &["--via", "reporting"]);
    assert_eq!(beyond.code, 1, "{}{}", beyond.stdout, beyond.stderr);
    let unknown = ask("arn:aws:s3:::my-bucket-1/a", &["--via", "nobody"]);
    assert_eq!(unknown.code, 2);
}

#[test]
fn a_role_whose_account_is_not_known_is_the_one_that_its_target_is_told_of() {
    let ask = |head: &str| {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec.yaml");
        let text = format!(
            "version: 1\n{head}role: {{ name: courier }}\nassume:\n  - name: depot\n    role: \
             arn:aws:iam::444455556666:role/loader\n    target: {{ buckets: [ {{ name: parcels, \
             access: [read] }} ] }}\n"
        );
        std::fs::write(&spec, text).unwrap();
        let spec = spec.to_str().unwrap();
        let object = "arn:aws:s3:::parcels/1";
        can(&[spec, "s3:GetObject", object, "--via", "depot"]).stdout
    };
    // The generated trust policy takes the caller's ARN, whatever its account is.
    let unknown = ask("");
    assert!(unknown.starts_with("allowed"), "{unknown}");
    let known = ask("account: \"111122223333\"\nregion: eu-central-1\n");
    assert!(known.starts_with("allowed"), "{known}");
    let elsewhere = ask("account: \"111122223333\"\nregion: cn-north-1\n");
    assert!(!elsewhere.starts_with("allowed"), "{elsewhere}");
}

#[test]
fn a_batch_answers_every_request_in_order_and_goes_on_after_a_bad_line() {
    let answer = can(&["--batch", "tests/data/can/batch.jsonl"]);
    let results: Vec<String> = objects(&answer.stdout)
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one["id"],
                one["i"],
                one["result"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        results,
        [
            "\"role\" 0 allowed",
            "\"role\" 1 denied",
            "null 0 error",
            "\"partial\" 0 depends",
            "\"partial\" 1 allowed",
            "\"partial\" 2 error",
            "\"assume\" 0 allowed",
            "\"assume\" 1 denied",
            "\"assume\" 2 denied",
        ]
    );
    assert_eq!(answer.code, 1);
    let usage = can(&["--batch", "tests/data/can/batch.jsonl", ROLE]);
    assert_eq!(usage.code, 2);
}

/// What one request of a batch comes to, for a role that may do everything.
fn batch(request: &Value) -> Value {
    let everything = serde_json::json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let line = serde_json::json!({
        "id": "a", "requests": [request],
        "role": {
            "arn": "arn:aws:iam::111111111111:role/app",
            "identity": [{ "Version": "2012-10-17", "Statement": everything }],
        },
    });
    rolewright::explain::answer(&line.to_string(), 1)[0].json["result"].clone()
}

#[test]
fn a_request_that_aws_cannot_get_has_no_answer() {
    let ask = |action: &str, resource: &str| {
        batch(&serde_json::json!({ "action": action, "resource": resource }))
    };
    assert_eq!(ask("S3:getobject", "arn:aws:s3:::photos/a:b"), "allowed");
    assert_eq!(ask("s3:ListAllMyBuckets", "*"), "allowed");
    for (action, resource) in [
        ("s3:Get*", "arn:aws:s3:::photos/a"),
        ("s3:HeadObject", "arn:aws:s3:::photos/a"),
        ("made:Up", "*"),
        ("GetObject", "*"),
        ("s3:GetObject", "photos/a"),
        ("s3:GetObject", "arn:aws:s3"),
    ] {
        assert_eq!(ask(action, resource), "error", "{action} {resource}");
    }
    let pattern = can(&[ROLE, "s3:Get*", "arn:aws:s3:::photos/a"]);
    assert_eq!(pattern.code, 2, "{}", pattern.stderr);
    assert!(pattern.stderr.contains("rolewright actions 's3:Get*'"));
}

/// A boundary that is not at hand may take away what the policies allow, and gives nothing.
#[test]
fn an_unread_boundary_leaves_a_denial_a_denial() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec.yaml");
    let text = "version: 1\nrole:\n  name: app\n  permissions_boundary: \
                arn:aws:iam::111111111111:policy/limit\nbuckets:\n  - name: photos\n    \
                access: [read]\n";
    std::fs::write(&spec, text).unwrap();
    let spec = spec.to_str().unwrap();
    let ask = |action: &str| {
        let answer = can(&[spec, action, "arn:aws:s3:::photos/a", "--format", "json"]);
        objects(&answer.stdout).remove(0)["result"].clone()
    };
    assert_eq!(ask("s3:GetObject"), "depends");
    assert_eq!(ask("s3:PutObject"), "denied");
}
