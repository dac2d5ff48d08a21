//! ARN patterns as policies write them, and whether one can name an ARN of a format.
//!
//! A pattern is characters, `*`, `?` and holes. A hole is a Terraform reference or an IAM variable.
//! What a reference yields is taken from the table of Terraform attributes, so that
//! `${aws_s3_bucket.app.arn}` can name a bucket and no object; of any other hole nothing is claimed.

use super::attribute;
use crate::text::{Part, Text};

/// A step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// This character.
    Char(char),
    /// One character, none of a class.
    One(Bounds),
    /// Any number of characters, none of a class.
    Many(Bounds),
}

/// Characters that a hole cannot hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    /// No `/`.
    pub(super) slash: bool,
    /// No `:`.
    pub(super) colon: bool,
}

impl Bounds {
    const NONE: Self = Self {
        slash: false,
        colon: false,
    };

    const fn allows(self, c: char) -> bool {
        !(self.slash && c == '/' || self.colon && c == ':')
    }
}

/// A value of `Resource`, made ready to be compared with ARN formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePattern {
    tokens: Vec<Token>,
    exact: bool,
    service: Option<String>,
}

impl ResourcePattern {
    /// The pattern that a text stands for: `*` and `?` of its literal parts are wildcards, which
    /// stay within their field in the first five fields of an ARN, as IAM has it.
    pub fn new(text: &Text) -> Self {
        let mut pattern = Self {
            tokens: Vec::new(),
            exact: true,
            service: None,
        };
        for part in text.parts() {
            match part {
                Part::Literal(literal) => {
                    for c in literal.chars() {
                        let token = match c {
                            '*' => Token::Many(pattern.wildcard_bounds()),
                            '?' => Token::One(pattern.wildcard_bounds()),
                            c => Token::Char(c),
                        };
                        pattern.tokens.push(token);
                    }
                }
                Part::Variable(variable) if ["*", "?", "$"].contains(&variable.key.as_str()) => {
                    pattern.tokens.extend(variable.key.chars().map(Token::Char));
                }
                Part::Variable(_) => pattern.tokens.push(Token::Many(pattern.wildcard_bounds())),
                Part::Reference(reference) => {
                    let known = attribute::yields(reference.expression());
                    pattern.exact &= known.is_some();
                    let tokens = known.unwrap_or_else(|| vec![Token::Many(Bounds::NONE)]);
                    pattern.tokens.extend(tokens);
                }
            }
        }
        pattern.complete();
        pattern.service = pattern.literal_field(2);
        pattern
    }

    /// The service of the ARN, if it is written out.
    pub(super) fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// The characters between two colons.
    fn literal_field(&self, number: usize) -> Option<String> {
        let mut fields = self.tokens.split(|token| *token == Token::Char(':'));
        let before_is_known = fields
            .by_ref()
            .take(number)
            .all(|field| !field.contains(&Token::Many(Bounds::NONE)));
        let chars = fields.next()?.iter().map(|token| match token {
            Token::Char(c) => Some(*c),
            Token::One(_) | Token::Many(_) => None,
        });
        chars
            .collect::<Option<String>>()
            .filter(|_| before_is_known)
    }

    /// What a wildcard at the end of the tokens so far cannot hold. A reference of which nothing is
    /// known may hold any number of fields, so after it nothing is claimed.
    fn wildcard_bounds(&self) -> Bounds {
        Bounds {
            slash: false,
            colon: self.exact && self.colons() < 5,
        }
    }

    fn colons(&self) -> usize {
        self.tokens
            .iter()
            .filter(|token| **token == Token::Char(':'))
            .count()
    }

    /// IAM fills the missing fields of an ARN with `*`; and a lone `*` is everything.
    fn complete(&mut self) {
        let many = |token: &Token| matches!(token, Token::Many(_));
        if !self.tokens.is_empty() && self.tokens.iter().all(many) {
            self.tokens = vec![Token::Many(Bounds::NONE)];
        } else if self.exact
            && self
                .tokens
                .starts_with(&['a', 'r', 'n', ':'].map(Token::Char))
        {
            for _ in self.colons()..5 {
                self.tokens
                    .extend([Token::Char(':'), Token::Many(Bounds::NONE)]);
            }
        }
    }

    /// The pattern of a plain text.
    pub fn literal(text: &str) -> Self {
        Self::new(&Text::literal(text))
    }

    /// Whether it matches every resource, and so also those that have no ARN: `*`, or a reference
    /// that may be `*`.
    pub fn is_everything(&self) -> bool {
        self.tokens == [Token::Many(Bounds::NONE)]
    }

    /// Whether everything about it is known: no reference to what no table describes.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// The same pattern with any text in one field of the ARN (3 region, 4 account); `None` where a
    /// reference hides which field is which.
    #[must_use]
    pub fn with_open_field(mut self, number: usize) -> Option<Self> {
        let colons: Vec<usize> = self
            .tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| **token == Token::Char(':'))
            .map(|(at, _)| at)
            .collect();
        let (start, end) = (*colons.get(number.checked_sub(1)?)?, *colons.get(number)?);
        let bounds = Bounds {
            slash: false,
            colon: true,
        };
        self.tokens.splice(start + 1..end, [Token::Many(bounds)]);
        self.exact.then_some(self)
    }

    /// Whether some text fits both.
    pub(super) fn overlaps(&self, other: &[Token]) -> bool {
        overlap(&self.tokens, other)
    }
}

/// Whether some text fits both token lists.
pub(super) fn overlap(a: &[Token], b: &[Token]) -> bool {
    let width = b.len() + 1;
    let mut seen = vec![false; (a.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((i, j)) = open.pop() {
        match seen.get_mut(i * width + j) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (x, y) = (a.get(i).copied(), b.get(j).copied());
        if x.is_none() && y.is_none() {
            return true;
        }
        if matches!(x, Some(Token::Many(_))) {
            open.push((i + 1, j));
        }
        if matches!(y, Some(Token::Many(_))) {
            open.push((i, j + 1));
        }
        // One common character: a `Many` stays where it is.
        if let (Some(x), Some(y)) = (x, y)
            && share_a_character(x, y)
        {
            let stay = |token, at: usize| {
                if matches!(token, Token::Many(_)) {
                    at
                } else {
                    at + 1
                }
            };
            open.push((stay(x, i), stay(y, j)));
        }
    }
    false
}

fn share_a_character(x: Token, y: Token) -> bool {
    match (x, y) {
        (Token::Char(a), Token::Char(b)) => a == b,
        (Token::Char(c), Token::One(bounds) | Token::Many(bounds))
        | (Token::One(bounds) | Token::Many(bounds), Token::Char(c)) => bounds.allows(c),
        _ => true,
    }
}

/// The tokens of an ARN format: `${…}` is a hole of one character or more, `*` any characters.
/// `mask` says what the holes cannot hold: bit 2n no `/`, bit 2n + 1 no `:`.
pub(super) fn format_tokens(format: &str, mask: usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut parts = format.split("${");
    tokens.extend(parts.next().unwrap_or_default().chars().map(literal));
    for (hole, part) in parts.enumerate() {
        let rest = part.split_once('}').map_or("", |(_, rest)| rest);
        let bit = |n: usize| mask >> (2 * hole + n) & 1 == 1;
        let bounds = Bounds {
            slash: bit(0),
            colon: bit(1),
        };
        tokens.extend([Token::One(bounds), Token::Many(bounds)]);
        tokens.extend(rest.chars().map(literal));
    }
    tokens
}

fn literal(c: char) -> Token {
    if c == '*' {
        Token::Many(Bounds::NONE)
    } else {
        Token::Char(c)
    }
}
