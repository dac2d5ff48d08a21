//! Functions of lists.

use unicode_segmentation::UnicodeSegmentation as _;

use super::{
    Call,
    shape::{Shape, same},
};
use crate::read::{
    eval::{Outcome, equal, unify::one_type},
    value::{Item, Kind, List, Value},
};

/// Lists and parts of unknown lists, one after the other. Lists of one type yield such a list.
pub(super) fn concat(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut items = Vec::new();
    let (mut open, mut typed) = (false, true);
    for (index, argument) in call.arguments.iter().enumerate() {
        let value = call.world.settled(argument);
        match (value.kind, &value.from) {
            (Kind::List(list), _) if list.set && list.is_exact() => {
                return call.refuses(index);
            }
            (Kind::List(list), _) => {
                open |= list.open;
                typed &= list.typed;
                items.extend(list.items);
            }
            // Terraform refuses null, so somebody has to give the variable a value.
            (Kind::Null, Some(variable)) => {
                let missing = Value::unknown(variable.as_ref(), value.origin);
                items.push(Item::spread(missing));
            }
            (
                kind @ (Kind::Unknown(_) | Kind::Choice(_) | Kind::Resource(_) | Kind::Module(_)),
                _,
            ) => {
                typed = false;
                let value = Value {
                    kind,
                    origin: value.origin,
                    from: argument.from.clone(),
                };
                items.push(Item::spread(value));
            }
            _ => return call.refuses(index),
        }
    }
    let unified = if typed {
        one_type(call.world, &items)
    } else {
        None
    };
    Some(Ok(match unified {
        Some(items) => call.result(items, Shape::List, open),
        None => call.result(items, Shape::Tuple, open),
    }))
}

/// Without null and empty strings. An element that is not known may be one, so that the number of
/// elements is not certain then.
pub(super) fn compact(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0) else {
        return call.refuses(0);
    };
    let mut open = list.open;
    let mut items = Vec::new();
    for item in or_fault!(call.strings(&list)) {
        let value = call.world.settled(&item.value);
        let unknown = matches!(value.kind, Kind::Unknown(_) | Kind::Choice(_));
        open |= unknown && value.from.is_none();
        if unknown || !(value.is_null() || value.as_str().is_some_and(|text| text.is_empty())) {
            items.push(Item { value, ..item });
        }
    }
    Some(Ok(call.result(items, Shape::List, open)))
}

pub(super) fn flatten(call: &Call<'_, '_>) -> Option<Outcome> {
    fn flat(call: &Call<'_, '_>, list: List, items: &mut Vec<Item>, open: &mut bool) {
        *open |= list.open;
        for item in list.items {
            let value = call.world.settled(&item.value);
            match value.kind {
                Kind::List(inner) => flat(call, inner, items, open),
                // It may be a list.
                Kind::Unknown(_) if value.from.is_none() => items.push(Item::spread(value)),
                _ => items.push(Item {
                    value,
                    spread: item.spread,
                }),
            }
        }
    }
    let Some(list) = call.some_list(0) else {
        return call.refuses(0);
    };
    let (mut items, mut open) = (Vec::new(), false);
    flat(call, list, &mut items, &mut open);
    Some(Ok(call.result(items, Shape::Tuple, open)))
}

pub(super) fn distinct(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0) else {
        return call.refuses(0);
    };
    let mut items: Vec<Item> = Vec::new();
    for item in or_fault!(call.one_type(&list)) {
        if !items.iter().any(|old| same(&old.value, &item.value)) {
            items.push(item);
        }
    }
    Some(Ok(call.result(items, Shape::List, list.open)))
}

/// Converts nothing: a number is not among strings.
pub(super) fn contains(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0) else {
        return call.refuses(0);
    };
    let wanted = call.get(1)?;
    if wanted.is_null() {
        return call.refuses(1);
    }
    let mut certain = list.is_exact();
    for item in list.items.iter().filter(|item| !item.spread) {
        match equal(&item.value, wanted) {
            Some(true) => return Some(Ok(call.truth(true))),
            Some(false) => {}
            None => certain = false,
        }
    }
    certain.then(|| Ok(call.truth(false)))
}

/// Of elements, or of characters as people count them.
pub(super) fn length(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    let count = match &value.kind {
        // Two elements of a set may turn out to be one.
        Kind::List(list) if list.set && list.items.len() > 1 && !value.is_known() => return None,
        Kind::List(list) if list.is_exact() => list.items.len(),
        Kind::Object(object) if object.rest.is_empty() && object.other.is_none() => {
            object.fields.len()
        }
        Kind::Text(_) | Kind::Json(_) => call.text(0)?.graphemes(true).count(),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => return call.refuses(0),
        _ => return None,
    };
    Some(Ok(Value::count(count, call.origin)))
}

