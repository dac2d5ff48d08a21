//! `instance:`

use super::{Choice, Key, MapShape, Shape, TextRule, Wants, common::KMS_KEY};
use crate::spec::limits::{cross, ids, volume};

const NAME: TextRule = TextRule::new("a name").length(1, 255);
const TYPE: TextRule = TextRule::new("an instance type")
    .check(ids::instance_type)
    .pattern("^[a-z0-9-]+\\.[a-z0-9-]+$");
const AMI: TextRule = TextRule::new("an image id")
    .wants(Wants::Types(&[
        ("aws_ami", "id"),
        ("aws_ami_copy", "id"),
        ("aws_ami_from_instance", "id"),
    ]))
    .check(ids::ami)
    .pattern("^ami-([0-9a-f]{8}|[0-9a-f]{17})$");
const SUBNET: TextRule = TextRule::new("a subnet id")
    .wants(Wants::Types(&[
        ("aws_subnet", "id"),
        ("aws_default_subnet", "id"),
    ]))
    .check(ids::subnet)
    .pattern("^subnet-([0-9a-f]{8}|[0-9a-f]{17})$");
const SECURITY_GROUP: TextRule = TextRule::new("a security group id")
    .wants(Wants::Types(&[
        ("aws_security_group", "id"),
        ("aws_default_security_group", "id"),
    ]))
    .check(ids::security_group)
    .pattern("^sg-([0-9a-f]{8}|[0-9a-f]{17})$");
const PARAMETER: TextRule = TextRule::new("the name of a parameter")
    .length(1, 1011)
    .check(ids::image_parameter);
const OWNER: TextRule = TextRule::new("the owner of an image").check(ids::owner);
const IMAGE_NAME: TextRule = TextRule::new("a pattern of image names").check(ids::image_name);
const KEY_PAIR: TextRule = TextRule::new("the name of a key pair").length(1, 255);
const ENABLED: TextRule = TextRule::new("a setting").choices(&["enabled", "disabled"]);
const TOKENS: TextRule = TextRule::new("a setting")
    .choices(&["required", "optional"])
    .check(ids::tokens);
const DEVICE: TextRule = TextRule::new("a device name").check(volume::device);
const VOLUME_TYPE: TextRule = TextRule::new("a volume type").choices(&volume::TYPES);

static LOOKUP: MapShape = MapShape::new(
    "an image lookup",
    "ImageLookup",
    &[
        Key::new(
            "owner",
            Shape::Text(&OWNER),
            "an account id, `amazon`, `aws-marketplace` or `self`",
        )
        .required()
        .aliases(&["owners"]),
        Key::new(
            "name",
            Shape::Text(&IMAGE_NAME),
            "a pattern of image names; the newest is taken",
        )
        .required(),
    ],
);

static AMI_MAP: MapShape = MapShape {
    one_of: &[&["id", "ssm_parameter", "lookup"]],
    short: Some("id"),
    ..MapShape::new(
        "an image",
        "Image",
        &[
            Key::new("id", Shape::Text(&AMI), "an image id or a reference"),
            Key::new(
                "ssm_parameter",
                Shape::Text(&PARAMETER),
                "the name of a parameter that holds an image id",
            ),
            Key::new(
                "lookup",
                Shape::Map(&LOOKUP),
                "the newest image of an owner by name",
            ),
            Key::new(
                "follow",
                Shape::Flag,
                "whether a new image replaces the instance",
            )
            .default("false"),
        ],
    )
};

const SIZE: Key = Key::new("size", Shape::IntegerText(1, 65536), "GiB");
const VOLUME_TYPE_KEY: Key = Key::new("type", Shape::Text(&VOLUME_TYPE), "the volume type")
    .default("gp3")
    .aliases(&["volume_type"]);
const ENCRYPTED: Key =
    Key::new("encrypted", Shape::FlagText, "whether it is encrypted").default("true");
const VOLUME_KEY: Key = Key::new("kms_key", Shape::Text(&KMS_KEY), "the key that encrypts it")
    .default("the account's default key")
    .aliases(&["kms_key_id"]);
const IOPS: Key = Key::new(
    "iops",
    Shape::IntegerText(100, 256_000),
    "operations a second, for gp3, io1 and io2",
);
const THROUGHPUT: Key = Key::new(
    "throughput",
    Shape::IntegerText(125, 2000),
    "MiB a second, for gp3",
);
const DELETE: Key = Key::new(
    "delete_on_termination",
    Shape::FlagText,
    "whether it goes with the instance",
)
.default("true");

static ROOT_VOLUME: MapShape = MapShape {
    rules: &[cross::volume],
    ..MapShape::new(
        "a root volume",
        "RootVolume",
        &[
            SIZE,
            VOLUME_TYPE_KEY,
            ENCRYPTED,
            VOLUME_KEY,
            IOPS,
            THROUGHPUT,
            DELETE,
            Key::later(
                "device",
                "the image's root device; for templates only, an instance takes it from its image",
            ),
        ],
    )
};

