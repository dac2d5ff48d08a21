//! Many questions, one JSON object a line, so that another evaluator can be run on the same file.
//!
//! A line holds policies and requests:
//! `{"id", "role": {"arn", "identity": [POLICY or {"name", "policy"}], "boundary"}, "resource_policy",
//! "session_policy", "scps": [POLICY], "requests": [{"action", "resource", "account", "context",
//! "principal", "expect"}]}`, or `"assume": {"caller": {"arn", "identity", "boundary"}, "target":
//! {"arn", "trust"}}` in place of `role`, with `"external_id"` in a request. The context is complete,
//! a key that is not given is absent; with `"partial_context": true` it is unknown, so that an answer
//! may depend on it. `aws:PrincipalArn` and `aws:PrincipalAccount` are filled in unless
//! `"auto_context"` is false.
//!
//! ```
//! use rolewright::explain::answer;
//!
//! let line = r#"{"id": "a", "role": {"arn": "arn:aws:iam::111111111111:role/web", "identity": [
//!     {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]},
//!     "requests": [{"action": "s3:ListAllMyBuckets"}, {"action": "sqs:ListQueues"}]}"#;
//! let answers = answer(line, 1);
//! assert_eq!(answers[0].json["result"], "allowed");
//! assert_eq!((answers[1].json["i"].as_u64(), answers[1].json["result"].as_str()), (Some(1), Some("denied")));
//! ```

use serde_json::{Map, Value, json};

use crate::{
    catalogue::{self, Action, ConditionKey},
    policy::{Ask, Caller, Context, Decision, Outcome, Policies, Policy, StatementRef, evaluate},
    read,
    source::Sources,
};

/// The answer to one request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The object to print.
    pub json: Value,
    /// Whether the request could be answered, and as it expected.
    pub is_fine: bool,
}

/// Why a line or a request cannot be answered, in words.
type Refusal = String;

/// Answers the requests of one line. `number` is the line's, from 1, for lines that cannot be read.
pub fn answer(line: &str, number: usize) -> Vec<Answer> {
    let refused = |id: Value, i: usize, why: &str| Answer {
        json: json!({
            "type": "can", "schema": 1, "id": id, "i": i, "result": "error", "errors": why,
            "line": number,
        }),
        is_fine: false,
    };
    let case: Value = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => return vec![refused(Value::Null, 0, &format!("no JSON: {error}"))],
    };
    let id = case.get("id").cloned().unwrap_or_default();
    let requests: Vec<&Value> = match (case.get("requests"), case.get("request")) {
        (Some(Value::Array(requests)), _) => requests.iter().collect(),
        (None, Some(request)) => vec![request],
        _ => return vec![refused(id, 0, "the line has no `requests`")],
    };
    let setting = match Setting::read(&case) {
        Ok(setting) => setting,
        Err(why) => {
            let all = (0..requests.len().max(1)).map(|i| refused(id.clone(), i, &why));
            return all.collect();
        }
    };
    requests
        .into_iter()
        .enumerate()
        .map(|(i, request)| match setting.decide(request) {
            Ok(decided) => decided.answer(&id, i, request),
            Err(why) => {
                let mut answer = refused(id.clone(), i, &why);
                answer.is_fine = request.get("expect").and_then(Value::as_str) == Some("error");
                answer
            }
        })
        .collect()
}

/// What a line says beside its requests.
struct Setting {
    caller: String,
    target: Option<String>,
    policies: Policies,
    partial: bool,
    auto_context: bool,
}

struct Decided {
    decision: Decision,
    ignored: Vec<String>,
}

