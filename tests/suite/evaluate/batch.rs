//! Many specs put to one run of Terraform: each generated folder is a module of one root.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use rolewright::{
    blueprint::{Blueprint, Folder, Variable},
    render::File,
};
use serde_json::Value;
use tempfile::TempDir;

use super::expected::{Comparison, World};
use crate::support::{
    moto::{Moto, REGION},
    terraform::Terraform,
};

/// What the folder that a spec with the layout `beside` is generated into holds already.
pub(super) const CONTEXT: &str = r#"
variable "zone" {
  type    = string
  default = "zone"
}

locals {
  bucket_arn = "arn:aws:s3:::from-a-local"
}

resource "aws_s3_bucket" "app" {
  bucket = "app"
}

resource "aws_subnet" "private" {
  vpc_id     = "vpc-0123456789abcdef0"
  cidr_block = "10.0.0.0/24"
}
"#;

/// One spec with what became of it.
#[derive(Debug)]
pub(super) struct Case {
    /// The spec, for messages.
    pub(super) spec: String,
    pub(super) blueprint: Blueprint,
    pub(super) files: Vec<File>,
}

/// What came of a batch.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// What Terraform evaluated otherwise, with the spec.
    pub(super) faults: Vec<String>,
    /// How many values were compared.
    pub(super) compared: usize,
}

/// Lets Terraform plan all of `cases`, each file after `change`, and compares what it evaluated.
///
/// # Errors
///
/// What Terraform says when it refuses the batch.
pub(super) fn evaluate(
    terraform: &Terraform,
    moto: &Moto,
    cases: &[Case],
    change: impl Fn(&str) -> String,
) -> Result<Outcome, String> {
    let dir = TempDir::new().unwrap();
    let mut root = String::from(PROVIDER);
    let mut folders = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        for (index, folder) in case.blueprint.folders.iter().enumerate() {
            let module = format!("m{number}_{index}");
            write(&dir.path().join(&module), folder, &case.files, &change);
            let given = given(folder);
            write!(root, "module \"{module}\" {{\n  source = \"./{module}\"\n").unwrap();
            for (name, value) in &given {
                writeln!(root, "  {name} = {value}").unwrap();
            }
            root.push_str("}\n");
            folders.push((module, case, folder));
        }
    }
    fs::write(dir.path().join("main.tf"), root).unwrap();

    let mut module = terraform.module(dir.path());
    module.against(moto, REGION);
    let plan = module.try_plan()?;
    let mut planned = planned(&plan);
    let mut outcome = Outcome::default();
    for (module, case, folder) in folders {
        let values = planned.remove(&module).unwrap_or_default();
        let world = world(folder);
        let mut comparison = Comparison::new(&world, &values);
        comparison.folder(folder);
        outcome.compared += comparison.compared;
        let faults = comparison.faults;
        outcome.faults.extend(
            faults
                .iter()
                .map(|fault| format!("{fault}\n  in {}", case.spec)),
        );
    }
    Ok(outcome)
}

/// The one provider of all modules.
const PROVIDER: &str = r#"
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}
"#;

/// Writes the files of one folder, but for the provider, which a module inherits.
fn write(to: &Path, folder: &Folder, files: &[File], change: impl Fn(&str) -> String) {
    fs::create_dir_all(to).unwrap();
    if !folder.terraform.writes_versions {
        fs::write(to.join("context.tf"), CONTEXT).unwrap();
    }
    for file in files {
        let path = Path::new(&file.path);
        let Ok(name) = path.strip_prefix(&folder.path) else {
            continue;
        };
        if name.starts_with("targets") || name == Path::new("providers.tf") {
            continue;
        }
        let terraform = name.extension().is_some_and(|e| e == "tf");
        let content = if terraform {
            change(&file.content)
        } else {
            file.content.clone()
        };
        fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
        fs::write(to.join(name), content).unwrap();
    }
}

/// A value for a variable without a default.
fn value_of(variable: &Variable) -> &'static str {
    match (variable.name.as_str(), variable.type_expression.as_str()) {
        ("caller_role_arn", _) => "arn:aws:iam::111111111111:role/caller",
        ("subnet_id", _) => "subnet-0123456789abcdef0",
        _ => "given",
    }
}

/// The variables that the root must give a value to, with the expression.
fn given(folder: &Folder) -> Vec<(String, String)> {
    let variables = folder.terraform.variables.iter();
    let required = variables.filter(|variable| variable.default.is_none());
    let expression = |variable: &Variable| {
        if variable.type_expression.starts_with("list") {
            "[\"sg-0123456789abcdef0\"]".to_owned()
        } else {
            format!("{:?}", value_of(variable))
        }
    };
    required
        .map(|it| (it.name.clone(), expression(it)))
        .collect()
}

/// What the references of a folder are worth.
fn world(folder: &Folder) -> World {
    let label = &folder.terraform.data_label;
    let mut values: BTreeMap<String, String> = [
        (format!("data.aws_partition.{label}.partition"), "aws"),
        (
            format!("data.aws_partition.{label}.dns_suffix"),
            "amazonaws.com",
        ),
        (format!("data.aws_region.{label}.id"), REGION),
        (
            format!("data.aws_caller_identity.{label}.account_id"),
            "111111111111",
        ),
        ("var.zone".to_owned(), "zone"),
        ("local.bucket_arn".to_owned(), "arn:aws:s3:::from-a-local"),
        (
            "split(\":\", var.caller_role_arn)[4]".to_owned(),
            "111111111111",
        ),
    ]
    .into_iter()
    .map(|(expression, value)| (expression, value.to_owned()))
    .collect();
    for variable in &folder.terraform.variables {
        let value = match &variable.default {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => value_of(variable).to_owned(),
        };
        values.insert(format!("var.{}", variable.name), value);
    }
    World(values)
}

/// The planned values of every module's resources, by module and address.
fn planned(plan: &Value) -> BTreeMap<String, BTreeMap<String, Value>> {
    let modules = plan["planned_values"]["root_module"]["child_modules"].as_array();
    let mut found: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for module in modules.into_iter().flatten() {
        let name = module["address"].as_str().unwrap();
        let prefix = format!("{name}.");
        let resources = module["resources"].as_array().into_iter().flatten();
        let values = resources.map(|resource| {
            let address = resource["address"].as_str().unwrap();
            let address = address.strip_prefix(&prefix).unwrap().to_owned();
            (address, resource["values"].clone())
        });
        found.insert(
            name.strip_prefix("module.").unwrap().to_owned(),
            values.collect(),
        );
    }
    found
}
