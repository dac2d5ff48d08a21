//! `diff` compares two descriptions by access, then by settings.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::support::cli::{Answer, Rolewright};

/// Compares two texts, each in a file of that ending.
fn compared(old: &str, new: &str, ending: &str, more: &[&str]) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["old", "new"].map(|name| folder.path().join(format!("{name}.{ending}")));
    fs::write(&paths[0], old).unwrap();
    fs::write(&paths[1], new).unwrap();
    Rolewright::new(["diff"]).args(&paths).args(more).run()
}

fn objects(answer: &Answer) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).unwrap();
    answer.stdout.lines().map(parse).collect()
}

fn policy(statements: &Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

const SPEC: &str = "version: 1
role:
  name: web
buckets:
  - name: photos
    access: [read]
";

#[test]
fn every_example_has_the_same_access_as_itself() {
    for example in crate::support::examples::all() {
        let spec = example.spec();
        let answer = Rolewright::new(["diff", &spec, &spec, "--format", "json"]).run();
        assert_eq!(
            answer.code, 0,
            "{}\n{}{}",
            example.name, answer.stdout, answer.stderr
        );
    }
}

#[test]
fn gained_access_is_told_with_what_grants_it() {
    let answer = compared(
        SPEC,
        &SPEC.replace("[read]", "[read, write]"),
        "yaml",
        &["--format", "json"],
    );
    assert_eq!(answer.code, 1);
    let objects = objects(&answer);
    assert_eq!(objects[0]["verdict"], "wider");
    assert_eq!(objects[0]["lost"], json!([]));
    let gained = &objects[0]["gained"][0];
    assert!(
        gained["actions"]
            .as_array()
            .unwrap()
            .contains(&json!("s3:PutObject")),
        "{gained}"
    );
    assert_eq!(objects[1]["type"], "summary");
    assert_eq!(objects[1]["not_understood"], 0);
}

#[test]
fn fail_on_new_access_lets_less_access_and_settings_pass() {
    let wide = SPEC.replace("[read]", "[read, write]");
    let new_access = ["--fail-on", "new-access"];
    assert_eq!(compared(&wide, SPEC, "yaml", &new_access).code, 0);
    assert_eq!(compared(SPEC, &wide, "yaml", &new_access).code, 1);
    let renamed = SPEC.replace("name: web", "name: shop");
    assert_eq!(compared(SPEC, &renamed, "yaml", &new_access).code, 0);
    assert_eq!(compared(SPEC, &renamed, "yaml", &[]).code, 1);
    assert_eq!(
        compared(SPEC, &wide, "yaml", &["--fail-on", "never"]).code,
        0
    );
}

#[test]
fn a_replaced_role_is_said_to_be_one() {
    let renamed = SPEC.replace("name: web", "name: shop");
    let answer = compared(SPEC, &renamed, "yaml", &[]);
    assert!(
        answer.stdout.contains("destroyed and made again"),
        "{}",
        answer.stdout
    );
}

#[test]
fn policies_compare_by_meaning() {
    let old = policy(&json!([
        { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::b/*" },
    ]));
    let new = policy(&json!([
        { "Effect": "Allow", "Action": "s3:PutObject", "Resource": ["arn:aws:s3:::b/*"] },
        { "Effect": "Allow", "Action": "S3:getobject", "Resource": "arn:aws:s3:::b/*" },
    ]));
    assert_eq!(compared(&old, &new, "json", &[]).code, 0);
    let trust = |service: &str| {
        policy(&json!([
            { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": service } },
        ]))
    };
    let answer = compared(
        &trust("ec2.amazonaws.com"),
        &trust("lambda.amazonaws.com"),
        "json",
        &["--format", "json"],
    );
    assert_eq!(objects(&answer)[0]["verdict"], "different");
    assert_eq!(objects(&answer)[0]["gained"][0]["of"], "trust");
}

#[test]
fn what_is_supplied_settles_a_reference() {
    let spec = |bucket: &str| SPEC.replace("name: photos", &format!("name: {bucket}"));
    let (old, new) = (spec("photos"), spec("\"${var.bucket}\""));
    assert_eq!(
        compared(&old, &new, "yaml", &["--fail-on", "new-access"]).code,
        1
    );
    let settled = ["--fail-on", "new-access", "--var", "bucket=photos"];
    let answer = compared(&old, &new, "yaml", &settled);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
}

#[test]
fn the_texts_of_two_specs_can_be_shown() {
    let answer = compared(
        SPEC,
        &SPEC.replace("[read]", "[write]"),
        "yaml",
        &["--text"],
    );
    assert!(answer.stdout.contains("--- a/iam.tf"), "{}", answer.stdout);
}

#[test]
fn a_module_compares_with_a_spec_and_its_literal_buckets_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let module = folder.path().join("module");
    fs::create_dir(&module).unwrap();
    fs::write(
        module.join("main.tf"),
        r#"
resource "aws_s3_bucket" "app" {
  bucket = "photos"
}
resource "aws_iam_role" "web" {
  name = "web"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_iam_role_policy" "web" {
  name = "web"
  role = aws_iam_role.web.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.app.arn}/*" },
      { Effect = "Allow", Action = ["s3:ListBucket", "s3:GetBucketLocation"], Resource = aws_s3_bucket.app.arn },
    ]
  })
}
"#,
    )
    .unwrap();
    let spec = folder.path().join("spec.yaml");
    fs::write(&spec, SPEC).unwrap();
    let answer = Rolewright::new(["diff"])
        .args([&module, &spec])
        .args(["--fail-on", "new-access", "--format", "json"])
        .run();
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    assert_eq!(objects(&answer)[0]["verdict"], "same", "{}", answer.stdout);
}

#[test]
fn a_managed_policy_that_nobody_has_here_is_the_same_by_its_arn() {
    let with = |arn: &str| {
        let managed = format!("name: web\n  managed_policies:\n    - {arn}");
        SPEC.replace("name: web", &managed)
    };
    let spec = with("arn:aws:iam::111111111111:policy/team/one");
    assert_eq!(compared(&spec, &spec, "yaml", &[]).code, 0);
    let other = with("arn:aws:iam::111111111111:policy/team/two");
    let answer = compared(&spec, &other, "yaml", &["--fail-on", "new-access"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stdout.contains("unknown"), "{}", answer.stdout);
    assert!(
        answer.stdout.ends_with("2 not understood\n"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_spec_is_the_same_as_what_is_generated_from_it() {
    for example in crate::support::examples::all() {
        let output = example.generate();
        let inputs = output.path().join(crate::support::examples::INPUTS);
        let mut diff = Rolewright::new(["diff"])
            .arg(example.spec())
            .arg(output.path());
        if inputs.is_file() {
            diff = diff.arg("--var-file").arg(inputs);
        }
        let answer = diff.run();
        assert_eq!(
            answer.code, 0,
            "{}\n{}{}",
            example.name, answer.stdout, answer.stderr
        );
    }
}

/// A hand-written module that does a little more than [`SPEC`], in a folder with a name that needs
/// escapes.
fn module(folder: &Path) -> PathBuf {
    let module = folder.join("a, b%");
    fs::create_dir(&module).unwrap();
    fs::write(
        module.join("main.tf"),
        r#"
resource "aws_iam_role" "web" {
  name                 = "shop"
  max_session_duration = 7200
  assume_role_policy   = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "sts:AssumeRole"
      Principal = { Service = ["ec2.amazonaws.com", "ssm.amazonaws.com"] }
    }]
  })
}
resource "aws_iam_role_policy" "web" {
  name   = "web"
  role   = aws_iam_role.web.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject", "s3:DeleteObject"], Resource = "arn:aws:s3:::photos/*" },
    ]
  })
}
resource "aws_iam_role_policy" "unknown" {
  role   = aws_iam_role.web.id
  policy = var.policy
}
variable "policy" {}
"#,
    )
    .unwrap();
    module
}

#[test]
fn every_format_tells_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let module = module(folder.path());
    fs::write(folder.path().join("spec.yaml"), SPEC).unwrap();
    for format in ["human", "json", "markdown", "sarif", "github"] {
        let answer = Rolewright::new(["diff", "spec.yaml", "a, b%", "--format", format])
            .in_folder(folder.path())
            .run();
        assert_eq!(answer.code, 1);
        let shown = match format {
            "json" | "sarif" => {
                let lines: Vec<Value> = objects(&answer);
                serde_json::to_string_pretty(&lines).unwrap()
            }
            _ => answer.stdout,
        };
        crate::support::snapshots("diff").bind(|| insta::assert_snapshot!(format, shown));
    }
    assert!(module.is_dir());
}

#[test]
fn a_sarif_log_has_what_the_format_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    module(folder.path());
    fs::write(folder.path().join("spec.yaml"), SPEC).unwrap();
    let answer = Rolewright::new(["diff", "a, b%", "spec.yaml", "--format", "sarif"])
        .in_folder(folder.path())
        .run();
    let logs = objects(&answer);
    let [log] = logs.as_slice() else {
        panic!("one log: {logs:?}")
    };
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 5, "{results:?}");
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[rule]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let locations = result["locations"].as_array().unwrap();
        assert_eq!(locations.len(), 1, "{result}");
        let related = result["relatedLocations"].as_array();
        for location in locations.iter().chain(related.into_iter().flatten()) {
            let place = &location["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(["a,%20b%25/main.tf", "spec.yaml"].contains(&uri), "{uri}");
            let region = &place["region"];
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(region[key].as_u64().unwrap() > 0, "{region}");
            }
            assert!(region["startLine"].as_u64() <= region["endLine"].as_u64());
        }
    }
    let has_both = |result: &Value| result.to_string().contains("spec.yaml");
    assert!(results.iter().all(has_both), "{results:?}");
}

#[test]
fn several_specs_against_a_revision_make_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let done = std::process::Command::new("git")
            .current_dir(folder.path())
            .args(identity)
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q"]);
    fs::write(at("one.yaml"), SPEC).unwrap();
    fs::write(at("two.yaml"), SPEC.replace("web", "two")).unwrap();
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    let base = |fail_on: &str| {
        Rolewright::new([
            "diff",
            "--base",
            "HEAD",
            "one.yaml",
            "two.yaml",
            "three.yaml",
        ])
        .args(["--format", "json", "--fail-on", fail_on])
        .in_folder(folder.path())
        .run()
    };
    fs::write(at("three.yaml"), SPEC.replace("web", "three")).unwrap();
    fs::write(
        at("two.yaml"),
        SPEC.replace("web", "two").replace("[read]", "[list]"),
    )
    .unwrap();
    let answer = base("new-access");
    assert_eq!(answer.code, 1, "{}{}", answer.stdout, answer.stderr);
    let found = objects(&answer);
    let verdicts: Vec<&str> = found
        .iter()
        .map(|one| one["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["same", "narrower", "wider", "different"]);
    assert_eq!(found[2]["old"], Value::Null);
    assert_eq!(found[3]["type"], "summary");
    fs::remove_file(at("three.yaml")).unwrap();
    assert_eq!(base("never").code, 2);
}

#[test]
fn the_id_of_the_partition_is_the_partition() {
    let text = |attribute: &str| {
        policy(&json!([{
            "Effect": "Allow", "Action": "sqs:SendMessage",
            "Resource": format!("arn:${{data.aws_partition.here.{attribute}}}:sqs:eu-west-1:111122223333:q"),
        }]))
    };
    let whole = |attribute: &str| {
        let folder = tempfile::tempdir().unwrap();
        let code = format!(
            "data \"aws_partition\" \"here\" {{}}\nresource \"aws_iam_role\" \"r\" {{\n  name = \
             \"r\"\n  assume_role_policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ Service = \"ec2.amazonaws.com\" }} }}] }})\n}}\nresource \"aws_iam_role_policy\" \"p\" \
             {{\n  role = aws_iam_role.r.id\n  policy = <<-EOT\n{}\nEOT\n}}\n",
            text(attribute)
        );
        fs::write(folder.path().join("main.tf"), code).unwrap();
        folder
    };
    let says = |new: &str| {
        let (old, new) = (whole("partition"), whole(new));
        let paths = [old.path().to_str().unwrap(), new.path().to_str().unwrap()];
        Rolewright::new(["diff"]).args(paths).run().stdout
    };
    assert!(says("id").contains("same"), "{}", says("id"));
    assert_ne!(says("id"), says("dns_suffix"));
}
