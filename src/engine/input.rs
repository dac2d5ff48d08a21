//! What a command is asked about: a spec, a Terraform module, a plan or a state, or a policy.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    Changes, Error, compile,
    file::{SpecFile, shown},
};
use crate::{
    blueprint::{Blueprint, Folder, Policy, Role},
    check,
    diag::Diagnostic,
    policy::{self, Document, Purpose},
    read::{self, Form, Inputs},
    render::header,
    source::{Located, SourceId, Sources},
    text::Text,
};

/// A description, read.
#[derive(Debug)]
pub struct Input {
    /// What messages call it: the path as given.
    pub name: String,
    /// The texts that places point into.
    pub sources: Sources,
    /// What is wrong in it.
    pub diagnostics: Vec<Diagnostic>,
    /// What it says; `None` where errors stand in the way.
    pub blueprint: Option<Blueprint>,
    /// The names that `--var` gives a value and that it has no variable for.
    pub unknown_variables: Vec<String>,
}

impl Input {
    /// Reads the description at `path`.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is of no kind that is known.
    pub fn read(path: &Path, inputs: &Inputs) -> Result<Self, Error> {
        Self::read_changed(path, inputs, &Changes::default())
    }

    /// Reads the description at `path`, a spec with these changes.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is of no kind that is known, or is no spec and there are changes.
    pub fn read_changed(path: &Path, inputs: &Inputs, changes: &Changes) -> Result<Self, Error> {
        if path.is_dir() {
            return if changes.is_empty() {
                Self::of_module(path, inputs)
            } else {
                Err(Error::unfit(path, ONLY_SPECS))
            };
        }
        let file = SpecFile::read(path)?;
        if is_json(&file) && !changes.is_empty() {
            return Err(Error::unfit(path, ONLY_SPECS));
        }
        let changes = changes.clone();
        Self::of_file(SpecFile { changes, ..file }, inputs)
    }

    /// Reads the description that a file holds.
    ///
    /// # Errors
    ///
    /// If it is of no kind that is known.
    pub fn of_file(file: SpecFile, inputs: &Inputs) -> Result<Self, Error> {
        if is_json(&file) {
            return Self::of_json(file, inputs);
        }
        let (sources, compiled) = compile::describe(&file, inputs)?;
        Ok(Self {
            name: file.name,
            sources,
            blueprint: compiled.blueprint,
            diagnostics: compiled.diagnostics,
            unknown_variables: compiled.unknown_variables,
        })
    }

    /// Reads a Terraform module, with the folders for targets in other accounts that were generated
    /// beside it.
    fn of_module(path: &Path, inputs: &Inputs) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let (mut blueprint, mut unknown_variables) = module(path, inputs, &mut sources)?;
        for (name, folder) in generated_targets(path)? {
            let (target, unknown) = module(&folder, inputs, &mut sources)?;
            // A variable may be the target's alone.
            unknown_variables.retain(|name| unknown.contains(name));
            blueprint
                .folders
                .extend(target.folders.into_iter().map(|folder| Folder {
                    path: format!("{TARGETS}/{name}"),
                    ..folder
                }));
        }
        Ok(Self {
            name: shown(path),
            sources,
            diagnostics: Vec::new(),
            blueprint: Some(blueprint),
            unknown_variables,
        })
    }

    /// A description of nothing.
    pub fn nothing(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sources: Sources::default(),
            diagnostics: Vec::new(),
            blueprint: Some(Blueprint::default()),
            unknown_variables: Vec::new(),
        }
    }

    /// Reads what JSON describes: a plan or a state, told by its keys, or a policy.
    fn of_json(file: SpecFile, inputs: &Inputs) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let (blueprint, diagnostics) = if read::form_of(&file.text) == Some(Form::PlanOrState) {
            let blueprint = read::plan_or_state(&file.name, &file.text, &mut sources)?;
            (Some(blueprint), Vec::new())
        } else {
            let id = sources.add(file.name.as_str(), file.text.as_str());
            match read::policy(&file.text, id) {
                Ok(document) => usable(document, id, &file),
                Err(diagnostics) => (None, diagnostics),
            }
        };
        Ok(Self {
            name: file.name,
            sources,
            diagnostics,
            blueprint,
            // All is said in it: it takes none.
            unknown_variables: inputs.vars.iter().map(|(name, _)| name.clone()).collect(),
        })
    }
}

/// What is said where something else than a spec is to be changed.
const ONLY_SPECS: &str = "overlays, `--set` and environments are for specs";

/// Whether a file is read as JSON: by its text, unless its name says that it is YAML.
fn is_json(file: &SpecFile) -> bool {
    let ending = file.path.extension();
    let is_yaml = ending.is_some_and(|ending| ending == "yaml" || ending == "yml");
    let text = file.text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{') && !is_yaml
}

/// The folder below a generated one that holds a folder for each target in another account.
const TARGETS: &str = "targets";

/// Reads a module. A variable that it does not declare may be meant for another side: their names
/// are the second value.
fn module(
    path: &Path,
    inputs: &Inputs,
    sources: &mut Sources,
) -> Result<(Blueprint, Vec<String>), Error> {
    let mut inputs = inputs.clone();
    let mut unknown = Vec::new();
    loop {
        match read::module(path, &inputs, sources) {
            Err(read::Error::UnknownVariable(name))
                if inputs.vars.iter().any(|(given, _)| *given == name) =>
            {
                inputs.vars.retain(|(given, _)| *given != name);
                unknown.push(name);
            }
            result => return Ok((result?, unknown)),
        }
    }
}

/// The folders below `targets/` that hold files which were generated, by name.
fn generated_targets(path: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let targets = path.join(TARGETS);
    if !targets.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |source| Error::read(&targets, source);
    let mut found = Vec::new();
    for entry in fs::read_dir(&targets).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let roles = entry.path().join("iam.tf");
        let is_generated = fs::read_to_string(&roles)
            .is_ok_and(|text| header::spec_of(&shown(&roles), &text).is_some());
        if is_generated {
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// A policy as a description, or all that is wrong with one that AWS refuses: it allows nothing.
fn usable(
    document: Document,
    id: SourceId,
    file: &SpecFile,
) -> (Option<Blueprint>, Vec<Diagnostic>) {
    let origin = crate::source::Origin::new(id, 0..file.text.len());
    let is_refused = !policy::refused(&document, Purpose::of(&document), origin).is_empty();
    let blueprint = of_policy(document, id, file);
    if is_refused {
        return (None, check::run(&blueprint).into_sorted());
    }
    (Some(blueprint), Vec::new())
}

/// A role that has just this policy: as its trust policy if it is one, else as its own.
fn of_policy(document: Document, id: SourceId, file: &SpecFile) -> Blueprint {
    let origin = crate::source::Origin::new(id, 0..file.text.len());
    let mut role = Role {
        origin,
        ..Role::default()
    };
    if Purpose::of(&document) == Purpose::Trust {
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
