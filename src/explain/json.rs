//! What a description says, as one JSON object.
//!
//! `{{expr}}` stands for the value of an expression that only Terraform knows; `${…}` is an IAM
//! variable.

use serde_json::{Map, Value, json};

use crate::{
    blueprint::{
        Blueprint, Compute, ComputeKind, Folder, NotUnderstood, PolicyKind, Role, Setting,
    },
    diag::json::place,
    policy::{Clause, Document, PrincipalKind, Statement},
    source::Sources,
    text::{Part, Text},
};

/// The whole description.
pub fn object(blueprint: &Blueprint, sources: &Sources) -> Value {
    let folders = || blueprint.folders.iter();
    let roles: Vec<Value> = folders()
        .flat_map(|folder| folder.roles.iter().map(move |role| (folder, role)))
        .map(|(folder, one)| role(folder, one, sources))
        .collect();
    let computes: Vec<Value> = folders()
        .flat_map(|folder| folder.computes.iter().map(move |one| (folder, one)))
        .filter(|(_, one)| one.kind != ComputeKind::AutoscalingGroup)
        .map(|(folder, one)| compute(folder, one))
        .collect();
    let not_understood = blueprint
        .not_understood
        .iter()
        .chain(folders().flat_map(|folder| &folder.not_understood));
    json!({
        "type": "explain",
        "schema": 1,
        "roles": roles,
        "compute": computes,
        "not_understood": list_of(not_understood),
    })
}

fn list_of<'a>(list: impl Iterator<Item = &'a NotUnderstood>) -> Vec<String> {
    list.map(|one| format!("{}: {}", one.what, one.why))
        .collect()
}

/// Text with `{{…}}` for references.
pub(super) fn notation(text: &Text) -> String {
    let part = |part: &Part| match part {
        Part::Literal(literal) => literal.clone(),
        Part::Reference(reference) => format!("{{{{{reference}}}}}"),
        Part::Variable(variable) => format!("${{{variable}}}"),
    };
    text.parts().iter().map(part).collect()
}

fn setting(setting: &Setting) -> Value {
    setting
        .as_ref()
        .map_or(Value::Null, |value| json!(notation(&value.value)))
}

fn role(folder: &Folder, role: &Role, sources: &Sources) -> Value {
    let mut statements = Vec::new();
    for policy in &role.policies {
        let name = policy
            .name
            .as_ref()
            .map_or_else(|| "None".to_owned(), |name| notation(&name.value));
        let source = match policy.kind {
            PolicyKind::Inline => format!("role_policy:{name}"),
            PolicyKind::Managed if policy.address.is_empty() => format!("customer_managed:{name}"),
            PolicyKind::Managed => format!("customer_managed:{{{{{}.arn}}}}", policy.address),
        };
        for statement in policy
            .document
            .iter()
            .flat_map(|document| &document.statements)
        {
            let mut object = Map::new();
            object.insert("source".to_owned(), json!(source));
            self::statement(statement, &mut object, sources);
            statements.push(Value::Object(object));
        }
    }
    let index = folder.roles.iter().position(|one| std::ptr::eq(one, role));
    let profiles: Vec<Value> = folder
        .profiles
        .iter()
        .filter(|profile| profile.role.is_some() && profile.role == index)
        .map(|profile| {
            json!({
                "address": profile.address,
                "name": setting(&profile.name),
                "name_prefix": setting(&profile.name_prefix),
            })
        })
        .collect();
    let managed: Vec<String> = role
        .managed_policies
        .iter()
        .map(|one| notation(&one.arn.value))
        .collect();
    let mut not_understood = list_of(role.not_understood.iter());
    for policy in role
        .policies
        .iter()
        .filter(|policy| policy.document.is_none())
    {
        not_understood.push(format!("{}: the document", policy.address));
    }
    if role.trust.is_none() && !role.address.is_empty() {
        not_understood.push(format!("{}: the trust policy", role.address));
    }
    json!({
        "address": role.address,
        "name": setting(&role.name),
        "name_prefix": setting(&role.name_prefix),
        "path": setting(&role.path),
        "permissions_boundary": setting(&role.permissions_boundary),
        "trust": role.trust.as_ref().map_or(Value::Null, |trust| json!(trusted(trust, sources))),
        "statements": statements,
        "managed_policy_arns": managed,
        "instance_profiles": profiles,
        "not_understood": not_understood,
    })
}

