//! Who asks, and whether a `Principal` names them.

use super::{
    document::{Clause, Principal, PrincipalKind},
    fault::{self, Fault},
    pattern::{Match, Pattern},
    truth::Truth,
};
use crate::text::Text;

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// An AWS service, by its principal such as `ec2.amazonaws.com`.
    Service(String),
    /// Somebody who is named in another way: by a provider of identities, a canonical user id or a
    /// unique id.
    Other {
        /// Under which key `Principal` names them.
        kind: PrincipalKind,
        /// How.
        name: String,
    },
    /// A role, user or account root.
    Principal {
        /// The ARN of the role or user, with its path; references as far as it is not known.
        arn: Text,
        /// The ARN of the session, where the request is made with a role's session.
        session: Option<String>,
    },
}

/// How a resource policy names the caller, in the order of how much that is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// Through the whole account: the account's own policies decide.
    Account,
    /// The role or user itself.
    Itself,
    /// Everyone.
    Everyone,
    /// The session.
    Session,
}

impl Caller {
    /// Reads a service principal, a role's or user's ARN, or a session's ARN (whose role is `role`
    /// if that has the session's name, since a session's ARN does not have the role's path).
    pub fn parse(text: &str, role: Option<&str>) -> Self {
        if !text.starts_with("arn:") {
            return Self::Service(text.to_owned());
        }
        let segments: Vec<&str> = text.splitn(6, ':').collect();
        let session_of = match segments.as_slice() {
            [_, partition, "sts", _, account, rest] => rest
                .strip_prefix("assumed-role/")
                .and_then(|rest| rest.split_once('/'))
                .map(|(name, _)| (partition, account, name)),
            _ => None,
        };
        let Some((partition, account, name)) = session_of else {
            return Self::Principal {
                arn: Text::literal(text),
                session: None,
            };
        };
        let plain = format!("arn:{partition}:iam::{account}:role/{name}");
        let same = |arn: &&str| {
            let account_of = arn.split(':').nth(4);
            account_of == Some(*account) && arn.rsplit('/').next() == Some(name)
        };
        Self::Principal {
            arn: Text::literal(role.filter(same).unwrap_or(&plain)),
            session: Some(text.to_owned()),
        }
    }

    /// The account, where it is known.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Service(_) | Self::Other { .. } => None,
            Self::Principal { arn, session } => {
                let arn = arn.as_literal().or(session.as_deref())?;
                arn.split(':').nth(4).filter(|account| !account.is_empty())
            }
        }
    }

    /// Whether it is a service.
    pub const fn is_service(&self) -> bool {
        matches!(self, Self::Service(_))
    }
}

/// The account that a principal value names: twelve digits, or an account's root.
pub(super) fn account_of_value(value: &str) -> Option<&str> {
    let is_account = |text: &&str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if is_account(&value) {
        return Some(value);
    }
    let segments: Vec<&str> = value.splitn(6, ':').collect();
    match segments.as_slice() {
        ["arn", _, "iam", "", account, "root"] => Some(*account).filter(is_account),
        _ => None,
    }
}

/// How `principal` names the caller, if it does.
fn names(principal: &Principal, caller: &Caller) -> (Truth, Named) {
    let value = &principal.value.value;
    let literal = value.as_literal();
    match (principal.kind, caller) {
        (PrincipalKind::Everyone, _) => (Truth::Yes, Named::Everyone),
        (PrincipalKind::Aws, _) if literal == Some("*") => (Truth::Yes, Named::Everyone),
        (PrincipalKind::Service, Caller::Service(name)) => (same(value, name), Named::Itself),
        (kind, Caller::Other { kind: other, name }) if kind == *other => {
            let truth = match literal {
                Some(literal) => Truth::from(literal == *name),
                None => depends(value, &Text::literal(name.as_str())),
            };
            (truth, Named::Itself)
        }
        (PrincipalKind::Aws, Caller::Principal { arn, session }) => {
            let account = literal.and_then(account_of_value);
            if let Some(account) = account
                && caller.account() == Some(account)
            {
                return (Truth::Yes, Named::Account);
            }
            if let Some(session) = session
                && literal == Some(session)
            {
                return (Truth::Yes, Named::Session);
            }
            let pattern = Pattern::exact(value);
            let truth = match pattern.matches(&Pattern::exact(arn)) {
                Match::Yes => Truth::Yes,
                Match::No => Truth::No,
                Match::Possibly => depends(value, arn),
            };
            (truth, Named::Itself)
        }
        _ => (Truth::No, Named::Itself),
    }
}

fn same(value: &Text, name: &str) -> Truth {
    match value.as_literal() {
        Some(literal) => Truth::from(literal.eq_ignore_ascii_case(name)),
        None => depends(value, &Text::literal(name)),
    }
}

fn depends(a: &Text, b: &Text) -> Truth {
    let references = a.references().chain(b.references());
    Truth::Depends(references.map(|r| format!("${{{r}}}")).collect())
}

/// Whether a statement's principals include the caller, and how the strongest of them names it.
pub(super) fn includes(clause: &Clause<Principal>, caller: &Caller) -> (Truth, Named) {
    let mut truth = Truth::No;
    let mut named = Named::Account;
    for principal in &clause.values {
        let (one, how) = names(principal, caller);
        if !one.is_no() {
            named = named.max(how);
        }
        truth = truth.or(one);
    }
    if clause.negated && !fault::is(Fault::NotPrincipalAsPrincipal) {
        (truth.negate(), Named::Itself)
    } else {
        (truth, named)
    }
}
