//! Names that Terraform accepts for blocks, variables and attributes.

/// Whether `text` is an HCL identifier: a letter or `_`, then letters, digits, `_`, `-`
/// (by Unicode's `ID_Start` and `ID_Continue`).
pub fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_start) && characters.all(is_continue)
}

/// A label for `name`: lower case, every other character than `a-z`, `0-9`, `_` an underscore
/// (runs as one), with `_` before a leading digit.
///
/// Two names may give the same label; who needs them apart must look.
pub fn identifier(name: &str) -> String {
    let mut label = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            label.push(character.to_ascii_lowercase());
        } else if !label.ends_with('_') {
            label.push('_');
        }
    }
    let label = label.trim_end_matches('_');
    if label.starts_with(|c: char| c.is_ascii_digit()) || label.is_empty() {
        format!("_{label}")
    } else {
        label.to_owned()
    }
}

pub(super) fn is_start(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}

pub(super) fn is_continue(character: char) -> bool {
    character == '-' || unicode_ident::is_xid_continue(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_a_label() {
        for (name, label) in [
            (
                "AmazonSSMManagedInstanceCore",
                "amazonssmmanagedinstancecore",
            ),
            ("my-policy.v2", "my_policy_v2"),
            ("2nd", "_2nd"),
            ("a--b+", "a_b"),
            ("", "_"),
            ("é", "_"),
        ] {
            assert_eq!(identifier(name), label, "{name}");
            assert!(is_identifier(&identifier(name)), "{name}");
        }
    }

    #[test]
    fn what_hcl_calls_an_identifier() {
        assert!(
            ["a", "_", "a-b", "é1", "for"]
                .iter()
                .all(|t| is_identifier(t))
        );
        assert!(
            ["", "1a", "-a", "a b", "a.b"]
                .iter()
                .all(|t| !is_identifier(t))
        );
    }
}
