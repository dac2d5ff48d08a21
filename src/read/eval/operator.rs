//! Operators, with unknown operands.

use super::{Fault, Outcome, unify::Type};
use crate::{
    hcl::TokenKind as T,
    read::{
        number::Number,
        value::{Kind, Object, Value},
    },
    source::Origin,
};

pub(super) fn unary(operator: T, value: &Value, origin: Origin) -> Outcome {
    let (sign, result) = match operator {
        T::Bang => ("!", value.as_bool().map(|truth| Kind::Bool(!truth))),
        _ => (
            "-",
            value
                .as_number()
                .map(|number| Kind::Number(number.negated())),
        ),
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
        _ => match (left.as_number(), right.as_number()) {
            (Some(_), Some(zero)) if operator == T::Slash && zero.is_zero() => {
                return Err(Fault::new("division by zero", origin));
            }
            (Some(a), Some(b)) => match arithmetic(operator, &a, &b) {
                Some(kind) => Some(kind),
                // Too many digits to follow.
                None => return Ok(symbol(operator, left, right, origin)),
            },
            _ => None,
        },
    };
    let compares = matches!(operator, T::Equal | T::NotEqual);
    match known {
        Some(kind) => Ok(kind.at(origin)),
        None if left.is_known() && right.is_known() && !compares => {
            let (left, right) = (left.canonical(), right.canonical());
            let sign = sign(operator);
            Err(Fault::new(
                format!("`{sign}` does not go with {left} and {right}"),
                origin,
            ))
        }
        None => Ok(symbol(operator, left, right, origin)),
    }
}

fn symbol(operator: T, left: &Value, right: &Value, origin: Origin) -> Value {
    Value::unknown(
        format!("{} {} {}", grouped(left), sign(operator), grouped(right)),
        origin,
    )
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

/// Whether two values are the same; `None` where that is not known. Terraform converts nothing, and
/// values of two types are never the same: a list is none of what stands in brackets.
pub(in crate::read) fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (&left.kind, &right.kind) {
        (Kind::Unknown(_) | Kind::Choice(_), _) | (_, Kind::Unknown(_) | Kind::Choice(_)) => None,
        (Kind::Null, Kind::Null) => Some(true),
        (Kind::Null, _) | (_, Kind::Null) => Some(false),
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Number(a), Kind::Number(b)) => Some(a == b),
        (Kind::Text(_) | Kind::Json(_), Kind::Text(_) | Kind::Json(_)) => {
            let (a, b) = (left.as_text()?, right.as_text()?);
            match (a.as_literal(), b.as_literal()) {
                (Some(a), Some(b)) => Some(a == b),
                (Some(known), None) => differs(known, &b).then_some(false),
                (None, Some(known)) => differs(known, &a).then_some(false),
                (None, None) => None,
            }
        }
        (Kind::List(_), Kind::List(_)) | (Kind::Object(_), Kind::Object(_)) => {
            let (a, b) = (Type::of(left), Type::of(right));
            if a.excludes(&b) {
                return Some(false);
            }
            match same_elements(left, right) {
                // They may be of two types all the same, as two empty lists may be.
                Some(true) if !(a.is_certain() && b.is_certain()) => same_nulls(&a, &b),
                other => other,
            }
        }
        _ if left.is_known() && right.is_known() => Some(false),
        _ => None,
    }
}

/// Whether values with the same elements are of one type, where only nulls leave it open.
fn same_nulls(a: &Type, b: &Type) -> Option<bool> {
    match (a, b) {
        (Type::Any, Type::Any) => Some(true),
        (Type::Tuple(a), Type::Tuple(b)) => a
            .iter()
            .zip(b)
            .all(|(a, b)| same_nulls(a, b) == Some(true))
            .then_some(true),
        (Type::Object(a), Type::Object(b)) => a
            .values()
            .zip(b.values())
            .all(|(a, b)| same_nulls(a, b) == Some(true))
            .then_some(true),
        _ => (a.is_certain() && a == b).then_some(true),
    }
}

/// Whether the elements of two collections are the same, whatever the types of these.
fn same_elements(left: &Value, right: &Value) -> Option<bool> {
    let pairs: Vec<(&Value, &Value)> = match (&left.kind, &right.kind) {
        (Kind::List(a), Kind::List(b)) => {
            if !(a.is_exact() && b.is_exact()) {
                return None;
            }
            let unknown = !(left.is_known() && right.is_known());
            // Elements of a set may turn out to be one, and stand in another order.
            if (a.set || b.set) && unknown {
                return None;
            }
            if a.items.len() != b.items.len() {
                return Some(false);
            }
            let others = b.items.iter().map(|item| &item.value);
            let values = a.items.iter().map(|item| &item.value);
            values.zip(others).collect()
        }
        (Kind::Object(a), Kind::Object(b)) => {
            let exact = |object: &Object| object.rest.is_empty() && object.other.is_none();
            if !(exact(a) && exact(b)) {
                return None;
            }
            if !a.fields.keys().eq(b.fields.keys()) {
                return Some(false);
            }
            a.fields.values().zip(b.fields.values()).collect()
        }
        _ => return None,
    };
    let mut certain = true;
    for (a, b) in pairs {
        match equal(a, b) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => certain = false,
        }
    }
    certain.then_some(true)
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

fn arithmetic(operator: T, a: &Number, b: &Number) -> Option<Kind> {
    Some(match operator {
        T::Plus => Kind::Number(a.plus(b)?),
        T::Minus => Kind::Number(a.minus(b)?),
        T::Star => Kind::Number(a.times(b)?),
        T::Slash => Kind::Number(a.over(b)?),
        T::Percent => Kind::Number(a.remainder(b)?),
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
