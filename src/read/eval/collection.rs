//! Elements, indexes, attributes and splats.

use std::rc::Rc;

use super::{Fault, Outcome, Scope, World};
use crate::{
    hcl::tree::Step,
    read::value::{Choice, Item, Kind, List, Object, Value, key_of, text_of_key},
    source::Origin,
};

/// An element of a collection.
pub(in crate::read) struct Element {
    /// Its index or key; `None` where it stands for any number of elements.
    pub(in crate::read) key: Option<Value>,
    pub(in crate::read) value: Value,
}

/// What stands for the `key` or `value` of any element of a collection that is not known. It says
/// which collection, for another one has other elements; `what` tells iterations apart that stand in
/// each other. The elements of a set are their own keys.
pub(in crate::read) fn each_of(what: &str, part: &str, collection: &str, origin: Origin) -> Value {
    let part = if collection.starts_with("toset(") {
        "value"
    } else {
        part
    };
    Value::unknown(format!("{what}({collection}).{part}"), origin)
}

/// Whether the elements of a value can be gone through.
pub(super) fn is_collection(value: &Value) -> bool {
    matches!(value.kind, Kind::List(_) | Kind::Object(_))
}

impl World<'_> {
    /// The elements of a list, set, object or map. One without a key stands for any number of them;
    /// a value that is no collection for all of its elements.
    pub(in crate::read) fn elements(&self, value: &Value) -> Vec<Element> {
        match &value.kind {
            Kind::Null => Vec::new(),
            Kind::List(list) => {
                let mut elements = Vec::new();
                for (index, item) in list.items.iter().enumerate() {
                    let value = self.settled(&item.value);
                    let key = match (item.spread, list.set) {
                        (true, _) => None,
                        (false, true) => Some(value.clone()),
                        (false, false) => Some(Value::count(index, value.origin)),
                    };
                    elements.push(Element { key, value });
                }
                elements
            }
            Kind::Object(object) => {
                let known = object.fields.iter().map(|(key, field)| Element {
                    key: Some(Value::text(text_of_key(key), field.origin)),
                    value: field.clone(),
                });
                let rest = object.rest.iter().map(|reference| Element {
                    key: None,
                    value: Value::unknown(reference.expression(), value.origin),
                });
                known.chain(rest).collect()
            }
            _ => vec![Element {
                key: None,
                value: value.clone(),
            }],
        }
    }

    /// `value.name`
    pub(in crate::read) fn attribute_of(
        &self,
        value: &Value,
        name: &str,
        origin: Origin,
    ) -> Outcome {
        match &value.kind {
            Kind::Object(object) => match object.fields.get(name) {
                Some(field) => Ok(field.clone()),
                None if object.other.is_some() => Ok(other(object, value)),
                None if !object.rest.is_empty() => Ok(Value::unknown(
                    format!("{}.{name}", value.canonical()),
                    origin,
                )),
                None => Err(Fault::new(format!("there is no `{name}` in it"), origin)),
            },
            Kind::Resource(instance) => self.resource_attribute(instance, name, origin),
            Kind::Module(module) => self.output(*module, name, origin),
            Kind::Unknown(reference) => Ok(Value::unknown(
                format!("{}.{name}", operand(reference.expression())),
                origin,
            )),
            Kind::Choice(choice) => {
                self.through(choice, |branch| self.attribute_of(branch, name, origin))
            }
            // Terraform reads `list.0` so, and old `map.key` of a JSON value.
            Kind::List(_) if name.parse::<u32>().is_ok() => {
                self.index_of(value, &Value::text(name, origin), origin)
            }
            Kind::List(list) => match list.items.as_slice() {
                // The one instance of something that has `count`, as old modules wrote.
                [item]
                    if matches!(
                        item.value.kind,
                        Kind::Resource(_) | Kind::Module(_) | Kind::Unknown(_)
                    ) =>
                {
                    self.attribute_of(&item.value, name, origin)
                }
                _ => Err(Fault::new(format!("a list has no `{name}`"), origin)),
            },
            _ => Err(Fault::new(
                format!("{} has no `{name}`", value.canonical()),
                origin,
            )),
        }
    }

    /// `value[index]`
    pub(in crate::read) fn index_of(
        &self,
        value: &Value,
        index: &Value,
        origin: Origin,
    ) -> Outcome {
        match &value.kind {
            Kind::List(list) if list.set => {
                Err(Fault::new("a set has no elements by index", origin))
            }
            Kind::List(list) => {
                let Some(number) = index.as_number() else {
                    return Ok(symbol(value, index, origin));
                };
                let position = number.as_index();
                let before = position.map_or(list.items.len(), |p| p + 1);
                if list.items.iter().take(before).any(|item| item.spread) {
                    return Ok(symbol(value, index, origin));
                }
                match position.and_then(|p| list.items.get(p)) {
                    Some(item) => Ok(item.value.clone()),
                    None if list.open => Ok(symbol(value, index, origin)),
                    None => Err(Fault::new(
                        format!("there is no element {}", index.canonical()),
                        origin,
                    )),
                }
            }
            Kind::Object(object) if object.other.is_some() && !index.is_known() => {
                Ok(other(object, value))
            }
            Kind::Object(_) | Kind::Resource(_) | Kind::Module(_) => match index.as_text() {
                Some(key) if key.as_literal().is_some() => {
                    self.attribute_of(value, &key_of(&key), origin)
                }
                Some(key) => match &value.kind {
                    Kind::Object(object) if object.fields.contains_key(&key_of(&key)) => {
                        self.attribute_of(value, &key_of(&key), origin)
                    }
                    _ => Ok(symbol(value, index, origin)),
                },
                None => Ok(symbol(value, index, origin)),
            },
            Kind::Unknown(_) => Ok(symbol(value, index, origin)),
            Kind::Choice(choice) => {
                self.through(choice, |branch| self.index_of(branch, index, origin))
            }
            _ => Err(Fault::new(
                format!("{} has no elements", value.canonical()),
                origin,
            )),
        }
    }

    /// The same of both branches; of one that has no value, the condition keeps Terraform away.
    pub(in crate::read) fn through(
        &self,
        choice: &Choice,
        apply: impl Fn(&Value) -> Outcome,
    ) -> Outcome {
        match (apply(&choice.then), apply(&choice.otherwise)) {
            (Ok(then), Ok(otherwise)) => {
                let origin = then.origin;
                Ok(Kind::Choice(Rc::new(Choice {
                    condition: choice.condition.clone(),
                    then,
                    otherwise,
                }))
                .at(origin))
            }
            (Ok(value), Err(_)) => {
                self.assume(&choice.condition);
                Ok(value)
            }
            (Err(_), Ok(value)) => {
                self.assume_not(&choice.condition);
                Ok(value)
            }
            (Err(fault), Err(_)) => Err(fault),
        }
    }

    pub(super) fn splat(
        &self,
        value: &Value,
        steps: &[Step],
        scope: &Scope,
        origin: Origin,
    ) -> Outcome {
        let list = match &value.kind {
            Kind::List(list) => list.clone(),
            Kind::Null => List::default(),
            Kind::Unknown(_) => {
                let whole = Value::unknown(format!("{}[*]", operand(&value.canonical())), origin);
                return self.steps(whole, steps, scope, origin);
            }
            Kind::Choice(choice) => {
                return self.through(choice, |branch| self.splat(branch, steps, scope, origin));
            }
            // Of anything else, a list of one.
            _ => List {
                items: vec![Item::one(value.clone())],
                ..List::default()
            },
        };
        let mut items = Vec::new();
        for item in list.items {
            let spread = item.spread;
            let inner = if spread {
                Value::unknown(format!("{}[*]", operand(&item.value.canonical())), origin)
            } else {
                item.value
            };
            let value = self.steps(inner, steps, scope, origin)?;
            items.push(Item { value, spread });
        }
        Ok(Kind::List(List {
            items,
            set: false,
            typed: list.typed || list.set,
            open: list.open,
        })
        .at(origin))
    }

    fn steps(&self, mut value: Value, steps: &[Step], scope: &Scope, origin: Origin) -> Outcome {
        for step in steps {
            value = match step {
                Step::Attribute(name) => self.attribute_of(&value, name, origin)?,
                Step::Splat(inner) => self.splat(&value, inner, scope, origin)?,
                Step::Index(index) => {
                    let index = self.eval(index, scope)?;
                    self.index_of(&value, &index, origin)?
                }
            };
        }
        Ok(value)
    }
}

/// What an unknown key yields.
fn other(object: &Object, value: &Value) -> Value {
    object
        .other
        .as_ref()
        .map_or_else(|| value.clone(), |other| other.as_ref().clone())
}

fn symbol(value: &Value, index: &Value, origin: Origin) -> Value {
    let expression = format!("{}[{}]", operand(&value.canonical()), index.canonical());
    Value::unknown(expression, origin)
}

/// An expression that something can be put behind.
fn operand(expression: &str) -> String {
    if expression.contains(" ? ") && !expression.ends_with([')', ']', '}', '"']) {
        format!("({expression})")
    } else {
        expression.to_owned()
    }
}
