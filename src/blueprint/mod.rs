//! What a description of roles says, whatever it was written in: the meeting point.
//!
//! Generation lowers a spec into a [`Blueprint`], reading a module, a plan or a policy reconstructs
//! one, and check, lint, diff, explain, can and graph know nothing else. A setting that nobody
//! wrote is `None`, which is something else than a default that was written out. What a reader did
//! not understand is listed, never dropped.

mod assumes;
mod compute;
mod found;
mod launched;
mod lower;
pub mod placement;
mod role;
mod surroundings;
mod terraform;
mod texts;

pub use assumes::{Assumes, CALLER_ROLE_ARN};
pub use compute::{Ami, Compute, ComputeKind, Imds, Volume};
pub use found::{Absent, Declaration, Defined, Definitions};
pub use lower::lower;
pub use role::{InstanceProfile, ManagedPolicy, Policy, PolicyKind, Role, Tag};
pub use surroundings::Surroundings;
pub use terraform::{Output, PolicyStyle, Terraform, Variable};

use crate::{
    diag::Diagnostic,
    source::{Located, Origin},
    text::{Reference, Text},
};

/// The value of an attribute that may be unset. Numbers and booleans are their text (`2`, `true`):
/// a setting that was read from a module may be a reference whatever its type.
pub type Setting = Option<Located<Text>>;

/// Any number of folders (each one account's side of things).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blueprint {
    /// The main folder first, then one for each cross-account target.
    pub folders: Vec<Folder>,
    /// What concerns no single folder and was not understood.
    pub not_understood: Vec<NotUnderstood>,
}

/// One Terraform folder: a root module, a module, or part of a folder that somebody owns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Empty for the main folder, else `targets/NAME`.
    pub path: String,
    /// The account that it is applied to, where it is known.
    pub account: Setting,
    /// The partition, where it is known.
    pub partition: Setting,
    /// The region, where it is known.
    pub region: Setting,
    /// Whether this is what AWS holds, with all that it decided where nobody said it: a state.
    pub is_applied: bool,
    /// Whether this is what Terraform made of a module, where look-ups have their results and what AWS
    /// decided may stand: a plan or a state.
    pub is_resolved: bool,
    /// The roles.
    pub roles: Vec<Role>,
    /// Customer managed policies that are attached to no role of this folder.
    pub policies: Vec<Policy>,
    /// The instance profiles.
    pub profiles: Vec<InstanceProfile>,
    /// Instances, launch templates and configurations, auto scaling groups.
    pub computes: Vec<Compute>,
    /// What the account says of the metadata service where neither a machine nor its template does;
    /// only where it was read.
    pub metadata_defaults: Option<Imds>,
    /// The roles elsewhere that the folder's first role is meant to assume.
    pub assumes: Vec<Assumes>,
    /// Files to copy beside the Terraform; empty on a blueprint that was read.
    pub files: Vec<CopiedFile>,
    /// What rendering needs beside that; empty on a blueprint that was read.
    pub terraform: Terraform,
    /// Roles that a module declares but that are not there with these inputs; only where it was read.
    pub absent: Vec<Absent>,
    /// Literal arguments of resources that the policies refer to; only where a module was read.
    pub declarations: Vec<Declaration>,
    /// What is said of the objects that references name; only where a module, plan or state was read.
    pub definitions: Definitions,
    /// What Terraform or AWS refuses here, so that it never holds; only where it was read.
    pub refused: Vec<Diagnostic>,
    /// What was not understood here.
    pub not_understood: Vec<NotUnderstood>,
}

/// A file that is copied beside the Terraform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopiedFile {
    /// Its path below the folder, `/` between the parts: `files/bootstrap.sh`.
    pub path: String,
    /// Its text, to be copied byte by byte.
    pub content: String,
}

/// Something that a reader could not interpret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood {
    /// Which resource or attribute, as Terraform names it.
    pub what: String,
    /// Why.
    pub why: String,
    /// Where.
    pub origin: Origin,
}

/// Whether a thing is there for certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    #[default]
    Certain,
    /// Assumed, because a `count` or condition could not be known.
    Assumed(Vec<Reference>),
}
