//! What nobody reads is never passed over: a resource that refers to a role is not understood for
//! that role, and for no other.

use std::{
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;
use rolewright::{
    blueprint::{Blueprint, Role},
    diff::{self, Options},
    policy::Verdict,
    read::{self, Inputs},
    source::Sources,
};
use serde_json::json;

use crate::support::{self, examples};

const ROLE: &str = r#"
resource "aws_iam_role" "app" {
  name = "app"
  path = "/web/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_iam_role" "other" {
  name = "other"
  assume_role_policy = aws_iam_role.app.assume_role_policy
}
resource "aws_iam_instance_profile" "app" {
  name = "app-profile"
  role = aws_iam_role.app.name
}
resource "aws_iam_policy" "app" {
  name   = "app-policy"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }] })
}
resource "aws_iam_role_policy_attachment" "app" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.app.arn
}
"#;

fn module(folder: &Path) -> Blueprint {
    read::module(folder, &Inputs::default(), &mut Sources::default())
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

fn written(text: &str) -> Blueprint {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tf"), text).unwrap();
    module(folder.path())
}

fn role<'b>(blueprint: &'b Blueprint, address: &str) -> &'b Role {
    let mut roles = blueprint.folders[0].roles.iter();
    roles.find(|role| role.address == address).unwrap()
}

fn missing(blueprint: &Blueprint, address: &str) -> Vec<String> {
    let missing = role(blueprint, address).not_understood.iter();
    missing
        .map(|one| format!("{}: {}", one.what, one.why))
        .collect()
}

/// What is not understood of the role `app` when `more` stands beside it; nothing must be of the
/// other role or the folder.
fn of_app(more: &str) -> Vec<String> {
    let read = written(&format!("{ROLE}{more}"));
    assert_eq!(missing(&read, "aws_iam_role.other"), [""; 0], "{more}");
    let loose = read.folders[0].not_understood.iter();
    // What a `for_each` yields is asked for before anybody knows whether it matters.
    let loose: Vec<_> = loose.filter(|one| one.what != "some_function").collect();
    assert!(loose.is_empty(), "{more}{loose:?}");
    missing(&read, "aws_iam_role.app")
}

#[test]
fn a_resource_of_an_unknown_type_that_refers_to_a_role_is_not_understood() {
    let ways = [
        "target = aws_iam_role.app.name",
        "target = aws_iam_role.app.arn",
        "target = \"x-${aws_iam_role.app.name}\"",
        "target = upper(format(\"%s\", aws_iam_role.app.id))",
        "target = aws_iam_role.app.unique_id",
        "target = aws_iam_instance_profile.app.name",
        "target = aws_iam_policy.app.arn",
        "target = aws_iam_role_policy_attachment.app.id",
        "target = aws_iam_role_policy_attachment.app.role",
        "target = local.named",
        "target = local.encoded",
        "target = data.aws_iam_role.looked_up.arn",
        "target = data.external.made.result.name",
        "target = terraform_data.passed.output",
        "role = \"app\"",
        "settings = { role_name = \"app\" }",
        "target = \"arn:aws:iam::111111111111:role/web/app\"",
        "target = jsonencode({ Resource = \"arn:aws:iam::111111111111:role/web/app\" })",
        "target = <<-EOT\n    {\"Principal\": \"arn:aws:iam::111111111111:role/web/app\"}\n  EOT",
        "nested {\n    deeper {\n      target = aws_iam_role.app.name\n    }\n  }",
        "dynamic \"nested\" {\n    for_each = [aws_iam_role.app.name]\n    content {\n      target = nested.value\n    }\n  }",
        "for_each = { a = aws_iam_role.app.name }\n  target   = each.value",
        "for_each = toset(some_function(aws_iam_role.app.name))\n  target   = each.value",
        "target = some_function(aws_iam_role.app.name)",
        "profile = \"app-profile\"",
        "policy = \"app-policy\"",
    ];
    let beside = r#"
locals {
  named   = aws_iam_role.app.name
  encoded = jsonencode([local.named])
}
data "aws_iam_role" "looked_up" { name = "app" }
data "external" "made" { query = { role = aws_iam_role.app.name } }
"#;
    for way in ways {
        let passed = if way.contains("terraform_data") {
            "resource \"terraform_data\" \"passed\" {\n  input = aws_iam_role.app.name\n}\n"
        } else {
            ""
        };
        let found = of_app(&format!(
            "{beside}{passed}resource \"acme_attachment\" \"x\" {{\n  {way}\n}}\n"
        ));
        assert!(
            found.iter().any(|one| one.starts_with("acme_attachment.x")),
            "{way}: {found:?}"
        );
    }
}

