//! `data "aws_iam_policy_document"`: what its JSON says, as the provider would write it.

use super::{
    eval::{Fault, Scope, World},
    instance::Instance,
    json::{self, Flat},
    value::{Characters, Item, Kind, List, Object, Value, key_of},
};
use crate::{
    source::Origin,
    text::{Part, Text},
};

/// The document as a JSON value: those of the source documents, its own, and what overrides them.
pub(super) fn read(world: &World<'_>, instance: &Instance) -> Result<Value, Fault> {
    let origin = instance.declared.origin();
    let mut document = Merged {
        version: None,
        id: None,
        statements: Vec::new(),
        origin,
    };
    for source in documents(world, instance, &["source_policy_documents", "source_json"])? {
        document.merge(source);
    }
    document.own(world, instance)?;
    for source in documents(
        world,
        instance,
        &["override_policy_documents", "override_json"],
    )? {
        document.merge(source);
    }
    Ok(document.value())
}

/// The arguments of these names, each a document or a list of them.
fn documents(world: &World<'_>, instance: &Instance, names: &[&str]) -> Result<Vec<Value>, Fault> {
    let scope = Scope::of_instance(instance);
    let mut found = Vec::new();
    for name in names {
        let Some((source, expression)) = instance.declared.attribute(name) else {
            continue;
        };
        let value = world.eval(expression, &scope.in_source(source))?;
        let value = world.settled(&value);
        match &value.kind {
            Kind::List(list) => {
                found.extend(list.items.iter().map(|item| world.settled(&item.value)));
            }
            _ => found.push(value),
        }
    }
    found.retain(|value| !value.is_nothing());
    Ok(found)
}

struct Merged {
    version: Option<Value>,
    id: Option<Value>,
    statements: Vec<Value>,
    origin: Origin,
}

impl Merged {
    /// Adds a document: a statement with the Sid of one that is there takes its place.
    fn merge(&mut self, document: Value) {
        let document = match &document.kind {
            Kind::Json(inner) => inner.as_ref().clone(),
            Kind::Text(characters) => match json::parse(&Flat::new(characters, document.origin)) {
                Ok(parsed) => parsed,
                Err(_) => document,
            },
            _ => document,
        };
        let Kind::Object(object) = &document.kind else {
            // Statements that only Terraform knows: the conversion to a policy says so.
            return self.statements.push(document);
        };
        let field = |name: &str| object.fields.get(name).filter(|v| !v.is_nothing()).cloned();
        self.id = field("Id").or(self.id.take());
        let newer = field("Version").filter(|new| {
            let old = self.version.as_ref().and_then(Value::as_str);
            new.as_str() > old
        });
        self.version = newer.or(self.version.take());
        let statements = match field("Statement") {
            None => Vec::new(),
            Some(value) => match value.kind {
                Kind::List(list) => list.items.into_iter().map(|item| item.value).collect(),
                kind => vec![kind.at(value.origin)],
            },
        };
        for statement in statements {
            self.put(statement);
        }
    }

    fn put(&mut self, statement: Value) {
        let known = sid(&statement);
        let same = known.and_then(|sid_of_new| {
            self.statements
                .iter_mut()
                .find(|old| sid(old).as_ref() == Some(&sid_of_new))
        });
        match same {
            Some(old) => *old = statement,
            None => self.statements.push(statement),
        }
    }

    /// The document's own arguments and statements.
    fn own(&mut self, world: &World<'_>, instance: &Instance) -> Result<(), Fault> {
        let scope = Scope::of_instance(instance);
        let argument = |name: &str| match instance.declared.attribute(name) {
            Some((source, expression)) => world
                .eval(expression, &scope.in_source(source))
                .map(|v| Some(world.settled(&v))),
            None => Ok(None),
        };
        let version = argument("version")?.filter(|v| !v.is_nothing());
        let version = version.unwrap_or_else(|| Value::text("2012-10-17", self.origin));
        let newer = match (&self.version, version.as_str()) {
            (Some(old), new) => new > old.as_str(),
            (None, _) => true,
        };
        if newer {
            self.version = Some(version);
        }
        if let Some(id) = argument("policy_id")?.filter(|v| !v.is_nothing()) {
            self.id = Some(id);
        }
        for block in world.blocks(instance, "statement") {
            self.put(statement(world, &block));
        }
        Ok(())
    }

    fn value(self) -> Value {
        let mut fields = vec![
            ("Version".to_owned(), self.version),
            ("Id".to_owned(), self.id),
        ];
        fields.push((
            "Statement".to_owned(),
            Some(Value::list(self.statements, self.origin)),
        ));
        let fields = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        Value::object(fields, self.origin)
    }
}

