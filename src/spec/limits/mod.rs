//! What AWS and Terraform take in one key, beyond type and characters.
//!
//! Functions over the literal text of a value; what is only known to Terraform is left to it.
//! Sources: the AWS API models that ship with botocore, the IAM user guide's quota pages, the
//! Terraform AWS provider's own checks.

pub(super) mod account;
pub(super) mod arn;
pub(super) mod characters;
pub(super) mod cross;
pub(super) mod default;
pub(super) mod expression;
pub(super) mod ids;
pub(super) mod imds;
pub(super) mod kms;
pub(super) mod names;
pub(super) mod region;
pub(super) mod tags;
pub(super) mod trust;
pub(super) mod unchecked;
pub(super) mod version;
pub(super) mod volume;
