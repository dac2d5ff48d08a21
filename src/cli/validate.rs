//! `rolewright validate SPEC…`.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::json;

use super::{
    compile,
    console::{Console, Format},
    specs::{self, SpecFile},
    status::Status,
    write,
};
use crate::{
    diag::{Diagnostic, Edit, Severity},
    render::Templates,
};

/// Check specs without writing Terraform
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Spec files; a folder stands for every spec below it
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<PathBuf>,

    /// Apply the safe suggestions to the YAML, keeping comments
    #[arg(long)]
    fix: bool,

    /// Let warnings count as errors
    #[arg(long)]
    deny_warnings: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A fix can make room for the next one; more rounds than this mean that two fixes fight.
const ROUNDS: usize = 10;

pub(super) fn run(args: &Args, console: &mut Console) -> Result<Status> {
    let (mut files, failures) = specs::collect(&args.specs);
    let mut status = Status::Clean;
    for failure in &failures {
        console.error(failure);
        status = Status::Unable;
    }
    if args.fix {
        for file in &mut files {
            let applied = fix(file)?;
            if applied > 0 {
                let noun = if applied == 1 { "fix" } else { "fixes" };
                console.note(&format!("{}: {applied} {noun} applied\n", file.name))?;
            }
        }
    }
    let run = compile::compile(&files, None, &Templates::embedded())?;
    let mut all: Vec<Diagnostic> = Vec::new();
    for one in run.compiled {
        status = status.max(one.status(args.deny_warnings));
        all.extend(one.diagnostics);
    }
    console.report(&all, &run.sources, args.format)?;
    let of = |severity| all.iter().filter(|d| d.severity() == severity).count();
    match args.format {
        Format::Json => console.print_json(&json!({
            "type": "summary", "schema": 1, "specs": files.len(),
            "errors": of(Severity::Error), "warnings": of(Severity::Warning), "notes": of(Severity::Note),
        }))?,
        Format::Human if status == Status::Clean => {
            for file in &files {
                console.print(&format!("{} is valid\n", file.name))?;
            }
        }
        _ => {}
    }
    Ok(status)
}

/// Applies safe fixes to a file until none is left; gives how many.
fn fix(file: &mut SpecFile) -> Result<usize> {
    let mut applied = 0;
    for _ in 0..ROUNDS {
        let run = compile::compile(std::slice::from_ref(file), None, &Templates::embedded())?;
        let mut edits: Vec<&Edit> = Vec::new();
        let mut fixes = 0;
        for diagnostic in run.compiled.iter().flat_map(|one| &one.diagnostics) {
            let safe = diagnostic.fixes().iter().find(|fix| fix.safe);
            let Some(safe) = safe else { continue };
            let clash = |edit: &Edit| {
                let new = edit.origin.span();
                edits.iter().any(|old| {
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
        let Some(text) = edited(&file.text, &mut edits) else {
            break;
        };
        file.text = text;
        applied += fixes;
    }
    if applied > 0 {
        write::replace(&file.path, &file.text)?;
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
