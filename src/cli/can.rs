//! `rolewright can SPEC ACTION RESOURCE` and `rolewright can --batch FILE`.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use super::{
    console::{Console, Plain},
    environment::Environment,
    layers::{self, Layers},
    status::Status,
    variables::{self, Variables},
};
use crate::{
    engine::shown,
    explain,
    policy::Outcome,
    source::Sources,
    text::{Part, Reference, Text, shown::line as on_one_line},
};

/// Say whether a role may do something, and which statement decides
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A spec, a Terraform module folder, or a policy in JSON
    #[arg(
        value_name = "SPEC-or-MODULE",
        required_unless_present = "batch",
        conflicts_with = "batch"
    )]
    description: Option<PathBuf>,

    /// The action, such as s3:GetObject
    #[arg(required_unless_present = "batch")]
    action: Option<String>,

    /// The ARN of the resource, or * for an action without one
    #[arg(required_unless_present = "batch")]
    resource: Option<String>,

    /// What a condition key holds in the request, such as aws:SourceIp=10.0.0.1 (again for more
    /// values); without a value (KEY=) the request does not have it
    #[arg(long, value_name = "KEY=VALUE", conflicts_with = "batch")]
    context: Vec<String>,

    /// The name of a role that is assumed first
    #[arg(long, value_name = "NAME", conflicts_with = "batch")]
    via: Option<String>,

    /// Which role, by name or address, where there are several
    #[arg(long, value_name = "ROLE", conflicts_with = "batch")]
    role: Option<String>,

    #[command(flatten)]
    variables: Variables,

    #[command(flatten)]
    layers: Layers,

    /// Which of the environments that the spec names
    #[arg(long = "env", value_name = "NAME")]
    environment: Option<String>,

    /// Answer the requests of a file of JSON lines; - is stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["vars", "var_files", "overlays", "sets", "environment"])]
    batch: Option<PathBuf>,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Plain,
}

pub(super) fn run(args: &Args, environment: &Environment, console: &mut Console) -> Result<Status> {
    if let Some(file) = &args.batch {
        return batch(file, console);
    }
    let (Some(path), Some(action), Some(resource)) =
        (&args.description, &args.action, &args.resource)
    else {
        bail!("SPEC, ACTION and RESOURCE are needed");
    };
    if !action.contains(':') {
        bail!("`{action}` is no action: it wants the service's prefix, as in s3:GetObject");
    }
    if action.contains(['*', '?']) {
        bail!(
            "`{action}` stands for several actions, and an answer is about one: \
             `rolewright actions '{action}'` lists them"
        );
    }
    let inputs = args.variables.inputs(environment)?;
    let input = layers::read(path, &inputs, &args.layers, args.environment.as_deref())?;
    variables::all_used(&inputs, [&input.unknown_variables])?;
    console.report(&input.diagnostics, &input.sources, args.format.into())?;
    let Some(blueprint) = &input.blueprint else {
        return Ok(Status::No);
    };
    let mut context = explain::context([]);
    let mut given: Vec<(&str, &str)> = Vec::new();
    for pair in &args.context {
        let (key, value) = pair
            .split_once('=')
            .with_context(|| format!("`--context {pair}` wants KEY=VALUE"))?;
        given.push((key, value));
    }
    for (key, value) in &given {
        if value.is_empty() {
            context.set_absent(key);
        } else {
            let values = given
                .iter()
                .filter(|(other, _)| other.eq_ignore_ascii_case(key));
            context.set(key, values.map(|(_, value)| *value));
        }
    }
    let role = explain::pick(blueprint, args.role.as_deref())
        .with_context(|| format!("cannot answer from `{}`", input.name))?;
    let question = (&text(action), &text(resource));
    if args.via.is_none() {
        let values = given.iter().copied().filter(|(_, value)| !value.is_empty());
        explain::possible(role.1, question, values)?;
    }
    let ruling = explain::can(blueprint, role, args.via.as_deref(), question, &context)?;
    match args.format {
        Plain::Human => console.print(&sentence(&ruling, &input.sources))?,
        Plain::Json => console.print_json(&explain::json::ruling(&ruling, &input.sources))?,
    }
    Ok(match ruling.outcome {
        Outcome::Allowed => Status::Clean,
        Outcome::Denied | Outcome::Depends(_) => Status::No,
    })
}

/// Text in which `${…}` is a reference.
fn text(given: &str) -> Text {
    let mut text = Text::default();
    let mut rest = given;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((expression, tail)) = after.split_once('}') else {
            break;
        };
        text.push(Part::Literal(before.to_owned()));
        text.push(Part::Reference(Reference::new(expression.trim())));
        rest = tail;
    }
    text.push(Part::Literal(rest.to_owned()));
    text
}

/// The answer in words.
fn sentence(ruling: &explain::Ruling, sources: &Sources) -> String {
    let mut lines = Vec::new();
    let verdict = match &ruling.outcome {
        Outcome::Allowed => "allowed".to_owned(),
        Outcome::Denied => "denied".to_owned(),
        Outcome::Depends(keys) => {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            format!("depends on {}", keys.join(", "))
        }
    };
    lines.push(verdict);
    for step in &ruling.steps {
        let decision = &step.decision;
        let word = match &decision.outcome {
            Outcome::Allowed => "is allowed by",
            Outcome::Denied if decision.statements.is_empty() => "is allowed by no statement",
            Outcome::Denied => "is denied by",
            Outcome::Depends(_) => "depends on what is not known here",
        };
        lines.push(format!("  {} {word}", step.what));
        for one in &decision.statements {
            let name = match &one.sid {
                Some(sid) => format!("`{sid}`"),
                None => format!("statement {}", one.index + 1),
            };
            let place = sources
                .place(one.origin)
                .map_or_else(String::new, |place| format!(" ({place})"));
            lines.push(format!(
                "    {} {name} of {} policy `{}`{place}",
                one.effect,
                one.layer.as_str(),
                one.policy
            ));
        }
        for layer in &decision.missing {
            lines.push(format!("    no {} policy allows it", layer.as_str()));
        }
    }
    for one in &ruling.not_understood {
        lines.push(format!("  not known: {one}"));
    }
    let lines: Vec<_> = lines.iter().map(|line| on_one_line(line)).collect();
    lines.join("\n") + "\n"
}

fn batch(file: &Path, console: &mut Console) -> Result<Status> {
    let reader: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        let name = shown(file);
        let opened = File::open(file).with_context(|| format!("cannot read `{name}`"))?;
        Box::new(BufReader::new(opened))
    };
    let mut status = Status::Clean;
    for (number, line) in reader.split(b'\n').enumerate() {
        let line = line.with_context(|| format!("cannot read `{}`", shown(file)))?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        for answer in explain::answer(&line, number + 1) {
            if !answer.is_fine {
                status = Status::No;
            }
            console.print_json(&answer.json)?;
        }
        // A file is answered to its end for the exit code; stdin may have none.
        if console.is_closed() && file == Path::new("-") {
            break;
        }
    }
    Ok(status)
}
