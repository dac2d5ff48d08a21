//! Patterns: text in which `*` stands for any characters and `?` for one.
//!
//! A Terraform reference in a pattern is an opaque atom: it certainly matches only itself, and
//! possibly anything. So a match has three outcomes.
//!
//! ```
//! use rolewright::{policy::{Match, Pattern}, text::Text};
//!
//! let pattern = Pattern::wild(&"s3:Get*".into());
//! assert_eq!(pattern.matches(&Pattern::exact(&"s3:GetObject".into())), Match::Yes);
//!
//! let symbolic = Pattern::wild(&Text::reference("aws_s3_bucket.app.arn").then_literal("/*"));
//! assert_eq!(symbolic.matches(&Pattern::exact(&"arn:aws:s3:::app/x".into())), Match::Possibly);
//! ```

use std::{collections::BTreeSet, fmt, sync::Arc};

use super::glob;
use crate::text::{Part, Reference, Text, Variable};

/// One symbol of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Token {
    /// This character.
    Char(char),
    /// `?`: any one character.
    One,
    /// `*`: any characters, also none.
    Any,
    /// A Terraform reference or an IAM variable.
    Hole(Arc<Part>),
}

/// How a pattern and a text, or two patterns, go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Never.
    No,
    /// Only for some values of the references in them.
    Possibly,
    /// Always.
    Yes,
}

/// Text with wildcards and holes, compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    tokens: Vec<Token>,
}

impl Pattern {
    /// A pattern in which `*` and `?` are wildcards.
    pub fn wild(text: &Text) -> Self {
        Self::compile(text, true)
    }

    /// A pattern in which every character means itself.
    pub fn exact(text: &Text) -> Self {
        Self::compile(text, false)
    }

    /// The pattern `*`.
    pub fn anything() -> Self {
        Self {
            tokens: vec![Token::Any],
        }
    }

    /// The pattern of these symbols; neighbouring `*` are one.
    pub fn from_tokens(tokens: impl IntoIterator<Item = Token>) -> Self {
        let mut pattern = Self::default();
        for token in tokens {
            pattern.push(token);
        }
        pattern
    }

    fn push(&mut self, token: Token) {
        if token != Token::Any || self.tokens.last() != Some(&Token::Any) {
            self.tokens.push(token);
        }
    }

    fn compile(text: &Text, wild: bool) -> Self {
        let mut pattern = Self::default();
        for part in text.parts() {
            match part {
                Part::Literal(literal) => {
                    for c in literal.chars() {
                        pattern.push(match c {
                            '*' if wild => Token::Any,
                            '?' if wild => Token::One,
                            c => Token::Char(c),
                        });
                    }
                }
                // `${*}`, `${?}` and `${$}` are those characters themselves.
                Part::Variable(Variable { key, default: None })
                    if matches!(key.as_str(), "*" | "?" | "$") =>
                {
                    for c in key.chars() {
                        pattern.push(Token::Char(c));
                    }
                }
                hole => pattern.push(Token::Hole(Arc::new(hole.clone()))),
            }
        }
        pattern
    }

    /// The symbols.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The pattern with ASCII letters in lower case; holes stay.
    #[must_use]
    pub fn to_lowercase(&self) -> Self {
        let lower = |token: &Token| match token {
            Token::Char(c) => c.to_lowercase().map(Token::Char).collect::<Vec<_>>(),
            other => vec![other.clone()],
        };
        Self {
            tokens: self.tokens.iter().flat_map(lower).collect(),
        }
    }

    /// Whether it is `*`.
    pub fn is_anything(&self) -> bool {
        self.tokens == [Token::Any]
    }

    /// The characters, if it has neither wildcards nor holes.
    pub fn as_literal(&self) -> Option<String> {
        self.tokens
            .iter()
            .map(|token| match token {
                Token::Char(c) => Some(*c),
                _ => None,
            })
            .collect()
    }

    /// Whether it has `*` or `?`.
    pub fn has_wildcards(&self) -> bool {
        self.tokens
            .iter()
            .any(|token| matches!(token, Token::Any | Token::One))
    }

    /// The Terraform references in it.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Hole(part) => match part.as_ref() {
                Part::Reference(reference) => Some(reference),
                _ => None,
            },
            _ => None,
        })
    }

    /// The IAM variables in it.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Hole(part) => match part.as_ref() {
                Part::Variable(variable) => Some(variable),
                _ => None,
            },
            _ => None,
        })
    }

    /// Whether it has IAM variables.
    pub fn has_variables(&self) -> bool {
        self.variables().next().is_some()
    }

    /// Whether it has Terraform references.
    pub fn has_references(&self) -> bool {
        self.references().next().is_some()
    }

    /// The pattern with each variable replaced by what `value` gives for it, as plain characters;
    /// `Err` with the keys of those for which it gives nothing.
    pub fn resolve(
        &self,
        value: impl Fn(&Variable) -> Option<String>,
    ) -> Result<Self, BTreeSet<String>> {
        let mut missing = BTreeSet::new();
        let mut pattern = Self::default();
        for token in &self.tokens {
            match token {
                Token::Hole(part) => match part.as_ref() {
                    Part::Variable(variable) => match value(variable) {
                        Some(text) => text.chars().for_each(|c| pattern.push(Token::Char(c))),
                        None => drop(missing.insert(variable.key.clone())),
                    },
                    _ => pattern.push(token.clone()),
                },
                token => pattern.push(token.clone()),
            }
        }
        if missing.is_empty() {
            Ok(pattern)
        } else {
            Err(missing)
        }
    }

    /// Whether `subject`, a text without wildcards, is one of the texts of this pattern.
    pub fn matches(&self, subject: &Self) -> Match {
        if glob::covers(&self.tokens, &subject.tokens) {
            Match::Yes
        } else if (self.has_references() || subject.has_references())
            && glob::may_meet(&self.tokens, &subject.tokens)
        {
            Match::Possibly
        } else {
            Match::No
        }
    }

    /// Whether the two may have a text in common, for some values of the holes in them.
    pub fn may_meet(&self, other: &Self) -> bool {
        glob::may_meet(&self.tokens, &other.tokens)
    }

    /// The pattern cut at its first five colons, as an ARN is; without references inside the first
    /// parts a colon of a reference cannot be seen, so `None` where the cut is not certain.
    pub fn segments(&self) -> Vec<&[Token]> {
        self.tokens
            .splitn(6, |token| *token == Token::Char(':'))
            .collect()
    }
}

/// As in a policy: holes as `${…}`, characters that a wildcard would swallow as `${*}` and so on.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| match token {
            Token::Char(c @ ('*' | '?')) => write!(f, "${{{c}}}"),
            Token::Char(c) => write!(f, "{c}"),
            Token::One => f.write_str("?"),
            Token::Any => f.write_str("*"),
            Token::Hole(part) => match part.as_ref() {
                Part::Literal(text) => f.write_str(text),
                Part::Reference(reference) => write!(f, "${{{reference}}}"),
                Part::Variable(variable) => write!(f, "${{{variable}}}"),
            },
        })
    }
}
