//! Types of variables, from how references reach into them.

use std::{collections::BTreeMap, fmt};

/// One step into a variable's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `.name`.
    Attribute(String),
    /// `[0]`.
    Index,
    /// `["key"]`.
    Key,
}

/// A Terraform type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Uses that no one type satisfies.
    Any,
    /// `string`.
    String,
    /// `number`.
    Number,
    /// `bool`.
    Bool,
    /// `list(…)`.
    List(Box<Self>),
    /// `map(…)`.
    Map(Box<Self>),
    /// `object({…})`.
    Object(BTreeMap<String, Self>),
}

impl Type {
    /// What a reference in a string takes.
    pub(super) const STRING: Self = Self::String;

    /// The type of a value in which `steps` lead to a `leaf`.
    pub(super) fn at(steps: &[Step], leaf: Self) -> Self {
        steps.iter().rev().fold(leaf, |inner, step| match step {
            Step::Attribute(name) => Self::Object(BTreeMap::from([(name.clone(), inner)])),
            Step::Index => Self::List(Box::new(inner)),
            Step::Key => Self::Map(Box::new(inner)),
        })
    }

    /// The type that both uses can work with.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            // A string that says a number or a boolean is taken for one.
            (
                Self::String | Self::Number | Self::Bool,
                Self::String | Self::Number | Self::Bool,
            ) => Self::String,
            (Self::List(a), Self::List(b)) => Self::List(Box::new(a.join(*b))),
            (Self::Map(a), Self::Map(b)) => Self::Map(Box::new(a.join(*b))),
            (Self::Object(mut a), Self::Object(b)) => {
                for (name, b) in b {
                    let joined = match a.remove(&name) {
                        Some(a) => a.join(b),
                        None => b,
                    };
                    a.insert(name, joined);
                }
                Self::Object(a)
            }
            _ => Self::Any,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::String => f.write_str("string"),
            Self::Number => f.write_str("number"),
            Self::Bool => f.write_str("bool"),
            Self::List(inner) => write!(f, "list({inner})"),
            Self::Map(inner) => write!(f, "map({inner})"),
            Self::Object(fields) => {
                f.write_str("object({ ")?;
                for (index, (name, inner)) in fields.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    write!(f, "{name} = {inner}")?;
                }
                f.write_str(" })")
            }
        }
    }
}

/// Every `var.NAME` in an expression, with the steps that follow. Strings are no expressions, but
/// for the keys of steps.
pub(super) fn variables_in(expression: &str) -> Vec<(String, Vec<Step>)> {
    let mut found = Vec::new();
    let mut rest = expression;
    let mut before = None;
    while let Some(character) = rest.chars().next() {
        if character == '"' {
            rest = string(rest).1;
        } else if is_word(character) {
            let (word, after) = word(rest);
            rest = after;
            if word == "var"
                && before != Some('.')
                && let Some((name, after)) = rest.strip_prefix('.').map(self::word)
            {
                let (steps, after) = steps(after);
                found.push((name.to_owned(), steps));
                rest = after;
            }
        } else {
            rest = rest.split_at(character.len_utf8()).1;
        }
        before = Some(character);
    }
    found
}

fn steps(mut rest: &str) -> (Vec<Step>, &str) {
    let mut steps = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix('.') {
            let (name, after) = word(after);
            steps.push(if name.bytes().all(|byte| byte.is_ascii_digit()) {
                Step::Index
            } else {
                Step::Attribute(name.to_owned())
            });
            rest = after;
        } else if let Some(after) = rest.strip_prefix("[\"") {
            let after = string(rest.strip_prefix('[').unwrap_or(after)).1;
            steps.push(Step::Key);
            rest = after.strip_prefix(']').unwrap_or(after);
        } else if let Some(after) = rest.strip_prefix('[') {
            let (index, after) = word(after);
            let Some(after) = after.strip_prefix(']').filter(|_| !index.is_empty()) else {
                return (steps, rest);
            };
            steps.push(Step::Index);
            rest = after;
        } else {
            return (steps, rest);
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-')
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(|it| !is_word(it)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The string literal that `text` begins with, and what follows.
fn string(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, character)| {
            let ends = *character == '"' && !is_escaped;
            is_escaped = *character == '\\' && !is_escaped;
            ends
        })
        .map_or(text.len(), |(at, _)| at + 1);
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_decide_the_type() {
        for (expression, expected) in [
            ("var.a", "a: string"),
            ("var.ids[0]", "ids: list(string)"),
            ("var.m[\"x]\\\"y\"].z", "m: map(object({ z = string }))"),
            ("split(\":\", var.arn)[4]", "arn: string"),
            ("replace(local.var.x, \"var.y\", var.z-1)", "z-1: string"),
            ("data.x.var.y", ""),
        ] {
            let found: Vec<String> = variables_in(expression)
                .into_iter()
                .map(|(name, steps)| format!("{name}: {}", Type::at(&steps, Type::STRING)))
                .collect();
            assert_eq!(found.join(", "), expected, "{expression}");
        }
    }

    #[test]
    fn two_uses_join() {
        let use_of = |expression: &str| {
            let (_, steps) = variables_in(expression).remove(0);
            Type::at(&steps, Type::STRING)
        };
        let joined = use_of("var.a.x").join(use_of("var.a.y[0]"));
        assert_eq!(
            joined.to_string(),
            "object({ x = string, y = list(string) })"
        );
        assert_eq!(use_of("var.a").join(Type::Number).to_string(), "string");
        assert_eq!(use_of("var.a").join(use_of("var.a[0]")).to_string(), "any");
    }
}
