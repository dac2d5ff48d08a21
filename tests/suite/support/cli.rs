//! The program under test, in a known environment.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::{programs, root};

/// One call of `rolewright`.
#[derive(Debug)]
pub(crate) struct Rolewright {
    command: Command,
    hidden: Vec<(PathBuf, &'static str)>,
}

/// How a call ended: what it printed, with paths and version replaced.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The exit code.
    pub(crate) code: i32,
    /// The result.
    pub(crate) stdout: String,
    /// The diagnostics.
    pub(crate) stderr: String,
}

impl Rolewright {
    /// `rolewright ARGUMENTS…` in the root of the repository, with nothing of the caller's
    /// environment but what finds other programs.
    pub(crate) fn new(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
        command.env_clear().current_dir(root()).args(arguments);
        for kept in ["PATH", "SystemRoot", "TEMP", "TMP"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        Self {
            command,
            hidden: vec![(root().to_owned(), "[ROOT]")],
        }
    }

    /// With one more argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// With more arguments.
    pub(crate) fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    /// With a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In this folder instead of the repository's root.
    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it.
    pub(crate) fn run(mut self) -> Answer {
        let finished = programs::run(&mut self.command, Duration::from_mins(1));
        let scrub = |text: String| {
            let text = self.hidden.iter().fold(text, |text, (path, name)| {
                text.replace(&path.display().to_string(), name)
            });
            text.replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
        };
        Answer {
            code: finished.status.code().unwrap_or(-1),
            stdout: scrub(finished.stdout),
            stderr: scrub(finished.stderr),
        }
    }

    /// Runs it and panics unless it ends with 0.
    pub(crate) fn succeed(self) -> Answer {
        let call = format!("{:?}", self.command);
        let answer = self.run();
        assert_eq!(answer.code, 0, "{call}\n{}{}", answer.stdout, answer.stderr);
        answer
    }
}
