//! What a reusable module lets its caller choose: the spec's values become defaults.

use serde_json::{Map, Value as Json};

use super::tags;
use crate::{
    blueprint::{Tag, Terraform, Variable},
    policy::Value,
    source::{Located, Origin},
    spec::{Instance, ModuleVariable, Spec},
    text::Text,
};

/// Declares the variables that every module has, as far as the spec's values can be defaults: a
/// value with a reference is the caller's to choose already.
pub(super) fn declare(spec: &Spec, terraform: &mut Terraform) {
    if let Some(name) = literal(spec.role.name.as_ref()) {
        terraform.default_name = Some(name.clone());
        terraform.variables.push(variable(
            ModuleVariable::Name,
            "string",
            "Name of the role, and of what is called after it",
            Json::from(name),
        ));
    }
    if let Some(prefix) = literal(spec.role.name_prefix.as_ref()) {
        terraform.default_name = Some(prefix.clone());
        terraform.variables.push(variable(
            ModuleVariable::NamePrefix,
            "string",
            "Beginning of the name of the role, and of what is called after it",
            Json::from(prefix),
        ));
    }
    terraform.common_tags = tags::common(spec).into_iter().filter(is_literal).collect();
    terraform.tags_variable = Some(ModuleVariable::Tags.name().to_owned());
    let tags: Map<String, Json> = terraform
        .common_tags
        .iter()
        .map(|tag| {
            (
                tag.key.value.to_string(),
                Json::from(tag.value.value.to_string()),
            )
        })
        .collect();
    terraform.variables.push(variable(
        ModuleVariable::Tags,
        "map(string)",
        "Tags of every resource",
        Json::Object(tags),
    ));
    if let Some(instance) = &spec.instance {
        declare_network(instance, terraform);
    }
}

fn declare_network(instance: &Instance, terraform: &mut Terraform) {
    let literal_subnet = literal(instance.subnet.as_ref());
    if instance.subnet.is_none() || literal_subnet.is_some() {
        terraform.variables.push(variable(
            ModuleVariable::Subnet,
            "string",
            "ID of the subnet that the instance runs in",
            literal_subnet.map_or(Json::Null, Json::from),
        ));
    }
    if let Some(groups) = literals(&instance.security_groups) {
        terraform.security_groups_variable = Some(ModuleVariable::SecurityGroups.name().to_owned());
        terraform.variables.push(variable(
            ModuleVariable::SecurityGroups,
            "list(string)",
            "IDs of the security groups of the instance",
            if groups.is_empty() {
                Json::Null
            } else {
                Json::from(groups)
            },
        ));
    }
}

/// The subnet: the variable unless the spec has a reference.
pub(super) fn subnet(instance: &Instance) -> Value {
    match &instance.subnet {
        Some(subnet) if subnet.value.as_literal().is_none() => subnet.clone(),
        subnet => reference(ModuleVariable::Subnet, subnet.as_ref().map(|it| it.origin)),
    }
}

/// The security groups: the variable, as the one item, unless the spec has references.
pub(super) fn security_groups(instance: &Instance) -> Vec<Value> {
    if literals(&instance.security_groups).is_some() {
        let origin = instance.security_groups.first().map(|it| it.origin);
        vec![reference(ModuleVariable::SecurityGroups, origin)]
    } else {
        instance.security_groups.clone()
    }
}

fn reference(variable: ModuleVariable, origin: Option<Origin>) -> Value {
    let text = Text::reference(format!("var.{}", variable.name()));
    Located::new(text, origin.unwrap_or_default())
}

fn literal(value: Option<&Value>) -> Option<String> {
    value?.value.as_literal().map(ToOwned::to_owned)
}

fn literals(values: &[Value]) -> Option<Vec<String>> {
    values.iter().map(|value| literal(Some(value))).collect()
}

fn is_literal(tag: &Tag) -> bool {
    tag.key.value.as_literal().is_some() && tag.value.value.as_literal().is_some()
}

fn variable(
    which: ModuleVariable,
    type_expression: &str,
    description: &str,
    default: Json,
) -> Variable {
    Variable {
        name: which.name().to_owned(),
        type_expression: type_expression.to_owned(),
        description: Some(description.into()),
        default: Some(default),
        ..Variable::default()
    }
}
