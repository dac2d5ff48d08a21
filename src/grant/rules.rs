//! What a name may look like: rules that a data file states and a message can quote.

use serde::Deserialize;

use crate::text::{Part, Text};

/// Limits on a value. All of them are optional, and hold for what is literal in it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Least and greatest number of characters.
    #[serde(default)]
    pub length: Option<(usize, usize)>,
    /// The characters, as a class of a regular expression: `a-z0-9._-`.
    #[serde(default)]
    pub chars: Option<String>,
    /// The characters that it may start and end with, as a class.
    #[serde(default)]
    pub ends: Option<String>,
    /// What it must start with; one of these.
    #[serde(default)]
    pub starts_with: Vec<String>,
    /// What it must not start with.
    #[serde(default)]
    pub not_starting: Vec<String>,
    /// What it must not end with.
    #[serde(default)]
    pub not_ending: Vec<String>,
    /// What it must not hold.
    #[serde(default)]
    pub not_holding: Vec<String>,
    /// Whether it must not look like an IPv4 address.
    #[serde(default)]
    pub not_ipv4: bool,
    /// Shapes, one of which it must have: `9` stands for a digit, `x` for a lower-case hexadecimal
    /// digit, anything else for itself.
    #[serde(default)]
    pub shapes: Vec<String>,
    /// The greatest number of parts between slashes.
    #[serde(default)]
    pub levels: Option<usize>,
    /// What it should end with; a warning where it does not.
    #[serde(default)]
    pub should_end: Option<String>,
    /// An end to which the other rules do not apply.
    #[serde(default)]
    pub may_end: Option<String>,
    /// A warning where it ends in `-` and this many characters that look drawn by lot: among them
    /// an upper-case letter and a digit.
    #[serde(default)]
    pub random_end: Option<usize>,
    /// Where a `*` may stand.
    #[serde(default)]
    pub star: Star,
    /// Why, or what to do instead, for all of these.
    #[serde(default)]
    pub help: Option<String>,
}

/// Where a value may hold a `*`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Star {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Only as the last character.
    Last,
    /// Only as the whole value.
    Alone,
}

impl Rules {
    /// The value without the `*` that it may have, and whether it had one; `None` for a `*` or `?`
    /// that it may not have.
    pub(crate) fn without_star(&self, value: &Text) -> Option<(Text, bool)> {
        let (bare, starred) = match value.parts().split_last() {
            Some((Part::Literal(last), before)) if last.ends_with('*') => {
                let last = last.strip_suffix('*').unwrap_or(last).to_owned();
                let parts = before.iter().cloned().chain([Part::Literal(last)]);
                (Text::from_parts(parts), true)
            }
            _ => (value.clone(), false),
        };
        let allowed = match self.star {
            Star::Nowhere => !starred,
            Star::Last => true,
            Star::Alone => !starred || bare.is_empty(),
        };
        (allowed && !literals(&bare).any(|c| matches!(c, '*' | '?'))).then_some((bare, starred))
    }

    /// What is wrong with a value, in words that follow "`value` ".
    pub(crate) fn faults(&self, value: &Text) -> Vec<String> {
        let mut faults = Vec::new();
        let bare = match &self.may_end {
            Some(end) => super::template::trim_literal_end(value, end),
            None => value.clone(),
        };
        if let Some(chars) = &self.chars
            && let Some(bad) = literals(&bare).find(|c| !in_class(chars, *c))
        {
            faults.push(format!("holds {}; it may hold `{chars}`", quoted(bad)));
        }
        for held in &self.not_holding {
            if value
                .parts()
                .iter()
                .any(|part| matches!(part, Part::Literal(text) if text.contains(held.as_str())))
            {
                faults.push(format!("holds `{held}`"));
            }
        }
        if let Some(start) = self
            .not_starting
            .iter()
            .find(|start| value.literal_prefix().starts_with(start.as_str()))
        {
            faults.push(format!("starts with `{start}`, which is reserved"));
        }
        if let Some(end) = self
            .not_ending
            .iter()
            .find(|end| literal_suffix(value).ends_with(end.as_str()))
        {
            faults.push(format!("ends with `{end}`, which is reserved"));
        }
        if let Some(ends) = self.ends.as_ref().filter(|_| faults.is_empty()) {
            let first = value.literal_prefix().chars().next();
            if let Some(bad) = first.filter(|c| !in_class(ends, *c)) {
                faults.push(format!(
                    "starts with {}; it must start with `{ends}`",
                    quoted(bad)
                ));
            }
            let last = literal_suffix(value).chars().next_back();
            if let Some(bad) = last.filter(|c| !in_class(ends, *c)) {
                faults.push(format!(
                    "ends with {}; it must end with `{ends}`",
                    quoted(bad)
                ));
            }
        }
        if let Some(text) = value.as_literal() {
            self.faults_of_literal(text, &mut faults);
        }
        faults
    }

