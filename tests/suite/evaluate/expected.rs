//! What a blueprint says, compared with the values that Terraform plans.

use std::collections::{BTreeMap, BTreeSet};

use rolewright::{
    blueprint::{Compute, Folder, InstanceProfile, Policy, Role, Setting, Tag},
    policy::{Clause, Document, Principal, PrincipalKind, Statement, Value as PolicyValue},
    text::{Part, Text},
};
use serde_json::{Map, Value, json};

/// The values of the references that are known when Terraform plans.
#[derive(Clone, Debug, Default)]
pub(super) struct World(pub(super) BTreeMap<String, String>);

impl World {
    /// What `text` evaluates to; `None` if that is known only after an apply.
    fn evaluate(&self, text: &Text) -> Option<String> {
        let parts = text.parts().iter().map(|part| match part {
            Part::Literal(literal) => Some(literal.clone()),
            Part::Reference(reference) => self.0.get(reference.expression()).cloned(),
            Part::Variable(variable) => Some(format!("${{{variable}}}")),
        });
        parts.collect()
    }

    fn all<'a>(&self, texts: impl IntoIterator<Item = &'a Text>) -> Option<BTreeSet<String>> {
        texts.into_iter().map(|text| self.evaluate(text)).collect()
    }

    fn values(&self, clause: &Clause<PolicyValue>) -> Option<BTreeSet<String>> {
        self.all(clause.values.iter().map(|value| &value.value))
    }

    /// The document as JSON, with all lists as sorted lists.
    fn document(&self, document: &Document) -> Option<Value> {
        let statements = document.statements.iter().map(|it| self.statement(it));
        let statements: Option<Vec<Value>> = statements.collect();
        Some(json!({ "Version": document.version.as_str(), "Statement": statements? }))
    }

    fn statement(&self, statement: &Statement) -> Option<Value> {
        let mut out = Map::new();
        if let Some(sid) = &statement.sid {
            out.insert("Sid".to_owned(), json!(self.evaluate(&sid.value)?));
        }
        out.insert("Effect".to_owned(), json!(statement.effect.as_str()));
        if let Some(principals) = &statement.principals {
            out.insert("Principal".to_owned(), self.principals(&principals.values)?);
        }
        out.insert("Action".to_owned(), json!(self.values(&statement.actions)?));
        if let Some(resources) = &statement.resources {
            out.insert("Resource".to_owned(), json!(self.values(resources)?));
        }
        let mut conditions: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for condition in &statement.conditions {
            let operator = conditions
                .entry(condition.operator.to_string())
                .or_default();
            let key = self.evaluate(&condition.key.value)?;
            let values = self.all(condition.values.iter().map(|value| &value.value))?;
            operator.entry(key).or_default().extend(values);
        }
        if !conditions.is_empty() {
            out.insert("Condition".to_owned(), json!(conditions));
        }
        Some(Value::Object(out))
    }

    fn principals(&self, principals: &[Principal]) -> Option<Value> {
        let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for principal in principals {
            let kind = match principal.kind {
                PrincipalKind::Everyone => return Some(json!("*")),
                PrincipalKind::Aws => "AWS",
                PrincipalKind::Service => "Service",
                PrincipalKind::Federated => "Federated",
                PrincipalKind::CanonicalUser => "CanonicalUser",
            };
            let name = self.evaluate(&principal.value.value)?;
            groups.entry(kind).or_default().insert(name);
        }
        Some(json!(groups))
    }
}

/// A policy as Terraform evaluated it, with lists where single values may stand, and sorted.
fn normal(policy: &Value) -> Value {
    let mut policy = policy.clone();
    let statements = policy["Statement"].take();
    let statements = match statements {
        Value::Array(list) => list,
        single => vec![single],
    };
    policy["Statement"] = statements.iter().map(normal_statement).collect();
    policy
}

fn normal_statement(statement: &Value) -> Value {
    let mut out = Map::new();
    for (key, value) in statement.as_object().unwrap() {
        let value = match key.as_str() {
            "Sid" | "Effect" => value.clone(),
            "Principal" | "Condition" if value.is_object() => lists(value),
            _ => list(value),
        };
        out.insert(key.clone(), value);
    }
    Value::Object(out)
}

/// Every leaf below an object, as a sorted list.
fn lists(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(k, v)| (k.clone(), lists(v)));
            Value::Object(fields.collect())
        }
        leaf => list(leaf),
    }
}

fn list(value: &Value) -> Value {
    let items = match value {
        Value::Array(items) => items.clone(),
        Value::String(text) if text == "*" => vec![json!("*")],
        single => vec![single.clone()],
    };
    let items: BTreeSet<String> = items
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect();
    json!(items)
}

