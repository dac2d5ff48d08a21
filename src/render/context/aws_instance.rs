//! `resource "aws_instance"`.

use serde::Serialize;

use super::{Tags, attribute, label, literal, scalar};
use crate::{
    blueprint::{self, Ami, Compute, Imds, InstanceProfile},
    render::value::{Expression, Literal, Scalar},
    text::Text,
};

/// An EC2 instance.
#[derive(Clone, Debug, Serialize)]
pub struct AwsInstance {
    /// The label.
    pub label: Literal,
    /// The image's id, where the spec names it.
    pub ami: Option<Literal>,
    /// The image's id, where a data source finds it.
    pub found_ami: Option<Expression>,
    /// Whether a newer image leaves the instance alone.
    pub ignores_new_image: bool,
    /// `t3.micro`.
    pub instance_type: Option<Literal>,
    /// The name of the instance profile.
    pub iam_instance_profile: Option<Expression>,
    /// The subnet's id.
    pub subnet_id: Option<Literal>,
    /// The ids of the security groups.
    pub vpc_security_group_ids: Vec<Literal>,
    /// A list of security group ids that a variable holds, instead.
    pub security_groups_variable: Option<Expression>,
    /// The SSH key pair.
    pub key_name: Option<Literal>,
    /// Whether a public address is associated.
    pub associate_public_ip_address: Option<Scalar>,
    /// Detailed monitoring.
    pub monitoring: Option<Scalar>,
    /// EBS optimisation.
    pub ebs_optimized: Option<Scalar>,
    /// The path of the user data script.
    pub user_data: Option<Literal>,
    /// The metadata service.
    pub metadata_options: Option<MetadataOptions>,
    /// The root volume.
    pub root_block_device: Option<Volume>,
    /// Further volumes.
    pub ebs_block_devices: Vec<Volume>,
    /// The tags.
    pub tags: Tags,
}

/// `metadata_options`.
#[derive(Clone, Debug, Serialize)]
pub struct MetadataOptions {
    /// `enabled` or `disabled`.
    pub http_endpoint: Option<Literal>,
    /// `required` or `optional`.
    pub http_tokens: Option<Literal>,
    /// 1 to 64.
    pub http_put_response_hop_limit: Option<Scalar>,
    /// `enabled` or `disabled`; unset where the partition has no such setting.
    pub http_protocol_ipv6: Option<Literal>,
    /// `enabled` or `disabled`.
    pub instance_metadata_tags: Option<Literal>,
}

/// `root_block_device` or `ebs_block_device`.
#[derive(Clone, Debug, Serialize)]
pub struct Volume {
    /// The device name; unset for the root volume.
    pub device_name: Option<Literal>,
    /// In GiB.
    pub volume_size: Option<Scalar>,
    /// `gp3`, …
    pub volume_type: Option<Literal>,
    /// Whether it is encrypted.
    pub encrypted: Option<Scalar>,
    /// The key that encrypts it.
    pub kms_key_id: Option<Literal>,
    /// Operations a second.
    pub iops: Option<Scalar>,
    /// In MiB/s.
    pub throughput: Option<Scalar>,
    /// Whether it goes when the instance goes.
    pub delete_on_termination: Option<Scalar>,
}

impl AwsInstance {
    /// What the template needs of an instance that runs with `profile`. `found_ami` is the
    /// expression for the id of an image that a data source finds.
    pub fn new(
        compute: &Compute,
        profile: Option<&InstanceProfile>,
        found_ami: Option<Expression>,
        security_groups_variable: Option<Expression>,
        tags: Tags,
    ) -> Self {
        let ami = match &compute.ami {
            Some(Ami::Id(id)) => Some(Literal::new(&id.value)),
            _ => None,
        };
        let groups = compute.security_groups.iter();
        Self {
            label: label(&compute.address),
            ignores_new_image: found_ami.is_some() && !compute.follow_ami,
            ami,
            found_ami,
            instance_type: literal(&compute.instance_type),
            iam_instance_profile: profile.map(|profile| attribute(&profile.address, "name")),
            subnet_id: compute
                .subnets
                .first()
                .map(|subnet| Literal::new(&subnet.value)),
            vpc_security_group_ids: groups.map(|group| Literal::new(&group.value)).collect(),
            security_groups_variable,
            key_name: literal(&compute.key_name),
            associate_public_ip_address: scalar(&compute.public_ip),
            monitoring: scalar(&compute.monitoring),
            ebs_optimized: scalar(&compute.ebs_optimized),
            user_data: compute.user_data.as_ref().map(|path| {
                Literal::new(
                    &Text::reference("path.module")
                        .then_literal("/")
                        .then(&path.value),
                )
            }),
            metadata_options: compute.imds.as_ref().map(MetadataOptions::new),
            root_block_device: compute.root_volume.as_ref().map(Volume::new),
            ebs_block_devices: compute.data_volumes.iter().map(Volume::new).collect(),
            tags,
        }
    }
}

impl MetadataOptions {
    fn new(imds: &Imds) -> Self {
        Self {
            http_endpoint: literal(&imds.endpoint),
            http_tokens: literal(&imds.tokens),
            http_put_response_hop_limit: scalar(&imds.hop_limit),
            http_protocol_ipv6: literal(&imds.ipv6),
            instance_metadata_tags: literal(&imds.tags),
        }
    }
}

impl Volume {
    fn new(volume: &blueprint::Volume) -> Self {
        Self {
            device_name: literal(&volume.device),
            volume_size: scalar(&volume.size),
            volume_type: literal(&volume.volume_type),
            encrypted: scalar(&volume.encrypted),
            kms_key_id: literal(&volume.kms_key),
            iops: scalar(&volume.iops),
            throughput: scalar(&volume.throughput),
            delete_on_termination: scalar(&volume.delete_on_termination),
        }
    }
}
