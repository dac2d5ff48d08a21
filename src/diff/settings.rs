//! The settings of a role, its profile and what runs with it, and how they differ.

use std::collections::BTreeMap;

use super::{
    normal::{self, Known},
    pair::InFolder,
};
use crate::{
    blueprint::{Ami, Compute, CopiedFile, Imds, PolicyKind, Setting, Tag, Volume},
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

/// What AWS decides where nobody says it. A state, and a plan on it, hold that beside what was said,
/// and do not tell the one from the other.
const DECIDED: [&str; 6] = [
    ".public_ip",
    ".subnets",
    ".security_groups",
    ".key_name",
    ".ebs_optimized",
    ".monitoring",
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
            if let (Some(was), Some(is)) = (value(&old, key), value(&new, key))
                && key.strip_suffix(".ami").is_some()
            {
                // What is looked up has an id once it is planned.
                let is_resolved = old_side.folder.is_resolved || new_side.folder.is_resolved;
                let is_open = |text: &str| {
                    text.contains("${")
                        || text.starts_with(BY_LOOKUP)
                        || text.starts_with(BY_PARAMETER)
                };
                return !is_looked_up(&was, &is)
                    && !(is_resolved && (is_open(&was) || is_open(&is)));
            }
            let is_decided = is_decided(key, &old, &new);
            !(is_decided && old_side.folder.is_resolved && !new.contains_key(*key)
                || is_decided && new_side.folder.is_resolved && !old.contains_key(*key))
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
    key.contains(".imds.")
        || key.contains("_volume")
        || DECIDED.iter().any(|end| key.ends_with(end))
        || has_prefix()
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
        writer.tags("instance_profile", &profile.tags);
    }
    for policy in role
        .policies
        .iter()
        .filter(|one| one.kind == PolicyKind::Managed)
    {
        if let Some(name) = &policy.name {
            let name = normal::text(&name.value, known);
            writer.put(&format!("policy[{name}].description"), &policy.description);
            writer.tags(&format!("policy[{name}]"), &policy.tags);
        }
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

/// Every setting of a compute. A field that is not compared says why: none is forgotten.
fn of_compute(writer: &mut Writer<'_>, files: &[CopiedFile], name: &str, compute: &Compute) {
    let user_data = user_data(files, compute);
    let Compute {
        // Which of the two are a pair, and what kind of resource it is, the caller decides.
        address: _,
        kind: _,
        profile,
        profile_name,
        name: called,
        instance_type,
        ami,
        // Nothing in AWS: whether Terraform replaces the instance for a newer image.
        follow_ami: _,
        subnets,
        security_groups,
        // By its hash, above.
        user_data: _,
        user_data_digest: _,
        root_volume,
        data_volumes,
        key_name,
        public_ip,
        monitoring,
        ebs_optimized,
        imds,
        size,
        target_groups,
        // Templates stand for themselves.
        launches: _,
        launches_elsewhere,
        tags,
        presence: _,
        origin: _,
    } = compute;
    writer.put_or(&format!("{name}.monitoring"), monitoring, "false");
    writer.put_or(&format!("{name}.ebs_optimized"), ebs_optimized, "false");
    let mut put = |key: &str, setting: &Setting| writer.put(&format!("{name}.{key}"), setting);
    put("name", called);
    // One of the folder's own decides which role it runs as, and is compared with that.
    if profile.is_none() {
        put("profile", profile_name);
    }
    put("instance_type", instance_type);
    put("key_name", key_name);
    put("public_ip", public_ip);
    put("user_data", &user_data);
    put("ami", &ami.as_ref().map(shown));
    if let Some(imds) = imds {
        of_imds(writer, name, imds);
    }
    if let Some(volume) = root_volume {
        of_volume(writer, &format!("{name}.root_volume"), volume);
    }
    for (number, volume) in data_volumes.iter().enumerate() {
        let device = volume.device.as_ref();
        let device = device.map_or_else(|| number.to_string(), |device| device.value.to_string());
        of_volume(writer, &format!("{name}.data_volume[{device}]"), volume);
    }
    let lists = [
        ("subnets", subnets),
        ("security_groups", security_groups),
        ("target_groups", target_groups),
        ("launches", launches_elsewhere),
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
    for (key, size) in ["min", "max", "desired"].into_iter().zip(size) {
        writer.put(&format!("{name}.size.{key}"), size);
    }
    writer.tags(name, tags);
}

/// An image as one text: how it is chosen, where it is not named.
fn shown(ami: &Ami) -> Located<Text> {
    match ami {
        Ami::Id(id) => id.clone(),
        Ami::SsmParameter(parameter) => {
            let text = Text::literal(BY_PARAMETER).then(&parameter.value);
            Located::new(text, parameter.origin)
        }
        Ami::Lookup { owner, name } => {
            let text = Text::literal(BY_LOOKUP)
                .then(&name.value)
                .then_literal(" of ")
                .then(&owner.value);
            Located::new(text, name.origin)
        }
    }
}

/// How an image is shown that a spec has looked up; a module has a data source in its place.
const BY_LOOKUP: &str = "the newest image ";
const BY_PARAMETER: &str = "the image of the parameter ";

/// Whether one side says how an image is looked up and the other refers to the data source that
/// does: a module's own is not opened.
fn is_looked_up(old: &str, new: &str) -> bool {
    let both = |words: &str, source: &str| {
        let is = |one: &str, other: &str| one.starts_with(words) && other.contains(source);
        is(old, new) || is(new, old)
    };
    both(BY_LOOKUP, "data.aws_ami.") || both(BY_PARAMETER, "data.aws_ssm_parameter.")
}

fn of_imds(writer: &mut Writer<'_>, name: &str, imds: &Imds) {
    let Imds {
        endpoint,
        tokens,
        hop_limit,
        tags,
        ipv6,
    } = imds;
    let mut put = |key: &str, setting: &Setting, default: &str| {
        writer.put_or(&format!("{name}.imds.{key}"), setting, default);
    };
    put("http_endpoint", endpoint, "enabled");
    put("http_tokens", tokens, "");
    put("http_put_response_hop_limit", hop_limit, "");
    put("instance_metadata_tags", tags, "");
    put("http_protocol_ipv6", ipv6, "disabled");
}

fn of_volume(writer: &mut Writer<'_>, name: &str, volume: &Volume) {
    let Volume {
        device,
        size,
        volume_type,
        encrypted,
        kms_key,
        iops,
        throughput,
        delete_on_termination,
    } = volume;
    let mut put = |key: &str, setting: &Setting, default: &str| {
        writer.put_or(&format!("{name}.{key}"), setting, default);
    };
    put("device", device, "");
    put("size", size, "");
    put("type", volume_type, "");
    put("encrypted", encrypted, "");
    put("kms_key", kms_key, "");
    put("iops", iops, "");
    put("throughput", throughput, "");
    put("delete_on_termination", delete_on_termination, "true");
}
