//! `rolewright diff A B` and `rolewright diff --base REV SPEC…`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use similar::TextDiff;

use super::{
    console::{Console, Format},
    environment::Environment,
    git,
    layers::{self, Layers},
    status::Status,
    variables::{self, Variables, pairs},
};
use crate::{
    blueprint::Blueprint,
    diff::{self, Compared, Options, Report},
    engine::{Changes, Input, SpecFile, shown},
    read::Inputs,
    render::{self, Templates},
};

/// Compare two descriptions of roles: access gained and lost, then settings
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The two sides, old and new: specs, Terraform module folders or policies
    /// in JSON; with --base, the specs
    #[arg(required = true, value_name = "A B")]
    sides: Vec<PathBuf>,

    /// What makes the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    fail_on: FailOn,

    /// Also show how the files that `generate` writes differ
    #[arg(long)]
    text: bool,

    /// Compare each spec with what it was at this git revision
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    /// Which role, by name or address, where there are several
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,

    /// Let actions that AWS may add count as well
    #[arg(long)]
    strict: bool,

    /// What a reference is
    #[arg(long = "let", value_name = "ADDRESS.ATTR=VALUE")]
    lets: Vec<String>,

    #[command(flatten)]
    variables: Variables,

    /// Compare two of the environments that a spec names
    #[arg(long = "env", value_names = ["OLD", "NEW"], num_args = 2, conflicts_with = "base")]
    environments: Vec<String>,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What makes the exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Any difference.
    #[default]
    Any,
    /// Unless it is proved that there is no new access.
    NewAccess,
    /// Nothing.
    Never,
}

pub(super) fn run(args: &Args, environment: &Environment, console: &mut Console) -> Result<Status> {
    let options = Options {
        role: args.role.clone(),
        known: known(args)?.into(),
        strict: args.strict,
    };
    if args.text && !matches!(args.format, Format::Human | Format::Markdown) {
        bail!("`--text` goes with the formats human and markdown");
    }
    let inputs = args.variables.inputs(environment)?;
    let mut sides = Vec::new();
    if let [old, new] = args.environments.as_slice() {
        let [spec] = args.sides.as_slice() else {
            bail!(
                "`--env {old} {new}` compares two environments of one spec; {} given",
                args.sides.len()
            );
        };
        let side = |name: &str| layers::read(spec, &inputs, &Layers::default(), Some(name));
        sides.push((side(old)?, side(new)?));
    } else if let Some(revision) = &args.base {
        for path in &args.sides {
            sides.push((
                at_revision(path, revision, &inputs)?,
                Input::read(path, &inputs)?,
            ));
        }
    } else {
        let [old, new] = args.sides.as_slice() else {
            bail!(
                "`diff` compares two descriptions; {} given",
                args.sides.len()
            );
        };
        sides.push((Input::read(old, &inputs)?, Input::read(new, &inputs)?));
    }
    let both = sides.iter().flat_map(|(old, new)| [old, new]);
    variables::all_used(&inputs, both.map(|side| &side.unknown_variables))?;
    let mut status = Status::Clean;
    let mut reports = Vec::new();
    for (old, new) in &sides {
        for side in [old, new] {
            if !side.diagnostics.is_empty() {
                console.report(&side.diagnostics, &side.sources, args.format)?;
            }
        }
        let (Some(before), Some(after)) = (&old.blueprint, &new.blueprint) else {
            status = Status::No;
            continue;
        };
        let report = diff::diff(before, after, &options);
        if report.pairs.is_empty() {
            bail!(
                "there is no role to compare in `{}` and `{}`",
                old.name,
                new.name
            );
        }
        status = status.max(self::status(&report, args.fail_on));
        reports.push((report, old, new));
    }
    let compared: Vec<Compared<'_>> = reports
        .iter()
        .map(|(report, old, new)| Compared {
            report,
            old: &old.sources,
            new: &new.sources,
        })
        .collect();
    if compared.is_empty() {
        return Ok(status);
    }
    show(&compared, args.format, console)?;
    if args.text {
        let mut text = String::new();
        for (_, old, new) in &reports {
            if let (Some(before), Some(after)) = (&old.blueprint, &new.blueprint) {
                text.push_str(&texts(before, after)?);
            }
        }
        if args.format == Format::Markdown {
            text = fenced(&text);
        }
        console.print(&text)?;
    }
    Ok(status)
}

