//! The wizard without a person: what is missing, and what is taken by default.

use serde_json::Value;

use super::{Machine, Stage};
use crate::wizard::{
    question::{Asked, Question},
    table::TABLE,
};

impl Machine<'_> {
    /// The questions that a person would be asked.
    pub fn missing(&self) -> Vec<&'static Question> {
        let scope = self.scope();
        TABLE
            .iter()
            .filter(|question| (question.asked)(scope) == Asked::InTurn)
            .filter(|question| !self.settled.contains(question.key))
            .collect()
    }

    /// Answers every question that is left by its default; the questions that have none and need
    /// an answer come back.
    pub fn accept_defaults(&mut self) -> Vec<&'static Question> {
        let mut missing = Vec::new();
        // A question looks back only, so one pass in their order is enough.
        for question in TABLE {
            let asked = (question.asked)(self.scope());
            if !matches!(asked, Asked::InTurn | Asked::AtTheEnd)
                || self.settled.contains(question.key)
            {
                continue;
            }
            let default = self.field(question).default;
            if default.is_none() && question.required {
                missing.push(question);
                continue;
            }
            self.put(question.key, default.unwrap_or(Value::Null));
            self.settled.insert(question.key.to_owned());
        }
        if missing.is_empty() {
            self.stage = Stage::Written;
        }
        missing
    }
}
