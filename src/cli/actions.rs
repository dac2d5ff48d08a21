//! `rolewright actions PATTERN`.

use std::{collections::BTreeSet, fmt::Write as _};

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    console::{Console, Plain},
    status::Status,
};
use crate::{
    catalogue::{
        Action, ArnFormat, Level, Required, Service, Suggestion, Use, Why, instead_of,
        patterns_spelt_like, prefixes, services_spelt_like,
    },
    text::shown,
};

/// Look up IAM actions: level, resource types, ARN formats, condition keys
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// An action (`s3:GetObject`), a pattern (`s3:Get*`), a service (`s3`), or a bare name
    #[arg(value_name = "PATTERN")]
    pattern: String,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Plain,
}

pub(super) fn run(args: &Args, console: &mut Console) -> Result<Status> {
    let pattern = args.pattern.trim();
    let actions = named(pattern);
    match (args.format, actions.as_slice()) {
        (_, []) => {
            nothing(pattern, args.format, console)?;
            return Ok(Status::No);
        }
        (Plain::Json, all) => {
            for action in all {
                console.print_json(&object(*action))?;
            }
        }
        (Plain::Human, [one]) => console.print(&page(*one))?,
        (Plain::Human, all) => console.print(&table(all))?,
    }
    Ok(Status::Clean)
}

/// What a pattern names: actions, those of a service, or those of a bare name in any service.
fn named(pattern: &str) -> Vec<Action> {
    if pattern.contains(':') || pattern == "*" {
        return Action::matching(pattern).collect();
    }
    match Service::find(pattern) {
        Some(service) => service.actions().collect(),
        None => Action::matching(&format!("*:{pattern}")).collect(),
    }
}

/// The condition keys that hold for an action, at it or at one of its resources, sorted.
fn condition_keys(action: Action) -> Vec<&'static str> {
    let of_types = action.resource_types().flat_map(Use::condition_keys);
    let all: BTreeSet<&str> = action.condition_keys().chain(of_types).collect();
    let mut all: Vec<&str> = all.into_iter().collect();
    all.sort_by_key(|key| key.to_ascii_lowercase());
    all
}

fn object(action: Action) -> Value {
    let types: Vec<Value> = action
        .resource_types()
        .map(|used| {
            let arns: Vec<&str> = used.resource_type.arns().map(ArnFormat::as_str).collect();
            json!({
                "name": used.resource_type.name(),
                "required": used.required,
                "arns": arns,
            })
        })
        .collect();
    let levels: Vec<&str> = action.levels().map(Level::as_str).collect();
    let dependents: Vec<String> = action.dependents().map(|other| other.to_string()).collect();
    json!({
        "type": "action",
        "schema": 1,
        "action": action.to_string(),
        "levels": levels,
        "resource_types": types,
        "condition_keys": condition_keys(action),
        "dependents": dependents,
    })
}

/// Everything about one action.
fn page(action: Action) -> String {
    let levels: Vec<&str> = action.levels().map(Level::as_str).collect();
    let mut text = format!("{action}\n  level      {}\n", levels.join(", "));
    for (index, used) in action.resource_types().enumerate() {
        let head = if index == 0 { "resources" } else { "" };
        let name = type_name(used);
        for (index, arn) in used.resource_type.arns().enumerate() {
            let (head, name) = if index == 0 {
                (head, name.as_str())
            } else {
                ("", "")
            };
            let _ = writeln!(text, "  {head:<10} {name:<24} {arn}");
        }
    }
    text.push_str(
        &match (action.is_star_only(), action.needs_all_required()) {
            (true, _) => "  resource   authorised on `*` only\n".to_owned(),
            (false, Required::One) if action.resource_types().any(|used| used.required) => {
                String::new()
            }
            (false, Required::One) => "             any of these\n".to_owned(),
            (false, _) => "             a call needs every type with a *\n".to_owned(),
        },
    );
    text.push_str(&list("keys", &condition_keys(action)));
    let dependents: Vec<String> = action.dependents().map(|other| other.to_string()).collect();
    let dependents: Vec<&str> = dependents.iter().map(String::as_str).collect();
    text.push_str(&list("often with", &dependents));
    text
}