impl Setting {
    fn read(case: &Value) -> Result<Self, Refusal> {
        let assume = case.get("assume");
        let (role, target) = match assume {
            Some(assume) => (
                assume.get("caller").ok_or("`assume` has no `caller`")?,
                Some(assume.get("target").ok_or("`assume` has no `target`")?),
            ),
            None => (case.get("role").ok_or("the line has no `role`")?, None),
        };
        let caller = text(role, "arn")?.ok_or("the caller has no `arn`")?;
        let list = |of: &Value, key: &str| -> Result<Option<Vec<Policy>>, Refusal> {
            match of.get(key) {
                None | Some(Value::Null) => Ok(None),
                Some(Value::Array(list)) => {
                    let each = list.iter().enumerate();
                    each.map(|(i, p)| policy(p, &format!("{key}{i}")))
                        .collect::<Result<_, _>>()
                        .map(Some)
                }
                Some(one) => Ok(Some(vec![policy(one, key)?])),
            }
        };
        let resource = match target {
            Some(target) => list(target, "trust")?,
            None => list(case, "resource_policy")?,
        };
        let is_service = !caller.starts_with("arn:");
        let identity = list(role, "identity")?.unwrap_or_default();
        Ok(Self {
            policies: Policies {
                identity: if is_service { Vec::new() } else { identity },
                boundary: list(role, "boundary")?,
                session: list(case, "session_policy")?.and_then(|mut all| all.pop()),
                scps: list(case, "scps")?,
                resource: resource.and_then(|mut all| all.pop()),
                resource_must_allow: false,
            },
            target: target
                .map(|target| text(target, "arn"))
                .transpose()?
                .flatten(),
            caller,
            partial: case.get("partial_context") == Some(&Value::Bool(true)),
            auto_context: case.get("auto_context") != Some(&Value::Bool(false)),
        })
    }

    fn decide(&self, request: &Value) -> Result<Decided, Refusal> {
        if !request.is_object() {
            return Err("the request is no object".to_owned());
        }
        let action = text(request, "action")?.unwrap_or_else(|| "sts:AssumeRole".to_owned());
        let resource = text(request, "resource")?
            .or_else(|| self.target.clone())
            .unwrap_or_else(|| "*".to_owned());
        if Action::find(&action).is_none() {
            return Err(format!("`{action}` is no action that AWS has"));
        }
        if resource != "*" && (!resource.starts_with("arn:") || resource.split(':').count() < 6) {
            return Err(format!("`{resource}` is neither `*` nor an ARN"));
        }
        let principal = text(request, "principal")?.unwrap_or_else(|| self.caller.clone());
        let caller = Caller::parse(&principal, Some(&self.caller));
        let account = text(request, "account")?
            .or_else(|| account_of(&resource))
            .or_else(|| caller.account().map(str::to_owned));
        let (mut context, ignored) = self.context(request, &action)?;
        if self.auto_context
            && let Caller::Principal { arn, .. } = &caller
        {
            context.set_default("aws:PrincipalArn", &arn.to_string());
            if let Some(account) = caller.account() {
                context.set_default("aws:PrincipalAccount", account);
            }
        }
        let mut policies = &self.policies;
        let demanding;
        if needs_resource_policy(&action, &resource) {
            demanding = Policies {
                resource_must_allow: true,
                ..self.policies.clone()
            };
            policies = &demanding;
        }
        let ask = Ask::new(&action.as_str().into(), &resource.as_str().into());
        Ok(Decided {
            decision: evaluate(policies, &caller, account.as_deref(), &ask, &context),
            ignored,
        })
    }

    /// The context of a request, and the keys that a request for this action never has.
    fn context(&self, request: &Value, action: &str) -> Result<(Context, Vec<String>), Refusal> {
        let context = if self.partial {
            Context::partial()
        } else {
            Context::complete()
        };
        let mut context = context.with_keys(catalogue::facts);
        let mut ignored = Vec::new();
        let known = Action::find(action);
        let none = Map::new();
        let given = match request.get("context") {
            None | Some(Value::Null) => &none,
            Some(Value::Object(given)) => given,
            Some(_) => return Err("`context` is no object".to_owned()),
        };
        let external = request.get("external_id").map(|id| ("sts:ExternalId", id));
        for (key, value) in given
            .iter()
            .map(|(key, value)| (key.as_str(), value))
            .chain(external)
        {
            let values = match value {
                Value::Array(values) => values.iter().map(scalar).collect::<Result<Vec<_>, _>>()?,
                value => vec![scalar(value)?],
            };
            let foreign = ConditionKey::global(key).is_none()
                && known.is_some_and(|action| action.condition_key(key).is_none())
                && ConditionKey::find(key).is_some();
            if foreign {
                ignored.push(key.to_owned());
            } else {
                context.set(key, values);
            }
        }
        Ok((context, ignored))
    }
}

