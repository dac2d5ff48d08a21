//! Values in the place of the variables that a document refers to.

use std::collections::BTreeMap;

use super::{
    place::Places,
    tree::{Content, Node, Scalar},
};

/// Puts values in the place of `${var.NAME}`, wherever it stands below `node`, as if they had been
/// written there. A scalar in which something was put stands at its place as a whole.
pub fn fill(node: &mut Node, values: &BTreeMap<String, String>) {
    match &mut node.content {
        Content::Scalar(scalar) => fill_scalar(scalar, values),
        Content::List(items) => items.iter_mut().for_each(|item| fill(item, values)),
        Content::Map(entries) => {
            for entry in entries {
                fill_scalar(&mut entry.key.scalar, values);
                fill(&mut entry.value, values);
            }
        }
    }
}

fn fill_scalar(scalar: &mut Scalar, values: &BTreeMap<String, String>) {
    if let Some(filled) = filled(&scalar.text, values) {
        scalar.is_filled = true;
        scalar.text = filled;
        scalar.places = Places::Whole;
    }
}

/// The text with the values in it; `None` where it has none of the variables.
fn filled(text: &str, values: &BTreeMap<String, String>) -> Option<String> {
    let (mut out, mut rest, mut found) = (String::new(), text, false);
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        // `$${` stands for two characters.
        let value = if before.ends_with('$') {
            None
        } else {
            after.split_once('}').and_then(|(inside, tail)| {
                let name = inside.trim().strip_prefix("var.")?;
                Some((values.get(name)?, tail))
            })
        };
        if let Some((value, tail)) = value {
            out.push_str(&value.replace("${", "$${"));
            rest = tail;
            found = true;
        } else {
            out.push_str("${");
            rest = after;
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Option<String> {
        let values = [("env", "prod"), ("odd", "a${b}")];
        filled(text, &values.map(|(k, v)| (k.into(), v.into())).into())
    }

    #[test]
    fn values_stand_where_their_variables_stood() {
        assert_eq!(
            with("${var.env}-x-${ var.env }").as_deref(),
            Some("prod-x-prod")
        );
        assert_eq!(with("${var.odd}").as_deref(), Some("a$${b}"));
    }

    #[test]
    fn what_only_looks_like_a_variable_stays() {
        for text in [
            "$${var.env}",
            "${var.environment}",
            "${aws:username}",
            "${var.env",
            "env",
        ] {
            assert_eq!(with(text), None, "{text}");
        }
    }
}
