//! Checks a value against the rules of its data file.

use super::Rules;
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    policy::Value,
};

/// Reports what is wrong with a value, and says whether it ends in a `*`.
pub(crate) fn check_rules(
    key: &str,
    rules: &Rules,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some((bare, starred)) = rules.without_star(&value.value) else {
        let message = format!("`{key}` takes no `*` or `?` here: `{}`", value.value);
        diagnostics.push(
            Diagnostic::new(Code::StarNotAllowed, value.origin, message)
                .help("say it with `arn:`, or as a statement under `allow:`"),
        );
        return false;
    };
    let faults = if starred && bare.is_empty() {
        Vec::new()
    } else {
        rules.faults(&bare)
    };
    let fine = faults.is_empty();
    for fault in faults {
        let diagnostic = Diagnostic::new(
            Code::BadName,
            value.origin,
            format!("`{key}: {}` {fault}", value.value),
        );
        diagnostics.push(match &rules.help {
            Some(help) => diagnostic.help(help.clone()),
            None => diagnostic,
        });
    }
    if fine && let Some(end) = rules.missing_end(&value.value) {
        let message = format!(
            "`{}` does not end with `{end}`: it also means `{}-private{end}`",
            value.value, value.value
        );
        diagnostics.push(
            Diagnostic::new(Code::OpenPrefix, value.origin, message).replace(
                format!("end it with `{end}`"),
                format!("{}{end}", value.value),
            ),
        );
    }
    if fine && let Some(end) = rules.random_looking_end(&value.value) {
        let message = format!(
            "`{key}: {}` ends in what looks like the random characters that AWS appends: `-{end}`",
            value.value
        );
        diagnostics.push(
            Diagnostic::new(Code::RandomEnd, value.origin, message)
                .help("leave them out: the ARN that is granted allows for them"),
        );
    }
    starred
}
