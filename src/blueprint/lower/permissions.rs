//! What a role may do: grants, own statements, and the roles that it assumes.

use crate::{
    diag::Diagnostics,
    grant::{self, Library, Place, Request},
    policy::{Clause, Effect, Statement},
    source::Located,
    spec::{Assume, Spec, Target},
};

/// The statements of the main role. Deny comes last: it overrides what stands before.
pub(super) fn main(
    spec: &Spec,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Statement>, grant::Error> {
    let mut statements = granted(&spec.grants, place, diagnostics)?;
    statements.extend(spec.allow.iter().map(|it| with_effect(it, Effect::Allow)));
    statements.extend(spec.assume.iter().map(assume));
    statements.extend(spec.deny.iter().map(|it| with_effect(it, Effect::Deny)));
    Ok(statements)
}

/// The statements of a target's role.
pub(super) fn target(
    target: &Target,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Statement>, grant::Error> {
    let mut statements = granted(&target.grants, place, diagnostics)?;
    statements.extend(target.allow.iter().map(|it| with_effect(it, Effect::Allow)));
    statements.extend(target.deny.iter().map(|it| with_effect(it, Effect::Deny)));
    Ok(statements)
}

fn granted(
    requests: &[Request],
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Statement>, grant::Error> {
    let mut statements = Vec::new();
    for request in requests {
        let expansion = grant::expand(Library::shared(), request, place)?;
        statements.extend(expansion.statements);
        for diagnostic in expansion.diagnostics.into_sorted() {
            diagnostics.push(diagnostic);
        }
    }
    Ok(statements)
}

fn with_effect(statement: &Statement, effect: Effect) -> Statement {
    Statement {
        effect,
        ..statement.clone()
    }
}

/// The caller's half of a cross-account access: exactly this role, with its path.
fn assume(assume: &Assume) -> Statement {
    let name = &assume.name;
    let arn = assume.role.value.as_literal().unwrap_or_default();
    let account = arn.split(':').nth(4).unwrap_or_default();
    Statement {
        sid: Some(name.as_ref().map(|name| sid(name).into())),
        actions: Clause::of([Located::new("sts:AssumeRole".into(), assume.origin)]),
        resources: Some(Clause::of([assume.role.clone()])),
        reason: Some(Located::nowhere(format!(
            "{}: become exactly this role of account {account}.",
            name.value
        ))),
        origin: assume.origin,
        ..Statement::default()
    }
}

/// `Assume` and the label in `CamelCase`. A label is lower case, so that only a hyphen that no
/// letter follows is lost; a hash of the label stands in for it.
fn sid(label: &str) -> String {
    let mut sid = "Assume".to_owned();
    let mut is_start = true;
    let mut is_lossy = false;
    for character in label.chars() {
        if character == '-' {
            is_lossy |= is_start;
            is_start = true;
        } else {
            is_lossy |= is_start && character.is_ascii_digit();
            sid.push(if is_start {
                character.to_ascii_uppercase()
            } else {
                character
            });
            is_start = false;
        }
    }
    if is_lossy || is_start {
        sid.push_str(&super::addresses::hash(label));
    }
    sid
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn different_labels_have_different_sids() {
        let labels = ["a-b", "ab", "a-1", "a1", "a-", "a", "a--b", "reporting"];
        let sids: BTreeSet<String> = labels.into_iter().map(sid).collect();
        assert_eq!(sids.len(), labels.len(), "{sids:?}");
        assert!(sids.contains("AssumeReporting"));
        assert!(sids.contains("AssumeAB"));
    }
}
