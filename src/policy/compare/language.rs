//! Sets of texts that patterns describe: is there a text that some of them have and others do not?
//!
//! Each pattern is an automaton; the search walks them together, one symbol at a time, and finds a
//! shortest text or shows that there is none. A Terraform reference (or an IAM variable) is one
//! symbol of its own, which only itself and a wildcard match. That alone would be blind to what its
//! value may be, so one positive pattern is the *base*, whose holes stand in the text as symbols,
//! and the other positive patterns are matched as if every hole could be anything: whatever is found
//! empty so is empty for all values of the holes.

use std::{collections::BTreeSet, sync::Arc};

use super::walk;
use crate::{
    policy::{FormStep, Pattern, Token, arn},
    text::Part,
};

/// One symbol of a text that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    /// A character.
    Char(char),
    /// A hole, which stands for itself.
    Hole(Arc<Part>),
    /// Some other text that a hole matches in this reading, but does not stand for.
    Other(Loose, Arc<Part>),
}

/// How a hole matches more than the text that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loose {
    /// Case does not count.
    Case,
    /// It may hold wildcards.
    Wildcards,
}

/// One step of an automaton.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Char(char),
    /// The character in either case; it is kept in lower case.
    Fold(char),
    /// Any character that the bounds allow.
    One(Bounds),
    /// Any characters that the bounds allow.
    Any(Bounds),
    Hole(Arc<Part>),
    /// A hole, and what it matches beside itself.
    LooseHole(Loose, Arc<Part>),
}

/// Whether a wildcard stands for `:` and `/` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bounds {
    colon: bool,
    slash: bool,
}

/// Any character.
const EVERYTHING: Bounds = Bounds {
    colon: true,
    slash: true,
};

impl Bounds {
    const fn allows(self, c: char) -> bool {
        (self.colon || c != ':') && (self.slash || c != '/')
    }

    /// Whether everything that a hole may stand for is among them.
    fn holds(self, hole: &Part) -> bool {
        self == EVERYTHING || (self.slash && !arn::may_hold_colon(hole))
    }
}

/// A pattern, ready for the search.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Automaton {
    steps: Vec<Step>,
}

impl Automaton {
    /// A pattern in which a wildcard stands for any characters.
    pub(super) fn plain(pattern: &Pattern) -> Self {
        Self::from_steps(pattern.tokens(), true)
    }

    /// A pattern of which case does not count; it is in lower case.
    pub(super) fn folded(pattern: &Pattern) -> Self {
        let mut automaton = Self::plain(pattern);
        for step in &mut automaton.steps {
            match step {
                Step::Char(c) => *step = Step::Fold(*c),
                Step::Hole(hole) => *step = Step::LooseHole(Loose::Case, Arc::clone(hole)),
                _ => {}
            }
        }
        automaton
    }

    /// A value of `StringLike`: a reference may hold wildcards, where an IAM variable's value is taken
    /// as it is (IAM User Guide, policy variables).
    pub(super) fn like(pattern: &Pattern) -> Self {
        let mut automaton = Self::plain(pattern);
        for step in &mut automaton.steps {
            if let Step::Hole(hole) = step
                && matches!(hole.as_ref(), Part::Reference(_))
            {
                *step = Step::LooseHole(Loose::Wildcards, Arc::clone(hole));
            }
        }
        automaton
    }

    /// A pattern of `Resource`.
    pub(super) fn resource(pattern: &Pattern) -> Self {
        match arn::completed(pattern) {
            _ if pattern.is_anything() => Self::plain(pattern),
            None => Self::plain(pattern),
            Some(segments) => Self::cut(&segments),
        }
    }

    /// A value of an ARN operator.
    pub(super) fn arn(pattern: &Pattern) -> Self {
        Self::cut(&pattern.segments())
    }

    /// The form of an ARN.
    pub(super) fn form(form: &[FormStep]) -> Self {
        let step = |step: &FormStep| match *step {
            FormStep::Char(c) => Step::Char(c),
            FormStep::One { colon, slash } => Step::One(Bounds { colon, slash }),
            FormStep::Many { colon, slash } => Step::Any(Bounds { colon, slash }),
        };
        Self {
            steps: form.iter().map(step).collect(),
        }
    }

