//! Terraform settings and variables.

use crate::{
    policy,
    source::Located,
    spec::{
        decode::{Fields, Value},
        model::{Layout, PolicyPlacement, Style, Terraform, Variable},
    },
};

/// The meaning of `terraform.layout`.
pub(in crate::spec) fn layout(word: &str) -> Layout {
    match word {
        "module" => Layout::Module,
        "beside" => Layout::Beside,
        _ => Layout::Root,
    }
}

/// The meaning of `terraform.policy_style`.
pub(in crate::spec) fn style(word: &str) -> Style {
    match word {
        "document" => Style::Document,
        _ => Style::Jsonencode,
    }
}

pub(super) fn terraform(fields: &Fields) -> Terraform {
    let word = |name: &str| fields.word(name);
    Terraform {
        layout: word("layout").map(|word| word.map(|word| layout(&word))),
        policies: word("policies").map(|word| {
            word.map(|word| match word.as_str() {
                "managed" => PolicyPlacement::Managed,
                _ => PolicyPlacement::Inline,
            })
        }),
        policy_style: word("policy_style").map(|word| word.map(|word| style(&word))),
        label: fields.literal("label"),
        required_version: fields.literal("required_version"),
        provider_version: fields.literal("provider_version"),
    }
}

pub(super) fn variables(fields: &Fields) -> Vec<Variable> {
    let Some(Value::Named(variables)) = fields.value("variables") else {
        return Vec::new();
    };
    let variables = variables.iter().filter_map(|(name, value)| match value {
        Value::Map(fields) => Some(variable(name, fields)),
        _ => None,
    });
    variables.collect()
}

fn variable(name: &Located<String>, fields: &Fields) -> Variable {
    Variable {
        name: name.clone(),
        type_expression: fields.literal("type"),
        description: fields.text("description"),
        default: fields.data("default"),
        sensitive: fields.flag("sensitive"),
        validations: fields.maps("validation").filter_map(validation).collect(),
        origin: fields.origin,
    }
}

fn validation(fields: &Fields) -> Option<(Located<String>, policy::Value)> {
    Some((fields.literal("condition")?, fields.text("error_message")?))
}
