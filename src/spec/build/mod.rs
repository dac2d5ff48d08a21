//! From typed values to the model. Nothing is judged here: what had a fault is not there.

mod instance;
mod role;
mod statement;
mod terraform;

pub(super) use terraform::{layout, style};

use super::{
    decode::{Fields, Report, Value},
    model::{Assert, Spec},
};
use crate::grant;

/// The spec that these keys say, as complete as their faults allow.
pub(super) fn spec(fields: &Fields, report: &mut Report<'_>) -> Spec {
    let file = report
        .sources
        .get(report.source)
        .map(|source| source.name().to_owned());
    Spec {
        file: file.unwrap_or_default(),
        account: fields.text("account"),
        partition: fields.text("partition"),
        region: fields.text("region"),
        tags: fields.tags("tags"),
        role: fields.map("role").map(role::role).unwrap_or_default(),
        instance_profile: fields.map("instance_profile").map(role::profile),
        grants: grants(fields),
        allow: statement::statements(fields, "allow", crate::policy::Effect::Allow),
        deny: statement::statements(fields, "deny", crate::policy::Effect::Deny),
        assume: fields.maps("assume").filter_map(role::assume).collect(),
        instance: fields
            .map("instance")
            .map(|fields| instance::instance(fields, report)),
        asserts: fields
            .map("assert")
            .map_or_else(Assert::default, statement::asserts),
        variables: terraform::variables(fields),
        terraform: fields
            .map("terraform")
            .map(terraform::terraform)
            .unwrap_or_default(),
    }
}

/// The grants of all services, in file order.
fn grants(fields: &Fields) -> Vec<grant::Request> {
    let lists = fields.list.iter().filter_map(|field| match &field.value {
        Some(Value::Grants(requests)) => Some(requests.iter().cloned()),
        _ => None,
    });
    lists.flatten().collect()
}
