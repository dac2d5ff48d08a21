//! One grant as a spec asks for it.

use std::collections::BTreeMap;

use crate::{
    policy::{Condition, Value},
    source::{Located, Origin},
};

/// What a grant is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Nothing in particular: `session_manager: true`, `tracing: true`, `self`.
    #[default]
    Whole,
    /// `name:`, the bare name of the resource.
    Name(Value),
    /// `arn:`, the whole ARN.
    Arn(Value),
    /// `ref:`, a Terraform address (`aws_s3_bucket.app_bucket`, `data.aws_s3_bucket.x[0]`) without
    /// an attribute; the text is one reference.
    Ref(Value),
    /// Keys that name the resource in another way, by key: `path` (parameters), `alias` (keys),
    /// `namespace` (metrics), `resource_id` and `user` (databases), `id`, `stage`, `method` and
    /// `path` (apis), `inference_profile` (models).
    Keys(BTreeMap<String, Value>),
}

/// The value of an option that only some services have (`prefixes`, `indexes`, `tier`, …).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// `indexes: true`.
    Flag(Located<bool>),
    /// `tier: advanced`.
    Text(Value),
    /// `prefixes: [a/, b/]`.
    List(Vec<Value>),
}

/// One grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The service's key in the spec: `buckets`.
    pub service: String,
    /// What it is about.
    pub subject: Subject,
    /// The verbs, in the order written.
    pub access: Vec<Located<String>>,
    /// What this service's file declares beside that, by key.
    pub options: BTreeMap<String, OptionValue>,
    /// The key that encrypts the resource.
    pub kms_key: Option<Value>,
    /// Actions to leave out.
    pub except: Vec<Located<String>>,
    /// Actions to add.
    pub also: Vec<Located<String>>,
    /// Conditions for all of it.
    pub conditions: Vec<Condition>,
    /// Why, in the user's words.
    pub reason: Option<Located<String>>,
    /// The day after which it must be gone, `YYYY-MM-DD`.
    pub until: Option<Located<String>>,
    /// Actions that the catalogue need not know.
    pub unchecked: Vec<Located<String>>,
    /// The statement id to use instead of ours.
    pub sid: Option<Located<String>>,
    /// Where it stands: the list item, or the key's value.
    pub origin: Origin,
}
