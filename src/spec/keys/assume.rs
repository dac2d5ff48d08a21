//! `assume:` and its `target:`.

use super::{
    Choice, Key, MapShape, Shape, TextRule,
    common::{BOUNDARY, EXTERNAL_ID, LABEL, MANAGED_POLICY, REGION},
    statement::STATEMENT,
};
use crate::spec::limits::arn;

const TARGET_ROLE: TextRule = TextRule::new("the ARN of a role")
    .literal()
    .check(arn::role)
    .pattern("^arn:[a-z0-9-]+:iam::[0-9]{12}:role/.+$");

static TARGET: MapShape = MapShape {
    grants: true,
    may_be_empty: true,
    ..MapShape::new("a target", "Target", &[
        Key::new("trust", Shape::Choice(&[
            Choice::new("account", "the caller's account, with a condition on the caller's ARN: works before the caller exists"),
            Choice::new("role", "the caller's ARN as principal: the caller must exist, and is forgotten when it is deleted"),
        ]), "whom the target role trusts").default("account"),
        Key::new("region", Shape::Text(&REGION), "the region of the target's resources"),
        Key::new("permissions_boundary", Shape::Text(&BOUNDARY), "the boundary of the target role"),
        Key::new("max_session_duration", Shape::Duration(3600, 43200), "how long a session of the target role may last").default("1h"),
        Key::new("managed_policies", Shape::List(&Shape::Text(&MANAGED_POLICY)), "managed policies of the target role").aliases(&["policies"]),
        Key::new("allow", Shape::List(&Shape::Map(&STATEMENT)), "statements that allow"),
        Key::new("deny", Shape::List(&Shape::Map(&STATEMENT)), "statements that deny"),
        Key::new("tags", Shape::Tags, "tags of the target role; they win over the common ones"),
    ])
};

/// One entry of `assume:`.
pub(super) static ASSUME: MapShape = MapShape::new(
    "a role to assume",
    "Assume",
    &[
        Key::new(
            "name",
            Shape::Text(&LABEL),
            "a label: names the folder and the statement",
        )
        .required()
        .aliases(&["label"]),
        Key::new(
            "role",
            Shape::Text(&TARGET_ROLE),
            "the literal ARN of the target role, without wildcards",
        )
        .required()
        .aliases(&["arn", "role_arn"]),
        Key::new(
            "external_id",
            Shape::Text(&EXTERNAL_ID),
            "the `ExternalId` to present",
        ),
        Key::new(
            "session_duration",
            Shape::Duration(900, 3600),
            "what callers ask for; a session opened by another session lasts an hour at most",
        )
        .default("1h")
        .aliases(&["duration"]),
        Key::new(
            "target",
            Shape::Map(&TARGET),
            "the other account's side, where it is to be written too",
        ),
    ],
);