/// Words under a heading, a line each.
fn list(head: &str, words: &[&str]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        let head = if index == 0 { head } else { "" };
        let _ = writeln!(text, "  {head:<10} {word}");
    }
    text
}

/// A line for each action.
fn table(actions: &[Action]) -> String {
    let widths = actions.iter().map(|action| action.to_string().len());
    let width = widths.max().unwrap_or(0);
    let mut text = String::new();
    for action in actions {
        let types: Vec<String> = action.resource_types().map(type_name).collect();
        let types = if action.is_star_only() {
            "`*` only".to_owned()
        } else {
            types.join(", ")
        };
        let (name, level) = (action.to_string(), action.level().as_str());
        let _ = writeln!(text, "{name:<width$}  {level:<22}  {types}");
    }
    text
}

/// A resource type's name, with `*` if it is required.
fn type_name(used: Use) -> String {
    let star = if used.required { "*" } else { "" };
    format!("{}{star}", used.resource_type)
}

/// A name that is no action: why, and what to use instead.
fn nothing(pattern: &str, format: Plain, console: &mut Console) -> Result<()> {
    let wild = pattern.contains(['*', '?']);
    let instead = if wild { None } else { instead_of(pattern) };
    let names: Vec<String> = match &instead {
        Some(suggestion) => suggestion.actions.iter().map(ToString::to_string).collect(),
        None => other_patterns(pattern),
    };
    let shown = shown::line(pattern);
    let message = if wild {
        format!("no IAM action matches `{shown}`")
    } else {
        format!("`{shown}` is no IAM action")
    };
    let why = instead
        .as_ref()
        .map(|suggestion| reason(pattern, suggestion));
    if format == Plain::Json {
        console.print_json(&json!({
            "type": "suggestion",
            "schema": 1,
            "pattern": pattern,
            "message": message,
            "why": why,
            "actions": names,
        }))?;
        return Ok(());
    }
    let mut text = format!("error: {message}");
    if let Some(why) = why {
        text.push_str(": ");
        text.push_str(&why);
    }
    text.push('\n');
    if names.is_empty() {
        text.push_str(
            "look for `SERVICE:ACTION`, or for a pattern of it: `s3:Get*`, `*:*Tagging*`\n",
        );
    }
    console.note(&text)?;
    if !names.is_empty() {
        console.note("use instead:\n")?;
        let lines: String = match instead {
            Some(suggestion) => table(&suggestion.actions),
            None => names.join("\n") + "\n",
        };
        console.print(&lines)?;
    }
    Ok(())
}

/// Patterns that match something, for one that does not.
fn other_patterns(pattern: &str) -> Vec<String> {
    if pattern.contains(':') {
        return patterns_spelt_like(pattern);
    }
    let services = prefixes(pattern)
        .into_iter()
        .chain(services_spelt_like(pattern));
    let mut found: Vec<String> = services.map(|service| format!("{service}:*")).collect();
    found.dedup();
    let anywhere = format!("*:*{pattern}*");
    if found.is_empty() && !pattern.contains('*') && Action::matching(&anywhere).next().is_some() {
        found.push(anywhere);
    }
    found
}

fn reason(pattern: &str, suggestion: &Suggestion) -> String {
    match suggestion.why {
        Why::Operation => {
            "it is an operation of the API, and IAM asks for other actions".to_owned()
        }
        Why::Prefix => {
            let home = suggestion.actions.first().map(|action| action.service());
            let prefix = pattern.split(':').next().unwrap_or_default();
            format!(
                "the actions of `{prefix}` have the prefix `{}` in IAM",
                home.map_or("", Service::prefix)
            )
        }
        Why::OtherService => "another service has an action of this name".to_owned(),
        Why::Spelling => "its spelling is near to that of others".to_owned(),
    }
}
