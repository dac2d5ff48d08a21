//! The `rolewright` program: all it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    rolewright::cli::run()
}
