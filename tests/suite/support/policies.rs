//! Policies for tests, from their JSON.

use rolewright::{
    policy::{Document, Policy},
    read,
    source::Sources,
};
use serde_json::{Value, json};

/// The document of a policy's JSON.
pub(crate) fn document(policy: &Value) -> Document {
    let text = policy.to_string();
    let mut sources = Sources::default();
    let id = sources.add("policy.json", text.as_str());
    read::policy(&text, id).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

/// A policy of these statements.
pub(crate) fn policy(statements: &[Value]) -> Policy {
    let whole = json!({ "Version": "2012-10-17", "Statement": statements });
    Policy::new("policy", &document(&whole))
}

/// A statement that allows these actions on these resources.
pub(crate) fn allow(actions: &Value, resources: &Value) -> Value {
    json!({ "Effect": "Allow", "Action": actions, "Resource": resources })
}

/// A statement that denies these actions on these resources.
pub(crate) fn deny(actions: &Value, resources: &Value) -> Value {
    json!({ "Effect": "Deny", "Action": actions, "Resource": resources })
}

/// The statement under a condition.
pub(crate) fn when(mut statement: Value, condition: &Value) -> Value {
    statement["Condition"] = condition.clone();
    statement
}