/// Element by index, counting round and round.
pub(super) fn element(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0).filter(|list| !list.set) else {
        return call.refuses(0);
    };
    let index = call.number(1)?;
    if list.items.iter().any(|item| item.spread) {
        return None;
    }
    let length = list.items.len();
    if length == 0 {
        return Some(Err(call.fault("`element` of an empty list")));
    }
    if !index.is_whole() {
        return Some(Err(call.fault("`element` takes a whole number")));
    }
    // Some versions count from the end, others refuse.
    let index = index.as_index()?;
    // How often it goes round an assumed number of elements is not known.
    if list.open && index >= length && length > 1 {
        return None;
    }
    list.items
        .get(index % length)
        .map(|item| Ok(item.value.clone()))
}

/// The only element, or null; an assumed one is there.
pub(super) fn one(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0) else {
        return call.refuses(0);
    };
    match list.items.as_slice() {
        [] => Some(Ok(Kind::Null.at(call.origin))),
        [item] if !item.spread => Some(Ok(item.value.clone())),
        [_] => None,
        _ if list.is_exact() => Some(Err(call.fault("`one` of several"))),
        _ => None,
    }
}

pub(super) fn index(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0).filter(|list| !list.set) else {
        return call.refuses(0);
    };
    let wanted = call.get(1)?;
    for (at, item) in list.items.iter().enumerate() {
        if item.spread {
            return None;
        }
        if equal(&item.value, wanted)? {
            return Some(Ok(Value::count(at, call.origin)));
        }
    }
    list.is_exact()
        .then(|| Err(call.fault("`index` found nothing")))
}

pub(super) fn reverse(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(mut list) = call.some_list(0) else {
        return call.refuses(0);
    };
    list.is_exact().then_some(())?;
    list.items.reverse();
    let shape = Shape::of(&list).ordered();
    Some(Ok(call.result(list.items, shape, false)))
}

pub(super) fn sort(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0) else {
        return call.refuses(0);
    };
    let mut items = or_fault!(call.strings(&list));
    if items.iter().any(|item| item.value.is_null()) {
        return Some(Err(call.fault("`sort` of null")));
    }
    // What is not known stands last: its place says nothing.
    items.sort_by_key(|item| {
        let text = item.value.as_str();
        (
            text.is_none(),
            text.unwrap_or_else(|| item.value.canonical()),
        )
    });
    Some(Ok(call.result(items, Shape::List, list.open)))
}

pub(super) fn slice(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0).filter(|list| !list.set) else {
        return call.refuses(0);
    };
    list.is_exact().then_some(())?;
    let (from, to) = (call.number(1)?, call.number(2)?);
    let kept = match (from.as_index(), to.as_index()) {
        (Some(from), Some(to)) => list.items.get(from..to),
        _ => None,
    };
    let Some(kept) = kept else {
        return Some(Err(call.fault("`slice` reaches beyond the list")));
    };
    Some(Ok(call.result(kept.to_vec(), Shape::of(&list), false)))
}

/// All in one where the size is zero.
pub(super) fn chunklist(call: &Call<'_, '_>) -> Option<Outcome> {
    let Some(list) = call.some_list(0) else {
        return call.refuses(0);
    };
    list.is_exact().then_some(())?;
    let Some(size) = call.number(1)?.as_index() else {
        return Some(Err(call.fault("the size of a chunk is a whole number")));
    };
    let items = or_fault!(call.one_type(&list));
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunks = items
        .chunks(size)
        .map(|chunk| call.result(chunk.to_vec(), Shape::List, false));
    Some(Ok(Value::typed_list(chunks, call.origin)))
}

pub(super) fn tolist(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    match &value.kind {
        Kind::List(list) => {
            let items = or_fault!(call.one_type(list));
            Some(Ok(Value {
                from: value.from.clone(),
                ..call.result(items, Shape::List, list.open)
            }))
        }
        // What it is stays what it is.
        Kind::Unknown(_) | Kind::Null => Some(Ok(value.clone())),
        _ => call.refuses(0),
    }
}

pub(super) fn matchkeys(call: &Call<'_, '_>) -> Option<Outcome> {
    let (values, keys, wanted) = (
        call.exact_list(0)?,
        call.exact_list(1)?,
        call.exact_list(2)?,
    );
    if values.items.len() != keys.items.len() {
        return Some(Err(call.fault("`matchkeys` takes as many keys as values")));
    }
    let mut items = keys.items.clone();
    items.extend(wanted.items);
    let all = List {
        items,
        ..List::default()
    };
    let all = or_fault!(call.one_type(&all));
    all.iter().all(|item| item.value.is_known()).then_some(())?;
    let (keys, wanted) = all.split_at_checked(keys.items.len())?;
    let kept = or_fault!(call.one_type(&values)).into_iter().zip(keys);
    let kept = kept.filter(|(_, key)| wanted.iter().any(|w| same(&w.value, &key.value)));
    let items = kept.map(|(value, _)| value).collect();
    Some(Ok(call.result(items, Shape::List, false)))
}
