//! `except`: the actions that a grant leaves out.

use super::{Request, Service, draft::Draft};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// Takes the actions of `except` away.
pub(crate) fn remove(
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
