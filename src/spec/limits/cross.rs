//! What must hold between several keys of one map. The maps' descriptions name these functions.

use std::collections::BTreeMap;

use super::{arn, default, region::partition_of};
use crate::{
    diag::{Code, Diagnostic},
    source::Origin,
    spec::{
        decode::{Fields, Report, Value},
        model::Layout,
        module_variable::ModuleVariable,
    },
};

pub(crate) use super::{
    imds::settings as imds, tags::instance, trust::trust, unchecked::statement, volume::devices,
    volume::together as volume,
};

/// The whole spec.
pub(crate) fn spec(fields: &Fields, report: &mut Report<'_>) {
    super::tags::role(fields, report);
    super::tags::in_imds(fields, report);
    places(fields, report);
    labels(fields, report);
    ipv6_endpoint(fields, report);
    variables_in_conditions(fields, report);
    unused_variables(fields, report);
    variable_defaults(fields, report);
    container_hops(fields, report);
}

/// Region, partition and the roles to assume lie in one partition.
fn places(fields: &Fields, report: &mut Report<'_>) {
    let region = fields.literal("region");
    let partition = fields.literal("partition");
    if let (Some(region), Some(partition)) = (&region, &partition) {
        let right = partition_of(&region.value);
        if right != partition.value {
            let message = format!(
                "the region `{}` lies in the partition `{right}`, not in `{}`",
                region.value, partition.value
            );
            report.push(
                Diagnostic::new(Code::BadRegion, partition.origin, message)
                    .also(region.origin, "the region")
                    .replace(format!("write `{right}`"), right),
            );
        }
    }
    let own = partition
        .map(|partition| partition.value)
        .or_else(|| region.map(|region| partition_of(&region.value).to_owned()));
    let Some(own) = own else { return };
    for assume in fields.maps("assume") {
        let Some(role) = assume.literal("role") else {
            continue;
        };
        let Some(other) = arn::split(&role.value).map(|arn| arn.partition) else {
            continue;
        };
        if other != own {
            let message = format!(
                "a role of the partition `{own}` cannot assume one of the partition `{other}`"
            );
            report.push(
                Diagnostic::new(Code::BadArn, role.origin, message)
                    .help("give the workload an identity of its own in the other partition"),
            );
        }
    }
}

/// The provider says that these partitions refuse the IPv6 endpoint.
fn ipv6_endpoint(fields: &Fields, report: &mut Report<'_>) {
    let partition = match (fields.literal("partition"), fields.literal("region")) {
        (Some(partition), _) => partition.value,
        (None, Some(region)) => partition_of(&region.value).to_owned(),
        (None, None) => return,
    };
    let imds = fields
        .map("instance")
        .and_then(|instance| instance.map("imds"));
    let ipv6 = imds.and_then(|imds| imds.literal("ipv6"));
    if let Some(ipv6) = ipv6
        && ipv6.value == "enabled"
        && matches!(partition.as_str(), "aws-iso" | "aws-iso-b")
    {
        let message = format!("the partition `{partition}` has no IPv6 endpoint for metadata");
        report.push(
            Diagnostic::new(Code::UnknownValue, ipv6.origin, message)
                .replace("disable it", "disabled"),
        );
    }
}

/// Terraform wants the condition of a variable to be about that variable.
fn variables_in_conditions(fields: &Fields, report: &mut Report<'_>) {
    let Some(Value::Named(variables)) = fields.value("variables") else {
        return;
    };
    for (name, value) in variables {
        let Value::Map(variable) = value else {
            continue;
        };
        for condition in variable
            .maps("validation")
            .filter_map(|v| v.literal("condition"))
        {
            let wanted = format!("var.{}", name.value);
            let mentions = condition.value.match_indices(&wanted).any(|(at, _)| {
                let after = condition.value.get(at + wanted.len()..).unwrap_or_default();
                !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            });
            if !mentions {
                let message = format!("a condition on `{0}` must refer to `{wanted}`", name.value);
                report.push(
                    Diagnostic::new(Code::BadTerraform, condition.origin, message).help(
                        "Terraform refuses a condition that does not test the variable's value",
                    ),
                );
            }
        }
    }
}

/// Terraform refuses a default that is not of the variable's type.
fn variable_defaults(fields: &Fields, report: &mut Report<'_>) {
    let Some(Value::Named(variables)) = fields.value("variables") else {
        return;
    };
    for (name, value) in variables {
        let Value::Map(variable) = value else {
            continue;
        };
        let (Some(kind), Some(Value::Data(default))) =
            (variable.literal("type"), variable.value("default"))
        else {
            continue;
        };
        if !default::fits(&kind.value, &default.value) {
            let message = format!(
                "the default of `{}` is not of the type `{}`",
                name.value, kind.value
            );
            report.push(
                Diagnostic::new(Code::BadTerraform, default.origin, message)
                    .also(kind.origin, "the type")
                    .help("change one of the two: Terraform refuses such a default"),
            );
        }
    }
}

/// A container that has a network of its own is one hop further away than its host.
fn container_hops(fields: &Fields, report: &mut Report<'_>) {
    let Some(instance) = fields.map("instance") else {
        return;
    };
    let word = |name: &str| match instance.value(name) {
        Some(Value::Word(word)) => Some(word.clone()),
        _ => None,
    };
    let Some(workload) = word("workload").filter(|word| word.value == "containers") else {
        return;
    };
    let Some(hops) = instance
        .map("imds")
        .and_then(|imds| imds.literal("hop_limit"))
    else {
        return;
    };
    if hops.value == "1" {
        let message = "with `hop_limit: 1` containers do not reach the metadata service, and get no credentials of the role";
        report.push(
            Diagnostic::new(Code::ImdsHopLimit, hops.origin, message)
                .also(workload.origin, "the workload")
                .help("containers on the host's own network need one hop: write `workload: host`")
                .replace("allow a second hop", "2"),
        );
    }
}

/// The labels of `assume` are unique.
fn labels(fields: &Fields, report: &mut Report<'_>) {
    let mut seen: BTreeMap<String, Origin> = BTreeMap::new();
    for assume in fields.maps("assume") {
        let Some(name) = assume.literal("name") else {
            continue;
        };
        if let Some(first) = seen.get(&name.value) {
            let message = format!("two entries of `assume` have the name `{}`", name.value);
            report.push(
                Diagnostic::new(Code::DuplicateName, name.origin, message)
                    .also(*first, "the other one")
                    .help("the name is a folder: choose another"),
            );
        } else {
            seen.insert(name.value, name.origin);
        }
    }
}

/// The variable of a target that does not know its caller.
const OF_TARGETS: &str = "caller_role_arn";

/// What refines a variable that nothing uses has no effect.
fn unused_variables(fields: &Fields, report: &mut Report<'_>) {
    let Some(Value::Named(variables)) = fields.value("variables") else {
        return;
    };
    for (name, _) in variables {
        let implied = report.layout == Layout::Module
            && ModuleVariable::named(&name.value).is_some()
            || name.value == OF_TARGETS;
        if implied || report.variables.contains(&name.value) {
            continue;
        }
        let message = format!("nothing in this spec uses the variable `{}`", name.value);
        let near =
            crate::spec::suggest::nearest(&name.value, report.variables.iter().map(String::as_str))
                .map(str::to_owned);
        let diagnostic = Diagnostic::new(Code::DeadValue, name.origin, message);
        report.push(match near {
            Some(near) => diagnostic.replace(format!("did you mean `{near}`?"), near),
            None => diagnostic.help(format!(
                "use `${{var.{}}}` somewhere, or remove it",
                name.value
            )),
        });
    }
}
