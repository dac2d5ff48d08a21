//! What is wrong with policies: actions, resources, conditions, ARNs, attachments, trust, sizes.
//!
//! The checks know the blueprint and nothing else, so they say the same about a spec and about a
//! module that was read. Each finding has a place, and a way out where there is one.
//!
//! ```
//! use rolewright::{
//!     blueprint::{Blueprint, Folder, Policy, Role},
//!     check,
//!     policy::{Clause, Document, Statement},
//!     source::Located,
//! };
//!
//! let statement = Statement {
//!     actions: Clause::of([Located::nowhere("s3:HeadBucket".into())]),
//!     resources: Some(Clause::of([Located::nowhere("arn:aws:s3:::photos".into())])),
//!     ..Statement::default()
//! };
//! let document = Document { statements: vec![statement], ..Document::default() };
//! let policy = Policy { document: Some(document), ..Policy::default() };
//! let role = Role { policies: vec![policy], ..Role::default() };
//! let folder = Folder { roles: vec![role], ..Folder::default() };
//! let found = check::run(&Blueprint { folders: vec![folder], ..Blueprint::default() });
//! let messages: Vec<_> = found.iter().map(|d| d.message().to_owned()).collect();
//! assert_eq!(messages, ["`s3:HeadBucket` is no IAM action"]);
//! ```

mod action;
mod arn;
mod attachment;
mod condition;
mod limit;
mod pair;
mod pass_role;
mod profile;
mod required;
mod size;
mod trap;
mod trust;

use crate::{
    blueprint::{Blueprint, Folder, Policy},
    catalogue::{Action, wildcard_matches},
    diag::{Code, Diagnostics},
    policy::{self, Document, Purpose, Statement, Value},
};

/// The codes that the checks give.
pub const CODES: &[Code] = &[
    Code::UnknownAction,
    Code::WildcardWithoutMatch,
    Code::DeadAction,
    Code::DeadResource,
    Code::MissingResourceType,
    Code::MalformedArn,
    Code::WrongPartition,
    Code::MisplacedArnField,
    Code::UnknownRegion,
    Code::AliasAsResource,
    Code::SecretWithoutSuffix,
    Code::ParameterSlash,
    Code::UnknownOperator,
    Code::UnknownConditionKey,
    Code::InapplicableConditionKey,
    Code::PartlyInapplicableConditionKey,
    Code::WrongOperatorType,
    Code::MissingSetOperator,
    Code::InvalidConditionValue,
    Code::WildcardInEquals,
    Code::UnknownPolicy,
    Code::WithdrawnPolicy,
    Code::BroadManagedPolicy,
    Code::UnattachablePolicy,
    Code::WrongPolicyPath,
    Code::TooManyPolicies,
    Code::ManyPolicies,
    Code::PolicyTooLong,
    Code::PolicyMayBeTooLong,
    Code::InvalidSid,
    Code::DuplicateSid,
    Code::InvalidPrincipal,
    Code::TrustWithResource,
    Code::TrustAction,
    Code::MisplacedPrincipal,
    Code::StatementWithoutResource,
    Code::StatementWithoutAction,
    Code::ChainedSession,
    Code::MfaOnRole,
    Code::PassRoleToAnyService,
    Code::PassRoleByPattern,
];

/// Everything that is wrong with the policies of a blueprint.
pub fn run(blueprint: &Blueprint) -> Diagnostics {
    let mut found = Diagnostics::default();
    for folder in &blueprint.folders {
        found.extend(folder.refused.iter().cloned());
        let scope = arn::Scope::of(folder);
        for document in documents(folder) {
            for statement in &document.statements {
                permission(statement, &scope, &mut found);
            }
        }
        refused(folder, &mut found);
        limit::check(folder, &mut found);
        profile::check(folder, &mut found);
        for role in &folder.roles {
            required::check(role, &mut found);
            pass_role::check(role, &mut found);
            attachment::check(role, &scope, &mut found);
            size::check(role, &mut found);
            if let Some(document) = &role.trust {
                trust::check(document, role, &scope, &mut found);
            }
        }
        for policy in &folder.policies {
            required::alone(policy, &mut found);
            pass_role::alone(policy, &mut found);
            size::managed(policy, &mut found);
        }
    }
    found
}

/// What AWS refuses in whole documents. Where something is not understood, what is missing may be
/// there; what is sure of such documents was found when they were read.
fn refused(folder: &Folder, found: &mut Diagnostics) {
    let of = |policy: &Policy| {
        let document = policy.document.as_ref();
        document.map(|it| policy::refused(it, Purpose::Identity, policy.origin))
    };
    for role in folder
        .roles
        .iter()
        .filter(|it| it.not_understood.is_empty())
    {
        found.extend(role.policies.iter().filter_map(of).flatten());
        let boundary = role.boundary_document.iter();
        found.extend(boundary.flat_map(|it| policy::refused(it, Purpose::Identity, role.origin)));
        let trust = role.trust.iter();
        found.extend(trust.flat_map(|it| policy::refused(it, Purpose::Trust, role.origin)));
    }
    if folder.not_understood.is_empty() {
        found.extend(folder.policies.iter().filter_map(of).flatten());
    }
}

/// The permission policies of a folder: of its roles, their boundaries, and those on their own.
fn documents(folder: &Folder) -> impl Iterator<Item = &Document> {
    let attached = folder.roles.iter().flat_map(|role| {
        role.policies
            .iter()
            .filter_map(|policy: &Policy| policy.document.as_ref())
            .chain(role.boundary_document.as_ref())
    });
    let alone = folder
        .policies
        .iter()
        .filter_map(|policy| policy.document.as_ref());
    attached.chain(alone)
}

/// The values of a statement beyond which nothing is compared with each other. A statement of 10,240
/// characters has fewer, and one with more is refused for its size whatever it says.
const COMPARED: usize = 2_000;

/// The same for all policies of a role: what it can have at most holds fewer.
const COMPARED_TOGETHER: usize = 10_000;

fn permission(statement: &Statement, scope: &arn::Scope, found: &mut Diagnostics) {
    let acting = acting(statement);
    action::check(&acting, found);
    if values(statement) > COMPARED {
        return;
    }
    let sound = arn::check(statement, &acting, scope, found);
    let trapped = trap::check(statement, found);
    pair::check(statement, &acting, &sound, &trapped, found);
    condition::check(statement, &acting, found);
}

/// How many values a statement has.
fn values(statement: &Statement) -> usize {
    let resources = statement.resources.as_ref();
    statement.actions.values.len()
        + statement.conditions.len()
        + resources.map_or(0, |clause| clause.values.len())
}

/// An action value of a statement and what it names by the catalogue.
struct Acting<'a> {
    value: &'a Value,
    /// `None` for a value that has holes, or that the catalogue need not know; empty for a name
    /// that it does not have.
    actions: Option<Vec<Action>>,
}

fn acting(statement: &Statement) -> Vec<Acting<'_>> {
    let values = statement.actions.values.iter();
    values
        .map(|value| Acting {
            value,
            actions: named(value, statement),
        })
        .collect()
}

fn named(value: &Value, statement: &Statement) -> Option<Vec<Action>> {
    let text = value.value.as_literal()?;
    let lower = text.to_ascii_lowercase();
    let is_pattern = text.contains(['*', '?']);
    let unchecked = |name: &String| wildcard_matches(&lower, name);
    if statement.unchecked.contains(&lower)
        || is_pattern && statement.unchecked.iter().any(unchecked)
    {
        return None;
    }
    Some(if is_pattern {
        Action::matching(text).collect()
    } else {
        Action::find(text).into_iter().collect()
    })
}
