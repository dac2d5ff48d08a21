//! From one question to the next, and back.

use super::{Frame, Machine, Stage};
use crate::wizard::{
    question::{Asked, Question},
    table::TABLE,
};

impl Machine<'_> {
    /// Whether a question is put at this point of the wizard.
    fn is_put(&self, question: &Question, when: Asked) -> bool {
        (question.asked)(self.scope()) == when
    }

    fn next(&self, when: Asked) -> Option<&'static str> {
        TABLE
            .iter()
            .find(|question| self.is_put(question, when) && !self.settled.contains(question.key))
            .map(|question| question.key)
    }

    /// To the next question that needs an answer, or to the review.
    pub(super) fn go_on(&mut self) {
        if matches!(self.stage, Stage::Finishing(_)) {
            return self.go_to_end();
        }
        self.stage = self
            .next(Asked::InTurn)
            .map_or(Stage::Review, Stage::Asking);
        if self.stage == Stage::Review {
            self.from_review = false;
        }
    }

    /// To the questions after the review, or to the end.
    pub(super) fn go_to_end(&mut self) {
        self.stage = self
            .next(Asked::AtTheEnd)
            .map_or(Stage::Written, Stage::Finishing);
    }

    /// The question of an item after `key`, or its first.
    pub(super) fn field_after(&self, frame: &Frame, key: Option<&str>) -> Option<String> {
        let fields = self.fields_of(frame);
        let skip = match key {
            Some(key) => fields
                .iter()
                .position(|field| field.key == key)
                .map_or(fields.len(), |at| at + 1),
            None => 0,
        };
        fields
            .into_iter()
            .skip(skip)
            .find(|field| field.asked == Asked::InTurn)
            .map(|field| field.key)
    }

    /// One question back; whether there was one.
    pub fn back(&mut self) -> bool {
        if let Some(mut frame) = self.frames.pop() {
            if let Some(open) = frame.open.take() {
                let fields = self.fields_of(&frame);
                let before = fields.iter().take_while(|field| field.key != open);
                frame.open = before
                    .filter(|field| field.asked == Asked::InTurn)
                    .last()
                    .map(|field| field.key.clone());
                // From its first question back to what can be done with an item, and from there, as
                // from a new item, to the list.
                if frame.open.is_some() || frame.index.is_some() {
                    self.frames.push(frame);
                }
            }
            return true;
        }
        let before = |key: Option<&str>, when: Asked| {
            TABLE
                .iter()
                .take_while(|question| Some(question.key) != key)
                .filter(|question| self.is_put(question, when))
                .last()
                .map(|question| question.key)
        };
        let target = match self.stage {
            Stage::Asking(_) if self.from_review => Some(Stage::Review),
            Stage::Asking(key) => before(Some(key), Asked::InTurn).map(Stage::Asking),
            Stage::Review if self.base.is_some() => None,
            Stage::Review => before(None, Asked::InTurn).map(Stage::Asking),
            Stage::Finishing(key) => {
                Some(before(Some(key), Asked::AtTheEnd).map_or(Stage::Review, Stage::Finishing))
            }
            Stage::Written | Stage::Left => None,
        };
        if matches!(target, Some(Stage::Review)) {
            self.from_review = false;
        }
        let went = target.is_some();
        if let Some(target) = target {
            self.stage = target;
        }
        went
    }
}
