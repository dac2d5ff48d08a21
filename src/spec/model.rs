//! The spec after decoding and validation: every value typed, with its place.
//!
//! What was not written is `None` (or empty): defaults are the business of lowering, which writes
//! them out.

use crate::{
    grant,
    policy::{Condition, Statement, Value},
    source::{Located, Origin},
};

/// A whole spec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    /// The file as the user named it.
    pub file: String,
    /// The account that the role lives in: 12 digits.
    pub account: Option<Value>,
    /// `aws`, `aws-cn`, …
    pub partition: Option<Value>,
    /// The region.
    pub region: Option<Value>,
    /// Tags on every taggable resource.
    pub tags: Vec<Tag>,
    /// The role.
    pub role: Role,
    /// The profile, where the spec says something about it.
    pub instance_profile: Option<InstanceProfile>,
    /// The grants of all services, in file order.
    pub grants: Vec<grant::Request>,
    /// `allow:`, effect Allow.
    pub allow: Vec<Statement>,
    /// `deny:`, effect Deny.
    pub deny: Vec<Statement>,
    /// Roles to assume elsewhere.
    pub assume: Vec<Assume>,
    /// The instance.
    pub instance: Option<Instance>,
    /// `assert:`.
    pub asserts: Assert,
    /// What refines `${var.…}`.
    pub variables: Vec<Variable>,
    /// How to write the Terraform.
    pub terraform: Terraform,
}

/// One tag, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The key.
    pub key: Value,
    /// The value.
    pub value: Value,
}

/// `role:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Exactly one of name and `name_prefix`.
    pub name: Option<Value>,
    /// The beginning of a generated name.
    pub name_prefix: Option<Value>,
    /// The path.
    pub path: Option<Value>,
    /// The description.
    pub description: Option<Value>,
    /// In seconds, 3600 to 43200.
    pub max_session_duration: Option<Located<u32>>,
    /// The boundary's ARN.
    pub permissions_boundary: Option<Value>,
    /// Bare AWS names (as written), ARNs or references.
    pub managed_policies: Vec<Value>,
    /// Principals besides EC2.
    pub trust: Vec<Trust>,
    /// Tags of the role alone; they win over the common ones.
    pub tags: Vec<Tag>,
    /// The key `role`.
    pub origin: Origin,
}

/// Who may assume the role besides EC2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// Exactly one principal.
    pub principal: TrustPrincipal,
    /// The `ExternalId` that it must present.
    pub external_id: Option<Value>,
    /// Further conditions.
    pub conditions: Vec<Condition>,
    /// The list item.
    pub origin: Origin,
}

/// The principal of a trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustPrincipal {
    /// A role's ARN.
    Role(Value),
    /// A user's ARN.
    User(Value),
    /// An account id.
    Account(Value),
    /// A service principal.
    Service(Value),
}

/// `instance_profile:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceProfile {
    /// The name; default: the role's.
    pub name: Option<Value>,
    /// The key.
    pub origin: Origin,
}

/// One entry of `assume:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assume {
    /// The label: folder and Sid.
    pub name: Located<String>,
    /// The target role's literal ARN.
    pub role: Value,
    /// The `ExternalId` to present.
    pub external_id: Option<Value>,
    /// What callers ask for, in seconds, 900 to 3600.
    pub session_duration: Option<Located<u32>>,
    /// The other side, where we write it too.
    pub target: Option<Target>,
    /// The list item.
    pub origin: Origin,
}

/// Whom the target trusts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TargetTrust {
    /// The source account, with `aws:PrincipalArn`.
    #[default]
    Account,
    /// The caller role's ARN.
    Role,
}

/// `assume[].target:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Whom it trusts.
    pub trust: Option<Located<TargetTrust>>,
    /// The target's region.
    pub region: Option<Value>,
    /// Grants of all services.
    pub grants: Vec<grant::Request>,
    /// `allow:`.
    pub allow: Vec<Statement>,
    /// `deny:`.
    pub deny: Vec<Statement>,
    /// Managed policies of the target role.
    pub managed_policies: Vec<Value>,
    /// Tags of the target role.
    pub tags: Vec<Tag>,
    /// Boundary of the target role.
    pub permissions_boundary: Option<Value>,
    /// In seconds.
    pub max_session_duration: Option<Located<u32>>,
    /// The key.
    pub origin: Origin,
}

/// `assert:`, checked offline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assert {
    /// What must be allowed, every action on every resource.
    pub can: Vec<Assertion>,
    /// What must not be allowed, under any context.
    pub cannot: Vec<Assertion>,
}

