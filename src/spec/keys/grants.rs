//! The keys that grant services bring, made from their data files.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use super::{
    Key, MapShape, Shape, TextRule, Wants,
    common::{ACTION, SID},
};
use crate::{
    grant::{self, Library, OptionType, Service},
    spec::limits::kms,
};

/// Text of a grant: what else it must be, the service's own file says.
/// What names a resource ends up in an ARN, and no ARN is longer.
static SUBJECT: TextRule = TextRule::new("a name or ARN").policy().length(1, 2048);
static GRANT_KEY: TextRule = TextRule::new("the ARN of a KMS key")
    .policy()
    .check(kms::grant_key)
    .wants(Wants::Types(&[
        ("aws_kms_key", "arn"),
        ("aws_kms_replica_key", "arn"),
        ("aws_kms_external_key", "arn"),
        ("aws_kms_alias", "target_key_arn"),
    ]));

const SUBJECTS: &Shape = &Shape::Text(&SUBJECT);

static SERVICES: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let keys = Library::shared().keys();
    keys.map(|key| Key::new(key, Shape::Grant, "").aliases(names_of_aws(key)))
        .collect()
});

/// What AWS calls the service of a built-in grant: who writes that means the grant.
fn names_of_aws(key: &str) -> &'static [&'static str] {
    match key {
        "apis" => &["apigateway", "api_gateway", "execute-api"],
        "buckets" => &["s3"],
        "databases" => &["rds", "rds-db"],
        "delivery_streams" => &["firehose"],
        "event_buses" => &["events", "eventbridge"],
        "file_systems" => &["efs", "elasticfilesystem"],
        "functions" => &["lambda"],
        "identities" => &["ses"],
        "keys" => &["kms"],
        "log_groups" => &["logs", "cloudwatch_logs"],
        "metrics" => &["cloudwatch"],
        "models" => &["bedrock"],
        "parameters" => &["ssm", "parameter_store"],
        "queues" => &["sqs"],
        "repositories" => &["ecr"],
        "secrets" => &["secretsmanager", "secrets_manager"],
        "state_machines" => &["states", "stepfunctions", "step_functions"],
        "streams" => &["kinesis"],
        "tables" => &["dynamodb"],
        "topics" => &["sns"],
        "tracing" => &["xray"],
        _ => &[],
    }
}

/// The keys of all services, without their words: nothing is parsed for them.
pub fn services() -> &'static [Key] {
    &SERVICES
}

static SHAPES: LazyLock<BTreeMap<&'static str, OnceLock<&'static MapShape>>> =
    LazyLock::new(|| {
        let keys = Library::shared().keys();
        keys.map(|key| (key, OnceLock::new())).collect()
    });

/// What one grant of a service holds.
///
/// # Errors
/// If there is no such service or its file is malformed.
pub fn service_keys(name: &str) -> Result<(&'static Service, &'static MapShape), grant::Error> {
    let service = Library::shared().service(name)?;
    let slot = SHAPES
        .get(name)
        .ok_or_else(|| grant::Error::Unknown(name.to_owned()))?;
    Ok((service, slot.get_or_init(|| shape(service))))
}

/// INVARIANT: called once per service and process, so what is leaked is bounded; the rest of the
/// description is static, and this part is to be used in the same way.
fn shape(service: &'static Service) -> &'static MapShape {
    let keys: &'static [Key] = Vec::leak(keys(service));
    let what: &'static str = String::leak(format!("a grant of `{}`", service.key));
    Box::leak(Box::new(MapShape {
        may_be_empty: true,
        ..MapShape::new(what, &service.key, keys)
    }))
}

fn keys(service: &'static Service) -> Vec<Key> {
    let text = Shape::Text(&SUBJECT);
    let mut keys: Vec<Key> = Vec::new();
    for (name, form) in &service.forms {
        keys.push(Key::new(name, text, &form.about));
    }
    for form in service.forms.values() {
        for name in form.with.keys() {
            if !keys.iter().any(|key| key.name == name) && !service.options.contains_key(name) {
                keys.push(Key::new(name, text, "a further part of the name"));
            }
        }
    }
    if service.arn.is_some() {
        keys.push(Key::new("arn", text, "the whole ARN"));
    }
    if !service.r#ref.is_empty() {
        keys.push(
            Key::new(
                "ref",
                Shape::Ref,
                "the address of the resource in the folder generated into",
            )
            .aliases(&["reference"]),
        );
    }
    for (name, option) in &service.options {
        let shape = match option.r#type {
            OptionType::Flag => Shape::Flag,
            OptionType::Text => text,
            OptionType::List => Shape::List(SUBJECTS),
        };
        keys.push(Key::new(name, shape, &option.about));
    }
    let actions = Shape::List(&Shape::Text(&ACTION));
    let verb: &'static Shape = Box::leak(Box::new(Shape::Verb(service)));
    keys.push(
        Key::new("access", Shape::List(verb), "what it lets the role do").aliases(&[
            "verbs",
            "actions",
            "permissions",
        ]),
    );
    if service.takes_kms_key() {
        keys.push(
            Key::new(
                "kms_key",
                Shape::Text(&GRANT_KEY),
                "the ARN of the key that encrypts it",
            )
            .aliases(&["kms", "kms_key_arn", "kms_key_id"]),
        );
    }
    keys.extend([
        Key::new("except", actions, "actions to leave out"),
        Key::new("also", actions, "actions to add"),
        Key::new("conditions", Shape::Conditions, "conditions on all of it")
            .aliases(&["condition"]),
        Key::new(
            "reason",
            Shape::Remark,
            "why it is there; becomes a comment in the HCL",
        )
        .aliases(&["comment", "description"]),
        Key::new(
            "until",
            Shape::Day,
            "the last day on which it may be there; afterwards it is an error",
        )
        .aliases(&["expires"]),
        Key::new(
            "unchecked",
            actions,
            "actions of this grant that are too new for the catalogue",
        ),
        Key::new(
            "sid",
            Shape::Text(&SID),
            "the statement id, instead of ours",
        ),
    ]);
    keys
}
