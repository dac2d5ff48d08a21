//! Account ids.

use crate::{diag::Code, spec::keys::Problem};

/// Exactly 12 digits.
pub(crate) fn check(text: &str) -> Vec<Problem> {
    if is_id(text) {
        return Vec::new();
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let problem = Problem::new(
        Code::BadAccount,
        format!("`{text}` is no account id: it has exactly 12 digits"),
    );
    let grouped = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    vec![if grouped && digits.len() == 12 {
        problem.instead(digits)
    } else {
        problem.help("the account id is what `aws sts get-caller-identity` shows as `Account`")
    }]
}

/// Whether a text is an account id.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}
