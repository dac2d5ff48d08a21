//! What AWS refuses in a document whatever it says: elements that must be there, or must not.

use super::document::{Document, Effect, Principal, Statement};
use crate::{
    diag::{Code, Diagnostic},
    source::Origin,
};

mod sid;

pub use sid::duplicate as duplicate_sid;

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What somebody may do: an inline or managed policy, or a boundary.
    Identity,
    /// Who may become a role.
    Trust,
    /// Who may do what with a bucket, a queue, a key: rules that differ from service to service.
    Resource,
}

impl Purpose {
    /// What a document on its own is for: one that names principals says who may become a role, but
    /// for one that says on what, too, of other actions than those of STS.
    pub fn of(document: &Document) -> Self {
        let names = |statement: &Statement| statement.principals.is_some();
        let elsewhere = |statement: &Statement| {
            statement.resources.is_some() && !statement.actions.values.iter().any(may_assume)
        };
        if document.statements.iter().any(names) && !document.statements.iter().any(elsewhere) {
            Self::Trust
        } else {
            Self::Identity
        }
    }
}

/// What AWS refuses in a document that stands at `origin` (`MalformedPolicyDocument`), each with its
/// place. Values that only Terraform knows are not refused.
pub fn refused(document: &Document, purpose: Purpose, origin: Origin) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if document.statements.is_empty() {
        let message = "a policy needs a statement, and this one has none";
        found.push(Diagnostic::new(Code::BadPolicy, origin, message));
    }
    for statement in &document.statements {
        if statement.actions.values.is_empty() {
            found.push(Diagnostic::new(
                Code::StatementWithoutAction,
                statement.origin,
                "a statement needs an action: its list of actions is empty",
            ));
        }
        match purpose {
            Purpose::Identity => found.extend(identity(statement)),
            Purpose::Trust => trust(statement, &mut found),
            Purpose::Resource => {}
        }
    }
    if purpose != Purpose::Resource {
        found.extend(sid::faults(document, purpose));
    }
    found
}

fn identity(statement: &Statement) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(principals) = &statement.principals {
        let element = if principals.negated {
            "NotPrincipal"
        } else {
            "Principal"
        };
        let first = principals.values.first();
        let origin = first.map_or(statement.origin, |principal| principal.value.origin);
        let message = format!(
            "a policy of a role has no `{element}`: it is about the role that it is attached to"
        );
        found.push(
            Diagnostic::new(Code::MisplacedPrincipal, origin, message)
                .help("say who may become the role in its trust policy"),
        );
    }
    let why = match &statement.resources {
        None => "it has neither `Resource` nor `NotResource`",
        Some(clause) if clause.values.is_empty() => "its list of resources is empty",
        Some(_) => return found,
    };
    found.push(
        Diagnostic::new(
            Code::StatementWithoutResource,
            statement.origin,
            format!("a statement needs a resource: {why}"),
        )
        .help("name the resources, or leave the statement out"),
    );
    found
}

fn trust(statement: &Statement, found: &mut Vec<Diagnostic>) {
    if statement.resources.is_some() {
        let message = "a trust policy has no resources: it is about the role that it belongs to";
        found.push(Diagnostic::new(
            Code::TrustWithResource,
            statement.origin,
            message,
        ));
    }
    match &statement.principals {
        None => found.push(without_principal(
            statement,
            "it has neither `Principal` nor `NotPrincipal`",
        )),
        Some(clause) if clause.values.is_empty() => {
            found.push(without_principal(
                statement,
                "its list of principals is empty",
            ));
        }
        Some(clause) if clause.negated && statement.effect == Effect::Allow => {
            let origin = |principal: &Principal| principal.value.origin;
            found.push(
                Diagnostic::new(
                    Code::InvalidPrincipal,
                    clause.values.first().map_or(statement.origin, origin),
                    "`NotPrincipal` with `Allow` is refused by AWS: it would trust everybody else",
                )
                .help("name who is trusted with `Principal`, or refuse the rest with `Deny`"),
            );
        }
        Some(_) => {}
    }
    for value in &statement.actions.values {
        if !may_assume(value) {
            found.push(
                Diagnostic::new(
                    Code::TrustAction,
                    value.origin,
                    format!("a trust policy knows no `{}`", value.value),
                )
                .help(format!("it is about {} only", listed(&ASSUMING))),
            );
        }
    }
}

fn without_principal(statement: &Statement, why: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MisplacedPrincipal,
        statement.origin,
        format!("a statement of a trust policy needs a principal: {why}"),
    )
    .help("name who may become the role")
}

/// The actions that a trust policy is about, by the IAM user guide and STS's API.
const ASSUMING: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:SetContext",
    "sts:SetSourceIdentity",
    "sts:TagSession",
];

/// Whether a trust policy may be about this action: one of those, or a pattern of STS's.
fn may_assume(value: &super::Value) -> bool {
    let Some(text) = value.value.as_literal() else {
        return true;
    };
    let is_pattern = text.contains(['*', '?']);
    let of_sts = text
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("sts:"));
    ASSUMING
        .iter()
        .any(|known| known.eq_ignore_ascii_case(text))
        || is_pattern && of_sts
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
