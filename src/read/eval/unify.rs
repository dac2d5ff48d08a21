//! Types of values, and the one type that Terraform brings several of them to.

use std::collections::BTreeMap;

use super::{World, types::set_of};
use crate::read::value::{Item, Kind, List, Object, Value};

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) enum Type {
    /// That of null, and of the elements of an empty list: any other fits.
    Any,
    /// That of what is not known.
    Unknown,
    Bool,
    Number,
    String,
    List(Box<Self>),
    Set(Box<Self>),
    Map(Box<Self>),
    Tuple(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

impl Type {
    pub(in crate::read) fn of(value: &Value) -> Self {
        match &value.kind {
            Kind::Null => Self::Any,
            Kind::Bool(_) => Self::Bool,
            Kind::Number(_) => Self::Number,
            Kind::Text(_) | Kind::Json(_) => Self::String,
            Kind::List(list) => {
                let types = || list.items.iter().map(|item| Self::of(&item.value));
                if list.set || list.typed {
                    let spread = list.items.iter().any(|item| item.spread);
                    let inner = if spread {
                        Self::Unknown
                    } else {
                        element(&types().collect::<Vec<_>>())
                    };
                    if list.set {
                        Self::Set(Box::new(inner))
                    } else {
                        Self::List(Box::new(inner))
                    }
                } else if list.is_exact() {
                    Self::Tuple(types().collect())
                } else {
                    Self::Unknown
                }
            }
            Kind::Object(object) if object.typed => {
                let types: Vec<_> = object.fields.values().map(Self::of).collect();
                Self::Map(Box::new(if object.rest.is_empty() {
                    element(&types)
                } else {
                    Self::Unknown
                }))
            }
            Kind::Object(object) if object.rest.is_empty() && object.other.is_none() => {
                Self::Object(
                    object
                        .fields
                        .iter()
                        .map(|(key, field)| (key.clone(), Self::of(field)))
                        .collect(),
                )
            }
            Kind::Choice(choice) => {
                let (then, otherwise) = (Self::of(&choice.then), Self::of(&choice.otherwise));
                if then == otherwise {
                    then
                } else {
                    Self::Unknown
                }
            }
            Kind::Object(_) | Kind::Unknown(_) | Kind::Resource(_) | Kind::Module(_) => {
                Self::Unknown
            }
        }
    }

    const fn is_primitive(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }

    /// Whether nothing in it is open: two such types are the same or they are not.
    pub(in crate::read) fn is_certain(&self) -> bool {
        match self {
            Self::Any | Self::Unknown => false,
            Self::Bool | Self::Number | Self::String => true,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.is_certain(),
            Self::Tuple(types) => types.iter().all(Self::is_certain),
            Self::Object(fields) => fields.values().all(Self::is_certain),
        }
    }

    /// Whether no value can be of both types, whatever is open in them.
    pub(in crate::read) fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any | Self::Unknown, _) | (_, Self::Any | Self::Unknown) => false,
            (Self::List(a), Self::List(b))
            | (Self::Set(a), Self::Set(b))
            | (Self::Map(a), Self::Map(b)) => a.excludes(b),
            (Self::Tuple(a), Self::Tuple(b)) => {
                a.len() != b.len() || a.iter().zip(b).any(|(a, b)| a.excludes(b))
            }
            (Self::Object(a), Self::Object(b)) => {
                !a.keys().eq(b.keys()) || a.values().zip(b.values()).any(|(a, b)| a.excludes(b))
            }
            _ => self != other,
        }
    }
}

/// The type of the elements of one collection, from what is known of each.
fn element(types: &[Type]) -> Type {
    unify(types).unwrap_or(Type::Unknown)
}

/// The type that values of all these are brought to; `None` where there is none.
pub(in crate::read) fn unify(types: &[Type]) -> Option<Type> {
    let known: Vec<&Type> = types.iter().filter(|of| **of != Type::Any).collect();
    let Some(first) = known.first() else {
        return Some(Type::Any);
    };
    if known.contains(&&Type::Unknown) {
        return Some(Type::Unknown);
    }
    if known.iter().all(|of| of == first) {
        return Some((*first).clone());
    }
    if known.iter().all(|of| of.is_primitive()) {
        return known.contains(&&Type::String).then_some(Type::String);
    }
    let is_in_order = |of: &&Type| matches!(of, Type::List(_) | Type::Tuple(_));
    if known.iter().all(|of| matches!(of, Type::Tuple(_))) {
        return unify_tuples(&known);
    }
    if known.iter().all(is_in_order) {
        return unify(&all_elements(&known)).map(|of| Type::List(Box::new(of)));
    }
    if known
        .iter()
        .all(|of| is_in_order(of) || matches!(of, Type::Set(_)))
    {
        return unify(&all_elements(&known)).map(|of| Type::Set(Box::new(of)));
    }
    if known.iter().all(|of| matches!(of, Type::Object(_))) {
        return unify_objects(&known);
    }
    if known
        .iter()
        .all(|of| matches!(of, Type::Map(_) | Type::Object(_)))
    {
        return unify(&all_elements(&known)).map(|of| Type::Map(Box::new(of)));
    }
    None
}

/// Of one length, element by element; else one list.
fn unify_tuples(tuples: &[&Type]) -> Option<Type> {
    let members: Vec<&Vec<Type>> = tuples
        .iter()
        .filter_map(|of| match of {
            Type::Tuple(types) => Some(types),
            _ => None,
        })
        .collect();
    let length = members.first()?.len();
    if members.iter().any(|types| types.len() != length) {
        return unify(&all_elements(tuples)).map(|of| Type::List(Box::new(of)));
    }
    let each = (0..length).map(|i| {
        let types: Vec<Type> = members
            .iter()
            .filter_map(|types| types.get(i).cloned())
            .collect();
        unify(&types)
    });
    each.collect::<Option<_>>().map(Type::Tuple)
}

