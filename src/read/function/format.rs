//! `format` and `formatlist`.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Call;
use crate::{
    read::{
        eval::{Fault, Outcome},
        json,
        value::{Item, Kind, List, Value},
    },
    text::{Part, Text},
};

/// Why there is no text: Terraform refuses, or what is asked for is not followed here.
enum Failure {
    Refused(String),
    Unknown,
}

fn refused<T>(why: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Refused(why.into()))
}

/// `%`, flags, a width, a precision, the place of the argument and the letter.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Verb {
    zero: bool,
    sharp: bool,
    minus: bool,
    plus: bool,
    space: bool,
    width: usize,
    precision: Option<usize>,
    argument: Option<usize>,
    letter: char,
}

/// No padding is longer than this here.
const WIDEST: usize = 1000;

pub(super) fn format(call: &Call<'_, '_>) -> Option<Outcome> {
    let pattern = call.get(0)?.as_text()?;
    let arguments: Vec<Value> = call.arguments.iter().skip(1).cloned().collect();
    outcome(call, formatted(&pattern, &arguments))
        .map(|text| text.map(|text| Value::text(text, call.origin)))
}

fn outcome<T>(call: &Call<'_, '_>, result: Result<T, Failure>) -> Option<Result<T, Fault>> {
    match result {
        Ok(value) => Some(Ok(value)),
        Err(Failure::Refused(why)) => Some(Err(call.fault(why))),
        Err(Failure::Unknown) => None,
    }
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
                let values = list.items.iter().map(|item| item.value.clone());
                lists.push(Ok(values.collect()));
            }
            Kind::Text(_) | Kind::Json(_) | Kind::Number(_) | Kind::Bool(_) => {
                lists.push(Err(argument.clone()));
            }
            Kind::Unknown(_) if argument.from.is_some() => lists.push(Err(argument.clone())),
            _ => return None,
        }
    }
    let mut lengths = lists
        .iter()
        .filter_map(|list| Some(list.as_ref().ok()?.len()));
    let length = lengths.next().unwrap_or(1);
    if lengths.any(|other| other != length) {
        if open {
            return None;
        }
        return Some(Err(call.fault("`formatlist` takes lists of one length")));
    }
    let mut items = Vec::new();
    for i in 0..length {
        let arguments: Option<Vec<Value>> = lists
            .iter()
            .map(|list| match list {
                Ok(values) => values.get(i).cloned(),
                Err(value) => Some(value.clone()),
            })
            .collect();
        match outcome(call, formatted(&pattern, &arguments?))? {
            Ok(text) => items.push(Item::one(Value::text(text, call.origin))),
            Err(fault) => return Some(Err(fault)),
        }
    }
    let list = List {
        items,
        set: false,
        typed: true,
        open,
    };
    Some(Ok(Kind::List(list).at(call.origin)))
}

fn formatted(pattern: &Text, arguments: &[Value]) -> Result<Text, Failure> {
    let (mut next, mut used) = (0, 0);
    let mut out = Text::default();
    for part in pattern.parts() {
        let Part::Literal(literal) = part else {
            // It may hold verbs of its own.
            if !arguments.is_empty() {
                return Err(Failure::Unknown);
            }
            out.push(part.clone());
            continue;
        };
        let mut rest = literal.as_str();
        while let Some((plain, after)) = rest.split_once('%') {
            out.push(Part::Literal(plain.to_owned()));
            if let Some(after) = after.strip_prefix('%') {
                out.push(Part::Literal("%".to_owned()));
                rest = after;
                continue;
            }
            let (verb, after) = verb(after)?;
            rest = after;
            let index = verb.argument.unwrap_or(next);
            next = index + 1;
            used = used.max(next);
            let Some(value) = arguments.get(index) else {
                return refused("`format` has more verbs than arguments");
            };
            out.append(&shown(&verb, value)?);
        }
        out.push(Part::Literal(rest.to_owned()));
    }
    if used < arguments.len() {
        return refused("`format` has more arguments than verbs");
    }
    Ok(out)
}

/// Reads what stands behind a `%`, and what is left then.
fn verb(text: &str) -> Result<(Verb, &str), Failure> {
    let mut verb = Verb::default();
    let mut rest = text;
    while let Some(flag) = rest.chars().next() {
        match flag {
            '0' => verb.zero = true,
            '#' => verb.sharp = true,
            '-' => verb.minus = true,
            '+' => verb.plus = true,
            ' ' => verb.space = true,
            _ => break,
        }
        rest = rest.strip_prefix(flag).unwrap_or_default();
    }
    let (width, after) = digits(rest)?;
    verb.width = width.unwrap_or_default();
    rest = after;
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = digits(after)?;
        let Some(precision) = precision else {
            return Err(Failure::Unknown);
        };
        verb.precision = Some(precision);
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('[') {
        let (place, after) = digits(after)?;
        let argument = place.and_then(|place| place.checked_sub(1));
        let (Some(argument), Some(after)) = (argument, after.strip_prefix(']')) else {
            return refused("the place of an argument of `format` is a number from 1 on");
        };
        verb.argument = Some(argument);
        rest = after;
    }
    let Some(letter) = rest.chars().next() else {
        return refused("`format` ends within a verb");
    };
    verb.letter = letter;
    Ok((verb, rest.strip_prefix(letter).unwrap_or_default()))
}

fn digits(text: &str) -> Result<(Option<usize>, &str), Failure> {
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let length = text.len() - after.len();
    let Some(number) = text.get(..length).filter(|digits| !digits.is_empty()) else {
        return Ok((None, after));
    };
    match number.parse() {
        Ok(number) if number <= WIDEST => Ok((Some(number), after)),
        _ => Err(Failure::Unknown),
    }
}

