//! What a function would yield, before it is called: a few of them multiply what they are given.

use crate::{
    read::{
        eval::budget::{VALUE, of_text, weight},
        value::{Kind, Value},
    },
    text::Part,
};

/// At most so many bytes come out, as far as the arguments tell; 0 for a function whose result is
/// no larger than what it is given, which is weighed when it is there.
pub(super) fn of(name: &str, arguments: &[Value]) -> u64 {
    match name {
        "replace" => of_replace(arguments),
        "join" => {
            let items: u64 = arguments.iter().skip(1).map(length).sum();
            let separator = arguments.first().map_or(0, weight);
            items.saturating_mul(separator) + all(arguments)
        }
        "indent" => {
            let spaces = number(arguments.first());
            let lines = arguments.get(1).map_or(0, lines);
            lines.saturating_mul(spaces.min(VALUE)) + all(arguments)
        }
        // Each group of each match is a value.
        "regexall" => match arguments {
            [pattern, text] => {
                let groups = pattern
                    .as_str()
                    .map_or(0, |p| p.matches('(').count() as u64);
                weight(text).saturating_mul((groups + 1).saturating_mul(128))
            }
            _ => 0,
        },
        "format" => of_format(arguments, 1),
        "formatlist" => of_format(arguments, arguments.iter().map(length).max().unwrap_or(1)),
        "setproduct" => {
            let count = arguments
                .iter()
                .map(length)
                .fold(1, |product: u64, one| product.saturating_mul(one));
            let each = arguments.iter().map(|one| weight(one) / length(one).max(1));
            count.saturating_mul(each.sum::<u64>() + 128)
        }
        _ => 0,
    }
}

/// Functions that compare each element with each: how many comparisons.
pub(super) fn comparisons(name: &str, arguments: &[Value]) -> u64 {
    let compares = matches!(
        name,
        "distinct" | "toset" | "setunion" | "setintersection" | "setsubtract" | "matchkeys"
    );
    if !compares {
        return 0;
    }
    let elements: u64 = arguments.iter().map(length).sum();
    elements.saturating_mul(elements)
}

fn of_replace(arguments: &[Value]) -> u64 {
    let [text, from, to] = arguments else {
        return 0;
    };
    let (size, each) = (weight(text), weight(to));
    let (Some(text), Some(from)) = (text.as_str(), from.as_str()) else {
        return size;
    };
    let is_pattern = from.len() > 1 && from.starts_with('/') && from.ends_with('/');
    let times = if is_pattern || from.is_empty() {
        text.len() + 1
    } else {
        text.matches(&from).count()
    };
    // Each `$` may stand for all that was matched.
    let groups = to.as_str().map_or(0, |to| to.matches('$').count() as u64);
    let groups = if is_pattern { groups } else { 0 };
    (times as u64)
        .saturating_mul(each)
        .saturating_add(size.saturating_mul(groups + 1))
}

/// Each verb can ask for any argument, and for a width.
fn of_format(arguments: &[Value], times: u64) -> u64 {
    let Some(pattern) = arguments.first().and_then(Value::as_text) else {
        return 0;
    };
    let (mut verbs, mut widths) = (0_u64, 0_u64);
    for part in pattern.parts() {
        let Part::Literal(literal) = part else {
            continue;
        };
        verbs += literal.matches('%').count() as u64;
        for digits in literal.split(|c: char| !c.is_ascii_digit()) {
            let width = digits.trim_start_matches('0');
            let width = if width.is_empty() {
                0
            } else {
                width.parse().unwrap_or(u64::MAX)
            };
            widths = widths.saturating_add(width);
        }
    }
    // Digits that stand in the text itself are no widths.
    let widths = if widths > VALUE && verbs > 0 {
        widths
    } else {
        0
    };
    let largest = arguments
        .iter()
        .skip(1)
        .map(|one| weight(one) / length(one).max(1));
    let each = of_text(&pattern)
        .saturating_add(verbs.saturating_mul(largest.max().unwrap_or(0)))
        .saturating_add(widths);
    each.saturating_mul(times.max(1))
}

fn all(arguments: &[Value]) -> u64 {
    arguments.iter().map(weight).sum()
}

/// How many elements a list has; 1 for anything else.
fn length(value: &Value) -> u64 {
    match &value.kind {
        Kind::List(list) => list.items.len() as u64,
        _ => 1,
    }
}

fn lines(value: &Value) -> u64 {
    value
        .as_str()
        .map_or(0, |text| text.matches('\n').count() as u64)
}

fn number(value: Option<&Value>) -> u64 {
    let number = value.and_then(Value::as_number);
    let whole = number.filter(|number| !number.is_negative());
    whole.map_or(0, |number| {
        number
            .truncated()
            .as_index()
            .map_or(u64::MAX, |whole| whole as u64)
    })
}
