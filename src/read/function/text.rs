//! Functions of strings.

use super::Call;
use crate::{
    read::{
        eval::Outcome,
        value::{Item, Kind, List, Value, number_text},
    },
    text::{Part, Reference, Text},
};

/// A function of one known string.
fn of(call: &Call<'_, '_>, apply: impl Fn(&str) -> String) -> Option<Outcome> {
    let text = call.text(0)?;
    Some(Ok(call.string(apply(&text))))
}

pub(super) fn lower(call: &Call<'_, '_>) -> Option<Outcome> {
    each_part(call, "lower", str::to_lowercase)
}

pub(super) fn upper(call: &Call<'_, '_>) -> Option<Outcome> {
    each_part(call, "upper", str::to_uppercase)
}

/// A function that does the same to a text as to its parts.
fn each_part(call: &Call<'_, '_>, name: &str, apply: impl Fn(&str) -> String) -> Option<Outcome> {
    let Kind::Text(characters) = &call.get(0)?.kind else {
        return of(call, apply);
    };
    let parts = characters.text.parts().iter().map(|part| match part {
        Part::Literal(literal) => Part::Literal(apply(literal)),
        Part::Reference(reference) => {
            Part::Reference(Reference::new(format!("{name}({reference})")))
        }
        Part::Variable(_) => part.clone(),
    });
    Some(Ok(Value::text(Text::from_parts(parts), call.origin)))
}

pub(super) fn title(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |text| {
        let mut before = ' ';
        text.chars()
            .flat_map(|c| {
                let first = !before.is_alphanumeric() && !matches!(before, '_' | '\'');
                before = c;
                if first {
                    c.to_uppercase().collect()
                } else {
                    vec![c]
                }
            })
            .collect()
    })
}

pub(super) fn chomp(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |text| text.trim_end_matches(['\r', '\n']).to_owned())
}

pub(super) fn strrev(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |text| text.chars().rev().collect())
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
    let mut gap = String::from("\n");
    let mut count = 0.0;
    while count < spaces.min(1e6) {
        gap.push(' ');
        count += 1.0;
    }
    Some(Ok(call.string(text.replace('\n', &gap))))
}

pub(super) fn basename(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |text| {
        text.trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned()
    })
}

pub(super) fn dirname(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |text| {
        match text.trim_end_matches('/').rsplit_once('/') {
            Some(("", _)) => "/".to_owned(),
            Some((folder, _)) => folder.to_owned(),
            None => ".".to_owned(),
        }
    })
}

/// Plain text only: `/…/` would be a regular expression.
pub(super) fn replace(call: &Call<'_, '_>) -> Option<Outcome> {
    let (from, to) = (call.text(1)?, call.text(2)?);
    if from.len() > 1 && from.starts_with('/') && from.ends_with('/') {
        return None;
    }
    of(call, |text| text.replace(&from, &to))
}

pub(super) fn substr(call: &Call<'_, '_>) -> Option<Outcome> {
    let text = call.text(0)?;
    let (offset, length) = (call.number(1)?, call.number(2)?);
    let all: Vec<char> = text.chars().collect();
    #[expect(clippy::cast_precision_loss, reason = "no text is that long")]
    let count = all.len() as f64;
    let start = if offset < 0.0 { count + offset } else { offset };
    let end = if length < 0.0 { count } else { start + length };
    let mut index = 0.0;
    let mut out = String::new();
    for character in all {
        if index >= start && index < end {
            out.push(character);
        }
        index += 1.0;
    }
    Some(Ok(call.string(out)))
}

