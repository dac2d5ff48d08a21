//! `rolewright schema`.

use anyhow::Result;

use super::{console::Console, status::Status};
use crate::spec;

/// Print the JSON Schema of the spec
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, console: &mut Console) -> Result<Status> {
    console.print(&format!("{:#}\n", spec::schema()?))?;
    Ok(Status::Clean)
}
