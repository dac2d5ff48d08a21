//! `rolewright explain SPEC-or-MODULE`.

use std::path::PathBuf;

use anyhow::Result;

use super::{
    console::{Console, Plain},
    environment::Environment,
    layers::{self, Layers},
    status::Status,
    variables::{self, Variables},
};
use crate::explain;

/// Say who can become a role and what it can do, in plain words
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A spec, a Terraform module folder, or a policy in JSON
    #[arg(value_name = "SPEC-or-MODULE")]
    description: PathBuf,

    #[command(flatten)]
    variables: Variables,

    #[command(flatten)]
    layers: Layers,

    /// Which of the environments that the spec names
    #[arg(long = "env", value_name = "NAME")]
    environment: Option<String>,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Plain,
}

pub(super) fn run(args: &Args, environment: &Environment, console: &mut Console) -> Result<Status> {
    let inputs = args.variables.inputs(environment)?;
    let input = layers::read(
        &args.description,
        &inputs,
        &args.layers,
        args.environment.as_deref(),
    )?;
    variables::all_used(&inputs, [&input.unknown_variables])?;
    console.report(&input.diagnostics, &input.sources, args.format.into())?;
    let Some(blueprint) = &input.blueprint else {
        return Ok(Status::No);
    };
    match args.format {
        Plain::Json => console.print_json(&explain::json::object(blueprint, &input.sources))?,
        Plain::Human => console.print(&explain::human(blueprint, &input.sources))?,
    }
    Ok(Status::Clean)
}
