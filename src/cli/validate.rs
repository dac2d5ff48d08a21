//! `rolewright validate SPEC…`.

use std::path::PathBuf;

use anyhow::Result;
use jiff::civil::Date;
use serde_json::json;

use super::{
    carry,
    console::{Console, Format},
    environment::Environment,
    layers::{self, Layers},
    specs,
    status::Status,
    variables::{self, Variables},
};
use crate::{
    blueprint::NotUnderstood,
    check,
    diag::{Code, Diagnostic, Diagnostics, Edit, Severity},
    engine::{Input, Session, SpecFile},
};

/// Check specs without writing Terraform
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Spec files; a folder stands for every spec below it. Also Terraform module
    /// folders, plans and states in JSON, and policies
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<PathBuf>,

    /// Apply the safe suggestions to the YAML, keeping comments
    #[arg(long)]
    fix: bool,

    /// Let warnings count as errors
    #[arg(long)]
    deny_warnings: bool,

    #[command(flatten)]
    variables: Variables,

    #[command(flatten)]
    layers: Layers,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A fix can make room for the next one; more rounds than this mean that two fixes fight.
const ROUNDS: usize = 10;

pub(super) fn run(
    args: &Args,
    today: Date,
    environment: &Environment,
    console: &mut Console,
) -> Result<Status> {
    let given = args.variables.inputs(environment)?;
    let session = Session::new(today).with_inputs(given.clone());
    let (found, named): (Vec<PathBuf>, Vec<PathBuf>) = args
        .specs
        .iter()
        .cloned()
        .partition(|path| specs::is_found(path));
    let (mut files, mut failures) = specs::collect(&named);
    let mut status = Status::Clean;
    let mut inputs = Vec::new();
    for path in &found {
        match Input::read(path, &given) {
            Ok(input) => inputs.push(input),
            Err(error) => failures.push(error.into()),
        }
    }
    for failure in &failures {
        console.error(failure);
        status = Status::Unable;
    }
    if args.fix {
        for file in &mut files {
            let applied = fix(file, &session)?;
            if applied > 0 {
                let noun = if applied == 1 { "fix" } else { "fixes" };
                console.note(&format!("{}: {applied} {noun} applied\n", file.name))?;
            }
        }
    }
    let files = layers::units(files, &args.layers.changes()?);
    let run = session.compile(&files, None)?;
    let specs = run.compiled.iter().map(|one| &one.unknown_variables);
    variables::all_used(
        &given,
        specs.chain(inputs.iter().map(|one| &one.unknown_variables)),
    )?;
    let mut all: Vec<Diagnostic> = run.diagnostics();
    status = status.max(Status::of(&all, args.deny_warnings));
    if !files.is_empty() || inputs.is_empty() {
        console.report(&all, &run.sources, args.format)?;
    }
    let mut valid: Vec<String> = files.iter().map(SpecFile::title).collect();
    for input in &inputs {
        let found = checked(input);
        status = status.max(Status::of(&found, args.deny_warnings));
        console.report(&found, &input.sources, args.format)?;
        all.extend(found);
        valid.push(input.name.clone());
    }
    let of = |severity| all.iter().filter(|d| d.severity() == severity).count();
    match args.format {
        Format::Json => console.print_json(&json!({
            "type": "summary", "schema": 1, "specs": valid.len(),
            "errors": of(Severity::Error), "warnings": of(Severity::Warning), "notes": of(Severity::Note),
        }))?,
        Format::Human if status == Status::Clean => {
            for name in valid {
                console.print(&format!("{name} is valid\n"))?;
            }
        }
        _ => {}
    }
    Ok(status)
}

/// What the checks say about something that was read, and what of it they could not look at.
fn checked(input: &Input) -> Vec<Diagnostic> {
    let mut found = Diagnostics::default();
    if let Some(blueprint) = &input.blueprint {
        found.extend_elsewhere(check::run(blueprint));
        let folders = blueprint.folders.iter().flat_map(|folder| {
            let roles = folder.roles.iter().flat_map(|role| &role.not_understood);
            roles.chain(&folder.not_understood)
        });
        // Why something is refused is said once, as the error that it is.
        let is_said = |one: &NotUnderstood| {
            let refused = blueprint.folders.iter().flat_map(|folder| &folder.refused);
            let mut refused = refused.map(|it| (it.primary().origin, it.message()));
            refused.any(|it| it == (one.origin, one.why.as_str()))
        };
        for one in folders.chain(&blueprint.not_understood) {
            if is_said(one) {
                continue;
            }
            let message = format!("`{}` is not understood: {}", one.what, one.why);
            found.push(Diagnostic::new(Code::NotUnderstood, one.origin, message));
        }
    }
    let mut all = input.diagnostics.clone();
    all.extend(found.into_sorted());
    all
}

/// Applies safe fixes to a file until none is left; gives how many.
fn fix(file: &mut SpecFile, session: &Session) -> Result<usize> {
    let mut applied = 0;
    for _ in 0..ROUNDS {
        let run = session.compile(std::slice::from_ref(file), None)?;
        let mut edits: Vec<&Edit> = Vec::new();
        let mut fixes = 0;
        for diagnostic in run.compiled.iter().flat_map(|one| &one.diagnostics) {
            let safe = diagnostic.fixes().iter().find(|fix| fix.safe);
            let Some(safe) = safe else { continue };
            let clash = |edit: &Edit| {
                let beside = |old: &&Edit| old.origin.source() == edit.origin.source();
                let new = edit.origin.span();
                edits.iter().copied().filter(beside).any(|old| {
                    let old = old.origin.span();
                    new.start < old.end && old.start < new.end || new == old
                })
            };
            if safe.edits.iter().any(clash) {
                continue;
            }
            edits.extend(&safe.edits);
            fixes += 1;
        }
        if fixes == 0 {
            break;
        }
        // A value may come from a spec that this one extends: it is mended there.
        for (id, path) in &run.files {
            let here = edits.iter().filter(|edit| edit.origin.source() == *id);
            let mut here: Vec<&Edit> = here.copied().collect();
            let text = run.sources.get(*id).map_or("", crate::source::Source::text);
            let Some(text) = edited(text, &mut here).filter(|_| !here.is_empty()) else {
                continue;
            };
            if *path == file.path {
                file.text.clone_from(&text);
            }
            carry::replace(path, &text)?;
        }
        applied += fixes;
    }
    Ok(applied)
}

/// The text with the edits applied, from its end to its start so that places stay right.
fn edited(text: &str, edits: &mut [&Edit]) -> Option<String> {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.origin.span().start));
    let mut text = text.to_owned();
    for edit in edits.iter() {
        let span = edit.origin.span();
        text.get(span.clone())?;
        text.replace_range(span, &edit.text);
    }
    Some(text)
}
