//! The IAM policy language: documents as values.
//!
//! This module owns statements, principals, ARN patterns, conditions, their normal form, evaluation
//! and comparison. It knows nothing of Terraform files or YAML: a Terraform reference inside a
//! pattern is an opaque atom that equals only itself.

mod document;

pub use document::{
    Clause, Condition, Document, Effect, Operator, Principal, PrincipalKind, Quantifier, Statement,
    Value, Version,
};
