//! `rolewright man`.

use anyhow::Result;

use super::{console::Console, status::Status};

/// Print the manual page
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, command: &clap::Command, console: &mut Console) -> Result<Status> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    console.print_exactly(&String::from_utf8_lossy(&page))?;
    Ok(Status::Clean)
}
