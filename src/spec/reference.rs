//! The reference of all keys as Markdown, made from their description.

use std::fmt::{self, Write as _};

use super::keys::{Choice, Key, MapShape, SPEC, Shape, TextRule, service_keys, services};
use crate::grant::{self, Entry, Service};

const HEAD: &str = "# The keys of a spec

Made from the program's own description of the keys, which also decodes specs, suggests the key
that was meant, and makes the JSON Schema (`rolewright schema`). Edit that, not this.

A spec is one YAML 1.2 document. Unknown and duplicate keys, wrong types, merge keys (`<<`), tags and
values without effect are errors. **Bold** keys must be there. Text may hold references
(`${var.x}`; in the layout `beside` also `${local.x}`, `${data.…}`, `${module.…}` and
`${aws_….…}`) unless it is called *literal*; `$${` stands for the two characters `${`.
";

/// Why the reference cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// A data file of a grant service is malformed.
    #[error(transparent)]
    Grant(#[from] grant::Error),
    /// Text could not be put together.
    #[error(transparent)]
    Format(#[from] fmt::Error),
}

/// The page.
///
/// # Errors
/// If a grant service's data file is malformed.
pub fn reference() -> Result<String, ReferenceError> {
    let mut page = HEAD.to_owned();
    let mut open: Vec<(&'static MapShape, String)> = vec![(&SPEC, "The top level".to_owned())];
    let mut done: Vec<&str> = Vec::new();
    while !open.is_empty() {
        let (shape, title) = open.remove(0);
        if done.contains(&shape.name) {
            continue;
        }
        done.push(shape.name);
        section(&mut page, shape, &title)?;
        let mut below: Vec<_> = shape
            .keys
            .iter()
            .filter_map(|key| Some((key.shape.map()?, format!("`{}`", path(&title, key)))))
            .collect();
        below.append(&mut open);
        open = below;
    }
    page.push_str("\n## Grants\n\nThe keys of grants stand at the top level and in `assume[].target`. All grants take, beside what the table says, ");
    page.push_str("`except` and `also` (lists of actions to leave out and to add), `conditions`, `reason`, `until`, `unchecked` and `sid`.\n");
    for key in services() {
        let (service, shape) = service_keys(key.name)?;
        grants(&mut page, service, shape)?;
    }
    Ok(page)
}

/// `role.trust[]`.
fn path(title: &str, key: &Key) -> String {
    let above = title.trim_matches('`');
    let suffix = match key.shape {
        Shape::List(_) => "[]",
        Shape::Named(_) => ".NAME",
        _ => "",
    };
    if above == "The top level" {
        format!("{}{suffix}", key.name)
    } else {
        format!("{above}.{}{suffix}", key.name)
    }
}

fn section(page: &mut String, shape: &'static MapShape, title: &str) -> fmt::Result {
    write!(page, "\n## {title}\n\n")?;
    for group in shape.one_of {
        let group: Vec<String> = group.iter().map(|key| format!("`{key}`")).collect();
        write!(page, "Exactly one of {}.\n\n", group.join(", "))?;
    }
    page.push_str("| key | holds | default | meaning |\n| --- | --- | --- | --- |\n");
    for key in shape.keys {
        row(page, key)?;
    }
    if shape.grants {
        page.push_str("| … | | | and every [grant](#grants) |\n");
    }
    Ok(())
}

fn row(page: &mut String, key: &Key) -> fmt::Result {
    let name = if key.required {
        format!("**`{}`**", key.name)
    } else {
        format!("`{}`", key.name)
    };
    if !key.supported {
        return writeln!(
            page,
            "| {name} | | | {}; *not supported yet* |",
            cell(key.doc)
        );
    }
    let default = key.default.unwrap_or("");
    let holds = holds(&key.shape);
    writeln!(
        page,
        "| {name} | {} | {} | {} |",
        cell(&holds),
        cell(default),
        cell(key.doc)
    )
}

/// Text that stays within one cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// What a value is, in words.
fn holds(shape: &Shape) -> String {
    match shape {
        Shape::Text(rule) => text(rule),
        Shape::Remark => "text for people".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::FlagText => "`true`, `false` or a reference".to_owned(),
        Shape::Integer(min, max) if min == max => format!("{min}"),
        Shape::Integer(min, max) => format!("{min} to {max}"),
        Shape::IntegerText(min, max) => format!("{min} to {max}, or a reference"),
        Shape::Duration(min, max) => {
            format!("a duration: `1h`, `90m`, or seconds from {min} to {max}")
        }
        Shape::Choice(choices) => self::choices(choices),
        Shape::Day => "a day, `2027-06-30`".to_owned(),
        Shape::Ref => "an address, `TYPE.NAME` or `data.TYPE.NAME`".to_owned(),
        Shape::File => "the path of a file, relative to the spec".to_owned(),
        Shape::List(item) => format!("list of {}", plural(item)),
        Shape::OneOrMany(item) => format!("{}, or a list", holds(item)),
        Shape::Map(map) => map.what.to_owned(),
        Shape::Named(named) => format!("a map from {} to {}", named.name.what, holds(&named.shape)),
        Shape::Tags => "a map of tags".to_owned(),
        Shape::Conditions => "operator: { key: value or list }".to_owned(),
        Shape::Context => "key: value or list".to_owned(),
        Shape::Data => "any data".to_owned(),
        Shape::Grant => "grants".to_owned(),
        Shape::Verb(service) => {
            let verbs: Vec<String> = service
                .verbs
                .keys()
                .map(|verb| format!("`{verb}`"))
                .collect();
            verbs.join(", ")
        }
    }
}

fn plural(shape: &Shape) -> String {
    match shape {
        Shape::Verb(_) => holds(shape),
        Shape::Map(map) => format!("maps, each {}", map.what),
        _ => format!("values, each {}", holds(shape)),
    }
}

fn choices(choices: &[Choice]) -> String {
    let words: Vec<String> = choices
        .iter()
        .map(|choice| {
            let later = if choice.supported {
                ""
            } else {
                ", *not supported yet*"
            };
            format!("`{}` ({}{later})", choice.word, choice.doc)
        })
        .collect();
    words.join("; ")
}

fn text(rule: &TextRule) -> String {
    let mut words = if rule.choices.is_empty() {
        rule.what.to_owned()
    } else {
        let choices: Vec<String> = rule.choices.iter().map(|c| format!("`{c}`")).collect();
        choices.join(", ")
    };
    if rule.max < usize::MAX {
        let _ = write!(words, ", {} to {} characters", rule.min, rule.max);
    }
    if let Some(characters) = &rule.characters {
        let _ = write!(words, " of {}", characters.words);
    }
    if !rule.references {
        words.push_str(", literal");
    }
    words
}

/// What every grant takes, or what has rows of its own.
const EVERYWHERE: [&str; 8] = [
    "except",
    "also",
    "conditions",
    "reason",
    "until",
    "unchecked",
    "sid",
    "access",
];

fn grants(page: &mut String, service: &'static Service, shape: &'static MapShape) -> fmt::Result {
    write!(
        page,
        "\n### `{}`\n\n{}: {}. ",
        service.key, service.title, service.about
    )?;
    let subjects: Vec<String> = service
        .subject_keys()
        .map(|key| format!("`{key}`"))
        .collect();
    match service.entry {
        Entry::List => write!(
            page,
            "A list; each grant names its {} by {}.",
            service.noun,
            subjects.join(" or ")
        )?,
        Entry::Single => page.push_str("A map, or the list of verbs alone."),
        Entry::Switch => page.push_str("`true`, or a map of options."),
    }
    page.push_str("\n\n| key | holds | meaning |\n| --- | --- | --- |\n");
    for key in shape
        .keys
        .iter()
        .filter(|key| !EVERYWHERE.contains(&key.name))
    {
        writeln!(
            page,
            "| `{}` | {} | {} |",
            key.name,
            cell(&holds(&key.shape)),
            cell(key.doc)
        )?;
    }
    for (name, verb) in &service.verbs {
        writeln!(page, "| `access: [{name}]` | | {} |", cell(&verb.about))?;
    }
    Ok(())
}