fn sid(statement: &Value) -> Option<Text> {
    match &statement.kind {
        Kind::Object(object) => object
            .fields
            .get("Sid")?
            .as_text()
            .filter(|sid| !sid.is_empty()),
        _ => None,
    }
}

/// A `statement` block as IAM writes it.
fn statement(world: &World<'_>, block: &Value) -> Value {
    let Kind::Object(object) = &block.kind else {
        return block.clone();
    };
    let field = |name: &str| {
        let value = object.fields.get(name).map(|value| world.settled(value));
        value.filter(|value| !value.is_nothing())
    };
    let mut fields = Vec::new();
    let effect = field("effect").unwrap_or_else(|| Value::text("Allow", block.origin));
    fields.push(("Effect".to_owned(), effect));
    if let Some(sid) = field("sid") {
        fields.push(("Sid".to_owned(), sid));
    }
    for (name, key, rewritten) in [
        ("actions", "Action", false),
        ("not_actions", "NotAction", false),
        ("resources", "Resource", true),
        ("not_resources", "NotResource", true),
    ] {
        if let Some(values) = field(name) {
            let values = if rewritten {
                map_texts(&values)
            } else {
                values
            };
            fields.push((key.to_owned(), values));
        }
    }
    for (name, key) in [
        ("principals", "Principal"),
        ("not_principals", "NotPrincipal"),
    ] {
        if let Some(blocks) = field(name) {
            let principals = principals(world, &blocks, block.origin);
            fields.push((key.to_owned(), principals.unwrap_or(blocks)));
        }
    }
    if let Some(blocks) = field("condition") {
        let conditions = conditions(world, &blocks, block.origin);
        fields.push(("Condition".to_owned(), conditions.unwrap_or(blocks)));
    }
    Value::object(fields, block.origin)
}

/// Principals of one type, in however many blocks, are one list; `None` if not all of them are known
/// well enough.
fn principals(world: &World<'_>, blocks: &Value, origin: Origin) -> Option<Value> {
    let mut all = Object::default();
    let mut everyone = false;
    for block in blocks.as_blocks()? {
        let (kind, names) = (block.fields.get("type")?, block.fields.get("identifiers")?);
        let names = map_texts(&world.settled(names));
        let star = |value: &Value| value.as_str().as_deref() == Some("*");
        let only_star = match &names.kind {
            Kind::List(list) => list.items.iter().all(|item| star(&item.value)),
            _ => false,
        };
        everyone |= star(kind) && only_star;
        let key = key_of(&kind.as_text()?);
        add(&mut all, &key, names, origin);
    }
    if everyone && all.fields.len() == 1 {
        return Some(Value::text("*", origin));
    }
    Some(Kind::Object(all).at(origin))
}

/// Conditions of one operator and key, in however many blocks, are one list; `None` if not all of
/// them are known well enough.
fn conditions(world: &World<'_>, blocks: &Value, origin: Origin) -> Option<Value> {
    let mut all = Object::default();
    for block in blocks.as_blocks()? {
        let part = |name: &str| block.fields.get(name).and_then(Value::as_text);
        let (operator, key) = (part("test")?, part("variable")?);
        let values = block.fields.get("values")?;
        let keys = all
            .fields
            .entry(key_of(&operator))
            .or_insert_with(|| Kind::Object(Object::default()).at(origin));
        if let Kind::Object(keys) = &mut keys.kind {
            let values = map_texts(&world.settled(values));
            add(keys, &key_of(&key), values, origin);
        }
    }
    Some(Kind::Object(all).at(origin))
}

fn add(object: &mut Object, key: &str, values: Value, origin: Origin) {
    let list = object
        .fields
        .entry(key.to_owned())
        .or_insert_with(|| Value::list([], origin));
    if let Kind::List(list) = &mut list.kind {
        match values.kind {
            Kind::List(List { items, .. }) => list.items.extend(items),
            _ => list.items.push(Item::spread(values)),
        }
    }
}

/// The provider writes `${` for `&{`, so that people need not escape IAM's variables.
fn map_texts(value: &Value) -> Value {
    let mut value = value.clone();
    match &mut value.kind {
        Kind::List(list) => {
            for item in &mut list.items {
                item.value = map_texts(&item.value);
            }
        }
        Kind::Text(Characters { text, .. }) => {
            *text = Text::from_parts(text.parts().iter().map(|part| match part {
                Part::Literal(literal) => Part::Literal(literal.replace("&{", "${")),
                part => part.clone(),
            }));
        }
        _ => {}
    }
    value
}
