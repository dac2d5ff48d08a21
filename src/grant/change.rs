//! What a grant changes about its verbs: `also`, `unchecked`, `except`, `conditions`.

use super::{Request, Service, expand::Draft, subject::Resolved};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// Adds the actions of `also` and `unchecked`.
pub(crate) fn actions(
    _drafts: &mut Vec<Draft>,
    _service: &Service,
    _request: &Request,
    _resolved: &Resolved<'_>,
    _diagnostics: &mut Diagnostics,
) {
}

/// Takes the actions of `except` away.
pub(crate) fn except(
    drafts: &mut [Draft],
    service: &Service,
    request: &Request,
    diagnostics: &mut Diagnostics,
) {
    for except in &request.except {
        let mut found = false;
        for draft in drafts.iter_mut() {
            draft.actions.retain(|action, _| {
                let same = action.eq_ignore_ascii_case(&except.value);
                found |= same;
                !same
            });
        }
        if !found {
            let mut all: Vec<&str> = drafts
                .iter()
                .flat_map(|draft| draft.actions.keys().map(String::as_str))
                .collect();
            all.sort_unstable();
            all.dedup();
            let message = format!(
                "this grant of `{}` does not give `{}`",
                service.key, except.value
            );
            diagnostics.push(
                Diagnostic::new(Code::ExceptWithoutEffect, except.origin, message)
                    .help(format!("it gives `{}`", all.join("`, `"))),
            );
        }
    }
}

/// Adds the user's conditions.
pub(crate) fn conditions(drafts: &mut [Draft], request: &Request, _diagnostics: &mut Diagnostics) {
    for draft in drafts.iter_mut().filter(|draft| !draft.on_key) {
        draft.conditions.extend(request.conditions.iter().cloned());
    }
}
