//! The policies of a role with their documents: its own, and those that AWS manages.

use super::{in_partition, policy_json};
use crate::{
    blueprint::{ManagedPolicy, Presence, Role},
    catalogue::AwsPolicy,
    diag::Diagnostic,
    policy::Document,
    source::Sources,
    text::Text,
};

/// A policy of a role, with where it comes from.
#[derive(Clone, Debug)]
pub struct Held {
    /// The name that decisions call it by.
    pub name: String,
    /// What it says.
    pub document: Document,
    /// Whether it is a managed policy of AWS.
    pub is_aws: bool,
}

/// What a role holds, and what of it is not known.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// Inline, customer managed and AWS managed policies.
    pub policies: Vec<Held>,
    /// The ARNs of managed policies whose documents are no part of this description, each with what
    /// is missing in words.
    pub elsewhere: Vec<(Text, String)>,
    /// What else is missing, in words.
    pub not_understood: Vec<String>,
}

impl Holdings {
    /// Everything that is missing, in words.
    pub fn missing(&self) -> impl Iterator<Item = &String> {
        let elsewhere = self.elsewhere.iter().map(|(_, why)| why);
        elsewhere.chain(&self.not_understood)
    }
}

/// The policies that a role holds.
pub fn holdings(role: &Role) -> Holdings {
    let mut holdings = Holdings::default();
    for policy in role.policies.iter().chain(&role.resource_policies) {
        let name = policy
            .name
            .as_ref()
            .map_or_else(|| policy.address.clone(), |name| name.value.to_string());
        match &policy.document {
            Some(document) => holdings.policies.push(Held {
                name,
                document: document.clone(),
                is_aws: false,
            }),
            None => holdings.not_understood.push(format!("the policy `{name}`")),
        }
    }
    for managed in &role.managed_policies {
        match of_aws(managed) {
            Ok(held) => holdings.policies.push(held),
            Err(why) => holdings.elsewhere.push((managed.arn.value.clone(), why)),
        }
    }
    for one in &role.not_understood {
        holdings
            .not_understood
            .push(format!("{}: {}", one.what, one.why));
    }
    holdings
}

/// A managed policy of AWS, whose document the catalogue has.
fn of_aws(managed: &ManagedPolicy) -> Result<Held, String> {
    let text = &managed.arn.value;
    let arn = in_partition(text, "aws");
    let missing = |why: &str| format!("the managed policy `{text}`: {why}");
    let arn = arn
        .as_literal()
        .ok_or_else(|| missing("its ARN is known only to Terraform"))?;
    let policy = AwsPolicy::find_arn(arn)
        .ok_or_else(|| missing("its document is no part of this description"))?;
    let json = policy
        .document()
        .ok_or_else(|| missing("its document is not known"))?;
    let mut sources = Sources::default();
    let id = sources.add(policy.name(), json.as_str());
    let mut document = policy_json::policy(&json, id).map_err(|faults| {
        let first = faults
            .first()
            .map_or("it is no policy", Diagnostic::message);
        missing(first)
    })?;
    // The document stands in no file of the user: what caused it is the attachment.
    for statement in &mut document.statements {
        statement.origin = managed.arn.origin;
    }
    Ok(Held {
        name: policy.name().to_owned(),
        document,
        is_aws: true,
    })
}

/// The document of the role's permissions boundary, where it has one: what its description holds, or
/// AWS's.
///
/// # Errors
///
/// In words, if the document is not known.
pub fn boundary(role: &Role) -> Option<Result<Document, String>> {
    if let Some(document) = &role.boundary_document {
        return Some(Ok(document.clone()));
    }
    let arn = role.permissions_boundary.as_ref()?;
    if arn.value.is_empty() {
        return None;
    }
    let managed = ManagedPolicy {
        address: String::new(),
        arn: arn.clone(),
        by_name: false,
        presence: Presence::Certain,
    };
    let unknown = || {
        format!(
            "the permissions boundary {}: its document is no part of this description",
            arn.value
        )
    };
    Some(
        of_aws(&managed)
            .map(|held| held.document)
            .map_err(|_| unknown()),
    )
}
