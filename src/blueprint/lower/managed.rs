//! Managed policies that stand elsewhere and are attached by ARN.

use super::{addresses::Labels, names::Names};
use crate::{
    blueprint::{ManagedPolicy, Presence},
    catalogue::AwsPolicy,
    grant::Place,
    policy::Value,
    text::Text,
};

/// The attachments of these policies: bare names of AWS's own, ARNs, or references.
pub(super) fn attachments(policies: &[Value], names: &Names, place: &Place) -> Vec<ManagedPolicy> {
    let mut labels = Labels::default();
    policies
        .iter()
        .map(|policy| {
            let name = policy_name(&policy.value);
            let label = labels.label(&name, &policy.value.to_string());
            let prefix = &names.label_prefix;
            ManagedPolicy {
                address: format!("aws_iam_role_policy_attachment.{prefix}{label}"),
                arn: policy.as_ref().map(|policy| arn(policy, place)),
                by_name: bare_name(&policy.value).is_some(),
                presence: Presence::Certain,
            }
        })
        .collect()
}

/// The whole ARN: a text without colon is the name of a policy of AWS's own.
fn arn(policy: &Text, place: &Place) -> Text {
    match bare_name(policy) {
        Some(name) => {
            let path = AwsPolicy::find(name).map_or("/", AwsPolicy::path);
            Text::literal("arn:")
                .then(&place.partition)
                .then_literal(format!(":iam::aws:policy{path}{name}"))
        }
        None => policy.clone(),
    }
}

/// The name that stands where an ARN could.
fn bare_name(policy: &Text) -> Option<&str> {
    policy.as_literal().filter(|name| !name.contains(':'))
}

/// What a policy is called: the end of its ARN, or what its reference calls it.
fn policy_name(policy: &Text) -> String {
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    match (policy.as_literal(), policy.as_reference()) {
        (Some(literal), _) => last(literal),
        (None, Some(reference)) => {
            let path = reference.expression();
            let path = path.strip_suffix(".arn").unwrap_or(path);
            let mut steps = path.split('.');
            match (steps.next(), steps.next(), steps.next(), steps.next()) {
                // `var.x`, `local.x` and `aws_iam_policy.x` are called x.
                (_, Some(name), None, _) | (Some("data"), _, Some(name), None) => name.to_owned(),
                _ => path.to_owned(),
            }
        }
        (None, None) => last(&policy.to_string()),
    }
}
