//! What the program takes from its environment: read once, here.

/// The environment of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    /// Whether `NO_COLOR` is set and not empty (see no-color.org).
    pub(super) no_colour: bool,
    /// Whether `CLICOLOR_FORCE` asks for colour without a terminal.
    pub(super) force_colour: bool,
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
        }
    }

    /// Whether to use colour on a stream, which is a terminal or not.
    pub(super) const fn colour(&self, terminal: bool) -> bool {
        !self.no_colour && (terminal || self.force_colour)
    }
}
