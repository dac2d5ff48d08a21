//! Whether a role may do something, directly or through a role that it assumes.

use std::collections::BTreeSet;

use super::{
    access::{in_partition, partition_of, policies, role_arn},
    question,
};
use crate::{
    blueprint::{Blueprint, CALLER_ROLE_ARN, Folder, Role},
    catalogue,
    policy::{Ask, Caller, Context, Decision, Document, Outcome, Policy, evaluate},
    read::{self, Holdings, boundary, holdings},
    text::{Part, Text},
};

/// One step of a chain, decided.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it is about, as in "`sts:AssumeRole` on `arn:…`".
    pub what: String,
    /// What was decided.
    pub decision: Decision,
}

/// The answer, with its steps.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// Allowed, denied, or what it depends on.
    pub outcome: Outcome,
    /// One step, or with `via` two: becoming the role and acting as it.
    pub steps: Vec<Step>,
    /// What could not be looked at.
    pub not_understood: Vec<String>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no role to ask about.
    #[error("there is no role in it")]
    NoRole,
    /// There are several roles, and none was picked.
    #[error("there are several roles ({0}): pick one with --role")]
    SeveralRoles(String),
    /// No role has that name.
    #[error("there is no role `{0}`: the roles are {1}")]
    UnknownRole(String, String),
    /// No request can be as the question has it.
    #[error("{0}")]
    Impossible(String),
    /// The role assumes nothing of that name.
    #[error("`{0}` is no role that it assumes: those are {1}")]
    UnknownTarget(String, String),
}

/// The role that was picked, or the only one of the main folder.
///
/// # Errors
///
/// If none or several could be meant.
pub fn pick<'a>(
    blueprint: &'a Blueprint,
    wanted: Option<&str>,
) -> Result<(&'a Folder, &'a Role), Refusal> {
    let all: Vec<(&Folder, &Role)> = blueprint
        .folders
        .iter()
        .filter(|folder| wanted.is_some() || folder.path.is_empty())
        .flat_map(|folder| folder.roles.iter().map(move |role| (folder, role)))
        .collect();
    let names = || {
        let name = |(_, role): &(&Folder, &Role)| format!("`{}`", role.title());
        all.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    match (wanted, all.as_slice()) {
        (_, []) => Err(Refusal::NoRole),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Refusal::SeveralRoles(names())),
        (Some(wanted), _) => {
            let is_meant =
                |(_, role): &&(&Folder, &Role)| role.address == wanted || role.title() == wanted;
            let unknown = || Refusal::UnknownRole(wanted.to_owned(), names());
            all.iter().find(is_meant).copied().ok_or_else(unknown)
        }
    }
}

/// A context in which nothing but the given keys is known.
pub fn context<'a>(given: impl IntoIterator<Item = (&'a str, &'a str)>) -> Context {
    let mut values: std::collections::BTreeMap<&str, Vec<&str>> = std::collections::BTreeMap::new();
    for (key, value) in given {
        values.entry(key).or_default().push(value);
    }
    let mut context = Context::partial().with_keys(catalogue::facts);
    for (key, values) in values {
        context.set(key, values);
    }
    context
}

/// Whether the role may do `action` on `resource`; with `via`, after assuming the role that it
/// calls so.
///
/// # Errors
///
/// If it assumes nothing of that name.
pub fn can(
    blueprint: &Blueprint,
    (folder, role): (&Folder, &Role),
    via: Option<&str>,
    (action, resource): (&Text, &Text),
    context: &Context,
) -> Result<Ruling, Refusal> {
    let Some(via) = via else {
        let ask = Ask::new(action, resource);
        return Ok(act(
            blueprint,
            folder,
            role,
            &ask,
            (action, resource),
            context,
        ));
    };
    let Some(assumes) = folder.assumes.iter().find(|assumes| assumes.name == via) else {
        let names = folder
            .assumes
            .iter()
            .map(|assumes| format!("`{}`", assumes.name));
        let names = names.collect::<Vec<_>>().join(", ");
        return Err(Refusal::UnknownTarget(via.to_owned(), names));
    };
    let target = assumes
        .folder
        .and_then(|index| blueprint.folders.get(index))
        .and_then(|folder| folder.roles.first().map(|role| (folder, role)));
    let arn = assumes
        .role
        .as_ref()
        .map(|arn| arn.value.clone())
        .unwrap_or_default();
    let mut ruling = become_it(
        blueprint,
        folder,
        role,
        &arn,
        target,
        assumes.external_id.as_ref().map(|id| &id.value),
        context,
    );
    let after = if let Some((target_folder, target_role)) = target {
        let ask = Ask::new(action, resource);
        let after = act(
            blueprint,
            target_folder,
            target_role,
            &ask,
            (action, resource),
            context,
        );
        ruling.steps.extend(after.steps);
        ruling.not_understood.extend(after.not_understood);
        after.outcome
    } else {
        Outcome::Depends(BTreeSet::from([format!("the permissions of {arn}")]))
    };
    ruling.outcome = both(ruling.outcome, after);
    Ok(ruling)
}

