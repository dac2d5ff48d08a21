//! Policies of resources, as far as they are a role's: in one account a statement that names the role
//! gives or takes by itself.
//!
//! Such a statement says the same as one of the role's own policies ("Policy evaluation logic" in the
//! IAM user guide: within an account an Allow in either is enough, and an Allow that names the role
//! stays within its permissions boundary). What it says of other principals is not the role's.

use std::rc::Rc;

use super::{
    iam::{read_argument, refers_to_attribute},
    instance::Instance,
    module::{Survey, presence},
    names,
    value::{Kind, Value},
};
use crate::{
    blueprint::{NotUnderstood, Policy, PolicyKind, Role},
    hcl,
    policy::{Clause, Document, Effect, Principal, PrincipalKind, Purpose, Statement},
    source::Located,
    text::{Reference, Text},
};

/// Whom a principal of a resource policy means, as far as one role is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// Somebody else.
    Another,
    /// The role.
    Itself,
    /// Everybody, the role among them.
    Everyone,
    /// The account: it leaves it to IAM to give, and a Deny takes from all in it.
    Account,
    /// That cannot be told.
    Perhaps,
}

/// Reads the policy in an argument of a resource. `own` are the ARNs that `*`, or no `Resource` at
/// all, means in it.
pub(super) fn read(
    survey: &mut Survey<'_, '_>,
    instance: &Rc<Instance>,
    argument: &str,
    own: &[Text],
) -> Option<Document> {
    let mut faults = Vec::new();
    let (document, assumed) =
        read_argument(survey, instance, argument, Purpose::Resource, &mut faults)?;
    if document.is_none() || !faults.is_empty() {
        // Whom it concerns is found by what it refers to.
        survey.unsure.insert(instance.address.clone());
    }
    let document = document?;
    give(survey, instance, &document, own, assumed);
    Some(document)
}

/// Gives each role what a document of a resource says of it.
pub(super) fn give(
    survey: &mut Survey<'_, '_>,
    instance: &Rc<Instance>,
    document: &Document,
    own: &[Text],
    mut assumed: Vec<Reference>,
) {
    assumed.extend(instance.assumed.iter().cloned());
    let arns: Vec<Option<String>> = survey
        .folder
        .roles
        .iter()
        .map(|role| arn_in_state(survey, role))
        .collect();
    for (role, arn) in survey.folder.roles.iter_mut().zip(arns) {
        let mut its = Document {
            statements: Vec::new(),
            ..document.clone()
        };
        for statement in &document.statements {
            let doubt = match for_role(statement, role, arn.as_deref(), own) {
                Ok(found) => {
                    its.statements.extend(found);
                    continue;
                }
                Err(doubt) => doubt,
            };
            role.not_understood.push(NotUnderstood {
                what: instance.address.clone(),
                why: doubt.to_owned(),
                origin: statement.origin,
            });
        }
        if !its.statements.is_empty() {
            role.resource_policies.push(Policy {
                address: instance.address.clone(),
                kind: PolicyKind::Inline,
                document: Some(its),
                presence: presence(&assumed),
                origin: instance.declared.origin(),
                ..Policy::default()
            });
        }
    }
}

/// What a state says that the ARN of a role is.
fn arn_in_state(survey: &Survey<'_, '_>, role: &Role) -> Option<String> {
    let mut declared = survey.folder.declarations.iter();
    let arn = declared.find(|one| one.address == role.address && one.attribute == "arn")?;
    Some(arn.value.value.clone())
}

/// A statement of a resource as one of the role's own, if it is about the role.
fn for_role(
    statement: &Statement,
    role: &Role,
    arn: Option<&str>,
    own: &[Text],
) -> Result<Option<Statement>, &'static str> {
    let Some(principals) = &statement.principals else {
        return Ok(None);
    };
    let met = |wanted: Means| {
        let mut all = principals.values.iter();
        all.any(|principal| means(principal, role, arn) == wanted)
    };
    let is_allow = statement.effect == Effect::Allow;
    let about_it = if principals.negated {
        if met(Means::Itself) && !is_allow {
            return Ok(None);
        }
        return Err("a statement for all but some principals, which may be about the role");
    } else if met(Means::Itself) {
        true
    } else if met(Means::Everyone) {
        if is_allow && role.permissions_boundary.is_some() {
            return Err("a statement that allows everyone, whom no permissions boundary limits");
        }
        true
    } else if met(Means::Perhaps) {
        return Err("a statement about a principal that may be the role");
    } else if met(Means::Account) && !is_allow {
        return Err("a statement that denies an account, which may be the role's");
    } else {
        false
    };
    if !about_it {
        return Ok(None);
    }
    let mut its = Statement {
        principals: None,
        ..statement.clone()
    };
    let is_whole = statement.resources.as_ref().is_none_or(|resources| {
        let mut values = resources.values.iter();
        !resources.negated && values.any(|one| one.value.as_literal() == Some("*"))
    });
    if is_whole {
        if own.is_empty() {
            return Err("a statement about the role, on a resource whose ARN is not known");
        }
        let values = own
            .iter()
            .map(|arn| Located::new(arn.clone(), statement.origin));
        its.resources = Some(Clause::of(values));
    }
    Ok(Some(its))
}

