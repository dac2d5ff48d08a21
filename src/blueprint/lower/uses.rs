//! Which references a folder's text holds, and which key of the spec each variable stands at.

use std::collections::BTreeSet;

use crate::{
    blueprint::Folder,
    grant::{OptionValue, Request, Subject},
    policy::{Statement, Value},
    spec::{AmiChoice, Spec, Tag, Trust, TrustPrincipal, Volume},
    text::{Reference, Text},
};

/// Every reference in the folder's text.
pub(super) fn references(folder: &Folder) -> BTreeSet<Reference> {
    let texts = folder.texts();
    texts
        .into_iter()
        .flat_map(|it| it.value.references().cloned())
        .collect()
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string.
    String,
    /// A number.
    Number,
    /// A boolean.
    Bool,
}

/// A value of the spec in which a variable may stand.
#[derive(Clone, Debug)]
pub(super) struct Use<'a> {
    /// The value.
    pub(super) text: &'a Text,
    /// What its key takes.
    pub(super) kind: Kind,
    /// What it is: `name of the role`.
    pub(super) what: String,
}

/// Every value of the spec that may hold a reference, in file order within each part.
pub(super) fn of(spec: &Spec) -> Vec<Use<'_>> {
    let mut uses = Uses(Vec::new());
    uses.one(spec.account.as_ref(), "ID of the account");
    uses.one(spec.partition.as_ref(), "partition");
    uses.one(spec.region.as_ref(), "region");
    uses.tags(&spec.tags, "every resource");
    of_role(spec, &mut uses);
    of_permissions("", &spec.grants, [&spec.allow, &spec.deny], &mut uses);
    for assume in &spec.assume {
        let of = format!(" of the target {}", assume.name.value);
        uses.one(assume.external_id.as_ref(), &format!("external ID{of}"));
        if let Some(target) = &assume.target {
            uses.one(target.region.as_ref(), &format!("region{of}"));
            uses.one(
                target.permissions_boundary.as_ref(),
                &format!("ARN of the permissions boundary{of}"),
            );
            uses.many(
                &target.managed_policies,
                &format!("ARN of a managed policy{of}"),
            );
            uses.tags(&target.tags, &format!("the role{of}"));
            of_permissions(
                &of,
                &target.grants,
                [&target.allow, &target.deny],
                &mut uses,
            );
        }
    }
    of_instance(spec, &mut uses);
    uses.0
}

struct Uses<'a>(Vec<Use<'a>>);

impl<'a> Uses<'a> {
    fn add(&mut self, value: Option<&'a Value>, kind: Kind, what: &str) {
        self.0.extend(value.map(|value| Use {
            text: &value.value,
            kind,
            what: what.to_owned(),
        }));
    }

    fn one(&mut self, value: Option<&'a Value>, what: &str) {
        self.add(value, Kind::String, what);
    }

    fn many(&mut self, values: &'a [Value], what: &str) {
        for value in values {
            self.one(Some(value), what);
        }
    }

    fn tags(&mut self, tags: &'a [Tag], of: &str) {
        for tag in tags {
            self.one(Some(&tag.key), &format!("key of a tag of {of}"));
            self.one(Some(&tag.value), &format!("tag {} of {of}", tag.key.value));
        }
    }
}

fn of_role<'a>(spec: &'a Spec, uses: &mut Uses<'a>) {
    let role = &spec.role;
    uses.one(role.name.as_ref(), "name of the role");
    uses.one(
        role.name_prefix.as_ref(),
        "beginning of the name of the role",
    );
    uses.one(role.path.as_ref(), "path of the role");
    uses.one(role.description.as_ref(), "description of the role");
    uses.one(
        role.permissions_boundary.as_ref(),
        "ARN of the permissions boundary",
    );
    uses.many(&role.managed_policies, "ARN of a managed policy");
    for Trust {
        principal,
        external_id,
        conditions,
        ..
    } in &role.trust
    {
        let (value, what) = match principal {
            TrustPrincipal::Role(arn) => (arn, "ARN of a role that may assume the role"),
            TrustPrincipal::User(arn) => (arn, "ARN of a user who may assume the role"),
            TrustPrincipal::Account(id) => (id, "ID of an account that may assume the role"),
            TrustPrincipal::Service(name) => (name, "service that may assume the role"),
        };
        uses.one(Some(value), what);
        uses.one(
            external_id.as_ref(),
            "external ID of those who assume the role",
        );
        for condition in conditions {
            let key = &condition.key.value;
            uses.many(
                &condition.values,
                &format!("value of {key} for those who assume the role"),
            );
        }
    }
    uses.tags(&role.tags, "the role");
    let profile = spec.instance_profile.as_ref();
    uses.one(
        profile.and_then(|it| it.name.as_ref()),
        "name of the instance profile",
    );
}