    fn cut(segments: &[&[Token]]) -> Self {
        let mut automaton = Self::default();
        let last = segments.len().saturating_sub(1);
        for (at, segment) in segments.iter().enumerate() {
            if at > 0 {
                automaton.steps.push(Step::Char(':'));
            }
            automaton
                .steps
                .extend(Self::from_steps(segment, at == last && last == 5).steps);
        }
        automaton
    }

    fn from_steps(tokens: &[Token], colon: bool) -> Self {
        let bounds = Bounds { colon, slash: true };
        let step = |token: &Token| match token {
            Token::Char(c) => Step::Char(*c),
            Token::One => Step::One(bounds),
            Token::Any => Step::Any(bounds),
            Token::Hole(hole) => Step::Hole(hole.clone()),
        };
        Self {
            steps: tokens.iter().map(step).collect(),
        }
    }

    pub(super) fn has_holes(&self) -> bool {
        self.steps
            .iter()
            .any(|step| matches!(step, Step::Hole(_) | Step::LooseHole(..)))
    }

    /// How many words of bits hold the positions in this pattern.
    pub(super) fn words(&self) -> usize {
        self.steps.len() / 64 + 1
    }

    /// Puts a position, and those reached from it without reading anything more.
    fn reach(&self, positions: &mut [u64], mut at: usize, loose: bool) {
        loop {
            put(positions, at);
            match self.steps.get(at) {
                Some(Step::Any(_)) => at += 1,
                Some(Step::Hole(_) | Step::LooseHole(..)) if loose => at += 1,
                _ => return,
            }
        }
    }

    /// Puts the first positions.
    pub(super) fn start(&self, positions: &mut [u64], loose: bool) {
        self.reach(positions, 0, loose);
    }

    /// Puts the positions that a symbol leads to.
    pub(super) fn read(&self, from: &[u64], into: &mut [u64], symbol: &Symbol, loose: bool) {
        for at in bits(from) {
            // Where holes are loose, a hole in the text may stand for any part of the pattern.
            if loose && matches!(symbol, Symbol::Hole(_) | Symbol::Other(..)) {
                (at..=self.steps.len()).for_each(|at| put(into, at));
                break;
            }
            let Some(step) = self.steps.get(at) else {
                continue;
            };
            let next = match (step, symbol) {
                (Step::Char(expected), Symbol::Char(c)) if expected == c => at + 1,
                (Step::Fold(expected), Symbol::Char(c)) if c.to_lowercase().eq([*expected]) => {
                    at + 1
                }
                (Step::One(bounds), Symbol::Char(c)) if bounds.allows(*c) => at + 1,
                (Step::Any(bounds), Symbol::Char(c)) if bounds.allows(*c) => at,
                // What a hole stands for may hold a colon that ends the segment.
                (Step::Any(bounds), Symbol::Hole(hole)) if bounds.holds(hole) => at,
                (Step::Any(bounds), Symbol::Other(..)) if *bounds == EVERYTHING => at,
                (Step::Hole(expected) | Step::LooseHole(_, expected), Symbol::Hole(hole))
                    if expected == hole =>
                {
                    at + 1
                }
                (Step::LooseHole(how, expected), Symbol::Other(other, hole))
                    if how == other && expected == hole =>
                {
                    at + 1
                }
                (Step::Hole(_) | Step::LooseHole(..), _) if loose => at,
                _ => continue,
            };
            self.reach(into, next, loose);
        }
    }

    /// Whether a text that ends here matches.
    pub(super) fn accepts(&self, positions: &[u64]) -> bool {
        has(positions, self.steps.len())
    }

    /// Whether a text matches from here, however it goes on.
    pub(super) fn accepts_all(&self, positions: &[u64]) -> bool {
        self.steps.last() == Some(&Step::Any(EVERYTHING)) && has(positions, self.steps.len() - 1)
    }

