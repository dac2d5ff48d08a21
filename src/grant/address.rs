//! Terraform addresses that a grant names.

/// The Terraform type of an address or of a reference to an attribute.
pub(crate) fn resource_type(expression: &str) -> &str {
    let address = expression.strip_prefix("data.").unwrap_or(expression);
    address.split(['.', '[']).next().unwrap_or(address)
}

/// What to call a reference: the name of the resource, the variable, the output.
pub(crate) fn reference_label(expression: &str) -> String {
    let expression = expression.trim_start_matches("${");
    let inside = expression.split('}').next().unwrap_or(expression);
    let address = inside.strip_prefix("data.").unwrap_or(inside);
    let mut names = address.split(['.', '[']);
    match (names.next(), names.next()) {
        (Some(_), Some(name)) => name.to_owned(),
        _ => address.to_owned(),
    }
}

/// Whether the attribute that is referred to is an ARN by its name.
pub(crate) fn holds_an_arn(expression: &str) -> bool {
    let attribute = expression.rsplit('.').next().unwrap_or(expression);
    attribute == "arn" || attribute.ends_with("_arn")
}
