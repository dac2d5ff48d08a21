//! What text may hold.

use std::ops::Range;

use crate::{diag::Code, text::Context};

/// Characters that may stand in a text.
#[derive(Clone, Copy, Debug)]
pub struct Characters {
    /// Whether one may.
    pub holds: fn(char) -> bool,
    /// Which, in words.
    pub words: &'static str,
    /// Which, as a class of a regular expression with its brackets.
    pub class: &'static str,
}

/// What `{ref: TYPE.NAME}` may name, and which attribute stands for it.
#[derive(Clone, Copy, Debug)]
pub enum Wants {
    /// A map with `ref` has no meaning here.
    Nothing,
    /// These types of Terraform, each with its attribute.
    Types(&'static [(&'static str, &'static str)]),
    /// Every type whose ARN a grant service knows.
    AnyArn,
}

/// What is wrong with a literal text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind.
    pub code: Code,
    /// The bytes that are wrong; `None` for all of them.
    pub range: Option<Range<usize>>,
    /// The message.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// What to write instead of the whole text.
    pub instead: Option<String>,
}

impl Problem {
    /// A problem with the whole text.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            range: None,
            message: message.into(),
            help: None,
            instead: None,
        }
    }

    /// With the bytes that are wrong.
    #[must_use]
    pub fn at(mut self, range: Range<usize>) -> Self {
        self.range = Some(range);
        self
    }

    /// With a way out in words.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With what to write instead.
    #[must_use]
    pub fn instead(mut self, text: impl Into<String>) -> Self {
        self.instead = Some(text.into());
        self
    }
}

/// The limits of one kind of text.
#[derive(Clone, Copy, Debug)]
pub struct TextRule {
    /// What it is, with an article: `a role name`.
    pub what: &'static str,
    /// Whether IAM reads it.
    pub context: Context,
    /// Whether a Terraform reference may stand in it.
    pub references: bool,
    /// Whether it is taken as it is: `${` means nothing to us.
    pub raw: bool,
    /// What `{ref: …}` stands for.
    pub wants: Wants,
    /// The least number of characters.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
    /// The characters; any that the file may hold if `None`.
    pub characters: Option<Characters>,
    /// The only values, if there are few.
    pub choices: &'static [&'static str],
    /// What else must hold of a literal text. Warnings do not make it unusable.
    pub check: Option<fn(&str) -> Vec<Problem>>,
    /// A regular expression of ECMA 262 for literal texts, where characters and length do not say
    /// it.
    pub pattern: Option<&'static str>,
}

impl TextRule {
    /// Any text, references included.
    pub const fn new(what: &'static str) -> Self {
        Self {
            what,
            context: Context::Plain,
            references: true,
            raw: false,
            wants: Wants::Nothing,
            min: 1,
            max: usize::MAX,
            characters: None,
            choices: &[],
            check: None,
            pattern: None,
        }
    }

    /// Without references.
    #[must_use]
    pub const fn literal(mut self) -> Self {
        self.references = false;
        self
    }

    /// An expression of Terraform, taken as it is.
    #[must_use]
    pub const fn expression(mut self) -> Self {
        self.references = false;
        self.raw = true;
        self
    }

    /// Read by IAM.
    #[must_use]
    pub const fn policy(mut self) -> Self {
        self.context = Context::Policy;
        self
    }

    /// With `{ref: …}`.
    #[must_use]
    pub const fn wants(mut self, wants: Wants) -> Self {
        self.wants = wants;
        self
    }

    /// With this many characters.
    #[must_use]
    pub const fn length(mut self, min: usize, max: usize) -> Self {
        self.min = min;
        self.max = max;
        self
    }

    /// With these characters.
    #[must_use]
    pub const fn of(mut self, characters: Characters) -> Self {
        self.characters = Some(characters);
        self
    }

    /// With these values only.
    #[must_use]
    pub const fn choices(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = choices;
        self
    }

    /// With a check of its own.
    #[must_use]
    pub const fn check(mut self, check: fn(&str) -> Vec<Problem>) -> Self {
        self.check = Some(check);
        self
    }

    /// With a pattern for the JSON Schema.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }
}
