//! `rolewright completions SHELL`.

use anyhow::Result;
use clap_complete::Shell;

use super::{console::Console, status::Status};

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(
    args: &Args,
    command: &mut clap::Command,
    console: &mut Console,
) -> Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "rolewright", &mut script);
    console.print_exactly(&String::from_utf8_lossy(&script))?;
    Ok(Status::Clean)
}
