//! What one data file under `grants/` says: a service, how a spec names its resources, its verbs.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{rules::Rules, template::Template};

/// One service of the spec, as its file describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The key in the spec, `buckets`; also the file's stem.
    pub key: String,
    /// AWS's name for it.
    pub title: String,
    /// What one resource is called in a sentence: `bucket`.
    pub noun: String,
    /// What a grant of it gives, in a sentence.
    pub about: String,
    /// What statement ids begin with: `S3`.
    pub sid: String,
    /// What stands below the key.
    #[serde(default)]
    pub entry: Entry,
    /// The keys that name the resource, beside `arn` and `ref`.
    #[serde(default)]
    pub forms: IndexMap<String, Form>,
    /// Which ARNs `arn:` takes; without it there is no `arn:`.
    #[serde(default)]
    pub arn: Option<ArnForm>,
    /// Which Terraform types `ref:` takes, with the attribute that stands for them; without it
    /// there is no `ref:`.
    #[serde(default)]
    pub r#ref: IndexMap<String, String>,
    /// Which key of the templates a `ref:` fills: `arn` unless said otherwise.
    #[serde(default = "arn_key")]
    pub ref_fills: String,
    /// Further keys of a grant.
    #[serde(default)]
    pub options: IndexMap<String, ServiceOption>,
    /// The ARNs that verbs act on.
    #[serde(default)]
    pub shapes: IndexMap<String, Shape>,
    /// What can be asked for, in the order in which documents list it.
    pub verbs: IndexMap<String, Verb>,
    /// The verbs of a grant without `access`.
    #[serde(default)]
    pub default_access: Vec<String>,
    /// The name that `kms:ViaService` has for it; without it there is no `kms_key`.
    #[serde(default)]
    pub kms_via: Option<String>,
    /// AWS managed policies that give more than this service's grant, and are used for it.
    #[serde(default)]
    pub instead_of: IndexMap<String, String>,
    /// What else the reference should say.
    #[serde(default)]
    pub notes: Vec<String>,
}

fn arn_key() -> String {
    "arn".to_owned()
}

/// What stands below a service's key in a spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A list of grants: `buckets: [{name: photos, access: [read]}]`.
    #[default]
    List,
    /// One grant without a subject, as a map or just its verbs: `self: {access: [describe]}`.
    Single,
    /// `true`, or a map of options: `session_manager: {run_command: true}`.
    Switch,
}

/// A key that names the resource.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// What it is.
    pub about: String,
    /// A value that passes, for documents and the wizard.
    pub example: String,
    /// The ARNs that it stands for.
    pub arn: OneOrMany,
    /// The ARN where the value ends in `*`; without it, no `*` is allowed.
    #[serde(default)]
    pub star_arn: Option<Template>,
    /// An ARN from which the value is taken, with its region and account, where the user wrote one:
    /// `arn:*:kms:*:*:alias/*` takes what the last `*` stands for.
    #[serde(default)]
    pub from_arn: Vec<String>,
    /// Other keys, with what they are where the grant does not say.
    #[serde(default)]
    pub with: IndexMap<String, Template>,
    /// Conditions that the subject itself needs.
    #[serde(default)]
    pub conditions: Conditions,
    /// What a value may be.
    #[serde(default)]
    pub rules: Rules,
}

/// What `arn:` takes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArnForm {
    /// Patterns by segment: `*` in one of the first five stands for something, an empty one for
    /// nothing; the sixth is a wildcard pattern.
    pub accept: Vec<String>,
    /// Patterns that are refused all the same, with the way out.
    #[serde(default)]
    pub refuse: IndexMap<String, String>,
    /// What to do where no pattern is matched.
    #[serde(default)]
    pub help: Option<String>,
    /// An end that may be missing, and is left out of `{arn}`.
    #[serde(default)]
    pub trim_end: Option<String>,
    /// A value that passes.
    pub example: String,
}

/// A key of a grant beside its subject and verbs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceOption {
    /// What it does.
    pub about: String,
    /// The type of its value.
    pub r#type: OptionType,
    /// What stands for it in templates where the grant does not say.
    #[serde(default)]
    pub default: Vec<String>,
    /// A value that passes, for documents and the wizard.
    #[serde(default)]
    pub example: Option<String>,
    /// A grant needs it, unless it names its subject by this key.
    #[serde(default)]
    pub required_unless: Option<String>,
    /// The only values, if there are only some.
    #[serde(default)]
    pub values: Vec<String>,
    /// A verb that `true` adds.
    #[serde(default)]
    pub adds_verb: Option<String>,
    /// The ARN of a value that is none itself.
    #[serde(default)]
    pub arn: Option<Template>,
    /// Conditions on every statement of the grant where the option is given.
    #[serde(default)]
    pub conditions: Conditions,
    /// What a value may be.
    #[serde(default)]
    pub rules: Rules,
}

