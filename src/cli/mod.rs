//! The command line: one file per command, named as the command.

use std::process::ExitCode;

/// Runs the program and gives its exit code: 0 done and clean, 1 the answer is "no", 2 no answer.
pub fn run() -> ExitCode {
    ExitCode::from(2)
}
