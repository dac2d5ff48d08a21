//! `terraform show -json` of a plan or a state as a blueprint.
//!
//! Both hold the values of every resource. What a plan knows only after apply is what its
//! configuration refers to there: the attribute of another resource where that can be told.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    rc::Rc,
};

use super::{
    Error,
    config::{Declared, Mode},
    definitions::defined,
    eval::{Names, World},
    instance::Instance,
    json::{self, Flat},
    module::Survey,
    references::{Meant, References},
    resources::{self, Does},
    state_file, tf_json, unread,
    value::{Kind, Object, Value, text_of_key},
};
use crate::{
    blueprint::{Blueprint, Declaration, Defined, Folder, NotUnderstood, Role},
    hcl::tree::{Attribute, Block, Body, Expression, Kind as Expr},
    source::{Located, Origin, Sources},
    text::Text,
};

/// Reads what `terraform show -json` printed of a plan or of a state, under the name that messages
/// show.
pub fn plan_or_state(name: &str, text: &str, sources: &mut Sources) -> Result<Blueprint, Error> {
    let source = sources.add(name, text);
    let flat = Flat::verbatim(text, Origin::new(source, 0..text.len()));
    let unusable = |why: String| Error::NotShown {
        name: name.to_owned(),
        why,
    };
    let shown = json::parse(&flat).map_err(|malformed| unusable(malformed.message))?;
    let values = field(&shown, "planned_values").or_else(|| field(&shown, "values"));
    let mut resources = Vec::new();
    // What a plan looked up stands in the state that it starts from.
    let prior = field(&shown, "prior_state").and_then(|state| field(state, "values"));
    if let Some(root) = prior.and_then(|values| field(values, "root_module")) {
        collect(root, &mut resources);
        resources.retain(|resource| resource.is_data);
    }
    if let Some(root) = values.and_then(|values| field(values, "root_module")) {
        collect(root, &mut resources);
    } else if state_file::is_state_file(&shown) {
        resources = state_file::resources(&shown);
    } else if field(&shown, "format_version").is_none() {
        return Err(unusable("neither a plan nor a state".to_owned()));
    }
    let references = References::new(&shown, resources.iter().map(|r| r.address.clone()));
    let world = World::new(PathBuf::new(), String::new(), None, sources);
    let mut survey = Survey {
        world: &world,
        instances: Vec::new(),
        strangers: Vec::new(),
        folder: surroundings(&shown, &resources),
        managed: Vec::new(),
        ids: BTreeMap::new(),
        configured: BTreeMap::new(),
        unsure: BTreeSet::new(),
        launching: Vec::new(),
    };
    let objects = resources.iter().map(definition).collect();
    resources.retain(|resource| !resource.is_data);
    let named = |one: &&Shown<'_>| {
        let name = one.values.and_then(|values| values.fields.get("name"));
        one.kind == "aws_iam_role" && name.is_some_and(|name| !name.is_nothing())
    };
    let named_roles: Vec<String> = resources
        .iter()
        .filter(named)
        .map(|one| one.address.clone())
        .collect();
    let mut missed = Vec::new();
    for resource in &resources {
        let unknown = changes(&shown, &resource.address);
        let configured = references.all(&resource.address);
        survey
            .configured
            .insert(resource.address.clone(), configured);
        survey.instances.push(Rc::new(instance(
            resource,
            unknown,
            &references,
            &named_roles,
            &mut missed,
        )));
    }
    resources::assemble(&mut survey);
    let notes = world.take_notes();
    unread::assemble(&mut survey);
    let mut folder = survey.folder;
    folder.definitions.objects = objects;
    folder.not_understood.extend(notes);
    folder.refused.extend(world.take_refused());
    folder.not_understood.extend(missed);
    folder.roles.iter_mut().for_each(without_echoes);
    Ok(Blueprint {
        folders: vec![folder],
        not_understood: Vec::new(),
    })
}