/// The type of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionType {
    /// `true` or `false`.
    Flag,
    /// A string.
    Text,
    /// A list of strings.
    List,
}

/// An ARN that verbs act on.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "ShapeText")]
pub struct Shape {
    /// The ARN.
    pub arn: Template,
    /// Patterns of ARNs that are this shape already when the user gives them.
    pub as_is: Vec<String>,
    /// Attributes whose value is this shape already (`stream_arn`), and types all of whose ARNs are.
    pub as_is_references: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ShapeText {
    Plain(String),
    Full(ShapeMap),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapeMap {
    arn: String,
    #[serde(default)]
    as_is: Vec<String>,
    #[serde(default)]
    as_is_references: Vec<String>,
}

impl TryFrom<ShapeText> for Shape {
    type Error = String;

    fn try_from(text: ShapeText) -> Result<Self, String> {
        let map = match text {
            ShapeText::Plain(arn) => ShapeMap {
                arn,
                ..ShapeMap::default()
            },
            ShapeText::Full(map) => map,
        };
        Ok(Self {
            arn: Template::try_from(map.arn)?,
            as_is: map.as_is,
            as_is_references: map.as_is_references,
        })
    }
}

/// One thing that can be asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verb {
    /// What it lets the instance do.
    pub about: String,
    /// Verbs that it holds.
    #[serde(default)]
    pub includes: Vec<String>,
    /// What it allows.
    #[serde(default)]
    pub allow: Vec<Rule>,
    /// What it allows on the key of `kms_key`.
    #[serde(default)]
    pub kms: Vec<KmsRule>,
    /// Why one should think twice: a warning where it is used.
    #[serde(default)]
    pub risk: Option<String>,
}

/// Some actions on some shapes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The actions, in AWS's spelling.
    pub actions: Vec<String>,
    /// The shapes; `*` for every resource.
    pub on: OneOrManyNames,
    /// Only where this option or form is given: `prefixes`, `tier=advanced`.
    #[serde(default)]
    pub r#if: Option<String>,
    /// Only where it is not.
    #[serde(default)]
    pub unless: Option<String>,
    /// Conditions, left out where an option that they mention is not given.
    #[serde(default)]
    pub conditions: Conditions,
    /// What the statement is called in its id; else the first shape's name.
    #[serde(default)]
    pub sid: Option<String>,
}

/// Some actions on a KMS key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KmsRule {
    /// The actions.
    pub actions: Vec<String>,
    /// Only where this option is given.
    #[serde(default)]
    pub r#if: Option<String>,
}

/// Operator, key and values, as in a policy.
pub type Conditions = IndexMap<String, IndexMap<String, OneOrMany>>;

/// One template or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "OneOrManyNames")]
pub struct OneOrMany(Vec<Template>);

impl OneOrMany {
    /// All of them.
    pub fn all(&self) -> &[Template] {
        &self.0
    }
}

impl TryFrom<OneOrManyNames> for OneOrMany {
    type Error = String;

    fn try_from(texts: OneOrManyNames) -> Result<Self, String> {
        let texts = texts.all().iter().cloned();
        texts
            .map(Template::try_from)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// One name or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrManyNames {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrManyNames {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl Service {
    /// The keys of a grant that name its resource: `name`, `path`, `arn`, `ref`.
    pub fn subject_keys(&self) -> impl Iterator<Item = &str> {
        let arn = self.arn.is_some().then_some("arn");
        let reference = (!self.r#ref.is_empty()).then_some("ref");
        self.forms
            .keys()
            .map(String::as_str)
            .chain(arn)
            .chain(reference)
    }

    /// Whether a grant takes `kms_key`.
    pub fn takes_kms_key(&self) -> bool {
        self.kms_via.is_some()
    }

    /// The verb and all that it holds, in the order of the file.
    pub fn closure<'a>(&'a self, verbs: &[&str]) -> Vec<(&'a str, &'a Verb)> {
        let mut wanted: Vec<&str> = Vec::new();
        let mut open: Vec<&str> = verbs.to_vec();
        while let Some(name) = open.pop() {
            if let Some((name, verb)) = self.verbs.get_key_value(name)
                && !wanted.contains(&name.as_str())
            {
                wanted.push(name);
                open.extend(verb.includes.iter().map(String::as_str));
            }
        }
        self.verbs
            .iter()
            .map(|(name, verb)| (name.as_str(), verb))
            .filter(|(name, _)| wanted.contains(name))
            .collect()
    }
}
