//! `aws_kms_grant`: operations on a key, for a principal.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    policy::{Clause, Condition, Document, Operator, Statement, Value as Listed},
    read::{
        iam::elements,
        instance::Instance,
        key_policy,
        module::Survey,
        resource_policy::{self, arn_of, principal},
        value::{Kind, Value, text_of_key},
    },
    source::{Located, Origin},
    text::Text,
};

pub(super) const READER: Reader = Reader {
    kind: "aws_kms_grant",
    does: Does::Gives,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let value = |name: &str| survey.value(instance, name).map(|(value, _)| value);
    let is_told = value("operations").is_some_and(|operations| operations.is_known());
    let origin = instance.declared.origin();
    let key = value("key_id").and_then(|value| arn_of(&value, key_policy::of_id));
    let operations: Vec<Listed> = value("operations")
        .map(|list| elements(survey, &list))
        .unwrap_or_default()
        .iter()
        .filter_map(|one| {
            Some(Located::new(
                Text::literal("kms:").then(&one.as_text()?),
                origin,
            ))
        })
        .collect();
    let constraints = survey
        .world
        .assuming(|| Ok(survey.world.blocks(instance, "constraints")));
    let (constraints, assumed) = constraints.unwrap_or_default();
    let limits: Vec<Condition> = constraints
        .iter()
        .flat_map(|block| conditions(block, origin))
        .collect();
    let mut statements = Vec::new();
    let mut allow = |to: &Value, actions: Vec<Listed>, conditions: Vec<Condition>| {
        if let Some(to) = principal(to)
            && !actions.is_empty()
        {
            statements.push(Statement {
                principals: Some(Clause::of([to])),
                actions: Clause::of(actions),
                conditions,
                origin,
                ..Statement::default()
            });
        }
    };
    if let Some(grantee) = value("grantee_principal") {
        let (free, bound): (Vec<Listed>, Vec<Listed>) =
            operations.into_iter().partition(is_unlimited);
        allow(&grantee, bound, limits);
        allow(&grantee, free, Vec::new());
    }
    if let Some(retiring) = value("retiring_principal") {
        let action = Located::new("kms:RetireGrant".into(), origin);
        allow(&retiring, vec![action], Vec::new());
    }
    let document = Document {
        statements,
        ..Document::default()
    };
    let own: Vec<Text> = key.into_iter().collect();
    if !is_told {
        survey.unsure.insert(instance.address.clone());
    }
    resource_policy::give(survey, instance, &document, &own, assumed);
}

/// Whether constraints say nothing of an operation: they hold for those that take an encryption
/// context ("Grant constraints" in the KMS developer guide).
fn is_unlimited(operation: &Listed) -> bool {
    let name = operation.value.to_string();
    ["kms:DescribeKey", "kms:RetireGrant", "kms:CreateGrant"].contains(&name.as_str())
}

/// The encryption context that a constraint wants.
fn conditions(block: &Value, origin: Origin) -> Vec<Condition> {
    let Kind::Object(block) = &block.kind else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, pairs) in &block.fields {
        let Kind::Object(pairs) = &pairs.kind else {
            continue;
        };
        let condition = |operator: &str, key: Text, values: Vec<Listed>| Condition {
            operator: Operator::parse(operator),
            key: Located::new(key, origin),
            values,
            origin,
        };
        for (key, value) in &pairs.fields {
            let key = Text::literal("kms:EncryptionContext:").then(&text_of_key(key));
            let values = value.as_text().map(|text| Located::new(text, origin));
            found.push(condition("StringEquals", key, values.into_iter().collect()));
        }
        if name == "encryption_context_equals" {
            let keys = pairs
                .fields
                .keys()
                .map(|key| Located::new(text_of_key(key), origin));
            let key = Text::literal("kms:EncryptionContextKeys");
            found.push(condition("ForAllValues:StringEquals", key, keys.collect()));
        }
    }
    found
}
