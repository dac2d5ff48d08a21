//! The two places where a spec holds Terraform's own language: the type and the conditions of a
//! variable. Both must be one whole expression, so that nothing can follow it.

use crate::{diag::Code, spec::keys::Problem};

/// A type: `string`, `list(string)`, `object({a = optional(number)})`.
pub(crate) fn type_expression(text: &str) -> Vec<Problem> {
    if matches!(kind(text.trim(), 0), Some("")) {
        return Vec::new();
    }
    vec![
        Problem::new(Code::BadTerraform, format!("`{text}` is no type of Terraform")).help(
            "a type is `string`, `number`, `bool`, `any`, or `list`, `set`, `map`, `tuple`, `object` of types",
        ),
    ]
}

/// Reads one type and gives what follows it.
fn kind(text: &str, depth: usize) -> Option<&str> {
    if depth > 16 {
        return None;
    }
    let end = text
        .find(|c: char| !c.is_ascii_lowercase())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let inner = |rest: &'_ str| rest.trim_start().strip_prefix('(').map(str::len);
    match word {
        "string" | "number" | "bool" | "any" => Some(rest),
        "list" | "set" | "map" => {
            let open = inner(rest)?;
            let rest = rest.get(rest.len() - open..)?;
            let after = kind(rest.trim_start(), depth + 1)?;
            after.trim_start().strip_prefix(')')
        }
        "tuple" => {
            let rest = rest.trim_start().strip_prefix('(')?;
            let mut rest = rest.trim_start().strip_prefix('[')?.trim_start();
            while !rest.starts_with(']') {
                rest = kind(rest, depth + 1)?.trim_start();
                match rest.strip_prefix(',') {
                    Some(after) => rest = after.trim_start(),
                    None if rest.starts_with(']') => {}
                    None => return None,
                }
            }
            rest.strip_prefix(']')?.trim_start().strip_prefix(')')
        }
        "object" => {
            let rest = rest.trim_start().strip_prefix('(')?;
            let rest = rest.trim_start().strip_prefix('{')?.trim_start();
            let rest = attributes(rest, depth)?;
            rest.trim_start().strip_prefix(')')
        }
        _ => None,
    }
}

/// Reads the attributes of an object type, with its closing brace.
fn attributes(mut rest: &str, depth: usize) -> Option<&str> {
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Some(after);
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))?;
        let (name, after) = rest.split_at_checked(end)?;
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            return None;
        }
        let after = after.trim_start().strip_prefix('=')?.trim_start();
        let after = match after.strip_prefix("optional") {
            // A default inside `optional` is an expression, which we do not take.
            Some(inside) => {
                let inside = inside.trim_start().strip_prefix('(')?.trim_start();
                kind(inside, depth + 1)?.trim_start().strip_prefix(')')?
            }
            None => kind(after, depth + 1)?,
        };
        let spaced = after.trim_start();
        let gap = after.get(..after.len() - spaced.len())?;
        rest = match spaced.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if spaced.starts_with('}') || gap.contains('\n') => spaced,
            None => return None,
        };
    }
}

/// A condition: one expression of Terraform on one line.
pub(crate) fn condition(text: &str) -> Vec<Problem> {
    let bad = |message: String| Problem::new(Code::BadTerraform, message);
    if text.contains(['\n', '\r'])
        || text.contains('#')
        || text.contains("//")
        || text.contains("/*")
    {
        return vec![
            bad("a condition is one expression on one line, without comments".to_owned())
                .help("join the lines; say why in `error_message`"),
        ];
    }
    match text.parse::<hcl_edit::expr::Expression>() {
        Ok(_) => Vec::new(),
        Err(_) => vec![
            bad(format!("`{text}` is no expression of Terraform"))
                .help("a condition looks like `length(var.name) > 3`"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_from_other_text() {
        for good in [
            "string",
            "list(string)",
            "map(list( number ))",
            "object({a = string, b = optional(bool)})",
            "object({\n a = string\n b = number\n})",
            "tuple([string, number])",
            "object({})",
        ] {
            assert!(type_expression(good).is_empty(), "{good}");
        }
        for bad in [
            "",
            "String",
            "list",
            "list(string",
            "list(string))",
            "string\ndefault = 1",
            "object({a = string b = string})",
            "list(string) # x",
            "${string}",
        ] {
            assert!(!type_expression(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn a_condition_is_one_expression() {
        assert!(condition("length(var.name) > 3 && can(regex(\"^a\", var.name))").is_empty());
        for bad in ["", "var.x >", "true\n}", "true # x", "true }", "a = 1"] {
            assert!(!condition(bad).is_empty(), "{bad}");
        }
    }
}
