//! Which role of one description is which role of the other.

use super::normal::{self, Known};
use crate::blueprint::{Blueprint, Folder, Role};

/// A role with the folder that it is in, and what is known of the references there.
#[derive(Clone, Copy)]
pub(super) struct InFolder<'a> {
    pub(super) folder: &'a Folder,
    pub(super) role: &'a Role,
    pub(super) known: &'a Known,
}

impl InFolder<'_> {
    fn name(self) -> Option<String> {
        let name = self.role.name.as_ref().or(self.role.name_prefix.as_ref())?;
        Some(normal::text(&name.value, self.known).to_string())
    }
}

/// The roles of a description that are compared.
pub(super) struct Roles<'a>(Vec<InFolder<'a>>);

impl<'a> Roles<'a> {
    /// All of them, or the one that is picked by name or address. `known` goes by folder.
    pub(super) fn of(blueprint: &'a Blueprint, known: &'a [Known], picked: Option<&str>) -> Self {
        let mut roles = Vec::new();
        for (folder, known) in blueprint.folders.iter().zip(known) {
            for role in &folder.roles {
                let one = InFolder {
                    folder,
                    role,
                    known,
                };
                let is_meant = |picked: &str| {
                    role.address == picked
                        || role.title() == picked
                        || one.name().as_deref() == Some(picked)
                };
                if picked.is_none_or(is_meant) {
                    roles.push(one);
                }
            }
        }
        Self(roles)
    }
}

/// Whether two roles are the same one.
type IsSame<'f> = &'f dyn Fn(InFolder<'_>, InFolder<'_>) -> bool;

/// Pairs the roles by meaning: by name first, then by address, then what is left in order, within
/// folders of the same path. A role without a counterpart stands alone.
pub(super) fn pairs<'a>(
    old: Roles<'a>,
    new: Roles<'a>,
) -> Vec<(Option<InFolder<'a>>, Option<InFolder<'a>>)> {
    let (mut left, mut right) = (old.0, new.0);
    let mut pairs = Vec::new();
    let same: [IsSame<'_>; 3] = [
        &|a, b| a.name().is_some() && a.name() == b.name(),
        &|a, b| !a.role.address.is_empty() && a.role.address == b.role.address,
        &|_, _| true,
    ];
    for same in same {
        let mut rest = Vec::new();
        for one in left {
            let is_same =
                |other: &InFolder<'_>| one.folder.path == other.folder.path && same(one, *other);
            match right.iter().position(is_same) {
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