/// With the same attributes, one by one; else one map.
fn unify_objects(objects: &[&Type]) -> Option<Type> {
    let members: Vec<&BTreeMap<String, Type>> = objects
        .iter()
        .filter_map(|of| match of {
            Type::Object(fields) => Some(fields),
            _ => None,
        })
        .collect();
    let first = members.first()?;
    if members.iter().any(|fields| !fields.keys().eq(first.keys())) {
        return unify(&all_elements(objects)).map(|of| Type::Map(Box::new(of)));
    }
    let each = first.keys().map(|key| {
        let types: Vec<Type> = members
            .iter()
            .filter_map(|fields| fields.get(key).cloned())
            .collect();
        unify(&types).map(|of| (key.clone(), of))
    });
    each.collect::<Option<_>>().map(Type::Object)
}

fn all_elements(types: &[&Type]) -> Vec<Type> {
    let mut all = Vec::new();
    for of in types {
        match of {
            Type::List(inner) | Type::Set(inner) | Type::Map(inner) => {
                all.push(inner.as_ref().clone());
            }
            Type::Tuple(types) => all.extend(types.iter().cloned()),
            Type::Object(fields) => all.extend(fields.values().cloned()),
            other => all.push((*other).clone()),
        }
    }
    all
}

/// A value brought to a type; `None` where Terraform refuses. What is not known stays as it is, and
/// so does everything where the type is not known.
pub(in crate::read) fn converted(world: &World<'_>, value: &Value, of: &Type) -> Option<Value> {
    let kind = match (&value.kind, of) {
        (_, Type::Any | Type::Unknown)
        | (Kind::Null | Kind::Unknown(_) | Kind::Resource(_) | Kind::Module(_), _)
        | (Kind::Text(_) | Kind::Json(_), Type::String)
        | (Kind::Bool(_), Type::Bool)
        | (Kind::Number(_), Type::Number) => return Some(value.clone()),
        (Kind::Choice(choice), _) => {
            let through = world.through(choice, |branch| {
                converted(world, branch, of)
                    .ok_or_else(|| super::Fault::new("of another type", branch.origin))
            });
            return through.ok();
        }
        (Kind::Bool(_) | Kind::Number(_), Type::String) => {
            let text = Value::text(value.as_str()?, value.origin);
            let from = value.from.clone();
            return Some(Value { from, ..text });
        }
        // A text with holes may be a number when they are filled.
        (Kind::Text(_) | Kind::Json(_), Type::Number | Type::Bool) if !value.is_known() => {
            return Some(value.clone());
        }
        (Kind::Text(_), Type::Number) => Kind::Number(value.as_number()?),
        (Kind::Text(_), Type::Bool) => Kind::Bool(value.as_bool()?),
        (Kind::List(list), Type::List(inner)) => {
            let typed = List {
                set: false,
                typed: true,
                ..elements(world, list, |_| Some(inner))?
            };
            Kind::List(typed)
        }
        (Kind::List(list), Type::Set(inner)) => {
            let items = elements(world, list, |_| Some(inner))?;
            // Two elements may have become one.
            let list = Kind::List(List {
                set: false,
                ..items
            });
            return Some(set_of(world, list.at(value.origin)));
        }
        (Kind::List(list), Type::Tuple(types)) if types.len() == list.items.len() => {
            Kind::List(elements(world, list, |index| types.get(index))?)
        }
        (Kind::Object(object), Type::Map(inner)) => Kind::Object(Object {
            typed: true,
            ..fields(world, object, |_| Some(inner))?
        }),
        (Kind::Object(object), Type::Object(types)) => {
            Kind::Object(fields(world, object, |key| types.get(key))?)
        }
        _ => return None,
    };
    Some(Value {
        kind,
        ..value.clone()
    })
}

fn elements<'t>(
    world: &World<'_>,
    list: &List,
    of: impl Fn(usize) -> Option<&'t Type>,
) -> Option<List> {
    let mut items = Vec::new();
    for (index, item) in list.items.iter().enumerate() {
        let value = if item.spread {
            item.value.clone()
        } else {
            converted(world, &item.value, of(index)?)?
        };
        items.push(Item {
            value,
            spread: item.spread,
        });
    }
    Some(List {
        items,
        ..list.clone()
    })
}

fn fields<'t>(
    world: &World<'_>,
    object: &Object,
    of: impl Fn(&str) -> Option<&'t Type>,
) -> Option<Object> {
    let mut fields = BTreeMap::new();
    for (key, field) in &object.fields {
        fields.insert(key.clone(), converted(world, field, of(key)?)?);
    }
    Some(Object {
        fields,
        ..object.clone()
    })
}

/// All of them brought to one type; `None` where there is none.
pub(in crate::read) fn unified(world: &World<'_>, values: &[Value]) -> Option<Vec<Value>> {
    let types: Vec<Type> = values.iter().map(Type::of).collect();
    let of = unify(&types)?;
    values
        .iter()
        .map(|value| converted(world, value, &of))
        .collect()
}

/// The elements of a list brought to one type; those of unknown lists among them stay.
pub(in crate::read) fn one_type(world: &World<'_>, items: &[Item]) -> Option<Vec<Item>> {
    let types: Vec<Type> = items
        .iter()
        .map(|item| {
            if item.spread {
                Type::Unknown
            } else {
                Type::of(&item.value)
            }
        })
        .collect();
    let of = unify(&types)?;
    let list = List {
        items: items.to_vec(),
        ..List::default()
    };
    Some(elements(world, &list, |_| Some(&of))?.items)
}
