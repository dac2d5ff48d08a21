//! The resources of a state file as Terraform keeps it, `terraform.tfstate`.
//!
//! `terraform show -json` prints the same values; here they lie flat, with the parts of their
//! addresses apart.

use super::{
    plan::{Shown, field, items},
    value::{Kind, Value},
};

/// The version of the form, since Terraform 0.12.
const VERSION: &str = "4";

/// Whether this is a state file, of a version that is read here.
pub(super) fn is_state_file(shown: &Value) -> bool {
    field(shown, "version").and_then(Value::as_str).as_deref() == Some(VERSION)
        && field(shown, "resources").is_some()
}

/// What it holds, but not what only waits to be destroyed.
pub(super) fn resources(state: &Value) -> Vec<Shown<'_>> {
    let mut found = Vec::new();
    for resource in items(field(state, "resources")) {
        let text = |name: &str| field(resource, name).and_then(Value::as_str);
        let (Some(kind), Some(name)) = (text("type"), text("name")) else {
            continue;
        };
        let is_data = text("mode").is_some_and(|mode| mode == "data");
        let mode = if is_data { "data." } else { "" };
        let module = text("module").map_or_else(String::new, |module| module + ".");
        for instance in items(field(resource, "instances")) {
            if field(instance, "deposed").is_some() {
                continue;
            }
            let index = field(instance, "index_key")
                .map_or_else(String::new, |key| format!("[{}]", key.canonical()));
            let values = match field(instance, "attributes").map(|values| &values.kind) {
                Some(Kind::Object(values)) => Some(values),
                _ => None,
            };
            found.push(Shown {
                address: format!("{module}{mode}{kind}.{name}{index}"),
                kind: kind.clone(),
                is_data,
                values,
                origin: instance.origin,
            });
        }
    }
    found
}
