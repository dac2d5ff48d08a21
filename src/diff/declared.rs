//! References that a description itself explains: to a resource whose arguments are literal, to a
//! variable with a default, and to the account that it is for.

use std::collections::BTreeMap;

use super::{
    definitions::{Both, others},
    normal::{ANY_LABEL, Known},
};
use crate::{
    blueprint::{Blueprint, Folder, Setting},
    catalogue::{Attribute, Piece},
};

/// What is known of the references in each folder of the two sides.
pub(super) fn known(
    old: &Blueprint,
    new: &Blueprint,
    supplied: &Known,
) -> (Vec<Known>, Vec<Known>) {
    let counterpart = |folder: &Folder, other: &'_ Blueprint| {
        let mut others = other.folders.iter();
        others.position(|one| one.path == folder.path)
    };
    let of = |folder: &Folder, other: &Blueprint, is_old: bool| {
        let other = counterpart(folder, other).and_then(|at| other.folders.get(at));
        let mut known = known_in(folder, other, supplied);
        if let Some(other) = other {
            let (old, new) = if is_old {
                (folder, other)
            } else {
                (other, folder)
            };
            let both = Both {
                old: &old.definitions,
                new: &new.definitions,
            };
            known.others = others(folder, both, if is_old { "before" } else { "after" });
        }
        known
    };
    (
        old.folders.iter().map(|one| of(one, new, true)).collect(),
        new.folders.iter().map(|one| of(one, old, false)).collect(),
    )
}

/// What is known of references in this folder: what the user supplied, and what follows from what
/// the folder declares. `bucket = "photos"` makes `aws_s3_bucket.app.arn` the bucket's ARN.
///
/// Both sides describe the same thing in the same account, so that the one may say what it is. And
/// what a spec for a folder that somebody owns refers to, that folder declares.
fn known_in(folder: &Folder, other: Option<&Folder>, supplied: &Known) -> Known {
    let mut known = supplied.clone();
    let mut add = |expression: String, value: &str| {
        known
            .values
            .entry(expression)
            .or_insert_with(|| value.to_owned());
    };
    for variable in &folder.terraform.variables {
        if let Some(default) = variable.default.as_ref().and_then(scalar) {
            add(format!("var.{}", variable.name), &default);
        }
    }
    let place = Place {
        account: first(&folder.account, other.map(|other| &other.account)),
        region: first(&folder.region, other.map(|other| &other.region)),
        partition: first(&folder.partition, other.map(|other| &other.partition)),
    };
    if let Some(account) = &place.account {
        add(
            format!("data.aws_caller_identity.{ANY_LABEL}.account_id"),
            account,
        );
    }
    if let Some(region) = &place.region {
        for attribute in ["name", "region", "id"] {
            add(format!("data.aws_region.{ANY_LABEL}.{attribute}"), region);
        }
    }
    for (expression, value) in declared(folder, &place) {
        add(expression, &value);
    }
    let is_beside = !folder.terraform.file_prefix.is_empty();
    if let Some(other) = other.filter(|_| is_beside) {
        for (expression, value) in declared(other, &place) {
            add(expression, &value);
        }
    }
    known
}

/// Where a folder is applied, as far as either side says it.
struct Place {
    account: Option<String>,
    region: Option<String>,
    partition: Option<String>,
}

fn first(own: &Setting, other: Option<&Setting>) -> Option<String> {
    let literal = |setting: &Setting| Some(setting.as_ref()?.value.as_literal()?.to_owned());
    literal(own).or_else(|| other.and_then(literal))
}

fn scalar(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// The declared values by reference, and the attributes that follow from them.
fn declared(folder: &Folder, place: &Place) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    for one in &folder.declarations {
        values.insert(
            format!("{}.{}", one.address, one.attribute),
            one.value.value.clone(),
        );
    }
    let mut follows = BTreeMap::new();
    for declaration in &folder.declarations {
        let address = &declaration.address;
        let kind = address.split('.').next().unwrap_or_default();
        for attribute in Attribute::all().filter(|attribute| attribute.kind() == kind) {
            let expression = format!("{address}.{}", attribute.name());
            if values.contains_key(&expression) {
                continue;
            }
            if let Some(value) = value(&values, address, attribute, place) {
                follows.insert(expression, value);
            }
        }
    }
    follows.append(&mut values);
    follows
}

/// What the attribute of the resource yields, if all of it is known.
fn value(
    values: &BTreeMap<String, String>,
    address: &str,
    attribute: Attribute,
    place: &Place,
) -> Option<String> {
    let piece = |piece: Piece| match piece {
        Piece::Literal(text) => Some(text.to_owned()),
        Piece::Partition => Some(place.partition.clone().unwrap_or_else(|| "aws".to_owned())),
        Piece::Region => place.region.clone(),
        Piece::Account => place.account.clone(),
        Piece::Argument { name, .. } => values.get(&format!("{address}.{name}")).cloned(),
    };
    attribute.pieces().map(piece).collect()
}
