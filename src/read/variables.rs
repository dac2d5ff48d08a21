//! The values of variables, held against their declarations as Terraform does.

use std::{collections::BTreeMap, path::Path, rc::Rc};

use super::{
    Error, Inputs,
    config::Config,
    eval::{Scope, World},
    inputs,
};
use crate::{
    hcl::tree,
    source::{Origin, Sources},
    text::Text,
};

/// What somebody said of variables that a folder declares: name and value, as text. A variable whose
/// value is a list or a map is not among them: it stands in no text as a whole.
pub type Values = BTreeMap<String, String>;

/// The values that `inputs` and the `*.tfvars` files in `home` give to the variables that
/// `declarations` (HCL, as `variables.tf` has it) declares. Defaults are not among them.
///
/// # Errors
///
/// If a value is for no variable, is of another type, or is refused by a validation.
pub fn variables(declarations: &str, home: &Path, inputs: &Inputs) -> Result<Values, Error> {
    let mut sources = Sources::default();
    let source = sources.add("variables.tf", declarations);
    let body = tree::parse(declarations).map_err(|error| Error::BadVarFile {
        path: "variables.tf".into(),
        line: sources
            .position(Origin::new(source, error.span))
            .map_or(0, |position| position.line),
        why: error.message,
    })?;
    let world = World::new(
        home.to_owned(),
        String::new(),
        inputs.workspace.clone(),
        &mut sources,
    );
    let config = Rc::new(Config::of(home, body, source));
    let given = inputs::values(&world, home, &config, inputs)?;
    let names: Vec<String> = given.keys().cloned().collect();
    let root = world.add_root(config, given);
    validated(&world, root)?;
    let mut values = Values::new();
    for name in names {
        let value = world.variable(root, &name, Origin::NOWHERE);
        let value = value.map_err(|fault| Error::BadVariable {
            name: name.clone(),
            why: fault.why,
        })?;
        if let Some(text) = value.as_text().as_ref().and_then(Text::as_literal) {
            values.insert(name, text.to_owned());
        }
    }
    Ok(values)
}

/// Holds the values of a root module's variables against their `validation` blocks. What is not
/// known without Terraform is not refused.
///
/// # Errors
///
/// If a condition is false.
pub(super) fn validated(world: &World<'_>, root: usize) -> Result<(), Error> {
    let module = world.module(root);
    for (name, declared) in &module.config.variables {
        let Some((source, body)) = declared.bodies("validation") else {
            continue;
        };
        let scope = Scope::of(root).in_source(source);
        for validation in body.blocks("validation") {
            let Some(condition) = validation.body.attribute("condition") else {
                continue;
            };
            let holds = world.quietly(|| world.eval(&condition.value, &scope));
            if holds.ok().and_then(|value| value.as_bool()) != Some(false) {
                continue;
            }
            let message = validation.body.attribute("error_message");
            let message = message.and_then(|said| world.eval(&said.value, &scope).ok());
            return Err(Error::RefusedVariable {
                name: name.clone(),
                why: message
                    .and_then(|said| said.as_text()?.as_literal().map(str::to_owned))
                    .unwrap_or_else(|| "its condition does not hold".to_owned()),
            });
        }
    }
    Ok(())
}
