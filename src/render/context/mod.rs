//! What templates see: one documented type for each Terraform resource and each file.
//!
//! A setting that is unset is `none` in a template (`{% if role.path is not none %}`); a name that
//! does not exist is an error with its place. Printing a value is always right: text becomes a
//! whole literal, numbers and booleans stand bare. Only an [`Expression`] asks for its filter.

mod aws_ami;
mod aws_iam_instance_profile;
mod aws_iam_policy;
mod aws_iam_policy_document;
mod aws_iam_role;
mod aws_iam_role_policy;
mod aws_iam_role_policy_attachment;
mod aws_instance;
mod aws_ssm_parameter;
mod block;
mod data_source;
mod file;
mod policy;
pub mod readme;
mod tags;

pub use aws_ami::AwsAmi;
pub use aws_iam_instance_profile::AwsIamInstanceProfile;
pub use aws_iam_policy::AwsIamPolicy;
pub use aws_iam_policy_document::AwsIamPolicyDocument;
pub use aws_iam_role::AwsIamRole;
pub use aws_iam_role_policy::AwsIamRolePolicy;
pub use aws_iam_role_policy_attachment::AwsIamRolePolicyAttachment;
pub use aws_instance::{AwsInstance, MetadataOptions, Volume};
pub use aws_ssm_parameter::AwsSsmParameter;
pub use block::Block;
pub use data_source::DataSource;
pub use file::{Copied, File, Output, Provider, Validation, Variable, Versions};
pub use policy::{Document, Policy};
pub use tags::{Tag, Tags};

use super::value::{Expression, Literal, Scalar};
use crate::blueprint::Setting;

/// The text of a setting.
fn literal(setting: &Setting) -> Option<Literal> {
    setting.as_ref().map(|located| Literal::new(&located.value))
}

/// The number or boolean of a setting.
fn scalar(setting: &Setting) -> Option<Scalar> {
    setting.as_ref().map(|located| Scalar::new(&located.value))
}

/// The label of a resource with this address: its last part.
pub(super) fn label(address: &str) -> Literal {
    let label = address.rsplit('.').next().unwrap_or(address);
    Literal::from(label)
}

/// An attribute of the resource with this address.
fn attribute(address: &str, attribute: &str) -> Expression {
    Expression::new(format!("{address}.{attribute}"))
}
