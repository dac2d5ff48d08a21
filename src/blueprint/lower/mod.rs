//! From a valid spec to a blueprint: grants become statements, defaults that matter are written
//! out, and every address, variable and output gets its name.

mod addresses;
mod instance;
mod managed;
mod module;
mod names;
mod outputs;
mod permissions;
mod place;
mod role;
mod tags;
mod target;
mod trust;
mod uses;
mod variable_type;
mod variables;

use super::{Assumes, Blueprint, Folder, PolicyStyle, Surroundings, Terraform};
use crate::{
    diag::Diagnostics,
    grant,
    source::Located,
    spec::{Layout, Spec, Style, TargetTrust},
    text::Text,
};
use names::Names;

/// The blueprint of a valid spec. What only shows when grants are expanded joins `diagnostics`.
///
/// # Errors
///
/// If the embedded file of a service is malformed.
pub fn lower(
    spec: &Spec,
    surroundings: &Surroundings,
    diagnostics: &mut Diagnostics,
) -> Result<Blueprint, grant::Error> {
    let mut folders = vec![main(spec, surroundings, diagnostics)?];
    let mut assumes = Vec::new();
    for assume in &spec.assume {
        let mut folder = None;
        if let Some(target) = &assume.target {
            folder = Some(folders.len());
            folders.push(target::folder(spec, assume, target, diagnostics)?);
        }
        let trust = assume
            .target
            .as_ref()
            .and_then(|target| target.trust.as_ref());
        assumes.push(Assumes {
            name: assume.name.value.clone(),
            role: Some(assume.role.clone()),
            external_id: assume.external_id.clone(),
            session_duration: assume.session_duration.as_ref().map(number),
            folder,
            caller_first: trust.is_some_and(|trust| trust.value == TargetTrust::Role),
            origin: assume.origin,
        });
    }
    if let Some(main) = folders.first_mut() {
        main.assumes = assumes;
    }
    Ok(Blueprint {
        folders,
        not_understood: Vec::new(),
    })
}

fn main(
    spec: &Spec,
    surroundings: &Surroundings,
    diagnostics: &mut Diagnostics,
) -> Result<Folder, grant::Error> {
    let names = Names::of(spec);
    let place = place::of_main(spec, &names);
    let tags = tags::common(spec);
    let statements = permissions::main(spec, &place, diagnostics)?;
    let mut role = role::main(spec, &names, &place, &tags);
    role.policies = role::policies(spec, &names, statements, &tags, diagnostics);
    role.managed_policies = managed::attachments(&spec.role.managed_policies, &names, &place);
    let mut folder = Folder {
        account: spec.account.clone(),
        partition: spec.partition.clone(),
        region: spec.region.clone(),
        roles: vec![role],
        profiles: vec![role::profile(spec, &names, &tags)],
        terraform: terraform(spec, &names),
        ..Folder::default()
    };
    if let Some(instance) = &spec.instance {
        let (compute, copied) = instance::compute(spec, instance, &names, &tags);
        folder.computes.push(compute);
        folder.files.extend(copied);
    }
    folder.terraform.outputs = outputs::main(&folder, &names);
    finish(spec, &mut folder, surroundings);
    Ok(folder)
}

/// What follows from all that stands in the folder: its data sources and variables.
fn finish(spec: &Spec, folder: &mut Folder, surroundings: &Surroundings) {
    let references = uses::references(folder);
    folder.terraform.data_sources = place::data_sources(&references, &folder.terraform.data_label);
    let mut variables = variables::used(spec, &references);
    for known in std::mem::take(&mut folder.terraform.variables) {
        // A variable that the layout brings is also refined by what the spec says about it.
        variables::add(&mut variables, known);
    }
    variables::refine(spec, &mut variables);
    folder.terraform.variables = variables
        .into_values()
        .filter(|variable| {
            surroundings
                .find(&format!("var.{}", variable.name))
                .is_none()
        })
        .collect();
}

fn terraform(spec: &Spec, names: &Names) -> Terraform {
    let layout = names.layout;
    let version = |version: &Option<Located<String>>, default: &str| {
        version
            .as_ref()
            .map_or_else(|| default.to_owned(), |version| version.value.clone())
    };
    let mut terraform = Terraform {
        label: names.label.clone(),
        file_prefix: names.file_prefix.clone(),
        writes_versions: layout != Layout::Beside,
        writes_provider: layout == Layout::Root,
        required_version: version(&spec.terraform.required_version, ">= 1.5"),
        provider_version: version(&spec.terraform.provider_version, ">= 5.12"),
        policy_style: match spec
            .terraform
            .policy_style
            .as_ref()
            .map(|style| style.value)
        {
            Some(Style::Document) => PolicyStyle::Document,
            Some(Style::Jsonencode) | None => PolicyStyle::Jsonencode,
        },
        data_label: names.data_label.clone(),
        ..Terraform::default()
    };
    if layout == Layout::Module {
        module::declare(spec, &mut terraform);
    }
    terraform
}

/// A number as the text of a setting.
fn number(number: &Located<u32>) -> Located<Text> {
    number
        .as_ref()
        .map(|number| Text::literal(number.to_string()))
}