fn of_permissions<'a>(
    of: &str,
    grants: &'a [Request],
    statements: [&'a [Statement]; 2],
    uses: &mut Uses<'a>,
) {
    for grant in grants {
        let service = &grant.service;
        match &grant.subject {
            Subject::Whole => {}
            Subject::Name(name) => uses.one(Some(name), &format!("name in {service}{of}")),
            Subject::Arn(arn) => uses.one(Some(arn), &format!("ARN in {service}{of}")),
            Subject::Ref(reference) => {
                uses.one(Some(reference), &format!("resource in {service}{of}"));
            }
            Subject::Keys(keys) => {
                for (key, value) in keys {
                    uses.one(Some(value), &format!("{key} in {service}{of}"));
                }
            }
        }
        for (key, option) in &grant.options {
            let what = format!("{key} in {service}{of}");
            match option {
                OptionValue::Flag(_) => {}
                OptionValue::Text(value) => uses.one(Some(value), &what),
                OptionValue::List(values) => uses.many(values, &what),
            }
        }
        let key = format!("ARN of the KMS key in {service}{of}");
        uses.one(grant.kms_key.as_ref(), &key);
        for condition in &grant.conditions {
            let what = format!("value of {} in {service}{of}", condition.key.value);
            uses.many(&condition.values, &what);
        }
    }
    for statement in statements.into_iter().flatten() {
        let sid = statement.sid.as_ref().map_or_else(
            || format!("a statement{of}"),
            |sid| format!("the statement {}{of}", sid.value),
        );
        uses.many(&statement.actions.values, &format!("action of {sid}"));
        if let Some(resources) = &statement.resources {
            uses.many(&resources.values, &format!("resource of {sid}"));
        }
        for condition in &statement.conditions {
            let key = &condition.key.value;
            uses.many(&condition.values, &format!("value of {key} in {sid}"));
        }
    }
}

fn of_instance<'a>(spec: &'a Spec, uses: &mut Uses<'a>) {
    let Some(instance) = &spec.instance else {
        return;
    };
    let of = "of the instance";
    uses.one(instance.name.as_ref(), &format!("name {of}"));
    uses.one(instance.instance_type.as_ref(), &format!("type {of}"));
    match instance.ami.as_ref().map(|ami| &ami.value) {
        Some(AmiChoice::Id(id)) => uses.one(Some(id), &format!("ID of the image {of}")),
        Some(AmiChoice::SsmParameter(name)) => {
            uses.one(
                Some(name),
                "name of the SSM parameter that holds the ID of the image",
            );
        }
        Some(AmiChoice::Lookup { owner, name }) => {
            uses.one(Some(owner), &format!("owner of the image {of}"));
            uses.one(Some(name), &format!("name of the image {of}"));
        }
        None => {}
    }
    uses.one(
        instance.subnet.as_ref(),
        "ID of the subnet that the instance runs in",
    );
    uses.many(
        &instance.security_groups,
        &format!("ID of a security group {of}"),
    );
    if let Some(volume) = &instance.root_volume {
        of_volume(volume, "the root volume", uses);
    }
    for volume in &instance.data_volumes {
        of_volume(volume, "a data volume", uses);
    }
    let imds = &instance.imds;
    let metadata = "of the instance's metadata service";
    uses.one(
        imds.endpoint.as_ref(),
        &format!("state {metadata} (enabled or disabled)"),
    );
    uses.one(
        imds.tokens.as_ref(),
        &format!("token rule {metadata} (required or optional)"),
    );
    uses.add(
        imds.hop_limit.as_ref(),
        Kind::Number,
        &format!("hop limit {metadata}"),
    );
    uses.one(
        imds.tags.as_ref(),
        &format!("state of the tags {metadata} (enabled or disabled)"),
    );
    uses.one(
        imds.ipv6.as_ref(),
        &format!("state of IPv6 {metadata} (enabled or disabled)"),
    );
    uses.one(
        instance.key_name.as_ref(),
        &format!("name of the SSH key pair {of}"),
    );
    let flags = [
        (
            &instance.public_ip,
            "whether the instance has a public address",
        ),
        (
            &instance.monitoring,
            "whether the instance has detailed monitoring",
        ),
        (
            &instance.ebs_optimized,
            "whether the instance is EBS-optimized",
        ),
    ];
    for (flag, what) in flags {
        uses.add(flag.as_ref(), Kind::Bool, what);
    }
    uses.tags(&instance.tags, "the instance");
}

fn of_volume<'a>(volume: &'a Volume, of: &str, uses: &mut Uses<'a>) {
    uses.one(volume.device.as_ref(), &format!("device name of {of}"));
    uses.add(
        volume.size.as_ref(),
        Kind::Number,
        &format!("size of {of}, in GiB"),
    );
    uses.one(volume.volume_type.as_ref(), &format!("type of {of}"));
    uses.add(
        volume.encrypted.as_ref(),
        Kind::Bool,
        &format!("whether {of} is encrypted"),
    );
    uses.one(
        volume.kms_key.as_ref(),
        &format!("ARN of the KMS key of {of}"),
    );
    uses.add(
        volume.iops.as_ref(),
        Kind::Number,
        &format!("operations a second of {of}"),
    );
    uses.add(
        volume.throughput.as_ref(),
        Kind::Number,
        &format!("throughput of {of}, in MiB/s"),
    );
    let deleted = format!("whether {of} goes when the instance goes");
    uses.add(volume.delete_on_termination.as_ref(), Kind::Bool, &deleted);
}
