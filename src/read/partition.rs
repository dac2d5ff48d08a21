//! What stands for the partition in a Terraform module: `data.aws_partition`.

use crate::{
    catalogue,
    text::{Part, Text},
};

/// Whether an expression yields the partition.
pub fn is_partition(expression: &str) -> bool {
    let attribute = expression
        .strip_prefix("data.aws_partition.")
        .and_then(|rest| rest.rsplit_once('.'));
    matches!(attribute, Some((_, "partition" | "id")))
}

/// Whether an expression yields the end of host names in the partition.
fn is_dns_suffix(expression: &str) -> bool {
    expression.starts_with("data.aws_partition.") && expression.ends_with(".dns_suffix")
}

/// The text where it is applied to this partition: references to the partition and to its DNS suffix
/// are filled in.
pub fn in_partition(text: &Text, partition: &str) -> Text {
    if !text.has_references() {
        return text.clone();
    }
    let value = |expression: &str| {
        if is_partition(expression) {
            Some(partition)
        } else if is_dns_suffix(expression) {
            catalogue::dns_suffix(partition)
        } else {
            None
        }
    };
    Text::from_parts(text.parts().iter().map(|part| match part {
        Part::Reference(reference) => match value(reference.expression()) {
            Some(value) => Part::Literal(value.to_owned()),
            None => part.clone(),
        },
        part => part.clone(),
    }))
}
