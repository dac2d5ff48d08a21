//! Actions that IAM does not have, and wildcards that name none.

use super::Acting;
use crate::{
    catalogue::{Action, Service, Suggestion, Why, data_date, instead_of, patterns_spelt_like},
    diag::{Code, Diagnostic, Diagnostics},
    policy::Value,
};

pub(super) fn check(acting: &[Acting<'_>], found: &mut Diagnostics) {
    for Acting { value, actions } in acting {
        let unknown_name = actions.as_ref().is_some_and(Vec::is_empty);
        let Some(text) = value.value.as_literal().filter(|_| unknown_name) else {
            continue;
        };
        found.push(if text.contains(['*', '?']) {
            nothing_matches(value, text)
        } else {
            unknown(value, text)
        });
    }
}

fn unknown(value: &Value, text: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        Code::UnknownAction,
        value.origin,
        format!("`{text}` is no IAM action"),
    );
    match instead_of(text) {
        Some(suggestion) => diagnostic = with_suggestion(diagnostic, text, &suggestion),
        None if !text.contains(':') => {
            diagnostic =
                diagnostic.help("an action is a service and a name, such as `s3:GetObject`");
        }
        None => {}
    }
    diagnostic.help(too_new())
}

/// The way out of an action that AWS added after the day of the data.
fn too_new() -> String {
    format!(
        "the catalogue is of {}; if AWS has added it since, list it under `unchecked`",
        data_date()
    )
}

fn with_suggestion(diagnostic: Diagnostic, text: &str, suggestion: &Suggestion) -> Diagnostic {
    let list = |joint: &str| join(&suggestion.actions, joint);
    let prefix = text.split(':').next().unwrap_or_default();
    let first = suggestion.actions.first();
    let home = first.map_or("", |action| action.service().prefix());
    let (diagnostic, single) = match suggestion.why {
        Why::Operation => (
            diagnostic.help(format!(
                "it is an operation of the API; what IAM asks for is {}",
                list(" and ")
            )),
            suggestion.actions.len() == 1,
        ),
        Why::Prefix => (
            diagnostic.help(format!(
                "the actions of `{prefix}` have the prefix `{home}` in IAM"
            )),
            true,
        ),
        Why::OtherService if text.contains(':') => (
            diagnostic.help(format!(
                "`{prefix}` has no such action, but there is {}",
                list(" and ")
            )),
            true,
        ),
        Why::OtherService => (diagnostic.help("an action begins with its service"), true),
        Why::Spelling => (diagnostic, true),
    };
    if !single {
        return diagnostic;
    }
    suggestion
        .actions
        .iter()
        .take(3)
        .fold(diagnostic, |diagnostic, action| {
            diagnostic.replace_string(format!("did you mean `{action}`?"), action.to_string())
        })
}

fn nothing_matches(value: &Value, text: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        Code::WildcardWithoutMatch,
        value.origin,
        format!("no IAM action matches `{text}`"),
    );
    let prefix = text.split(':').next().unwrap_or_default();
    if !text.contains(':') {
        diagnostic =
            diagnostic.help("an action pattern is `*`, or a service and a name such as `s3:Get*`");
    } else if !prefix.contains(['*', '?']) && Service::find(prefix).is_none() {
        diagnostic = diagnostic.help(format!("IAM has no service `{prefix}`"));
    }
    patterns_spelt_like(text)
        .into_iter()
        .fold(diagnostic, |diagnostic, pattern| {
            diagnostic.replace_string(format!("did you mean `{pattern}`?"), pattern)
        })
        .help(too_new())
}

/// Actions in backticks.
pub(super) fn join(actions: &[Action], joint: &str) -> String {
    let quoted: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
    quoted.join(joint)
}
