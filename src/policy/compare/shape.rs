//! Sets of texts as rules describe them: patterns, or everything but patterns.

use super::language::{Automaton, Demand};
use crate::policy::{Pattern, Token, arn, glob};

/// How a pattern reads its wildcards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// A wildcard stands for any characters: actions and principals.
    Plain,
    /// As AWS reads `Resource`.
    Resource,
}

/// A pattern, ready for quick looks and for the search.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    pub(super) pattern: Pattern,
    reading: Reading,
    automaton: Automaton,
    /// The characters before the first wildcard or hole.
    prefix: Vec<char>,
    /// The segments of a resource pattern that can be cut.
    segments: Option<Vec<Vec<Token>>>,
}

impl Shape {
    pub(super) fn new(pattern: &Pattern, reading: Reading) -> Self {
        let prefix = pattern.tokens().iter().map_while(|token| match token {
            Token::Char(c) => Some(*c),
            _ => None,
        });
        let cut = || {
            let segments = arn::completed(pattern)?;
            Some(segments.into_iter().map(<[Token]>::to_vec).collect())
        };
        Self {
            reading,
            automaton: match reading {
                Reading::Plain => Automaton::plain(pattern),
                Reading::Resource => Automaton::resource(pattern),
            },
            prefix: prefix.collect(),
            segments: if reading == Reading::Resource
                && !pattern.is_anything()
                && arn::is_cut_for_certain(pattern)
            {
                cut()
            } else {
                None
            },
            pattern: pattern.clone(),
        }
    }

    /// Whether the two certainly have no text in common.
    fn misses(&self, other: &Self) -> bool {
        self.prefix.iter().zip(&other.prefix).any(|(a, b)| a != b)
    }

    /// Whether every text of `other` is certainly one of this.
    fn includes(&self, other: &Self) -> bool {
        if self.pattern.is_anything() || self.pattern == other.pattern {
            return true;
        }
        match (&self.segments, &other.segments) {
            (Some(outer), Some(inner)) => {
                outer.len() == inner.len()
                    && outer.iter().zip(inner).all(|(o, i)| glob::covers(o, i))
            }
            (None, None) => glob::covers(self.pattern.tokens(), other.pattern.tokens()),
            _ => false,
        }
    }
}

/// Texts that match one of the patterns, or none of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StringSet {
    pub(super) negated: bool,
    /// Sorted, each once.
    pub(super) shapes: Vec<Shape>,
}

impl StringSet {
    pub(super) fn new(negated: bool, mut shapes: Vec<Shape>) -> Self {
        shapes.sort();
        shapes.dedup();
        Self { negated, shapes }
    }

    /// Whether one of the patterns is this text.
    pub(super) fn names(&self, text: &Pattern) -> bool {
        let found = self.shapes.binary_search_by(|one| one.pattern.cmp(text));
        found.is_ok()
    }

    /// The set without the texts that it names: what it says of all others.
    pub(super) fn unnamed(&self) -> Self {
        let patterns = self.shapes.iter().filter(|s| s.pattern.has_wildcards());
        Self {
            negated: self.negated,
            shapes: patterns.cloned().collect(),
        }
    }

    /// The demand that a text is, or is not, in this set.
    pub(super) fn demand(&self, inside: bool) -> Demand {
        Demand {
            patterns: self.shapes.iter().map(|s| s.automaton.clone()).collect(),
            matches: inside != self.negated,
        }
    }

    /// The part of it that says something about texts of `shape`.
    pub(super) fn about(&self, shape: &Shape) -> Self {
        let shapes = self.shapes.iter().filter(|one| !one.misses(shape));
        Self {
            negated: self.negated,
            shapes: shapes.cloned().collect(),
        }
    }

    /// The one pattern that this is, if it is one.
    pub(super) fn outline(&self) -> Option<&Shape> {
        match (self.negated, self.shapes.as_slice()) {
            (false, [only]) => Some(only),
            _ => None,
        }
    }

    /// Whether it certainly has nothing in common with the texts of `shape`.
    pub(super) fn misses(&self, shape: &Shape) -> bool {
        if self.negated {
            self.shapes.iter().any(|one| one.includes(shape))
        } else {
            self.shapes.iter().all(|one| one.misses(shape))
        }
    }

    /// Whether every text of `shape` certainly belongs to it.
    pub(super) fn includes(&self, shape: &Shape) -> bool {
        if self.negated {
            self.shapes.iter().all(|one| one.misses(shape))
        } else {
            self.shapes.iter().any(|one| one.includes(shape))
        }
    }

    /// Whether it is all texts.
    pub(super) fn is_everything(&self) -> bool {
        if self.negated {
            self.shapes.is_empty()
        } else {
            self.shapes.iter().any(|one| one.pattern.is_anything())
        }
    }
}
