//! `--var` and `--var-file`, the same in every command that reads a description.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::environment::Environment;
use crate::{engine, read::Inputs};

/// What variables are.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Variables {
    /// What a variable is
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub(super) vars: Vec<String>,

    /// A file of variables: .tfvars or .tfvars.json
    #[arg(long = "var-file", value_name = "FILE")]
    pub(super) var_files: Vec<PathBuf>,
}

impl Variables {
    /// What a module is read with.
    ///
    /// # Errors
    ///
    /// If an argument has no `=`.
    pub(super) fn inputs(&self, environment: &Environment) -> Result<Inputs> {
        Ok(Inputs {
            vars: pairs("--var", &self.vars)?,
            var_files: self.var_files.clone(),
            environment: environment.terraform_variables.clone(),
            workspace: None,
        })
    }
}

/// The names and values of arguments of the form `NAME=VALUE`.
///
/// # Errors
///
/// If one has no `=`.
pub(super) fn pairs(option: &str, given: &[String]) -> Result<Vec<(String, String)>> {
    let pair = |text: &String| {
        let (name, value) = text
            .split_once('=')
            .with_context(|| format!("`{option} {text}` wants a name, `=` and a value"))?;
        Ok((name.trim().to_owned(), value.to_owned()))
    };
    given.iter().map(pair).collect()
}

/// Holds that every `--var` is for something; each of the lists has the names that one thing that
/// was read has no variable for.
///
/// # Errors
///
/// If one is for nothing.
pub(super) fn all_used<'a>(
    inputs: &'a Inputs,
    unknown: impl IntoIterator<Item = &'a Vec<String>>,
) -> Result<()> {
    let unknown = unknown.into_iter().map(Vec::as_slice);
    if let Some(name) = engine::unused(inputs, unknown) {
        bail!("`--var {name}=…` is for nothing: no variable of that name is in what was read");
    }
    Ok(())
}
