//! The instance, with every setting written out that decides who gets at its credentials.

use super::{module, names::Names, tags};
use crate::{
    blueprint::{Ami, Compute, ComputeKind, CopiedFile, Imds, Setting, Tag, Volume},
    source::Located,
    spec::{self, AmiChoice, Instance, Layout, Spec, Workload},
    text::Text,
};

/// The partitions that know no `http_protocol_ipv6`.
const WITHOUT_IPV6_SETTING: [&str; 2] = ["aws-iso", "aws-iso-b"];

/// The instance, and the script to copy.
pub(super) fn compute(
    spec: &Spec,
    instance: &Instance,
    names: &Names,
    common: &[Tag],
) -> (Compute, Option<CopiedFile>) {
    let copied = copied(instance, names);
    let name = instance
        .name
        .clone()
        .or_else(|| names.name.clone())
        .or_else(|| names.name_prefix.clone());
    let is_module = names.layout == Layout::Module;
    let mut subnet = instance.subnet.clone();
    let mut security_groups = instance.security_groups.clone();
    if is_module {
        subnet = Some(module::subnet(instance));
        security_groups = module::security_groups(instance);
    }
    let compute = Compute {
        address: names.address("aws_instance"),
        kind: ComputeKind::Instance,
        profile: Some(0),
        instance_type: instance.instance_type.clone(),
        ami: instance.ami.as_ref().map(ami),
        follow_ami: instance.follow.as_ref().is_some_and(|follow| follow.value),
        subnets: subnet.into_iter().collect(),
        security_groups,
        user_data: copied.as_ref().map(|file| {
            let origin = instance.user_data.as_ref().map(|path| path.origin);
            Located::new(file.path.as_str().into(), origin.unwrap_or_default())
        }),
        root_volume: Some(volume(instance.root_volume.as_ref())),
        data_volumes: instance
            .data_volumes
            .iter()
            .map(|it| volume(Some(it)))
            .collect(),
        key_name: instance.key_name.clone(),
        public_ip: instance.public_ip.clone(),
        monitoring: instance.monitoring.clone(),
        ebs_optimized: instance.ebs_optimized.clone(),
        imds: Some(imds(spec, instance)),
        tags: instance_tags(instance, common, name.as_ref()),
        name,
        origin: instance.origin,
        ..Compute::default()
    };
    (compute, copied)
}

/// The common tags, the instance's own, and its name where no tag says another.
fn instance_tags(instance: &Instance, common: &[Tag], name: Option<&Located<Text>>) -> Vec<Tag> {
    let mut tags = tags::merged(common, &instance.tags);
    let has_own = |tag: &spec::Tag| tag.key.value.as_literal() == Some("Name");
    if let Some(name) = name
        && !instance.tags.iter().any(has_own)
    {
        tags.retain(|tag| tag.key.value.as_literal() != Some("Name"));
        tags.push(Tag {
            key: Located::new("Name".into(), name.origin),
            value: name.clone(),
        });
    }
    tags
}

fn ami(choice: &Located<AmiChoice>) -> Ami {
    match &choice.value {
        AmiChoice::Id(id) => Ami::Id(id.clone()),
        AmiChoice::SsmParameter(name) => Ami::SsmParameter(name.clone()),
        AmiChoice::Lookup { owner, name } => Ami::Lookup {
            owner: owner.clone(),
            name: name.clone(),
        },
    }
}

/// All five settings: their defaults differ between account, image and resource type.
fn imds(spec: &Spec, instance: &Instance) -> Imds {
    let imds = &instance.imds;
    // A container's network is one hop further away.
    let hops = match instance.workload.as_ref().map(|it| it.value) {
        Some(Workload::Containers) => "2",
        Some(Workload::Host) | None => "1",
    };
    let partition = spec.partition.as_ref().and_then(|it| it.value.as_literal());
    let has_ipv6_setting = !partition.is_some_and(|it| WITHOUT_IPV6_SETTING.contains(&it));
    Imds {
        endpoint: or(&imds.endpoint, "enabled"),
        tokens: or(&imds.tokens, "required"),
        hop_limit: or(&imds.hop_limit, hops),
        tags: or(&imds.tags, "disabled"),
        ipv6: or(&imds.ipv6, "disabled").filter(|_| has_ipv6_setting),
    }
}

/// A volume: encrypted unless the spec says otherwise.
fn volume(volume: Option<&spec::Volume>) -> Volume {
    let volume = volume.cloned().unwrap_or_default();
    Volume {
        encrypted: or(&volume.encrypted, "true"),
        device: volume.device,
        size: volume.size,
        volume_type: volume.volume_type,
        kms_key: volume.kms_key,
        iops: volume.iops,
        throughput: volume.throughput,
        delete_on_termination: volume.delete_on_termination,
    }
}

fn or(setting: &Setting, default: &str) -> Setting {
    setting
        .clone()
        .or_else(|| Some(Located::nowhere(default.into())))
}

/// The user data script under its own name, in the folder `files`.
fn copied(instance: &Instance, names: &Names) -> Option<CopiedFile> {
    let path = instance.user_data.as_ref()?;
    let content = instance.user_data_content.as_ref()?;
    let name = path.value.rsplit('/').next().unwrap_or(&path.value);
    Some(CopiedFile {
        path: format!("files/{}{name}", names.file_prefix),
        content: content.clone(),
    })
}
