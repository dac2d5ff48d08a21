//! The wizard without a terminal: what is asked next, and what an answer does.

mod defaults;
mod reply;
mod spec;
mod walk;

pub use reply::Reply;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    fields::{self, Field, FieldForm, ItemKind},
    grants, item,
    judge::Judge,
    place,
    question::{Answers, Asked, Choice, Question, Scope},
    table::{self, TABLE},
};
use crate::grant::Library;

/// What the wizard knows beside the answers.
pub struct World<'a> {
    /// The services.
    pub library: &'a Library,
    /// All checks of `validate`.
    pub judge: &'a dyn Judge,
    /// What the spec's file is called, without its ending.
    pub stem: String,
    /// The folder that `generate` writes into by itself.
    pub folder: String,
}

/// What a person sees now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A question.
    Ask(Box<Ask>),
    /// What to do with an item of a list.
    Item {
        /// The item in a few words.
        summary: String,
    },
    /// The spec and the access that it gives.
    Review,
    /// Nothing more: the spec is to be written.
    Write,
    /// Nothing more: nothing is to be written.
    Leave,
}

/// A question with what was answered so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The question.
    pub field: Field,
    /// The answer that it has already.
    pub current: Option<Value>,
    /// For a list: what it holds, each in a few words.
    pub items: Vec<String>,
    /// For a list: what can be added.
    pub additions: Vec<Choice>,
}

/// An item of a list that is being asked for.
#[derive(Clone, Debug)]
struct Frame {
    kind: ItemKind,
    /// The key of the list in the answers, or in the frame below.
    list: String,
    index: Option<usize>,
    draft: Answers,
    /// The question that is open; `None` while the choice is between changing and removing.
    open: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Asking(&'static str),
    Review,
    Finishing(&'static str),
    Written,
    Left,
}

/// The state of the wizard.
pub struct Machine<'a> {
    world: &'a World<'a>,
    /// The spec that is edited, and the answers that it held.
    base: Option<(Map<String, Value>, Answers)>,
    answers: Answers,
    /// Questions that need not be put any more.
    settled: BTreeSet<String>,
    /// Questions that were answered before the wizard began.
    given: BTreeSet<String>,
    /// Questions that made sense for the spec that is edited: what it left out, it left out.
    unsaid: BTreeSet<&'static str>,
    frames: Vec<Frame>,
    stage: Stage,
    /// Whether the open question was chosen in the review.
    from_review: bool,
}

impl std::fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("stem", &self.stem)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Machine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine")
            .field("answers", &self.answers)
            .field("frames", &self.frames)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}

impl<'a> Machine<'a> {
    /// A wizard for a new spec, with the answers that are given already.
    pub fn new(world: &'a World<'a>, given: Answers) -> Self {
        Self::start(world, None, given)
    }

    /// A wizard for a spec that exists.
    pub fn edit(world: &'a World<'a>, spec: Map<String, Value>, given: Answers) -> Self {
        Self::start(world, Some(spec), given)
    }

    fn start(world: &'a World<'a>, spec: Option<Map<String, Value>>, given: Answers) -> Self {
        let base = spec.map(|spec| {
            let answers = place::read(&Value::Object(spec.clone()), world.library);
            (spec, answers)
        });
        let mut machine = Self {
            world,
            answers: base
                .as_ref()
                .map(|(_, answers)| answers.clone())
                .unwrap_or_default(),
            base,
            settled: BTreeSet::new(),
            given: given.keys().cloned().collect(),
            unsaid: BTreeSet::new(),
            frames: Vec::new(),
            stage: Stage::Review,
            from_review: false,
        };
        if machine.base.is_some() {
            let scope = machine.scope();
            let said = |question: &&Question| {
                matches!((question.asked)(scope), Asked::InTurn | Asked::OnRequest)
            };
            machine.unsaid = TABLE
                .iter()
                .filter(said)
                .map(|question| question.key)
                .collect();
            machine.settled = machine.unsaid.iter().map(|key| (*key).to_owned()).collect();
        }
        for (key, value) in given {
            machine.settled.insert(key.clone());
            machine.put(&key, value);
        }
        machine.go_on();
        machine
    }

