//! The functions of the AWS provider, under the name that it has in nearly every module.

use super::Call;
use crate::read::{eval::Outcome, value::Value};

/// The parts of an ARN behind `arn`, in order, as the provider names them.
const PARTS: [&str; 5] = ["partition", "service", "region", "account_id", "resource"];

fn parts(arn: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = arn.strip_prefix("arn:")?.splitn(PARTS.len(), ':').collect();
    (parts.len() == PARTS.len()).then_some(parts)
}

pub(super) fn parse(call: &Call<'_, '_>) -> Option<Outcome> {
    let text = call.text(0)?;
    let Some(parts) = parts(&text) else {
        return Some(Err(call.fault(format!("`{text}` is not an ARN"))));
    };
    let fields = PARTS
        .iter()
        .zip(parts)
        .map(|(name, part)| ((*name).to_owned(), call.string(part)));
    Some(Ok(Value::object(fields, call.origin)))
}

pub(super) fn build(call: &Call<'_, '_>) -> Option<Outcome> {
    let parts: Option<Vec<String>> = (0..PARTS.len()).map(|index| call.text(index)).collect();
    Some(Ok(call.string(format!("arn:{}", parts?.join(":")))))
}

/// The ARN of a role as if its path were `/`.
pub(super) fn without_path(call: &Call<'_, '_>) -> Option<Outcome> {
    let text = call.text(0)?;
    let refused = || Some(Err(call.fault(format!("`{text}` is not the ARN of a role"))));
    let Some(parts) = parts(&text) else {
        return refused();
    };
    let [partition, "iam", "", account, resource] = parts.as_slice() else {
        return refused();
    };
    let Some(path) = resource.strip_prefix("role/") else {
        return refused();
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let trimmed = format!("arn:{partition}:iam::{account}:role/{name}");
    Some(Ok(call.string(trimmed)))
}
