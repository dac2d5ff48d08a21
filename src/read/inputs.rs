//! The values of a root module's variables: `*.tfvars` files and what the user gives.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    Error,
    config::{Config, Declared},
    eval::{Scope, World},
    json::{self, Flat},
    value::{Value, text_of_key},
};
use crate::{
    hcl::tree::{self, Body, Expression, Kind as Expr},
    source::Origin,
};

/// What a module is read with beside its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// `TF_VAR_name=value` of the environment: files and arguments win over them, and those that
    /// nothing declares are passed over, as in Terraform.
    pub environment: Vec<(String, String)>,
    /// `--var name=value`, in the order given; they win over files.
    pub vars: Vec<(String, String)>,
    /// `--var-file`, in the order given.
    pub var_files: Vec<PathBuf>,
    /// `terraform.workspace`; unknown if it is not given.
    pub workspace: Option<String>,
}

/// The values by name, later ones over earlier ones, as Terraform takes them.
pub(super) fn values(
    world: &World<'_>,
    folder: &Path,
    config: &Config,
    inputs: &Inputs,
) -> Result<BTreeMap<String, Value>, Error> {
    let mut values = BTreeMap::new();
    for (name, text) in &inputs.environment {
        if let Some(declared) = config.variables.get(name) {
            let shown = format!("TF_VAR_{name}");
            values.insert(name.clone(), said(world, declared, name, text, &shown)?);
        }
    }
    for path in automatic(folder)? {
        let text = world.reach().text(&path);
        let text = text.map_err(|refused| Error::refused(&path, &refused))?;
        file(world, &path, &text, &mut values)?;
    }
    for path in &inputs.var_files {
        file(world, path, &super::read_text(path)?, &mut values)?;
    }
    for (name, text) in &inputs.vars {
        let declared = config.variables.get(name);
        let declared = declared.ok_or_else(|| Error::UnknownVariable(name.clone()))?;
        let shown = format!("--var {name}");
        values.insert(name.clone(), said(world, declared, name, text, &shown)?);
    }
    Ok(values)
}

/// The value that a text gives to a variable: the text itself where the type is a plain one, else
/// the expression that it holds.
fn said(
    world: &World<'_>,
    declared: &Declared,
    name: &str,
    text: &str,
    shown: &str,
) -> Result<Value, Error> {
    let origin = world.add_source(shown, text);
    if declared
        .attribute("type")
        .is_none_or(|(_, of)| is_plain(of))
    {
        return Ok(Value::text(text, origin));
    }
    let bad = |why| Error::BadVariable {
        name: name.to_owned(),
        why,
    };
    let parsed = tree::parse_expression(text).map_err(|error| bad(error.message))?;
    let scope = Scope::of(0).in_source(origin.source());
    world.eval(&parsed, &scope).map_err(|fault| bad(fault.why))
}

/// Whether a variable of this type takes its text as it is.
fn is_plain(of: &Expression) -> bool {
    matches!(&of.kind, Expr::Name(name) if matches!(name.as_str(), "string" | "number" | "bool"))
        || matches!(&of.kind, Expr::Template(_))
}

/// The files that Terraform loads by itself, in its order.
fn automatic(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| Error::unreadable(folder, &error))?;
    for entry in entries {
        let path = entry
            .map_err(|error| Error::unreadable(folder, &error))?
            .path();
        let name = path
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default();
        let rank = match name {
            "terraform.tfvars" => 0,
            "terraform.tfvars.json" => 1,
            _ if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") => 2,
            _ => continue,
        };
        found.push((rank, path));
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

fn file(
    world: &World<'_>,
    path: &Path,
    text: &str,
    values: &mut BTreeMap<String, Value>,
) -> Result<(), Error> {
    let origin = world.add_source(&world.shown_path(path), text);
    let broken = |why: String, origin: Origin| Error::BadVarFile {
        path: path.to_owned(),
        line: world.line(origin),
        why,
    };
    if path.extension().is_some_and(|e| e == "json") {
        let value = json::parse(&Flat::verbatim(text, origin))
            .map_err(|malformed| broken(malformed.message, malformed.origin))?;
        if let super::value::Kind::Object(object) = value.kind {
            for (name, value) in object.fields {
                values.insert(text_of_key(&name).to_string(), value);
            }
        }
        return Ok(());
    }
    let body: Body = tree::parse(text)
        .map_err(|error| broken(error.message, Origin::new(origin.source(), error.span)))?;
    for attribute in &body.attributes {
        let scope = Scope::of(0).in_source(origin.source());
        let value = world
            .eval(&attribute.value, &scope)
            .map_err(|fault| broken(fault.why, fault.origin))?;
        values.insert(attribute.name.clone(), value);
    }
    Ok(())
}
