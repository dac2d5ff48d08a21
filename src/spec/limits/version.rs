//! Version constraints of Terraform.

use crate::{diag::Code, spec::keys::Problem};

const OPERATORS: [&str; 7] = [">=", "<=", "!=", "~>", ">", "<", "="];

/// A constraint on Terraform: with older versions what is generated is not tried.
pub(crate) fn terraform(text: &str) -> Vec<Problem> {
    let because = "with which what is generated was never tried";
    with_minimum(text, (1, 5), Code::OldVersion, because)
}

/// A constraint on the AWS provider: the first version with all five metadata options is 5.12.
pub(crate) fn provider(text: &str) -> Vec<Problem> {
    let because = "which lack some of the metadata options";
    with_minimum(text, (5, 12), Code::BadTerraform, because)
}

type Minor = (u32, u32);

/// Says which versions a constraint should not admit; `none` is the code for one that admits no
/// version from `minimum` on.
fn with_minimum(text: &str, minimum: Minor, none: Code, because: &str) -> Vec<Problem> {
    let problems = check(text);
    if !problems.is_empty() {
        return problems;
    }
    let (mut least, mut ends_before) = ((0, 0), false);
    for part in text.split(',').map(str::trim) {
        let operator = OPERATORS.into_iter().find(|it| part.starts_with(it));
        let version = operator
            .and_then(|it| part.strip_prefix(it))
            .unwrap_or(part);
        let (version, parts) = minor(version);
        let (from, before) = match operator.unwrap_or("=") {
            ">=" | ">" => (Some(version), None),
            "<" => (None, Some(version)),
            "<=" => (None, Some((version.0, version.1 + 1))),
            "=" => (Some(version), Some((version.0, version.1 + 1))),
            "~>" if parts > 2 => (Some(version), Some((version.0, version.1 + 1))),
            "~>" => (Some(version), Some((version.0 + 1, 0))),
            _ => (None, None),
        };
        least = from.map_or(least, |from| least.max(from));
        ends_before |= before.is_some_and(|before| before <= minimum);
    }
    let (major, minor) = minimum;
    if ends_before {
        let message = format!("`{text}` admits no version from {major}.{minor} on");
        return vec![
            Problem::new(none, message).help(format!("it admits only versions {because}")),
        ];
    }
    if least >= minimum {
        return Vec::new();
    }
    let message = format!("`{text}` admits versions before {major}.{minor}, {because}");
    vec![Problem::new(Code::OldVersion, message).help(format!("begin with `>= {major}.{minor}`"))]
}

/// The first two numbers of a version, and how many it has.
fn minor(version: &str) -> (Minor, usize) {
    let numbers = version.trim().split('-').next().unwrap_or_default();
    let mut parts = numbers.split('.').map(|part| part.parse().unwrap_or(0));
    let minor = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    (minor, numbers.split('.').count())
}

/// `>= 1.5, < 2.0`.
fn check(text: &str) -> Vec<Problem> {
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
    fn versions_that_are_too_old_are_told_from_others() {
        let codes = |text| -> Vec<_> {
            let problems = super::provider(text);
            problems
                .into_iter()
                .map(|problem| problem.code.as_str())
                .collect()
        };
        for good in [
            ">= 5.12",
            "~> 5.12",
            "~> 5.40.0",
            "6.1.0",
            "> 5.12, < 7",
            ">= 5.0, ~> 5.31",
        ] {
            assert!(codes(good).is_empty(), "{good}");
        }
        for old in [">= 4.0", "~> 5.0", "< 6.0", "!= 5.13.0", ">= 5.11.2"] {
            assert_eq!(codes(old), ["old-version"], "{old}");
        }
        for none in [
            "~> 4.67",
            "= 5.11.0",
            "5.0.1",
            "< 5.12",
            ">= 4, < 5",
            "~> 5.11.0",
        ] {
            assert_eq!(codes(none), ["bad-terraform"], "{none}");
        }
    }

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
