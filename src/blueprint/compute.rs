//! What runs with the role: instances, launch templates and configurations, auto scaling groups.

use super::{Presence, Setting, Tag};
use crate::{
    source::{Located, Origin},
    text::Text,
};

/// The Terraform resource that a [`Compute`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComputeKind {
    /// `aws_instance`.
    #[default]
    Instance,
    /// `aws_launch_template`.
    LaunchTemplate,
    /// `aws_launch_configuration` (read only: AWS no longer lets new accounts make them).
    LaunchConfiguration,
    /// `aws_spot_instance_request` (read only).
    SpotInstanceRequest,
    /// `aws_autoscaling_group`.
    AutoscalingGroup,
    /// `aws_ec2_fleet` (read only).
    Fleet,
    /// `aws_spot_fleet_request` (read only).
    SpotFleetRequest,
}

impl ComputeKind {
    /// The Terraform resource type.
    pub const fn terraform_type(self) -> &'static str {
        match self {
            Self::Instance => "aws_instance",
            Self::LaunchTemplate => "aws_launch_template",
            Self::LaunchConfiguration => "aws_launch_configuration",
            Self::SpotInstanceRequest => "aws_spot_instance_request",
            Self::AutoscalingGroup => "aws_autoscaling_group",
            Self::Fleet => "aws_ec2_fleet",
            Self::SpotFleetRequest => "aws_spot_fleet_request",
        }
    }
}

/// How the image is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ami {
    /// A literal id or a reference.
    Id(Located<Text>),
    /// An SSM parameter that holds the id.
    SsmParameter(Located<Text>),
    /// The newest image of an owner by name pattern.
    Lookup {
        /// The owner: an account id or alias such as `amazon`.
        owner: Located<Text>,
        /// The name pattern.
        name: Located<Text>,
    },
}

/// The settings of the instance metadata service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imds {
    /// `enabled` or `disabled`.
    pub endpoint: Setting,
    /// `required` (`IMDSv2`) or `optional`.
    pub tokens: Setting,
    /// 1 to 64 network hops that a token's answer may travel.
    pub hop_limit: Setting,
    /// Whether instance tags are visible: `enabled` or `disabled`.
    pub tags: Setting,
    /// Whether the IPv6 endpoint is on: `enabled` or `disabled`.
    pub ipv6: Setting,
}

/// A block device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// The device name; `None` for a root volume whose device the image decides.
    pub device: Setting,
    /// In GiB.
    pub size: Setting,
    /// `gp3`, `io2`, …
    pub volume_type: Setting,
    /// Whether it is encrypted.
    pub encrypted: Setting,
    /// The key that encrypts it.
    pub kms_key: Setting,
    /// Provisioned operations a second.
    pub iops: Setting,
    /// In MiB/s.
    pub throughput: Setting,
    /// Whether it goes when the instance goes.
    pub delete_on_termination: Setting,
}

/// One compute resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compute {
    /// The Terraform address.
    pub address: String,
    /// Which resource it is.
    pub kind: ComputeKind,
    /// The name: the `Name` tag of an instance, the `name` of a template or group.
    pub name: Setting,
    /// The profile's index in the folder's `profiles`, where it is one of them.
    pub profile: Option<usize>,
    /// The profile as written (name or ARN), where it is not one of the folder's.
    pub profile_name: Setting,
    /// The instance type.
    pub instance_type: Setting,
    /// The image.
    pub ami: Option<Ami>,
    /// Whether a newer image may replace the instance.
    pub follow_ami: bool,
    /// One for an instance, any number for a group.
    pub subnets: Vec<Located<Text>>,
    /// Security group ids.
    pub security_groups: Vec<Located<Text>>,
    /// Path, relative to the folder, of the script that is copied there.
    pub user_data: Setting,
    /// What user data that was read is: its SHA-1 in hexadecimal digits, or an expression.
    pub user_data_digest: Setting,
    /// The root volume.
    pub root_volume: Option<Volume>,
    /// Further volumes.
    pub data_volumes: Vec<Volume>,
    /// The SSH key pair.
    pub key_name: Setting,
    /// Whether a public address is associated.
    pub public_ip: Setting,
    /// Detailed monitoring.
    pub monitoring: Setting,
    /// EBS optimisation.
    pub ebs_optimized: Setting,
    /// The metadata service; `None` where nothing is set.
    pub imds: Option<Imds>,
    /// Group size: min, max, desired; groups only.
    pub size: [Setting; 3],
    /// Target group ARNs; groups only.
    pub target_groups: Vec<Located<Text>>,
    /// The indexes in the folder's `computes` of the templates and configurations that it launches
    /// from, the usual one first.
    pub launches: Vec<usize>,
    /// What else it launches from, as written (an id or a name): templates that are not here.
    pub launches_elsewhere: Vec<Located<Text>>,
    /// The tags, `Name` among them.
    pub tags: Vec<Tag>,
    /// Whether it is there for certain.
    pub presence: Presence,
    /// Where it was written.
    pub origin: Origin,
}
