//! What rendering needs beside roles and computes: layout, variables, outputs.

use super::{Setting, Tag};
use crate::{source::Origin, text::Text};

/// How permission policies are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyStyle {
    /// `policy = jsonencode({…})`.
    #[default]
    Jsonencode,
    /// `data "aws_iam_policy_document"`.
    Document,
}

/// Settings and declarations of a folder that is generated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terraform {
    /// The label of all main resources: `this`.
    pub label: String,
    /// `rolewright_` for the layout `beside` (`rolewright_LABEL_` with another label), else empty.
    pub file_prefix: String,
    /// Whether `terraform` (required versions) is written.
    pub writes_versions: bool,
    /// Whether `provider` blocks are written.
    pub writes_provider: bool,
    /// The required Terraform version.
    pub required_version: String,
    /// The required version of the AWS provider.
    pub provider_version: String,
    /// How policies are written.
    pub policy_style: PolicyStyle,
    /// The variables to declare.
    pub variables: Vec<Variable>,
    /// The outputs to declare.
    pub outputs: Vec<Output>,
    /// The data sources that its text refers to, by Terraform type (`aws_partition`, `aws_region`,
    /// `aws_caller_identity`), sorted.
    pub data_sources: Vec<String>,
    /// The label of these data sources: `current`.
    pub data_label: String,
    /// What the role is called where its name is a variable: that variable's default.
    pub default_name: Option<String>,
    /// The variable that holds the tags of every resource, in a reusable module.
    pub tags_variable: Option<String>,
    /// The tags that are that variable's default: resources take them from the variable.
    pub common_tags: Vec<Tag>,
    /// The variable that holds the list of security groups, in a reusable module: an instance whose
    /// only group is a reference to it takes the whole list.
    pub security_groups_variable: Option<String>,
}

/// An input variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// A Terraform type expression such as `string` or `list(string)`.
    pub type_expression: String,
    /// What it is for.
    pub description: Option<Text>,
    /// The default as an HCL expression's value, `None` for a required variable.
    pub default: Option<serde_json::Value>,
    /// Whether Terraform hides it in its output.
    pub sensitive: bool,
    /// Validations: condition (a Terraform expression) and message.
    pub validations: Vec<(String, Text)>,
    /// Where it was written.
    pub origin: Origin,
}

/// An output value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Text,
    /// Its value.
    pub value: Setting,
}
