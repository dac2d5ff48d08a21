//! The Terraform resources that are read: one file a type, one line each in [`READERS`].

mod aws_autoscaling_group;
mod aws_ec2_fleet;
mod aws_ec2_instance_metadata_defaults;
mod aws_ecr_repository_policy;
mod aws_iam_instance_profile;
mod aws_iam_policy;
mod aws_iam_policy_attachment;
mod aws_iam_role;
mod aws_iam_role_policies_exclusive;
mod aws_iam_role_policy;
mod aws_iam_role_policy_attachment;
mod aws_iam_role_policy_attachments_exclusive;
mod aws_instance;
mod aws_kms_grant;
mod aws_kms_key;
mod aws_kms_key_policy;
mod aws_lambda_permission;
mod aws_launch_configuration;
mod aws_launch_template;
mod aws_s3_bucket;
mod aws_s3_bucket_policy;
mod aws_secretsmanager_secret;
mod aws_secretsmanager_secret_policy;
mod aws_sns_topic;
mod aws_sns_topic_policy;
mod aws_spot_fleet_request;
mod aws_spot_instance_request;
mod aws_sqs_queue;
mod aws_sqs_queue_policy;
mod awscc_iam_instance_profile;
mod awscc_iam_role;
mod awscc_iam_role_policy;

use std::rc::Rc;

use super::{iam, instance::Instance, launch, module::Survey};
use crate::blueprint::{NotUnderstood, Policy};

/// What a resource can do to a role's access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Does {
    /// It is a role.
    IsRole,
    /// It is a policy that may be attached.
    IsPolicy,
    /// It gives a role a policy.
    Gives,
    /// It says what a role has, and takes off the rest.
    Limits,
    /// It has a policy of its own, which may name a role.
    Names,
    /// It hands a role to instances.
    HandsOn,
    /// It runs as a role, or says how others run.
    Runs,
}

/// How the resources of one type are read.
pub(in crate::read) struct Reader {
    /// Such as `aws_iam_role`.
    pub(in crate::read) kind: &'static str,
    pub(in crate::read) does: Does,
    /// Adds what it says to the survey's folder.
    read: fn(&mut Survey<'_, '_>, &Rc<Instance>),
}

/// Every type that is read, in the order in which they are: what gives, hands on or launches comes
/// after what it refers to.
pub(in crate::read) const READERS: &[Reader] = &[
    aws_iam_policy::READER,
    aws_iam_role::READER,
    awscc_iam_role::READER,
    aws_iam_role_policy::READER,
    awscc_iam_role_policy::READER,
    aws_iam_role_policy_attachment::READER,
    aws_iam_policy_attachment::READER,
    aws_iam_role_policies_exclusive::READER,
    aws_iam_role_policy_attachments_exclusive::READER,
    aws_s3_bucket::READER,
    aws_s3_bucket_policy::READER,
    aws_sqs_queue::READER,
    aws_sqs_queue_policy::READER,
    aws_sns_topic::READER,
    aws_sns_topic_policy::READER,
    aws_secretsmanager_secret::READER,
    aws_secretsmanager_secret_policy::READER,
    aws_ecr_repository_policy::READER,
    aws_lambda_permission::READER,
    aws_kms_key::READER,
    aws_kms_key_policy::READER,
    aws_kms_grant::READER,
    aws_iam_instance_profile::READER,
    awscc_iam_instance_profile::READER,
    aws_instance::READER,
    aws_spot_instance_request::READER,
    aws_launch_template::READER,
    aws_launch_configuration::READER,
    aws_autoscaling_group::READER,
    aws_ec2_fleet::READER,
    aws_spot_fleet_request::READER,
    aws_ec2_instance_metadata_defaults::READER,
];

/// How a type is read, if it is.
pub(in crate::read) fn reader(kind: &str) -> Option<&'static Reader> {
    READERS.iter().find(|reader| reader.kind == kind)
}

/// A customer managed policy of the folder.
pub(in crate::read) struct Managed {
    pub(in crate::read) policy: Policy,
    /// What of it is not understood.
    pub(in crate::read) faults: Vec<NotUnderstood>,
    pub(in crate::read) is_attached: bool,
}

/// Reads every resource that was found.
pub(in crate::read) fn assemble(survey: &mut Survey<'_, '_>) {
    for reader in READERS {
        // Roles and policies are read by now, and nothing is attached yet.
        if reader.kind == aws_iam_role_policy_attachment::READER.kind {
            aws_iam_role::with_policies(survey);
        }
        let of_kind = survey.instances.iter().filter(|i| i.kind == reader.kind);
        let instances: Vec<_> = of_kind.cloned().collect();
        for instance in instances {
            (reader.read)(survey, &instance);
        }
    }
    for managed in std::mem::take(&mut survey.managed) {
        if !managed.is_attached {
            survey.folder.policies.push(managed.policy);
            survey.folder.not_understood.extend(managed.faults);
        }
    }
    iam::strangers(survey);
    launch::assemble(survey);
}
