//! The Terraform files of one folder: which blocks go where.

use std::collections::BTreeSet;

use tera::Value;

use super::{
    Error, Templates,
    context::{
        self, AwsAmi, AwsIamInstanceProfile, AwsIamPolicy, AwsIamPolicyDocument, AwsIamRole,
        AwsIamRolePolicy, AwsIamRolePolicyAttachment, AwsInstance, AwsSsmParameter, Block,
        DataSource, Document, Policy, Tags,
    },
    engine::Engine,
    header,
    value::{Expression, Literal},
};
use crate::{
    blueprint::{Ami, Compute, Folder, PolicyKind, PolicyStyle, Role},
    hcl, policy,
    text::Text,
};

/// The blocks and declarations of one file.
struct Plan {
    name: &'static str,
    blocks: Vec<Block>,
    data: context::File,
}

impl Plan {
    /// Whether the file has blocks, or is not there for blocks.
    fn has_blocks_if_any(&self) -> bool {
        !self.blocks.is_empty() || !matches!(self.name, "data.tf" | "iam.tf" | "instance.tf")
    }
}

/// The name and text of each Terraform file of the folder that is not empty.
pub(super) fn texts(
    folder: &Folder,
    templates: &Templates,
) -> Result<Vec<(String, String)>, Error> {
    let mut plans = plans(folder)?;
    // A template of ours that would print nothing need not be parsed.
    plans.retain(|plan| {
        plan.has_blocks_if_any() || templates.is_overridden(&format!("{}.tera", plan.name))
    });
    let file_templates: Vec<String> = plans
        .iter()
        .map(|plan| format!("{}.tera", plan.name))
        .collect();
    let block_templates: BTreeSet<&str> = plans
        .iter()
        .flat_map(|plan| plan.blocks.iter().map(Block::template))
        .collect();
    let names = file_templates.iter().map(String::as_str);
    let engine = Engine::hcl(templates, names.chain(block_templates))?;
    let mut texts = Vec::new();
    for (plan, template) in plans.into_iter().zip(&file_templates) {
        let mut data = plan.data;
        for block in &plan.blocks {
            let text = engine.render(block.template(), block.name(), block)?;
            check_syntax(templates, block.template(), &text)?;
            // Finished HCL: the one kind of text that a template prints as it is.
            data.blocks.push(Value::safe_string(text.trim()));
        }
        let text = engine.render(template, "file", &data)?;
        if text.trim().is_empty() {
            continue;
        }
        let name = format!("{}{}", folder.terraform.file_prefix, plan.name);
        let text = format!("{}\n", text.trim());
        check_syntax(templates, template, &text)?;
        texts.push((name, hcl::format(&text)));
    }
    Ok(texts)
}

/// A template that somebody else wrote may print anything.
fn check_syntax(templates: &Templates, template: &str, text: &str) -> Result<(), Error> {
    if !templates.has_overrides() {
        return Ok(());
    }
    hcl_edit::parser::parse_body(text)
        .map(|_| ())
        .map_err(|error| {
            let line = error.location().line();
            let content = text.lines().nth(line.saturating_sub(1));
            Error::NotHcl {
                template: template.to_owned(),
                line,
                text: content.unwrap_or_default().trim().to_owned(),
                message: error.message().to_owned(),
            }
        })
}

fn plans(folder: &Folder) -> Result<Vec<Plan>, Error> {
    let terraform = &folder.terraform;
    let plan = |name, blocks| Plan {
        name,
        blocks,
        data: context::File::default(),
    };
    let mut plans = Vec::new();
    if terraform.writes_versions {
        let mut versions = plan("versions.tf", Vec::new());
        versions.data.versions = Some(context::Versions {
            terraform: Literal::from(terraform.required_version.as_str()),
            provider: Literal::from(terraform.provider_version.as_str()),
        });
        plans.push(versions);
    }
    if terraform.writes_provider {
        let mut providers = plan("providers.tf", Vec::new());
        providers.data.provider = Some(context::Provider {
            region: folder.region.as_ref().map(|it| Literal::new(&it.value)),
            account: folder.account.as_ref().map(|it| Literal::new(&it.value)),
        });
        plans.push(providers);
    }
    if !terraform.variables.is_empty() {
        let mut variables = plan("variables.tf", Vec::new());
        variables.data.variables = terraform.variables.iter().map(Into::into).collect();
        plans.push(variables);
    }
    plans.extend([
        plan("data.tf", data_blocks(folder)),
        plan("iam.tf", iam_blocks(folder)?),
    ]);
    let mut instance = plan("instance.tf", instance_blocks(folder));
    instance.data.copied = folder
        .files
        .iter()
        .map(|file| context::Copied {
            record: header::copy_record(&file.path, &file.content),
        })
        .collect();
    plans.push(instance);
    if !terraform.outputs.is_empty() {
        let mut outputs = plan("outputs.tf", Vec::new());
        outputs.data.outputs = terraform.outputs.iter().map(Into::into).collect();
        plans.push(outputs);
    }
    Ok(plans)
}