fn means(principal: &Principal, role: &Role, arn: Option<&str>) -> Means {
    match principal.kind {
        PrincipalKind::Everyone => return Means::Everyone,
        PrincipalKind::Service | PrincipalKind::Federated | PrincipalKind::CanonicalUser => {
            return Means::Another;
        }
        PrincipalKind::Aws => {}
    }
    let text = &principal.value.value;
    let shown = text.to_string();
    if shown == "*" {
        return Means::Everyone;
    }
    if let Some(reference) = text.as_reference() {
        let expression = reference.expression();
        return match refers_to_attribute(expression, &role.address) {
            Some("arn" | "unique_id") => Means::Itself,
            _ if names::holds(expression, &role.address) => Means::Perhaps,
            _ if expression.starts_with("data.aws_caller_identity.") => Means::Account,
            _ => Means::Another,
        };
    }
    if arn.is_some_and(|arn| arn == shown) {
        return Means::Itself;
    }
    let is_id = shown.len() == 12 && shown.bytes().all(|byte| byte.is_ascii_digit());
    if is_id || shown.ends_with(":root") {
        return Means::Account;
    }
    by_arn(text, &shown, role, arn)
}

/// Whether a literal ARN, or one with holes, is the role's.
fn by_arn(text: &Text, shown: &str, role: &Role, arn: Option<&str>) -> Means {
    let mut references = text.references();
    if references.any(|one| names::holds(one.expression(), &role.address)) {
        return Means::Perhaps;
    }
    if arn.is_some() && text.as_literal().is_some() && !shown.contains(":assumed-role/") {
        return Means::Another;
    }
    let Some((before, tail)) = shown
        .split_once(":role/")
        .or_else(|| shown.split_once(":assumed-role/"))
    else {
        // An id, or the ARN of a user.
        return Means::Another;
    };
    let is_session = shown.contains(":assumed-role/");
    let name = if is_session {
        tail.split('/').next()
    } else {
        tail.rsplit('/').next()
    };
    let last = Text::literal(name.unwrap_or_default());
    let is_named = match &role.name {
        Some(own) => own.value.to_string() == name.unwrap_or_default(),
        None => false,
    };
    let same_account = before.ends_with('}') && before.contains("data.aws_caller_identity.");
    match (is_named, same_account && !is_session) {
        (true, true) => Means::Itself,
        (true, false) => Means::Perhaps,
        (false, _) if names::may_be(&last, role) && !text.has_references() => Means::Perhaps,
        (false, _) => Means::Another,
    }
}

/// The ARN of the resource that an argument names by one of its attributes, by its ARN, or by what
/// `literal` makes of a name.
pub(super) fn arn_of(value: &Value, literal: impl FnOnce(&str) -> Option<Text>) -> Option<Text> {
    let reference = match (&value.from, &value.kind) {
        (Some(from), _) => Some(from.to_string()),
        (None, Kind::Unknown(reference)) => Some(reference.expression().to_owned()),
        _ => value
            .as_text()
            .and_then(|text| text.as_reference().map(|one| one.expression().to_owned())),
    };
    if let Some((address, attribute)) = reference.as_deref().and_then(|r| r.rsplit_once('.')) {
        let root = address.split(['.', '[']).next().unwrap_or_default();
        let is_resource = !["var", "local", "each", "count", "module", "path"].contains(&root)
            || (root == "module" && address.matches('.').count() >= 3);
        if is_resource && address.contains('.') && hcl::is_identifier(attribute) {
            return Some(Text::reference(format!("{address}.arn")));
        }
    }
    let text = value.as_text()?;
    if text.literal_prefix().starts_with("arn:") {
        return Some(text);
    }
    literal(text.as_literal()?)
}

/// The ARN of the resource itself.
pub(super) fn self_arn(instance: &Instance) -> Vec<Text> {
    vec![Text::reference(format!("{}.arn", instance.address))]
}

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:REST` of what is applied here.
pub(super) fn arn_here(service: &str, rest: &str) -> Text {
    Text::literal("arn:")
        .then(&Text::reference("data.aws_partition.current.partition"))
        .then_literal(format!(":{service}:"))
        .then(&Text::reference("data.aws_region.current.name"))
        .then_literal(":")
        .then(&Text::reference(
            "data.aws_caller_identity.current.account_id",
        ))
        .then_literal(format!(":{rest}"))
}

/// The principal of an argument, as a resource policy has it.
pub(super) fn principal(value: &Value) -> Option<Principal> {
    let text = value.as_text()?;
    let is_service = text.to_string().contains(".amazonaws.com");
    Some(Principal {
        kind: if is_service {
            PrincipalKind::Service
        } else {
            PrincipalKind::Aws
        },
        value: Located::new(text, value.origin),
    })
}
