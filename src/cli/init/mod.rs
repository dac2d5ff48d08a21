//! `rolewright init [SPEC]`.

mod flags;
mod target;

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
};

use anyhow::{Context as _, Result, anyhow};
use jiff::civil::Date;
use serde_json::Value;

use self::{flags::Flags, target::Target};
use super::{
    console::{Console, Format},
    environment::Environment,
    generate,
    status::Status,
};
use crate::{
    engine::{SpecFile, shown},
    grant::Library,
    wizard::{
        given,
        judge::{self, Judgement},
        machine::{Machine, World},
        place,
        question::{Answers, Question},
        replay, review, table,
        terminal::{self, Ended},
    },
};

/// Write a spec by answering questions, or change one
///
/// Asks in the terminal what the instance needs, checks each answer as `validate` does, shows the
/// resulting access before anything is written, and prints the command that repeats all answers.
/// Every answer can be given by a flag or in a file; what is given is not asked. Without a terminal
/// all of them have to be given, or --yes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The spec to write; one that exists is changed, and keeps its comments
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,

    /// Ask nothing: take the default for every answer that is not given, and write
    #[arg(short, long)]
    yes: bool,

    /// A YAML file with answers: flags without dashes, `_` for `-`, and their values
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,

    #[command(flatten)]
    flags: Flags,
}

pub(super) fn run(
    args: &Args,
    today: Date,
    environment: &Environment,
    console: &mut Console,
) -> Result<Status> {
    let library = Library::shared();
    let target = match Target::open(args.spec.as_deref(), today)? {
        Ok(target) => target,
        Err(unreadable) => {
            console.report(&unreadable.diagnostics, &unreadable.sources, Format::Human)?;
            return Ok(Status::No);
        }
    };
    let judge = |text: &str, folder: Option<&str>| target.judge(text, folder);
    let world = World {
        library,
        judge: &judge,
        stem: target.stem(),
        folder: target.folder(),
    };
    let held = target
        .value()
        .map(|spec| place::read(spec, library))
        .unwrap_or_default();
    let mut given = from_file(args, library)?;
    given.extend(args.flags.answers(&held, library)?);
    let mut machine = match target.value() {
        Some(Value::Object(spec)) => Machine::edit(&world, spec.clone(), given),
        _ => Machine::new(&world, given),
    };
    let asking = !args.yes && io::stdin().is_terminal() && io::stderr().is_terminal();
    if asking {
        let look = |machine: &Machine<'_>| look(machine, &target, &judge, library);
        let colour = environment.colour(true);
        match terminal::converse(&mut machine, &look, &mut io::stderr(), colour)? {
            Ended::Approved => {}
            Ended::Left | Ended::Interrupted => {
                console.note("nothing was written\n")?;
                return Ok(Status::Unable);
            }
        }
    } else {
        let mut missing = if args.yes {
            Vec::new()
        } else {
            machine.missing()
        };
        if missing.is_empty() {
            missing = machine.accept_defaults();
        }
        if !missing.is_empty() {
            return Err(list(&missing, args.yes));
        }
    }
    finish(&machine, &target, asking, environment, console)
}

/// The answers of the answers file.
fn from_file(args: &Args, library: &Library) -> Result<Answers> {
    let Some(path) = &args.answers else {
        return Ok(Answers::new());
    };
    let file = SpecFile::read(path)?;
    given::of_file(&file.text, library)
        .map_err(|faults| anyhow!("`{}`: {}", file.name, faults.join("\n  ")))
}

/// What is missing, as flags.
fn list(missing: &[&Question], defaults: bool) -> anyhow::Error {
    let names: Vec<String> = missing
        .iter()
        .map(|question| format!("--{} {}", question.flag, question.metavar))
        .collect();
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default();
    let lines: Vec<String> = names
        .iter()
        .zip(missing)
        .map(|(name, question)| format!("\n  {name:width$}  {}", question.ask))
        .collect();
    let way = if defaults {
        ""
    } else {
        "\nor --yes, which takes the default of each that has one"
    };
    anyhow!(
        "there is no terminal to ask in, and these answers are missing:{}{way}",
        lines.concat()
    )
}

