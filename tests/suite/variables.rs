//! What is said of variables decides in every command, for specs as for modules.

use std::fs;

use crate::support::cli::{Answer, Rolewright};

const SPEC: &str = r#"version: 1
role: { name: "orders-${var.env}" }
buckets: [{ name: "orders-${var.env}", access: [read] }]
instance:
  type: t3.micro
  ami: { id: ami-0123456789abcdef0 }
  subnet: subnet-0123456789abcdef0
  root_volume: { size: "${var.size}" }
variables:
  env:
    type: string
    validation:
      condition: contains(["dev", "prod"], var.env)
      error_message: The environment is dev or prod.
assert:
  can:
    - { action: "s3:GetObject", resource: "arn:aws:s3:::orders-prod/x" }
"#;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("orders.yaml"), SPEC).unwrap();
        Self(folder)
    }

    fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.0.path().join(name), text).unwrap();
        self
    }

    fn call(&self, arguments: &[&str]) -> Rolewright {
        Rolewright::new(arguments).in_folder(self.0.path())
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        self.call(arguments).run()
    }
}

#[test]
fn a_variable_decides_in_every_command() {
    let place = Place::new();
    let question = [
        "can",
        "orders.yaml",
        "s3:GetObject",
        "arn:aws:s3:::orders-prod/x",
    ];
    let can = |more: &[&str]| place.call(&question).args(more).run();
    assert!(can(&[]).stdout.starts_with("depends on ${var.env}"));
    assert!(can(&["--var", "env=prod"]).stdout.starts_with("allowed"));
    assert!(can(&["--var", "env=dev"]).stdout.starts_with("denied"));
    let told = place.run(&["explain", "orders.yaml", "--var", "env=prod"]);
    assert!(
        told.stdout.starts_with("Role `orders-prod`"),
        "{}",
        told.stdout
    );
    assert_eq!(place.run(&["validate", "orders.yaml"]).code, 1);
    assert_eq!(
        place
            .run(&["validate", "orders.yaml", "--var", "env=prod"])
            .code,
        0
    );
    let differs = place.run(&["diff", "orders.yaml", "orders.yaml", "--var", "env=prod"]);
    assert_eq!(differs.code, 0, "{}", differs.stdout);
}

#[test]
fn what_is_generated_does_not_hang_on_values() {
    let place = Place::new();
    let files = |value: &str| {
        let call = ["generate", "orders.yaml", "--stdout", "--var", value];
        place.run(&call)
    };
    let (small, large) = (files("size=20"), files("size=40"));
    // The assert needs an environment.
    assert_eq!((small.code, large.code), (1, 1));
    let generate = |size: &str| {
        place
            .call(&["generate", "orders.yaml", "--stdout", "--var", "env=prod"])
            .args(["--var", size])
            .succeed()
            .stdout
    };
    assert_eq!(generate("size=20"), generate("size=40"));
    assert!(generate("size=20").contains("var.size"));
}

#[test]
fn values_come_from_the_environment_and_from_files_too_and_arguments_win() {
    let bucket = "arn:aws:s3:::orders-prod/x";
    let ask = |place: &Place, more: &[&str]| {
        let call = place.call(&["can", "orders.yaml", "s3:GetObject", bucket]);
        call.args(more).env("TF_VAR_env", "prod").run().code
    };
    let place = Place::new();
    assert_eq!(ask(&place, &[]), 0);
    assert_eq!(ask(&place, &["--var", "env=dev"]), 1);
    let place = place.with("terraform.tfvars", "env = \"dev\"\n");
    assert_eq!(ask(&place, &[]), 1);
    let place = place.with("prod.tfvars", "env = \"prod\"\n");
    assert_eq!(ask(&place, &["--var-file", "prod.tfvars"]), 0);
}

#[test]
fn a_value_is_held_against_type_validation_and_use() {
    let place = Place::new();
    let refused = |given: &[&str]| {
        let answer = place.call(&["validate", "orders.yaml"]).args(given).run();
        assert_ne!(answer.code, 0, "{given:?}");
        answer.stderr
    };
    assert!(refused(&["--var", "env=qa"]).contains("The environment is dev or prod."));
    assert!(refused(&["--var", "size=big"]).contains("`size`"));
    // A size that EBS does not have is an error at the place that takes it.
    let size = refused(&["--var", "env=prod", "--var", "size=900000"]);
    assert!(size.contains("orders.yaml:8:"), "{size}");
    assert!(size.contains("with the values that are given"), "{size}");
}

#[test]
fn a_name_that_nothing_has_is_an_error() {
    let place = Place::new();
    for command in ["validate", "explain", "generate"] {
        let answer = place.run(&[command, "orders.yaml", "--var", "evn=prod"]);
        assert_eq!(answer.code, 2, "{command}");
        assert!(
            answer.stderr.contains("`--var evn=…` is for nothing"),
            "{}",
            answer.stderr
        );
    }
    let module =
        Rolewright::new(["explain", "tests/data/modules/loops", "--var", "nosuch=1"]).run();
    assert_eq!(module.code, 2, "{}", module.stdout);
    let policy = ["explain", "tests/data/can/role.json", "--var", "nosuch=1"];
    assert_eq!(Rolewright::new(policy).run().code, 2);
}

#[test]
fn a_modules_own_validation_refuses_a_value() {
    let folder = tempfile::tempdir().unwrap();
    let text = "variable \"env\" {\n  type = string\n  validation {\n    condition = length(var.env) < 5\n    \
                error_message = \"too long\"\n  }\n}\nresource \"aws_iam_role\" \"x\" {\n  name = var.env\n  \
                assume_role_policy = jsonencode({})\n}\n";
    fs::write(folder.path().join("main.tf"), text).unwrap();
    let explain = |value: &str| {
        Rolewright::new(["explain", ".", "--var", value])
            .in_folder(folder.path())
            .run()
    };
    assert_eq!(explain("env=prod").code, 0);
    let refused = explain("env=production");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("too long"), "{}", refused.stderr);
}

/// What is wrong with a module whose role has `name` and that refines `variable`.
fn refined(name: &str, variable: &str) -> Answer {
    let spec = format!(
        "version: 1\nrole: {{ {name} }}\nbuckets: [{{ name: photos, access: [read] }}]\n\
         instance: {{ type: t3.micro, ami: {{ id: ami-0123456789abcdef0 }}, subnet: subnet-0123456789abcdef0 }}\n\
         terraform: {{ layout: module }}\nvariables: {{ {variable}: {{ description: Chosen by the caller }} }}\n"
    );
    Place::new()
        .with("module.yaml", &spec)
        .run(&["validate", "module.yaml"])
}

#[test]
fn every_variable_that_a_module_declares_can_be_refined_and_no_other() {
    for (name, variable) in [
        ("name: web", "name"),
        ("name_prefix: web-", "name_prefix"),
        ("name: web", "tags"),
        ("name: web", "subnet_id"),
        ("name: web", "security_group_ids"),
    ] {
        let answer = refined(name, variable);
        assert_eq!(answer.code, 0, "{variable}: {answer:?}");
    }
    let answer = refined("name: web", "name_suffix");
    assert_eq!(answer.code, 1, "{answer:?}");
    let said = format!("{answer:?}");
    assert!(
        said.contains("nothing in this spec uses the variable `name_suffix`"),
        "{said}"
    );
}
