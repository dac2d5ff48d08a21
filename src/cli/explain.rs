//! `rolewright explain SPEC-or-MODULE`.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{
    console::{Console, Format},
    input::{Input, variables},
    status::Status,
};
use crate::explain;

/// Say who can become a role and what it can do, in plain words
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A spec, a Terraform module folder, or a policy in JSON
    #[arg(value_name = "SPEC-or-MODULE")]
    description: PathBuf,

    /// What a variable of the module is
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<String>,

    /// A file of variables of the module
    #[arg(long = "var-file", value_name = "FILE")]
    var_files: Vec<PathBuf>,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, console: &mut Console) -> Result<Status> {
    let input = Input::read(&args.description, &variables(&args.vars, &args.var_files)?)?;
    console.report(&input.diagnostics, &input.sources, args.format)?;
    let Some(blueprint) = &input.blueprint else {
        return Ok(Status::No);
    };
    match args.format {
        Format::Json => console.print_json(&explain::json::object(blueprint, &input.sources))?,
        Format::Human => console.print(&explain::human(blueprint, &input.sources))?,
        Format::Markdown | Format::Sarif | Format::Github => {
            bail!("`explain` reports as human or json")
        }
    }
    Ok(Status::Clean)
}