impl Decided {
    fn answer(&self, id: &Value, i: usize, request: &Value) -> Answer {
        let decision = &self.decision;
        let (result, detail) = match &decision.outcome {
            Outcome::Allowed => ("allowed", "Allowed"),
            Outcome::Denied if decision.is_explicit() => ("denied", "ExplicitlyDenied"),
            Outcome::Denied => ("denied", "ImplicitlyDenied"),
            Outcome::Depends(_) => ("depends", "Depends"),
        };
        let mut json = json!({
            "type": "can", "schema": 1, "id": id, "i": i, "result": result, "detail": detail,
            "statements": decision.statements.iter().map(statement).collect::<Vec<_>>(),
        });
        let mut put = |key: &str, value: Value| {
            if let Some(object) = json.as_object_mut() {
                object.insert(key.to_owned(), value);
            }
        };
        if let Outcome::Depends(keys) = &decision.outcome {
            put("keys", json!(keys));
        }
        if !decision.missing.is_empty() {
            let layers = decision.missing.iter().map(|layer| layer.as_str());
            put("blocked_by", layers.collect());
        }
        if !self.ignored.is_empty() {
            put("ignored_context", json!(self.ignored));
        }
        let mut is_fine = true;
        if let Some(expect) = request.get("expect") {
            is_fine = expect == result || expect == detail;
            put("expect", expect.clone());
            put("ok", json!(is_fine));
        }
        Answer { json, is_fine }
    }
}

/// A statement as an answer names it.
fn statement(statement: &StatementRef) -> Value {
    json!({
        "layer": statement.layer.as_str(),
        "policy": statement.policy,
        "statement": statement.index,
        "sid": statement.sid,
        "effect": statement.effect.as_str(),
    })
}

/// Whether the resource's policy must allow whatever else does: a role's trust policy, a key's policy.
fn needs_resource_policy(action: &str, resource: &str) -> bool {
    let segments: Vec<&str> = resource.splitn(6, ':').collect();
    let (service, rest) = match segments.as_slice() {
        [_, _, service, _, _, rest] => (*service, *rest),
        _ => return false,
    };
    let is = |prefix: &str| {
        action
            .get(..prefix.len())
            .is_some_and(|a| a.eq_ignore_ascii_case(prefix))
    };
    (service == "kms" && rest.starts_with("key/") && is("kms:"))
        || (service == "iam" && rest.starts_with("role/") && is("sts:"))
}

fn account_of(arn: &str) -> Option<String> {
    let account = arn.strip_prefix("arn:")?.split(':').nth(3)?;
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    is_account.then(|| account.to_owned())
}

fn policy(value: &Value, name: &str) -> Result<Policy, Refusal> {
    let (name, value) = match value.get("policy") {
        Some(policy) => (
            value.get("name").and_then(Value::as_str).unwrap_or(name),
            policy,
        ),
        None => (name, value),
    };
    let text = value.to_string();
    let mut sources = Sources::default();
    let id = sources.add(name, text.as_str());
    let document = read::policy(&text, id).map_err(|faults| {
        let messages: Vec<&str> = faults
            .iter()
            .map(crate::diag::Diagnostic::message)
            .collect();
        format!("policy `{name}`: {}", messages.join("; "))
    })?;
    for condition in document.statements.iter().flat_map(|s| &s.conditions) {
        if !condition.operator.is_known() {
            return Err(format!(
                "policy `{name}`: unknown operator `{}`",
                condition.operator
            ));
        }
    }
    Ok(Policy::new(name, &document))
}

fn text(of: &Value, key: &str) -> Result<Option<String>, Refusal> {
    match of.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{key}` is no string")),
    }
}

fn scalar(value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err("a context value is no string, number or boolean".to_owned()),
    }
}
