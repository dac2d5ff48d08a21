//! Findings about text that nobody wrote.
//!
//! Checks look at what a spec comes to: ARNs that a grant makes of a name, in the region of the spec.
//! What they find is told at the name. A suggestion to replace the ARN there would be an edit of
//! something else than what stands there, and a fault of the spec that shows in every ARN is one.

use std::collections::BTreeSet;

use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    source::Sources,
};

/// What checks found, held against what was written: no suggestions about text that nobody wrote, and
/// nothing that was said of what was written already, by `known` or by another of the findings.
pub(super) fn about_what_was_written(
    found: Diagnostics,
    known: &Diagnostics,
    sources: &Sources,
) -> Vec<Diagnostic> {
    let found = found.into_sorted();
    let key = |one: &Diagnostic| (one.primary().origin.key(), one.code());
    let written: BTreeSet<_> = found
        .iter()
        .filter(|one| !is_derived(one, sources))
        .map(key)
        .collect();
    let known: BTreeSet<Code> = known.iter().map(Diagnostic::code).collect();
    let kept = found.into_iter().filter_map(|one| {
        if !is_derived(&one, sources) {
            return Some(one);
        }
        let is_said = known.contains(&one.code()) || written.contains(&key(&one));
        (!is_said).then(|| one.without_fixes())
    });
    kept.collect()
}

/// Whether a finding suggests an ARN for text that is none, or for another ARN than stands there: what
/// it is about is the first thing that it quotes.
fn is_derived(one: &Diagnostic, sources: &Sources) -> bool {
    let at = one.primary().origin;
    let bare = |text: &str| text.trim_matches(['"', '\'']).to_owned();
    let edits = one.fixes().iter().flat_map(|fix| &fix.edits);
    let suggests_arn = edits
        .filter(|edit| edit.origin.key() == at.key())
        .any(|edit| bare(&edit.text).starts_with("arn:"));
    let Some(snippet) = sources.snippet(at).filter(|_| suggests_arn).map(bare) else {
        return false;
    };
    let judged = one.message().split('`').nth(1).unwrap_or_default();
    judged != snippet && (judged.starts_with("arn:") || !snippet.starts_with("arn:"))
}
