//! Can a request satisfy these conditions on one key, and not satisfy those?
//!
//! A request has a key with one value, with several, or not at all; each way is tried. For texts the
//! question is one of languages ([`super::language`]), for numbers, instants and addresses the
//! values around the constants in the policies are enough, since nothing changes between them.

use super::{
    candidates,
    language::{self, Automaton, Demand, Found},
};
use crate::{
    policy::{
        Arity, Context, KeyFacts, KeyKind, Pattern, Predicate, Quantifier, Test, Token, Truth,
        scalar,
    },
    text::Text,
};

/// What a request holds for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holding {
    /// It does not have the key.
    Absent,
    /// It has these values, in which holes may stand for values that are not known.
    Values(Vec<Pattern>),
}

/// Whether there is such a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer<T> {
    /// There is none.
    None,
    /// There is this one.
    Some(T),
    /// That was not found out.
    Unsure,
}

/// A condition, and whether it is to hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal<'a> {
    pub(super) predicate: &'a Predicate,
    pub(super) holds: bool,
}

/// Whether a condition can be looked into; else it only equals itself.
pub(super) fn is_transparent(predicate: &Predicate) -> bool {
    let texts = matches!(predicate.test, Test::Equals { .. } | Test::Like | Test::Arn);
    let holes = |value: &Pattern| value.has_references() || value.has_variables();
    predicate.test != Test::Unknown
        && !predicate.symbolic_key
        && (texts || !predicate.values.iter().any(holes))
        // A variable without a value fails a negated operator as a whole.
        && !(predicate.negated && predicate.values.iter().any(Pattern::has_variables))
}

