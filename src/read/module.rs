//! A Terraform module folder as a blueprint.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    rc::Rc,
};

use super::{
    Error,
    config::{Declared, Mode},
    declared, definitions,
    eval::{Scope, World},
    inputs::{self, Inputs},
    instance::{Copy, Instance},
    resources::{self, Does, Managed},
    unread,
    value::Value,
    variables,
};
use crate::{
    blueprint::{Absent, Blueprint, Folder, NotUnderstood, Presence},
    source::{Located, Sources},
    text::{Reference, Text},
};

/// Everything that a module and the local modules it calls declare.
pub(super) struct Survey<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) instances: Vec<Rc<Instance>>,
    /// Calls of modules that are not here, with their arguments.
    pub(super) strangers: Vec<Stranger>,
    pub(super) folder: Folder,
    pub(super) managed: Vec<Managed>,
    /// What a state says the ids of templates and configurations are, by address.
    pub(super) ids: BTreeMap<String, Text>,
    /// What the configuration in a plan says that arguments of resources refer to, by address.
    pub(super) configured: BTreeMap<String, Configured>,
    /// The addresses of what was read in part only.
    pub(super) unsure: BTreeSet<String>,
    /// Computes by index, with the values that name what they launch from.
    pub(super) launching: Vec<(usize, Vec<Value>)>,
}

/// Arguments with the addresses of what they refer to.
pub(super) type Configured = Vec<(String, Vec<String>)>;

/// A call of a module whose files are not here.
pub(super) struct Stranger {
    /// The module that calls it.
    pub(super) module: usize,
    pub(super) address: String,
    pub(super) source: String,
    pub(super) declared: Rc<Declared>,
    pub(super) arguments: Vec<(String, Value)>,
}

/// Reads a folder of `.tf` and `.tf.json` files.
///
/// What cannot be known without Terraform stays symbolic. What is not understood is listed with its
/// place, in the role that it concerns or in the folder.
pub fn module(folder: &Path, inputs: &Inputs, sources: &mut Sources) -> Result<Blueprint, Error> {
    if !folder.is_dir() {
        return Err(Error::NoFolder(folder.to_owned()));
    }
    let shown = folder.to_string_lossy().replace('\\', "/");
    let shown = if shown == "." { String::new() } else { shown };
    let world = World::new(folder.to_owned(), shown, inputs.workspace.clone(), sources);
    let unreadable = |error: std::io::Error| Error::unreadable(folder, &error);
    if super::config::files(folder).map_err(unreadable)?.is_empty() {
        return Err(Error::NoFiles(folder.to_owned()));
    }
    let config = world.load_root().map_err(unreadable)?;
    let values = inputs::values(&world, folder, &config, inputs)?;
    let root = world.add_root(config, values);
    variables::validated(&world, root)?;
    let mut survey = Survey {
        world: &world,
        instances: Vec::new(),
        strangers: Vec::new(),
        folder: Folder::default(),
        managed: Vec::new(),
        ids: BTreeMap::new(),
        configured: BTreeMap::new(),
        unsure: BTreeSet::new(),
        launching: Vec::new(),
    };
    survey.walk(root);
    resources::assemble(&mut survey);
    survey.folder.not_understood.extend(world.take_notes());
    survey.folder.refused.extend(world.take_refused());
    // What is not understood there only stays symbolic.
    unread::assemble(&mut survey);
    declared::assemble(&mut survey);
    definitions::assemble(&mut survey);
    let folder = survey.folder;
    Ok(Blueprint {
        folders: vec![folder],
        not_understood: Vec::new(),
    })
}

impl Survey<'_, '_> {
    fn walk(&mut self, module: usize) {
        let this = self.world.module(module);
        for ((mode, kind, name), declared) in &this.config.resources {
            if *mode != Mode::Resource {
                continue;
            }
            let address = format!("{}{kind}.{name}", this.prefix());
            match self.world.instances(module, *mode, kind, name) {
                Ok(Some(copies)) => {
                    let copies = copies.all();
                    if copies.is_empty() && is_role(kind) {
                        self.absent(module, &address, declared);
                    }
                    for copy in copies {
                        self.instances
                            .extend(self.world.instance(module, *mode, kind, name, copy));
                    }
                }
                Err(fault) if is_ours(kind) => {
                    self.missed(
                        address,
                        format!("how many there are: {}", fault.why),
                        fault.origin,
                    );
                }
                Ok(None) => {}
                // Whether it is there once or never is not known; what it refers to is.
                Err(_) => {
                    let copy = Copy::lost();
                    self.instances
                        .extend(self.world.instance(module, *mode, kind, name, &copy));
                }
            }
        }
        for (name, call) in &this.config.calls {
            let address = format!("{}module.{name}", this.prefix());
            if self.world.local_source(module, call).is_none() {
                self.stranger(module, address, call);
                continue;
            }
            let copies = match self.world.call_copies(module, name, call) {
                Ok(copies) => copies,
                Err(fault) => {
                    self.missed(
                        address,
                        format!("how many there are: {}", fault.why),
                        fault.origin,
                    );
                    continue;
                }
            };
            for copy in copies.all() {
                match self.world.child(module, name, call, copy) {
                    Ok(child) => self.walk(child),
                    Err(fault) => self.missed(address.clone(), fault.why, fault.origin),
                }
            }
        }
    }

