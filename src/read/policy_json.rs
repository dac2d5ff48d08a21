//! A policy document in JSON, as AWS holds it.

use super::{document, json::Flat};
use crate::{
    diag::{Code, Diagnostic},
    policy::Document,
    source::{Origin, SourceId},
};

/// Reads a policy; each value knows its bytes in the source.
///
/// One Statement or a list, scalars or lists, any order of keys. Without a `Version` it is one of
/// 2008, in which `${` is plain text. What is no JSON, or no policy, is a diagnostic each.
///
/// ```
/// use rolewright::{policy::Version, read, source::Sources};
///
/// let text = r#"{ "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } }"#;
/// let mut sources = Sources::default();
/// let id = sources.add("policy.json", text);
/// let document = read::policy(text, id).unwrap();
/// assert_eq!(document.version, Version::V2008);
/// assert_eq!(sources.snippet(document.statements[0].actions.values[0].origin), Some(r#""s3:*""#));
/// ```
pub fn policy(text: &str, source: SourceId) -> Result<Document, Vec<Diagnostic>> {
    let whole = Origin::new(source, 0..text.len());
    let skipped = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let rest = text.get(skipped..).unwrap_or_default();
    let flat = Flat::verbatim(rest, whole.sub(skipped..text.len()));
    let reading = document::parse(&flat, None);
    let faults = reading.faults.into_iter();
    let mut found = reading.refused;
    found.extend(faults.map(|fault| Diagnostic::new(Code::BadPolicy, fault.origin, fault.why)));
    if found.is_empty() {
        return Ok(reading.document);
    }
    Err(found)
}
