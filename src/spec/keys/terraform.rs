//! `terraform:` and `variables:`.

use super::{Choice, Key, MapShape, Named, Shape, TextRule};
use crate::spec::limits::{expression, names, version};

const LABEL: TextRule = TextRule::new("a Terraform label")
    .literal()
    .check(names::identifier)
    .pattern("^[A-Za-z_][A-Za-z0-9_-]*$");
const TERRAFORM_VERSION: TextRule = TextRule::new("a version constraint")
    .literal()
    .check(version::terraform);

const PROVIDER_VERSION: TextRule = TextRule::new("a version constraint")
    .literal()
    .check(version::provider);
const VARIABLE_NAME: TextRule = TextRule::new("the name of a variable")
    .literal()
    .check(names::variable)
    .pattern("^[A-Za-z_][A-Za-z0-9_-]*$");
const TYPE: TextRule = TextRule::new("a type of Terraform")
    .literal()
    .check(expression::type_expression);
const CONDITION: TextRule = TextRule::new("a condition")
    .expression()
    .check(expression::condition);
const SENTENCE: TextRule = TextRule::new("a description").literal();

/// `terraform:`
pub(super) static TERRAFORM: MapShape = MapShape::new(
    "Terraform settings",
    "Terraform",
    &[
        Key::new(
            "layout",
            Shape::Choice(&[
                Choice::new(
                    "root",
                    "a root module with `terraform` and `provider` blocks",
                ),
                Choice::new("module", "a reusable module with variables and outputs"),
                Choice::new(
                    "beside",
                    "files beside others in a folder that somebody owns already",
                ),
            ]),
            "what the folder is",
        )
        .default("root"),
        Key::new(
            "policies",
            Shape::Choice(&[
                Choice::new("inline", "inline policies, part of the role"),
                Choice::new("managed", "customer managed policies of their own"),
            ]),
            "where the permissions stand",
        )
        .default("inline"),
        Key::new(
            "policy_style",
            Shape::Choice(&[
                Choice::new("jsonencode", "`jsonencode({…})`"),
                Choice::new("document", "`data \"aws_iam_policy_document\"`"),
            ]),
            "how policies are written",
        )
        .default("jsonencode"),
        Key::new(
            "label",
            Shape::Text(&LABEL),
            "the label of all main resources",
        )
        .default("this"),
        Key::new(
            "required_version",
            Shape::Text(&TERRAFORM_VERSION),
            "the versions of Terraform",
        )
        .default(">= 1.5"),
        Key::new(
            "provider_version",
            Shape::Text(&PROVIDER_VERSION),
            "the versions of the AWS provider",
        )
        .default(">= 5.12"),
    ],
);

static VALIDATION: MapShape = MapShape::new(
    "a validation",
    "Validation",
    &[
        Key::new(
            "condition",
            Shape::Text(&CONDITION),
            "a Terraform expression that must be true",
        )
        .required(),
        Key::new(
            "error_message",
            Shape::Text(&SENTENCE),
            "what to say when it is not",
        )
        .required()
        .aliases(&["message"]),
    ],
);

static VARIABLE: MapShape = MapShape::new(
    "a variable",
    "Variable",
    &[
        Key::new(
            "type",
            Shape::Text(&TYPE),
            "a type of Terraform, such as `list(string)`",
        )
        .default("follows from the key that uses it"),
        Key::new("description", Shape::Text(&SENTENCE), "what it is for")
            .default("follows from the key that uses it"),
        Key::new(
            "default",
            Shape::Data,
            "its value when none is given; without it the variable is required",
        ),
        Key::new("sensitive", Shape::Flag, "whether Terraform hides it").default("false"),
        Key::new(
            "validation",
            Shape::OneOrMany(&Shape::Map(&VALIDATION)),
            "conditions on its value",
        )
        .aliases(&["validations"]),
    ],
);

/// `variables:`
pub(super) static VARIABLES: Named = Named {
    name: &VARIABLE_NAME,
    shape: Shape::Map(&VARIABLE),
};
