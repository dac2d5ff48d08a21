//! Functions of strings.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Call;
use crate::{
    read::{
        eval::{
            Outcome,
            unify::{Type, converted},
        },
        value::{Kind, Value},
    },
    text::{Part, Reference, Text},
};

/// A function of one known string.
fn of(call: &Call<'_, '_>, apply: impl Fn(&str) -> String) -> Option<Outcome> {
    let text = call.text(0)?;
    Some(Ok(call.string(apply(&text))))
}

pub(super) fn lower(call: &Call<'_, '_>) -> Option<Outcome> {
    each_part(call, "lower", |text| text.chars().map(lower_of).collect())
}

pub(super) fn upper(call: &Call<'_, '_>) -> Option<Outcome> {
    each_part(call, "upper", |text| text.chars().map(upper_of).collect())
}

/// The one character that Terraform makes of another, whatever stands around it.
fn lower_of(character: char) -> Option<char> {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => Some(one),
        // Terraform leaves the dot away.
        _ if character == '\u{130}' => Some('i'),
        _ => None,
    }
}

/// The one character that Terraform makes of another; `None` where more than one stands for it and
/// it is not certain which of them is taken.
fn upper_of(character: char) -> Option<char> {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => Some(one),
        // Those that have no form of one character stay.
        _ if matches!(
            character,
            '\u{df}' | '\u{149}' | '\u{1f0}' | '\u{fb00}'..='\u{fb06}'
        ) =>
        {
            Some(character)
        }
        _ => None,
    }
}

/// As `upper_of`, but of those whose form at the beginning of a word is another.
fn title_of(character: char) -> Option<char> {
    match character {
        '\u{1c4}'..='\u{1cc}' | '\u{1f1}'..='\u{1f3}' | '\u{10d0}'..='\u{10ff}' => None,
        other => upper_of(other),
    }
}

/// A function that does the same to a text as to its parts.
fn each_part(
    call: &Call<'_, '_>,
    name: &str,
    apply: impl Fn(&str) -> Option<String>,
) -> Option<Outcome> {
    let Kind::Text(characters) = &call.get(0)?.kind else {
        let text = call.text(0)?;
        return Some(Ok(call.string(apply(&text)?)));
    };
    let mut parts = Vec::new();
    for part in characters.text.parts() {
        parts.push(match part {
            Part::Literal(literal) => Part::Literal(apply(literal)?),
            Part::Reference(reference) => {
                Part::Reference(Reference::new(format!("{name}({reference})")))
            }
            Part::Variable(_) => part.clone(),
        });
    }
    Some(Ok(Value::text(Text::from_parts(parts), call.origin)))
}

/// The first letter of each word; an apostrophe begins one, an underscore does not.
pub(super) fn title(call: &Call<'_, '_>) -> Option<Outcome> {
    let text = call.text(0)?;
    let mut before = ' ';
    let mut out = String::new();
    for character in text.chars() {
        let first = if before.is_ascii() {
            !(before.is_ascii_alphanumeric() || before == '_')
        } else {
            before.is_whitespace()
        };
        out.push(if first {
            title_of(character)?
        } else {
            character
        });
        before = character;
    }
    Some(Ok(call.string(out)))
}

pub(super) fn chomp(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |text| text.trim_end_matches(['\r', '\n']).to_owned())
}

pub(super) fn strrev(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |text| text.graphemes(true).rev().collect())
}

/// Blanks at the ends of a text with holes are those of its literal ends.
pub(super) fn trimspace(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    let Kind::Text(characters) = &value.kind else {
        return of(call, |text| text.trim().to_owned());
    };
    let parts = characters.text.parts();
    let last = parts.len().checked_sub(1);
    let trimmed = parts.iter().enumerate().map(|(i, part)| match part {
        Part::Literal(literal) => {
            let mut kept = literal.as_str();
            if i == 0 {
                kept = kept.trim_start();
            }
            if Some(i) == last {
                kept = kept.trim_end();
            }
            Part::Literal(kept.to_owned())
        }
        part => part.clone(),
    });
    Some(Ok(Value::text(Text::from_parts(trimmed), call.origin)))
}

pub(super) fn trim(call: &Call<'_, '_>) -> Option<Outcome> {
    let cutset = call.text(1)?;
    of(call, |text| {
        text.trim_matches(|c| cutset.contains(c)).to_owned()
    })
}

pub(super) fn trimprefix(call: &Call<'_, '_>) -> Option<Outcome> {
    let prefix = call.text(1)?;
    of(call, |text| {
        text.strip_prefix(prefix.as_str())
            .unwrap_or(text)
            .to_owned()
    })
}

