//! Instances, launch templates and configurations, and auto scaling groups of a module.

use std::rc::Rc;

use super::{
    iam::{object_tags, refers_to, tags},
    instance::Instance,
    launch,
    module::{Survey, presence},
    user_data,
    value::{Kind, Object, Value},
};
use crate::{
    blueprint::{Ami, Compute, ComputeKind, Imds, Setting, Volume},
    source::Located,
    text::Text,
};

/// Adds an instance, template or configuration.
pub(super) fn machine(survey: &mut Survey<'_, '_>, instance: &Instance, kind: ComputeKind) {
    if let Some(id) = survey.detail_text(instance, "id") {
        survey.ids.insert(instance.address.clone(), id.value);
    }
    let compute = read(survey, instance, kind);
    survey.folder.computes.push(compute);
    launch::note(survey, instance);
}

fn read(survey: &Survey<'_, '_>, instance: &Instance, kind: ComputeKind) -> Compute {
    let template = kind == ComputeKind::LaunchTemplate;
    let profile = if template {
        let blocks = blocks(survey, instance, "iam_instance_profile");
        let block = blocks.into_iter().next();
        block.and_then(|block| some_field(&block, "name").or_else(|| some_field(&block, "arn")))
    } else {
        survey
            .value(instance, "iam_instance_profile")
            .map(|(value, _)| value)
    };
    let profile = profile.filter(|value| !value.is_nothing());
    let image = if kind == ComputeKind::Instance || kind == ComputeKind::SpotInstanceRequest {
        "ami"
    } else {
        "image_id"
    };
    let mut tags = tags(survey, instance, "tags");
    if template {
        for block in blocks(survey, instance, "tag_specifications") {
            let for_instances = text_field(&block, "resource_type")
                .is_some_and(|kind| kind.value.as_literal() == Some("instance"));
            if let (true, Some(value)) = (for_instances, block.fields.get("tags")) {
                tags = object_tags(value);
            }
        }
    }
    // A template says in blocks what an instance says in arguments.
    let interface = blocks(survey, instance, "network_interfaces")
        .into_iter()
        .next();
    let interface = interface.filter(|_| template).unwrap_or_default();
    let named = tags
        .iter()
        .find(|tag| tag.key.value.as_literal() == Some("Name"));
    let name = match kind {
        ComputeKind::LaunchTemplate | ComputeKind::LaunchConfiguration => survey
            .detail_text(instance, "name")
            .or_else(|| survey.detail_text(instance, "name_prefix")),
        _ => named.map(|tag| tag.value.clone()),
    };
    Compute {
        address: instance.address.clone(),
        kind,
        name,
        profile: profile.as_ref().and_then(|value| profile_of(survey, value)),
        profile_name: profile.as_ref().and_then(located),
        instance_type: survey.detail_text(instance, "instance_type"),
        ami: survey.detail_text(instance, image).map(Ami::Id),
        subnets: survey
            .detail_text(instance, "subnet_id")
            .or_else(|| text_field(&interface, "subnet_id"))
            .into_iter()
            .collect(),
        // A state repeats by name in the second what the first says by id.
        security_groups: ["vpc_security_group_ids", "security_groups"]
            .into_iter()
            .map(|name| list(survey, instance, name))
            .chain([listed(survey, interface.fields.get("security_groups"))])
            .find(|groups| !groups.is_empty())
            .unwrap_or_default(),
        user_data_digest: user_data::digest(survey, instance),
        key_name: survey.detail_text(instance, "key_name"),
        public_ip: survey
            .detail_text(instance, "associate_public_ip_address")
            .or_else(|| text_field(&interface, "associate_public_ip_address")),
        monitoring: survey
            .detail_text(instance, "monitoring")
            .filter(|_| !template)
            .or_else(|| {
                let block = blocks(survey, instance, "monitoring").into_iter().next()?;
                text_field(&block, "enabled")
            }),
        ebs_optimized: survey.detail_text(instance, "ebs_optimized"),
        root_volume: blocks(survey, instance, "root_block_device")
            .first()
            .map(volume),
        data_volumes: blocks(survey, instance, "ebs_block_device")
            .iter()
            .map(volume)
            .collect(),
        imds: blocks(survey, instance, "metadata_options")
            .first()
            .map(imds),
        tags,
        presence: presence(&instance.assumed),
        origin: instance.declared.origin(),
        ..Compute::default()
    }
}

/// Adds a group.
pub(super) fn group(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let group = Compute {
        address: instance.address.clone(),
        kind: ComputeKind::AutoscalingGroup,
        name: survey
            .detail_text(instance, "name")
            .or_else(|| survey.detail_text(instance, "name_prefix")),
        subnets: list(survey, instance, "vpc_zone_identifier"),
        size: ["min_size", "max_size", "desired_capacity"]
            .map(|name| survey.detail_text(instance, name)),
        target_groups: list(survey, instance, "target_group_arns"),
        presence: presence(&instance.assumed),
        origin: instance.declared.origin(),
        ..Compute::default()
    };
    survey.folder.computes.push(group);
    launch::note(survey, instance);
}

