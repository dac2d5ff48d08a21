//! What a command is asked about: a spec, a Terraform module, or a policy in JSON.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::{
    compile,
    specs::{SpecFile, shown},
};
use crate::{
    blueprint::{Blueprint, Folder, Policy, Role},
    diag::{Diagnostic, Severity},
    policy::Document,
    read::{self, Inputs},
    render::Templates,
    source::{Located, SourceId, Sources},
    text::Text,
};

/// A description, read.
#[derive(Debug)]
pub(super) struct Input {
    /// What messages call it: the path as given.
    pub(super) name: String,
    /// The texts that places point into.
    pub(super) sources: Sources,
    /// What is wrong in it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What it says; `None` where errors stand in the way.
    pub(super) blueprint: Option<Blueprint>,
}

impl Input {
    /// Reads the description at `path`.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is of no kind that is known.
    pub(super) fn read(path: &Path, inputs: &Inputs) -> Result<Self> {
        if path.is_dir() {
            return Self::of_module(path, inputs);
        }
        Self::of_file(SpecFile::read(path)?)
    }

    /// Reads the description that a file holds.
    ///
    /// # Errors
    ///
    /// If it is of no kind that is known.
    pub(super) fn of_file(file: SpecFile) -> Result<Self> {
        let ending = file.path.extension();
        let is_yaml = ending.is_some_and(|ending| ending == "yaml" || ending == "yml");
        let text = file.text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('{') && !is_yaml {
            return Self::of_json(file);
        }
        let run = compile::compile(std::slice::from_ref(&file), None, &Templates::embedded())?;
        let compiled = run.compiled.into_iter().next().unwrap_or_default();
        let is_error = |one: &Diagnostic| one.severity() == Severity::Error;
        let failed = compiled.diagnostics.iter().any(is_error);
        Ok(Self {
            name: file.name,
            sources: run.sources,
            blueprint: compiled.blueprint.filter(|_| !failed),
            diagnostics: compiled.diagnostics,
        })
    }

    /// Reads a Terraform module. A variable that it does not declare is meant for another side.
    fn of_module(path: &Path, inputs: &Inputs) -> Result<Self> {
        let mut inputs = inputs.clone();
        loop {
            let mut sources = Sources::default();
            match read::module(path, &inputs, &mut sources) {
                Err(read::Error::UnknownVariable(name))
                    if inputs.vars.iter().any(|(given, _)| *given == name) =>
                {
                    inputs.vars.retain(|(given, _)| *given != name);
                }
                result => {
                    return Ok(Self {
                        name: shown(path),
                        sources,
                        diagnostics: Vec::new(),
                        blueprint: Some(result?),
                    });
                }
            }
        }
    }

    /// A description of nothing.
    pub(super) fn nothing(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sources: Sources::default(),
            diagnostics: Vec::new(),
            blueprint: Some(Blueprint::default()),
        }
    }

    /// Reads a policy. A plan or a state is told by its keys.
    fn of_json(file: SpecFile) -> Result<Self> {
        let parsed: Option<serde_json::Value> = serde_json::from_str(&file.text).ok();
        let has = |key: &str| {
            parsed
                .as_ref()
                .is_some_and(|value| value.get(key).is_some())
        };
        if has("planned_values") || has("values") || has("terraform_version") {
            bail!(
                "`{}` is a Terraform plan or state: reading those is not supported yet",
                file.name
            );
        }
        let mut sources = Sources::default();
        let id = sources.add(file.name.as_str(), file.text.as_str());
        let (blueprint, diagnostics) = match read::policy(&file.text, id) {
            Ok(document) => (Some(of_policy(document, id, &file)), Vec::new()),
            Err(diagnostics) => (None, diagnostics),
        };
        Ok(Self {
            name: file.name,
            sources,
            diagnostics,
            blueprint,
        })
    }
}

/// The variables that arguments give to modules.
///
/// # Errors
///
/// If an argument has no `=`.
pub(super) fn variables(vars: &[String], files: &[PathBuf]) -> Result<Inputs> {
    let pair = |text: &String| {
        let (name, value) = text
            .split_once('=')
            .with_context(|| format!("`--var {text}` wants a name, `=` and a value"))?;
        Ok((name.trim().to_owned(), value.to_owned()))
    };
    Ok(Inputs {
        vars: vars.iter().map(pair).collect::<Result<_>>()?,
        var_files: files.to_vec(),
        workspace: None,
    })
}

/// A role that has just this policy: as its trust policy if it names principals, else as its own.
fn of_policy(document: Document, id: SourceId, file: &SpecFile) -> Blueprint {
    let origin = crate::source::Origin::new(id, 0..file.text.len());
    let is_trust = document
        .statements
        .iter()
        .any(|one| one.principals.is_some());
    let mut role = Role {
        origin,
        ..Role::default()
    };
    if is_trust {
        role.trust = Some(document);
    } else {
        role.policies.push(Policy {
            name: Some(Located::new(Text::literal(file.stem()), origin)),
            document: Some(document),
            origin,
            ..Policy::default()
        });
    }
    let folder = Folder {
        roles: vec![role],
        ..Folder::default()
    };
    Blueprint {
        folders: vec![folder],
        ..Blueprint::default()
    }
}
