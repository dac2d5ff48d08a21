//! Questions as they are put: with their defaults and choices filled in, those of the table and
//! those about one item of a list.

use serde_json::Value;

use super::{
    item, preset,
    question::{Answers, Asked, Choice, Completion, Form, Question, Scope},
    table::TABLE,
};
use crate::grant::Library;

/// What an item of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A grant of any service.
    Grant,
    /// A statement of `allow:`.
    Allow,
    /// A role to assume elsewhere.
    Assume,
    /// Another principal that may become the role.
    Trust,
}

/// The form of an answer, with the choices there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldForm {
    /// One of these.
    Choice(Vec<Choice>),
    /// Several of these.
    Several(Vec<Choice>),
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
    /// A list of things.
    Items(ItemKind),
}

impl FieldForm {
    /// What an answer of this form is, in a few words.
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Choice(_) => "one of the choices",
            Self::Several(_) => "a list of choices",
            Self::YesNo => "yes or no",
            Self::Text => "text",
            Self::Number => "a number",
            Self::Words => "a list of words",
            Self::Pairs => "a map of text",
            Self::Items(_) => "a list of maps",
        }
    }
}

/// A question as it is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key of its answer.
    pub key: String,
    /// The question.
    pub ask: String,
    /// What hangs on it, in one line.
    pub why: String,
    /// The form of the answer.
    pub form: FieldForm,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it is put.
    pub asked: Asked,
    /// The answer if one only presses Enter.
    pub default: Option<Value>,
    /// What it is completed from.
    pub completion: Completion,
}

impl Field {
    /// A question about an item, which is put in turn and need not be answered.
    pub fn new(key: &str, ask: impl Into<String>, why: impl Into<String>, form: FieldForm) -> Self {
        Self {
            key: key.to_owned(),
            ask: ask.into(),
            why: why.into(),
            form,
            required: false,
            asked: Asked::InTurn,
            default: None,
            completion: Completion::Nothing,
        }
    }

    /// The same, but it must be answered.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, with an answer for Enter.
    #[must_use]
    pub fn default(mut self, value: Option<Value>) -> Self {
        self.default = value;
        self
    }

    /// The same, completed.
    #[must_use]
    pub fn completed(mut self, completion: Completion) -> Self {
        self.completion = completion;
        self
    }

    /// A question of the table.
    pub fn of(question: &Question, scope: Scope<'_>) -> Self {
        let default = preset::answer(scope, question.key).or_else(|| (question.default)(scope));
        Self {
            key: question.key.to_owned(),
            ask: question.ask.to_owned(),
            why: question.why.to_owned(),
            form: match question.form {
                Form::Choice(choices) => FieldForm::Choice(
                    choices
                        .iter()
                        .map(|(value, about)| Choice::new(*value, *about))
                        .collect(),
                ),
                Form::YesNo => FieldForm::YesNo,
                Form::Text => FieldForm::Text,
                Form::Number => FieldForm::Number,
                Form::Words => FieldForm::Words,
                Form::Pairs => FieldForm::Pairs,
                Form::Items(kind) => FieldForm::Items(kind),
            },
            required: question.required,
            asked: (question.asked)(scope),
            default,
            completion: question.completion,
        }
    }
}

/// The questions of the table, in order.
pub fn of_wizard(scope: Scope<'_>) -> Vec<Field> {
    TABLE
        .iter()
        .map(|question| Field::of(question, scope))
        .collect()
}

/// The questions about one item, in order.
pub fn of_item(kind: ItemKind, draft: &Answers, library: &Library) -> Vec<Field> {
    match kind {
        ItemKind::Grant => item::grant::fields(draft, library),
        ItemKind::Allow => item::allow::fields(),
        ItemKind::Assume => item::assume::fields(draft),
        ItemKind::Trust => item::trust::fields(),
    }
}