/// Holds that a request can be so: of one that cannot be, "denied" would be no answer.
///
/// # Errors
///
/// If none can.
pub fn possible<'a>(
    role: &Role,
    (action, resource): (&Text, &Text),
    context: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), Refusal> {
    let mut values: std::collections::BTreeMap<String, Vec<String>> =
        std::collections::BTreeMap::new();
    for (key, value) in context {
        let values = values.entry(key.to_lowercase()).or_default();
        values.push(value.to_owned());
    }
    let action = action.to_string();
    let mut wrong_values = values
        .iter()
        .filter_map(|(key, values)| question::impossible_values(key, values));
    let fault = question::unknown_action(&action, role)
        .or_else(|| question::impossible(std::slice::from_ref(&action), resource))
        .or_else(|| wrong_values.next());
    fault.map_or(Ok(()), |why| Err(Refusal::Impossible(why)))
}

/// Whether the role may do it itself.
fn act(
    blueprint: &Blueprint,
    folder: &Folder,
    role: &Role,
    ask: &Ask,
    (action, resource): (&Text, &Text),
    context: &Context,
) -> Ruling {
    let holdings = holdings(role);
    let policies = policies(role, &holdings, partition_of(resource));
    let caller = caller(folder, role, partition_of(resource));
    let context = completed(context, folder, &caller);
    let mut decision = evaluate(&policies, &caller, None, ask, &context);
    let loose = loose(blueprint, folder);
    let not_understood = doubt(&mut decision, &holdings, loose, unread_boundary(role));
    Ruling {
        outcome: decision.outcome.clone(),
        steps: vec![Step {
            what: format!("`{action}` on `{resource}`"),
            decision,
        }],
        not_understood,
    }
}

/// Why the role's boundary cannot be looked at, if so.
fn unread_boundary(role: &Role) -> Option<String> {
    boundary(role).and_then(Result::err)
}

/// What belongs to no role, as far as is known, and may concern one all the same.
fn loose<'a>(blueprint: &'a Blueprint, folder: &'a Folder) -> impl Iterator<Item = String> + 'a {
    let all = blueprint
        .not_understood
        .iter()
        .chain(&folder.not_understood);
    all.map(|one| format!("{}: {}", one.what, one.why))
}

/// Makes the decision depend on what is not known, which is returned: policies that may deny and may
/// allow, and `limits`, which can only take away.
fn doubt(
    decision: &mut Decision,
    holdings: &Holdings,
    loose: impl IntoIterator<Item = String>,
    limits: impl IntoIterator<Item = String>,
) -> Vec<String> {
    let mut unknown: Vec<String> = holdings.missing().cloned().collect();
    unknown.extend(loose);
    let is_denied = decision.outcome == Outcome::Denied;
    let certain = decision.is_explicit() || (unknown.is_empty() && is_denied);
    unknown.extend(limits);
    if !certain && !unknown.is_empty() {
        let mut keys: BTreeSet<String> = unknown.iter().cloned().collect();
        if let Outcome::Depends(more) = &decision.outcome {
            keys.extend(more.iter().cloned());
        }
        decision.outcome = Outcome::Depends(keys);
    }
    unknown
}

