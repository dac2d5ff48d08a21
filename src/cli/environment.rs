//! What the program takes from its environment: read once, here.

use std::ffi::OsString;

/// The environment of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    /// Whether `NO_COLOR` is set and not empty (see no-color.org).
    pub(super) no_colour: bool,
    /// Whether `CLICOLOR_FORCE` asks for colour without a terminal.
    pub(super) force_colour: bool,
    /// What `TF_VAR_…` say of variables, by name, sorted; those that are not UTF-8 aside, which
    /// Terraform could not take either.
    pub(super) terraform_variables: Vec<(String, String)>,
}

impl Environment {
    /// Reads the process's environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads variables"
    )]
    pub(super) fn read() -> Self {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
        Self {
            no_colour: set("NO_COLOR"),
            force_colour: forced("CLICOLOR_FORCE"),
            terraform_variables: terraform_variables(std::env::vars_os()),
        }
    }

    /// Whether to use colour on a stream, which is a terminal or not.
    pub(super) const fn colour(&self, terminal: bool) -> bool {
        !self.no_colour && (terminal || self.force_colour)
    }
}

/// The variables of Terraform among those of the environment.
fn terraform_variables(all: impl Iterator<Item = (OsString, OsString)>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = all
        .filter_map(|(name, value)| {
            let name = name.to_str()?.strip_prefix("TF_VAR_")?.to_owned();
            Some((name, value.into_string().ok()?))
        })
        .collect();
    found.sort();
    found
}
