//! Modules: the root, and the local ones that it calls.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{Fault, Names, Outcome, Scope, World, concealed, types};
use crate::{
    diag::{Code, Diagnostic},
    read::{
        config::{self, Config, Declared, Mode, ResourceKey},
        instance::{Copies, Copy, Instance},
        value::{Kind, Value},
    },
    source::Origin,
    text::Reference,
};

/// One instance of a module.
#[derive(Debug)]
pub(in crate::read) struct Module {
    /// `module.x["a"]`; empty for the root.
    pub(in crate::read) address: String,
    pub(in crate::read) config: Rc<Config>,
    caller: Caller,
    /// Conditions that were assumed so that it is there.
    pub(in crate::read) assumed: Vec<Reference>,
}

/// Where the values of a module's variables come from.
#[derive(Debug)]
enum Caller {
    /// The user.
    User(BTreeMap<String, Value>),
    /// A `module` block.
    Block {
        module: usize,
        call: Rc<Declared>,
        names: Names,
    },
}

impl Module {
    /// What stands before addresses in it.
    pub(in crate::read) fn prefix(&self) -> String {
        if self.address.is_empty() {
            String::new()
        } else {
            format!("{}.", self.address)
        }
    }
}

impl World<'_> {
    /// Reads the root module's files.
    pub(in crate::read) fn load_root(&self) -> std::io::Result<Rc<Config>> {
        self.config(&self.root, &self.shown)
    }

    /// Adds the root module, with the values that the user gives its variables.
    pub(in crate::read) fn add_root(
        &self,
        config: Rc<Config>,
        inputs: BTreeMap<String, Value>,
    ) -> usize {
        self.add(Module {
            address: String::new(),
            config,
            caller: Caller::User(inputs),
            assumed: Vec::new(),
        })
    }

    fn add(&self, module: Module) -> usize {
        let mut modules = self.modules.borrow_mut();
        modules.push(Rc::new(module));
        modules.len() - 1
    }

    fn config(&self, folder: &Path, shown: &str) -> std::io::Result<Rc<Config>> {
        if let Some(config) = self.configs.borrow().get(folder) {
            return Ok(Rc::clone(config));
        }
        let config = Rc::new(config::load(
            folder,
            shown,
            &self.reach,
            &mut self.sources.borrow_mut(),
        )?);
        self.configs
            .borrow_mut()
            .insert(folder.to_owned(), Rc::clone(&config));
        for fault in &config.faults {
            self.note(fault.what.clone(), fault.why.clone(), fault.origin);
        }
        for (name, first, again) in &config.twice {
            let message = format!("`{name}` is declared twice, which Terraform refuses");
            self.note(name, message.clone(), *again);
            let twice = Diagnostic::new(Code::DuplicateDeclaration, *again, message);
            self.refused
                .borrow_mut()
                .push(twice.label("again").also(*first, "declared here first"));
        }
        Ok(config)
    }

    pub(in crate::read) fn module(&self, module: usize) -> Rc<Module> {
        let modules = self.modules.borrow();
        modules.get(module).map_or_else(
            || {
                Rc::new(Module {
                    address: String::new(),
                    config: Rc::default(),
                    caller: Caller::User(BTreeMap::new()),
                    assumed: Vec::new(),
                })
            },
            Rc::clone,
        )
    }

    /// The module instance at an address, if it has been looked at.
    pub(in crate::read) fn module_at(&self, address: &str) -> Option<usize> {
        let modules = self.modules.borrow();
        modules.iter().position(|module| module.address == address)
    }

    /// The module that calls this one, and the block that does; nothing for the root.
    pub(in crate::read) fn caller(&self, module: usize) -> Option<(usize, Rc<Declared>)> {
        match &self.module(module).caller {
            Caller::User(_) => None,
            Caller::Block { module, call, .. } => Some((*module, Rc::clone(call))),
        }
    }

    /// `path.module`, relative to the root.
    pub(super) fn module_path(&self, module: usize) -> String {
        let folder = self.module(module).config.folder.clone();
        match folder.strip_prefix(&self.root) {
            Ok(inside) if inside.as_os_str().is_empty() => ".".to_owned(),
            Ok(inside) => slashes(inside),
            Err(_) => slashes(&relative(&self.root, &folder)),
        }
    }

    /// A path of an expression on the disk: relative ones are to the root.
    pub(in crate::read) fn on_disk(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(in crate::read) fn variable(&self, module: usize, name: &str, origin: Origin) -> Outcome {
        let this = self.module(module);
        let address = format!("{}var.{name}", this.prefix());
        // Files that are put over others use variables that those declare.
        let Some(declared) = this.config.variables.get(name) else {
            return Ok(Value::unknown(address, origin));
        };
        self.once(module, &format!("var.{name}"), origin, || {
            let scope = Scope::of(module);
            let given = match &this.caller {
                Caller::User(inputs) => inputs.get(name).cloned(),
                Caller::Block {
                    module,
                    call,
                    names,
                } => match call.attribute(name) {
                    Some((source, expression)) => {
                        let mut scope = Scope::of(*module).in_source(source);
                        scope.names = names.clone();
                        Some(self.eval(expression, &scope)?)
                    }
                    None => None,
                },
            };
            let nullable = declared
                .attribute("nullable")
                .is_none_or(|(source, expression)| {
                    let value = self.eval(expression, &scope.in_source(source));
                    value.ok().and_then(|v| v.as_bool()) != Some(false)
                });
            let given = given.filter(|value| nullable || !value.is_null());
            let value = match (given, declared.attribute("default")) {
                (Some(value), _) => value,
                (None, Some((source, expression))) => {
                    self.eval(expression, &scope.in_source(source))?
                }
                (None, None) => Value::unknown(&address, declared.origin()),
            };
            let mut value = match declared.attribute("type") {
                Some((_, of)) => types::convert(self, value, of)?,
                None => value,
            };
            // Where a string is needed, a variable that nobody set is not null but missing.
            if value.is_null() && matches!(this.caller, Caller::User(_)) {
                value.from = Some(address.as_str().into());
            }
            if self.is_sensitive(declared, module) {
                value = concealed(&value, declared.origin());
            }
            Ok(value)
        })
    }

    /// `module.name`
    pub(super) fn call(&self, module: usize, name: &str, origin: Origin) -> Outcome {
        let this = self.module(module);
        let address = format!("{}module.{name}", this.prefix());
        let Some(declared) = this.config.calls.get(name) else {
            return Err(Fault::new(
                format!("`module.{name}` is not declared"),
                origin,
            ));
        };
        if self.local_source(module, declared).is_none() {
            return Ok(Value::unknown(address, origin));
        }
        let copies = self.call_copies(module, name, declared)?;
        Ok(copies.value(
            |copy| match self.child(module, name, declared, copy) {
                Ok(child) => Kind::Module(child).at(origin),
                Err(_) => Value::unknown(format!("{address}{}", copy.suffix), origin),
            },
            origin,
        ))
    }

    /// The copies of a module call.
    pub(in crate::read) fn call_copies(
        &self,
        module: usize,
        name: &str,
        declared: &Declared,
    ) -> Result<Rc<Copies>, Fault> {
        self.copies_once(module, &format!("module.{name}"), declared)
    }

    fn copies_once(
        &self,
        module: usize,
        name: &str,
        declared: &Declared,
    ) -> Result<Rc<Copies>, Fault> {
        let key = (module, name.to_owned());
        if let Some(copies) = self.copies.borrow().get(&key) {
            return copies.clone();
        }
        let busy = (module, format!("{name} count"));
        if !self.busy.borrow_mut().insert(busy.clone()) {
            return Err(Fault::new(
                format!("`{name}` needs itself"),
                declared.origin(),
            ));
        }
        let copies = self.copies(declared, &Scope::of(module)).map(Rc::new);
        self.busy.borrow_mut().remove(&busy);
        self.copies.borrow_mut().insert(key, copies.clone());
        copies
    }

    /// The folder of a module call, if it is a local one or `terraform init` has fetched it.
    pub(in crate::read) fn local_source(&self, module: usize, call: &Declared) -> Option<PathBuf> {
        let (source, expression) = call.attribute("source")?;
        let value = self
            .eval(expression, &Scope::of(module).in_source(source))
            .ok()?;
        let path = value.as_str()?;
        let expression_origin = Origin::new(source, expression.span.clone());
        if !(path.starts_with("./") || path.starts_with("../")) {
            return self.fetched(&self.module(module).address, call, &path);
        }
        let folder = normal(&self.module(module).config.folder.join(path));
        folder.is_dir().then_some(())?;
        self.within(&folder, expression_origin).then_some(folder)
    }

    /// Whether a module's folder may be read; one that may not is told.
    pub(super) fn within(&self, folder: &Path, origin: Origin) -> bool {
        match self.reach.find(folder) {
            Ok(_) => true,
            Err(refused) => {
                self.note(
                    self.shown_path(folder),
                    format!("not read: {refused}"),
                    origin,
                );
                false
            }
        }
    }

    /// The instance of a local module that a copy of a call makes.
    pub(in crate::read) fn child(
        &self,
        module: usize,
        name: &str,
        call: &Rc<Declared>,
        copy: &Copy,
    ) -> Result<usize, Fault> {
        let this = self.module(module);
        let address = format!("{}module.{name}{}", this.prefix(), copy.suffix);
        let key = (module, address.clone());
        if let Some(child) = self.calls.borrow().get(&key) {
            return Ok(*child);
        }
        let fault = |why: String| Fault::new(why, call.origin());
        let folder = self
            .local_source(module, call)
            .ok_or_else(|| fault(format!("`{address}` is no local module")))?;
        if this.prefix().matches("module.").count() > 20 {
            return Err(fault("modules call each other too deep".to_owned()));
        }
        if self.modules.borrow().len() >= super::budget::MODULES {
            let most = super::budget::MODULES;
            return Err(fault(format!("it calls more than {most} modules")));
        }
        let shown = self.shown_path(&folder);
        let config = self
            .config(&folder, &shown)
            .map_err(|error| fault(format!("{shown}: {error}")))?;
        let assumed = this.assumed.iter().chain(&copy.assumed).cloned().collect();
        let child = self.add(Module {
            address,
            config,
            caller: Caller::Block {
                module,
                call: Rc::clone(call),
                names: copy.names.clone(),
            },
            assumed,
        });
        self.calls.borrow_mut().insert(key, child);
        Ok(child)
    }

    /// How messages name a folder.
    pub(in crate::read) fn shown_path(&self, path: &Path) -> String {
        let inside = path
            .strip_prefix(&self.root)
            .map_or_else(|_| relative(&self.root, path), Path::to_path_buf);
        slashes(&Path::new(&self.shown).join(inside))
    }

    pub(super) fn output(&self, module: usize, name: &str, origin: Origin) -> Outcome {
        let this = self.module(module);
        let Some(declared) = this.config.outputs.get(name) else {
            return Err(Fault::new(
                format!("`{}` has no output `{name}`", this.address),
                origin,
            ));
        };
        let Some((source, expression)) = declared.attribute("value") else {
            return Err(Fault::new(format!("output `{name}` has no value"), origin));
        };
        self.once(module, &format!("output.{name}"), origin, || {
            let value = self.eval(expression, &Scope::of(module).in_source(source))?;
            Ok(if self.is_sensitive(declared, module) {
                concealed(&value, declared.origin())
            } else {
                value
            })
        })
    }

    /// Whether a variable or output is declared `sensitive`. What is neither true nor false counts.
    fn is_sensitive(&self, declared: &Declared, module: usize) -> bool {
        let Some((source, expression)) = declared.attribute("sensitive") else {
            return false;
        };
        let value = self.eval(expression, &Scope::of(module).in_source(source));
        value.ok().and_then(|value| value.as_bool()) != Some(false)
    }

    /// The copies of a resource or data source; `None` if it is not declared.
    pub(in crate::read) fn instances(
        &self,
        module: usize,
        mode: Mode,
        kind: &str,
        name: &str,
    ) -> Result<Option<Rc<Copies>>, Fault> {
        let config = self.module(module).config.clone();
        let key: ResourceKey = (mode, kind.to_owned(), name.to_owned());
        let Some(declared) = config.resources.get(&key) else {
            return Ok(None);
        };
        self.copies_once(module, &format!("{mode:?} {kind}.{name}"), declared)
            .map(Some)
    }

    /// The instances of the data source at an address without index.
    pub(in crate::read) fn data(&self, address: &str) -> Vec<Rc<Instance>> {
        let modules = self.modules.borrow().len();
        let mut found = Vec::new();
        for module in 0..modules {
            let this = self.module(module);
            let inside = address.strip_prefix(&this.prefix());
            let Some(inside) = inside.and_then(|rest| rest.strip_prefix("data.")) else {
                continue;
            };
            let Some((kind, name)) = inside.split_once('.') else {
                continue;
            };
            if let Ok(Some(copies)) = self.instances(module, Mode::Data, kind, name) {
                let copies = copies.all().into_iter();
                found.extend(
                    copies.filter_map(|copy| self.instance(module, Mode::Data, kind, name, copy)),
                );
            }
        }
        found
    }

    /// One of the copies of a resource or data source.
    pub(in crate::read) fn instance(
        &self,
        module: usize,
        mode: Mode,
        kind: &str,
        name: &str,
        copy: &Copy,
    ) -> Option<Rc<Instance>> {
        let this = self.module(module);
        let key: ResourceKey = (mode, kind.to_owned(), name.to_owned());
        let declared = this.config.resources.get(&key)?;
        let data = if mode == Mode::Data { "data." } else { "" };
        Some(Rc::new(Instance {
            module,
            mode,
            kind: kind.to_owned(),
            address: format!("{}{data}{kind}.{name}{}", this.prefix(), copy.suffix),
            declared: Rc::clone(declared),
            names: copy.names.clone(),
            assumed: this.assumed.iter().chain(&copy.assumed).cloned().collect(),
        }))
    }
}

/// A path with `/` between its parts, whatever the system.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/").replace("//", "/")
}

/// Without `.` and `..` where they can be resolved by name.
fn normal(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() {
        out.push(".");
    }
    out
}

/// The way from one folder to another that lies outside of it.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from
        .iter()
        .zip(to.iter())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.iter().skip(shared).map(|_| std::ffi::OsStr::new(".."));
    up.chain(to.iter().skip(shared)).collect()
}
