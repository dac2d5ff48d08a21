//! A statement of `allow:`, asked for.

use crate::wizard::{
    fields::{Field, FieldForm},
    question::Completion,
};

/// The questions.
pub fn fields() -> Vec<Field> {
    vec![
        Field::new(
            "actions",
            "Which actions?",
            "type a part of the name; a wildcard allows whatever AWS adds to it later",
            FieldForm::Words,
        )
        .required()
        .completed(Completion::Actions),
        Field::new(
            "resources",
            "On which resources (ARNs)?",
            "* is every resource of the account; some actions take nothing else",
            FieldForm::Words,
        )
        .required(),
        Field::new(
            "reason",
            "Why?",
            "it becomes a comment beside the statement",
            FieldForm::Text,
        ),
    ]
}
