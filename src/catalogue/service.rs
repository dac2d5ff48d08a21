//! Services, by their IAM prefix.

use super::{Action, ConditionKey, ResourceType, table, table::Table};
use std::fmt;

/// A service that IAM knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service(pub(super) usize);

impl Service {
    /// The service with this IAM prefix, without regard to case.
    pub fn find(prefix: &str) -> Option<Self> {
        table::find(Table::Services, 0, 0..Self::count(), prefix).map(Self)
    }

    /// Every service, in the order of the prefixes.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        (0..Self::count()).map(Self)
    }

    pub(super) fn count() -> usize {
        Table::Services.rows().saturating_sub(1)
    }

    /// The prefix of its actions: `s3`.
    pub fn prefix(self) -> &'static str {
        Table::Services.name(self.0, 0)
    }

    /// What AWS calls it: `Amazon S3`.
    pub fn name(self) -> &'static str {
        Table::Services.name(self.0, 1)
    }

    /// Its actions, in the order of their names.
    pub fn actions(self) -> impl DoubleEndedIterator<Item = Action> + ExactSizeIterator {
        Table::Services.children(self.0, 2).map(Action)
    }

    /// The action of this name (without prefix), without regard to case.
    pub fn action(self, name: &str) -> Option<Action> {
        table::find(Table::Actions, 0, Table::Services.children(self.0, 2), name).map(Action)
    }

    /// Its resource types, in the order of their names.
    pub fn resource_types(
        self,
    ) -> impl DoubleEndedIterator<Item = ResourceType> + ExactSizeIterator {
        Table::Services.children(self.0, 3).map(ResourceType)
    }

    /// The resource type of this name, without regard to case.
    pub fn resource_type(self, name: &str) -> Option<ResourceType> {
        table::find(Table::Types, 1, Table::Services.children(self.0, 3), name).map(ResourceType)
    }

    /// The condition keys that its documentation lists, global ones among them.
    pub fn condition_keys(
        self,
    ) -> impl DoubleEndedIterator<Item = ConditionKey> + ExactSizeIterator {
        Table::Services.children(self.0, 4).map(ConditionKey)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix())
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({self})")
    }
}
