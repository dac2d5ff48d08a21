//! `rolewright generate SPEC… [-o DIR]`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow, bail};
use jiff::civil::Date;
use serde_json::json;
use similar::TextDiff;

use super::{
    carry,
    console::{Console, Plain},
    environment::Environment,
    layers::{self, Layers},
    specs,
    status::Status,
    variables::{self, Variables},
    write::{Action, Change, Plan, Refusal},
};
use crate::{
    engine::{self, Compiled, Session, SpecFile, shown},
    render::File,
    text::shown::line,
};

/// Write the Terraform that a spec describes
///
/// Nothing is written unless every spec is valid. A file that was edited by hand is never
/// overwritten without --force; a file that rolewright did not write is never touched.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Args {
    /// Spec files; a folder stands for every spec below it
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<PathBuf>,

    /// The folder to write into; one folder per spec below it where there are several
    ///
    /// Without it: a folder named like the spec, beside it.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Print the files instead of writing them
    #[arg(long, conflicts_with = "check")]
    stdout: bool,

    /// Write nothing; exit with 1 and show the difference where files differ
    #[arg(long)]
    check: bool,

    /// Overwrite generated files that were edited by hand, keeping a backup
    #[arg(long, conflicts_with_all = ["check", "stdout"])]
    force: bool,

    /// A folder with templates that replace the built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,

    #[command(flatten)]
    variables: Variables,

    #[command(flatten)]
    layers: Layers,

    /// Let warnings count as errors
    #[arg(long)]
    deny_warnings: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Plain,
}

impl Args {
    /// What generates one spec, into a folder if it is given.
    pub(super) fn of(spec: PathBuf, output: Option<PathBuf>) -> Self {
        Self {
            specs: vec![spec],
            output,
            stdout: false,
            check: false,
            force: false,
            templates: None,
            variables: Variables::default(),
            layers: Layers::default(),
            deny_warnings: false,
            format: Plain::Human,
        }
    }
}

pub(super) fn run(
    args: &Args,
    today: Date,
    environment: &Environment,
    console: &mut Console,
) -> Result<Status> {
    let (files, failures) = specs::collect(&args.specs);
    let mut status = Status::Clean;
    for failure in &failures {
        console.error(failure);
        status = Status::Unable;
    }
    for file in &files {
        if !specs::names_a_folder(file) {
            console.error(&anyhow!(
                "cannot generate from `{}`: without its ending it is `{}`, which is not a name that a \
                 folder can have; rename it",
                file.name,
                file.stem()
            ));
            status = Status::Unable;
        }
    }
    if status != Status::Clean {
        return Ok(status);
    }
    let folders = specs::output_folders(&files, args.output.as_deref());
    let names = specs::output_names(&files);
    let (folders, names) = (below(&files, &folders), below(&files, &names));
    let files = layers::units(files, &args.layers.changes()?);
    let given = args.variables.inputs(environment)?;
    let mut session = Session::new(today).with_inputs(given.clone());
    if let Some(folder) = &args.templates {
        session = session.with_templates(folder)?;
    }
    let run = session.compile(&files, Some(&folders))?;
    let compiled = &run.compiled;
    let unknown = compiled.iter().map(|one| &one.unknown_variables);
    variables::all_used(&given, unknown)?;
    let found = run.diagnostics();
    console.report(&found, &run.sources, args.format.into())?;
    status = status.max(Status::of(&found, args.deny_warnings));
    if args.output.is_none()
        && let Some(needs) = compiled.iter().position(Compiled::is_beside)
    {
        let name = files.get(needs).map_or("", |file| file.name.as_str());
        bail!("`{name}` has `layout: beside`: name the folder that it belongs into with `-o DIR`");
    }
    if status != Status::Clean {
        return Ok(status);
    }
    if args.stdout {
        print_all(&names, compiled, args.format, console)?;
        return Ok(status);
    }
    let plans: Vec<Plan> = folders
        .iter()
        .zip(compiled)
        .map(|(folder, one)| Plan::new(folder, &one.files, args.force))
        .collect::<Result<_>>()?;
    if args.check {
        return check(&plans, args.format, console);
    }
    write(&plans, args.format, console)
}

/// The folder of each specs' environments, or its own where it names none.
fn below(files: &[SpecFile], folders: &[PathBuf]) -> Vec<PathBuf> {
    let pairs = files.iter().zip(folders);
    let all = pairs.flat_map(|(file, folder)| {
        let environments = engine::environments(file);
        if environments.is_empty() {
            return vec![folder.clone()];
        }
        environments.iter().map(|name| folder.join(name)).collect()
    });
    all.collect()
}

/// Prints the files: after a line `# ==> PATH` each, or as JSON objects.
fn print_all(
    names: &[PathBuf],
    compiled: &[Compiled],
    format: Plain,
    console: &mut Console,
) -> Result<()> {
    for (one, name) in compiled.iter().zip(names) {
        for File { path, content } in &one.files {
            let path = shown(&name.join(path));
            if format == Plain::Json {
                let object =
                    json!({ "type": "file", "schema": 1, "path": path, "content": content });
                console.print_json(&object)?;
            } else {
                console.print_exactly(&format!("# ==> {}\n{content}", line(&path)))?;
            }
        }
    }
    Ok(())
}

