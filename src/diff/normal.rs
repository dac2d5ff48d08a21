//! Documents made comparable: what differs in writing only is written in one way.

use std::collections::BTreeMap;

use crate::{
    policy::{Clause, Document, PrincipalKind, Value},
    read::is_partition,
    text::{Part, Text},
};

/// Stands for the label of a data source that says the same whatever it is called. No label is
/// written so.
pub const ANY_LABEL: &str = "*";

/// What is known of references: the expression, and its value.
pub type Known = BTreeMap<String, String>;

/// The text with everything filled in that is known: the references that the user supplied, and the
/// partition and its DNS suffix, which are taken for those of the `aws` partition.
pub fn text(text: &Text, known: &Known) -> Text {
    if !text.has_references() {
        return text.clone();
    }
    Text::from_parts(text.parts().iter().map(|part| match part {
        Part::Reference(reference) => {
            let expression = reference.expression();
            match find(expression, known) {
                Some(value) => Part::Literal(value.clone()),
                None if is_partition(expression) => Part::Literal("aws".to_owned()),
                None if is_dns_suffix(expression) => Part::Literal("amazonaws.com".to_owned()),
                None => part.clone(),
            }
        }
        part => part.clone(),
    }))
}

/// What is known of an expression, or of the same attribute under any label.
fn find<'k>(expression: &str, known: &'k Known) -> Option<&'k String> {
    if let Some(value) = known.get(expression) {
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
    known.get(&format!("data.{kind}.{ANY_LABEL}.{attribute}"))
}

fn is_dns_suffix(expression: &str) -> bool {
    expression.starts_with("data.aws_partition.") && expression.ends_with(".dns_suffix")
}

/// The document with [`text`] applied to every value, and EC2's principal in China as everywhere.
pub fn document(document: &Document, known: &Known) -> Document {
    let mut document = document.clone();
    let fill = |value: &mut Value| value.value = text(&value.value, known);
    for statement in &mut document.statements {
        statement.actions.values.iter_mut().for_each(fill);
        if let Some(clause) = &mut statement.resources {
            clause.values.iter_mut().for_each(fill);
        }
        if let Some(Clause { values, .. }) = &mut statement.principals {
            for principal in values {
                fill(&mut principal.value);
                let is_china = principal.value.value.as_literal() == Some("ec2.amazonaws.com.cn");
                if principal.kind == PrincipalKind::Service && is_china {
                    principal.value.value = "ec2.amazonaws.com".into();
                }
            }
        }
        for condition in &mut statement.conditions {
            fill(&mut condition.key);
            condition.values.iter_mut().for_each(fill);
        }
    }
    document
}
