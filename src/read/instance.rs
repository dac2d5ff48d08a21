//! Resources, data sources and module calls as `count` and `for_each` multiply them.

use std::rc::Rc;

use super::{
    config::{Declared, Mode},
    eval::{Fault, Names, Scope, World, each_of},
    value::{Item, Kind, List, Object, Value, key_of},
};
use crate::{hcl, source::Origin, text::Reference};

/// One instance of a resource or data source.
#[derive(Debug)]
pub(super) struct Instance {
    /// The module that it is declared in.
    pub(super) module: usize,
    pub(super) mode: Mode,
    /// Such as `aws_iam_role`.
    pub(super) kind: String,
    /// As Terraform prints it.
    pub(super) address: String,
    pub(super) declared: Rc<Declared>,
    /// What `count` and `each` are.
    pub(super) names: Names,
    /// Conditions that were assumed so that it is there.
    pub(super) assumed: Vec<Reference>,
}

/// One of several, before anybody says of what.
#[derive(Clone, Debug)]
pub(super) struct Copy {
    /// `[0]`, `["key"]`, or nothing.
    pub(super) suffix: String,
    pub(super) names: Names,
    pub(super) assumed: Vec<Reference>,
}

impl Copy {
    /// One that stands for all, where nobody can say how many there are.
    pub(super) fn lost() -> Self {
        Self {
            suffix: String::new(),
            names: Names::default(),
            assumed: Vec::new(),
        }
    }
}

/// What `count` or `for_each` makes of a block.
#[derive(Clone, Debug)]
pub(super) enum Copies {
    One(Copy),
    /// None: OpenTofu's `enabled` is false.
    Disabled,
    /// By index; `open` where the number is assumed.
    Count(Vec<Copy>, bool),
    /// By key, with the collections that are not known.
    Each(Vec<(Option<String>, Copy)>, Vec<Reference>),
}

impl Copies {
    pub(super) fn all(&self) -> Vec<&Copy> {
        match self {
            Self::One(copy) => vec![copy],
            Self::Disabled => Vec::new(),
            Self::Count(copies, _) => copies.iter().collect(),
            Self::Each(copies, _) => copies.iter().map(|(_, copy)| copy).collect(),
        }
    }

    /// The value that a reference to the block yields, made of one for each copy.
    pub(super) fn value(&self, make: impl Fn(&Copy) -> Value, origin: Origin) -> Value {
        match self {
            Self::One(copy) => make(copy),
            Self::Disabled => Kind::Null.at(origin),
            Self::Count(copies, open) => Kind::List(List {
                items: copies.iter().map(|copy| Item::one(make(copy))).collect(),
                set: false,
                typed: false,
                open: *open,
            })
            .at(origin),
            Self::Each(copies, rest) => Kind::Object(Object {
                fields: copies
                    .iter()
                    .filter_map(|(key, copy)| Some((key.clone()?, make(copy))))
                    .collect(),
                typed: false,
                rest: rest.clone(),
                other: copies
                    .iter()
                    .find(|(key, _)| key.is_none())
                    .map(|(_, copy)| Rc::new(make(copy))),
            })
            .at(origin),
        }
    }
}

impl World<'_> {
    /// Expands a block by its `count` or `for_each`, evaluated in the scope around it.
    pub(super) fn copies(&self, declared: &Declared, scope: &Scope) -> Result<Copies, Fault> {
        if let Some((source, expression)) = declared.attribute("count") {
            let scope = scope.in_source(source);
            let (count, assumed) = self.assuming(|| {
                let value = self.eval(expression, &scope)?;
                Ok(self.settled(&value))
            })?;
            return Ok(count_copies(&count, assumed));
        }
        if let Some((source, expression)) = declared.attribute("for_each") {
            let scope = scope.in_source(source);
            let (each, assumed) = self.assuming(|| {
                let value = self.eval(expression, &scope)?;
                Ok(self.settled(&value))
            })?;
            // A resource may go round what the module that it stands in goes round.
            let what = if declared.is_call() {
                let depth = self
                    .module(scope.module)
                    .prefix()
                    .matches("module.")
                    .count();
                format!("copy{}", ".inner".repeat(depth))
            } else {
                "each".to_owned()
            };
            return Ok(self.each_copies(&each, &assumed, &what));
        }
        let mut assumed = Vec::new();
        if let Some((source, expression)) = declared.enabled() {
            let scope = scope.in_source(source);
            let (enabled, more) = self.assuming(|| {
                let value = self.eval(&expression, &scope)?;
                Ok(self.settled(&value))
            })?;
            match enabled.as_bool() {
                Some(false) => return Ok(Copies::Disabled),
                Some(true) => {}
                None => assumed.push(Reference::new(enabled.canonical())),
            }
            assumed.extend(more);
        }
        Ok(Copies::One(Copy {
            suffix: String::new(),
            names: scope.names.clone(),
            assumed,
        }))
    }

    fn each_copies(&self, each: &Value, assumed: &[Reference], what: &str) -> Copies {
        let mut copies = Vec::new();
        let mut rest = Vec::new();
        for element in self.elements(each) {
            // The keys of a set are its elements.
            let key = match (&each.kind, element.key) {
                (Kind::List(_), Some(_)) => element.value.as_text(),
                (_, key) => key.and_then(|key| key.as_text()),
            };
            let mut assumed = assumed.to_vec();
            let copy = if let Some(key) = &key {
                Copy {
                    suffix: format!("[{}]", hcl::quoted(key)),
                    names: each_names(
                        Value::text(key.clone(), element.value.origin),
                        element.value,
                    ),
                    assumed,
                }
            } else {
                let reference = Reference::new(element.value.canonical());
                assumed.push(reference.clone());
                rest.push(reference);
                let among = element.value.canonical();
                let symbol = |part: &str| each_of(what, part, &among, each.origin);
                Copy {
                    suffix: "[each.key]".to_owned(),
                    names: each_names(symbol("key"), symbol("value")),
                    assumed,
                }
            };
            copies.push((key.map(|key| key_of(&key)), copy));
        }
        Copies::Each(copies, rest)
    }
}

fn each_names(key: Value, value: Value) -> Names {
    let origin = value.origin;
    let each = Value::object(
        [("key".to_owned(), key), ("value".to_owned(), value)],
        origin,
    );
    Names::default().with("each", each)
}

fn count_copies(count: &Value, mut assumed: Vec<Reference>) -> Copies {
    let known = count.as_number().map(|number| number.nearest());
    // As many as there are if the unknown condition asks for the most of them.
    let number = known.unwrap_or_else(|| match &count.kind {
        Kind::Choice(choice) => {
            let of = |value: &Value| value.as_number().map_or(1.0, |number| number.nearest());
            of(&choice.then).max(of(&choice.otherwise))
        }
        _ => 1.0,
    });
    if known.is_none() {
        assumed.push(Reference::new(count.canonical()));
    }
    let open = !assumed.is_empty();
    let mut copies = Vec::new();
    // More copies than this say nothing new about access.
    for index in (0..64_u8).take_while(|index| f64::from(*index) < number) {
        copies.push(Copy {
            suffix: format!("[{index}]"),
            names: Names::default().with(
                "count",
                Value::object(
                    [(
                        "index".to_owned(),
                        Value::count(usize::from(index), count.origin),
                    )],
                    count.origin,
                ),
            ),
            assumed: assumed.clone(),
        });
    }
    Copies::Count(copies, open)
}