pub(super) fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match &value.kind {
        Kind::Object(object) => object.fields.get(name).filter(|field| !field.is_null()),
        _ => None,
    }
}

pub(super) fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let list = match value.map(|value| &value.kind) {
        Some(Kind::List(list)) => list.items.as_slice(),
        _ => &[],
    };
    list.iter().map(|item| &item.value)
}

/// A resource as shown.
pub(super) struct Shown<'a> {
    pub(super) address: String,
    pub(super) kind: String,
    /// Whether it is only looked up.
    pub(super) is_data: bool,
    /// Missing where a plan knows none of them.
    pub(super) values: Option<&'a Object>,
    pub(super) origin: Origin,
}

fn collect<'a>(module: &'a Value, found: &mut Vec<Shown<'a>>) {
    for resource in items(field(module, "resources")) {
        let text = |name: &str| field(resource, name).and_then(Value::as_str);
        let is_data = text("mode").is_some_and(|mode| mode == "data");
        let values = match field(resource, "values").map(|values| &values.kind) {
            Some(Kind::Object(values)) => Some(values),
            _ => None,
        };
        if let (Some(address), Some(kind)) = (text("address"), text("type")) {
            found.push(Shown {
                address,
                kind,
                is_data,
                values,
                origin: resource.origin,
            });
        }
    }
    for child in items(field(module, "child_modules")) {
        collect(child, found);
    }
}

/// Where it is applied, and what resources and data sources are, for those who refer to them.
fn surroundings(shown: &Value, resources: &[Shown<'_>]) -> Folder {
    let is_plan = field(shown, "planned_values").is_some();
    let mut folder = Folder {
        is_applied: !is_plan,
        is_resolved: true,
        ..Folder::default()
    };
    for resource in resources {
        let values = resource.values.iter().flat_map(|values| &values.fields);
        for (key, value) in values {
            let (Some(text), name) = (value.as_str(), text_of_key(key).to_string()) else {
                continue;
            };
            let value = Located::new(text, value.origin);
            let place = match (resource.kind.as_str(), name.as_str()) {
                ("aws_caller_identity", "account_id") => Some(&mut folder.account),
                ("aws_region", "name") => Some(&mut folder.region),
                ("aws_partition", "partition") => Some(&mut folder.partition),
                _ => None,
            };
            if let Some(place) = place {
                *place = Some(value.clone().map(Text::literal));
            }
            folder.declarations.push(Declaration {
                address: resource.address.clone(),
                attribute: name,
                value,
            });
        }
    }
    let variables = match field(shown, "variables").map(|variables| &variables.kind) {
        Some(Kind::Object(variables)) => Some(variables),
        _ => None,
    };
    for (key, variable) in variables.iter().flat_map(|object| &object.fields) {
        if let Some(value) = field(variable, "value")
            && let Some(text) = value.as_str()
        {
            folder.declarations.push(Declaration {
                address: "var".to_owned(),
                attribute: text_of_key(key).to_string(),
                value: Located::new(text, value.origin),
            });
        }
    }
    folder
}

/// The values of a resource or data source that are known, for those who refer to it.
fn definition(resource: &Shown<'_>) -> (String, BTreeMap<String, Defined>) {
    let values = resource.values.iter().flat_map(|values| &values.fields);
    let values = values.filter(|(_, value)| !value.is_nothing());
    let arguments = values.map(|(key, value)| (text_of_key(key).to_string(), defined(value)));
    (resource.address.clone(), arguments.collect())
}

/// What a plan knows only after apply of a resource.
fn changes<'a>(shown: &'a Value, address: &str) -> Option<&'a Object> {
    let change = items(field(shown, "resource_changes")).find(|change| {
        field(change, "address").and_then(Value::as_str).as_deref() == Some(address)
    })?;
    match &field(field(change, "change")?, "after_unknown")?.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// The resource with its values as literal arguments, and names that stand for what is unknown.