fn shown(verb: &Verb, value: &Value) -> Result<Text, Failure> {
    if value.is_null() {
        // A verb of text is refused; `%v` says `null`. What somebody gives a variable is open.
        return Err(Failure::Unknown);
    }
    match verb.letter {
        'v' => as_it_is(verb, value),
        's' | 'q' => as_text(verb, value),
        't' => match value.as_bool() {
            // Terraform does not pad it.
            Some(truth) => Ok(Text::literal(truth.to_string())),
            None if value.is_known() => refused("`%t` takes a boolean"),
            None => Err(Failure::Unknown),
        },
        'd' | 'b' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'g' | 'G' => as_number(verb, value),
        _ => refused(format!("`%{}` is not a verb of `format`", verb.letter)),
    }
}

fn as_it_is(verb: &Verb, value: &Value) -> Result<Text, Failure> {
    let text = match &value.kind {
        Kind::Text(_) | Kind::Json(_) if !verb.sharp => value.as_text(),
        Kind::Number(number) if !verb.sharp => Some(Text::literal(number.general())),
        // A number is written in another way than a text with its digits.
        Kind::Unknown(_) if value.from.is_none() && plain(verb) => value.as_text(),
        Kind::Unknown(_) | Kind::Choice(_) => None,
        _ => json::encode(value),
    };
    padded(verb, text.ok_or(Failure::Unknown)?)
}

fn as_text(verb: &Verb, value: &Value) -> Result<Text, Failure> {
    let Some(text) = value.as_text() else {
        return refused("`%s` takes a text");
    };
    let text = match (verb.precision, text.as_literal()) {
        (None | Some(0), _) => text,
        (Some(precision), Some(literal)) => {
            Text::literal(literal.graphemes(true).take(precision).collect::<String>())
        }
        (Some(_), None) => return Err(Failure::Unknown),
    };
    if verb.letter == 's' {
        return padded(verb, text);
    }
    let json = json::encode(&Value::text(text, value.origin));
    padded(verb, json.ok_or(Failure::Unknown)?)
}

const fn plain(verb: &Verb) -> bool {
    verb.width == 0 && !verb.sharp
}

/// Filled to the width, in characters as people count them.
fn padded(verb: &Verb, text: Text) -> Result<Text, Failure> {
    if verb.width == 0 {
        return Ok(text);
    }
    let Some(literal) = text.as_literal() else {
        return Err(Failure::Unknown);
    };
    let missing = verb.width.saturating_sub(literal.graphemes(true).count());
    let fill = if verb.zero { "0" } else { " " }.repeat(missing);
    Ok(Text::literal(if verb.minus {
        format!("{literal}{fill}")
    } else {
        format!("{fill}{literal}")
    }))
}

fn as_number(verb: &Verb, value: &Value) -> Result<Text, Failure> {
    let Some(number) = value.as_number() else {
        if value.is_known() {
            return refused(format!("`%{}` takes a number", verb.letter));
        }
        // The digits of what is not known stand there as they are, as long as nothing is added.
        let bare = plain(verb) && !verb.plus && !verb.space && verb.precision.is_none();
        return match value.as_text() {
            Some(text) if verb.letter == 'd' && bare => Ok(text),
            _ => Err(Failure::Unknown),
        };
    };
    let unknown = || Failure::Unknown;
    let precision = verb.precision;
    let is_whole = matches!(verb.letter, 'd' | 'b' | 'o' | 'x' | 'X');
    let mut digits = match verb.letter {
        _ if is_whole => {
            let base = match verb.letter {
                'd' => 10,
                'b' => 2,
                'o' => 8,
                _ => 16,
            };
            let Some(digits) = number.digits_in(base) else {
                return refused(format!("`%{}` takes a whole number", verb.letter));
            };
            let zeros = precision.unwrap_or_default().saturating_sub(digits.len());
            "0".repeat(zeros) + &digits
        }
        _ if verb.sharp => return Err(Failure::Unknown),
        'f' => number.fixed(precision.unwrap_or(6)).ok_or_else(unknown)?,
        'e' | 'E' => number
            .scientific(precision.unwrap_or(6))
            .ok_or_else(unknown)?,
        _ if precision.is_some() => return Err(Failure::Unknown),
        _ => number.abs().general(),
    };
    if verb.letter.is_ascii_uppercase() {
        digits = digits.to_uppercase();
    }
    let prefix = match verb.letter {
        'b' if verb.sharp => "0b",
        'o' if verb.sharp => "0",
        'x' if verb.sharp => "0x",
        'X' if verb.sharp => "0X",
        _ => "",
    };
    let sign = if number.is_negative() {
        "-"
    } else if verb.plus {
        "+"
    } else if verb.space {
        " "
    } else {
        ""
    };
    let missing = verb
        .width
        .saturating_sub(sign.len() + prefix.len() + digits.len());
    // Zeros stand behind the sign, blanks before it; a precision of an integer switches zeros off.
    let zeros = verb.zero && !verb.minus && !(is_whole && precision.is_some());
    let (before, zeros, behind) = match (verb.minus, zeros) {
        (true, _) => (0, 0, missing),
        (false, true) => (0, missing, 0),
        (false, false) => (missing, 0, 0),
    };
    Ok(Text::literal(format!(
        "{}{sign}{prefix}{}{digits}{}",
        " ".repeat(before),
        "0".repeat(zeros),
        " ".repeat(behind)
    )))
}
