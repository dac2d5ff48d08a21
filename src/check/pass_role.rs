//! `iam:PassRole` that does not say to which service a role may be handed.
//!
//! Whoever may pass a role to any service can have its credentials from the service of their choice.
//! Whether a statement says so is asked of the evaluator: it is about a service that nobody named.

use super::{COMPARED_TOGETHER, values};
use crate::{
    blueprint::{Policy, Role},
    catalogue::{Action, ResourcePattern, wildcard_matches},
    diag::{Code, Diagnostic, Diagnostics},
    policy::{
        self, Ask, Caller, Context, Decision, Document, Effect, Outcome, Policies, Statement,
        Value, evaluate,
    },
    source::Origin,
    text::Text,
};

const PASS_ROLE: &str = "iam:PassRole";
const KEY: &str = "iam:PassedToService";
/// A service that no policy names.
const UNNAMED: &str = "a-service-that-nobody-named.amazonaws.com";
/// Some role, for statements on everything.
const SOME_ROLE: &str = "arn:aws:iam::111111111111:role/any";

/// The policies of a role, whose denials hold for each other. A boundary gives nothing.
pub(super) fn check(role: &Role, found: &mut Diagnostics) {
    let documents: Vec<&Document> = role
        .policies
        .iter()
        .filter_map(|policy| policy.document.as_ref())
        .collect();
    within(&documents, found);
}

/// A policy that belongs to no role of the folder.
pub(super) fn alone(policy: &Policy, found: &mut Diagnostics) {
    within(
        policy
            .document
            .as_slice()
            .iter()
            .collect::<Vec<_>>()
            .as_slice(),
        found,
    );
}

fn within(documents: &[&Document], found: &mut Diagnostics) {
    let statements = documents.iter().flat_map(|document| &document.statements);
    if statements.map(values).sum::<usize>() > COMPARED_TOGETHER {
        return;
    }
    let denials = denials(documents);
    for document in documents {
        for statement in &document.statements {
            let Some(naming) = naming(statement) else {
                continue;
            };
            let alone = alone_of(statement, document);
            let to_anyone = |role: &Text| {
                decide(&alone, role).outcome == Outcome::Allowed
                    && !decide(&denials, role).is_explicit()
            };
            if roles(statement).iter().any(to_anyone) {
                found.push(naming.diagnostic(statement));
            }
        }
    }
}

/// How a statement allows to pass a role.
enum Naming<'a> {
    /// By its name.
    Exactly(&'a Value),
    /// By a pattern.
    Pattern(&'a Value),
    /// By `NotAction`.
    Except(Origin),
}

fn naming(statement: &Statement) -> Option<Naming<'_>> {
    if statement.effect == Effect::Deny || statement.principals.is_some() {
        return None;
    }
    let holds_it = |value: &&Value| {
        let text = value.value.as_literal().unwrap_or_default();
        wildcard_matches(&text.to_ascii_lowercase(), &PASS_ROLE.to_ascii_lowercase())
    };
    let named: Vec<&Value> = statement.actions.values.iter().filter(holds_it).collect();
    if statement.actions.negated {
        return named.is_empty().then_some(Naming::Except(statement.origin));
    }
    let exact = |value: &&&Value| {
        let text = value.value.as_literal().unwrap_or_default();
        text.eq_ignore_ascii_case(PASS_ROLE)
    };
    let exactly = named.iter().find(exact).copied();
    exactly
        .map(Naming::Exactly)
        .or_else(|| named.first().copied().map(Naming::Pattern))
}

impl Naming<'_> {
    fn diagnostic(&self, statement: &Statement) -> Diagnostic {
        let condition = format!("`StringEquals: {{\"{KEY}\": ec2.amazonaws.com}}`");
        match self {
            Self::Exactly(value) => {
                let alone = statement.actions.values.len() == 1;
                Diagnostic::new(
                    Code::PassRoleToAnyService,
                    value.origin,
                    format!("`{}` may hand the role to any service", value.value),
                )
                .help(if alone {
                    format!("say to which ones in the conditions: {condition}")
                } else {
                    format!("give it a statement of its own, with the condition {condition}")
                })
            }
            Self::Pattern(value) => by_pattern(
                value.origin,
                format!(
                    "`{}` holds `{PASS_ROLE}`, which may hand the role to any service",
                    value.value
                ),
            )
            .help(format!(
                "name the actions that are needed; `{PASS_ROLE}` goes with the condition {condition}"
            )),
            Self::Except(origin) => by_pattern(
                *origin,
                format!("`NotAction` leaves `{PASS_ROLE}` in, which may hand the role to any service"),
            )
            .help(format!("add `{PASS_ROLE}` to the actions that are left out")),
        }
    }
}

fn by_pattern(origin: Origin, message: String) -> Diagnostic {
    Diagnostic::new(Code::PassRoleByPattern, origin, message)
}

/// The resources of a statement that can be roles.
fn roles(statement: &Statement) -> Vec<Text> {
    let Some(clause) = statement.resources.as_ref().filter(|c| !c.negated) else {
        return vec![SOME_ROLE.into()];
    };
    let Some(pass_role) = Action::find(PASS_ROLE) else {
        return Vec::new();
    };
    clause
        .values
        .iter()
        .map(|value| (ResourcePattern::new(&value.value), &value.value))
        .filter(|(pattern, _)| pass_role.accepts(pattern))
        .map(|(pattern, text)| {
            if pattern.is_everything() && text.as_literal().is_some() {
                SOME_ROLE.into()
            } else {
                text.clone()
            }
        })
        .collect()
}

/// The statement alone, its other conditions met, on everything.
fn alone_of(statement: &Statement, document: &Document) -> Policies {
    let conditions = statement.conditions.iter();
    let statement = Statement {
        resources: None,
        conditions: conditions
            .filter(|condition| is_about_service(&condition.key))
            .cloned()
            .collect(),
        ..statement.clone()
    };
    policies([Document {
        version: document.version,
        statements: vec![statement],
        ..Document::default()
    }])
}

/// The statements that deny by the service, or in any case.
fn denials(documents: &[&Document]) -> Policies {
    policies(documents.iter().map(|document| {
        Document {
            version: document.version,
            statements: document
                .statements
                .iter()
                .filter(|statement| statement.effect == Effect::Deny)
                .filter(|statement| {
                    let mut conditions = statement.conditions.iter();
                    conditions.all(|condition| is_about_service(&condition.key))
                })
                .cloned()
                .collect(),
            ..Document::default()
        }
    }))
}

fn policies(documents: impl IntoIterator<Item = Document>) -> Policies {
    Policies {
        identity: documents
            .into_iter()
            .map(|document| policy::Policy::new("", &document))
            .collect(),
        ..Policies::default()
    }
}

/// What policies say of handing a role to a service that nobody named.
fn decide(policies: &Policies, role: &Text) -> Decision {
    let mut context = Context::partial();
    context.set(KEY, [UNNAMED]);
    let ask = Ask::new(&PASS_ROLE.into(), role);
    let caller = Caller::parse(SOME_ROLE, None);
    evaluate(policies, &caller, None, &ask, &context)
}

fn is_about_service(key: &Value) -> bool {
    let key = key.value.as_literal().unwrap_or_default();
    key.eq_ignore_ascii_case(KEY)
}
