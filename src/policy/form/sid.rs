//! Statement ids: their characters, and that none stands twice.

use std::collections::BTreeMap;

use super::Purpose;
use crate::{
    diag::{Code, Diagnostic},
    policy::Document,
    source::Origin,
};

/// The faults of a document's ids. A trust policy's may hold any character.
pub(super) fn faults(document: &Document, purpose: Purpose) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen = BTreeMap::new();
    let sids = document.statements.iter().filter_map(|it| it.sid.as_ref());
    for sid in sids.filter(|sid| !sid.value.is_empty()) {
        if purpose == Purpose::Identity
            && let Some(text) = sid.value.as_literal()
        {
            found.extend(characters(text, sid.origin));
        }
        let text = sid.value.to_string();
        if let Some(first) = seen.insert(text.clone(), sid.origin) {
            found.push(duplicate(&text, sid.origin, first));
        }
    }
    found
}

fn characters(text: &str, origin: Origin) -> Option<Diagnostic> {
    let bad = text.chars().find(|c| !c.is_ascii_alphanumeric())?;
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let diagnostic = Diagnostic::new(
        Code::InvalidSid,
        origin,
        format!("the sid `{text}` holds `{bad}`; it may hold letters and digits only"),
    );
    Some(if plain.is_empty() {
        diagnostic
    } else {
        diagnostic.replace_string(format!("use `{plain}`"), plain)
    })
}

/// A second statement of the same id.
pub fn duplicate(sid: &str, origin: Origin, first: Origin) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateSid,
        origin,
        format!("the sid `{sid}` stands twice in this policy"),
    )
    .also(first, "here first")
    .help("give one of the statements another sid")
}