fn trusted(trust: &Document, sources: &Sources) -> Vec<Value> {
    let one = |one: &Statement| {
        let mut object = Map::new();
        statement(one, &mut object, sources);
        Value::Object(object)
    };
    trust.statements.iter().map(one).collect()
}

/// The parts of a statement, under the keys of this object.
fn statement(statement: &Statement, object: &mut Map<String, Value>, sources: &Sources) {
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    if let Some(sid) = &statement.sid {
        put("sid", json!(notation(&sid.value)));
    }
    put("effect", json!(statement.effect.as_str()));
    let texts = |clause: &Clause<crate::policy::Value>| -> Vec<String> {
        clause
            .values
            .iter()
            .map(|value| notation(&value.value))
            .collect()
    };
    let key =
        |negated: bool, plain: &'static str, not: &'static str| if negated { not } else { plain };
    let actions = &statement.actions;
    put(
        key(actions.negated, "actions", "not_actions"),
        json!(texts(actions)),
    );
    if let Some(resources) = &statement.resources {
        put(
            key(resources.negated, "resources", "not_resources"),
            json!(texts(resources)),
        );
    }
    if let Some(principals) = &statement.principals {
        let each = principals.values.iter().map(|principal| {
            json!({ "type": type_of(principal.kind), "value": notation(&principal.value.value) })
        });
        let each: Vec<Value> = each.collect();
        put(
            key(principals.negated, "principals", "not_principals"),
            json!(each),
        );
    }
    let conditions: Vec<Value> = statement
        .conditions
        .iter()
        .map(|condition| {
            let values: Vec<String> = condition
                .values
                .iter()
                .map(|v| notation(&v.value))
                .collect();
            json!({
                "operator": condition.operator.to_string(),
                "key": notation(&condition.key.value),
                "values": values,
            })
        })
        .collect();
    put("conditions", json!(conditions));
    put("origin", place(statement.origin, sources));
}

/// The kind of a principal, as the key below `Principal`.
pub(super) const fn type_of(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::Everyone => "*",
        PrincipalKind::Aws => "AWS",
        PrincipalKind::Service => "Service",
        PrincipalKind::Federated => "Federated",
        PrincipalKind::CanonicalUser => "CanonicalUser",
    }
}

fn compute(folder: &Folder, compute: &Compute) -> Value {
    let profile = match folder.profile_of(compute) {
        (Some(profile), _) => json!(format!("{{{{{}.name}}}}", profile.address)),
        (None, written) => setting(written),
    };
    let imds = folder
        .imds_of(compute)
        .as_ref()
        .map_or(Value::Null, |imds| {
            let mut object = Map::new();
            let settings = [
                ("http_tokens", &imds.tokens),
                ("http_endpoint", &imds.endpoint),
                ("http_put_response_hop_limit", &imds.hop_limit),
                ("instance_metadata_tags", &imds.tags),
                ("http_protocol_ipv6", &imds.ipv6),
            ];
            for (key, value) in settings {
                if value.is_some() {
                    let text = setting(value);
                    let number = text.as_str().and_then(|text| text.parse::<u64>().ok());
                    object.insert(key.to_owned(), number.map_or(text, |number| json!(number)));
                }
            }
            Value::Object(object)
        });
    json!({
        "address": compute.address,
        "type": compute.kind.terraform_type(),
        "instance_profile": profile,
        "imds": imds,
    })
}

/// A ruling of [`super::can()`] as JSON.
pub fn ruling(ruling: &super::Ruling, sources: &Sources) -> Value {
    use crate::policy::Outcome;
    let (result, keys) = match &ruling.outcome {
        Outcome::Allowed => ("allowed", None),
        Outcome::Denied => ("denied", None),
        Outcome::Depends(keys) => ("depends", Some(keys)),
    };
    let statements: Vec<Value> = ruling
        .steps
        .iter()
        .flat_map(|step| &step.decision.statements)
        .map(|one| {
            json!({
                "layer": one.layer.as_str(),
                "policy": one.policy,
                "statement": one.index,
                "sid": one.sid,
                "effect": one.effect.as_str(),
                "origin": place(one.origin, sources),
            })
        })
        .collect();
    json!({
        "type": "can",
        "schema": 1,
        "result": result,
        "statements": statements,
        "keys": keys.into_iter().flatten().collect::<Vec<_>>(),
        "not_understood": ruling.not_understood,
    })
}
