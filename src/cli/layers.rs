//! `--overlay` and `--set`, and the environments that a spec names.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::variables::pairs;
use crate::{
    engine::{self, Changes, Input, SpecFile},
    read::Inputs,
};

/// What is put over a spec.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Layers {
    /// A file whose keys change those of the spec: maps merge, lists replace, null removes
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,

    /// One value of the spec, such as role.name=web
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
}

impl Layers {
    /// What the arguments change.
    ///
    /// # Errors
    ///
    /// If a `--set` has no `=`.
    pub(super) fn changes(&self) -> Result<Changes> {
        Ok(Changes {
            environment: None,
            overlays: self.overlays.clone(),
            sets: pairs("--set", &self.sets)?,
        })
    }
}

/// The specs, each once for every environment that it names, with what is put over all of them.
pub(super) fn units(files: Vec<SpecFile>, changes: &Changes) -> Vec<SpecFile> {
    let with = |file: SpecFile, environment: Option<String>| SpecFile {
        changes: Changes {
            environment,
            ..changes.clone()
        },
        ..file
    };
    let units = files.into_iter().flat_map(|file| {
        let environments = engine::environments(&file);
        if environments.is_empty() {
            return vec![with(file, None)];
        }
        let units = environments.into_iter();
        units
            .map(|environment| with(file.clone(), Some(environment)))
            .collect()
    });
    units.collect()
}

/// Reads the description at `path`: a spec with what is put over it, in one of its environments.
///
/// # Errors
///
/// If it cannot be read, or names environments and not this one.
pub(super) fn read(
    path: &Path,
    inputs: &Inputs,
    layers: &Layers,
    environment: Option<&str>,
) -> Result<Input> {
    let mut changes = layers.changes()?;
    if let Some(name) = environment {
        changes.environment = Some(known(path, name)?);
    }
    Ok(Input::read_changed(path, inputs, &changes)?)
}

/// The name of an environment, which the spec must have.
///
/// # Errors
///
/// If it has none of that name.
fn known(path: &Path, name: &str) -> Result<String> {
    let named = engine::environments(&SpecFile::read(path)?);
    if named.iter().any(|known| known == name) {
        return Ok(name.to_owned());
    }
    let shown = engine::shown(path);
    if named.is_empty() {
        bail!("`{shown}` names no `environments`, so `--env {name}` is for nothing");
    }
    bail!(
        "`{shown}` has no environment `{name}`: it has {}",
        named.join(", ")
    )
}
