//! Rolewright turns one reviewed YAML spec into the Terraform that gives an EC2 instance exactly
//! the AWS access it needs, and compares such descriptions by the access they give.
//!
//! ```text
//! spec.yaml ─▶ Spec ─lower─▶ Blueprint ─render─▶ files
//! module, plan, state, policy JSON ─read─▶ Blueprint ─▶ check, explain, can, diff
//! ```
//!
//! [`engine::Session`] runs all of it.
//!
//! Modules are listed in the order in which they may depend on each other: a module uses only
//! modules above it (`tests/suite/layers.rs` holds this).

pub mod source;
pub mod text;

pub mod diag;

pub mod policy;

pub mod hcl;

pub mod catalogue;

pub mod grant;

pub mod spec;

pub mod blueprint;

pub mod check;

pub mod render;

pub mod read;

pub mod explain;

pub mod diff;

pub mod engine;

pub mod wizard;

pub mod cli;
