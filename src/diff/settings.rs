//! The settings of a role, its profile and what runs with it, and how they differ.

use std::collections::BTreeMap;

use super::{
    normal::{self, Known},
    pair::InFolder,
};
use crate::{
    blueprint::{Compute, CopiedFile, Setting, Tag},
    read::user_data_digest,
    source::{Located, Origin},
    text::Text,
};

/// A setting that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SettingChange {
    /// Which, as in `role.path` or `aws_instance.imds.http_tokens`.
    pub setting: String,
    /// What it was; `None` for unset.
    pub old: Option<String>,
    /// What it will be.
    pub new: Option<String>,
    /// Whether the change destroys the role and makes another.
    pub replaces: bool,
    /// Where it was written; nowhere for unset.
    pub old_origin: Origin,
    /// Where it is written.
    pub new_origin: Origin,
}

/// The settings with where they are written.
type Table = BTreeMap<String, (String, Origin)>;

fn value(table: &Table, key: &str) -> Option<String> {
    table.get(key).map(|(value, _)| value.clone())
}

fn origin(table: &Table, key: &str) -> Origin {
    table
        .get(key)
        .map_or(Origin::NOWHERE, |(_, origin)| *origin)
}

/// What AWS decides where nobody says it. A state holds that beside what was said, and does not
/// tell the one from the other.
const DECIDED: [&str; 7] = [
    ".public_ip",
    ".root_volume.kms_key",
    ".root_volume.size",
    ".root_volume.encrypted",
    ".subnets",
    ".security_groups",
    ".key_name",
];

/// The differences between two roles with all that belongs to them.
pub(super) fn changes(old_side: InFolder<'_>, new_side: InFolder<'_>) -> Vec<SettingChange> {
    let (old, new) = (table(old_side), table(new_side));
    let keys = old
        .keys()
        .chain(new.keys().filter(|key| !old.contains_key(*key)));
    let mut changes: Vec<SettingChange> = keys
        .filter(|key| value(&old, key) != value(&new, key))
        .filter(|key| {
            let is_decided = is_decided(key, &old, &new);
            !(is_decided && old_side.folder.is_applied && !new.contains_key(*key)
                || is_decided && new_side.folder.is_applied && !old.contains_key(*key))
        })
        .map(|key| SettingChange {
            setting: key.clone(),
            old: value(&old, key),
            new: value(&new, key),
            replaces: matches!(key.as_str(), "role.name" | "role.name_prefix" | "role.path"),
            old_origin: origin(&old, key),
            new_origin: origin(&new, key),
        })
        .collect();
    changes.sort();
    changes
}

/// Whether AWS, or Terraform, decides a setting: a name too, if both sides have the same prefix.
fn is_decided(key: &str, old: &Table, new: &Table) -> bool {
    let has_prefix = || {
        let prefix = key
            .strip_suffix(".name")
            .map(|of| format!("{of}.name_prefix"));
        prefix.is_some_and(|key| old.contains_key(&key) && value(old, &key) == value(new, &key))
    };
    key.contains(".imds.") || DECIDED.iter().any(|end| key.ends_with(end)) || has_prefix()
}

struct Writer<'a> {
    table: Table,
    known: &'a Known,
}

impl Writer<'_> {
    fn put(&mut self, key: &str, setting: &Setting) {
        if let Some(value) = setting {
            let text = normal::text(&value.value, self.known).to_string();
            self.table.insert(key.to_owned(), (text, value.origin));
        }
    }

    /// A setting for which AWS has a default: writing that out is no difference.
    fn put_or(&mut self, key: &str, setting: &Setting, default: &str) {
        self.put(key, setting);
        if self
            .table
            .get(key)
            .is_some_and(|(value, _)| value == default)
        {
            self.table.remove(key);
        }
    }

    fn tags(&mut self, of: &str, tags: &[Tag]) {
        for tag in tags {
            let key = normal::text(&tag.key.value, self.known);
            self.put(&format!("{of}.tags[{key}]"), &Some(tag.value.clone()));
        }
    }
}

