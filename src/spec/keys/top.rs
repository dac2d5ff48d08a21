//! The top level of a spec.

use super::{
    Key, MapShape, Named, Shape, TextRule,
    assume::ASSUME,
    common::{ACCOUNT, LABEL, REGION},
    instance::INSTANCE,
    role::{PROFILE, ROLE_MAP},
    statement::{ASSERT, STATEMENT},
    terraform::{TERRAFORM, VARIABLES},
};
use crate::spec::limits::{cross, region};

const PARTITION: TextRule = TextRule::new("a partition").choices(&region::PARTITIONS);

static ENVIRONMENTS: Named = Named {
    name: &LABEL,
    shape: Shape::File,
};

/// A spec.
pub static SPEC: MapShape = MapShape {
    grants: true,
    rules: &[cross::spec],
    ..MapShape::new(
        "a spec",
        "Spec",
        &[
            Key::new(
                "version",
                Shape::Integer(1, 1),
                "the version of this format: 1",
            )
            .required(),
            Key::new(
                "account",
                Shape::Text(&ACCOUNT),
                "the id of the account that the role lives in, in quotes",
            )
            .default("the account that Terraform runs in")
            .aliases(&["account_id"]),
            Key::new("partition", Shape::Text(&PARTITION), "the partition")
                .default("the partition that Terraform runs in"),
            Key::new("region", Shape::Text(&REGION), "the region")
                .default("the region that Terraform runs in"),
            Key::new(
                "tags",
                Shape::Tags,
                "tags on every taggable resource; `role.tags` and `instance.tags` win",
            ),
            Key::new("role", Shape::Map(&ROLE_MAP), "the role").required(),
            Key::new(
                "instance_profile",
                Shape::Map(&PROFILE),
                "the profile that hands the role to instances",
            )
            .aliases(&["profile"]),
            Key::new(
                "allow",
                Shape::List(&Shape::Map(&STATEMENT)),
                "statements that allow, for what no grant fits",
            )
            .aliases(&["statements", "permissions"]),
            Key::new(
                "deny",
                Shape::List(&Shape::Map(&STATEMENT)),
                "statements that deny, whatever else allows",
            ),
            Key::new(
                "assume",
                Shape::List(&Shape::Map(&ASSUME)),
                "roles that the role may assume, in other accounts too",
            )
            .aliases(&["assume_role", "cross_account"]),
            Key::new("instance", Shape::Map(&INSTANCE), "what runs with the role")
                .aliases(&["ec2"]),
            Key::later(
                "credential_guard",
                "opt-in Deny statements against the use of stolen credentials",
            ),
            Key::later("deployers", "who may launch instances with this role"),
            Key::later("audit", "opt-in record of AssumeRole calls"),
            Key::new(
                "assert",
                Shape::Map(&ASSERT),
                "what the role must and must not be able to do, checked offline",
            )
            .aliases(&["asserts"]),
            Key::later("lint", "levels and suppressions of lints"),
            Key::new(
                "variables",
                Shape::Named(&VARIABLES),
                "what refines the variables that `${var.…}` declares",
            )
            .aliases(&["vars"]),
            Key::new(
                "terraform",
                Shape::Map(&TERRAFORM),
                "how the Terraform is written",
            ),
            Key::new(
                "extends",
                Shape::File,
                "the spec that this one changes: maps merge, lists replace, `null` removes",
            ),
            Key::new(
                "environments",
                Shape::Named(&ENVIRONMENTS),
                "overlays by environment: `generate` writes a folder for each",
            ),
        ],
    )
};
