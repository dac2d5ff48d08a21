//! Functions that choose or convert one value.

use super::Call;
use crate::{
    hcl::tree::Expression,
    read::{
        eval::{
            Fault, Outcome, Scope, World, concealed,
            unify::{Type, converted, unify},
        },
        value::{Kind, Value},
    },
    source::Origin,
    text::Part,
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
        match world.strictly(|| world.eval(argument, scope)) {
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
    Ok(match world.strictly(|| world.eval(argument, scope)) {
        // A function that is not followed here may have no result.
        Ok(value)
            if value.is_known()
                || !(matches!(value.kind, Kind::Unknown(_) | Kind::Choice(_))
                    || value.canonical().contains('(')) =>
        {
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
    Some(Ok(concealed(call.get(0)?, call.origin)))
}

/// The first that is neither null nor an empty string, brought to the type of all of them.
pub(super) fn coalesce(call: &Call<'_, '_>) -> Option<Outcome> {
    for argument in call.arguments {
        let argument = call.world.settled(argument);
        match &argument.kind {
            Kind::Null => {}
            Kind::Text(characters) if characters.text.is_empty() => {}
            // An attribute of a resource is there when it is asked for; anything else may be null.
            Kind::Unknown(_) if argument.from.is_some() => return Some(Ok(argument)),
            Kind::Unknown(_) | Kind::Choice(_) => return None,
            // A string with holes may be empty.
            Kind::Text(characters)
                if !characters
                    .text
                    .parts()
                    .iter()
                    .any(|part| matches!(part, Part::Literal(_)))
                    && argument.from.is_none() =>
            {
                return None;
            }
            _ => return with_the_type_of_all(call, argument),
        }
    }
    Some(Err(call.fault("`coalesce` found nothing")))
}

fn with_the_type_of_all(call: &Call<'_, '_>, taken: Value) -> Option<Outcome> {
    let types: Vec<Type> = call.arguments.iter().map(Type::of).collect();
    let primitive = |of: &Type| {
        matches!(
            of,
            Type::Any | Type::Unknown | Type::Bool | Type::Number | Type::String
        )
    };
    // Beside null, Terraform leaves what is no string as it is.
    if types.contains(&Type::Any) && !types.iter().all(primitive) {
        let mine = Type::of(&taken);
        let alone = types.iter().all(|of| *of == Type::Any || *of == mine);
        return alone.then_some(Ok(taken));
    }
    match unify(&types).and_then(|of| converted(call.world, &taken, &of)) {
        Some(value) => Some(Ok(value)),
        None if types.contains(&Type::Any) => Some(Ok(taken)),
        None => Some(Err(
            call.fault("the arguments of `coalesce` are not of one type")
        )),
    }
}

pub(super) fn coalescelist(call: &Call<'_, '_>) -> Option<Outcome> {
    for argument in call.arguments {
        let argument = call.world.settled(argument);
        match &argument.kind {
            Kind::List(list) if list.set && list.is_exact() => {
                return Some(Err(call.fault("`coalescelist` takes lists, not sets")));
            }
            Kind::List(list) if list.items.is_empty() && !list.open => {}
            // What stands there for an unknown list may be empty.
            Kind::List(list) if list.items.iter().all(|item| item.spread) => return None,
            Kind::List(_) => return Some(Ok(argument)),
            Kind::Null if argument.from.is_none() => {
                return Some(Err(call.fault("`coalescelist` of null")));
            }
            _ => return None,
        }
    }
    Some(Err(call.fault("`coalescelist` found nothing")))
}

/// The elements as booleans: null counts as false, and `None` stands for what is not known.
fn truths(call: &Call<'_, '_>) -> Option<Result<Vec<Option<bool>>, Fault>> {
    let Kind::List(list) = &call.get(0)?.kind else {
        return None;
    };
    let mut truths = Vec::new();
    for item in &list.items {
        truths.push(match item.value.as_bool() {
            Some(truth) if !item.spread => Some(truth),
            _ if item.value.is_null() && item.value.from.is_none() => Some(false),
            None if item.value.is_known() && !item.value.is_null() => {
                let shown = item.value.canonical();
                return Some(Err(call.fault(format!("{shown} is not a boolean"))));
            }
            _ => None,
        });
    }
    if list.open {
        truths.push(None);
    }
    Some(Ok(truths))
}

pub(super) fn alltrue(call: &Call<'_, '_>) -> Option<Outcome> {
    let truths = match truths(call)? {
        Ok(truths) => truths,
        Err(fault) => return Some(Err(fault)),
    };
    if truths.contains(&Some(false)) {
        return Some(Ok(call.truth(false)));
    }
    truths
        .iter()
        .all(Option::is_some)
        .then(|| Ok(call.truth(true)))
}

pub(super) fn anytrue(call: &Call<'_, '_>) -> Option<Outcome> {
    let truths = match truths(call)? {
        Ok(truths) => truths,
        Err(fault) => return Some(Err(fault)),
    };
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
