//! Statement ids that depend on their own grant only.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// Longer labels are cut: a statement id counts towards the size of the policy.
const LONGEST_LABEL: usize = 32;

/// More verbs are left out, for the same reason.
const MOST_VERBS: usize = 2;

/// Names and what they name, folded to what a statement id may hold.
#[derive(Clone, Debug)]
pub(crate) struct SidStem {
    head: String,
    label: String,
    tail: String,
}

impl SidStem {
    /// For a service, the verbs asked for and the label of the resource. `identity` is all that
    /// makes the grant what it is; its hash is added where the other parts do not tell it.
    pub(crate) fn new(
        service: &str,
        verbs: &[&str],
        label: &str,
        identity: &str,
        partial: bool,
    ) -> Self {
        let mut head = service.to_owned();
        let named = if verbs.len() > MOST_VERBS { &[] } else { verbs };
        for verb in named {
            head.push_str(&camel_case(verb));
        }
        let cut: String = label.chars().take(LONGEST_LABEL).collect();
        let lossy =
            partial || named.len() < verbs.len() || cut != label || !survives_folding(label);
        Self {
            head,
            label: camel_case(&cut),
            tail: if lossy {
                short_hash(identity)
            } else {
                String::new()
            },
        }
    }

    /// The id of the statement that is about `word`.
    pub(crate) fn with(&self, word: &str) -> String {
        format!(
            "{}{}{}{}",
            self.head,
            camel_case(word),
            self.label,
            self.tail
        )
    }
}

/// `object-key_name` → `ObjectKeyName`; what is neither ASCII letter nor digit is left out.
pub(crate) fn camel_case(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|word| {
            let mut chars = word.chars();
            let first = chars.next()?.to_ascii_uppercase();
            Some(std::iter::once(first).chain(chars).collect::<String>())
        })
        .collect()
}

/// Whether the text can be read back from its folded form: words of lower-case letters and digits
/// that begin with a letter, with one hyphen between them.
fn survives_folding(text: &str) -> bool {
    text.is_empty()
        || text.split('-').all(|word| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// The first six hexadecimal digits of the SHA-256 of a text.
pub(crate) fn short_hash(text: &str) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(3) {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_folding_loses_gets_a_hash() {
        let sid = |label| SidStem::new("S3", &["read"], label, label, false).with("object");
        assert_eq!(sid("my-photos"), "S3ReadObjectMyPhotos");
        assert_ne!(sid("my.photos"), sid("my_photos"));
        assert!(sid("my.photos").starts_with("S3ReadObjectMyPhotos"));
        assert_eq!(sid("my.photos").len(), "S3ReadObjectMyPhotos".len() + 6);
    }
}