/// Shows what differs.
fn check(plans: &[Plan], format: Plain, console: &mut Console) -> Result<Status> {
    let mut status = Status::Clean;
    for plan in plans {
        for change in plan
            .changes
            .iter()
            .filter(|change| change.action != Action::Keep)
        {
            status = Status::No;
            let path = shown(&plan.folder.join(&change.path));
            let diff = unified(&path, change);
            if format == Plain::Json {
                let object = json!({
                    "type": "file", "schema": 1, "path": path, "status": "differs", "diff": diff,
                });
                console.print_json(&object)?;
            } else {
                console.print(&diff)?;
            }
        }
    }
    if format == Plain::Human {
        let differing = plans.iter().filter(|plan| !plan.is_done()).count();
        console.note(&match differing {
            0 => "every file is up to date\n".to_owned(),
            1 if plans.len() == 1 => "files differ from what the spec says\n".to_owned(),
            n => format!(
                "{n} of {} folders differ from what their specs say\n",
                plans.len()
            ),
        })?;
    }
    Ok(status)
}

fn unified(path: &str, change: &Change) -> String {
    let before = change.before.as_deref().unwrap_or_default();
    let after = change.after.as_deref().unwrap_or_default();
    let name = |there: bool, what: &str| {
        if there {
            format!("{path} ({what})")
        } else {
            "/dev/null".to_owned()
        }
    };
    let diff = TextDiff::from_lines(before, after);
    let from = name(change.before.is_some(), "on disk");
    let to = name(change.after.is_some(), "from the spec");
    diff.unified_diff().header(&from, &to).to_string()
}

/// Carries the plans out, all or none of them.
fn write(plans: &[Plan], format: Plain, console: &mut Console) -> Result<Status> {
    let mut refused = false;
    for plan in plans {
        for (change, refusal) in plan.refused() {
            refused = true;
            console.note(&refuse(&plan.folder, change, refusal))?;
        }
    }
    if refused {
        console.note("nothing was written\n")?;
        return Ok(Status::No);
    }
    carry::carry_out(plans)?;
    for plan in plans {
        report_written(plan, format, console)?;
    }
    Ok(Status::Clean)
}

fn report_written(plan: &Plan, format: Plain, console: &mut Console) -> Result<()> {
    for change in &plan.changes {
        let path = shown(&plan.folder.join(&change.path));
        let word = match change.action {
            Action::Keep => "unchanged",
            Action::Remove => "removed",
            Action::Create => "created",
            Action::Replace | Action::BackUpAndReplace | Action::Refuse(_) => "changed",
        };
        if format == Plain::Json {
            let object = json!({ "type": "file", "schema": 1, "path": path, "status": word });
            console.print_json(&object)?;
        } else if change.action != Action::Keep {
            console.print(&format!("{word} {path}\n"))?;
        }
    }
    if format == Plain::Human && plan.is_done() {
        console.print(&format!("{} is up to date\n", shown(&plan.folder)))?;
    }
    Ok(())
}

/// Why a file was not touched, which of its lines differ, and the way out.
fn refuse(folder: &Path, change: &Change, refusal: Refusal) -> String {
    let path = shown(&folder.join(&change.path));
    match refusal {
        Refusal::NotAFile => format!(
            "error: `{path}` is no regular text file, so it is not overwritten\n  \
             help: move it away, or write into another folder with `-o DIR`\n"
        ),
        Refusal::Foreign => format!(
            "error: `{path}` was not generated by rolewright, so it is never overwritten\n  \
             help: move it away, or write into another folder with `-o DIR`\n"
        ),
        Refusal::Edited => {
            let mut text = format!(
                "error: `{path}` was edited by hand: {}\n",
                lines_that_differ(change)
            );
            text.push_str(
                "  help: move the edit into the spec or a file of your own, or overwrite it with \
                 `--force`, which keeps a backup\n",
            );
            text
        }
    }
}

/// The lines of the file on disk that are not what the spec says, as "lines 3, 7-9 differ".
fn lines_that_differ(change: &Change) -> String {
    let before = change.before.as_deref().unwrap_or_default();
    let after = change.after.as_deref().unwrap_or_default();
    let diff = TextDiff::from_lines(before, after);
    let mut ranges = String::new();
    let mut shown = 0;
    for op in diff
        .ops()
        .iter()
        .filter(|op| op.tag() != similar::DiffTag::Equal)
    {
        let old = op.old_range();
        // The header's hash differs by itself and says nothing.
        if old.end <= 2 && !old.is_empty() {
            continue;
        }
        shown += 1;
        if shown > 5 {
            ranges.push_str(", …");
            break;
        }
        if !ranges.is_empty() {
            ranges.push_str(", ");
        }
        // Writing to a String cannot fail.
        let _ = match old.len() {
            0 => write!(ranges, "after {}", old.start),
            1 => write!(ranges, "{}", old.start + 1),
            _ => write!(ranges, "{}-{}", old.start + 1, old.end),
        };
    }
    if ranges.is_empty() {
        "its header no longer fits it".to_owned()
    } else {
        format!("line {ranges}")
    }
}
