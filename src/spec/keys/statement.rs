//! `allow:`, `deny:` and `assert:`.

use super::{
    Key, MapShape, Shape, TextRule,
    common::{ACTION, LABEL, RESOURCE, SID},
};
use crate::spec::limits::cross;

/// A statement.
pub(super) static STATEMENT: MapShape = MapShape {
    rules: &[cross::statement],
    ..MapShape::new(
        "a statement",
        "Statement",
        &[
            Key::new("sid", Shape::Text(&SID), "the statement id")
                .default("made from what the statement says"),
            Key::new(
                "actions",
                Shape::List(&Shape::Text(&ACTION)),
                "actions, or patterns of actions with `*` and `?`",
            )
            .required()
            .aliases(&["action", "Action", "Actions"]),
            Key::new(
                "resources",
                Shape::List(&Shape::Text(&RESOURCE)),
                "ARNs, patterns of ARNs, references, or `*`",
            )
            .required()
            .aliases(&["resource", "Resource", "Resources"]),
            Key::new(
                "conditions",
                Shape::Conditions,
                "conditions: operator, key, values",
            )
            .aliases(&["condition", "Condition"]),
            Key::new(
                "reason",
                Shape::Remark,
                "why it is there; becomes a comment in the HCL",
            )
            .aliases(&["comment", "description"]),
            Key::new(
                "until",
                Shape::Day,
                "the last day on which it may be there; afterwards it is an error",
            )
            .aliases(&["expires"]),
            Key::new(
                "unchecked",
                Shape::List(&Shape::Text(&ACTION)),
                "actions of this statement that are too new for the catalogue",
            ),
        ],
    )
};

const ASSERTED_RESOURCE: TextRule = TextRule::new("a resource").policy();

/// One question.
static QUESTION: MapShape = MapShape::new(
    "an assertion",
    "Assertion",
    &[
        Key::new(
            "action",
            Shape::Text(&ACTION),
            "an action or a pattern of actions",
        )
        .required()
        .aliases(&["actions"]),
        Key::new(
            "resource",
            Shape::Text(&ASSERTED_RESOURCE),
            "an ARN or a pattern of ARNs",
        )
        .required()
        .aliases(&["resources"]),
        Key::new(
            "context",
            Shape::Context,
            "condition keys with the values that they have",
        )
        .aliases(&["conditions"]),
        Key::new(
            "via",
            Shape::Text(&LABEL),
            "the `name` of an entry of `assume` whose target is asked",
        ),
    ],
);

/// `assert:`
pub(super) static ASSERT: MapShape = MapShape::new(
    "asserts",
    "Assert",
    &[
        Key::new(
            "can",
            Shape::List(&Shape::Map(&QUESTION)),
            "every action that the pattern names is allowed on every such resource",
        ),
        Key::new(
            "cannot",
            Shape::List(&Shape::Map(&QUESTION)),
            "no action that the pattern names is allowed on any such resource, under any context",
        ),
    ],
);
