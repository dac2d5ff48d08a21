//! What `README.md.tera` sees, under the name `readme`.
//!
//! All of it is plain text: printed as it is it becomes text, with the filter `code` a code span,
//! with the filter `shell` one word of a command.

use serde::Serialize;

use crate::blueprint::{Assumes, Blueprint, CALLER_ROLE_ARN, Folder, Setting};

/// The README of one folder.
#[derive(Clone, Debug, Serialize)]
pub struct Readme {
    /// The role's name, or the beginning of its name.
    pub role: String,
    /// Whether `role` is only the beginning of its name.
    pub role_is_prefix: bool,
    /// The role's description.
    pub description: Option<String>,
    /// `root`, `module`, `beside` or `target`.
    pub layout: &'static str,
    /// The account that the folder is applied to, where it is known.
    pub account: Option<String>,
    /// The names of the Terraform files beside this one.
    pub files: Vec<String>,
    /// The names of the copied files.
    pub copied: Vec<String>,
    /// The variables.
    pub variables: Vec<Variable>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// The roles elsewhere that the role may assume.
    pub assumes: Vec<Target>,
    /// The name of the output that holds the role's ARN.
    pub role_arn_output: String,
    /// The addresses of instances.
    pub instances: Vec<String>,
}

/// A variable.
#[derive(Clone, Debug, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its type.
    pub type_expression: String,
    /// What it is for.
    pub description: String,
    /// Whether it has no default.
    pub required: bool,
}

/// An output.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
}

/// A role elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// Its label.
    pub name: String,
    /// Its ARN.
    pub role: String,
    /// The account in its ARN.
    pub account: String,
    /// The `ExternalId` that callers present.
    pub external_id: Option<String>,
    /// In seconds, what callers ask for.
    pub session_duration: Option<String>,
    /// The folder of the other account's side, where it was written too.
    pub folder: Option<String>,
    /// Whether that folder must be told the caller's ARN.
    pub needs_caller: bool,
    /// Whether the caller must exist before that folder can be applied.
    pub caller_first: bool,
}

impl Readme {
    /// What the template needs of `folder`.
    pub fn new<'a>(
        blueprint: &Blueprint,
        folder: &Folder,
        files: impl Iterator<Item = &'a str>,
    ) -> Self {
        let terraform = &folder.terraform;
        let role = folder.roles.first();
        let name = role.and_then(|role| plain(&role.name));
        let prefix = role.and_then(|role| plain(&role.name_prefix));
        let is_target = !folder.path.is_empty();
        Self {
            role_is_prefix: name.is_none() && prefix.is_some(),
            role: folder
                .terraform
                .default_name
                .clone()
                .or(name)
                .or(prefix)
                .unwrap_or_default(),
            description: role.and_then(|role| plain(&role.description)),
            layout: match (
                is_target,
                terraform.writes_provider,
                terraform.writes_versions,
            ) {
                (true, ..) => "target",
                (false, true, _) => "root",
                (false, false, true) => "module",
                (false, false, false) => "beside",
            },
            account: plain(&folder.account),
            files: files.map(ToOwned::to_owned).collect(),
            copied: folder.files.iter().map(|file| file.path.clone()).collect(),
            variables: terraform
                .variables
                .iter()
                .map(|variable| Variable {
                    name: variable.name.clone(),
                    type_expression: variable.type_expression.clone(),
                    description: variable
                        .description
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                    required: variable.default.is_none(),
                })
                .collect(),
            outputs: terraform
                .outputs
                .iter()
                .map(|output| Output {
                    name: output.name.clone(),
                    description: output.description.to_string(),
                })
                .collect(),
            role_arn_output: terraform
                .outputs
                .iter()
                .map(|output| output.name.as_str())
                .find(|name| name.strip_suffix("role_arn").is_some())
                .unwrap_or("role_arn")
                .to_owned(),
            assumes: folder
                .assumes
                .iter()
                .map(|assumes| Target::new(assumes, blueprint))
                .collect(),
            instances: folder
                .computes
                .iter()
                .map(|compute| compute.address.clone())
                .collect(),
        }
    }
}

impl Target {
    fn new(assumes: &Assumes, blueprint: &Blueprint) -> Self {
        let role = plain(&assumes.role).unwrap_or_default();
        let folder = assumes
            .folder
            .and_then(|index| blueprint.folders.get(index));
        Self {
            name: assumes.name.clone(),
            account: role.split(':').nth(4).unwrap_or_default().to_owned(),
            role,
            external_id: plain(&assumes.external_id),
            session_duration: plain(&assumes.session_duration),
            folder: folder.map(|folder| folder.path.clone()),
            needs_caller: folder.is_some_and(|folder| {
                let mut variables = folder.terraform.variables.iter();
                variables.any(|variable| variable.name == CALLER_ROLE_ARN)
            }),
            caller_first: assumes.caller_first,
        }
    }
}

fn plain(setting: &Setting) -> Option<String> {
    setting.as_ref().map(|located| located.value.to_string())
}
