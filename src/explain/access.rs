//! The policies of a role, ready to decide and to compare: its own, and AWS's managed ones.

use crate::{
    blueprint::{Folder, ManagedPolicy, Role, Setting},
    catalogue::AwsPolicy,
    diag::Diagnostic,
    policy::{Document, Policies, Policy},
    read,
    source::{Origin, Sources},
    text::{Part, Text},
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
    /// What is missing, in words.
    pub not_understood: Vec<String>,
}

/// The policies that a role holds.
pub fn holdings(role: &Role) -> Holdings {
    let mut holdings = Holdings::default();
    for policy in &role.policies {
        let name = shown(&policy.name).unwrap_or_else(|| policy.address.clone());
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
            Err(why) => holdings.not_understood.push(why),
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
    let arn = in_partition(text);
    let missing = |why: &str| format!("the managed policy `{text}`: {why}");
    let arn = arn.ok_or_else(|| missing("its ARN is known only to Terraform"))?;
    let policy = AwsPolicy::find_arn(&arn)
        .ok_or_else(|| missing("its document is no part of this description"))?;
    let json = policy
        .document()
        .ok_or_else(|| missing("its document is not known"))?;
    let mut sources = Sources::default();
    let id = sources.add(policy.name(), json.as_str());
    let mut document = read::policy(&json, id).map_err(|faults| {
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

/// The text with a reference for the partition read as `aws`, if that makes it plain text.
fn in_partition(text: &Text) -> Option<String> {
    let mut plain = String::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal) => plain.push_str(literal),
            Part::Reference(reference) if is_partition(reference.expression()) => {
                plain.push_str("aws");
            }
            _ => return None,
        }
    }
    Some(plain)
}

/// Whether an expression yields the partition.
pub fn is_partition(expression: &str) -> bool {
    expression.starts_with("data.aws_partition.") && expression.ends_with(".partition")
}

/// What a role may do, as policies to evaluate; the names of policies are those of its parts.
pub fn policies(role: &Role, holdings: &Holdings) -> Policies {
    let compile = |held: &Held| Policy::new(held.name.clone(), &held.document);
    Policies {
        identity: holdings.policies.iter().map(compile).collect(),
        boundary: role
            .boundary_document
            .as_ref()
            .map(|document| vec![Policy::new("boundary", document)]),
        ..Policies::default()
    }
}

/// The role's ARN, with references for what is not known.
pub fn role_arn(folder: &Folder, role: &Role) -> Text {
    let known = |setting: &Setting, otherwise: &str| match setting {
        Some(value) => value.value.clone(),
        None => Text::reference(otherwise),
    };
    let address = if role.address.is_empty() {
        "the role"
    } else {
        &role.address
    };
    let path = role
        .path
        .as_ref()
        .map_or_else(|| "/".into(), |path| path.value.clone());
    Text::literal("arn:")
        .then(&known(
            &folder.partition,
            "data.aws_partition.current.partition",
        ))
        .then_literal(":iam::")
        .then(&known(
            &folder.account,
            "data.aws_caller_identity.current.account_id",
        ))
        .then_literal(":role")
        .then(&path)
        .then(&known(&role.name, &format!("{address}.name")))
}

/// What messages call a role.
pub fn role_name(role: &Role) -> String {
    shown(&role.name)
        .or_else(|| shown(&role.name_prefix).map(|prefix| format!("{prefix}…")))
        .unwrap_or_else(|| {
            let unnamed = role.address.is_empty();
            if unnamed {
                "the role".to_owned()
            } else {
                role.address.clone()
            }
        })
}

fn shown(setting: &Setting) -> Option<String> {
    setting.as_ref().map(|value| value.value.to_string())
}

/// A place as messages show it: `spec.yaml:12`.
pub fn place(origin: Origin, sources: &Sources) -> Option<String> {
    let source = sources.get(origin.source())?;
    let position = sources.position(origin)?;
    Some(format!("{}:{}", source.name(), position.line))
}