/// One line of `can` or `cannot`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// An action or a pattern of actions.
    pub action: Value,
    /// A resource or a pattern of resources.
    pub resource: Value,
    /// Condition keys with the values that they have.
    pub context: Vec<(Value, Vec<Value>)>,
    /// The name of an entry of `assume` to follow.
    pub via: Option<Located<String>>,
    /// The list item.
    pub origin: Origin,
}

/// What runs on the instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Workload {
    /// Processes on the host: hop limit 1.
    #[default]
    Host,
    /// Containers: hop limit 2.
    Containers,
}

/// How the image is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmiChoice {
    /// `id:`.
    Id(Value),
    /// `ssm_parameter:`, the parameter's name.
    SsmParameter(Value),
    /// `lookup:`.
    Lookup {
        /// The owner.
        owner: Value,
        /// The name pattern.
        name: Value,
    },
}

/// `imds:`, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imds {
    /// `enabled` or `disabled`.
    pub endpoint: Option<Value>,
    /// `required` or `optional`.
    pub tokens: Option<Value>,
    /// 1 to 64.
    pub hop_limit: Option<Value>,
    /// `enabled` or `disabled`.
    pub tags: Option<Value>,
    /// `enabled` or `disabled`.
    pub ipv6: Option<Value>,
}

/// A volume. Numbers and booleans are their text, so that a reference can stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// The device name.
    pub device: Option<Value>,
    /// In GiB.
    pub size: Option<Value>,
    /// `type:`: `gp3`, …
    pub volume_type: Option<Value>,
    /// Default true.
    pub encrypted: Option<Value>,
    /// The key.
    pub kms_key: Option<Value>,
    /// Operations a second.
    pub iops: Option<Value>,
    /// MiB/s.
    pub throughput: Option<Value>,
    /// Default true.
    pub delete_on_termination: Option<Value>,
    /// The map.
    pub origin: Origin,
}

/// `instance:`, of kind `instance`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    /// The `Name` tag; default: the role's name.
    pub name: Option<Value>,
    /// The instance type.
    pub instance_type: Option<Value>,
    /// The image.
    pub ami: Option<Located<AmiChoice>>,
    /// `ami.follow`.
    pub follow: Option<Located<bool>>,
    /// An id or a reference; `{ref: aws_subnet.private}` is the whole reference without attribute
    /// turned into one with it (`aws_subnet.private.id`).
    pub subnet: Option<Value>,
    /// Likewise.
    pub security_groups: Vec<Value>,
    /// A file beside the spec, as written.
    pub user_data: Option<Located<String>>,
    /// The bytes of that file (UTF-8, at most 16 KiB).
    pub user_data_content: Option<String>,
    /// The root volume.
    pub root_volume: Option<Volume>,
    /// Further volumes.
    pub data_volumes: Vec<Volume>,
    /// Decides the default hop limit.
    pub workload: Option<Located<Workload>>,
    /// The metadata service.
    pub imds: Imds,
    /// The SSH key pair.
    pub key_name: Option<Value>,
    /// Whether a public address is associated.
    pub public_ip: Option<Value>,
    /// Detailed monitoring.
    pub monitoring: Option<Value>,
    /// EBS optimisation.
    pub ebs_optimized: Option<Value>,
    /// Tags of the instance alone; they win over the common ones.
    pub tags: Vec<Tag>,
    /// The key.
    pub origin: Origin,
}

/// One entry of `variables:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: Located<String>,
    /// A Terraform type expression.
    pub type_expression: Option<Located<String>>,
    /// What it is for.
    pub description: Option<Value>,
    /// The default, as data.
    pub default: Option<Located<serde_json::Value>>,
    /// Whether Terraform hides it.
    pub sensitive: Option<Located<bool>>,
    /// `validation: {condition, error_message}`, one or a list: condition is a Terraform expression.
    pub validations: Vec<(Located<String>, Value)>,
    /// The entry.
    pub origin: Origin,
}

/// `terraform.layout`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// A root module.
    #[default]
    Root,
    /// A reusable module.
    Module,
    /// Into a folder that somebody owns.
    Beside,
}

/// `terraform.policies`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyPlacement {
    /// Inline policies.
    #[default]
    Inline,
    /// Customer managed policies.
    Managed,
}

/// `terraform.policy_style`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// `jsonencode`.
    #[default]
    Jsonencode,
    /// `data "aws_iam_policy_document"`.
    Document,
}

/// `terraform:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terraform {
    /// Default: `root`.
    pub layout: Option<Located<Layout>>,
    /// Default: `inline`.
    pub policies: Option<Located<PolicyPlacement>>,
    /// Default: `jsonencode`.
    pub policy_style: Option<Located<Style>>,
    /// Default: `this`.
    pub label: Option<Located<String>>,
    /// Default: `>= 1.5`.
    pub required_version: Option<Located<String>>,
    /// Default: `>= 5.12`.
    pub provider_version: Option<Located<String>>,
}