    /// The answers so far.
    pub const fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Whether a spec that exists is edited.
    pub const fn is_editing(&self) -> bool {
        self.base.is_some()
    }

    /// The questions that can be put with these answers, each with its answer.
    pub fn topics(&self) -> Vec<(&'static Question, Option<Value>)> {
        let scope = self.scope();
        TABLE
            .iter()
            .filter(|question| matches!((question.asked)(scope), Asked::InTurn | Asked::OnRequest))
            .map(|question| (question, self.answers.get(question.key).cloned()))
            .collect()
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            answers: &self.answers,
            stem: &self.world.stem,
            folder: &self.world.folder,
            editing: self.base.is_some(),
        }
    }

    /// Sets an answer, or takes it away.
    fn put(&mut self, key: &str, value: Value) {
        if place::is_nothing(&value) {
            self.answers.shift_remove(key);
            return;
        }
        // One role has one kind of name.
        match key {
            "name" => drop(self.answers.shift_remove("name_prefix")),
            "name_prefix" => drop(self.answers.shift_remove("name")),
            _ => {}
        }
        self.answers.insert(key.to_owned(), value);
    }

    /// A question of the table as it stands now.
    fn field(&self, question: &Question) -> Field {
        let mut field = Field::of(question, self.scope());
        if self.unsaid.contains(question.key) {
            field.default = None;
        }
        field
    }

    /// The open question.
    fn open_field(&self) -> Option<Field> {
        match (self.frames.last(), &self.stage) {
            (Some(frame), _) => {
                let key = frame.open.as_ref()?;
                self.fields_of(frame)
                    .into_iter()
                    .find(|field| field.key == *key)
            }
            (None, Stage::Asking(key) | Stage::Finishing(key)) => {
                table::question(key).map(|question| self.field(question))
            }
            _ => None,
        }
    }

    fn fields_of(&self, frame: &Frame) -> Vec<Field> {
        fields::of_item(frame.kind, &frame.draft, self.world.library)
    }

    /// What is answered to a field already.
    fn current(&self, field: &Field) -> Option<Value> {
        let answers = self
            .frames
            .last()
            .map_or(&self.answers, |frame| &frame.draft);
        answers.get(&field.key).cloned()
    }

    /// What is on the screen.
    pub fn screen(&self) -> Screen {
        if let Some(frame) = self.frames.last().filter(|frame| frame.open.is_none()) {
            let closed = item::close(frame.kind, &frame.draft, self.world.library);
            return Screen::Item {
                summary: item::summary(frame.kind, &closed, self.world.library),
            };
        }
        match (self.open_field(), &self.stage) {
            (Some(field), _) => Screen::Ask(Box::new(self.ask(field))),
            (None, Stage::Written) => Screen::Write,
            (None, Stage::Left) => Screen::Leave,
            (None, _) => Screen::Review,
        }
    }

    fn ask(&self, field: Field) -> Ask {
        let current = self.current(&field);
        let (mut items, mut additions) = (Vec::new(), Vec::new());
        if let FieldForm::Items(kind) = field.form {
            let list = self.list(&field);
            items = list
                .iter()
                .filter_map(Value::as_object)
                .map(|one| item::summary(kind, one, self.world.library))
                .collect();
            additions = match kind {
                ItemKind::Grant => grants::services(self.world.library)
                    .map(|service| {
                        Choice::new(
                            &service.key,
                            format!("{}: {}", service.title, service.about),
                        )
                    })
                    .collect(),
                ItemKind::Allow => vec![Choice::new("", "an action")],
                ItemKind::Assume => vec![Choice::new("", "a role in another account")],
                ItemKind::Trust => vec![Choice::new("", "a principal")],
            };
        }
        Ask {
            field,
            current,
            items,
            additions,
        }
    }

    /// The list that a field holds now.
    fn list(&self, field: &Field) -> Vec<Value> {
        let settled = self.frames.is_empty() && self.settled.contains(&field.key);
        let default = field.default.clone().filter(|_| !settled);
        match self.current(field).or(default) {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        }
    }
}
