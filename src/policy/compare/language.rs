//! Sets of texts that patterns describe: is there a text that some of them have and others do not?
//!
//! Each pattern is an automaton; the search walks them together, one symbol at a time, and finds a
//! shortest text or shows that there is none. A Terraform reference (or an IAM variable) is one
//! symbol of its own, which only itself and a wildcard match. That alone would be blind to what its
//! value may be, so one positive pattern is the *base*, whose holes stand in the text as symbols,
//! and the other positive patterns are matched as if every hole could be anything: whatever is found
//! empty so is empty for all values of the holes.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

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
            if let Step::Char(c) = step {
                *step = Step::Fold(*c);
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
        self.steps.iter().any(|step| matches!(step, Step::Hole(_)))
    }

    /// The positions reached without reading anything more.
    fn close(&self, positions: &mut BTreeSet<usize>, loose: bool) {
        let mut todo: Vec<usize> = positions.iter().copied().collect();
        while let Some(at) = todo.pop() {
            let passes = match self.steps.get(at) {
                Some(Step::Any(_)) => true,
                Some(Step::Hole(_)) => loose,
                _ => false,
            };
            if passes && positions.insert(at + 1) {
                todo.push(at + 1);
            }
        }
    }

    fn start(&self, loose: bool) -> BTreeSet<usize> {
        let mut positions = BTreeSet::from([0]);
        self.close(&mut positions, loose);
        positions
    }

    fn read(&self, from: &BTreeSet<usize>, symbol: &Symbol, loose: bool) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        for &at in from {
            // Where holes are loose, a hole in the text may stand for any part of the pattern.
            if loose && matches!(symbol, Symbol::Hole(_)) {
                reached.extend(at..=self.steps.len());
                break;
            }
            let Some(step) = self.steps.get(at) else {
                continue;
            };
            match (step, symbol) {
                (Step::Char(expected), Symbol::Char(c)) if expected == c => {
                    reached.insert(at + 1);
                }
                (Step::Fold(expected), Symbol::Char(c)) if c.to_lowercase().eq([*expected]) => {
                    reached.insert(at + 1);
                }
                (Step::One(bounds), Symbol::Char(c)) if bounds.allows(*c) => {
                    reached.insert(at + 1);
                }
                (Step::Any(bounds), Symbol::Char(c)) if bounds.allows(*c) => {
                    reached.insert(at);
                }
                (Step::Any(_), Symbol::Hole(_)) => {
                    reached.insert(at);
                }
                (Step::Hole(expected), Symbol::Hole(hole)) if expected == hole => {
                    reached.insert(at + 1);
                }
                (Step::Hole(_), _) if loose => {
                    reached.insert(at);
                }
                _ => {}
            }
        }
        self.close(&mut reached, loose);
        reached
    }

    fn accepts(&self, positions: &BTreeSet<usize>) -> bool {
        positions.contains(&self.steps.len())
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

/// How many states are looked at before the search is given up. Patterns of policies need hundreds.
const BUDGET: usize = 20_000;

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
        return search(demands, usize::MAX);
    }
    // Any base is sound; the one that shows emptiness is the one we want. Those with holes come
    // first, since their text says best what was found.
    bases.sort_by_key(|at| !demands.get(*at).is_some_and(has_holes));
    let mut found = Found::TooHard;
    for base in bases {
        match search(demands, base) {
            Found::Nothing => return Found::Nothing,
            text @ Found::Text(_) if found == Found::TooHard => found = text,
            Found::Text(_) | Found::TooHard => {}
        }
    }
    found
}

/// The positions in each pattern of each demand.
type State = Vec<Vec<BTreeSet<usize>>>;

fn search(demands: &[Demand], base: usize) -> Found {
    let loose = |at: usize| demands.get(at).is_some_and(|d| d.matches) && at != base;
    let start: State = demands
        .iter()
        .enumerate()
        .map(|(at, demand)| demand.patterns.iter().map(|p| p.start(loose(at))).collect())
        .collect();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut queue = VecDeque::from([(start, Vec::new())]);
    while let Some((state, text)) = queue.pop_front() {
        if is_met(demands, &state) {
            return Found::Text(text);
        }
        for symbol in symbols(demands, &state, base) {
            let next: State = demands
                .iter()
                .zip(&state)
                .enumerate()
                .map(|(at, (demand, positions))| {
                    let read = |(pattern, from): (&Automaton, &BTreeSet<usize>)| {
                        pattern.read(from, &symbol, loose(at))
                    };
                    demand.patterns.iter().zip(positions).map(read).collect()
                })
                .collect();
            if is_dead(demands, &next) || !seen.insert(next.clone()) {
                continue;
            }
            if seen.len() > BUDGET {
                return Found::TooHard;
            }
            let mut longer = text.clone();
            longer.push(symbol);
            queue.push_back((next, longer));
        }
    }
    Found::Nothing
}

fn is_met(demands: &[Demand], state: &State) -> bool {
    demands.iter().zip(state).all(|(demand, positions)| {
        let mut both = demand.patterns.iter().zip(positions);
        both.any(|(pattern, at)| pattern.accepts(at)) == demand.matches
    })
}

/// Whether a positive demand can no longer be met, or a negative one is broken for good.
fn is_dead(demands: &[Demand], state: &State) -> bool {
    demands.iter().zip(state).any(|(demand, positions)| {
        if demand.matches {
            positions.iter().all(BTreeSet::is_empty)
        } else {
            demand.patterns.iter().zip(positions).any(|(pattern, at)| {
                let last = pattern.steps.len().checked_sub(1);
                last.is_some_and(|last| {
                    at.contains(&last) && pattern.steps.get(last) == Some(&Step::Any(EVERYTHING))
                })
            })
        }
    })
}

/// The symbols that tell the patterns apart here, and one character that is none of them.
fn symbols(demands: &[Demand], state: &State, base: usize) -> Vec<Symbol> {
    let mut chars = BTreeSet::new();
    let mut holes = BTreeSet::new();
    for (index, (demand, positions)) in demands.iter().zip(state).enumerate() {
        for (pattern, at) in demand.patterns.iter().zip(positions) {
            for step in at.iter().filter_map(|at| pattern.steps.get(*at)) {
                match step {
                    Step::Char(c) => drop(chars.insert(*c)),
                    Step::Fold(c) => {
                        chars.insert(*c);
                        chars.extend(c.to_uppercase());
                    }
                    Step::One(bounds) | Step::Any(bounds) => {
                        chars.extend([':', '/'].into_iter().filter(|c| !bounds.allows(*c)));
                    }
                    Step::Hole(hole) if index == base => drop(holes.insert(hole.clone())),
                    Step::Hole(_) => {}
                }
            }
        }
    }
    // Not `x`, `y`, `z` alone: patterns may use those.
    let other = ('a'..='z')
        .rev()
        .chain('0'..='9')
        .chain('\u{e000}'..='\u{e0ff}');
    let other = other.skip(2).find(|c| !chars.contains(c));
    let mut symbols: Vec<Symbol> = holes.into_iter().map(Symbol::Hole).collect();
    symbols.extend(other.map(Symbol::Char));
    symbols.extend(chars.into_iter().map(Symbol::Char));
    symbols
}

/// The text as a pattern without wildcards.
pub(super) fn as_pattern(text: &[Symbol]) -> Pattern {
    Pattern::from_tokens(text.iter().map(|symbol| match symbol {
        Symbol::Char(c) => Token::Char(*c),
        Symbol::Hole(hole) => Token::Hole(hole.clone()),
    }))
}
