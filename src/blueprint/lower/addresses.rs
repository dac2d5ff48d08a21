//! Labels of resources that are called after something a spec names.

use std::{collections::BTreeSet, fmt::Write as _};

use sha2::{Digest as _, Sha256};

use crate::hcl;

/// The labels that are taken.
#[derive(Debug, Default)]
pub(super) struct Labels(BTreeSet<String>);

impl Labels {
    /// `name` as an identifier: every other character an underscore. Where two names give one
    /// label, the later one carries a hash of `identity`, so that no label depends on a count.
    pub(super) fn label(&mut self, name: &str, identity: &str) -> String {
        let mut label: String = name
            .chars()
            .map(|it| {
                if it.is_ascii_alphanumeric() || "_-".contains(it) {
                    it
                } else {
                    '_'
                }
            })
            .collect();
        // `policies[0]` reads better without a trace of its last bracket.
        label.truncate(label.trim_end_matches('_').len());
        if !hcl::is_identifier(&label) {
            label.insert(0, '_');
        }
        if self.0.contains(&label) {
            label = format!("{label}_{}", hash(identity));
        }
        self.0.insert(label.clone());
        label
    }
}

/// Six hexadecimal digits that stand for `identity`.
pub(super) fn hash(identity: &str) -> String {
    let digest = Sha256::digest(identity.as_bytes());
    digest.iter().take(3).fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
