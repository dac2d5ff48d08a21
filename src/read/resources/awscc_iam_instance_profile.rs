//! `awscc_iam_instance_profile`: what hands a role to instances.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::InstanceProfile,
    read::{
        iam::{elements, roles_of},
        instance::Instance,
        module::{Survey, presence},
    },
    source::Located,
};

pub(super) const READER: Reader = Reader {
    kind: "awscc_iam_instance_profile",
    does: Does::HandsOn,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let mut assumed = instance.assumed.clone();
    // A profile has one role, in a list.
    let role = survey.value(instance, "roles");
    let role = role.and_then(|(roles, _)| elements(survey, &roles).into_iter().next());
    let profile = InstanceProfile {
        address: instance.address.clone(),
        name: survey.setting(instance, "instance_profile_name", &mut assumed),
        path: survey.setting(instance, "path", &mut assumed),
        role: role
            .as_ref()
            .and_then(|role| roles_of(survey, role).into_iter().next()),
        role_name: role.and_then(|role| Some(Located::new(role.as_text()?, role.origin))),
        presence: presence(&assumed),
        origin: instance.declared.origin(),
        ..InstanceProfile::default()
    };
    survey.folder.profiles.push(profile);
}
