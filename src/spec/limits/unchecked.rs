//! `unchecked` of a statement: each entry is about one of its actions, and the catalogue does not
//! know it.

use crate::{
    catalogue::{Action, wildcard_matches},
    diag::{Code, Diagnostic},
    policy::Value,
    spec::{
        decode::{Fields, Report},
        suggest,
    },
};

/// The `unchecked` of a statement.
pub(crate) fn statement(fields: &Fields, report: &mut Report<'_>) {
    // Actions with a fault are not known, and so not what is about them.
    if fields.value("actions").is_none() {
        return;
    }
    let actions = fields.texts("actions");
    for unchecked in fields.texts("unchecked") {
        let Some(name) = unchecked.value.as_literal() else {
            continue;
        };
        if !actions.iter().any(|action| covers(action, name)) {
            report.push(useless(&unchecked, name, &actions));
        } else if Action::matching(name).next().is_some() {
            let message = format!("the catalogue knows `{name}`, so it need not go unchecked");
            report.push(
                Diagnostic::new(Code::KnownAction, unchecked.origin, message)
                    .help("remove it here: what it can act on is not checked meanwhile"),
            );
        }
    }
}

/// Whether an action of a statement is, or may be, what `unchecked` names.
fn covers(action: &Value, name: &str) -> bool {
    let lower = |text: &str| text.to_ascii_lowercase();
    action.value.as_literal().is_none_or(|action| {
        action.eq_ignore_ascii_case(name) || wildcard_matches(&lower(action), &lower(name))
    })
}

fn useless(unchecked: &Value, name: &str, actions: &[Value]) -> Diagnostic {
    let message = format!("no action of this statement is `{name}`");
    let diagnostic = Diagnostic::new(Code::DeadValue, unchecked.origin, message);
    let known = actions
        .iter()
        .filter_map(|action| action.value.as_literal());
    match suggest::nearest(name, known) {
        Some(near) => diagnostic.replace_string(format!("did you mean `{near}`?"), near),
        None => diagnostic.help("add it to `actions`, or remove it here"),
    }
}
