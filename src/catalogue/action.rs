//! Actions: their levels, what they act on, what else they need.

use super::{
    ConditionKey, ResourcePattern, ResourceType, Service, key,
    pattern::{Token, format_tokens},
    table,
    table::Table,
    wildcard,
};
use std::fmt;

/// An action that IAM knows, such as `s3:GetObject`. The order is that of services and names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(pub(super) usize);

/// What an action does, as AWS classifies it. Several may hold (`Tagging` and `Write`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Lists resources without their contents.
    List,
    /// Reads contents.
    Read,
    /// Makes, changes or deletes resources.
    Write,
    /// Changes tags only.
    Tagging,
    /// Grants or takes away permissions.
    Permissions,
}

impl Level {
    /// Every level, in the order of the flags.
    pub const ALL: [Self; 5] = [
        Self::List,
        Self::Read,
        Self::Write,
        Self::Tagging,
        Self::Permissions,
    ];

    /// AWS's name of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::Tagging => "Tagging",
            Self::Permissions => "Permissions management",
        }
    }
}

/// A resource type that an action can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The type.
    pub resource_type: ResourceType,
    /// Whether the reference marks it as required: see [`Action::needs_all_required`].
    pub required: bool,
    keys: usize,
}

impl Use {
    /// The names of the condition keys that hold for the action on this type.
    pub fn condition_keys(self) -> impl Iterator<Item = &'static str> {
        table::key_set(self.keys)
    }
}

/// How sure it is that an action needs all of its required resource types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Required {
    /// They are alternatives (reviewed), or there are fewer than two.
    One,
    /// The reference says so.
    Listed,
    /// It was reviewed.
    Reviewed,
}

impl Action {
    /// The action with this full name (`s3:GetObject`), without regard to case.
    pub fn find(name: &str) -> Option<Self> {
        let (prefix, name) = name.split_once(':')?;
        Service::find(prefix)?.action(name)
    }

    /// Every action, by service and name.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        (0..Table::Actions.rows().saturating_sub(1)).map(Self)
    }

    /// The actions that a pattern such as `s3:Get*` or `*` names, without regard to case.
    pub fn matching(pattern: &str) -> impl Iterator<Item = Self> {
        wildcard::expand(pattern)
    }

    /// Its service.
    pub fn service(self) -> Service {
        Service(Table::Actions.cell(self.0, 1))
    }

    /// Its name without the prefix, in AWS's spelling.
    pub fn name(self) -> &'static str {
        Table::Actions.name(self.0, 0)
    }

    /// Whether it has a level.
    pub fn has_level(self, level: Level) -> bool {
        self.flag(level as usize)
    }

    /// Its levels.
    pub fn levels(self) -> impl Iterator<Item = Level> {
        Level::ALL
            .into_iter()
            .filter(move |level| self.has_level(*level))
    }

    /// The narrowest of its levels: `Tagging` for one that is `Tagging` and `Write`.
    pub fn level(self) -> Level {
        [
            Level::Permissions,
            Level::Tagging,
            Level::Write,
            Level::Read,
        ]
        .into_iter()
        .find(|level| self.has_level(*level))
        .unwrap_or(Level::List)
    }

    /// The resource types it can act on. None means that `Resource` must be `*`.
    pub fn resource_types(self) -> impl Iterator<Item = Use> {
        Table::Actions.children(self.0, 3).map(|row| Use {
            resource_type: ResourceType(Table::Uses.cell(row, 0)),
            required: Table::Uses.cell(row, 1) == 1,
            keys: Table::Uses.cell(row, 2),
        })
    }

    /// Whether it is authorised on `*` only, whatever types the reference lists.
    pub fn is_star_only(self) -> bool {
        self.flag(8) || Table::Actions.children(self.0, 3).is_empty()
    }

    /// Whether a call needs an ARN of every required type.
    pub fn needs_all_required(self) -> Required {
        let required = self.resource_types().filter(|kind| kind.required).count();
        if required < 2 || self.flag(9) {
            Required::One
        } else if self.flag(10) {
            Required::Reviewed
        } else {
            Required::Listed
        }
    }

    /// Whether it can act on a resource that the pattern names: false means that the pair is dead.
    pub fn accepts(self, resource: &ResourcePattern) -> bool {
        resource.is_everything()
            || (!self.is_star_only()
                && self
                    .resource_types()
                    .any(|kind| kind.resource_type.accepts(resource)))
            || self.further_arns().any(|arn| resource.overlaps(&arn))
    }

    /// ARNs that the reference does not list, by a hand list.
    pub(super) fn further_arns(self) -> impl Iterator<Item = Vec<Token>> {
        let rows = if self.flag(11) {
            Table::ActionArns.rows()
        } else {
            0
        };
        (0..rows)
            .filter(move |row| {
                wildcard::matches(Table::ActionArns.name(*row, 0), &self.to_string())
            })
            .map(|row| {
                format_tokens(
                    Table::ActionArns.name(row, 1),
                    Table::ActionArns.cell(row, 2),
                )
            })
    }

    /// The names of the condition keys that hold for it on any resource (not the global ones).
    pub fn condition_keys(self) -> impl Iterator<Item = &'static str> {
        table::key_set(Table::Actions.cell(self.0, 4))
    }

    /// The condition key of this name, if it can be used with the action: one of its own, of its
    /// resource types, or a global one.
    pub fn condition_key(self, name: &str) -> Option<ConditionKey> {
        let own = self
            .condition_keys()
            .chain(self.resource_types().flat_map(|kind| {
                kind.condition_keys()
                    .chain(kind.resource_type.condition_keys())
            }))
            .any(|key| key::names(key, name));
        if own {
            ConditionKey::of_service(self.service(), name).or_else(|| ConditionKey::find(name))
        } else {
            ConditionKey::global(name)
        }
    }

    /// What else a call of it usually needs, as a hint.
    pub fn dependents(self) -> impl Iterator<Item = Self> {
        Table::Actions
            .children(self.0, 5)
            .map(|row| Self(Table::Dependents.cell(row, 0)))
    }

    fn flag(self, bit: usize) -> bool {
        Table::Actions.cell(self.0, 2) >> bit & 1 == 1
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service(), self.name())
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({self})")
    }
}