pub(super) fn split(call: &Call<'_, '_>) -> Option<Outcome> {
    let (separator, text) = (call.text(0)?, call.text(1)?);
    let parts: Vec<Value> = match (separator.as_str(), text.as_str()) {
        (_, "") => vec![call.string("")],
        ("", text) => text.chars().map(|c| call.string(c)).collect(),
        (separator, text) => text
            .split(separator)
            .map(|part| call.string(part))
            .collect(),
    };
    Some(Ok(Value::list(parts, call.origin)))
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
        && only.as_text().is_some()
    {
        return Some(Ok(only.clone()));
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

pub(super) fn format(call: &Call<'_, '_>) -> Option<Outcome> {
    let pattern = call.get(0)?.as_text()?;
    let arguments: Vec<Value> = call.arguments.iter().skip(1).cloned().collect();
    let text = formatted(&pattern, &arguments)?;
    Some(Ok(Value::text(text, call.origin)))
}

/// `format` for each element; what is no list counts for all of them.
pub(super) fn formatlist(call: &Call<'_, '_>) -> Option<Outcome> {
    let pattern = call.get(0)?.as_text()?;
    let mut lists: Vec<Result<Vec<Value>, Value>> = Vec::new();
    let mut open = false;
    for argument in call.arguments.iter().skip(1) {
        match &call.world.settled(argument).kind {
            Kind::List(list) if list.items.iter().all(|item| !item.spread) => {
                open |= list.open;
                lists.push(Ok(list
                    .items
                    .iter()
                    .map(|item| item.value.clone())
                    .collect()));
            }
            Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) => lists.push(Err(argument.clone())),
            Kind::Unknown(_) if argument.from.is_some() => lists.push(Err(argument.clone())),
            _ => return None,
        }
    }
    let length = lists
        .iter()
        .filter_map(|list| Some(list.as_ref().ok()?.len()))
        .max()
        .unwrap_or(1);
    let mut items = Vec::new();
    for i in 0..length {
        let arguments: Option<Vec<Value>> = lists
            .iter()
            .map(|list| match list {
                Ok(values) => values.get(i).cloned(),
                Err(value) => Some(value.clone()),
            })
            .collect();
        let text = formatted(&pattern, &arguments?)?;
        items.push(Item::one(Value::text(text, call.origin)));
    }
    Some(Ok(Kind::List(List {
        items,
        set: false,
        open,
    })
    .at(call.origin)))
}

/// The verbs that modules use: `%s`, `%d`, `%v`, `%q`, `%t`, `%%`, and a width for numbers.
fn formatted(pattern: &Text, arguments: &[Value]) -> Option<Text> {
    let mut arguments = arguments.iter();
    let mut out = Text::default();
    for part in pattern.parts() {
        let Part::Literal(literal) = part else {
            out.push(part.clone());
            continue;
        };
        let mut rest = literal.as_str();
        while let Some((plain, after)) = rest.split_once('%') {
            out.push(Part::Literal(plain.to_owned()));
            let end = after.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-' | ' '))?;
            let (flags, after) = after.split_at_checked(end)?;
            let mut characters = after.chars();
            let verb = characters.next()?;
            rest = characters.as_str();
            let value = if verb == '%' {
                None
            } else {
                Some(arguments.next()?)
            };
            match (verb, flags, value) {
                ('%', "", None) => out.push(Part::Literal("%".to_owned())),
                ('s' | 'v', "", Some(value)) => out.append(&value.as_text()?),
                ('t', "", Some(value)) => out.push(Part::Literal(value.as_bool()?.to_string())),
                ('q', "", Some(value)) => {
                    let json =
                        super::super::json::encode(&Value::text(value.as_text()?, value.origin));
                    out.append(&json?);
                }
                ('d', flags, Some(value)) => match value.as_number() {
                    Some(number) => out.push(Part::Literal(padded(number, flags)?)),
                    None if flags.is_empty() && !value.is_known() => out.append(&value.as_text()?),
                    None => return None,
                },
                _ => return None,
            }
        }
        out.push(Part::Literal(rest.to_owned()));
    }
    // Terraform refuses more arguments than there are verbs.
    arguments.next().is_none().then_some(out)
}

/// The widest that a number is written here.
const WIDTH: usize = 1024;

/// `%d`, `%3d`, `%03d`.
fn padded(number: f64, flags: &str) -> Option<String> {
    let digits = number_text(number.trunc());
    let (fill, width) = match flags.strip_prefix('0') {
        Some(width) => ('0', width),
        None => (' ', flags),
    };
    let width: usize = if width.is_empty() {
        0
    } else {
        width.parse().ok().filter(|width| *width <= WIDTH)?
    };
    let missing = width.saturating_sub(digits.len());
    let mut out = String::new();
    out.extend(std::iter::repeat_n(fill, missing));
    Some(out + &digits)
}
