//! The command line: one file per command, named as the command.
//!
//! Results go to stdout, diagnostics and progress to stderr. A closed pipe is not an error.

mod actions;
mod can;
mod carry;
mod completions;
mod console;
mod diff;
mod environment;
mod explain;
mod generate;
mod git;
mod init;
mod layers;
mod man;
mod schema;
mod signals;
mod specs;
mod status;
mod today;
mod validate;
mod variables;
mod write;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use clap::{CommandFactory as _, Parser, Subcommand};
use jiff::civil::Date;

use crate::{catalogue, grant::Library};

use self::{console::Console, environment::Environment, status::Status};

/// Give an EC2 instance exactly the AWS access it needs: one reviewed YAML file in, Terraform out.
#[derive(Debug, Parser)]
#[command(name = "rolewright", version = version(), max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    /// A folder with services for grants, besides the built-in ones and in place of equal keys
    // Not called `grants`: `init` has answers of that name, and a global argument shares its names
    // with every command's.
    #[arg(
        long = "grants",
        global = true,
        value_name = "DIR",
        hide_short_help = true
    )]
    grants_folder: Option<PathBuf>,
    /// The day to hold every `until` against, instead of today's in UTC
    #[arg(
        long,
        global = true,
        value_name = "YYYY-MM-DD",
        value_parser = today::parse,
        hide_short_help = true
    )]
    today: Option<Date>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Generate(generate::Args),
    Validate(validate::Args),
    Actions(actions::Args),
    Schema(schema::Args),
    Diff(diff::Args),
    Can(can::Args),
    Explain(explain::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// The program's version and how old its facts about AWS are.
fn version() -> String {
    format!(
        "{} (IAM data of {})",
        env!("CARGO_PKG_VERSION"),
        catalogue::data_date()
    )
}

/// Runs the program and gives its exit code: 0 done and clean, 1 the answer is "no", 2 no answer.
pub fn run() -> ExitCode {
    let environment = Environment::read();
    let mut console = Console::of_process(&environment);
    let status = match dispatch(std::env::args_os(), &environment, &mut console) {
        Ok(status) => match console.finish().and_then(|()| console.flush()) {
            Ok(()) => status,
            Err(error) => {
                console.error(&anyhow::Error::new(error).context("cannot write the answer"));
                Status::Unable
            }
        },
        Err(error) => {
            console.error(&error);
            Status::Unable
        }
    };
    status.into()
}

fn dispatch(
    arguments: impl Iterator<Item = OsString>,
    environment: &Environment,
    console: &mut Console,
) -> Result<Status> {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, console),
    };
    if let Some(folder) = &cli.grants_folder {
        Library::add_folder(folder).context("cannot use the services of `--grants`")?;
    }
    let today = cli.today.unwrap_or_else(today::of_clock);
    match cli.command {
        Command::Init(args) => init::run(&args, today, environment, console),
        Command::Generate(args) => generate::run(&args, today, environment, console),
        Command::Validate(args) => validate::run(&args, today, environment, console),
        Command::Actions(args) => actions::run(&args, console),
        Command::Schema(args) => schema::run(&args, console),
        Command::Diff(args) => diff::run(&args, environment, console),
        Command::Can(args) => can::run(&args, environment, console),
        Command::Explain(args) => explain::run(&args, environment, console),
        Command::Completions(args) => completions::run(&args, &mut Cli::command(), console),
        Command::Man(args) => man::run(&args, &Cli::command(), console),
    }
}

/// Prints what clap has to say: help and version are results, anything else is bad usage.
fn usage(error: &clap::Error, console: &mut Console) -> Result<Status> {
    let text = error.render();
    if error.use_stderr() {
        console.note_styled(&text)?;
        return Ok(Status::Unable);
    }
    console.print_styled(&text)?;
    Ok(Status::Clean)
}
