//! `role:` and `instance_profile:`.

use super::{
    Characters, Key, MapShape, Shape, TextRule,
    common::{ACCOUNT, BOUNDARY, EXTERNAL_ID, IAM_NAME, MANAGED_POLICY, PATH},
};
use crate::spec::{
    keys::Wants,
    limits::{arn, cross, names},
};

const NAME: TextRule = TextRule::new("a role name").length(1, 64).of(IAM_NAME);
const NAME_PREFIX: TextRule = TextRule::new("the prefix of a role name")
    .length(1, 38)
    .of(IAM_NAME);
const PROFILE_NAME: TextRule = TextRule::new("the name of an instance profile")
    .length(1, 128)
    .of(IAM_NAME);

/// `[\t\n\r\x20-\x7E\xA1-\xFF]*`
const DESCRIPTION: TextRule = TextRule::new("a description")
    .length(1, 1000)
    .of(Characters {
        holds: |c| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}'),
        words: "characters of Latin-1 (no long dash, no curly quote, no emoji)",
        class: r"[\t\n\r\x20-\x7E\xA1-\xFF]",
    });

const USER: TextRule = TextRule::new("the ARN of a user")
    .wants(Wants::Types(&[("aws_iam_user", "arn")]))
    .check(arn::user);
const ROLE: TextRule = TextRule::new("the ARN of a role")
    .wants(Wants::Types(&[("aws_iam_role", "arn")]))
    .check(arn::role);
const SERVICE: TextRule = TextRule::new("a service principal")
    .length(0, 256)
    .check(names::service_principal)
    .pattern(r"^[a-z0-9.-]+\.[a-z.]+$");

/// A principal besides EC2.
pub(super) static TRUST: MapShape = MapShape {
    one_of: &[&["role", "user", "account", "service"]],
    rules: &[cross::trust],
    ..MapShape::new(
        "a trust",
        "Trust",
        &[
            Key::new(
                "role",
                Shape::Text(&ROLE),
                "the ARN of a role that may assume this one",
            ),
            Key::new(
                "user",
                Shape::Text(&USER),
                "the ARN of a user that may assume this role",
            ),
            Key::new(
                "account",
                Shape::Text(&ACCOUNT),
                "the id of an account whose principals may assume this role, as far as their own policies let them",
            ),
            Key::new(
                "service",
                Shape::Text(&SERVICE),
                "a service besides EC2 that may assume this role, such as `ssm.amazonaws.com`",
            ),
            Key::new(
                "external_id",
                Shape::Text(&EXTERNAL_ID),
                "the `ExternalId` that the principal must present",
            ),
            Key::new(
                "conditions",
                Shape::Conditions,
                "further conditions: operator, key, values",
            )
            .aliases(&["condition"]),
        ],
    )
};

/// `role:`
pub(super) static ROLE_MAP: MapShape = MapShape {
    one_of: &[&["name", "name_prefix"]],
    short: Some("name"),
    ..MapShape::new("a role", "Role", &[
        Key::new("name", Shape::Text(&NAME), "the role's name, unique in the account without regard to case; a new name replaces the role").aliases(&["role_name"]),
        Key::new("name_prefix", Shape::Text(&NAME_PREFIX), "the beginning of a name that Terraform completes, instead of `name`"),
        Key::new("path", Shape::Text(&PATH), "the IAM path").default("/"),
        Key::new("description", Shape::Text(&DESCRIPTION), "what the role is for; shown in the console"),
        Key::new("max_session_duration", Shape::Duration(3600, 43200), "how long a session may last that a principal of `trust` opens; the credentials of an instance are not affected").default("1h").aliases(&["max_session", "session_duration"]),
        Key::new("permissions_boundary", Shape::Text(&BOUNDARY), "the ARN of the policy that bounds the role").aliases(&["boundary"]),
        Key::new("managed_policies", Shape::List(&Shape::Text(&MANAGED_POLICY)), "managed policies: the bare name of one of AWS's, an ARN, or a reference").aliases(&["policies", "managed_policy_arns", "policy_arns", "managed_policy", "attach"]),
        Key::new("trust", Shape::List(&Shape::Map(&TRUST)), "who may assume the role besides EC2").aliases(&["assume_role_policy", "principals", "trusts", "trust_policy"]),
        Key::new("tags", Shape::Tags, "tags of the role alone; they win over the common ones"),
    ])
};

/// `instance_profile:`
pub(super) static PROFILE: MapShape = MapShape {
    short: Some("name"),
    ..MapShape::new(
        "an instance profile",
        "InstanceProfile",
        &[
            Key::new("name", Shape::Text(&PROFILE_NAME), "the profile's name")
                .default("the role's name"),
        ],
    )
};
