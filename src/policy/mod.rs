//! The IAM policy language: documents as values.
//!
//! This module owns statements, principals, ARN patterns, conditions, their normal form, evaluation
//! and comparison. It knows nothing of Terraform files or YAML: a Terraform reference inside a
//! pattern is an opaque atom that equals only itself.

pub mod arn;
mod compare;
mod condition;
mod context;
mod document;
mod evaluate;
pub mod fault;
mod form;
mod glob;
mod operator;
mod pattern;
mod principal;
pub mod scalar;
mod size;
mod statement;
mod truth;
mod universe;
mod variable;

pub use compare::{Change, Comparison, Scope, Side, Verdict, When, Witness, compare};
pub use condition::Predicate;
pub use context::{Arity, Context, KeyFacts, KeyKind, Keys, Known};
pub use document::{
    Clause, Condition, Document, Effect, Operator, Principal, PrincipalKind, Quantifier, Statement,
    Value, Version,
};
pub use evaluate::{Decision, Layer, Outcome, Policies, StatementRef, evaluate};
pub use form::{Purpose, duplicate_sid, refused};
pub use operator::{Compared, Test};
pub use pattern::{Match, Pattern, Token};
pub use principal::{Caller, Named};
pub use size::{Size, size, statement_size};
pub use statement::{Ask, Policy, Rule};
pub use truth::Truth;
pub use universe::{FormStep, KnownAction, Targets, Universe};

/// Whether an operator is one whose meaning is known here. A key with a reference in it is the same
/// as itself, and of anything else nothing is said.
fn key_is_understood(predicate: &Predicate) -> bool {
    predicate.test != Test::Unknown
}
