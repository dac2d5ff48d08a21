//! Functions of lists, sets and maps.

use std::collections::BTreeMap;

use super::Call;
use crate::{
    read::{
        eval::{Outcome, types::set_of},
        value::{Item, Kind, List, Object, Value, key_of, text_of_key},
    },
    text::Reference,
};

impl Call<'_, '_> {
    /// The list, whatever its certainty; of a choice, what is there if something is.
    fn some_list(&self, index: usize) -> Option<List> {
        match self.world.settled(self.get(index)?).kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    /// A list of which every element is there.
    fn exact_list(&self, index: usize) -> Option<List> {
        self.some_list(index).filter(List::is_exact)
    }

    fn result(&self, items: Vec<Item>, set: bool, open: bool) -> Value {
        Kind::List(List { items, set, open }).at(self.origin)
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => a == b,
        _ => a.canonical() == b.canonical(),
    }
}

/// Lists and parts of unknown lists, one after the other.
pub(super) fn concat(call: &Call<'_, '_>) -> Value {
    let mut items = Vec::new();
    let mut open = false;
    for argument in call.arguments {
        let value = call.world.settled(argument);
        match value.kind {
            Kind::List(list) => {
                open |= list.open;
                items.extend(list.items);
            }
            Kind::Null => {}
            _ => items.push(Item::spread(value)),
        }
    }
    call.result(items, false, open)
}

/// Without null and empty strings. An element that is not known may be one, so that the number of
/// elements is not certain then.
pub(super) fn compact(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.some_list(0)?;
    let mut open = list.open;
    let mut items = Vec::new();
    for item in list.items {
        let value = call.world.settled(&item.value);
        let unknown = matches!(value.kind, Kind::Unknown(_) | Kind::Choice(_));
        open |= unknown && value.from.is_none();
        if unknown || !(value.is_null() || value.as_str().is_some_and(|text| text.is_empty())) {
            items.push(Item { value, ..item });
        }
    }
    Some(Ok(call.result(items, false, open)))
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
    let list = call.some_list(0)?;
    let (mut items, mut open) = (Vec::new(), false);
    flat(call, list, &mut items, &mut open);
    Some(Ok(call.result(items, false, open)))
}

pub(super) fn distinct(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.some_list(0)?;
    let mut items: Vec<Item> = Vec::new();
    for item in list.items {
        if !items.iter().any(|old| same(&old.value, &item.value)) {
            items.push(item);
        }
    }
    Some(Ok(call.result(items, list.set, list.open)))
}

pub(super) fn contains(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.some_list(0)?;
    let wanted = call.get(1)?;
    let mut certain = list.is_exact();
    for item in &list.items {
        let found = match (item.value.as_str(), wanted.as_str()) {
            (Some(a), Some(b)) => Some(a == b),
            _ if item.value.is_known() && wanted.is_known() => Some(same(&item.value, wanted)),
            _ => None,
        };
        match found {
            Some(true) => return Some(Ok(call.truth(true))),
            Some(false) => {}
            None => certain = false,
        }
    }
    certain.then(|| Ok(call.truth(false)))
}

pub(super) fn length(call: &Call<'_, '_>) -> Option<Outcome> {
    let count = match &call.get(0)?.kind {
        Kind::List(list) if list.is_exact() => list.items.len(),
        Kind::Object(object) if object.rest.is_empty() => object.fields.len(),
        Kind::Text(_) => call.text(0)?.chars().count(),
        _ => return None,
    };
    #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
    let count = count as f64;
    Some(Ok(Kind::Number(count).at(call.origin)))
}

/// Element by index, counting round and round.
pub(super) fn element(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.some_list(0)?;
    let index = call.number(1)?;
    if list.items.iter().any(|item| item.spread) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
    let length = list.items.len() as f64;
    if length == 0.0 {
        return Some(Err(call.fault("`element` of an empty list")));
    }
    // Some versions count from the end, others refuse.
    if index < 0.0 {
        return None;
    }
    // How often it goes round an assumed number of elements is not known.
    if list.open && !(0.0..length).contains(&index) && length > 1.0 {
        return None;
    }
    let wanted = index.rem_euclid(length);
    let mut at = 0.0;
    for item in list.items {
        if at >= wanted {
            return Some(Ok(item.value));
        }
        at += 1.0;
    }
    None
}

/// The only element, or null; an assumed one is there.
pub(super) fn one(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.some_list(0)?;
    match list.items.as_slice() {
        [] => Some(Ok(Kind::Null.at(call.origin))),
        [item] if !item.spread => Some(Ok(item.value.clone())),
        [_] => None,
        _ if list.is_exact() => Some(Err(call.fault("`one` of several"))),
        _ => None,
    }
}

pub(super) fn index(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.exact_list(0)?;
    let wanted = call.get(1)?;
    let mut at = 0.0;
    for item in &list.items {
        if !item.value.is_known() || !wanted.is_known() {
            return None;
        }
        if same(&item.value, wanted) {
            return Some(Ok(Kind::Number(at).at(call.origin)));
        }
        at += 1.0;
    }
    Some(Err(call.fault("`index` found nothing")))
}

pub(super) fn reverse(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut list = call.exact_list(0)?;
    list.items.reverse();
    Some(Ok(call.result(list.items, false, false)))
}

pub(super) fn sort(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut list = call.some_list(0)?;
    let is_text =
        |value: &Value| !matches!(value.kind, Kind::List(_) | Kind::Object(_)) && !value.is_null();
    list.items
        .iter()
        .all(|item| is_text(&item.value))
        .then_some(())?;
    // What is not known stands last: its place says nothing.
    list.items.sort_by_key(|item| {
        let text = item.value.as_str();
        (
            text.is_none(),
            text.unwrap_or_else(|| item.value.canonical()),
        )
    });
    Some(Ok(call.result(list.items, false, list.open)))
}

pub(super) fn slice(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.exact_list(0)?;
    let (from, to) = (call.number(1)?, call.number(2)?);
    let mut at = 0.0;
    let mut items = Vec::new();
    for item in list.items {
        if at >= from && at < to {
            items.push(item);
        }
        at += 1.0;
    }
    Some(Ok(call.result(items, false, false)))
}

pub(super) fn chunklist(call: &Call<'_, '_>) -> Option<Outcome> {
    let list = call.exact_list(0)?;
    let size = call.number(1)?;
    let size = (1..=list.items.len()).find(|n| {
        #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
        let n = *n as f64;
        n >= size
    });
    let chunks = list.items.chunks(size.unwrap_or(1)).map(|chunk| {
        Kind::List(List {
            items: chunk.to_vec(),
            ..List::default()
        })
        .at(call.origin)
    });
    Some(Ok(Value::list(chunks, call.origin)))
}

pub(super) fn tolist(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut value = call.get(0)?.clone();
    match &mut value.kind {
        Kind::List(list) => list.set = false,
        Kind::Unknown(_) | Kind::Null => {}
        _ => return None,
    }
    Some(Ok(value))
}

pub(super) fn tomap(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    let fits = matches!(value.kind, Kind::Object(_) | Kind::Unknown(_) | Kind::Null);
    fits.then(|| Ok(value.clone()))
}

pub(super) fn toset(call: &Call<'_, '_>) -> Option<Outcome> {
    match &call.get(0)?.kind {
        Kind::List(_) => Some(Ok(set_of(call.world, call.get(0)?.clone()))),
        // What it is stays what it is.
        Kind::Unknown(_) | Kind::Null => Some(Ok(call.get(0)?.clone())),
        _ => None,
    }
}

pub(super) fn setunion(call: &Call<'_, '_>) -> Value {
    set_of(call.world, concat(call))
}

pub(super) fn setintersection(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut kept = call.exact_list(0)?.items;
    for i in 1..call.arguments.len() {
        let other = call.exact_list(i)?;
        kept.retain(|item| other.items.iter().any(|o| same(&o.value, &item.value)));
    }
    kept.iter()
        .all(|item| item.value.is_known())
        .then_some(())?;
    Some(Ok(call.result(kept, true, false)))
}

pub(super) fn setsubtract(call: &Call<'_, '_>) -> Option<Outcome> {
    let (mut kept, gone) = (call.exact_list(0)?.items, call.exact_list(1)?.items);
    let known = |items: &[Item]| items.iter().all(|item| item.value.is_known());
    (known(&kept) && known(&gone)).then_some(())?;
    kept.retain(|item| !gone.iter().any(|g| same(&g.value, &item.value)));
    Some(Ok(call.result(kept, true, false)))
}

/// All tuples of one element of each.
pub(super) fn setproduct(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut tuples: Vec<Vec<Item>> = vec![Vec::new()];
    for i in 0..call.arguments.len() {
        let items = call.exact_list(i)?.items;
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
    let tuples = tuples.into_iter().map(|items| {
        Kind::List(List {
            items,
            ..List::default()
        })
        .at(call.origin)
    });
    Some(Ok(Value::list(tuples, call.origin)))
}

/// Old Terraform's `map(key, value, …)`.
pub(super) fn map(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut fields = BTreeMap::new();
    for pair in call.arguments.chunks(2) {
        let [key, value] = pair else { return None };
        fields.insert(key_of(&key.as_text()?), value.clone());
    }
    Some(Ok(Value::object(fields, call.origin)))
}

pub(super) fn keys(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Object(object) = &call.get(0)?.kind else {
        return None;
    };
    let known = object
        .fields
        .keys()
        .map(|key| Item::one(Value::text(text_of_key(key), call.origin)));
    let rest = object
        .rest
        .iter()
        .map(|reference| Item::spread(Value::unknown(format!("keys({reference})"), call.origin)));
    Some(Ok(call.result(known.chain(rest).collect(), false, false)))
}

pub(super) fn values(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Object(object) = &call.get(0)?.kind else {
        return None;
    };
    let known = object.fields.values().cloned().map(Item::one);
    let rest = object
        .rest
        .iter()
        .map(|reference| Item::spread(Value::unknown(format!("values({reference})"), call.origin)));
    Some(Ok(call.result(known.chain(rest).collect(), false, false)))
}

/// Objects over each other. What an unknown one may hold is not certain any more.
pub(super) fn merge(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut merged = Object::default();
    for argument in call.arguments {
        let value = call.world.settled(argument);
        match value.kind {
            Kind::Object(object) => {
                for reference in object.rest {
                    shade(&mut merged, &reference, call);
                }
                merged.fields.extend(object.fields);
            }
            Kind::Null => {}
            Kind::Unknown(reference) => shade(&mut merged, &reference, call),
            _ => return None,
        }
    }
    Some(Ok(Kind::Object(merged).at(call.origin)))
}

fn shade(merged: &mut Object, over: &Reference, call: &Call<'_, '_>) {
    for (key, field) in &mut merged.fields {
        let key = crate::hcl::quoted(&text_of_key(key));
        let known = field.canonical();
        *field = Value::unknown(format!("lookup({over}, {key}, {known})"), call.origin);
    }
    merged.rest.push(over.clone());
}

pub(super) fn lookup(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Object(object) = &call.get(0)?.kind else {
        return None;
    };
    let key = key_of(&call.get(1)?.as_text()?);
    if let Some(field) = object.fields.get(&key) {
        return Some(Ok(field.clone()));
    }
    if !object.rest.is_empty() || !call.get(1)?.is_known() {
        return None;
    }
    Some(match call.get(2) {
        Some(default) => Ok(default.clone()),
        None => Err(call.fault(format!("there is no `{}` in it", text_of_key(&key)))),
    })
}

pub(super) fn zipmap(call: &Call<'_, '_>) -> Option<Outcome> {
    let (keys, values) = (call.exact_list(0)?, call.exact_list(1)?);
    let mut fields = BTreeMap::new();
    for (key, value) in keys.items.iter().zip(values.items) {
        fields.insert(key_of(&key.value.as_text()?), value.value);
    }
    Some(Ok(Value::object(fields, call.origin)))
}

pub(super) fn matchkeys(call: &Call<'_, '_>) -> Option<Outcome> {
    let (values, keys, wanted) = (
        call.exact_list(0)?,
        call.exact_list(1)?,
        call.exact_list(2)?,
    );
    let known = |list: &List| list.items.iter().all(|item| item.value.is_known());
    (known(&keys) && known(&wanted)).then_some(())?;
    let kept = values
        .items
        .into_iter()
        .zip(&keys.items)
        .filter(|(_, key)| wanted.items.iter().any(|w| same(&w.value, &key.value)));
    let items = kept.map(|(value, _)| value).collect();
    Some(Ok(call.result(items, false, false)))
}
