//! From the tree to typed values, along the description of the keys.
//!
//! Every fault is reported and none hides another: a value with a fault becomes `None`, which is
//! something else than a key that is not there, so nothing is reported twice.

mod conditions;
mod data;
mod fields;
mod grant;
mod map;
mod number;
mod reference;
mod report;
mod text;

pub use fields::{Field, Fields, Value};
pub use report::Report;
use report::wrong_type;
pub use text::day_of as day;

use std::collections::BTreeMap;

use super::{
    keys::{Shape, TextRule},
    yaml::{Content, Node},
};
use crate::{
    diag::{Code, Diagnostic, Edit},
    source::Origin,
};

const VERB: TextRule = TextRule::new("a verb").literal();

/// Reads one value.
pub(super) fn value(node: &Node, shape: &Shape, report: &mut Report<'_>) -> Option<Value> {
    if !node.sound {
        return None;
    }
    match shape {
        Shape::Text(rule) => text::text(node, rule, report).map(Value::Text),
        // The grant itself says which verbs there are.
        Shape::Verb(_) => text::text(node, &VERB, report).map(Value::Text),
        Shape::Remark => text::remark(node, report).map(Value::Word),
        Shape::Ref => text::reference(node, report).map(Value::Text),
        Shape::File => text::file(node, report).map(Value::Word),
        Shape::Day => text::day(node, report).map(Value::Word),
        Shape::Choice(choices) => text::choice(node, choices, report).map(Value::Word),
        Shape::Flag => number::flag(node, report).map(Value::Flag),
        Shape::FlagText => number::flag_text(node, report).map(Value::Text),
        Shape::Integer(min, max) => number::integer(node, *min..=*max, report).map(Value::Integer),
        Shape::IntegerText(min, max) => {
            number::integer_text(node, *min..=*max, report).map(Value::Text)
        }
        Shape::Duration(min, max) => {
            number::duration(node, *min..=*max, report).map(Value::Seconds)
        }
        Shape::List(item) => list(node, item, report).map(Value::List),
        Shape::OneOrMany(item) => match &node.content {
            Content::List(_) => list(node, item, report).map(Value::List),
            _ => value(node, item, report).map(|one| Value::List(vec![one])),
        },
        Shape::Map(shape) => map::fields(node, shape, report).map(Value::Map),
        Shape::Named(named) => map::named(node, named, report).map(Value::Named),
        Shape::Tags => map::tags(node, report).map(Value::Tags),
        Shape::Conditions => conditions::conditions(node, report).map(Value::Conditions),
        Shape::Context => conditions::context(node, report).map(Value::Context),
        Shape::Data => data::data(node, report).map(Value::Data),
        // Its key says which: see `map`.
        Shape::Grant => None,
    }
}

/// Reads a list. Items with faults are left out; a scalar gets the fix to put it into a list.
pub(super) fn list(node: &Node, item: &Shape, report: &mut Report<'_>) -> Option<Vec<Value>> {
    match &node.content {
        Content::List(items) => {
            if items.is_empty() {
                report.push(
                    Diagnostic::new(Code::DeadValue, node.origin, "an empty list has no effect")
                        .help("remove the key, or name something"),
                );
                return None;
            }
            let mut values: Vec<Value> = Vec::with_capacity(items.len());
            let mut seen: BTreeMap<String, Origin> = BTreeMap::new();
            let mut sound = true;
            for node in items {
                match value(node, item, report) {
                    Some(value) => {
                        if let Some(shown) = value.shown()
                            && let Some(first) = seen.insert(shown.clone(), value.origin())
                        {
                            report.push(
                                Diagnostic::new(
                                    Code::DuplicateValue,
                                    node.origin,
                                    format!("`{shown}` stands twice in this list"),
                                )
                                .also(first, "first here")
                                .help("remove one of the two"),
                            );
                        }
                        values.push(value);
                    }
                    None => sound = false,
                }
            }
            // The list of a statement must be whole or not there at all: half of it would be
            // checked as something that nobody wrote. Lists of maps stand item by item.
            let by_item = matches!(item, Shape::Map(_) | Shape::Grant);
            (sound || by_item).then_some(values)
        }
        Content::Scalar(scalar) if !node.is_null() => {
            let diagnostic = wrong_type(node, "a list");
            let flow_safe = !scalar.text.contains(['\n', '[', ']', '{', '}', ',']);
            report.push(if flow_safe {
                let span = node.origin.span();
                let at = |offset| node.origin.sub(offset..offset);
                let edits = vec![
                    Edit {
                        origin: at(0),
                        text: "[".to_owned(),
                    },
                    Edit {
                        origin: at(span.len()),
                        text: "]".to_owned(),
                    },
                ];
                diagnostic.safe_fix("make it a list of one", edits)
            } else {
                diagnostic
            });
            None
        }
        _ => {
            report.push(wrong_type(node, "a list"));
            None
        }
    }
}
