//! How much an evaluation may take: steps, and bytes that are held.
//!
//! A few lines of Terraform can ask for more memory than there is. What goes beyond the budget has
//! no value, and neither has anything that is asked for after it: an answer from half of a module
//! would be another answer.

use std::cell::Cell;

use super::{Fault, Outcome, World};
use crate::{
    read::value::{Kind, Object, Value},
    source::Origin,
    text::{Part, Text},
};

/// Expressions that are evaluated.
const STEPS: u64 = 3_000_000;
/// What may be copied from value to value, in bytes.
const COPIED: u64 = 2 << 30;
/// What may be held at once, in bytes: values that have names, and those being put together.
const HELD: u64 = 96 << 20;
/// The weight of one value, in bytes.
pub(in crate::read) const VALUE: u64 = 16 << 20;
/// What a value weighs without its text.
const NODE: u64 = 128;
/// Instances of modules.
pub(super) const MODULES: usize = 10_000;

/// What has been taken.
#[derive(Debug, Default)]
pub(super) struct Budget {
    steps: Cell<u64>,
    copied: Cell<u64>,
    held: Cell<u64>,
    spent: Cell<Option<&'static str>>,
}

/// What weighs on the budget while something is put together.
pub(in crate::read) struct Held<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let held = self.budget.held.get();
        self.budget.held.set(held.saturating_sub(self.bytes));
    }
}

impl Held<'_> {
    /// Adds a part.
    ///
    /// # Errors
    ///
    /// If it is too much.
    pub(in crate::read) fn add(&mut self, bytes: u64, origin: Origin) -> Result<(), Fault> {
        self.bytes = self.bytes.saturating_add(bytes);
        let held = self.budget.held.get().saturating_add(bytes);
        self.budget.held.set(held);
        if self.bytes > VALUE || held > HELD {
            return Err(self.budget.spend("more memory", origin));
        }
        Ok(())
    }

    /// Adds a value.
    ///
    /// # Errors
    ///
    /// If it is too much.
    pub(in crate::read) fn value(&mut self, value: &Value, origin: Origin) -> Result<(), Fault> {
        self.add(weight(value), origin)
    }
}

impl Budget {
    fn spend(&self, what: &'static str, origin: Origin) -> Fault {
        self.spent.set(Some(what));
        fault(what, origin)
    }

    /// Keeps a text for good.
    pub(super) fn keep_bytes(&self, bytes: u64) {
        self.held.set(self.held.get().saturating_add(bytes));
    }

    /// Keeps a value for good.
    pub(super) fn keep(&self, outcome: &Outcome, origin: Origin) -> Result<(), Fault> {
        let Ok(value) = outcome else { return Ok(()) };
        let held = self.held.get().saturating_add(weight(value));
        self.held.set(held);
        if held > HELD {
            return Err(self.spend("more memory", origin));
        }
        Ok(())
    }
}

fn fault(what: &str, origin: Origin) -> Fault {
    let why = format!("evaluating it takes {what} than it may (see docs/reliability.md)");
    Fault::new(why, origin)
}

impl World<'_> {
    /// Before an expression is evaluated.
    pub(super) fn step(&self, origin: Origin) -> Result<(), Fault> {
        self.take_steps(1, origin)
    }

    /// Before something that takes as long as so many expressions.
    ///
    /// # Errors
    ///
    /// If it is too much.
    pub(in crate::read) fn take_steps(&self, steps: u64, origin: Origin) -> Result<(), Fault> {
        let budget = &self.budget;
        if let Some(what) = budget.spent.get() {
            return Err(fault(what, origin));
        }
        budget.steps.set(budget.steps.get().saturating_add(steps));
        if budget.steps.get() > STEPS {
            return Err(budget.spend("more steps", origin));
        }
        Ok(())
    }

    /// After an expression was evaluated.
    pub(super) fn weighed(&self, value: Value, origin: Origin) -> Outcome {
        let budget = &self.budget;
        // Spent within: what went on without that part is not the answer.
        if let Some(what) = budget.spent.get() {
            return Err(fault(what, origin));
        }
        let weight = weight(&value);
        budget
            .copied
            .set(budget.copied.get().saturating_add(weight));
        if weight > VALUE || budget.copied.get() > COPIED {
            return Err(budget.spend("more memory", origin));
        }
        Ok(value)
    }

    /// What weighs while something is put together.
    pub(in crate::read) fn held(&self) -> Held<'_> {
        Held {
            budget: &self.budget,
            bytes: 0,
        }
    }

    /// Says that what a function would yield, in bytes, is too much.
    ///
    /// # Errors
    ///
    /// If it is.
    pub(in crate::read) fn affords(&self, bytes: u64, origin: Origin) -> Result<(), Fault> {
        if bytes > VALUE {
            return Err(self.budget.spend("more memory", origin));
        }
        Ok(())
    }
}

/// The bytes of a value, or something above [`VALUE`]: what is shared counts where it stands, since
/// its text is written out where it stands.
pub(in crate::read) fn weight(value: &Value) -> u64 {
    let mut total = 0;
    // Each time that a text is encoded, its escapes double.
    let mut rest = vec![(value, 1_u64)];
    while let Some((value, times)) = rest.pop() {
        total += NODE;
        if total > VALUE {
            return total;
        }
        match &value.kind {
            Kind::Text(characters) => {
                total = total
                    .saturating_add(times.saturating_mul(of_text(&characters.text)))
                    .saturating_add(NODE / 4 * characters.trace.len() as u64);
            }
            Kind::List(list) => rest.extend(list.items.iter().map(|item| (&item.value, times))),
            Kind::Object(object) => {
                total += of_keys(object);
                rest.extend(object.fields.values().map(|field| (field, times)));
                rest.extend(object.other.as_deref().map(|other| (other, times)));
            }
            Kind::Json(inner) => rest.push((inner, times.saturating_mul(2))),
            Kind::Choice(choice) => {
                total += choice.condition.expression().len() as u64;
                rest.extend([(&choice.then, times), (&choice.otherwise, times)]);
            }
            Kind::Unknown(reference) => total += reference.expression().len() as u64,
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Resource(_) | Kind::Module(_) => {}
        }
    }
    total
}

fn of_keys(object: &Object) -> u64 {
    let keys: usize = object.fields.keys().map(String::len).sum();
    let rest = object.rest.iter().map(|one| one.expression().len());
    (keys + rest.sum::<usize>()) as u64
}

/// The bytes of a text.
pub(in crate::read) fn of_text(text: &Text) -> u64 {
    let bytes = text.parts().iter().map(|part| match part {
        Part::Literal(literal) => literal.len(),
        Part::Reference(reference) => reference.expression().len() + 32,
        Part::Variable(variable) => variable.to_string().len() + 32,
    });
    bytes.sum::<usize>() as u64
}