fn show(compared: &[Compared<'_>], format: Format, console: &mut Console) -> Result<()> {
    match format {
        Format::Human => console.print(&diff::human(compared))?,
        Format::Markdown => console.print(&diff::markdown(compared))?,
        Format::Github => console.print_exactly(&diff::github(compared))?,
        Format::Sarif => console.add_log(diff::sarif(compared)),
        Format::Json => {
            for object in diff::objects(compared) {
                console.print_json(&object)?;
            }
        }
    }
    Ok(())
}

fn status(report: &Report, fail_on: FailOn) -> Status {
    let fails = match fail_on {
        FailOn::Any => !report.is_same(),
        FailOn::NewAccess => !report.is_no_new_access(),
        FailOn::Never => false,
    };
    if fails { Status::No } else { Status::Clean }
}

/// The text as a block of Markdown, within a fence that it does not end.
fn fenced(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n{fence}diff\n{text}{fence}\n")
}

/// How the files differ that `generate` writes for the two.
fn texts(old: &Blueprint, new: &Blueprint) -> Result<String> {
    let files = |blueprint: &Blueprint| -> Result<BTreeMap<String, String>> {
        let is_written = |folder: &crate::blueprint::Folder| !folder.terraform.label.is_empty();
        if !blueprint.folders.first().is_some_and(is_written) {
            bail!("--text compares what `generate` writes: both sides must be specs");
        }
        let files = render::files(blueprint, &Templates::embedded(), "spec.yaml")?;
        Ok(files
            .into_iter()
            .map(|file| (file.path, file.content))
            .collect())
    };
    let (old, new) = (files(old)?, files(new)?);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut text = String::new();
    for path in paths {
        let side = |files: &BTreeMap<String, String>| files.get(path).cloned().unwrap_or_default();
        let (before, after) = (side(&old), side(&new));
        if before != after {
            let diff = TextDiff::from_lines(&before, &after);
            let header = (format!("a/{path}"), format!("b/{path}"));
            text.push_str(&diff.unified_diff().header(&header.0, &header.1).to_string());
        }
    }
    Ok(text)
}

/// The spec as it was at a revision; a description without roles where there was none.
fn at_revision(path: &Path, revision: &str, inputs: &Inputs) -> Result<Input> {
    let name = shown(path);
    let Some(content) = git::file_at(path, revision)? else {
        return Ok(Input::nothing(&name));
    };
    let text = String::from_utf8(content)
        .map_err(|_| anyhow::anyhow!("`{name}` at `{revision}` is not UTF-8"))?;
    Ok(Input::of_file(
        SpecFile {
            path: path.to_owned(),
            name: format!("{name}@{revision}"),
            text,
            changes: Changes::default(),
        },
        inputs,
    )?)
}

/// What the arguments say of references.
fn known(args: &Args) -> Result<BTreeMap<String, String>> {
    let mut known = BTreeMap::new();
    for file in &args.variables.var_files {
        let name = shown(file);
        let text = fs::read_to_string(file).with_context(|| format!("cannot read `{name}`"))?;
        let values: serde_json::Map<String, serde_json::Value> = if name
            .strip_suffix(".json")
            .is_some()
        {
            serde_json::from_str(&text).with_context(|| format!("`{name}` is no JSON object"))?
        } else {
            ::hcl::from_str(&text).with_context(|| format!("`{name}` is no file of variables"))?
        };
        for (key, value) in values {
            let text = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Bool(_) | serde_json::Value::Number(_) => value.to_string(),
                // A list stands where a setting takes all of it, and is compared sorted.
                serde_json::Value::Array(items) => {
                    let texts: Option<Vec<&str>> =
                        items.iter().map(serde_json::Value::as_str).collect();
                    let Some(mut texts) = texts else { continue };
                    texts.sort_unstable();
                    texts.join(", ")
                }
                // Objects stand in no text as a whole.
                _ => continue,
            };
            known.insert(format!("var.{key}"), text);
        }
    }
    for (given, prefix, option) in [
        (&args.variables.vars, "var.", "--var"),
        (&args.lets, "", "--let"),
    ] {
        for (key, value) in pairs(option, given)? {
            known.insert(format!("{prefix}{key}"), value);
        }
    }
    Ok(known)
}
