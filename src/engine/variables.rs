//! Values for the variables of a spec, wherever something is decided.

use std::path::Path;

use super::{
    Error,
    compile::{self, Texts},
};
use crate::{
    blueprint::{Blueprint, Surroundings},
    diag::{Diagnostic, Diagnostics, Severity},
    read::{self, Inputs},
    render::{self, Templates},
    spec::{self, Layout, Reading, Spec},
};

/// A spec with values in the place of its variables.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// What it says then; `None` where nothing has a value.
    pub(super) spec_and_blueprint: Option<(Spec, Blueprint)>,
    /// What is wrong with it only then.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The names that `--var` gives a value and the spec has no variable for.
    pub(super) unknown: Vec<String>,
}

/// What a spec, whose blueprint is at hand, says with the values that are given to its variables.
///
/// # Errors
///
/// If a value does not fit its variable.
pub(super) fn filled(
    texts: Texts<'_>,
    blueprint: &Blueprint,
    inputs: &Inputs,
) -> Result<Filled, Error> {
    let declared: Vec<&str> = blueprint
        .folders
        .iter()
        .flat_map(|folder| &folder.terraform.variables)
        .map(|variable| variable.name.as_str())
        .collect();
    let mut inputs = inputs.clone();
    let mut unknown = Vec::new();
    inputs.vars.retain(|(name, _)| {
        let is_known = declared.contains(&name.as_str());
        if !is_known {
            unknown.push(name.clone());
        }
        is_known
    });
    if declared.is_empty() {
        return Ok(Filled {
            unknown,
            ..Filled::default()
        });
    }
    let home = texts
        .file
        .path
        .parent()
        .filter(|path| !path.as_os_str().is_empty());
    let home = home.unwrap_or(Path::new("."));
    let values = read::variables(&declarations(blueprint)?, home, &inputs)?;
    if values.is_empty() {
        return Ok(Filled {
            unknown,
            ..Filled::default()
        });
    }
    let reading = Reading {
        values,
        below: &texts.layers.below,
        above: &texts.layers.above,
        ..Reading::default()
    };
    let files = compile::beside(&texts.file.path);
    let (mut spec, mut found) = spec::read(&reading, texts.id, texts.sources, &files);
    // A reusable module would make variables of the values once more.
    if let Some(spec) = &mut spec
        && spec
            .terraform
            .layout
            .as_ref()
            .is_some_and(|it| it.value == Layout::Module)
    {
        spec.terraform.layout = None;
    }
    let blueprint = match &spec {
        Some(spec) => Some(compile::lowered(
            spec,
            &Surroundings::default(),
            texts.sources,
            &mut found,
        )?),
        None => None,
    };
    Ok(Filled {
        diagnostics: only_now(found),
        spec_and_blueprint: spec.zip(blueprint),
        unknown,
    })
}

/// The declarations of all variables, as they are generated: what Terraform gets is what counts.
fn declarations(blueprint: &Blueprint) -> Result<String, Error> {
    let files = render::files(blueprint, &Templates::embedded(), "spec.yaml")?;
    let texts = files
        .iter()
        .filter(|file| file.path.ends_with("variables.tf"))
        .map(|file| file.content.as_str());
    Ok(texts.collect::<Vec<_>>().join("\n"))
}

/// The errors, without suggestions: these would be edits of text that nobody wrote. The spec itself
/// was found without errors, so that they come of the values.
fn only_now(found: Diagnostics) -> Vec<Diagnostic> {
    let all = found.into_sorted().into_iter();
    all.filter(|one| one.severity() == Severity::Error)
        .map(|error| {
            error
                .without_fixes()
                .help("so it is with the values that are given to its variables")
        })
        .collect()
}

/// The first name that `--var` gives a value for nothing: everything that was read (a list of
/// unknown names each) has no such variable.
pub fn unused<'a>(
    inputs: &'a Inputs,
    unknown: impl IntoIterator<Item = &'a [String]>,
) -> Option<&'a str> {
    let lists: Vec<&[String]> = unknown.into_iter().collect();
    inputs
        .vars
        .iter()
        .map(|(name, _)| name)
        .find(|name| !lists.is_empty() && lists.iter().all(|list| list.contains(name)))
        .map(String::as_str)
}
