//! Maps: known, unknown and missing keys.

use std::collections::BTreeSet;

use super::{Field, Fields, Report, Value, grant, report::wrong_type, text};
use crate::{
    diag::{Code, Diagnostic},
    source::Located,
    spec::{
        keys::{Key, MapShape, Named, SPEC, Shape, TAG_KEY, TAG_VALUE},
        limits::tags::MOST as MOST_TAGS,
        model::Tag,
        suggest,
        yaml::{Content, Entry, Node},
    },
    text::Text,
};

/// The entries of a node that must be a map with something in it.
pub(super) fn entries<'n>(
    node: &'n Node,
    what: &str,
    may_be_empty: bool,
    report: &mut Report<'_>,
) -> Option<&'n [Entry]> {
    let Content::Map(entries) = &node.content else {
        report.push(wrong_type(node, "a map").help(format!("{what} is a map of keys and values")));
        return None;
    };
    if entries.is_empty() && !may_be_empty {
        report.push(
            Diagnostic::new(Code::DeadValue, node.origin, "an empty map has no effect")
                .help("remove the key, or fill the map"),
        );
        return None;
    }
    Some(entries)
}

/// Reads a map with fixed keys.
pub(super) fn fields(
    node: &Node,
    shape: &'static MapShape,
    report: &mut Report<'_>,
) -> Option<Fields> {
    let before = report.errors();
    if let (Some(key), Content::Scalar(_)) = (shape.short, &node.content)
        && !node.is_null()
    {
        let written = report.sources.snippet(node.origin).unwrap_or_default();
        let written = format!("{{ {key}: {written} }}");
        report
            .push(wrong_type(node, "a map").replace(format!("did you mean `{written}`?"), written));
        return None;
    }
    let must_hold = !shape.one_of.is_empty() || shape.keys.iter().any(|key| key.required);
    let entries = entries(node, shape.what, shape.may_be_empty || must_hold, report)?;
    let mut fields = Fields {
        origin: node.origin,
        list: Vec::with_capacity(entries.len()),
        sound: true,
    };
    let written = entries.iter().map(|e| e.key.scalar.text.as_str()).collect();
    let mut meant: BTreeSet<&'static str> = BTreeSet::new();
    let outside = report.in_target;
    report.in_target |= shape.name == "Target";
    for entry in entries {
        if !entry.key.sound {
            fields.sound = false;
            continue;
        }
        let Some(key) = shape.key(&entry.key.scalar.text) else {
            meant.extend(unknown(entry, &written, shape, report));
            continue;
        };
        if !key.supported {
            report.push(later(entry));
            continue;
        }
        let value = match key.shape {
            Shape::Grant => grant::grants(entry, key.name, report).map(Value::Grants),
            ref shape => super::value(&entry.value, shape, report),
        };
        fields.list.push(Field {
            name: key.name,
            key: entry.key.origin,
            value,
        });
    }
    report.in_target = outside;
    missing(&fields, shape, &meant, report);
    for rule in shape.rules {
        rule(&fields, report);
    }
    fields.sound &= report.errors() == before && node.sound;
    Some(fields)
}

fn later(entry: &Entry) -> Diagnostic {
    let name = &entry.key.scalar.text;
    Diagnostic::new(
        Code::NotSupportedYet,
        entry.key.origin,
        format!("`{name}` is not supported yet"),
    )
    .help("remove it: a later version will know it")
}

/// Reports a key that is not known; the key that was meant, if that can be said.
fn unknown(
    entry: &Entry,
    written: &BTreeSet<&str>,
    shape: &'static MapShape,
    report: &mut Report<'_>,
) -> Option<&'static str> {
    let name = entry.key.scalar.text.as_str();
    let message = format!("{} has no key `{name}`", shape.what);
    let diagnostic = Diagnostic::new(Code::UnknownKey, entry.key.origin, message);
    let alias = shape
        .all_keys()
        .find(|key| {
            key.aliases
                .iter()
                .any(|alias| alias.eq_ignore_ascii_case(name))
        })
        .map(|key| key.name);
    let names = || shape.all_keys().map(|key| key.name);
    let free = names().filter(|name| !written.contains(*name));
    let meant = alias
        .or_else(|| suggest::nearest(name, free))
        .or_else(|| suggest::nearest(name, names()));
    let taken = meant.filter(|meant| written.contains(*meant));
    if let Some(taken) = taken {
        report.push(diagnostic.help(format!("`{taken}`, which is near, stands here already")));
        return meant;
    }
    report.push(if let Some(meant) = meant {
        diagnostic.replace(format!("did you mean `{meant}`?"), meant)
    } else if let Some(home) = home(name, shape) {
        diagnostic.help(home)
    } else {
        let known: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        diagnostic.help(format!("its keys are {}", known.join(", ")))
    });
    meant
}

