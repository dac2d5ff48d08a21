//! Documents made comparable: what differs in writing only is written in one way.

use std::collections::BTreeMap;

use crate::{
    policy::{Document, PrincipalKind},
    read::in_partition,
    text::{Part, Reference, Text},
};

/// Stands for the label of a data source that says the same whatever it is called. No label is
/// written so.
pub const ANY_LABEL: &str = "*";

/// What is known of references, by their expressions.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What they are.
    pub values: BTreeMap<String, String>,
    /// What to call those that name something else on the other side of a comparison.
    pub others: BTreeMap<String, String>,
}

impl Known {
    /// Whether this is what a reference is called that names something else on the other side.
    pub(super) fn is_other(&self, name: &str) -> bool {
        self.others.values().any(|other| other == name)
    }
}

impl From<BTreeMap<String, String>> for Known {
    fn from(values: BTreeMap<String, String>) -> Self {
        Self {
            values,
            others: BTreeMap::new(),
        }
    }
}

/// The text with everything filled in that is known: the references that the user supplied, and the
/// partition and its DNS suffix, which are taken for those of the `aws` partition. A reference that is
/// not known and names something else on the other side is called another.
pub fn text(text: &Text, known: &Known) -> Text {
    if !text.has_references() {
        return text.clone();
    }
    let supplied = Text::from_parts(text.parts().iter().map(|part| match part {
        Part::Reference(reference) => match find(reference.expression(), known) {
            Some(value) => Part::Literal(value.clone()),
            None => match known.others.get(reference.expression()) {
                Some(other) => Part::Reference(Reference::new(other)),
                None => part.clone(),
            },
        },
        part => part.clone(),
    }));
    in_partition(&supplied, "aws")
}

/// What is known of an expression, or of the same attribute under any label.
fn find<'k>(expression: &str, known: &'k Known) -> Option<&'k String> {
    if let Some(value) = known.values.get(expression) {
        return Some(value);
    }
    let [
        "data",
        kind @ ("aws_caller_identity" | "aws_region"),
        _,
        attribute,
    ] = *expression.split('.').collect::<Vec<_>>()
    else {
        return None;
    };
    known
        .values
        .get(&format!("data.{kind}.{ANY_LABEL}.{attribute}"))
}

/// The document with [`text`] applied to every value, and EC2's principal in China as everywhere.
pub fn document(document: &Document, known: &Known) -> Document {
    let mut document = document.map_values(|value| text(value, known));
    let clauses = document.statements.iter_mut();
    let clauses = clauses.filter_map(|statement| statement.principals.as_mut());
    for principal in clauses.flat_map(|clause| &mut clause.values) {
        let is_china = principal.value.value.as_literal() == Some("ec2.amazonaws.com.cn");
        if principal.kind == PrincipalKind::Service && is_china {
            principal.value.value = "ec2.amazonaws.com".into();
        }
    }
    document
}
