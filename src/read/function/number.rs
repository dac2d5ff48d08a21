//! Functions of numbers.

use super::Call;
use crate::read::{
    eval::Outcome,
    value::{Kind, Value},
};

fn of(call: &Call<'_, '_>, apply: fn(f64) -> f64) -> Option<Outcome> {
    let number = call.number(0)?;
    Some(Ok(Kind::Number(apply(number)).at(call.origin)))
}

pub(super) fn abs(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, f64::abs)
}

pub(super) fn ceil(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, f64::ceil)
}

pub(super) fn floor(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, f64::floor)
}

pub(super) fn signum(call: &Call<'_, '_>) -> Option<Outcome> {
    of(
        call,
        |number| if number == 0.0 { 0.0 } else { number.signum() },
    )
}

fn all(call: &Call<'_, '_>, merge: fn(f64, f64) -> f64) -> Option<Outcome> {
    let numbers: Option<Vec<f64>> = call.arguments.iter().map(Value::as_number).collect();
    let result = numbers?.into_iter().reduce(merge)?;
    Some(Ok(Kind::Number(result).at(call.origin)))
}

pub(super) fn max(call: &Call<'_, '_>) -> Option<Outcome> {
    all(call, f64::max)
}

pub(super) fn min(call: &Call<'_, '_>) -> Option<Outcome> {
    all(call, f64::min)
}

pub(super) fn sum(call: &Call<'_, '_>) -> Option<Outcome> {
    match &call.get(0)?.kind {
        Kind::List(list) if list.is_exact() => {
            let numbers: Option<Vec<f64>> = list
                .items
                .iter()
                .map(|item| item.value.as_number())
                .collect();
            Some(Ok(Kind::Number(numbers?.iter().sum()).at(call.origin)))
        }
        _ => None,
    }
}

pub(super) fn parseint(call: &Call<'_, '_>) -> Option<Outcome> {
    let (text, base) = (call.text(0)?, call.number(1)?);
    let base = (2..=36).find(|candidate| (f64::from(*candidate) - base).abs() < f64::EPSILON)?;
    Some(match i32::from_str_radix(&text, base) {
        Ok(number) => Ok(Kind::Number(f64::from(number)).at(call.origin)),
        Err(_) => return None,
    })
}

/// `range(limit)`, `range(start, limit)`, `range(start, limit, step)`.
pub(super) fn range(call: &Call<'_, '_>) -> Option<Outcome> {
    let numbers: Option<Vec<f64>> = call.arguments.iter().map(Value::as_number).collect();
    let (start, limit, step) = match *numbers? {
        [limit] => (0.0, limit, if limit < 0.0 { -1.0 } else { 1.0 }),
        [start, limit] => (start, limit, if limit < start { -1.0 } else { 1.0 }),
        [start, limit, step] => (start, limit, step),
        _ => return None,
    };
    let mut values = Vec::new();
    let mut next = start;
    while (step > 0.0 && next < limit) || (step < 0.0 && next > limit) {
        if values.len() >= 1024 {
            return Some(Err(call.fault("`range` yields more than 1024 numbers")));
        }
        values.push(Kind::Number(next).at(call.origin));
        next += step;
    }
    Some(Ok(Value::list(values, call.origin)))
}
