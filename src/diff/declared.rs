//! References that the description itself explains: to a resource whose arguments are literal.

use super::normal::Known;
use crate::{
    blueprint::{Folder, Setting},
    catalogue::{Attribute, Piece},
};

/// What is known of references in this folder: what the user supplied, and what follows from what
/// the folder declares. `bucket = "photos"` makes `aws_s3_bucket.app.arn` the bucket's ARN.
pub(super) fn known_in(folder: &Folder, supplied: &Known) -> Known {
    let mut known = supplied.clone();
    for declaration in &folder.declarations {
        let kind = declaration.address.split('.').next().unwrap_or_default();
        for attribute in Attribute::all().filter(|attribute| attribute.kind() == kind) {
            let expression = format!("{}.{}", declaration.address, attribute.name());
            if known.contains_key(&expression) {
                continue;
            }
            if let Some(value) = value(folder, &declaration.address, attribute) {
                known.insert(expression, value);
            }
        }
    }
    known
}

/// What the attribute of the resource yields, if all of it is known.
fn value(folder: &Folder, address: &str, attribute: Attribute) -> Option<String> {
    let literal = |setting: &Setting| Some(setting.as_ref()?.value.as_literal()?.to_owned());
    let piece = |piece: Piece| match piece {
        Piece::Literal(text) => Some(text.to_owned()),
        Piece::Partition => Some(literal(&folder.partition).unwrap_or_else(|| "aws".to_owned())),
        Piece::Region => literal(&folder.region),
        Piece::Account => literal(&folder.account),
        Piece::Argument { name, .. } => folder
            .declarations
            .iter()
            .find(|one| one.address == address && one.attribute == name)
            .map(|one| one.value.value.clone()),
    };
    attribute.pieces().map(piece).collect()
}