/// Whether the role may become the target: its policies and the target's trust must both allow.
fn become_it(
    blueprint: &Blueprint,
    folder: &Folder,
    role: &Role,
    arn: &Text,
    target: Option<(&Folder, &Role)>,
    external_id: Option<&Text>,
    context: &Context,
) -> Ruling {
    let action: Text = "sts:AssumeRole".into();
    let holdings = holdings(role);
    let partition = partition_of(arn);
    let mut policies = policies(role, &holdings, partition);
    let trust = target.and_then(|(_, role)| role.trust.as_ref());
    let mut caller = caller(folder, role, partition);
    // A target that is written for this caller takes its ARN as a variable, so that it is the
    // caller's whatever the account is: any account serves, and one that nobody has cannot be meant
    // by anything else.
    let trust = trust.map(|trust| match account_for_good(&caller, trust) {
        Some(known) => {
            let filled = for_caller(trust, &known);
            caller = Caller::Principal {
                arn: known,
                session: None,
            };
            filled
        }
        None => trust.clone(),
    });
    let mut context = completed(context, folder, &caller);
    match external_id.and_then(Text::as_literal) {
        Some(id) => context.set("sts:ExternalId", [id]),
        None if external_id.is_none() => context.set_absent("sts:ExternalId"),
        None => {}
    }
    let compile = |trust: &Document| Policy::new("trust", &in_partition(trust, partition));
    policies.resource = trust.as_ref().map(compile);
    policies.resource_must_allow = trust.is_some();
    let ask = Ask::new(&action, arn);
    // Without the other side, our own alone can only refuse.
    let account = trust
        .as_ref()
        .and_then(|_| arn.as_literal()?.split(':').nth(4));
    let mut decision = evaluate(&policies, &caller, account, &ask, &context);
    let unread_trust = || format!("the trust policy of {arn}");
    let limits = trust.is_none().then(unread_trust).into_iter();
    let limits = limits.chain(unread_boundary(role));
    let not_understood = doubt(&mut decision, &holdings, loose(blueprint, folder), limits);
    Ruling {
        outcome: decision.outcome.clone(),
        steps: vec![Step {
            what: format!("`{action}` on `{arn}`"),
            decision,
        }],
        not_understood,
    }
}

/// An account that nobody has (IAM's ids of accounts do not begin with so many zeros), for a caller
/// whose account is not known.
const NOBODYS: &str = "000000000001";

/// The caller's ARN with [`NOBODYS`] account, where its account is all that is not known of it and
/// the trust policy takes it as a variable.
fn account_for_good(caller: &Caller, trust: &Document) -> Option<Text> {
    let Caller::Principal { arn, .. } = caller else {
        return None;
    };
    let known = Text::from_parts(arn.parts().iter().map(|part| match part {
        Part::Reference(one) if one.expression().ends_with(".account_id") => {
            Part::Literal(NOBODYS.to_owned())
        }
        part => part.clone(),
    }));
    let is_whole = known.as_literal().is_some();
    (is_whole && for_caller(trust, &known) != *trust).then_some(known)
}

/// The trust policy where this caller's ARN is handed to it.
fn for_caller(trust: &Document, arn: &Text) -> Document {
    let whole = format!("var.{CALLER_ROLE_ARN}");
    let account = format!("split(\":\", {whole})[4]");
    let literal = arn.as_literal().unwrap_or_default();
    let own = literal.split(':').nth(4).unwrap_or_default();
    trust.map_values(|text| {
        Text::from_parts(text.parts().iter().map(|part| match part {
            Part::Reference(one) if one.expression() == whole => Part::Literal(literal.to_owned()),
            Part::Reference(one) if one.expression() == account => Part::Literal(own.to_owned()),
            part => part.clone(),
        }))
    })
}

/// The role as the caller. It is in the partition of what it works on: its own is filled in where
/// nobody said it.
fn caller(folder: &Folder, role: &Role, partition: &str) -> Caller {
    Caller::Principal {
        arn: read::in_partition(&role_arn(folder, role), partition),
        session: None,
    }
}

/// The context with what is certain of every request that the role makes.
fn completed(context: &Context, folder: &Folder, caller: &Caller) -> Context {
    let mut context = context.clone();
    if let Caller::Principal { arn, .. } = caller
        && let Some(arn) = arn.as_literal()
    {
        context.set_default("aws:PrincipalArn", arn);
    }
    let account = folder
        .account
        .as_ref()
        .and_then(|account| account.value.as_literal());
    if let Some(account) = account {
        context.set_default("aws:PrincipalAccount", account);
    }
    context.set_default("aws:PrincipalType", "AssumedRole");
    context
}

/// Both steps are needed.
fn both(first: Outcome, second: Outcome) -> Outcome {
    match (first, second) {
        (Outcome::Denied, _) | (_, Outcome::Denied) => Outcome::Denied,
        (Outcome::Allowed, other) | (other, Outcome::Allowed) => other,
        (Outcome::Depends(a), Outcome::Depends(b)) => {
            Outcome::Depends(a.into_iter().chain(b).collect())
        }
    }
}
