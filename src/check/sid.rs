//! Statement ids: their characters, and that none stands twice.

use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    policy::Document,
};
use std::collections::BTreeMap;

pub(super) fn check(document: &Document, found: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for sid in document
        .statements
        .iter()
        .filter_map(|statement| statement.sid.as_ref())
    {
        let Some(text) = sid.value.as_literal().filter(|text| !text.is_empty()) else {
            continue;
        };
        if let Some(bad) = text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            let diagnostic = Diagnostic::new(
                Code::InvalidSid,
                sid.origin,
                format!("the sid `{text}` holds `{bad}`; it may hold letters and digits only"),
            );
            found.push(if plain.is_empty() {
                diagnostic
            } else {
                diagnostic.replace_string(format!("use `{plain}`"), plain)
            });
        }
        if let Some(first) = seen.insert(text, sid.origin) {
            found.push(
                Diagnostic::new(
                    Code::DuplicateSid,
                    sid.origin,
                    format!("the sid `{text}` stands twice in this policy"),
                )
                .also(first, "here first")
                .help("give one of the statements another sid"),
            );
        }
    }
}