static DATA_VOLUME: MapShape = MapShape {
    rules: &[cross::volume],
    ..MapShape::new(
        "a data volume",
        "DataVolume",
        &[
            Key::new(
                "device",
                Shape::Text(&DEVICE),
                "the device name, such as `/dev/sdf`",
            )
            .required()
            .aliases(&["device_name"]),
            SIZE.required(),
            VOLUME_TYPE_KEY,
            ENCRYPTED,
            VOLUME_KEY,
            IOPS,
            THROUGHPUT,
            DELETE,
        ],
    )
};

static IMDS: MapShape = MapShape {
    rules: &[cross::imds],
    ..MapShape::new(
        "metadata options",
        "MetadataOptions",
        &[
            Key::new(
                "endpoint",
                Shape::Text(&ENABLED),
                "whether the metadata service answers",
            )
            .default("enabled")
            .aliases(&["http_endpoint"]),
            Key::new(
                "tokens",
                Shape::Text(&TOKENS),
                "`required` is IMDSv2; `optional` leaves IMDSv1 open, and is a warning",
            )
            .default("required")
            .aliases(&["http_tokens"]),
            Key::new(
                "hop_limit",
                Shape::IntegerText(1, 64),
                "how many network hops an answer may travel",
            )
            .default("1, with `workload: containers` 2")
            .aliases(&["http_put_response_hop_limit"]),
            Key::new(
                "tags",
                Shape::Text(&ENABLED),
                "whether the instance's tags are readable there",
            )
            .default("disabled")
            .aliases(&["instance_metadata_tags"]),
            Key::new(
                "ipv6",
                Shape::Text(&ENABLED),
                "whether the IPv6 endpoint is on",
            )
            .default("disabled")
            .aliases(&["http_protocol_ipv6"]),
        ],
    )
};

/// `instance:`
pub(super) static INSTANCE: MapShape = MapShape {
    rules: &[cross::instance, cross::devices],
    ..MapShape::new(
        "an instance",
        "Instance",
        &[
            Key::new("name", Shape::Text(&NAME), "the `Name` tag").default("the role's name"),
            Key::new(
                "kind",
                Shape::Choice(&[
                    Choice::new("instance", "one instance"),
                    Choice::later("launch_template", "a launch template"),
                    Choice::later(
                        "autoscaling_group",
                        "a launch template and an auto scaling group",
                    ),
                ]),
                "what is made",
            )
            .default("instance"),
            Key::new("type", Shape::Text(&TYPE), "the instance type")
                .required()
                .aliases(&["instance_type"]),
            Key::new(
                "ami",
                Shape::Map(&AMI_MAP),
                "the image: exactly one of `id`, `ssm_parameter`, `lookup`",
            )
            .required()
            .aliases(&["image", "image_id"]),
            Key::new("subnet", Shape::Text(&SUBNET), "the subnet")
                .default("one of the default VPC")
                .aliases(&["subnet_id"]),
            Key::later("subnets", "the subnets of a group"),
            Key::new(
                "security_groups",
                Shape::List(&Shape::Text(&SECURITY_GROUP)),
                "security group ids",
            )
            .default("the VPC's default group")
            .aliases(&[
                "vpc_security_group_ids",
                "security_group_ids",
                "security_group",
            ]),
            Key::new(
                "user_data",
                Shape::File,
                "a script that runs at the first start: a file beside the spec, at most 16 KiB",
            ),
            Key::new("root_volume", Shape::Map(&ROOT_VOLUME), "the root volume")
                .aliases(&["root_block_device"]),
            Key::new(
                "data_volumes",
                Shape::List(&Shape::Map(&DATA_VOLUME)),
                "further volumes",
            )
            .aliases(&["volumes", "ebs_block_device"]),
            Key::new(
                "workload",
                Shape::Choice(&[
                    Choice::new("host", "processes on the host: the hop limit is 1"),
                    Choice::new(
                        "containers",
                        "containers with a network of their own: the hop limit is 2",
                    ),
                ]),
                "what runs there; decides the default hop limit",
            )
            .default("host"),
            Key::new("imds", Shape::Map(&IMDS), "the instance metadata service")
                .aliases(&["metadata_options"]),
            Key::later("size", "the size of a group"),
            Key::later("target_groups", "the target groups of a group"),
            Key::new("key_name", Shape::Text(&KEY_PAIR), "the SSH key pair").default("none"),
            Key::new(
                "public_ip",
                Shape::FlagText,
                "whether it gets a public address",
            )
            .default("as the subnet says")
            .aliases(&["associate_public_ip_address"]),
            Key::new("monitoring", Shape::FlagText, "detailed monitoring").default("false"),
            Key::new("ebs_optimized", Shape::FlagText, "EBS optimisation")
                .default("as the instance type says"),
            Key::new(
                "tags",
                Shape::Tags,
                "tags of the instance alone; they win over the common ones",
            ),
        ],
    )
};
