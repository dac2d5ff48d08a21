//! Functions of numbers.

use super::Call;
use crate::read::{
    eval::Outcome,
    number::Number,
    value::{Kind, Value},
};

fn of(call: &Call<'_, '_>, apply: impl Fn(&Number) -> Option<Number>) -> Option<Outcome> {
    let number = call.number(0)?;
    Some(Ok(Kind::Number(apply(&number)?).at(call.origin)))
}

pub(super) fn abs(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |number| Some(number.abs()))
}

pub(super) fn ceil(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |number| {
        let whole = number.truncated();
        if number > &whole {
            whole.plus(&Number::of(1))
        } else {
            Some(whole)
        }
    })
}

pub(super) fn floor(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |number| {
        let whole = number.truncated();
        if number < &whole {
            whole.minus(&Number::of(1))
        } else {
            Some(whole)
        }
    })
}

/// Of a whole number only.
pub(super) fn signum(call: &Call<'_, '_>) -> Option<Outcome> {
    let number = call.number(0)?;
    if !number.is_whole() {
        return Some(Err(call.fault("`signum` of a fraction")));
    }
    of(call, |number| {
        Some(if number.is_zero() {
            Number::of(0)
        } else if number.is_negative() {
            Number::of(1).negated()
        } else {
            Number::of(1)
        })
    })
}

fn all(call: &Call<'_, '_>, merge: impl Fn(Number, Number) -> Option<Number>) -> Option<Outcome> {
    let mut result: Option<Number> = None;
    for argument in call.arguments {
        let number = argument.as_number()?;
        result = Some(match result {
            Some(so_far) => merge(so_far, number)?,
            None => number,
        });
    }
    Some(Ok(Kind::Number(result?).at(call.origin)))
}

pub(super) fn max(call: &Call<'_, '_>) -> Option<Outcome> {
    all(call, |a, b| Some(if b > a { b } else { a }))
}

pub(super) fn min(call: &Call<'_, '_>) -> Option<Outcome> {
    all(call, |a, b| Some(if b < a { b } else { a }))
}

pub(super) fn sum(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::List(list) = &call.get(0)?.kind else {
        return None;
    };
    if !list.is_exact() {
        return None;
    }
    let mut items = list.items.iter();
    let Some(first) = items.next() else {
        return Some(Err(call.fault("`sum` of nothing")));
    };
    let mut total = first.value.as_number()?;
    for item in items {
        total = total.plus(&item.value.as_number()?)?;
    }
    Some(Ok(Kind::Number(total).at(call.origin)))
}

/// Whole powers of whole numbers as far as Terraform's binary fractions of 53 bits are exact.
pub(super) fn pow(call: &Call<'_, '_>) -> Option<Outcome> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let base = call.number(0)?;
    let times = call.number(1)?.as_index().filter(|times| *times <= 64)?;
    if !base.is_whole() {
        return None;
    }
    let mut power = Number::of(1);
    for _ in 0..times {
        power = power.times(&base)?;
        if power.nearest().abs() > EXACT {
            return None;
        }
    }
    Some(Ok(Kind::Number(power).at(call.origin)))
}

pub(super) fn parseint(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Text(_) = &call.get(0)?.kind else {
        return None;
    };
    let (text, base) = (call.text(0)?, call.number(1)?);
    let base = base.as_index().and_then(|base| u32::try_from(base).ok());
    let number = match base {
        Some(base @ 2..=36) => Number::integer(&text, base),
        // Digits of both cases differ there.
        Some(37..=62) => return None,
        _ => return Some(Err(call.fault("the base of `parseint` is from 2 to 62"))),
    };
    Some(match number {
        Some(number) => Ok(Kind::Number(number).at(call.origin)),
        None if text.len() < 500 => {
            Err(call.fault(format!("`{text}` is not a whole number in that base")))
        }
        None => return None,
    })
}

/// `range(limit)`, `range(start, limit)`, `range(start, limit, step)`.
pub(super) fn range(call: &Call<'_, '_>) -> Option<Outcome> {
    let numbers: Option<Vec<Number>> = call.arguments.iter().map(Value::as_number).collect();
    let (zero, one) = (Number::of(0), Number::of(1));
    let down = |start: &Number, limit: &Number| {
        if limit < start {
            one.negated()
        } else {
            one.clone()
        }
    };
    let (start, limit, step) = match numbers?.as_slice() {
        [limit] => (zero.clone(), limit.clone(), down(&zero, limit)),
        [start, limit] => (start.clone(), limit.clone(), down(start, limit)),
        [start, limit, step] => (start.clone(), limit.clone(), step.clone()),
        _ => return None,
    };
    let wrong = step.is_zero()
        || (step.is_negative() && limit > start)
        || (!step.is_negative() && limit < start);
    if wrong && start != limit {
        return Some(Err(
            call.fault("the step of `range` does not reach its limit")
        ));
    }
    if wrong {
        return None;
    }
    let mut values = Vec::new();
    let mut next = start;
    while (!step.is_negative() && next < limit) || (step.is_negative() && next > limit) {
        if values.len() >= 1024 {
            return Some(Err(call.fault("`range` yields more than 1024 numbers")));
        }
        values.push(Kind::Number(next.clone()).at(call.origin));
        next = next.plus(&step)?;
    }
    Some(Ok(Value::typed_list(values, call.origin)))
}
