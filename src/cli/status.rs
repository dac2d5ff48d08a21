//! The exit codes.

use std::process::ExitCode;

use crate::diag::{Diagnostic, Severity};

/// How a run ended. With several inputs the highest wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// 0: done and clean.
    #[default]
    Clean,
    /// 1: the input was read and the answer is "no".
    No,
    /// 2: no answer: bad usage, a file missing or unreadable, a missing program, no terminal.
    Unable,
}

impl Status {
    /// What diagnostics mean.
    pub(super) fn of(diagnostics: &[Diagnostic], deny_warnings: bool) -> Self {
        let fails = |diagnostic: &Diagnostic| match diagnostic.severity() {
            Severity::Error => true,
            Severity::Warning => deny_warnings,
            Severity::Note => false,
        };
        if diagnostics.iter().any(fails) {
            Self::No
        } else {
            Self::Clean
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Clean => 0,
            Status::No => 1,
            Status::Unable => 2,
        })
    }
}