fn table(side: InFolder<'_>) -> Table {
    let InFolder {
        folder,
        role,
        known,
    } = side;
    let mut writer = Writer {
        table: Table::new(),
        known,
    };
    writer.put("role.name", &role.name);
    writer.put("role.name_prefix", &role.name_prefix);
    writer.put_or("role.path", &role.path, "/");
    writer.put("role.description", &role.description);
    writer.put_or(
        "role.max_session_duration",
        &role.max_session_duration,
        "3600",
    );
    writer.put_or("role.permissions_boundary", &role.permissions_boundary, "");
    writer.tags("role", &role.tags);
    let index = folder.roles.iter().position(|one| std::ptr::eq(one, role));
    for profile in folder
        .profiles
        .iter()
        .filter(|one| one.role.is_some() && one.role == index)
    {
        writer.put("instance_profile.name", &profile.name);
        writer.put("instance_profile.name_prefix", &profile.name_prefix);
        writer.put_or("instance_profile.path", &profile.path, "/");
    }
    let runs_it = |compute: &&Compute| {
        let profile = compute.profile.and_then(|at| folder.profiles.get(at));
        profile.is_none_or(|profile| profile.role == index)
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for compute in folder.computes.iter().filter(runs_it) {
        let kind = compute.kind.terraform_type();
        let count = seen.entry(kind).or_default();
        *count += 1;
        let name = if *count == 1 {
            kind.to_owned()
        } else {
            format!("{kind}#{count}")
        };
        of_compute(&mut writer, &folder.files, &name, compute);
    }
    writer.table
}

/// User data by its hash: that of the copied file, or what was read.
fn user_data(files: &[CopiedFile], compute: &Compute) -> Setting {
    let Some(path) = &compute.user_data else {
        return compute.user_data_digest.clone();
    };
    let copied = files
        .iter()
        .find(|file| path.value.as_literal() == Some(&*file.path));
    let digest = copied.map(|file| Text::literal(user_data_digest(&file.content)));
    Some(Located::new(
        digest.unwrap_or(path.value.clone()),
        path.origin,
    ))
}

fn of_compute(writer: &mut Writer<'_>, files: &[CopiedFile], name: &str, compute: &Compute) {
    let user_data = user_data(files, compute);
    writer.put_or(&format!("{name}.monitoring"), &compute.monitoring, "false");
    writer.put_or(
        &format!("{name}.ebs_optimized"),
        &compute.ebs_optimized,
        "false",
    );
    let ipv6 = compute.imds.as_ref().and_then(|imds| imds.ipv6.clone());
    writer.put_or(
        &format!("{name}.imds.http_protocol_ipv6"),
        &ipv6,
        "disabled",
    );
    let mut put = |key: &str, setting: &Setting| writer.put(&format!("{name}.{key}"), setting);
    put("name", &compute.name);
    put("instance_type", &compute.instance_type);
    put("key_name", &compute.key_name);
    put("public_ip", &compute.public_ip);
    put("user_data", &user_data);
    if let Some(imds) = &compute.imds {
        put("imds.http_endpoint", &imds.endpoint);
        put("imds.http_tokens", &imds.tokens);
        put("imds.http_put_response_hop_limit", &imds.hop_limit);
        put("imds.instance_metadata_tags", &imds.tags);
    }
    if let Some(volume) = &compute.root_volume {
        put("root_volume.size", &volume.size);
        put("root_volume.encrypted", &volume.encrypted);
        put("root_volume.kms_key", &volume.kms_key);
    }
    let lists = [
        ("subnets", &compute.subnets),
        ("security_groups", &compute.security_groups),
        ("target_groups", &compute.target_groups),
    ];
    for (key, list) in lists {
        let mut texts: Vec<String> = list
            .iter()
            .map(|one| normal::text(&one.value, writer.known).to_string())
            .collect();
        texts.sort();
        if !texts.is_empty() {
            let origin = list.first().map_or(Origin::NOWHERE, |one| one.origin);
            writer
                .table
                .insert(format!("{name}.{key}"), (texts.join(", "), origin));
        }
    }
    for (key, size) in ["min", "max", "desired"].into_iter().zip(&compute.size) {
        writer.put(&format!("{name}.size.{key}"), size);
    }
    writer.tags(name, &compute.tags);
}