#[test]
fn a_resource_that_refers_to_no_role_or_only_waits_for_one_taints_nothing() {
    let ways = [
        "target = \"elsewhere\"",
        "name = \"app\"",
        "target = \"arn:aws:iam::111111111111:role/web/app-2\"",
        "depends_on = [aws_iam_role.app]",
        "count = length([aws_iam_role.app])",
    ];
    for way in ways {
        let found = of_app(&format!(
            "resource \"acme_attachment\" \"x\" {{\n  {way}\n}}\n"
        ));
        assert_eq!(found, [""; 0], "{way}");
    }
}

#[test]
fn only_the_instance_that_is_meant_is_not_understood() {
    let read = written(
        r#"
resource "aws_iam_role" "r" {
  for_each           = toset(["a", "b"])
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "acme_attachment" "x" {
  target = aws_iam_role.r["a"].arn
}
"#,
    );
    assert_eq!(missing(&read, "aws_iam_role.r[\"a\"]").len(), 1);
    assert_eq!(missing(&read, "aws_iam_role.r[\"b\"]"), [""; 0]);
}

#[test]
fn what_only_uses_a_role_leaves_it_understood() {
    let users = r#"
resource "aws_lambda_function" "f" {
  function_name = "app"
  role          = aws_iam_role.app.arn
}
resource "aws_ecs_task_definition" "t" {
  family             = "app"
  task_role_arn      = aws_iam_role.app.arn
  execution_role_arn = aws_iam_role.app.arn
}
resource "aws_eks_node_group" "n" { node_role_arn = aws_iam_role.app.arn }
resource "aws_ssm_association" "s" { parameters = { role = aws_iam_role.app.name } }
resource "null_resource" "n" { triggers = { role = aws_iam_role.app.id } }
output "role" { value = aws_iam_role.app.arn }
"#;
    assert_eq!(of_app(users), [""; 0]);
}

#[test]
fn a_provisioner_that_knows_the_role_is_not_understood_wherever_it_stands() {
    let run =
        "provisioner \"local-exec\" {\n    command = \"./attach ${aws_iam_role.app.name}\"\n  }";
    for kind in [
        "null_resource",
        "aws_lambda_function",
        "aws_iam_instance_profile",
    ] {
        let found = of_app(&format!("resource \"{kind}\" \"x\" {{\n  {run}\n}}\n"));
        assert_eq!(found.len(), 1, "{kind}: {found:?}");
        assert!(found[0].contains("provisioner"), "{found:?}");
    }
    let through_triggers = of_app(
        "resource \"null_resource\" \"x\" {\n  triggers = { role = aws_iam_role.app.id }\n  \
         provisioner \"local-exec\" {\n    command = \"./attach ${self.triggers.role}\"\n  }\n}\n",
    );
    assert_eq!(through_triggers.len(), 1, "{through_triggers:?}");
}

#[test]
fn a_role_that_is_certainly_another_one_taints_nothing() {
    for elsewhere in [
        "resource \"aws_iam_role_policy_attachment\" \"x\" {\n  role = \"Provision\"\n  policy_arn = \"arn:aws:iam::aws:policy/AdministratorAccess\"\n}\n",
        "resource \"aws_iam_role_policy\" \"x\" {\n  role = \"Provision\"\n  policy = \"{}\"\n}\n",
        "resource \"aws_iam_policy_attachment\" \"x\" {\n  roles = [\"Provision\"]\n  policy_arn = \"arn:aws:iam::aws:policy/AdministratorAccess\"\n}\n",
    ] {
        assert_eq!(of_app(elsewhere), [""; 0], "{elsewhere}");
    }
}

#[test]
fn a_role_that_may_turn_out_to_be_this_one_is_not_understood() {
    let text = ROLE.replace("name = \"app\"", "name = \"app-${terraform.workspace}\"");
    let attach = |role: &str| {
        format!(
            "resource \"aws_iam_role_policy_attachment\" \"x\" {{\n  role = {role}\n  policy_arn = \"arn:aws:iam::aws:policy/AdministratorAccess\"\n}}\n"
        )
    };
    let read = written(&format!("{text}{}", attach("\"app-prod\"")));
    assert_eq!(missing(&read, "aws_iam_role.app").len(), 1);
    assert_eq!(missing(&read, "aws_iam_role.other"), [""; 0]);
    let read = written(&format!("{text}{}", attach("\"web-prod\"")));
    assert_eq!(missing(&read, "aws_iam_role.app"), [""; 0]);
}

#[test]
fn the_types_that_only_use_a_role_are_in_order_and_none_is_read_too() {
    let table = support::read("src/read/uses.txt");
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines.is_sorted() && lines.len() > 300);
    let twice = lines.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None);
    for line in lines {
        let reader = support::root().join(format!("src/read/resources/{line}.rs"));
        assert!(!reader.exists(), "{line} is read");
    }
}