    pub(super) fn missed(
        &mut self,
        what: impl Into<String>,
        why: impl Into<String>,
        origin: crate::source::Origin,
    ) {
        self.folder.not_understood.push(NotUnderstood {
            what: what.into(),
            why: why.into(),
            origin,
        });
    }

    /// A role that is there only with other inputs.
    fn absent(&mut self, module: usize, address: &str, declared: &Declared) {
        let found = ["count", "for_each"]
            .into_iter()
            .find_map(|name| declared.attribute(name))
            .map(|(source, expression)| (source, expression.clone()))
            .or_else(|| declared.enabled());
        let Some((source, expression)) = found else {
            return;
        };
        let origin = Scope::of(module).in_source(source).place(&expression.span);
        self.folder.absent.push(Absent {
            address: address.to_owned(),
            condition: self.world.snippet(origin),
            origin,
        });
    }

    fn stranger(&mut self, module: usize, address: String, call: &Rc<Declared>) {
        let mut arguments = Vec::new();
        for name in call.attribute_names() {
            if matches!(
                name,
                "source" | "version" | "count" | "for_each" | "depends_on" | "providers"
            ) {
                continue;
            }
            let Some((source, expression)) = call.attribute(name) else {
                continue;
            };
            // What has no value without `each` is looked at no further: names suffice here.
            let scope = Scope::of(module).in_source(source);
            if let Ok(value) = self.world.eval(expression, &scope) {
                arguments.push((name.to_owned(), value));
            }
        }
        let source = call.attribute("source").map(|(source, expression)| {
            let origin = Scope::of(module).in_source(source).place(&expression.span);
            self.world.snippet(origin)
        });
        self.strangers.push(Stranger {
            module,
            address,
            source: source.unwrap_or_default(),
            declared: Rc::clone(call),
            arguments,
        });
    }

    /// An argument's value, settled, with what was assumed for it; `None` if it is unset or null. One
    /// that has no value is symbolic, and said so.
    pub(super) fn value(&self, instance: &Instance, name: &str) -> Option<(Value, Vec<Reference>)> {
        let (source, expression) = instance.declared.attribute(name)?;
        let scope = Scope::of_instance(instance).in_source(source);
        let what = format!("{}.{name}", instance.address);
        let (value, assumed) = self
            .world
            .assuming(|| {
                let value = self.world.eval_or_symbol(expression, &scope, &what);
                Ok(self.world.settled(&value))
            })
            .ok()?;
        (!value.is_null()).then_some((value, assumed))
    }

    /// An argument that decides nothing about access: one that has no value is symbolic.
    pub(super) fn detail(&self, instance: &Instance, name: &str) -> Option<Value> {
        let (source, expression) = instance.declared.attribute(name)?;
        let scope = Scope::of_instance(instance).in_source(source);
        let value = self.world.assuming(|| {
            let value = self.world.eval(expression, &scope)?;
            Ok(self.world.settled(&value))
        });
        let value = value.map_or_else(
            |_| {
                let origin = scope.place(&expression.span);
                Value::unknown(self.world.snippet(origin), origin)
            },
            |(value, _)| value,
        );
        (!value.is_null()).then_some(value)
    }

    /// A detail as text.
    pub(super) fn detail_text(&self, instance: &Instance, name: &str) -> Option<Located<Text>> {
        let value = self.detail(instance, name)?;
        Some(Located::new(value.as_text()?, value.origin))
    }

    /// A setting: text, or the text of a number or boolean. What is assumed for it joins `assumed`.
    pub(super) fn setting(
        &self,
        instance: &Instance,
        name: &str,
        assumed: &mut Vec<Reference>,
    ) -> Option<Located<Text>> {
        let (value, more) = self.value(instance, name)?;
        assumed.extend(more);
        Some(Located::new(value.as_text()?, value.origin))
    }
}

/// Types whose instances a blueprint holds.
fn is_ours(kind: &str) -> bool {
    kind.starts_with("aws_iam_") || resources::reader(kind).is_some()
}

fn is_role(kind: &str) -> bool {
    resources::reader(kind).is_some_and(|reader| reader.does == Does::IsRole)
}

/// Whether something is there for certain.
pub(super) fn presence<'a>(assumed: impl IntoIterator<Item = &'a Reference>) -> Presence {
    let mut assumed: Vec<Reference> = assumed.into_iter().cloned().collect();
    assumed.sort();
    assumed.dedup();
    if assumed.is_empty() {
        Presence::Certain
    } else {
        Presence::Assumed(assumed)
    }
}
