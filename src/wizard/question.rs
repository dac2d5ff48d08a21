//! What a question is.

use serde_json::{Map, Value};

use super::{fields::ItemKind, place::Codec};

/// Answers by key: those of the wizard, or those about one item of a list.
pub type Answers = Map<String, Value>;

/// One choice of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The answer.
    pub value: String,
    /// What it means, in a few words.
    pub about: String,
}

impl Choice {
    /// `value`, which means `about`.
    pub fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            about: about.into(),
        }
    }
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One of these.
    Choice(&'static [(&'static str, &'static str)]),
    /// A boolean.
    YesNo,
    /// One line of text.
    Text,
    /// A whole number.
    Number,
    /// Several words.
    Words,
    /// Keys with values.
    Pairs,
    /// A list of things that have questions of their own.
    Items(ItemKind),
}

impl Form {
    /// What an answer of this form is, in a few words.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Choice(_) => "one of the choices",
            Self::YesNo => "yes or no",
            Self::Text => "text",
            Self::Number => "a number",
            Self::Words => "a list of text",
            Self::Pairs => "a map of text",
            Self::Items(_) => "a list",
        }
    }
}

/// What an answer is completed from as one types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completion {
    /// Nothing.
    #[default]
    Nothing,
    /// AWS regions.
    Regions,
    /// EC2 instance types.
    InstanceTypes,
    /// AWS managed policies.
    ManagedPolicies,
    /// IAM actions, with wildcards.
    Actions,
    /// Public parameters that hold the newest image of a system.
    Images,
}

/// Whether a question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// When its turn comes.
    InTurn,
    /// When somebody chooses it in the review, or gives its flag: most specs need no answer.
    OnRequest,
    /// Once the spec is approved.
    AtTheEnd,
    /// It makes no sense with the other answers.
    Never,
}

/// What a question may look at besides its own answer.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// All answers so far.
    pub answers: &'a Answers,
    /// What the spec's file is called, without its ending.
    pub stem: &'a str,
    /// The folder that `generate` writes into by itself.
    pub folder: &'a str,
    /// Whether there is a spec already. Then nothing has a default: what it does not say, it does
    /// not say.
    pub editing: bool,
}

impl<'a> Scope<'a> {
    /// The scope of a question about a spec, as far as its answers decide.
    pub fn of(answers: &'a Answers) -> Self {
        Self {
            answers,
            stem: "",
            folder: "",
            editing: false,
        }
    }

    /// The text that was answered to a question of the wizard.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.answers.get(key)?.as_str()
    }

    /// Whether the answer to a question of the wizard is `text`.
    pub fn is(&self, key: &str, text: &str) -> bool {
        self.text(key) == Some(text)
    }

    /// Whether the answer to a question of the wizard is yes.
    pub fn says_yes(&self, key: &str) -> bool {
        self.answers.get(key) == Some(&Value::Bool(true))
    }
}

/// One question. Its flag, the key in an answers file, the help, what the review calls it and the
/// comment in the written spec all come from here.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The key in an answers file.
    pub key: &'static str,
    /// The flag, without dashes.
    pub flag: &'static str,
    /// What the flag's help calls the value.
    pub metavar: &'static str,
    /// What the review calls it.
    pub topic: &'static str,
    /// The question.
    pub ask: &'static str,
    /// What hangs on it, in one line.
    pub why: &'static str,
    /// What the written spec says above the answer; empty for the words of its key.
    pub note: &'static str,
    /// The form of the answer.
    pub form: Form,
    /// Whether there is no spec without it.
    pub required: bool,
    /// Whether it is put.
    pub asked: fn(Scope<'_>) -> Asked,
    /// The answer to a new spec's question unless one says otherwise.
    pub default: fn(Scope<'_>) -> Option<Value>,
    /// What it is completed from.
    pub completion: Completion,
    /// Where its answer stands in the spec, which also says how it is checked: as `validate` checks
    /// that place. Empty for what is not in the spec.
    pub place: &'static [&'static str],
    /// How the answer is written there.
    pub codec: Codec,
}
