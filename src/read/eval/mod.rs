//! A small, lazy evaluator of Terraform's expressions, in which a value may be unknown.
//!
//! Nothing is evaluated before it is asked for, so what a module does beside roles costs nothing,
//! and what is not understood there is not our concern. What cannot be known becomes symbolic: the
//! canonical text of the expression. A value of ours that stands for something assumed says so.

mod blocks;
pub(super) mod budget;
mod collection;
mod expression;
mod installed;
mod lookup;
mod module;
mod operator;
mod resource;
mod secret;
mod template;
pub(super) mod types;
pub(super) mod unify;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    rc::Rc,
};

pub(super) use collection::each_of;
pub(super) use module::Module;
pub(super) use operator::equal;
pub(super) use secret::concealed;

use super::{
    config::Config,
    instance::{Copies, Instance},
    reach::Reach,
    value::{Kind, Value},
};
use crate::{
    blueprint::NotUnderstood,
    diag::Diagnostic,
    source::{Origin, SourceId, Sources},
    text::Reference,
};

/// Why an expression has no value: Terraform would refuse it, or we cannot follow.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) why: String,
    pub(super) origin: Origin,
}

impl Fault {
    pub(super) fn new(why: impl Into<String>, origin: Origin) -> Self {
        Self {
            why: why.into(),
            origin,
        }
    }
}

pub(super) type Outcome = Result<Value, Fault>;

/// Names that are bound around an expression: `each`, `count`, those of `for` and `dynamic`.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Option<Rc<(String, Value, Self)>>);

impl Names {
    pub(super) fn with(&self, name: &str, value: Value) -> Self {
        Self(Some(Rc::new((name.to_owned(), value, self.clone()))))
    }

    fn get(&self, name: &str) -> Option<&Value> {
        let mut names = self;
        while let Some(bound) = &names.0 {
            if bound.0 == name {
                return Some(&bound.1);
            }
            names = &bound.2;
        }
        None
    }
}

/// Where an expression stands.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) module: usize,
    pub(super) source: SourceId,
    pub(super) names: Names,
}

impl Scope {
    /// That of the blocks of a module.
    pub(super) fn of(module: usize) -> Self {
        Self {
            module,
            source: SourceId::default(),
            names: Names::default(),
        }
    }

    /// That of the arguments of a resource.
    pub(super) fn of_instance(instance: &Instance) -> Self {
        Self {
            names: instance.names.clone(),
            ..Self::of(instance.module)
        }
    }

    pub(super) fn in_source(&self, source: SourceId) -> Self {
        Self {
            source,
            ..self.clone()
        }
    }

    fn with(&self, name: &str, value: Value) -> Self {
        Self {
            names: self.names.with(name, value),
            ..self.clone()
        }
    }

    fn origin(&self, span: &std::ops::Range<usize>) -> Origin {
        Origin::new(self.source, span.clone())
    }

    /// The place of an expression of this scope's file.
    pub(super) fn place(&self, span: &std::ops::Range<usize>) -> Origin {
        self.origin(span)
    }
}

type Cached = (Outcome, Vec<Reference>);

/// A module and a name in it.
type Key = (usize, String);

/// Everything that has been read, and what has been evaluated of it.
pub(super) struct World<'a> {
    sources: RefCell<&'a mut Sources>,
    /// What `path.root` is.
    root: PathBuf,
    /// What may be read.
    reach: Reach,
    /// How messages name the root.
    shown: String,
    workspace: Option<String>,
    configs: RefCell<BTreeMap<PathBuf, Rc<Config>>>,
    modules: RefCell<Vec<Rc<Module>>>,
    values: RefCell<BTreeMap<Key, Cached>>,
    copies: RefCell<BTreeMap<Key, Result<Rc<Copies>, Fault>>>,
    calls: RefCell<BTreeMap<Key, usize>>,
    /// What is being evaluated: a second time round is a circle.
    busy: RefCell<BTreeSet<Key>>,
    /// Conditions that were assumed since somebody began to watch.
    assumed: RefCell<Vec<Reference>>,
    /// What was not understood and became symbolic.
    notes: RefCell<Vec<NotUnderstood>>,
    /// What Terraform or AWS refuses.
    refused: RefCell<Vec<Diagnostic>>,
    depth: Cell<usize>,
    /// How many stand around what is evaluated that ask whether it has a value at all.
    strict: Cell<usize>,
    /// What has been taken of what an evaluation may take.
    budget: budget::Budget,
    /// What `terraform init` has fetched.
    installed: OnceCell<installed::List>,
}

/// How deep an evaluation may go, through locals, modules and functions together.
const DEPTH: usize = 400;

impl<'a> World<'a> {
    pub(super) fn new(
        root: PathBuf,
        shown: String,
        workspace: Option<String>,
        sources: &'a mut Sources,
    ) -> Self {
        Self {
            sources: RefCell::new(sources),
            reach: Reach::of(&root),
            root,
            shown,
            workspace,
            configs: RefCell::default(),
            modules: RefCell::default(),
            values: RefCell::default(),
            copies: RefCell::default(),
            calls: RefCell::default(),
            busy: RefCell::default(),
            assumed: RefCell::default(),
            notes: RefCell::default(),
            refused: RefCell::default(),
            depth: Cell::new(0),
            strict: Cell::new(0),
            budget: budget::Budget::default(),
            installed: OnceCell::new(),
        }
    }

