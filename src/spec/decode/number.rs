//! Booleans, integers and durations.

use std::ops::RangeInclusive;

use super::{Report, report::wrong_type, text};
use crate::{
    diag::{Code, Diagnostic},
    policy,
    source::Located,
    spec::{
        keys::TextRule,
        yaml::{Node, Plain},
    },
    text::Text,
};

/// A text that must be a reference, since it is nothing else.
const REFERENCE: TextRule = TextRule::new("a reference");

/// Reads `true` or `false`.
pub(super) fn flag(node: &Node, report: &mut Report<'_>) -> Option<Located<bool>> {
    if let Some(scalar) = node.as_scalar() {
        if let Plain::Bool(flag) = scalar.converted() {
            return Some(Located::new(flag, node.origin));
        }
        let diagnostic = wrong_type(node, "`true` or `false`");
        let instead = match scalar.text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "enabled" => "true",
            "false" | "no" | "off" | "n" | "disabled" => "false",
            _ => {
                report.push(diagnostic);
                return None;
            }
        };
        report.push(diagnostic.replace(format!("write `{instead}`"), instead));
        return None;
    }
    report.push(wrong_type(node, "`true` or `false`"));
    None
}

/// Reads `true`, `false` or a reference.
pub(super) fn flag_text(node: &Node, report: &mut Report<'_>) -> Option<policy::Value> {
    if is_reference(node) {
        return reference(node, report);
    }
    flag(node, report).map(|flag| flag.map(|flag| Text::literal(flag.to_string())))
}

/// Reads an integer within bounds.
pub(super) fn integer(
    node: &Node,
    bounds: RangeInclusive<i64>,
    report: &mut Report<'_>,
) -> Option<Located<i64>> {
    let meaning = node.as_scalar().map(|scalar| (scalar.converted(), scalar));
    let number = match meaning {
        Some((Plain::Integer(number), _)) => number,
        Some((Plain::Text, scalar)) if is_digits(&scalar.text) => {
            let diagnostic = wrong_type(node, "a whole number");
            let bare = scalar.text.clone();
            report.push(diagnostic.fix(
                "write it without quotes",
                [crate::diag::Edit {
                    origin: node.origin,
                    text: bare,
                }],
            ));
            return None;
        }
        _ => {
            report.push(wrong_type(node, "a whole number"));
            return None;
        }
    };
    if let Some(number) = number.filter(|number| bounds.contains(number)) {
        return Some(Located::new(number, node.origin));
    }
    let shown = node.as_scalar().map_or("", |scalar| scalar.text.as_str());
    report.push(out_of_range(node, shown, bounds.start(), bounds.end()));
    None
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn out_of_range(node: &Node, shown: &str, min: &impl ToString, max: &impl ToString) -> Diagnostic {
    let (min, max) = (min.to_string(), max.to_string());
    if min == max {
        let message = format!("`{shown}` is not known here: the only value is {min}");
        return Diagnostic::new(Code::OutOfRange, node.origin, message)
            .replace(format!("write {min}"), min);
    }
    let message = format!("`{shown}` is out of range: from {min} to {max}");
    Diagnostic::new(Code::OutOfRange, node.origin, message)
}

/// Reads an integer within bounds, or a reference.
pub(super) fn integer_text(
    node: &Node,
    bounds: RangeInclusive<i64>,
    report: &mut Report<'_>,
) -> Option<policy::Value> {
    if is_reference(node) {
        return reference(node, report);
    }
    integer(node, bounds, report).map(|n| n.map(|n| Text::literal(n.to_string())))
}

/// Whether a value is meant to be a reference.
fn is_reference(node: &Node) -> bool {
    node.as_scalar()
        .is_some_and(|scalar| scalar.text.contains("${"))
}

/// Reads a reference that stands for a number or boolean.
fn reference(node: &Node, report: &mut Report<'_>) -> Option<policy::Value> {
    let value = text::text(node, &REFERENCE, report)?;
    if value.value.as_reference().is_some() {
        return Some(value);
    }
    report.push(
        Diagnostic::new(
            Code::WrongType,
            node.origin,
            "a number or boolean is one whole reference, without text around it",
        )
        .help("write `${var.x}` alone"),
    );
    None
}

/// Reads a duration within bounds, in seconds.
pub(super) fn duration(
    node: &Node,
    bounds: RangeInclusive<u32>,
    report: &mut Report<'_>,
) -> Option<Located<u32>> {
    let scalar = node.as_scalar().filter(|_| !node.is_null());
    let Some(scalar) = scalar else {
        report.push(wrong_type(node, "a duration such as `1h`"));
        return None;
    };
    let Some(seconds) = seconds(&scalar.text) else {
        let message = format!("`{}` is no duration", scalar.text);
        report.push(
            Diagnostic::new(Code::BadDuration, node.origin, message)
                .help("write hours, minutes or seconds: `1h`, `90m`, `1h30m`, `3600`"),
        );
        return None;
    };
    let fits = u32::try_from(seconds).ok().filter(|s| bounds.contains(s));
    if let Some(seconds) = fits {
        return Some(Located::new(seconds, node.origin));
    }
    let (min, max) = (bounds.start(), bounds.end());
    let message = format!(
        "`{}` is out of range: from {} ({min} s) to {} ({max} s)",
        scalar.text,
        spell(*min),
        spell(*max)
    );
    let near = spell(if seconds < u64::from(*min) {
        *min
    } else {
        *max
    });
    report.push(
        Diagnostic::new(Code::OutOfRange, node.origin, message)
            .replace(format!("the nearest is `{near}`"), near),
    );
    None
}

/// `1h30m` as seconds; plain numbers are seconds.
fn seconds(text: &str) -> Option<u64> {
    if is_digits(text) {
        return text.parse().ok();
    }
    let mut total = 0_u64;
    let mut rest = text;
    for (unit, factor) in [('h', 3600), ('m', 60), ('s', 1)] {
        let Some((number, after)) = rest.split_once(unit) else {
            continue;
        };
        if !is_digits(number) {
            return None;
        }
        let number: u64 = number.parse().ok()?;
        total = total.checked_add(number.checked_mul(factor)?)?;
        rest = after;
    }
    (rest.is_empty() && !text.is_empty()).then_some(total)
}

/// Seconds in the largest unit that fits.
fn spell(seconds: u32) -> String {
    match seconds {
        s if s % 3600 == 0 => format!("{}h", s / 3600),
        s if s % 60 == 0 => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn durations_are_read() {
        for (text, seconds) in [
            ("1h", Some(3600)),
            ("90m", Some(5400)),
            ("1h30m", Some(5400)),
            ("1h30m5s", Some(5405)),
            ("3600", Some(3600)),
            ("3600s", Some(3600)),
            ("", None),
            ("h", None),
            ("1m1h", None),
            ("1.5h", None),
            ("-1h", None),
            ("1 h", None),
            ("99999999999999999999h", None),
        ] {
            assert_eq!(super::seconds(text), seconds, "{text}");
        }
    }
}