/// Adds a fleet: what it runs is what its templates say, or its own specifications.
pub(super) fn fleet(survey: &mut Survey<'_, '_>, instance: &Instance, kind: ComputeKind) {
    let own = blocks(survey, instance, "launch_specification");
    let own = own.into_iter().next().unwrap_or_default();
    let profile = ["iam_instance_profile", "iam_instance_profile_arn"];
    let profile = profile.into_iter().find_map(|name| some_field(&own, name));
    let fleet = Compute {
        address: instance.address.clone(),
        kind,
        profile: profile.as_ref().and_then(|value| profile_of(survey, value)),
        profile_name: profile.as_ref().and_then(located),
        instance_type: text_field(&own, "instance_type"),
        ami: text_field(&own, "ami").map(Ami::Id),
        presence: presence(&instance.assumed),
        origin: instance.declared.origin(),
        ..Compute::default()
    };
    survey.folder.computes.push(fleet);
    launch::note(survey, instance);
}

/// Keeps what the account says of the metadata service.
pub(super) fn metadata_defaults(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let setting = |name: &str| {
        let text = survey.detail_text(instance, name);
        // These say nothing.
        text.filter(|text| !["no-preference", "-1"].contains(&text.value.to_string().as_str()))
    };
    let defaults = Imds {
        endpoint: setting("http_endpoint"),
        tokens: setting("http_tokens"),
        hop_limit: setting("http_put_response_hop_limit"),
        tags: setting("instance_metadata_tags"),
        ipv6: None,
    };
    survey.folder.metadata_defaults = Some(defaults);
}

/// The nested blocks of a type, as far as they are known.
pub(super) fn blocks(survey: &Survey<'_, '_>, instance: &Instance, kind: &str) -> Vec<Object> {
    let blocks = survey
        .world
        .assuming(|| Ok(survey.world.blocks(instance, kind)));
    let (blocks, _) = blocks.unwrap_or_default();
    blocks.into_iter().filter_map(object).collect()
}

fn object(value: Value) -> Option<Object> {
    match value.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

pub(super) fn nested(object_with: &Object, kind: &str) -> Vec<Object> {
    match object_with.fields.get(kind).map(|value| &value.kind) {
        Some(Kind::List(list)) => list
            .items
            .iter()
            .filter_map(|item| object(item.value.clone()))
            .collect(),
        Some(Kind::Object(object)) => vec![object.clone()],
        _ => Vec::new(),
    }
}

pub(super) fn some_field(object: &Object, name: &str) -> Option<Value> {
    object
        .fields
        .get(name)
        .filter(|value| !value.is_nothing())
        .cloned()
}

fn text_field(object: &Object, name: &str) -> Setting {
    located(object.fields.get(name)?)
}

pub(super) fn located(value: &Value) -> Option<Located<Text>> {
    Some(Located::new(value.as_text()?, value.origin))
}

fn list(survey: &Survey<'_, '_>, instance: &Instance, name: &str) -> Vec<Located<Text>> {
    listed(survey, survey.detail(instance, name).as_ref())
}

fn listed(survey: &Survey<'_, '_>, value: Option<&Value>) -> Vec<Located<Text>> {
    let Some(value) = value else {
        return Vec::new();
    };
    let elements = survey.world.elements(value).into_iter();
    elements
        .filter_map(|element| located(&element.value))
        .collect()
}

/// The folder's profile that a value names: as an attribute of it, or by an equal name.
fn profile_of(survey: &Survey<'_, '_>, value: &Value) -> Option<usize> {
    if let Kind::Choice(choice) = &value.kind {
        return profile_of(survey, &choice.then).or_else(|| profile_of(survey, &choice.otherwise));
    }
    let profiles = &survey.folder.profiles;
    let by_reference = profiles.iter().position(|p| refers_to(value, &p.address));
    by_reference.or_else(|| {
        let text = value.as_text()?;
        profiles
            .iter()
            .position(|p| p.name.as_ref().is_some_and(|name| name.value == text))
    })
}

fn imds(block: &Object) -> Imds {
    Imds {
        endpoint: text_field(block, "http_endpoint"),
        tokens: text_field(block, "http_tokens"),
        hop_limit: text_field(block, "http_put_response_hop_limit"),
        tags: text_field(block, "instance_metadata_tags"),
        ipv6: text_field(block, "http_protocol_ipv6"),
    }
}

fn volume(block: &Object) -> Volume {
    Volume {
        device: text_field(block, "device_name"),
        size: text_field(block, "volume_size"),
        volume_type: text_field(block, "volume_type"),
        encrypted: text_field(block, "encrypted"),
        kms_key: text_field(block, "kms_key_id"),
        iops: text_field(block, "iops"),
        throughput: text_field(block, "throughput"),
        delete_on_termination: text_field(block, "delete_on_termination"),
    }
}
