//! Functions that choose or convert one value.

use super::Call;
use crate::{
    hcl::tree::Expression,
    read::{
        eval::{Fault, Outcome, Scope, World},
        value::{Kind, Value},
    },
    source::Origin,
};

/// `try`: the first argument that has a value.
pub(super) fn first_that_works(
    world: &World<'_>,
    arguments: &[Expression],
    scope: &Scope,
    origin: Origin,
) -> Outcome {
    let mut last = Fault::new("`try` needs an argument", origin);
    for argument in arguments {
        match world.eval(argument, scope) {
            Ok(value) => return Ok(value),
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

/// `can`: whether the argument has a value.
pub(super) fn whether_it_works(
    world: &World<'_>,
    arguments: &[Expression],
    scope: &Scope,
    origin: Origin,
) -> Outcome {
    let [argument] = arguments else {
        return Err(Fault::new("`can` needs one argument", origin));
    };
    Ok(match world.eval(argument, scope) {
        Ok(value) if !matches!(value.kind, Kind::Unknown(_) | Kind::Choice(_)) => {
            Kind::Bool(true).at(origin)
        }
        Ok(value) => Value::unknown(format!("can({})", value.canonical()), origin),
        Err(_) => Kind::Bool(false).at(origin),
    })
}

pub(super) fn same(call: &Call<'_, '_>) -> Option<Outcome> {
    Some(Ok(call.get(0)?.clone()))
}

/// A value that its author wants in no output.
pub(super) fn sensitive(call: &Call<'_, '_>) -> Option<Outcome> {
    Some(Ok(call.world.concealed(call.get(0)?, call.origin)))
}

/// The first that is not null, and no empty string either.
pub(super) fn coalesce(call: &Call<'_, '_>) -> Option<Outcome> {
    for argument in call.arguments {
        let argument = call.world.settled(argument);
        match &argument.kind {
            Kind::Null => {}
            Kind::Text(characters) if characters.text.is_empty() => {}
            // An attribute of a resource is there when it is asked for; anything else may be null.
            Kind::Unknown(_) if argument.from.is_some() => return Some(Ok(argument)),
            Kind::Unknown(_) | Kind::Choice(_) => return None,
            _ => return Some(Ok(argument)),
        }
    }
    Some(Err(call.fault("`coalesce` found nothing")))
}

pub(super) fn coalescelist(call: &Call<'_, '_>) -> Option<Outcome> {
    for argument in call.arguments {
        let argument = call.world.settled(argument);
        match &argument.kind {
            Kind::Unknown(_) | Kind::Choice(_) => return None,
            _ if argument.is_nothing() => {}
            Kind::List(_) => return Some(Ok(argument)),
            _ => return None,
        }
    }
    Some(Err(call.fault("`coalescelist` found nothing")))
}

fn truths(call: &Call<'_, '_>) -> Option<Vec<Option<bool>>> {
    match &call.get(0)?.kind {
        Kind::List(list) if list.is_exact() => {
            Some(list.items.iter().map(|item| item.value.as_bool()).collect())
        }
        _ => None,
    }
}

pub(super) fn alltrue(call: &Call<'_, '_>) -> Option<Outcome> {
    let truths = truths(call)?;
    if truths.contains(&Some(false)) {
        return Some(Ok(call.truth(false)));
    }
    truths
        .iter()
        .all(Option::is_some)
        .then(|| Ok(call.truth(true)))
}

pub(super) fn anytrue(call: &Call<'_, '_>) -> Option<Outcome> {
    let truths = truths(call)?;
    if truths.contains(&Some(true)) {
        return Some(Ok(call.truth(true)));
    }
    truths
        .iter()
        .all(Option::is_some)
        .then(|| Ok(call.truth(false)))
}

pub(super) fn tostring(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    match &value.kind {
        // What is unknown stays what it is.
        Kind::Null | Kind::Text(_) | Kind::Json(_) | Kind::Unknown(_) => Some(Ok(value.clone())),
        Kind::Bool(_) | Kind::Number(_) => Some(Ok(call.string(value.as_str()?))),
        Kind::List(_) | Kind::Object(_) => Some(Err(call.fault("no string"))),
        _ => None,
    }
}

pub(super) fn tonumber(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    match value.as_number() {
        Some(number) => Some(Ok(Kind::Number(number).at(call.origin))),
        None if value.is_null() => Some(Ok(value.clone())),
        None if value.is_known() => Some(Err(call.fault("no number"))),
        None => None,
    }
}

pub(super) fn tobool(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    match value.as_bool() {
        Some(truth) => Some(Ok(call.truth(truth))),
        None if value.is_null() => Some(Ok(value.clone())),
        None if value.is_known() => Some(Err(call.fault("no boolean"))),
        None => None,
    }
}