/// Where a key belongs that is known elsewhere.
fn home(name: &str, shape: &'static MapShape) -> Option<String> {
    let mut below = shape.keys.iter().filter_map(|key| {
        let map = key.shape.map().filter(|map| map.keys.len() > 2)?;
        map.keys.iter().any(|k| k.name == name).then_some(key.name)
    });
    if let Some(parent) = below.next() {
        return Some(format!("`{name}` stands below `{parent}`"));
    }
    // What AWS and Terraform call the metadata options, wherever somebody looks for them.
    if let Some(path) = option_of(name, &SPEC, 0) {
        return Some(format!("it belongs to the instance: `{path}`"));
    }
    let above = shape.name != SPEC.name && SPEC.key(name).is_some();
    above.then(|| format!("`{name}` stands at the top level"))
}

/// Where a setting of the instance stands that Terraform calls by this name (`http_tokens`, or
/// `HttpTokens` as in the API).
fn option_of(name: &str, shape: &'static MapShape, depth: usize) -> Option<String> {
    let folded = |name: &str| name.replace('_', "").to_ascii_lowercase();
    shape.keys.iter().find_map(|key| {
        let within = ["instance", "imds"].get(depth);
        if within.is_some_and(|within| *within != key.name) {
            return None;
        }
        let is_it = |alias: &&str| folded(alias) == folded(name);
        if depth > 0 && (is_it(&key.name) && key.name == "imds" || key.aliases.iter().any(is_it)) {
            return Some(key.name.to_owned());
        }
        let below = key.shape.map().filter(|_| depth < 3)?;
        Some(format!(
            "{}.{}",
            key.name,
            option_of(name, below, depth + 1)?
        ))
    })
}

/// Reports keys that are missing, unless something misspelt stands for them.
fn missing(
    fields: &Fields,
    shape: &'static MapShape,
    meant: &BTreeSet<&'static str>,
    report: &mut Report<'_>,
) {
    let there = |name: &str| fields.has(name) || meant.contains(name);
    for key in shape
        .keys
        .iter()
        .filter(|key| key.required && !there(key.name))
    {
        report.push(absent(fields, shape, key));
    }
    for group in shape.one_of {
        let mut present = group.iter().filter_map(|name| fields.field(name));
        if let (Some(first), Some(second)) = (present.next(), present.next()) {
            let message = format!("`{}` and `{}` exclude each other", first.name, second.name);
            report.push(
                Diagnostic::new(Code::ConflictingKeys, second.key, message)
                    .also(first.key, "the other one")
                    .help(format!(
                        "{} has exactly one of {}",
                        shape.what,
                        listed(group)
                    )),
            );
        } else if !group.iter().any(|name| there(name)) {
            let message = format!("{} needs exactly one of {}", shape.what, listed(group));
            report.push(Diagnostic::new(Code::MissingKey, place(fields), message));
        }
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn absent(fields: &Fields, shape: &MapShape, key: &Key) -> Diagnostic {
    Diagnostic::new(
        Code::MissingKey,
        place(fields),
        format!("{} needs the key `{}`", shape.what, key.name),
    )
    .help(format!("`{}`: {}", key.name, key.doc))
}

/// Where to say that something is missing: at the map's first key, which is easier to read than
/// carets under all of it.
fn place(fields: &Fields) -> crate::source::Origin {
    fields.list.first().map_or(fields.origin, |field| field.key)
}

/// Reads a map with names of the user's choosing.
pub(super) fn named(
    node: &Node,
    named: &'static Named,
    report: &mut Report<'_>,
) -> Option<Vec<(Located<String>, Value)>> {
    let entries = entries(node, "it", false, report)?;
    let mut values = Vec::with_capacity(entries.len());
    for entry in entries {
        let name = key_text(entry, named.name, report);
        let value = super::value(&entry.value, &named.shape, report);
        if let (Some(name), Some(value)) = (name, value)
            && let Some(literal) = name.value.as_literal()
        {
            values.push((Located::new(literal.to_owned(), name.origin), value));
        }
    }
    Some(values)
}

/// Reads tags.
pub(super) fn tags(node: &Node, report: &mut Report<'_>) -> Option<Vec<Tag>> {
    let entries = entries(node, "`tags`", false, report)?;
    let mut tags = Vec::with_capacity(entries.len());
    let mut sound = true;
    if let Some(entry) = entries.get(MOST_TAGS) {
        let message = format!("at most {MOST_TAGS} tags, and here are {}", entries.len());
        report.push(
            Diagnostic::new(Code::TooMany, entry.key.origin, message)
                .help("remove tags from here on"),
        );
        sound = false;
    }
    for entry in entries {
        let key = key_text(entry, &TAG_KEY, report);
        let value = if entry.value.sound {
            text::text(&entry.value, &TAG_VALUE, report)
        } else {
            None
        };
        match (key, value) {
            (Some(key), Some(value)) => tags.push(Tag { key, value }),
            _ => sound = false,
        }
    }
    sound.then_some(tags)
}

/// Reads a key as text.
pub(super) fn key_text(
    entry: &Entry,
    rule: &'static crate::spec::keys::TextRule,
    report: &mut Report<'_>,
) -> Option<Located<Text>> {
    let node = Node {
        origin: entry.key.origin,
        content: Content::Scalar(entry.key.scalar.clone()),
        sound: entry.key.sound,
    };
    if !node.sound {
        return None;
    }
    text::text(&node, rule, report)
}