fn instance(
    shown: &Shown<'_>,
    unknown: Option<&Object>,
    references: &References,
    named_roles: &[String],
    missed: &mut Vec<NotUnderstood>,
) -> Instance {
    let mut made = Made {
        shown,
        references,
        named_roles,
        missed,
        names: Names::default(),
    };
    let mut attributes = Vec::new();
    for (key, value) in shown.values.iter().flat_map(|values| &values.fields) {
        let name = text_of_key(key).to_string();
        let later = unknown.and_then(|unknown| unknown.fields.get(key));
        match made.expression(&name, value, later) {
            Ok(None) => {}
            Ok(Some(expression)) => attributes.push(made.attribute(name, expression)),
            Err((why, origin)) => made.missed.push(NotUnderstood {
                what: format!("{}.{name}", shown.address),
                why,
                origin,
            }),
        }
    }
    for (key, later) in unknown.iter().flat_map(|object| &object.fields) {
        let name = text_of_key(key).to_string();
        if later.as_bool() == Some(true)
            && let Some(symbol) = made.symbol(&name)
        {
            attributes.retain(|attribute| attribute.name != name);
            attributes.push(made.attribute(name, symbol));
        }
    }
    let names = made.names;
    let block = Block {
        kind: "resource".to_owned(),
        labels: Vec::new(),
        body: Body {
            attributes,
            blocks: Vec::new(),
            json: true,
        },
        span: shown.origin.span(),
    };
    Instance {
        module: 0,
        mode: Mode::Resource,
        kind: shown.kind.clone(),
        address: shown.address.clone(),
        declared: Rc::new(Declared::new(block, shown.origin.source())),
        names,
        assumed: Vec::new(),
    }
}

/// Arguments that hold any number of values. A plan that does not know one of them shows none.
const LISTS: [&str; 5] = [
    "roles",
    "inline_policy",
    "managed_policy_arns",
    "policy_arns",
    "policy_names",
];

/// Arguments that decide nothing about access, and documents: one that is not known is said to be so
/// where it is read.
const DETAILS: [&str; 9] = [
    "name",
    "name_prefix",
    "path",
    "description",
    "max_session_duration",
    "policy",
    "assume_role_policy",
    "inline_policy.policy",
    "inline_policy.name",
];

/// The arguments of a resource in the making.
struct Made<'a> {
    shown: &'a Shown<'a>,
    references: &'a References,
    /// The addresses of roles whose names the plan knows.
    named_roles: &'a [String],
    missed: &'a mut Vec<NotUnderstood>,
    names: Names,
}