    /// What may be read of the disk.
    pub(super) const fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Runs something that decides nothing about what is read: what is not understood there is not
    /// listed.
    pub(in crate::read) fn quietly<T>(&self, run: impl FnOnce() -> T) -> T {
        let before = self.notes.take();
        let result = run();
        self.notes.replace(before);
        result
    }

    /// What was not understood and became symbolic, in the order of places.
    pub(super) fn take_notes(&self) -> Vec<NotUnderstood> {
        let mut notes = self.notes.take();
        notes.sort_by_key(|note| note.origin.key());
        notes.dedup_by(|a, b| a.origin.key() == b.origin.key() && a.why == b.why);
        notes
    }

    /// Says that something became symbolic that Terraform would know.
    pub(super) fn note(&self, what: impl Into<String>, why: impl Into<String>, origin: Origin) {
        self.notes.borrow_mut().push(NotUnderstood {
            what: what.into(),
            why: why.into(),
            origin,
        });
    }

    /// Says that Terraform or AWS refuses something.
    pub(super) fn refuse(&self, diagnostic: Diagnostic) {
        self.refused.borrow_mut().push(diagnostic);
    }

    /// What was refused.
    pub(super) fn take_refused(&self) -> Vec<Diagnostic> {
        self.refused.take()
    }

    /// Runs `evaluate` for somebody who asks whether there is a value: a part without one is none of
    /// the whole then.
    pub(in crate::read) fn strictly<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        self.strict.set(self.strict.get() + 1);
        let result = evaluate();
        self.strict.set(self.strict.get() - 1);
        result
    }

    /// Runs `evaluate`, and says which conditions it assumed.
    pub(super) fn assuming<T>(
        &self,
        evaluate: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<(T, Vec<Reference>), Fault> {
        let outer = self.assumed.take();
        let result = evaluate();
        let mut mine = self.assumed.replace(outer);
        mine.sort();
        mine.dedup();
        result.map(|value| (value, mine))
    }

    pub(super) fn assume(&self, condition: &Reference) {
        self.assumed.borrow_mut().push(condition.clone());
    }

    /// Assumes that a condition does not hold: something else than that it does.
    pub(super) fn assume_not(&self, condition: &Reference) {
        self.assume(&Reference::new(format!("!({condition})")));
    }

    /// Assumes all of these. Whoever asks for a value twice assumes the same twice, and from value
    /// to value that would double.
    fn assume_all(&self, conditions: &[Reference]) {
        const MANY: usize = 1024;
        let mut assumed = self.assumed.borrow_mut();
        assumed.extend(conditions.iter().cloned());
        if assumed.len() > MANY {
            assumed.sort();
            assumed.dedup();
        }
    }

    /// What is there if unknown conditions put something there: of a choice between something and
    /// nothing, the something. Says which condition was assumed.
    pub(super) fn settled(&self, value: &Value) -> Value {
        let mut value = value.clone();
        while let Kind::Choice(choice) = &value.kind {
            let next = match (choice.then.is_nothing(), choice.otherwise.is_nothing()) {
                (true, false) => {
                    self.assume_not(&choice.condition);
                    choice.otherwise.clone()
                }
                (false, true) => {
                    self.assume(&choice.condition);
                    choice.then.clone()
                }
                _ => return value,
            };
            value = next;
        }
        value
    }

    /// The value under a name, evaluated once; a name that needs itself has none.
    fn once(
        &self,
        module: usize,
        name: &str,
        origin: Origin,
        evaluate: impl FnOnce() -> Outcome,
    ) -> Outcome {
        let key = (module, name.to_owned());
        if let Some((outcome, assumed)) = self.values.borrow().get(&key) {
            self.assume_all(assumed);
            return outcome.clone();
        }
        if !self.busy.borrow_mut().insert(key.clone()) {
            return Err(Fault::new(format!("`{name}` needs itself"), origin));
        }
        let outer = self.assumed.take();
        let outcome = self.deeper(origin, evaluate);
        let mut mine = self.assumed.take();
        mine.sort();
        mine.dedup();
        self.assumed.replace(outer);
        self.assume_all(&mine);
        self.busy.borrow_mut().remove(&key);
        self.budget.keep(&outcome, origin)?;
        self.values
            .borrow_mut()
            .insert(key, (outcome.clone(), mine));
        outcome
    }

    fn deeper<T>(
        &self,
        origin: Origin,
        evaluate: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.depth.get() >= DEPTH {
            return Err(Fault::new("nested too deep", origin));
        }
        self.depth.set(self.depth.get() + 1);
        let outcome = evaluate();
        self.depth.set(self.depth.get() - 1);
        outcome
    }

    /// Adds a text that expressions may point into, and says where all of it stands.
    pub(super) fn add_source(&self, name: &str, text: &str) -> Origin {
        self.budget.keep_bytes(text.len() as u64);
        let source = self.sources.borrow_mut().add(name, text);
        Origin::new(source, 0..text.len())
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, origin: Origin) -> usize {
        self.sources
            .borrow()
            .position(origin)
            .map_or(1, |position| position.line)
    }

    /// The text that stands at a place, on one line.
    pub(super) fn snippet(&self, origin: Origin) -> String {
        let sources = self.sources.borrow();
        let text = sources.snippet(origin).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
