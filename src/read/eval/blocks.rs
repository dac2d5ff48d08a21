//! Nested blocks as objects: plain ones, `dynamic` ones, and the arguments that stand for blocks
//! in JSON.

use super::{Scope, World, collection::each_of};
use crate::{
    hcl::tree::{Attribute, Body, Expression, Kind as Expr, Part},
    read::{
        config::Declared,
        instance::Instance,
        value::{Kind, Object, Value},
    },
    source::Origin,
    text::Reference,
};

impl World<'_> {
    /// The nested blocks of one type of a resource, each as an object whose own blocks are lists.
    pub(in crate::read) fn blocks(&self, instance: &Instance, kind: &str) -> Vec<Value> {
        self.blocks_of(&instance.declared, kind, &Scope::of_instance(instance))
    }

    fn blocks_of(&self, declared: &Declared, kind: &str, scope: &Scope) -> Vec<Value> {
        match declared.bodies(kind) {
            Some((source, body)) => self.nested(body, kind, &scope.in_source(source)),
            None => Vec::new(),
        }
    }

    fn nested(&self, body: &Body, kind: &str, scope: &Scope) -> Vec<Value> {
        let mut found = Vec::new();
        for block in &body.blocks {
            let origin = scope.origin(&block.span);
            if block.kind == kind {
                found.push(self.object(&block.body, scope, origin));
            } else if block.kind == "dynamic" && block.labels.first().is_some_and(|l| l == kind) {
                found.extend(self.dynamic(&block.body, kind, scope, origin));
            }
        }
        if body.json {
            for inner in body.attribute(kind).iter().flat_map(|a| bodies(&a.value)) {
                found.push(self.object(&inner.0, scope, scope.origin(&inner.1)));
            }
            for dynamic in body
                .attribute("dynamic")
                .iter()
                .flat_map(|a| bodies(&a.value))
            {
                for inner in dynamic
                    .0
                    .attribute(kind)
                    .iter()
                    .flat_map(|a| bodies(&a.value))
                {
                    found.extend(self.dynamic(&inner.0, kind, scope, scope.origin(&inner.1)));
                }
            }
        }
        found
    }

    /// A body as an object. What has no value is symbolic, and said so.
    fn object(&self, body: &Body, scope: &Scope, origin: Origin) -> Value {
        let mut object = Object::default();
        for attribute in &body.attributes {
            let value = self.eval_or_symbol(&attribute.value, scope, &attribute.name);
            object.fields.insert(attribute.name.clone(), value);
        }
        // In JSON, what is dynamic stands beside the arguments that stand for blocks.
        let dynamic = body.attribute("dynamic").filter(|_| body.json);
        for (inner, _) in dynamic.iter().flat_map(|a| bodies(&a.value)) {
            for attribute in &inner.attributes {
                let blocks = self.nested(body, &attribute.name, scope);
                let blocks = Value::list(blocks, origin);
                object.fields.insert(attribute.name.clone(), blocks);
            }
        }
        for block in &body.blocks {
            let kind = match (block.kind.as_str(), block.labels.first()) {
                ("dynamic", Some(label)) => label,
                (kind, _) => kind,
            };
            if !object.fields.contains_key(kind) {
                let blocks = self.nested(body, kind, scope);
                object
                    .fields
                    .insert(kind.to_owned(), Value::list(blocks, origin));
            }
        }
        Kind::Object(object).at(origin)
    }

    fn dynamic(&self, body: &Body, kind: &str, scope: &Scope, origin: Origin) -> Vec<Value> {
        let Some(for_each) = body.attribute("for_each") else {
            return Vec::new();
        };
        let each = self.eval_or_symbol(&for_each.value, scope, "for_each");
        let each = self.settled(&each);
        let iterator = match body.attribute("iterator").map(|a| &a.value.kind) {
            Some(Expr::Name(name)) => name.as_str(),
            Some(Expr::Template(parts)) => match parts.as_slice() {
                [Part::Literal { text, .. }] => text.as_str(),
                _ => kind,
            },
            _ => kind,
        };
        let mut found = Vec::new();
        for element in self.elements(&each) {
            let (key, value) = element.key.map_or_else(
                || {
                    // Once, for each that there may be.
                    self.assume(&Reference::new(element.value.canonical()));
                    let among = element.value.canonical();
                    let symbol = |part: &str| each_of(kind, part, &among, origin);
                    (symbol("key"), symbol("value"))
                },
                |key| (key, element.value.clone()),
            );
            let pair = [("key".to_owned(), key), ("value".to_owned(), value)];
            let inner = scope.with(iterator, Value::object(pair, origin));
            for content in body.blocks("content") {
                found.push(self.object(&content.body, &inner, origin));
            }
            if body.json {
                for content in body
                    .attribute("content")
                    .iter()
                    .flat_map(|a| bodies(&a.value))
                {
                    found.push(self.object(&content.0, &inner, origin));
                }
            }
        }
        found
    }
}

/// The objects of a JSON argument as bodies, with their places.
fn bodies(expression: &Expression) -> Vec<(Body, std::ops::Range<usize>)> {
    match &expression.kind {
        Expr::List(items) => items.iter().flat_map(bodies).collect(),
        Expr::Object(items) => {
            let attributes = items.iter().filter_map(|(key, value)| {
                let Expr::Template(parts) = &key.kind else {
                    return None;
                };
                let [Part::Literal { text, .. }] = parts.as_slice() else {
                    return None;
                };
                // A comment.
                if text == "//" {
                    return None;
                }
                Some(Attribute {
                    name: text.clone(),
                    span: key.span.clone(),
                    value: value.clone(),
                })
            });
            let body = Body {
                attributes: attributes.collect(),
                blocks: Vec::new(),
                json: true,
            };
            vec![(body, expression.span.clone())]
        }
        _ => Vec::new(),
    }
}
