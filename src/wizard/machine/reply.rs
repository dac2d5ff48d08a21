//! What a person says, and what it does.

use serde_json::{Value, json};

use super::{Frame, Machine, Stage};
use crate::wizard::{
    fields::{Field, FieldForm, ItemKind},
    grants, item, judge,
    place::{self, Codec},
    question::{Answers, Choice, Scope},
    table::{self, TABLE},
};

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Answers; null is no answer.
    Answer(Value),
    /// Adds to a list: for grants, of this service.
    Add(String),
    /// Opens an item of a list.
    Open(usize),
    /// Takes the open item out of its list.
    Remove,
    /// Goes through the questions of the open item.
    Change,
    /// Is done with a list.
    Finish,
    /// In the review: asks this question again.
    GoTo(String),
    /// In the review: approves.
    Approve,
    /// In the review: leaves without writing.
    Leave,
}

impl Machine<'_> {
    /// Does what a person says. What is wrong with it comes back as lines, and nothing changed.
    pub fn reply(&mut self, reply: Reply) -> Result<(), Vec<String>> {
        match reply {
            Reply::Answer(value) => return self.answer(value),
            Reply::Finish => return self.finish_list(),
            Reply::Add(service) => self.open_item(None, &service),
            Reply::Open(index) => self.open_item(Some(index), ""),
            Reply::Change => {
                if let Some(mut frame) = self.frames.pop() {
                    frame.open = self.field_after(&frame, None);
                    self.frames.push(frame);
                }
            }
            Reply::Remove => self.remove_item(),
            Reply::GoTo(key) => {
                if let Some(question) = table::question(&key) {
                    self.frames.clear();
                    self.from_review = true;
                    self.stage = Stage::Asking(question.key);
                }
            }
            Reply::Approve => self.go_to_end(),
            Reply::Leave => self.stage = Stage::Left,
        }
        Ok(())
    }

    fn answer(&mut self, value: Value) -> Result<(), Vec<String>> {
        let Some(field) = self.open_field() else {
            return Ok(());
        };
        let value = well_formed(&field, value)?;
        let Some(frame) = self.frames.last() else {
            let mut candidate = self.answers.clone();
            candidate.insert(field.key.clone(), value.clone());
            // Whether something is there at all says nothing about what is in it.
            let path: Vec<String> = table::question(&field.key)
                .filter(|question| question.codec != Codec::Presence)
                .map(|question| question.place.iter().map(|key| (*key).to_owned()).collect())
                .unwrap_or_default();
            self.refuse(&candidate, &path)?;
            self.settle(&field.key, value);
            self.go_on();
            return Ok(());
        };
        let mut frame = frame.clone();
        if place::is_nothing(&value) {
            frame.draft.shift_remove(&field.key);
        } else {
            frame.draft.insert(field.key.clone(), value);
        }
        if let Some(key) = item::place_of(frame.kind, &field.key, &frame.draft, self.world.library)
        {
            let mut path = self.path_of(&frame);
            path.push(key);
            self.refuse(&self.answers_with(&frame), &path)?;
        }
        self.step(frame, &field.key)
    }

    /// The faults that the checks find below a place.
    fn refuse(&self, answers: &Answers, path: &[String]) -> Result<(), Vec<String>> {
        if path.is_empty() {
            return Ok(());
        }
        let faults = judge::faults(
            &self.spec_of(answers),
            path,
            Scope::of(answers).text("output"),
            self.world.judge,
        );
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// Goes to the next question of an item, or puts the item into its list.
    fn step(&mut self, mut frame: Frame, key: &str) -> Result<(), Vec<String>> {
        frame.open = self.field_after(&frame, Some(key));
        if frame.open.is_none() {
            self.refuse(&self.answers_with(&frame), &self.path_of(&frame))?;
            self.frames.pop();
            self.store(&frame);
            return Ok(());
        }
        self.frames.pop();
        self.frames.push(frame);
        Ok(())
    }

    /// Puts a finished item into its list.
    fn store(&mut self, frame: &Frame) {
        let closed = Value::Object(item::close(frame.kind, &frame.draft, self.world.library));
        let mut list = self.list_of(&frame.list);
        match frame.index.and_then(|index| list.get_mut(index)) {
            Some(old) => *old = closed,
            None => list.push(closed),
        }
        self.set_list(&frame.list, list);
    }

    pub(super) fn list_of(&self, key: &str) -> Vec<Value> {
        let answers = self
            .frames
            .last()
            .map_or(&self.answers, |frame| &frame.draft);
        answers
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    }

    fn set_list(&mut self, key: &str, list: Vec<Value>) {
        let answers = self
            .frames
            .last_mut()
            .map_or(&mut self.answers, |frame| &mut frame.draft);
        // An empty list is an answer as well: what was there by default is not wanted.
        answers.insert(key.to_owned(), Value::Array(list));
    }

    fn open_item(&mut self, index: Option<usize>, service: &str) {
        let Some(field) = self.open_field() else {
            return;
        };
        let FieldForm::Items(kind) = field.form else {
            return;
        };
        let list = self.list(&field);
        let found = index
            .and_then(|index| list.get(index))
            .and_then(Value::as_object)
            .cloned();
        self.set_list(&field.key, list);
        let draft = match found {
            Some(item) => item::open(kind, &item, self.world.library),
            None if kind == ItemKind::Grant => {
                let mut draft = Answers::new();
                draft.insert(grants::SERVICE.to_owned(), json!(service));
                draft
            }
            None => Answers::new(),
        };
        let mut frame = Frame {
            kind,
            list: field.key,
            index,
            draft,
            open: None,
        };
        if index.is_none() {
            frame.open = self.field_after(&frame, None);
            if frame.open.is_none() {
                self.store(&frame);
                return;
            }
        }
        self.frames.push(frame);
    }

    fn remove_item(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let mut list = self.list_of(&frame.list);
        if let Some(index) = frame.index.filter(|index| *index < list.len()) {
            list.remove(index);
        }
        self.set_list(&frame.list, list);
    }

    fn finish_list(&mut self) -> Result<(), Vec<String>> {
        let Some(field) = self.open_field() else {
            return Ok(());
        };
        let list = Value::Array(self.list(&field));
        if self.frames.is_empty() {
            self.settle(&field.key, list);
            self.go_on();
            return Ok(());
        }
        self.set_list(&field.key, list.as_array().cloned().unwrap_or_default());
        match self.frames.last().cloned() {
            Some(frame) => self.step(frame, &field.key),
            None => Ok(()),
        }
    }

    /// Takes an answer of the wizard as final for now.
    fn settle(&mut self, key: &str, value: Value) {
        let before = self.defaults();
        let changes_defaults = key == "preset" && self.answers.get(key) != Some(&value);
        self.put(key, value);
        self.settled.insert(key.to_owned());
        if changes_defaults {
            // What came from the other situation goes with it; what a person said stays.
            for (question, default) in TABLE.iter().zip(before) {
                let taken = default.is_some() && self.answers.get(question.key) == default.as_ref();
                if taken && question.key != "preset" && !self.given.contains(question.key) {
                    self.answers.shift_remove(question.key);
                    self.settled.remove(question.key);
                }
            }
        }
    }

    fn defaults(&self) -> Vec<Option<Value>> {
        TABLE
            .iter()
            .map(|question| self.field(question).default)
            .collect()
    }
}

