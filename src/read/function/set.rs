//! Functions of sets.

use super::{
    Call,
    shape::{Shape, same},
};
use crate::read::{
    eval::{Fault, Outcome, types::set_of},
    value::{Item, Kind, List, Value},
};

pub(super) fn toset(call: &Call<'_, '_>) -> Option<Outcome> {
    match &call.get(0)?.kind {
        Kind::List(list) => {
            or_fault!(call.one_type(list));
            Some(Ok(set_of(call.world, call.get(0)?.clone())))
        }
        // What it is stays what it is.
        Kind::Unknown(_) | Kind::Null => Some(Ok(call.get(0)?.clone())),
        _ => call.refuses(0),
    }
}

pub(super) fn setunion(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut items = Vec::new();
    let mut open = false;
    for argument in call.arguments {
        let value = call.world.settled(argument);
        match value.kind {
            Kind::List(list) => {
                open |= list.open;
                items.extend(list.items);
            }
            Kind::Unknown(_) => items.push(Item::spread(value)),
            _ => return None,
        }
    }
    let list = List {
        items,
        open,
        ..List::default()
    };
    if call.arguments.is_empty() {
        return Some(Err(call.fault("`setunion` of nothing")));
    }
    or_fault!(call.one_type(&list));
    Some(Ok(set_of(call.world, Kind::List(list).at(call.origin))))
}

/// The elements of all arguments, known and of one type.
fn known_sets(call: &Call<'_, '_>) -> Option<Result<Vec<Vec<Item>>, Fault>> {
    let mut all = Vec::new();
    let mut lengths = Vec::new();
    for index in 0..call.arguments.len() {
        let items = call.exact_list(index)?.items;
        let known = items.iter().all(|item| item.value.is_known());
        known.then_some(())?;
        lengths.push(items.len());
        all.extend(items);
    }
    let list = List {
        items: all,
        ..List::default()
    };
    let mut items = match call.one_type(&list) {
        Ok(items) => items.into_iter(),
        Err(fault) => return Some(Err(fault)),
    };
    let sets = lengths
        .into_iter()
        .map(|length| items.by_ref().take(length).collect());
    Some(Ok(sets.collect()))
}

fn as_set(call: &Call<'_, '_>, items: Vec<Item>) -> Value {
    let list = call.result(items, Shape::Tuple, false);
    set_of(call.world, list)
}

pub(super) fn setintersection(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut sets = or_fault!(known_sets(call)?).into_iter();
    let mut kept = sets.next()?;
    for other in sets {
        kept.retain(|item| other.iter().any(|o| same(&o.value, &item.value)));
    }
    Some(Ok(as_set(call, kept)))
}

pub(super) fn setsubtract(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut sets = or_fault!(known_sets(call)?).into_iter();
    let (mut kept, gone) = (sets.next()?, sets.next()?);
    kept.retain(|item| !gone.iter().any(|g| same(&g.value, &item.value)));
    Some(Ok(as_set(call, kept)))
}

/// All tuples of one element of each; a set of them where one of the arguments is a set.
pub(super) fn setproduct(call: &Call<'_, '_>) -> Option<Outcome> {
    if call.arguments.len() < 2 {
        return Some(Err(call.fault("`setproduct` takes two sets or more")));
    }
    let mut tuples: Vec<Vec<Item>> = vec![Vec::new()];
    let mut set = false;
    for i in 0..call.arguments.len() {
        let list = call.exact_list(i)?;
        set |= list.set;
        let items = or_fault!(call.one_type(&list));
        tuples = tuples
            .iter()
            .flat_map(|tuple| {
                items.iter().map(move |item| {
                    let mut tuple = tuple.clone();
                    tuple.push(item.clone());
                    tuple
                })
            })
            .collect();
        if tuples.len() > 4096 {
            return None;
        }
    }
    let tuples: Vec<Value> = tuples
        .into_iter()
        .map(|items| call.result(items, Shape::Tuple, false))
        .collect();
    let product = Value::typed_list(tuples, call.origin);
    Some(Ok(if set {
        set_of(call.world, product)
    } else {
        product
    }))
}
