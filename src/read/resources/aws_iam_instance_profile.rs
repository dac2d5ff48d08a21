//! `aws_iam_instance_profile`: what hands a role to instances.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::InstanceProfile,
    read::{
        iam::{elements, roles_of, tags},
        instance::Instance,
        module::{Survey, presence},
    },
    source::Located,
};

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_instance_profile",
    does: Does::HandsOn,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let profile = profile(survey, instance);
    survey.folder.profiles.push(profile);
}

fn profile(survey: &Survey<'_, '_>, instance: &Instance) -> InstanceProfile {
    // Old modules give a list with one role.
    let role = survey.value(instance, "role").or_else(|| {
        let (roles, assumed) = survey.value(instance, "roles")?;
        Some((elements(survey, &roles).into_iter().next()?, assumed))
    });
    let index = role
        .as_ref()
        .and_then(|(role, _)| roles_of(survey, role).into_iter().next());
    let mut assumed = Vec::new();
    let [name, name_prefix, path] =
        ["name", "name_prefix", "path"].map(|name| survey.setting(instance, name, &mut assumed));
    InstanceProfile {
        address: instance.address.clone(),
        name,
        name_prefix,
        path,
        role: index,
        role_name: role.and_then(|(role, _)| Some(Located::new(role.as_text()?, role.origin))),
        tags: tags(survey, instance, "tags"),
        presence: presence(instance.assumed.iter().chain(&assumed)),
        origin: instance.declared.origin(),
    }
}