fn data_blocks(folder: &Folder) -> Vec<Block> {
    let label = &folder.terraform.data_label;
    let mut blocks: Vec<Block> = folder
        .terraform
        .data_sources
        .iter()
        .map(|data_type| {
            Block::from(DataSource {
                data_type: Literal::from(data_type.as_str()),
                label: Literal::from(label.as_str()),
            })
        })
        .collect();
    for compute in &folder.computes {
        let label = context::label(&compute.address);
        blocks.extend(match &compute.ami {
            Some(Ami::Lookup { owner, name }) => Some(Block::from(AwsAmi {
                label,
                owner: Literal::new(&owner.value),
                name: Literal::new(&name.value),
            })),
            Some(Ami::SsmParameter(name)) => Some(Block::from(AwsSsmParameter {
                label,
                name: Literal::new(&name.value),
            })),
            Some(Ami::Id(_)) | None => None,
        });
    }
    blocks
}

fn iam_blocks(folder: &Folder) -> Result<Vec<Block>, Error> {
    let terraform = &folder.terraform;
    let mut blocks: Vec<Block> = Vec::new();
    for role in &folder.roles {
        let trust = match &role.trust {
            Some(trust) => {
                let label = format!("{}_trust", last(&role.address));
                policy(trust, &label, terraform.policy_style, &mut blocks)?
            }
            None => Policy::default(),
        };
        let tags = Tags::new(&role.tags, terraform);
        blocks.push(AwsIamRole::new(role, trust, tags).into());
        for policy in &role.policies {
            policy_blocks(folder, role, policy, &mut blocks)?;
        }
        for managed in &role.managed_policies {
            blocks.push(AwsIamRolePolicyAttachment::of_arn(managed, role).into());
        }
    }
    for profile in &folder.profiles {
        if let Some(role) = profile.role.and_then(|index| folder.roles.get(index)) {
            let tags = Tags::new(&profile.tags, terraform);
            blocks.push(AwsIamInstanceProfile::new(profile, role, tags).into());
        }
    }
    Ok(blocks)
}

fn policy_blocks(
    folder: &Folder,
    role: &Role,
    permissions: &crate::blueprint::Policy,
    blocks: &mut Vec<Block>,
) -> Result<(), Error> {
    let Some(document) = &permissions.document else {
        return Ok(());
    };
    let style = folder.terraform.policy_style;
    let document = policy(document, last(&permissions.address), style, blocks)?;
    match permissions.kind {
        PolicyKind::Inline => {
            blocks.push(AwsIamRolePolicy::new(permissions, role, document).into());
        }
        PolicyKind::Managed => {
            let tags = Tags::new(&permissions.tags, &folder.terraform);
            blocks.push(AwsIamPolicy::new(permissions, document, tags).into());
            blocks.push(AwsIamRolePolicyAttachment::of_policy(permissions, role).into());
        }
    }
    Ok(())
}

/// The policy in the folder's style. A data source for it joins `blocks`, before what uses it.
fn policy(
    document: &policy::Document,
    label: &str,
    style: PolicyStyle,
    blocks: &mut Vec<Block>,
) -> Result<Policy, Error> {
    let document = Document::new(document)?;
    Ok(match style {
        PolicyStyle::Jsonencode => Policy {
            document: Some(document),
            json: None,
        },
        PolicyStyle::Document => {
            blocks.push(
                AwsIamPolicyDocument {
                    label: Literal::from(label),
                    document,
                }
                .into(),
            );
            Policy {
                document: None,
                json: Some(Expression::new(format!(
                    "data.aws_iam_policy_document.{label}.json"
                ))),
            }
        }
    })
}

fn instance_blocks(folder: &Folder) -> Vec<Block> {
    let terraform = &folder.terraform;
    let groups = |compute: &Compute| {
        let name = terraform.security_groups_variable.as_ref()?;
        let variable = Text::reference(format!("var.{name}"));
        let is_list = compute
            .security_groups
            .iter()
            .any(|it| it.value == variable);
        is_list.then(|| Expression::new(format!("var.{name}")))
    };
    folder
        .computes
        .iter()
        .map(|compute| {
            let profile = compute.profile.and_then(|index| folder.profiles.get(index));
            let label = last(&compute.address);
            let found_ami = match &compute.ami {
                Some(Ami::Lookup { .. }) => {
                    Some(Expression::new(format!("data.aws_ami.{label}.id")))
                }
                // The provider calls every parameter's value sensitive; an image's id is none.
                Some(Ami::SsmParameter(_)) => Some(Expression::new(format!(
                    "nonsensitive(data.aws_ssm_parameter.{label}.value)"
                ))),
                Some(Ami::Id(_)) | None => None,
            };
            let tags = Tags::new(&compute.tags, terraform);
            AwsInstance::new(compute, profile, found_ami, groups(compute), tags).into()
        })
        .collect()
}

/// The label in an address.
fn last(address: &str) -> &str {
    address.rsplit('.').next().unwrap_or(address)
}