pub(super) fn trimsuffix(call: &Call<'_, '_>) -> Option<Outcome> {
    let suffix = call.text(1)?;
    of(call, |text| {
        text.strip_suffix(suffix.as_str())
            .unwrap_or(text)
            .to_owned()
    })
}

pub(super) fn startswith(call: &Call<'_, '_>) -> Option<Outcome> {
    let prefix = call.text(1)?;
    match (call.text(0), call.get(0)?.as_text()) {
        (Some(text), _) => Some(Ok(call.truth(text.starts_with(&prefix)))),
        (None, Some(text)) if text.literal_prefix().starts_with(&prefix) => {
            Some(Ok(call.truth(true)))
        }
        _ => None,
    }
}

pub(super) fn endswith(call: &Call<'_, '_>) -> Option<Outcome> {
    let (text, suffix) = (call.text(0)?, call.text(1)?);
    Some(Ok(call.truth(text.ends_with(&suffix))))
}

pub(super) fn strcontains(call: &Call<'_, '_>) -> Option<Outcome> {
    let (text, part) = (call.text(0)?, call.text(1)?);
    Some(Ok(call.truth(text.contains(&part))))
}

pub(super) fn indent(call: &Call<'_, '_>) -> Option<Outcome> {
    let spaces = call.number(0)?;
    let text = call.text(1)?;
    if spaces.is_negative() || !spaces.is_whole() {
        return Some(Err(call.fault("`indent` takes a number of spaces")));
    }
    let spaces = spaces.as_index().filter(|spaces| *spaces <= 1_000_000)?;
    let gap = "\n".to_owned() + &" ".repeat(spaces);
    Some(Ok(call.string(text.replace('\n', &gap))))
}

pub(super) fn basename(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |path| {
        if path.is_empty() {
            return ".".to_owned();
        }
        let last = path.trim_end_matches('/').rsplit('/').next();
        last.filter(|last| !last.is_empty())
            .unwrap_or("/")
            .to_owned()
    })
}

/// The folder of a path, without steps that lead nowhere.
pub(super) fn dirname(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |path| {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let rooted = path.starts_with('/');
        let mut steps: Vec<&str> = Vec::new();
        for step in folder.split('/') {
            match step {
                "" | "." => {}
                ".." if steps.last().is_some_and(|last| *last != "..") => {
                    steps.pop();
                }
                ".." if rooted => {}
                step => steps.push(step),
            }
        }
        match (rooted, steps.is_empty()) {
            (true, _) => format!("/{}", steps.join("/")),
            (false, true) => ".".to_owned(),
            (false, false) => steps.join("/"),
        }
    })
}

/// By characters as people count them.
pub(super) fn substr(call: &Call<'_, '_>) -> Option<Outcome> {
    let text = call.text(0)?;
    let (offset, length) = (call.number(1)?, call.number(2)?);
    if !(offset.is_whole() && length.is_whole()) {
        return Some(Err(call.fault("`substr` takes whole numbers")));
    }
    let all: Vec<&str> = text.graphemes(true).collect();
    let start = match offset.abs().as_index()? {
        back if offset.is_negative() => all.len().saturating_sub(back),
        start => start,
    };
    let count = if length.is_negative() {
        all.len()
    } else {
        length.as_index()?
    };
    let kept: String = all.into_iter().skip(start).take(count).collect();
    Some(Ok(call.string(kept)))
}

pub(super) fn split(call: &Call<'_, '_>) -> Option<Outcome> {
    let (separator, text) = (call.text(0)?, call.text(1)?);
    let parts: Vec<Value> = match (separator.as_str(), text.as_str()) {
        ("", "") => Vec::new(),
        (_, "") => vec![call.string("")],
        ("", text) => text.chars().map(|c| call.string(c)).collect(),
        (separator, text) => text
            .split(separator)
            .map(|part| call.string(part))
            .collect(),
    };
    Some(Ok(Value::typed_list(parts, call.origin)))
}

/// The elements of all lists, with the separator between them.
pub(super) fn join(call: &Call<'_, '_>) -> Option<Outcome> {
    let separator = call.text(0)?;
    let mut items: Vec<Value> = Vec::new();
    for argument in call.arguments.iter().skip(1) {
        let Kind::List(list) = call.world.settled(argument).kind else {
            return None;
        };
        for item in list.items {
            if item.spread {
                return None;
            }
            items.push(call.world.settled(&item.value));
        }
    }
    // One element is itself, with where it came from.
    if let [only] = items.as_slice()
        && let Some(value) = converted(call.world, only, &Type::String)
        && value.as_text().is_some()
    {
        return Some(Ok(value));
    }
    let mut joined = Text::default();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            joined.push(Part::Literal(separator.clone()));
        }
        joined.append(&item.as_text()?);
    }
    Some(Ok(Value::text(joined, call.origin)))
}
