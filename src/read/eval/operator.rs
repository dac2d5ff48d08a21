//! Operators, with unknown operands.

use super::{Fault, Outcome};
use crate::{
    hcl::TokenKind as T,
    read::value::{Kind, Value},
    source::Origin,
};

pub(super) fn unary(operator: T, value: &Value, origin: Origin) -> Outcome {
    let (sign, result) = match operator {
        T::Bang => ("!", value.as_bool().map(|truth| Kind::Bool(!truth))),
        _ => ("-", value.as_number().map(|number| Kind::Number(-number))),
    };
    match result {
        Some(kind) => Ok(kind.at(origin)),
        None if value.is_known() => {
            let shown = value.canonical();
            Err(Fault::new(
                format!("`{sign}` does not go with {shown}"),
                origin,
            ))
        }
        None => Ok(Value::unknown(format!("{sign}{}", grouped(value)), origin)),
    }
}

pub(super) fn binary(operator: T, left: &Value, right: &Value, origin: Origin) -> Outcome {
    let known = match operator {
        T::And => and(left, right),
        T::Or => or(left, right),
        T::Equal => equal(left, right).map(Kind::Bool),
        T::NotEqual => equal(left, right).map(|same| Kind::Bool(!same)),
        _ => arithmetic(operator, left, right),
    };
    match known {
        Some(kind) => Ok(kind.at(origin)),
        None if left.is_known() && right.is_known() => {
            let (left, right) = (left.canonical(), right.canonical());
            let sign = sign(operator);
            Err(Fault::new(
                format!("`{sign}` does not go with {left} and {right}"),
                origin,
            ))
        }
        None => Ok(Value::unknown(
            format!("{} {} {}", grouped(left), sign(operator), grouped(right)),
            origin,
        )),
    }
}

/// What is false with one operand is false with any other.
fn and(left: &Value, right: &Value) -> Option<Kind> {
    match (left.as_bool(), right.as_bool()) {
        (Some(false), other) | (other, Some(false))
            if other.is_some() || !(left.is_known() && right.is_known()) =>
        {
            Some(Kind::Bool(false))
        }
        (Some(true), Some(true)) => Some(Kind::Bool(true)),
        (Some(true), None) if !right.is_known() => Some(right.kind.clone()),
        (None, Some(true)) if !left.is_known() => Some(left.kind.clone()),
        _ => None,
    }
}

fn or(left: &Value, right: &Value) -> Option<Kind> {
    match (left.as_bool(), right.as_bool()) {
        (Some(true), other) | (other, Some(true))
            if other.is_some() || !(left.is_known() && right.is_known()) =>
        {
            Some(Kind::Bool(true))
        }
        (Some(false), Some(false)) => Some(Kind::Bool(false)),
        (Some(false), None) if !right.is_known() => Some(right.kind.clone()),
        (None, Some(false)) if !left.is_known() => Some(left.kind.clone()),
        _ => None,
    }
}

/// Whether two values are the same; `None` where that is not known. Terraform converts nothing.
pub(in crate::read) fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (&left.kind, &right.kind) {
        (Kind::Unknown(_) | Kind::Choice(_), _) | (_, Kind::Unknown(_) | Kind::Choice(_)) => None,
        (Kind::Null, Kind::Null) => Some(true),
        (Kind::Null, _) | (_, Kind::Null) => Some(false),
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Number(a), Kind::Number(b)) => Some((a - b).abs() < f64::EPSILON),
        (Kind::Text(a), Kind::Text(b)) => match (a.text.as_literal(), b.text.as_literal()) {
            (Some(a), Some(b)) => Some(a == b),
            (Some(known), None) => differs(known, &b.text).then_some(false),
            (None, Some(known)) => differs(known, &a.text).then_some(false),
            (None, None) => None,
        },
        (Kind::List(a), Kind::List(b)) => {
            if a.is_exact() && b.is_exact() && a.items.len() != b.items.len() {
                return Some(false);
            }
            (left.is_known() && right.is_known()).then(|| left.canonical() == right.canonical())
        }
        (Kind::Object(a), Kind::Object(b)) => {
            let exact = a.rest.is_empty() && b.rest.is_empty();
            if exact && !a.fields.keys().eq(b.fields.keys()) {
                return Some(false);
            }
            (left.is_known() && right.is_known()).then(|| left.canonical() == right.canonical())
        }
        _ if left.is_known() && right.is_known() => Some(false),
        _ => None,
    }
}

/// Whether a text with holes cannot be this one, whatever the holes hold.
fn differs(known: &str, text: &crate::text::Text) -> bool {
    let mut rest = known;
    for part in text.parts() {
        if let crate::text::Part::Literal(literal) = part {
            match rest.split_once(literal.as_str()) {
                Some((_, after)) => rest = after,
                None => return true,
            }
        }
    }
    false
}

fn arithmetic(operator: T, left: &Value, right: &Value) -> Option<Kind> {
    let (a, b) = (left.as_number()?, right.as_number()?);
    Some(match operator {
        T::Plus => Kind::Number(a + b),
        T::Minus => Kind::Number(a - b),
        T::Star => Kind::Number(a * b),
        T::Slash if b != 0.0 => Kind::Number(a / b),
        T::Percent if b != 0.0 => Kind::Number(a % b),
        T::Less => Kind::Bool(a < b),
        T::LessEqual => Kind::Bool(a <= b),
        T::Greater => Kind::Bool(a > b),
        T::GreaterEqual => Kind::Bool(a >= b),
        _ => return None,
    })
}

const fn sign(operator: T) -> &'static str {
    match operator {
        T::And => "&&",
        T::Or => "||",
        T::Equal => "==",
        T::NotEqual => "!=",
        T::Plus => "+",
        T::Minus => "-",
        T::Star => "*",
        T::Slash => "/",
        T::Percent => "%",
        T::Less => "<",
        T::LessEqual => "<=",
        T::Greater => ">",
        _ => ">=",
    }
}

/// In parentheses where it is an operation itself.
fn grouped(value: &Value) -> String {
    let text = value.canonical();
    let compound = !matches!(value.kind, Kind::Text(_) | Kind::List(_) | Kind::Object(_));
    if compound && text.contains(' ') && !text.ends_with([')', ']', '}']) {
        format!("({text})")
    } else {
        text
    }
}
