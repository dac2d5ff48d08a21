//! Tags of a thing as a whole: how many, their keys, what the metadata service shows.

use crate::{
    diag::{Code, Diagnostic},
    spec::{
        decode::{Fields, Report},
        model::Tag,
    },
};

/// AWS's bound for one resource.
pub(crate) const MOST: usize = 50;

fn key(tag: &Tag) -> String {
    tag.key.value.to_string()
}

/// The common tags with those of one thing, which win.
fn merged<'a>(common: &'a [Tag], own: &'a [Tag]) -> Vec<&'a Tag> {
    let overridden = |tag: &&Tag| !own.iter().any(|own| key(own) == key(tag));
    common.iter().filter(overridden).chain(own).collect()
}

/// The tags of the role: at most 50, and no two keys that differ in case only.
pub(crate) fn role(fields: &Fields, report: &mut Report<'_>) {
    let common = fields.tags("tags");
    let own = fields
        .map("role")
        .map(|role| role.tags("tags"))
        .unwrap_or_default();
    let tags = merged(&common, &own);
    for (at, tag) in tags.iter().enumerate() {
        let folded = key(tag).to_lowercase();
        let first = tags
            .iter()
            .take(at)
            .find(|first| key(first).to_lowercase() == folded);
        if let Some(first) = first {
            let message = format!(
                "`{}` and `{}` differ in case only, and the tag keys of a role do not",
                key(tag),
                key(first)
            );
            report.push(
                Diagnostic::new(Code::TagCaseConflict, tag.key.origin, message)
                    .also(first.key.origin, "the other one")
                    .replace(format!("write `{}`, or rename one", key(first)), key(first)),
            );
        }
    }
    too_many(&tags, "a role", report);
}

fn too_many(tags: &[&Tag], what: &str, report: &mut Report<'_>) {
    if let Some(tag) = tags.get(MOST) {
        let message = format!(
            "{what} has at most {MOST} tags, and this one has {}",
            tags.len()
        );
        report.push(
            Diagnostic::new(Code::TooMany, tag.key.origin, message)
                .help("remove tags from here on"),
        );
    }
}

/// The tags of the instance.
pub(crate) fn instance(fields: &Fields, report: &mut Report<'_>) {
    let name = fields
        .tags("tags")
        .into_iter()
        .find(|tag| key(tag) == "Name");
    if let Some(tag) = name
        && fields.has("name")
    {
        report.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                tag.key.origin,
                "`name` and the tag `Name` are the same thing",
            )
            .also(fields.key("name"), "the name")
            .help("keep one of the two"),
        );
    }
}

/// The instance's tags where the metadata service shows them, and their number.
pub(crate) fn in_imds(fields: &Fields, report: &mut Report<'_>) {
    let Some(instance) = fields.map("instance") else {
        return;
    };
    let common = fields.tags("tags");
    let own = instance.tags("tags");
    let tags = merged(&common, &own);
    too_many(&tags, "an instance", report);
    let setting = instance.map("imds").and_then(|imds| imds.literal("tags"));
    let Some(setting) = setting.filter(|setting| setting.value == "enabled") else {
        return;
    };
    for tag in tags {
        let key = key(tag);
        let good = |c: char| c.is_ascii_alphanumeric() || "-_+=,.@:".contains(c);
        let reserved = matches!(key.as_str(), "." | ".." | "_index");
        let why = match key.chars().find(|c| !good(*c)) {
            Some(c) => format!("{} cannot stand in it", super::characters::show(c)),
            None if reserved => "the name is reserved there".to_owned(),
            None => continue,
        };
        let message = format!("the tag key `{key}` cannot be shown by the metadata service: {why}");
        report.push(
            Diagnostic::new(Code::BadTag, tag.key.origin, message)
                .also(setting.origin, "tags are shown")
                .help("there a key holds letters, digits and `-_+=,.@:`; rename it, or set `imds.tags: disabled`"),
        );
    }
}
