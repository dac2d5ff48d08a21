//! Whether a condition holds in a context.
//!
//! What AWS documents, in short: a key that the request does not have fails a positive operator,
//! satisfies a negated one and every `…IfExists`, satisfies `ForAllValues` and fails `ForAnyValue`
//! (with `IfExists` too); several values of a positive operator are alternatives, of a negated one
//! none may match; all conditions of a statement must hold.

use super::{
    context::{Arity, Context, Known},
    document::{Condition, Quantifier, Version},
    fault::{self, Fault},
    operator::Test,
    pattern::{Match, Pattern},
    truth::Truth,
    variable,
};
use crate::text::Text;

/// A condition, compiled.
#[derive(Clone, Debug)]
pub struct Predicate {
    /// What it tests.
    pub(super) test: Test,
    /// Whether the operator is a `Not…`.
    pub(super) negated: bool,
    /// `ForAnyValue`, `ForAllValues` or neither.
    pub(super) quantifier: Quantifier,
    /// Whether `IfExists` follows.
    pub(super) if_exists: bool,
    /// The key, in lower case; references as `${…}`.
    pub(super) key: String,
    /// Whether the key itself holds a reference.
    pub(super) symbolic_key: bool,
    /// The policy's values.
    pub(super) values: Vec<Pattern>,
    /// The operator, in AWS's spelling.
    pub(super) operator: String,
    /// The key as written.
    pub(super) written_key: String,
}

impl Predicate {
    pub(super) fn compile(condition: &Condition, version: Version) -> Self {
        let (test, negated) = Test::of(&condition.operator);
        let compile = |value: &Text| test.compile(&variable::in_version(value, version));
        Self {
            test,
            negated,
            quantifier: condition.operator.quantifier,
            if_exists: condition.operator.if_exists,
            key: condition.key.value.to_string().to_lowercase(),
            symbolic_key: condition.key.value.has_references(),
            values: condition.values.iter().map(|v| compile(&v.value)).collect(),
            operator: condition.operator.to_string(),
            written_key: condition.key.value.to_string(),
        }
    }

    /// Whether it holds in `context`.
    pub fn holds(&self, context: &Context) -> Truth {
        if self.symbolic_key {
            return Truth::depends_on(self.written_key.clone());
        }
        if self.test == Test::Unknown {
            return Truth::depends_on(self.operator.clone());
        }
        match context.get(&self.key) {
            Known::Unknown => Truth::depends_on(self.written_key.clone()),
            Known::Absent => self.holds_absent(),
            Known::Present(values) => self.holds_with(values, context),
        }
    }

    /// Whether it holds when the request does not have the key.
    pub(super) fn holds_absent(&self) -> Truth {
        if self.test == Test::Null {
            return self.null_expects(!fault::is(Fault::NullInverted));
        }
        match self.quantifier {
            Quantifier::All => Truth::from(!fault::is(Fault::ForAllFailsOnAbsent)),
            Quantifier::Any => Truth::from(fault::is(Fault::ForAnyHoldsOnAbsent)),
            Quantifier::Single => Truth::from(
                (self.negated && !fault::is(Fault::NegatedFailsOnAbsent))
                    || (self.if_exists && !fault::is(Fault::IfExistsIgnored)),
            ),
        }
    }

    /// Whether one of the values of `Null` says `absent`.
    fn null_expects(&self, absent: bool) -> Truth {
        Truth::any(self.values.iter().map(|value| match value.as_literal() {
            Some(text) => Truth::from(super::scalar::boolean(&text) == Some(absent)),
            None => Truth::depends_on(value.to_string()),
        }))
    }

    /// Whether it holds when the request has these values for the key.
    pub(super) fn holds_with(&self, values: &[String], context: &Context) -> Truth {
        if self.test == Test::Null {
            return self.null_expects(fault::is(Fault::NullInverted));
        }
        let arity = context.arity(&self.key);
        let one = |value: &String| self.holds_for(value, context);
        // A key that has one value has its first: what follows cannot be in a request.
        let values = match (arity, values) {
            (Some(Arity::Single), [first, ..]) => std::slice::from_ref(first),
            _ => values,
        };
        match self.quantifier {
            Quantifier::Any if !fault::is(Fault::ForAnyAsForAll) => {
                Truth::any(values.iter().map(one))
            }
            Quantifier::All | Quantifier::Any => Truth::all(values.iter().map(one)),
            // Without a set prefix a set of values satisfies nothing.
            Quantifier::Single => match values {
                [value] if arity != Some(Arity::Multiple) => one(value),
                _ => Truth::No,
            },
        }
    }

    /// Whether one value of the request satisfies it.
    pub(super) fn holds_for(&self, found: &str, context: &Context) -> Truth {
        if !self.test.reads(found) {
            return Truth::No;
        }
        let mut accepted = Truth::No;
        let mut each = Truth::Yes;
        for expected in &self.values {
            let truth = match variable::resolve(expected, context) {
                Ok(expected) => match self.test.accepts(found, &expected) {
                    Match::Yes => Truth::Yes,
                    Match::No => Truth::No,
                    Match::Possibly => references(&expected),
                },
                // A variable without a value: the condition does not hold, negated or not.
                Err(Truth::No) if self.negated => return Truth::No,
                Err(_) if !self.negated && !self.test.may_accept(found, expected) => Truth::No,
                Err(truth) => truth,
            };
            each = each.and(truth.clone());
            accepted = accepted.or(truth);
        }
        if fault::is(Fault::NegatedAnyOf) && self.negated {
            return each.negate();
        }
        if self.negated {
            accepted.negate()
        } else {
            accepted
        }
    }
}

/// Depends on the references of a pattern.
pub(super) fn references(pattern: &Pattern) -> Truth {
    Truth::Depends(pattern.references().map(|r| format!("${{{r}}}")).collect())
}
