//! What a folder tells the world: what its callers and the other account need.

use super::names::Names;
use crate::{
    blueprint::{Folder, Output},
    source::Located,
    text::Text,
};

/// Role, profile and instance.
pub(super) fn main(folder: &Folder, names: &Names) -> Vec<Output> {
    let mut outputs = role(folder, names);
    for profile in &folder.profiles {
        let address = &profile.address;
        outputs.extend([
            output(
                names,
                "instance_profile_arn",
                "ARN of the instance profile",
                address,
                "arn",
            ),
            output(
                names,
                "instance_profile_name",
                "Name of the instance profile",
                address,
                "name",
            ),
        ]);
    }
    for compute in &folder.computes {
        let address = &compute.address;
        outputs.push(output(
            names,
            "instance_id",
            "ID of the instance",
            address,
            "id",
        ));
    }
    outputs
}

/// The role alone.
pub(super) fn role(folder: &Folder, names: &Names) -> Vec<Output> {
    folder
        .roles
        .iter()
        .flat_map(|role| {
            let address = &role.address;
            [
                output(names, "role_arn", "ARN of the role", address, "arn"),
                output(names, "role_name", "Name of the role", address, "name"),
            ]
        })
        .collect()
}

fn output(names: &Names, name: &str, description: &str, address: &str, attribute: &str) -> Output {
    Output {
        name: format!("{}{name}", names.output_prefix),
        description: description.into(),
        value: Some(Located::nowhere(Text::reference(format!(
            "{address}.{attribute}"
        )))),
    }
}
