//! A blueprint as facts by Terraform address, in the form in which plans of real modules were noted.

use std::collections::BTreeMap;

use rolewright::{
    blueprint::{Blueprint, Folder, ManagedPolicy, Policy, Role, Setting},
    policy::{Clause, Document, Principal, PrincipalKind, Statement},
    text::{Part, Text},
};
use serde_json::{Map, Value, json};

/// `{{expr}}` for what only Terraform knows.
pub(crate) fn text(text: &Text) -> String {
    text.parts()
        .iter()
        .map(|part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Reference(reference) => format!("{{{{{reference}}}}}"),
            Part::Variable(variable) => format!("${{{variable}}}"),
        })
        .collect()
}

pub(crate) fn setting(setting: &Setting) -> Value {
    setting
        .as_ref()
        .map_or(Value::Null, |s| json!(text(&s.value)))
}

fn texts(clause: &Clause<rolewright::policy::Value>) -> Value {
    clause
        .values
        .iter()
        .map(|v| json!(text(&v.value)))
        .collect()
}

fn principals(clause: &Clause<Principal>) -> Value {
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for principal in &clause.values {
        let kind = match principal.kind {
            PrincipalKind::Everyone => return json!("*"),
            PrincipalKind::Aws => "AWS",
            PrincipalKind::Service => "Service",
            PrincipalKind::Federated => "Federated",
            PrincipalKind::CanonicalUser => "CanonicalUser",
        };
        kinds
            .entry(kind)
            .or_default()
            .push(text(&principal.value.value));
    }
    json!(kinds)
}

pub(crate) fn statement(statement: &Statement) -> Value {
    let mut fields = Map::new();
    if let Some(sid) = &statement.sid {
        fields.insert("Sid".to_owned(), json!(text(&sid.value)));
    }
    fields.insert("Effect".to_owned(), json!(statement.effect.as_str()));
    let not = |negated: bool, name: &str| format!("{}{name}", if negated { "Not" } else { "" });
    if let Some(clause) = &statement.principals {
        fields.insert(not(clause.negated, "Principal"), principals(clause));
    }
    let actions = &statement.actions;
    fields.insert(not(actions.negated, "Action"), texts(actions));
    if let Some(clause) = &statement.resources {
        fields.insert(not(clause.negated, "Resource"), texts(clause));
    }
    let mut conditions: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for condition in &statement.conditions {
        let keys = conditions
            .entry(condition.operator.to_string())
            .or_default();
        let values = condition.values.iter().map(|v| text(&v.value));
        keys.entry(text(&condition.key.value))
            .or_default()
            .extend(values);
    }
    if !conditions.is_empty() {
        fields.insert("Condition".to_owned(), json!(conditions));
    }
    Value::Object(fields)
}

pub(crate) fn statements(document: Option<&Document>) -> Value {
    document.map_or(Value::Null, |d| {
        d.statements.iter().map(statement).collect()
    })
}

/// The facts by address. An inline policy block of a role is part of the role.
pub(crate) fn facts(blueprint: &Blueprint) -> BTreeMap<String, Value> {
    let mut facts = BTreeMap::new();
    for folder in &blueprint.folders {
        for role in &folder.roles {
            facts.insert(role.address.clone(), role_fact(role));
            for policy in &role.policies {
                policy_facts(&mut facts, role, policy);
            }
            for managed in role
                .managed_policies
                .iter()
                .filter(|m| !m.address.is_empty())
            {
                attach(
                    &mut facts,
                    &managed.address,
                    role,
                    &text(&managed.arn.value),
                );
            }
        }
        for policy in &folder.policies {
            facts.insert(policy.address.clone(), managed_fact(policy));
        }
        profiles(&mut facts, folder);
        computes(&mut facts, folder);
    }
    facts
}

fn role_fact(role: &Role) -> Value {
    let own = |m: &&ManagedPolicy| m.address.is_empty();
    let managed: Value = role
        .managed_policies
        .iter()
        .filter(own)
        .map(|m| json!(text(&m.arn.value)))
        .collect();
    json!({
        "name": setting(&role.name),
        "np": setting(&role.name_prefix),
        "path": setting(&role.path),
        "pb": setting(&role.permissions_boundary),
        "st": statements(role.trust.as_ref()),
        "mp": managed,
    })
}

fn role_name(role: &Role) -> Value {
    match &role.name {
        Some(name) => json!(text(&name.value)),
        None => json!(format!("{{{{{}.name}}}}", role.address)),
    }
}

fn managed_fact(policy: &Policy) -> Value {
    json!({ "name": setting(&policy.name), "st": statements(policy.document.as_ref()) })
}

fn policy_facts(facts: &mut BTreeMap<String, Value>, role: &Role, policy: &Policy) {
    if policy.attachment.is_empty() && policy.address != role.address {
        let fact = json!({ "role": role_name(role), "st": statements(policy.document.as_ref()) });
        facts.insert(policy.address.clone(), fact);
    } else if policy.attachment.is_empty() {
        let fact =
            json!({ "name": setting(&policy.name), "st": statements(policy.document.as_ref()) });
        let Some(Value::Object(of_role)) = facts.get_mut(&role.address) else {
            return;
        };
        let inline = of_role.entry("inline").or_insert_with(|| json!([]));
        inline.as_array_mut().unwrap().push(fact);
    } else {
        facts.insert(policy.address.clone(), managed_fact(policy));
        attach(
            facts,
            &policy.attachment,
            role,
            &format!("{{{{{}.arn}}}}", policy.address),
        );
    }
}

fn attach(facts: &mut BTreeMap<String, Value>, address: &str, role: &Role, arn: &str) {
    let exclusive = address.contains("aws_iam_policy_attachment.");
    let fact = facts.entry(address.to_owned()).or_insert_with(|| {
        if exclusive {
            json!({ "arn": arn, "roles": [] })
        } else {
            json!({ "arn": arn, "role": role_name(role) })
        }
    });
    if let Some(roles) = fact.get_mut("roles").and_then(Value::as_array_mut) {
        roles.push(role_name(role));
    }
}

fn profiles(facts: &mut BTreeMap<String, Value>, folder: &Folder) {
    for profile in &folder.profiles {
        let role = match profile.role.and_then(|i| folder.roles.get(i)) {
            Some(role) => role_name(role),
            None => setting(&profile.role_name),
        };
        let fact = json!({
            "name": setting(&profile.name),
            "np": setting(&profile.name_prefix),
            "role": role,
        });
        facts.insert(profile.address.clone(), fact);
    }
}

fn computes(facts: &mut BTreeMap<String, Value>, folder: &Folder) {
    for compute in &folder.computes {
        let imds = compute.imds.as_ref().map(|imds| {
            let all = [
                ("http_endpoint", &imds.endpoint),
                ("http_tokens", &imds.tokens),
                ("http_put_response_hop_limit", &imds.hop_limit),
                ("instance_metadata_tags", &imds.tags),
                ("http_protocol_ipv6", &imds.ipv6),
            ];
            let set = all.into_iter().filter(|(_, s)| s.is_some());
            set.map(|(name, s)| (name.to_owned(), setting(s)))
                .collect::<Map<_, _>>()
        });
        let launches = compute
            .launches
            .first()
            .and_then(|i| folder.computes.get(*i));
        let fact = match launches {
            Some(template) => json!({ "launches": template.address }),
            None => json!({ "ip": setting(&compute.profile_name), "mo": imds }),
        };
        facts.insert(compute.address.clone(), fact);
    }
}
