//! What launches from what: instances, groups and fleets from templates and configurations.

use super::{
    compute::{blocks, located, nested, some_field},
    iam::refers_to,
    instance::Instance,
    module::Survey,
    value::{Object, Value},
};
use crate::blueprint::ComputeKind;

/// Remembers what the compute that was added last launches from.
pub(super) fn note(survey: &mut Survey<'_, '_>, instance: &Instance) {
    let mut from: Vec<Value> = Vec::new();
    if let Some((value, _)) = survey.value(instance, "launch_configuration") {
        from.push(value);
    }
    for block in blocks(survey, instance, "launch_template") {
        from.extend(named(&block));
    }
    for block in blocks(survey, instance, "mixed_instances_policy") {
        for template in nested(&block, "launch_template") {
            from.extend(specified(&template));
            for other in nested(&template, "override") {
                from.extend(specified(&other));
            }
        }
    }
    for block in blocks(survey, instance, "launch_template_config") {
        from.extend(specified(&block));
    }
    let index = survey.folder.computes.len().saturating_sub(1);
    survey.launching.push((index, from));
}

fn specified(block: &Object) -> Vec<Value> {
    let specifications = nested(block, "launch_template_specification");
    specifications.iter().filter_map(named).collect()
}

/// The template that a block names, whichever way.
fn named(block: &Object) -> Option<Value> {
    ["id", "launch_template_id", "name", "launch_template_name"]
        .into_iter()
        .find_map(|name| some_field(block, name))
}

/// Links what launches with what it launches from, once all is there.
pub(super) fn assemble(survey: &mut Survey<'_, '_>) {
    for (index, from) in std::mem::take(&mut survey.launching) {
        let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
        for value in &from {
            match template(survey, value) {
                Some(template) if !here.contains(&template) => here.push(template),
                Some(_) => {}
                None => elsewhere.extend(located(value)),
            }
        }
        if let Some(compute) = survey.folder.computes.get_mut(index) {
            compute.launches = here;
            compute.launches_elsewhere = elsewhere;
        }
    }
}

/// The template or configuration that a value names: as an attribute of it, by its id in a state, or
/// by its name.
fn template(survey: &Survey<'_, '_>, value: &Value) -> Option<usize> {
    let kinds = [
        ComputeKind::LaunchTemplate,
        ComputeKind::LaunchConfiguration,
    ];
    survey.folder.computes.iter().position(|compute| {
        if !kinds.contains(&compute.kind) {
            return false;
        }
        refers_to(value, &compute.address)
            || survey
                .ids
                .get(&compute.address)
                .is_some_and(|id| Some(id) == value.as_text().as_ref())
            || (value.is_known()
                && compute.name.as_ref().map(|name| name.value.clone()) == value.as_text())
    })
}
