//! What an argument refers to, through locals, variables, outputs, `for_each` and data sources.
//!
//! This looks at what is written, not at what it yields: nothing that a function does to a value
//! hides what it was made of.

use std::{collections::BTreeSet, rc::Rc};

use super::{
    config::{Declared, Mode, ResourceKey},
    eval::World,
};
use crate::hcl::tree::{Body, Expression, For, Kind as Expr, Part, Step};

/// Where an expression stands: its module, and the block whose `each` it may use.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) module: usize,
    pub(super) block: Option<Rc<Declared>>,
    /// The address of the block without an index, which `self` stands for.
    pub(super) address: String,
}

/// The addresses, without indexes, of the resources and data sources that expressions refer to.
pub(super) struct Mentions<'w, 'a> {
    world: &'w World<'a>,
    /// What was gone through already.
    seen: BTreeSet<(usize, String)>,
    found: BTreeSet<String>,
    depth: usize,
    /// Whether something was nested too deep to be looked at.
    pub(super) is_cut: bool,
}

/// How deep references are followed, as deep as values are evaluated.
const DEPTH: usize = 400;

impl<'w, 'a> Mentions<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>) -> Self {
        Self {
            world,
            seen: BTreeSet::new(),
            found: BTreeSet::new(),
            depth: 0,
            is_cut: false,
        }
    }

    pub(super) const fn found(&self) -> &BTreeSet<String> {
        &self.found
    }

    pub(super) fn body(&mut self, body: &Body, place: &Place) {
        for attribute in &body.attributes {
            if attribute.name != "depends_on" {
                self.expression(&attribute.value, place);
            }
        }
        for block in &body.blocks {
            self.body(&block.body, place);
        }
    }

    pub(super) fn expression(&mut self, expression: &Expression, place: &Place) {
        if self.depth >= DEPTH {
            self.is_cut = true;
            return;
        }
        self.depth += 1;
        self.inner(expression, place);
        self.depth -= 1;
    }

    fn inner(&mut self, expression: &Expression, place: &Place) {
        match &expression.kind {
            Expr::Null | Expr::Bool(_) | Expr::Number(_) => {}
            Expr::Template(parts) => self.parts(parts, place),
            Expr::List(items)
            | Expr::Call {
                arguments: items, ..
            } => self.all(items, place),
            Expr::Object(items) => {
                for (key, value) in items {
                    self.expression(key, place);
                    self.expression(value, place);
                }
            }
            Expr::Name(_) | Expr::Attribute(..) | Expr::Index(..) | Expr::Splat(..) => {
                let mut names = Vec::new();
                if let Some(root) = self.path(expression, &mut names, place) {
                    self.reference(&root, &names, place);
                }
            }
            Expr::Unary(_, inner) => self.expression(inner, place),
            Expr::Conditional(three) => self.all(three.as_ref(), place),
            Expr::Binary(_, two) => self.all(two.as_ref(), place),
            Expr::For(each) => {
                let For {
                    collection,
                    result_key,
                    result,
                    condition,
                    ..
                } = each.as_ref();
                self.expression(collection, place);
                self.expression(result, place);
                for inner in result_key.iter().chain(condition) {
                    self.expression(inner, place);
                }
            }
        }
    }

    fn all(&mut self, expressions: &[Expression], place: &Place) {
        for expression in expressions {
            self.expression(expression, place);
        }
    }

    fn parts(&mut self, parts: &[Part], place: &Place) {
        for part in parts {
            match part {
                Part::Literal { .. } => {}
                Part::Interpolation(inner) => self.expression(inner, place),
                Part::If {
                    condition,
                    then,
                    otherwise,
                } => {
                    self.expression(condition, place);
                    self.parts(then, place);
                    self.parts(otherwise, place);
                }
                Part::For {
                    collection, body, ..
                } => {
                    self.expression(collection, place);
                    self.parts(body, place);
                }
            }
        }
    }

    /// The first name of a reference, with the names of its steps. Indexes are looked at by
    /// themselves.
    fn path(
        &mut self,
        expression: &Expression,
        names: &mut Vec<String>,
        place: &Place,
    ) -> Option<String> {
        match &expression.kind {
            Expr::Name(root) => Some(root.clone()),
            Expr::Attribute(inner, name) => {
                let root = self.path(inner, names, place)?;
                names.push(name.clone());
                Some(root)
            }
            Expr::Index(inner, index) => {
                self.expression(index, place);
                self.path(inner, names, place)
            }
            Expr::Splat(inner, steps) => {
                let root = self.path(inner, names, place)?;
                self.steps(steps, names, place);
                Some(root)
            }
            _ => {
                self.expression(expression, place);
                None
            }
        }
    }

    fn steps(&mut self, steps: &[Step], names: &mut Vec<String>, place: &Place) {
        for step in steps {
            match step {
                Step::Attribute(name) => names.push(name.clone()),
                Step::Index(index) => self.expression(index, place),
                Step::Splat(inner) => self.steps(inner, names, place),
            }
        }
    }

    fn reference(&mut self, root: &str, names: &[String], place: &Place) {
        let module = place.module;
        let (first, rest) = match names.split_first() {
            Some((first, rest)) => (first.as_str(), rest),
            None => ("", names),
        };
        let second = rest.first().map(String::as_str);
        match root {
            "path" | "terraform" | "count" => {}
            "self" => {
                self.found.insert(place.address.clone());
            }
            "each" => {
                if let Some(block) = &place.block
                    && let Some((_, each)) = block.attribute("for_each")
                    && self.is_new(module, &format!("each {}", place.address))
                {
                    self.expression(each, place);
                }
            }
            "local" => {
                let config = Rc::clone(&self.world.module(module).config);
                if let Some(local) = config.locals.get(first)
                    && self.is_new(module, &format!("local.{first}"))
                {
                    self.expression(&local.1, &Place::of(module));
                }
            }
            "var" => self.variable(module, first),
            "module" => self.output(module, first, second),
            "data" => {
                if let Some((name, _)) = rest.split_first() {
                    self.block((Mode::Data, first.to_owned(), name.clone()), None, module);
                }
            }
            "resource" => {
                if let Some((name, more)) = rest.split_first() {
                    let attribute = more.first().map(String::as_str);
                    let key = (Mode::Resource, first.to_owned(), name.clone());
                    self.block(key, attribute, module);
                }
            }
            kind => {
                let key = (Mode::Resource, kind.to_owned(), first.to_owned());
                self.block(key, second, module);
            }
        }
    }

    fn is_new(&mut self, module: usize, name: &str) -> bool {
        self.seen.insert((module, name.to_owned()))
    }

    /// What the call of a module gives a variable.
    fn variable(&mut self, module: usize, name: &str) {
        if !self.is_new(module, &format!("var.{name}")) {
            return;
        }
        if let Some((caller, call)) = self.world.caller(module)
            && let Some((_, given)) = call.attribute(name)
        {
            let place = Place {
                module: caller,
                address: format!("call {}", call.label().unwrap_or_default()),
                block: Some(Rc::clone(&call)),
            };
            self.expression(given, &place);
        }
    }

    /// An output of a module that is here, or all of them.
    fn output(&mut self, module: usize, call: &str, output: Option<&str>) {
        let key = format!("module.{call}.{}", output.unwrap_or_default());
        if !self.is_new(module, &key) {
            return;
        }
        let config = Rc::clone(&self.world.module(module).config);
        let Some(declared) = config.calls.get(call) else {
            return;
        };
        if self.world.local_source(module, declared).is_none() {
            return;
        }
        let Ok(copies) = self.world.call_copies(module, call, declared) else {
            return;
        };
        for copy in copies.all() {
            let Ok(child) = self.world.child(module, call, declared, copy) else {
                continue;
            };
            let config = Rc::clone(&self.world.module(child).config);
            for (name, declared) in &config.outputs {
                if output.is_none_or(|output| output == name)
                    && let Some((_, value)) = declared.attribute("value")
                {
                    self.expression(value, &Place::of(child));
                }
            }
        }
    }

    /// A resource or data source, and what the attribute of it that is meant was made of.
    fn block(&mut self, key: ResourceKey, attribute: Option<&str>, module: usize) {
        let this = self.world.module(module);
        let Some(declared) = this.config.resources.get(&key) else {
            return;
        };
        let (mode, kind, name) = key;
        let data = if mode == Mode::Data { "data." } else { "" };
        let address = format!("{}{data}{kind}.{name}", this.prefix());
        self.found.insert(address.clone());
        let place = Place {
            module,
            block: Some(Rc::clone(declared)),
            address: address.clone(),
        };
        // Whatever these are given comes out of them again.
        let passes = mode == Mode::Data || super::uses::is_passive(&kind);
        let whole = attribute.filter(|_| !passes);
        if !self.is_new(module, &format!("{address} {}", whole.unwrap_or_default())) {
            return;
        }
        if passes {
            for (_, body) in declared.layers() {
                self.body(body, &place);
            }
        } else if let Some((_, value)) = attribute.and_then(|name| declared.attribute(name)) {
            self.expression(value, &place);
        }
    }
}

impl Place {
    /// That of the blocks of a module that are not multiplied.
    pub(super) const fn of(module: usize) -> Self {
        Self {
            module,
            block: None,
            address: String::new(),
        }
    }
}