    /// Adds the symbols that matter here; holes only for the base.
    pub(super) fn wants(&self, positions: &[u64], is_base: bool, wanted: &mut Wanted) {
        for step in bits(positions).filter_map(|at| self.steps.get(at)) {
            match step {
                Step::Char(c) => drop(wanted.chars.insert(*c)),
                Step::Fold(c) => {
                    wanted.chars.insert(*c);
                    wanted.chars.extend(c.to_uppercase());
                }
                Step::One(bounds) | Step::Any(bounds) => {
                    let barred = [':', '/'].into_iter().filter(|c| !bounds.allows(*c));
                    wanted.chars.extend(barred);
                }
                Step::Hole(hole) if is_base => {
                    wanted.holes.insert(Symbol::Hole(hole.clone()));
                }
                Step::LooseHole(how, hole) if is_base => {
                    wanted.holes.insert(Symbol::Hole(hole.clone()));
                    wanted.holes.insert(Symbol::Other(*how, hole.clone()));
                }
                Step::Hole(_) | Step::LooseHole(..) => {}
            }
        }
    }
}

/// The bits that are set, from the lowest.
fn bits(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(at, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            (bit < 64).then(|| at * 64 + bit as usize)
        })
    })
}

fn has(words: &[u64], bit: usize) -> bool {
    words
        .get(bit / 64)
        .is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

fn put(words: &mut [u64], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

/// The symbols by which a text can go on so that it makes a difference.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    chars: BTreeSet<char>,
    holes: BTreeSet<Symbol>,
}

impl Wanted {
    /// They, and one character that is none of them.
    pub(super) fn symbols(self) -> Vec<Symbol> {
        // Not `x`, `y`, `z` alone: patterns may use those.
        let other = ('a'..='z')
            .rev()
            .chain('0'..='9')
            .chain('\u{e000}'..='\u{e0ff}');
        let other = other.skip(2).find(|c| !self.chars.contains(c));
        let mut symbols: Vec<Symbol> = self.holes.into_iter().collect();
        symbols.extend(other.map(Symbol::Char));
        symbols.extend(self.chars.into_iter().map(Symbol::Char));
        symbols
    }
}

/// A demand on a text: that one of the patterns matches it, or that none does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Demand {
    pub(super) patterns: Vec<Automaton>,
    /// Whether one of them must match (else none may).
    pub(super) matches: bool,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No text meets all demands.
    Nothing,
    /// This one does.
    Text(Vec<Symbol>),
    /// The search was given up.
    TooHard,
}

/// Looks for a text that meets all demands.
pub(super) fn find(demands: &[Demand]) -> Found {
    let has_holes = |demand: &Demand| demand.patterns.iter().any(Automaton::has_holes);
    let mut bases: Vec<usize> = (0..demands.len())
        .filter(|at| demands.get(*at).is_some_and(|demand| demand.matches))
        .collect();
    if !demands
        .iter()
        .any(|demand| demand.matches && has_holes(demand))
    {
        return walk::search(demands, usize::MAX);
    }
    // Any base is sound; the one that shows emptiness is the one we want. Those with holes come
    // first, since their text says best what was found.
    bases.sort_by_key(|at| !demands.get(*at).is_some_and(has_holes));
    let mut found = Found::TooHard;
    for base in bases {
        match walk::search(demands, base) {
            Found::Nothing => return Found::Nothing,
            text @ Found::Text(_) if found == Found::TooHard => found = text,
            Found::Text(_) | Found::TooHard => {}
        }
    }
    found
}

/// The text as a pattern without wildcards. Where a variable's value is meant in other case, that of
/// what stands in for it; what else a reference may match has no text that could be shown.
pub(super) fn as_pattern(text: &[Symbol]) -> Pattern {
    Pattern::from_tokens(text.iter().flat_map(|symbol| match symbol {
        Symbol::Char(c) => vec![Token::Char(*c)],
        Symbol::Other(Loose::Case, hole) => match hole.as_ref() {
            Part::Variable(variable) => {
                let value = stand_in(&variable.key.to_lowercase());
                value.to_uppercase().chars().map(Token::Char).collect()
            }
            _ => vec![Token::Hole(hole.clone())],
        },
        Symbol::Hole(hole) | Symbol::Other(Loose::Wildcards, hole) => {
            vec![Token::Hole(hole.clone())]
        }
    }))
}

/// What stands in for the value of an IAM variable, by its key in lower case.
pub(super) fn stand_in(key: &str) -> String {
    let word = key.rsplit([':', '/']).next().unwrap_or(key);
    format!("some-{word}")
}