/// The roles of a folder's own files, as `aws_iam_role.NAME[*].arn`.
fn roles_of(folder: &Path) -> Vec<String> {
    let declared = Regex::new(r#"(?m)^resource "aws_iam_role" "(\w+)""#).unwrap();
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "tf") {
            let text = fs::read_to_string(path).unwrap();
            found.extend(declared.captures_iter(&text).map(|one| one[1].to_owned()));
        }
    }
    found
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Puts an invented resource for each role into a folder, which must never be the same then.
fn is_noticed(folder: &Path) -> usize {
    let roles = roles_of(folder);
    for role in &roles {
        let other = tempfile::tempdir().unwrap();
        copied(folder, other.path());
        let text = format!(
            "resource \"acme_grant\" \"invented\" {{\n  to = {{ roles = [values({{ a = aws_iam_role.{role} }})] }}\n}}\n"
        );
        fs::write(other.path().join("invented.tf"), text).unwrap();
        let (old, new) = (module(folder), module(other.path()));
        let here = |blueprint: &Blueprint| {
            let mut roles = blueprint.folders[0].roles.iter();
            let address = format!("aws_iam_role.{role}");
            roles.any(|one| one.address.split('[').next() == Some(&address))
        };
        if !here(&new) {
            continue;
        }
        let report = diff::diff(&old, &new, &Options::default());
        assert_eq!(
            report.verdict(),
            Verdict::Unknown,
            "{} {role}",
            folder.display()
        );
    }
    roles.len()
}

#[test]
fn an_invented_resource_is_noticed_in_every_fixture_and_example() {
    let mut folders: Vec<PathBuf> = Vec::new();
    for parent in ["tests/data/modules", "tests/data/planned"] {
        let entries = fs::read_dir(support::root().join(parent)).unwrap();
        folders.extend(entries.map(|entry| entry.unwrap().path()));
    }
    let mut roles: usize = folders.iter().map(|folder| is_noticed(folder)).sum();
    for example in examples::all() {
        let output = example.generate();
        roles += is_noticed(output.path());
    }
    assert!(roles > 30, "{roles} roles");
}

#[test]
fn an_invented_resource_is_noticed_in_plans_and_states() {
    let role = json!({
        "address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r",
        "values": { "name": "app", "path": "/", "arn": "arn:aws:iam::111111111111:role/app", "assume_role_policy":
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}" },
    });
    let invented = |values: serde_json::Value| json!({ "address": "acme_grant.g", "mode": "managed", "type": "acme_grant", "name": "g", "values": values });
    let read = |text: serde_json::Value| {
        read::plan_or_state("shown.json", &text.to_string(), &mut Sources::default()).unwrap()
    };
    for values in [
        json!({ "to": "arn:aws:iam::111111111111:role/app" }),
        json!({ "role_name": "app" }),
        json!({ "list": [{ "policy": "{\"AWS\":\"arn:aws:iam::111111111111:role/app\"}" }] }),
    ] {
        let state = read(
            json!({ "format_version": "1.0", "values": { "root_module": {
            "resources": [role.clone(), invented(values.clone())] } } }),
        );
        assert_eq!(missing(&state, "aws_iam_role.r").len(), 1, "{values}");
    }
    let state = read(
        json!({ "format_version": "1.0", "values": { "root_module": {
        "resources": [role.clone(), invented(json!({ "to": "arn:aws:iam::111111111111:role/apple" }))] } } }),
    );
    assert_eq!(missing(&state, "aws_iam_role.r"), [""; 0]);
    // What a plan does not know yet stands in its configuration.
    let plan = read(json!({
        "format_version": "1.2",
        "planned_values": { "root_module": { "resources": [role, invented(json!({}))] } },
        "resource_changes": [{ "address": "acme_grant.g", "change": { "after_unknown": { "to": [true] } } }],
        "configuration": { "root_module": { "resources": [
            { "address": "acme_grant.g", "expressions": { "to": { "references": ["aws_iam_role.r.arn", "aws_iam_role.r"] } } }
        ] } },
    }));
    assert_eq!(missing(&plan, "aws_iam_role.r").len(), 1);
}