/// The answer in its field's form, or what is wrong with it.
fn well_formed(field: &Field, value: Value) -> Result<Value, Vec<String>> {
    let value = match (&field.form, value) {
        (FieldForm::Text, Value::String(text)) => json!(text.trim()),
        (_, value) => value,
    };
    if place::is_nothing(&value) {
        return if field.required {
            Err(vec!["this needs an answer".to_owned()])
        } else {
            Ok(Value::Null)
        };
    }
    let unknown = |choices: &[Choice], text: &str| {
        let known: Vec<&str> = choices
            .iter()
            .map(|choice| choice.value.as_str())
            .filter(|value| !value.is_empty())
            .collect();
        (!known.contains(&text)).then(|| vec![format!("`{text}` is none of {}", known.join(", "))])
    };
    let wrong = match (&field.form, &value) {
        (FieldForm::Choice(choices), Value::String(text)) => unknown(choices, text),
        (FieldForm::Several(choices), Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .find_map(|text| unknown(choices, text)),
        (FieldForm::YesNo, Value::Bool(_))
        | (FieldForm::Text | FieldForm::Number, Value::String(_) | Value::Number(_))
        | (FieldForm::Words | FieldForm::Items(_), Value::Array(_))
        | (FieldForm::Pairs, Value::Object(_)) => None,
        (form, value) => Some(vec![format!(
            "`{}` is not {}",
            item::words(value),
            form.describe()
        )]),
    };
    wrong.map_or(Ok(value), Err)
}
