//! `data "aws_iam_policy_document"`: what its JSON says, as the provider would write it.

mod source;

use super::{
    eval::{Fault, Scope, World},
    instance::Instance,
    value::{Characters, Item, Kind, List, Object, Value, key_of},
};
use crate::{
    diag::Diagnostic,
    policy,
    source::{Located, Origin},
    text::{Part, Text},
};

/// The document as a JSON value: those of the source documents, its own, and what overrides them.
///
/// As the provider does (5.100, `policy_model.go` and `policy_document_data_source.go`): a second
/// statement of one Sid is refused among the sources and among its own statements, replaces one of
/// the sources where it is its own, and replaces any where it overrides.
pub(super) fn read(world: &World<'_>, instance: &Instance) -> Result<Value, Fault> {
    let origin = instance.declared.origin();
    let mut document = Merged {
        version: None,
        id: None,
        statements: Vec::new(),
        origin,
    };
    for source in documents(world, instance, &["source_policy_documents", "source_json"])? {
        document.merge(world, source, Sid::Once)?;
    }
    document.own(world, instance)?;
    for source in documents(
        world,
        instance,
        &["override_policy_documents", "override_json"],
    )? {
        document.merge(world, source, Sid::Replaces)?;
    }
    Ok(document.value())
}

/// What a second statement of one Sid is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sid {
    /// Refused.
    Once,
    /// It takes the place of the first.
    Replaces,
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
    /// Adds a document of those that are sources or override.
    fn merge(&mut self, world: &World<'_>, document: Value, sids: Sid) -> Result<(), Fault> {
        let document = source::read(world, document)?;
        let Kind::Object(object) = &document.kind else {
            // Statements that only Terraform knows: the conversion to a policy says so.
            self.statements.push(document);
            return Ok(());
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
            match sids {
                Sid::Once => self.add(world, statement)?,
                Sid::Replaces => self.put(statement),
            }
        }
        Ok(())
    }

    fn of_sid(&mut self, statement: &Value) -> Option<&mut Value> {
        let wanted = sid(statement)?;
        let mut statements = self.statements.iter_mut();
        statements.find(|old| sid(old).is_some_and(|sid| sid.value == wanted.value))
    }

    /// Adds a statement, which may not have the Sid of another.
    fn add(&mut self, world: &World<'_>, statement: Value) -> Result<(), Fault> {
        let first = self.of_sid(&statement).and_then(|old| sid(old));
        if let (Some(first), Some(again)) = (first, sid(&statement)) {
            let text = again.value.to_string();
            return Err(refused(
                world,
                policy::duplicate_sid(&text, again.origin, first.origin),
            ));
        }
        self.statements.push(statement);
        Ok(())
    }

    /// Adds a statement, or puts it in the place of the one that has its Sid.
    fn put(&mut self, statement: Value) {
        match self.of_sid(&statement) {
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
        let mut own = Self {
            version: None,
            id: None,
            statements: Vec::new(),
            origin: self.origin,
        };
        for block in world.blocks(instance, "statement") {
            own.add(world, statement(world, &block))?;
        }
        for statement in own.statements {
            self.put(statement);
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

fn sid(statement: &Value) -> Option<Located<Text>> {
    let Kind::Object(object) = &statement.kind else {
        return None;
    };
    let sid = object.fields.get("Sid")?;
    let text = sid.as_text().filter(|sid| !sid.is_empty())?;
    Some(Located::new(text, sid.origin))
}

/// Says that Terraform refuses the document, which then has no value.
fn refused(world: &World<'_>, diagnostic: Diagnostic) -> Fault {
    let fault = Fault::new(diagnostic.message(), diagnostic.primary().origin);
    world.refuse(diagnostic);
    fault
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