    fn faults_of_literal(&self, text: &str, faults: &mut Vec<String>) {
        if let Some((least, greatest)) = self.length {
            let count = text.chars().count();
            if count < least || count > greatest {
                faults.push(format!(
                    "has {count} characters; {least} to {greatest} are allowed"
                ));
            }
        }
        if !self.starts_with.is_empty()
            && !self
                .starts_with
                .iter()
                .any(|start| text.starts_with(start.as_str()))
        {
            faults.push(format!(
                "does not start with `{}`",
                self.starts_with.join("` or `")
            ));
        }
        if self.not_ipv4 && text.parse::<std::net::Ipv4Addr>().is_ok() {
            faults.push("looks like an IPv4 address".to_owned());
        }
        if !self.shapes.is_empty() && !self.shapes.iter().any(|shape| has_shape(shape, text)) {
            faults.push("does not have the form that is needed".to_owned());
        }
        if let Some(levels) = self.levels {
            let count = text.trim_matches('/').split('/').count();
            if count > levels {
                faults.push(format!("has {count} levels; {levels} are allowed"));
            }
        }
    }

    /// The end of the value, if it looks drawn by lot.
    pub(crate) fn random_looking_end<'a>(&self, value: &'a Text) -> Option<&'a str> {
        let (_, end) = value.as_literal()?.rsplit_once('-')?;
        let has = |wanted: fn(&char) -> bool| end.chars().any(|c| wanted(&c));
        (end.chars().count() == self.random_end?
            && end.bytes().all(|b| b.is_ascii_alphanumeric())
            && has(char::is_ascii_uppercase)
            && has(char::is_ascii_digit))
        .then_some(end)
    }

    /// What the value should end with and does not.
    pub(crate) fn missing_end(&self, value: &Text) -> Option<&str> {
        let end = self.should_end.as_deref()?;
        match value.parts().last() {
            Some(Part::Literal(text)) if !text.ends_with(end) => Some(end),
            _ => None,
        }
    }
}

fn literals(value: &Text) -> impl Iterator<Item = char> {
    value.parts().iter().flat_map(|part| match part {
        Part::Literal(text) => text.chars(),
        Part::Reference(_) | Part::Variable(_) => "".chars(),
    })
}

/// The literal characters after the last hole.
fn literal_suffix(value: &Text) -> &str {
    match value.parts().last() {
        Some(Part::Literal(text)) => text,
        _ => "",
    }
}

/// Whether a character is in a class such as `a-z0-9._-`; a `-` that is first or last means itself.
fn in_class(class: &str, c: char) -> bool {
    let mut rest = class;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or("");
        let mut following = after.chars();
        if let (Some('-'), Some(last)) = (following.next(), following.next()) {
            if (first..=last).contains(&c) {
                return true;
            }
            rest = following.as_str();
        } else {
            if first == c {
                return true;
            }
            rest = after;
        }
    }
    false
}

fn has_shape(shape: &str, text: &str) -> bool {
    let mut text = text.chars();
    let fits = shape.chars().all(|wanted| {
        text.next().is_some_and(|c| match wanted {
            '9' => c.is_ascii_digit(),
            'x' => matches!(c, '0'..='9' | 'a'..='f'),
            other => other == c,
        })
    });
    fits && text.next().is_none()
}

fn quoted(c: char) -> String {
    if c == ' ' {
        "a space".to_owned()
    } else {
        format!("`{c}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_holds_ranges_and_single_characters() {
        assert!(
            in_class("a-z0-9.-", 'q') && in_class("a-z0-9.-", '-') && in_class("a-z0-9.-", '.')
        );
        assert!(!in_class("a-z0-9.-", 'Q') && !in_class("a-z0-9.-", '_'));
    }

    #[test]
    fn a_shape_is_matched_to_its_end() {
        assert!(has_shape("xxxx-99", "ab1f-42"));
        assert!(!has_shape("xxxx-99", "ab1f-421") && !has_shape("xxxx-99", "ab1f-4"));
    }
}
