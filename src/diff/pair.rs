//! Which role of one description is which role of the other.

use super::normal::{self, Known};
use crate::blueprint::{Blueprint, Folder, Role};

/// A role with the folder that it is in.
pub(super) type InFolder<'a> = (&'a Folder, &'a Role);

/// Whether two roles are the same one.
type IsSame<'f> = &'f dyn Fn(InFolder<'_>, InFolder<'_>) -> bool;

/// Pairs the roles by meaning: by name first, then by address, then what is left in order, within
/// folders of the same path. A role without a counterpart stands alone.
pub(super) fn pairs<'a>(
    old: &'a Blueprint,
    new: &'a Blueprint,
    picked: Option<&str>,
    known: &Known,
) -> Vec<(Option<InFolder<'a>>, Option<InFolder<'a>>)> {
    let mut left = roles(old, picked);
    let mut right = roles(new, picked);
    let mut pairs = Vec::new();
    let name = |role: &Role| {
        let name = role.name.as_ref().or(role.name_prefix.as_ref());
        name.map(|name| normal::text(&name.value, known))
    };
    let same: [IsSame<'_>; 3] = [
        &|a, b| a.0.path == b.0.path && name(a.1).is_some() && name(a.1) == name(b.1),
        &|a, b| a.0.path == b.0.path && !a.1.address.is_empty() && a.1.address == b.1.address,
        &|a, b| a.0.path == b.0.path,
    ];
    for same in same {
        let mut rest = Vec::new();
        for one in left {
            match right.iter().position(|other| same(one, *other)) {
                Some(at) => pairs.push((Some(one), Some(right.remove(at)))),
                None => rest.push(one),
            }
        }
        left = rest;
    }
    pairs.extend(left.into_iter().map(|one| (Some(one), None)));
    pairs.extend(right.into_iter().map(|one| (None, Some(one))));
    pairs
}

fn roles<'a>(blueprint: &'a Blueprint, picked: Option<&str>) -> Vec<InFolder<'a>> {
    let is_meant =
        |role: &Role| picked.is_none_or(|picked| role.address == picked || role.title() == picked);
    blueprint
        .folders
        .iter()
        .flat_map(|folder| folder.roles.iter().map(move |role| (folder, role)))
        .filter(|(_, role)| is_meant(role))
        .collect()
}