/// The last look before writing.
fn look(
    machine: &Machine<'_>,
    target: &Target,
    judge: &dyn judge::Judge,
    library: &Library,
) -> review::Review {
    let file = target.file(machine.answers());
    let text = match target.text(machine, library) {
        Ok(text) => text,
        Err(fault) => return review::Review::refused(machine, &format!("{fault:#}"), library),
    };
    let judgement = judge.judge(&text, folder_of(machine.answers()));
    let change = target.change(&text);
    let approve = format!("write {}", shown(&file));
    let mut seen = review::review(
        machine,
        &text,
        change.as_deref(),
        &judgement,
        (&approve, library),
    );
    if let Some(fault) = target.refuses(&file) {
        seen.refuse(&fault);
    }
    seen
}

fn folder_of(answers: &Answers) -> Option<&str> {
    answers.get("output").and_then(Value::as_str)
}

/// Checks, writes, says how to do it again, and generates.
fn finish(
    machine: &Machine<'_>,
    target: &Target,
    asked: bool,
    environment: &Environment,
    console: &mut Console,
) -> Result<Status> {
    let library = Library::shared();
    let answers = machine.answers();
    let path = target.file(answers);
    let name = shown(&path);
    if let Some(fault) = target.refuses(&path) {
        console.note(&format!("error: {fault}\n"))?;
        return Ok(Status::No);
    }
    let text = target.text(machine, library)?;
    let judgement = target.judge(&text, folder_of(answers));
    if !asked {
        report(&judgement, library, console)?;
    }
    if let Some(failure) = &judgement.failure {
        return Err(anyhow!("{failure}"));
    }
    if judgement.errors().next().is_some() {
        return Ok(Status::No);
    }
    if let Some(access) = judgement.access().filter(|_| !asked) {
        console.print(&format!("{access}\n"))?;
    }
    let again = format!(
        "To give these answers again:\n{}\n",
        replay::line(&name, answers, library)
    );
    let changes = target.change(&text);
    if changes.as_deref() == Some("") {
        console.print(&format!("{name} says all of it already\n"))?;
    } else {
        if let Err(error) = super::carry::replace(&path, &text) {
            // The answers are worth keeping.
            console.note(&again)?;
            return Err(error);
        }
        if let Some(changes) = changes.filter(|_| !asked) {
            console.print(&changes)?;
        }
        console.print(&format!("{name} is written\n"))?;
    }
    console.print(&again)?;
    for key in target.not_asked(library) {
        console.note(&format!(
            "note: that command does not hold `{key}`, which no question is about\n"
        ))?;
    }
    if answers.get("generate") == Some(&Value::Bool(true)) {
        let output = folder_of(answers).map(PathBuf::from);
        return generate::run(
            &generate::Args::of(path, output),
            target.today,
            environment,
            console,
        )
        .with_context(|| format!("`{name}` is written, but its Terraform is not"));
    }
    console.print(&format!(
        "Next: rolewright generate {}\n",
        replay::quoted(&name)
    ))?;
    Ok(Status::Clean)
}

/// Reports on answers that nobody looked at, and says which flags the errors are about.
fn report(judgement: &Judgement, library: &Library, console: &mut Console) -> Result<()> {
    console.report(&judgement.diagnostics, &judgement.sources, Format::Human)?;
    let mut flags: Vec<String> = judge::by_question(judgement, library)
        .into_iter()
        .filter_map(|(key, _)| key.and_then(table::question))
        .map(|question| format!("--{}", question.flag))
        .collect();
    flags.dedup();
    if !flags.is_empty() {
        console.note(&format!(
            "nothing was written; look at {}\n",
            flags.join(", ")
        ))?;
    }
    Ok(())
}
