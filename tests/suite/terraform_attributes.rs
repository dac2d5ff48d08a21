//! The table of what Terraform's attributes yield is right.

use rolewright::catalogue::{Attribute, Piece};

use crate::support::{self, terraform::Terraform};

#[test]
fn the_attribute_that_ref_chooses_is_known() {
    for (kind, chosen) in [
        ("aws_s3_bucket", "arn"),
        ("aws_subnet", "id"),
        ("aws_security_group", "id"),
        ("aws_ami", "id"),
        ("data.aws_ami", "id"),
        ("aws_kms_alias", "target_key_arn"),
        ("aws_db_instance", "resource_id"),
        ("aws_rds_cluster", "cluster_resource_id"),
        ("aws_api_gateway_rest_api", "execution_arn"),
        ("aws_iam_role", "name"),
        ("aws_iam_instance_profile", "name"),
        ("data.aws_s3_bucket", "arn"),
    ] {
        assert_eq!(
            Attribute::chosen(kind).map(Attribute::name),
            Some(chosen),
            "{kind}"
        );
    }
    assert_eq!(Attribute::chosen("aws_route"), None);
    let bucket = Attribute::find("aws_s3_bucket", "arn").unwrap();
    assert_eq!(bucket.format(), "arn:${Partition}:s3:::${bucket}");
    assert_eq!(bucket.longest(), "arn:aws-us-gov:s3:::".len() + 63);
}

/// Holes of the table that no attribute shows.
const UNSEEN: &[&str] = &[
    "created",
    "dns_suffix",
    "kind",
    "load_balancer",
    "name",
    "owner",
    "rest",
    "service",
    "state_machine",
    "stream",
    "suffix",
];

#[test]
#[ignore = "needs terraform"]
fn the_table_of_terraform_attributes_agrees_with_the_provider() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let module = terraform.module(&support::root().join("tests/data/provider"));
    module.init();
    let schemas = module.schemas();
    let providers = schemas["provider_schemas"].as_object().unwrap();
    let provider = providers.values().next().unwrap();
    let mut wrong = Vec::new();
    for attribute in Attribute::all() {
        let (list, kind) = match attribute.kind().strip_prefix("data.") {
            Some(kind) => ("data_source_schemas", kind),
            None => ("resource_schemas", attribute.kind()),
        };
        let block = &provider[list][kind]["block"];
        let has = |name: &str| {
            block["attributes"].get(name).is_some() || block["block_types"].get(name).is_some()
        };
        let first = attribute.name().split('.').next().unwrap();
        // Since version 6 of the provider.
        if !has(first) && attribute.to_string() != "data.aws_region.region" {
            wrong.push(format!("{attribute} does not exist"));
        }
        for piece in attribute.pieces() {
            if let Piece::Argument { name, longest } = piece {
                assert!(longest > 0, "{attribute}");
                if !has(name) && !UNSEEN.contains(&name) {
                    wrong.push(format!(
                        "{attribute} depends on `{name}`, which does not exist"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
