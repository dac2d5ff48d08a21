//! Version constraints of Terraform.

use crate::{diag::Code, spec::keys::Problem};

const OPERATORS: [&str; 7] = [">=", "<=", "!=", "~>", ">", "<", "="];

/// `>= 1.5, < 2.0`.
pub(crate) fn check(text: &str) -> Vec<Problem> {
    let bad = text.split(',').find(|part| !is_constraint(part.trim()));
    match bad {
        None => Vec::new(),
        Some(part) => vec![
            Problem::new(
                Code::BadTerraform,
                format!("`{}` is no version constraint", part.trim()),
            )
            .help("write an operator and a version: `>= 1.5`, `~> 5.12`, several with commas"),
        ],
    }
}

fn is_constraint(text: &str) -> bool {
    let version = OPERATORS
        .iter()
        .find_map(|operator| text.strip_prefix(operator))
        .unwrap_or(text)
        .trim_start();
    let (numbers, pre) = match version.split_once('-') {
        Some((numbers, pre)) => (numbers, Some(pre)),
        None => (version, None),
    };
    let parts: Vec<&str> = numbers.split('.').collect();
    let digits = |part: &&str| {
        !part.is_empty() && part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit())
    };
    let pre_ok = pre.is_none_or(|pre| {
        !pre.is_empty()
            && pre
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
    });
    parts.len() <= 3 && parts.iter().all(digits) && pre_ok
}

#[cfg(test)]
mod tests {
    #[test]
    fn constraints_are_told_from_other_text() {
        for good in [">= 1.5", "~> 5.12", "1.2.3", ">= 1.5, < 2.0.0-beta1", ">=1"] {
            assert!(super::check(good).is_empty(), "{good}");
        }
        for bad in [
            "", "latest", ">= ", "=> 1.5", "1.2.3.4", "v1.5", "1.5\nx", ">= 1.5,",
        ] {
            assert!(!super::check(bad).is_empty(), "{bad}");
        }
    }
}
