//! Every text of a folder, for questions such as "which variables does it need?".

use super::{Ami, Compute, Folder, Imds, InstanceProfile, Policy, Role, Setting, Tag, Volume};
use crate::{
    policy::{Clause, Document, Statement},
    source::Located,
    text::Text,
};

impl Folder {
    /// Every text that ends up in the folder's Terraform, with its place: settings, tags, and all
    /// of its policies. Outputs and variables are not among them: they are made from these.
    pub fn texts(&self) -> Vec<&Located<Text>> {
        let mut found = Vec::new();
        found.extend(
            [&self.account, &self.partition, &self.region]
                .into_iter()
                .flatten(),
        );
        self.roles.iter().for_each(|role| of_role(role, &mut found));
        self.policies
            .iter()
            .for_each(|policy| of_policy(policy, &mut found));
        self.profiles
            .iter()
            .for_each(|profile| of_profile(profile, &mut found));
        self.computes
            .iter()
            .for_each(|compute| of_compute(compute, &mut found));
        found
    }
}

type Found<'a> = Vec<&'a Located<Text>>;

fn settings<'a>(list: impl IntoIterator<Item = &'a Setting>, found: &mut Found<'a>) {
    found.extend(list.into_iter().flatten());
}

fn tags<'a>(list: &'a [Tag], found: &mut Found<'a>) {
    found.extend(list.iter().flat_map(|tag| [&tag.key, &tag.value]));
}

fn of_role<'a>(role: &'a Role, found: &mut Found<'a>) {
    settings(
        [
            &role.name,
            &role.name_prefix,
            &role.path,
            &role.description,
            &role.max_session_duration,
            &role.permissions_boundary,
        ],
        found,
    );
    role.trust
        .iter()
        .chain(&role.boundary_document)
        .for_each(|trust| of_document(trust, found));
    role.policies
        .iter()
        .chain(&role.resource_policies)
        .for_each(|policy| of_policy(policy, found));
    found.extend(role.managed_policies.iter().map(|policy| &policy.arn));
    tags(&role.tags, found);
}

fn of_policy<'a>(policy: &'a Policy, found: &mut Found<'a>) {
    settings(
        [
            &policy.name,
            &policy.name_prefix,
            &policy.path,
            &policy.description,
        ],
        found,
    );
    policy
        .document
        .iter()
        .for_each(|document| of_document(document, found));
    tags(&policy.tags, found);
}

fn of_document<'a>(document: &'a Document, found: &mut Found<'a>) {
    document
        .statements
        .iter()
        .for_each(|statement| of_statement(statement, found));
}

fn of_statement<'a>(statement: &'a Statement, found: &mut Found<'a>) {
    found.extend(&statement.sid);
    found.extend(
        statement
            .principals
            .iter()
            .flat_map(|p| &p.values)
            .map(|p| &p.value),
    );
    found.extend(&statement.actions.values);
    found.extend(
        statement
            .resources
            .iter()
            .flat_map(|Clause { values, .. }| values),
    );
    for condition in &statement.conditions {
        found.push(&condition.key);
        found.extend(&condition.values);
    }
}

fn of_profile<'a>(profile: &'a InstanceProfile, found: &mut Found<'a>) {
    settings(
        [
            &profile.name,
            &profile.name_prefix,
            &profile.path,
            &profile.role_name,
        ],
        found,
    );
    tags(&profile.tags, found);
}

fn of_compute<'a>(compute: &'a Compute, found: &mut Found<'a>) {
    settings(
        [
            &compute.name,
            &compute.profile_name,
            &compute.instance_type,
            &compute.user_data,
            &compute.key_name,
            &compute.public_ip,
            &compute.monitoring,
            &compute.ebs_optimized,
        ],
        found,
    );
    settings(&compute.size, found);
    match &compute.ami {
        Some(Ami::Id(text) | Ami::SsmParameter(text)) => found.push(text),
        Some(Ami::Lookup { owner, name }) => found.extend([owner, name]),
        None => {}
    }
    found.extend(
        compute
            .subnets
            .iter()
            .chain(&compute.security_groups)
            .chain(&compute.target_groups),
    );
    for volume in compute.root_volume.iter().chain(&compute.data_volumes) {
        of_volume(volume, found);
    }
    if let Some(Imds {
        endpoint,
        tokens,
        hop_limit,
        tags,
        ipv6,
    }) = &compute.imds
    {
        settings([endpoint, tokens, hop_limit, tags, ipv6], found);
    }
    tags(&compute.tags, found);
}

fn of_volume<'a>(volume: &'a Volume, found: &mut Found<'a>) {
    settings(
        [
            &volume.device,
            &volume.size,
            &volume.volume_type,
            &volume.encrypted,
            &volume.kms_key,
            &volume.iops,
            &volume.throughput,
            &volume.delete_on_termination,
        ],
        found,
    );
}
