//! What functions of collections share: how they take lists, and the kinds that they yield.

use super::Call;
use crate::read::{
    eval::{
        Fault, Outcome, equal,
        unify::{Type, converted, one_type},
    },
    value::{Item, Kind, List, Value},
};

impl Call<'_, '_> {
    /// The list, whatever its certainty; of a choice, what is there if something is.
    pub(super) fn some_list(&self, index: usize) -> Option<List> {
        match self.world.settled(self.get(index)?).kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    /// A list of which every element is there.
    pub(super) fn exact_list(&self, index: usize) -> Option<List> {
        self.some_list(index).filter(List::is_exact)
    }

    pub(super) fn result(&self, items: Vec<Item>, shape: Shape, open: bool) -> Value {
        let list = List {
            items,
            set: shape == Shape::Set,
            typed: shape != Shape::Tuple,
            open,
        };
        Kind::List(list).at(self.origin)
    }

    /// The elements of a list brought to one type, as most functions of Terraform ask for.
    pub(super) fn one_type(&self, list: &List) -> Result<Vec<Item>, Fault> {
        one_type(self.world, &list.items)
            .ok_or_else(|| self.fault("the elements are not of one type"))
    }

    /// The elements as strings.
    pub(super) fn strings(&self, list: &List) -> Result<Vec<Item>, Fault> {
        let each = list.items.iter().map(|item| {
            let value = if item.spread {
                Some(item.value.clone())
            } else {
                converted(self.world, &item.value, &Type::String)
            };
            let value = value.ok_or_else(|| {
                let shown = item.value.canonical();
                Fault::new(format!("{shown} is not a string"), item.value.origin)
            })?;
            Ok(Item {
                value,
                spread: item.spread,
            })
        });
        each.collect()
    }

    /// Refuses an argument that is known and of none of the kinds that a function takes.
    pub(super) fn refuses(&self, index: usize) -> Option<Outcome> {
        let value = self.get(index)?;
        let settled = !matches!(
            value.kind,
            Kind::Unknown(_) | Kind::Choice(_) | Kind::Resource(_) | Kind::Module(_)
        );
        // What somebody may give a variable is open.
        let open = value.is_null() && value.from.is_some();
        (settled && !open).then(|| {
            let shown = value.canonical();
            Err(self.fault(format!("{shown} is not what the function takes")))
        })
    }
}

/// What a list is: one with a type for each element, with one for all of them, or a set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Tuple,
    List,
    Set,
}

impl Shape {
    pub(super) const fn of(list: &List) -> Self {
        if list.set {
            Self::Set
        } else if list.typed {
            Self::List
        } else {
            Self::Tuple
        }
    }

    /// That of the same elements in an order.
    pub(super) const fn ordered(self) -> Self {
        match self {
            Self::Tuple => Self::Tuple,
            Self::List | Self::Set => Self::List,
        }
    }
}

/// Whether two values are certainly the same.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match equal(a, b) {
        Some(same) => same,
        None => !(a.is_known() && b.is_known()) && a.canonical() == b.canonical(),
    }
}