impl Made<'_> {
    fn attribute(&self, name: String, value: Expression) -> Attribute {
        Attribute {
            name,
            span: self.shown.origin.span(),
            value,
        }
    }

    /// A name for what an argument refers to; `None` where only the provider sets it.
    fn symbol(&mut self, argument: &str) -> Option<Expression> {
        if self.is_replaced(argument) {
            return None;
        }
        let meant = self.references.of(&self.shown.address, argument)?;
        let value = self.meant(argument, &meant);
        let symbol = format!("\0{argument}");
        self.names = self.names.with(&symbol, value);
        Some(Expression {
            kind: Expr::Name(symbol),
            span: self.shown.origin.span(),
        })
    }

    /// Whether the argument is unset because the other form of the name is there: a condition may
    /// make it null, and then the provider decides.
    fn is_replaced(&self, argument: &str) -> bool {
        let other = match argument {
            "name" => "name_prefix",
            "name_prefix" => "name",
            _ => return false,
        };
        let values = self.shown.values;
        let other = values.and_then(|values| values.fields.get(other));
        other.is_some_and(|value| !value.is_nothing())
    }

    /// The value of an argument that is not known. What of it a plan does not tell is said, where it
    /// decides about access.
    fn meant(&mut self, argument: &str, meant: &Meant) -> Value {
        let origin = self.shown.origin;
        let one = |target: &String| {
            let mut value = Value::unknown(target, origin);
            value.from = Some(target.as_str().into());
            value
        };
        let decides = resources::reader(&self.shown.kind).is_some_and(|reader| {
            matches!(reader.does, Does::IsRole | Does::IsPolicy | Does::Gives)
        }) && !DETAILS.contains(&argument);
        let is_many = LISTS.contains(&argument);
        // A role whose name is known could be among them, hidden by the others.
        let hides = |role: &String| {
            let targets = &meant.targets;
            let is_target = |target: &String| {
                let rest = target.strip_prefix(role.as_str());
                rest.is_some_and(|rest| rest.starts_with('.'))
            };
            !targets.iter().any(is_target)
        };
        let is_clear = match argument {
            "roles" => !self.named_roles.iter().any(hides),
            _ => meant.is_exact && !is_many,
        };
        if decides && !is_clear {
            let of: Vec<String> = meant.targets.iter().map(|one| format!("`{one}`")).collect();
            self.missed.push(NotUnderstood {
                what: format!("{}.{argument}", self.shown.address),
                why: format!(
                    "the plan does not say what it is: the configuration refers to {}",
                    of.join(", ")
                ),
                origin,
            });
        }
        match meant.targets.as_slice() {
            targets if is_many => Value::list(targets.iter().map(one), origin),
            [target] => one(target),
            // One of them, or something made of all.
            [first, ..] if !decides => one(first),
            _ => Value::unknown(format!("{}.{argument}", self.shown.address), origin),
        }
    }

    /// A value with what is unknown in its blocks; `None` where it is unset.
    fn expression(
        &mut self,
        name: &str,
        value: &Value,
        later: Option<&Value>,
    ) -> Result<Option<Expression>, tf_json::Failure> {
        // Terraform shows an unset string as an empty one.
        if value.is_null() || value.as_str().is_some_and(|text| text.is_empty()) {
            return Ok(None);
        }
        let mut expression = tf_json::literal(value)?;
        if let Expr::List(blocks) = &mut expression.kind {
            for (block, later) in blocks.iter_mut().zip(items(later)) {
                if let (Expr::Object(fields), Kind::Object(later)) = (&mut block.kind, &later.kind)
                {
                    self.complete(name, fields, later);
                }
            }
        }
        Ok(Some(expression))
    }

    fn complete(&mut self, name: &str, fields: &mut Vec<(Expression, Expression)>, later: &Object) {
        for (key, _) in later
            .fields
            .iter()
            .filter(|(_, l)| l.as_bool() == Some(true))
        {
            let inner = text_of_key(key).to_string();
            let symbol = self.symbol(&format!("{name}.{inner}"));
            let key = tf_json::literal(&Value::text(inner, self.shown.origin)).ok();
            if let (Some(key), Some(symbol)) = (key, symbol) {
                fields.push((key, symbol));
            }
        }
    }
}

/// A state repeats in a role what other resources put there: `inline_policy` and
/// `managed_policy_arns` count only for what nothing else declares.
fn without_echoes(role: &mut Role) {
    let address = role.address.clone();
    let names: Vec<_> = role
        .policies
        .iter()
        .filter(|policy| policy.address != address)
        .filter_map(|policy| policy.name.clone())
        .collect();
    role.policies.retain(|policy| {
        policy.address != address
            || policy
                .name
                .as_ref()
                .is_none_or(|name| !names.contains(name))
    });
    let attached: Vec<_> = role
        .managed_policies
        .iter()
        .filter(|managed| !managed.address.is_empty())
        .map(|managed| managed.arn.clone())
        .collect();
    role.managed_policies.retain(|managed| {
        let tail = managed.arn.value.to_string();
        let echo = attached.contains(&managed.arn)
            || names
                .iter()
                .any(|name| tail.ends_with(&format!("/{}", name.value)));
        !managed.address.is_empty() || !echo
    });
}