/// One folder's comparison.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    world: &'a World,
    /// The planned values, by address inside the module.
    planned: &'a BTreeMap<String, Value>,
    /// What differs.
    pub(super) faults: Vec<String>,
    /// How many values were compared.
    pub(super) compared: usize,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(world: &'a World, planned: &'a BTreeMap<String, Value>) -> Self {
        Self {
            world,
            planned,
            faults: Vec::new(),
            compared: 0,
        }
    }

    /// Compares all that `folder` says.
    pub(super) fn folder(&mut self, folder: &Folder) {
        folder.roles.iter().for_each(|role| self.role(role));
        folder
            .profiles
            .iter()
            .for_each(|profile| self.profile(profile));
        folder
            .computes
            .iter()
            .for_each(|compute| self.compute(compute));
    }

    fn role(&mut self, role: &Role) {
        let at = &role.address;
        self.setting(at, "/name", &role.name);
        self.setting(at, "/name_prefix", &role.name_prefix);
        self.setting(at, "/path", &role.path);
        self.setting(at, "/description", &role.description);
        self.setting(at, "/max_session_duration", &role.max_session_duration);
        self.setting(at, "/permissions_boundary", &role.permissions_boundary);
        self.tags(at, &role.tags);
        let trust = role.trust.as_ref().expect("a spec's role has a trust");
        self.policy(at, "/assume_role_policy", trust);
        role.policies
            .iter()
            .for_each(|policy| self.own_policy(policy));
        for attached in &role.managed_policies {
            self.text(&attached.address, "/policy_arn", &attached.arn.value);
        }
    }

    fn own_policy(&mut self, policy: &Policy) {
        let at = &policy.address;
        self.setting(at, "/name", &policy.name);
        self.setting(at, "/path", &policy.path);
        self.setting(at, "/description", &policy.description);
        self.tags(at, &policy.tags);
        let document = policy
            .document
            .as_ref()
            .expect("a spec's policy has a document");
        self.policy(at, "/policy", document);
    }

    fn profile(&mut self, profile: &InstanceProfile) {
        self.setting(&profile.address, "/name", &profile.name);
        self.setting(&profile.address, "/path", &profile.path);
        self.tags(&profile.address, &profile.tags);
    }

    fn compute(&mut self, compute: &Compute) {
        let at = &compute.address;
        self.setting(at, "/instance_type", &compute.instance_type);
        self.setting(at, "/key_name", &compute.key_name);
        self.setting(at, "/monitoring", &compute.monitoring);
        self.setting(at, "/ebs_optimized", &compute.ebs_optimized);
        self.setting(at, "/associate_public_ip_address", &compute.public_ip);
        self.tags(at, &compute.tags);
        if let Some(imds) = &compute.imds {
            let options = [
                ("http_endpoint", &imds.endpoint),
                ("http_tokens", &imds.tokens),
                ("http_put_response_hop_limit", &imds.hop_limit),
                ("instance_metadata_tags", &imds.tags),
                ("http_protocol_ipv6", &imds.ipv6),
            ];
            for (name, value) in options {
                self.setting(at, &format!("/metadata_options/0/{name}"), value);
            }
        }
        if let Some(volume) = &compute.root_volume {
            self.setting(at, "/root_block_device/0/volume_size", &volume.size);
            self.setting(at, "/root_block_device/0/encrypted", &volume.encrypted);
        }
    }

    fn setting(&mut self, address: &str, pointer: &str, setting: &Setting) {
        if let Some(setting) = setting {
            self.text(address, pointer, &setting.value);
        }
    }

    fn text(&mut self, address: &str, pointer: &str, text: &Text) {
        let Some(expected) = self.world.evaluate(text) else {
            return;
        };
        let found = self.planned(address, pointer);
        let found = match found {
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
            None => "nothing".to_owned(),
        };
        self.equal(address, pointer, &expected, &found);
    }

    fn tags(&mut self, address: &str, tags: &[Tag]) {
        let known = tags.iter().map(|tag| {
            let key = self.world.evaluate(&tag.key.value)?;
            Some((key, self.world.evaluate(&tag.value.value)?))
        });
        let Some(expected) = known.collect::<Option<BTreeMap<_, _>>>() else {
            return;
        };
        let found = match self.planned(address, "/tags") {
            Some(Value::Null) | None => json!({}),
            Some(tags) => tags,
        };
        self.equal(address, "/tags", &json!(expected), &found);
    }

    fn policy(&mut self, address: &str, pointer: &str, document: &Document) {
        let Some(expected) = self.world.document(document) else {
            return;
        };
        let found = self.planned(address, pointer);
        let found = found.and_then(|text| serde_json::from_str(text.as_str()?).ok());
        let found = found.map_or(Value::Null, |policy: Value| normal(&policy));
        self.equal(address, pointer, &expected, &found);
    }

    fn planned(&self, address: &str, pointer: &str) -> Option<Value> {
        self.planned.get(address)?.pointer(pointer).cloned()
    }

    fn equal<T: PartialEq + std::fmt::Debug>(
        &mut self,
        address: &str,
        pointer: &str,
        expected: &T,
        found: &T,
    ) {
        self.compared += 1;
        if expected != found {
            self.faults.push(format!(
                "{address}{pointer}: the blueprint says {expected:?}, Terraform {found:?}"
            ));
        }
    }
}
