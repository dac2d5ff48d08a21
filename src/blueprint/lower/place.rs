//! Where a folder's resources live: partition, region and account, literal or from data sources.

use std::collections::BTreeSet;

use super::names::Names;
use crate::{
    catalogue,
    grant::Place,
    policy::Value,
    spec::Spec,
    text::{Reference, Text},
};

/// The data sources that know where Terraform works.
const SOURCES: [&str; 3] = ["aws_caller_identity", "aws_partition", "aws_region"];

/// The place of the main folder.
pub(super) fn of_main(spec: &Spec, names: &Names) -> Place {
    let label = &names.data_label;
    of(
        spec.partition.as_ref().map(|it| &it.value),
        spec.region.as_ref().map(|it| &it.value),
        spec.account.as_ref().map(|it| &it.value),
        label,
    )
}

/// The place of the account that `role`, a literal ARN, names.
pub(super) fn of_target(role: &Text, region: Option<&Value>, names: &Names) -> Place {
    let arn = role.as_literal().unwrap_or_default();
    let part = |index| Text::literal(arn.split(':').nth(index).unwrap_or_default());
    of(
        Some(&part(1)),
        region.map(|it| &it.value),
        Some(&part(4)),
        &names.data_label,
    )
}

fn of(
    partition: Option<&Text>,
    region: Option<&Text>,
    account: Option<&Text>,
    label: &str,
) -> Place {
    // Attributes that every supported version of the provider has: `data.aws_region.….name` is
    // deprecated in 6, `.region` missing in 5.
    let source = |attribute: &str| {
        let (terraform_type, attribute) = attribute.split_once('.').unwrap_or((attribute, "id"));
        Text::reference(format!("data.{terraform_type}.{label}.{attribute}"))
    };
    let known =
        |value: Option<&Text>, attribute| value.cloned().unwrap_or_else(|| source(attribute));
    Place {
        dns_suffix: partition
            .and_then(Text::as_literal)
            .and_then(catalogue::dns_suffix)
            .map_or_else(|| source("aws_partition.dns_suffix"), Text::literal),
        partition: known(partition, "aws_partition.partition"),
        region: known(region, "aws_region.id"),
        account: known(account, "aws_caller_identity.account_id"),
    }
}

/// The types of our data sources that `references` need, sorted.
pub(super) fn data_sources(references: &BTreeSet<Reference>, label: &str) -> Vec<String> {
    SOURCES
        .into_iter()
        .filter(|terraform_type| {
            let ours = format!("data.{terraform_type}.{label}.");
            references.iter().any(|it| it.expression().contains(&ours))
        })
        .map(ToOwned::to_owned)
        .collect()
}