/// Looks for what a request may hold for a key so that every literal is met; all are on that key.
/// `sets` says whether some policy uses the key with a set operator.
pub(super) fn satisfy(
    literals: &[Literal<'_>],
    facts: Option<KeyFacts>,
    sets: bool,
) -> Answer<Holding> {
    let (clear, opaque): (Vec<_>, Vec<_>) =
        literals.iter().partition(|l| is_transparent(l.predicate));
    let clear: Vec<Literal<'_>> = clear.into_iter().copied().collect();
    let found = satisfy_clear(&clear, facts, sets);
    match found {
        Answer::Some(_) if !opaque.is_empty() => Answer::Unsure,
        found => found,
    }
}

fn satisfy_clear(literals: &[Literal<'_>], facts: Option<KeyFacts>, sets: bool) -> Answer<Holding> {
    let meets = |truth: &Truth, literal: &Literal<'_>| truth.is_yes() == literal.holds;
    if literals
        .iter()
        .all(|literal| meets(&literal.predicate.holds_absent(), literal))
    {
        return Answer::Some(Holding::Absent);
    }
    // With the key present, `Null` is decided.
    let mut rest = Vec::new();
    for literal in literals {
        if literal.predicate.test == Test::Null {
            let context = present();
            if !meets(
                &literal.predicate.holds_with(&["x".to_owned()], &context),
                literal,
            ) {
                return Answer::None;
            }
        } else {
            rest.push(*literal);
        }
    }
    let arity = facts.map(|facts| facts.arity);
    let kind = facts.map(|facts| facts.kind);
    let mut sure = true;
    if arity != Some(Arity::Multiple) {
        match one_value(&rest, kind) {
            Answer::Some(value) => return Answer::Some(Holding::Values(vec![value])),
            Answer::Unsure => sure = false,
            Answer::None => {}
        }
    }
    if arity == Some(Arity::Multiple) || (arity.is_none() && sets) {
        match several_values(&rest, kind) {
            Answer::Some(mut values) => {
                // One value of a key of unknown arity would count as single.
                if let (None, [only]) = (arity, values.as_slice()) {
                    values.push(only.clone());
                }
                return Answer::Some(Holding::Values(values));
            }
            Answer::Unsure => sure = false,
            Answer::None => {}
        }
    }
    if sure { Answer::None } else { Answer::Unsure }
}

fn several_values(literals: &[Literal<'_>], kind: Option<KeyKind>) -> Answer<Vec<Pattern>> {
    // What every value must meet, and what some value must meet.
    let mut every = Vec::new();
    let mut some = Vec::new();
    for literal in literals {
        match (literal.predicate.quantifier, literal.holds) {
            // Without a set prefix a set satisfies nothing.
            (Quantifier::Single, true) => return Answer::None,
            (Quantifier::Single, false) => {}
            (Quantifier::Any, true) | (Quantifier::All, false) => some.push(*literal),
            (Quantifier::Any, false) | (Quantifier::All, true) => every.push(*literal),
        }
    }
    let mut values = Vec::new();
    let mut sure = true;
    let rounds: Vec<Option<Literal<'_>>> = if some.is_empty() {
        vec![None]
    } else {
        some.into_iter().map(Some).collect()
    };
    for one in rounds {
        let mut demands = every.clone();
        demands.extend(one);
        match one_value(&demands, kind) {
            Answer::Some(value) => values.push(value),
            Answer::None => return Answer::None,
            Answer::Unsure => sure = false,
        }
    }
    if sure {
        Answer::Some(values)
    } else {
        Answer::Unsure
    }
}

/// Whether the texts that satisfy a test are a language that patterns describe.
fn is_text(test: Test) -> bool {
    matches!(
        test,
        Test::Equals { .. } | Test::Like | Test::Arn | Test::Bool | Test::Binary
    )
}

/// Looks for one value that meets every literal, taken as a test of that value alone.
fn one_value(literals: &[Literal<'_>], kind: Option<KeyKind>) -> Answer<Pattern> {
    let (texts, scalars): (Vec<Literal<'_>>, Vec<Literal<'_>>) =
        literals.iter().partition(|l| is_text(l.predicate.test));
    let plain_text = matches!(kind, None | Some(KeyKind::String | KeyKind::Arn));
    if scalars.is_empty() && plain_text {
        return text_value(&texts);
    }
    let mut pool = candidates::around(&literals.iter().map(|l| l.predicate), kind);
    let text = text_value(&texts);
    if let Answer::Some(text) = &text
        && let Some(text) = text.as_literal()
        && candidates::belongs(&text, kind)
    {
        pool.push(text);
    }
    let context = present();
    let fits = |value: &&String| {
        literals
            .iter()
            .all(|l| l.predicate.holds_for(value, &context).is_yes() == l.holds)
    };
    if let Some(value) = pool.iter().find(fits) {
        return Answer::Some(Pattern::exact(&Text::literal(value.as_str())));
    }
    let alone = |value: &&String| {
        scalars
            .iter()
            .all(|l| l.predicate.holds_for(value, &context).is_yes() == l.holds)
    };
    let finite = kind == Some(KeyKind::Bool) || texts.iter().any(is_finite);
    if text == Answer::None || finite || texts.is_empty() || !pool.iter().any(|v| alone(&v)) {
        // Either the texts exclude each other, or every value that could make a difference was tried.
        return if candidates::is_exhaustive(literals.iter().map(|l| l.predicate)) {
            Answer::None
        } else {
            Answer::Unsure
        };
    }
    Answer::Unsure
}

/// Whether a literal leaves only the constants that it names.
fn is_finite(literal: &Literal<'_>) -> bool {
    let constant = |value: &Pattern| value.as_literal().is_some();
    matches!(
        literal.predicate.test,
        Test::Equals { case: true } | Test::Bool | Test::Binary
    ) && literal.holds != literal.predicate.negated
        && literal.predicate.values.iter().all(constant)
}

fn text_value(literals: &[Literal<'_>]) -> Answer<Pattern> {
    let ways: &[Option<bool>] = if literals.iter().any(|l| l.predicate.test == Test::Arn) {
        // What is not an ARN satisfies neither an ARN operator nor its negation: one choice for all
        // literals, where a choice for each would double the work with each.
        &[Some(true), Some(false)]
    } else {
        &[None]
    };
    let mut sure = true;
    for is_arn in ways {
        let Some(way) = demands(literals, *is_arn) else {
            continue;
        };
        match language::find(&way) {
            Found::Text(text) => return Answer::Some(language::as_pattern(&text)),
            Found::Nothing => {}
            Found::TooHard => sure = false,
        }
    }
    if sure { Answer::None } else { Answer::Unsure }
}

/// The demands on a text that meets all literals and is, or is not, an ARN, where that matters;
/// `None` where no such text meets them.
fn demands(literals: &[Literal<'_>], is_arn: Option<bool>) -> Option<Vec<Demand>> {
    let mut demands = Vec::new();
    for literal in literals {
        let wants = literal.predicate.negated != literal.holds;
        if literal.predicate.test == Test::Arn && is_arn == Some(false) {
            if literal.holds {
                return None;
            }
        } else {
            demands.push(demand(literal.predicate, wants));
        }
    }
    demands.extend(is_arn.map(|matches| Demand {
        patterns: vec![Automaton::arn(&Pattern::wild(&"arn:*:*:*:*:*".into()))],
        matches,
    }));
    Some(demands)
}

/// The demand that one of the values matches, or that none does.
fn demand(predicate: &Predicate, matches: bool) -> Demand {
    let automaton = |value: &Pattern| match predicate.test {
        Test::Equals { case: false } | Test::Bool => Automaton::folded(&value.to_lowercase()),
        Test::Arn => Automaton::arn(value),
        Test::Like => Automaton::like(value),
        _ => Automaton::plain(value),
    };
    // A value that is no boolean, or no base64, matches nothing.
    let is_fit = |value: &&Pattern| match (predicate.test, value.as_literal()) {
        (Test::Bool, Some(text)) => scalar::boolean(&text).is_some(),
        (Test::Binary, Some(text)) => scalar::is_base64(&text),
        _ => true,
    };
    let values = predicate.values.iter().filter(is_fit);
    Demand {
        patterns: values.map(automaton).collect(),
        matches,
    }
}

/// A context in which nothing else is known to be there.
fn present() -> Context {
    Context::complete()
}

/// The values as texts, holes filled in by `fill`.
pub(super) fn filled(values: &[Pattern], fill: &dyn Fn(&Token) -> String) -> Vec<String> {
    let text = |value: &Pattern| value.tokens().iter().map(fill).collect();
    values.iter().map(text).collect()
}
