//! One scalar as YAML text.

use std::fmt::Write as _;

/// How a scalar was, or is to be, written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// Only where the text needs them.
    #[default]
    Needed,
    /// `'text'` where that can hold it.
    Single,
    /// `"text"`.
    Double,
}

/// Text as a YAML scalar that reads back as exactly this text, in YAML 1.1 too.
pub fn quoted(text: &str, quotes: Quotes) -> String {
    match quotes {
        Quotes::Needed if is_plain(text) => text.to_owned(),
        Quotes::Single if text.chars().all(|c| !c.is_control() && !is_break(c)) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        Quotes::Needed | Quotes::Single | Quotes::Double => double(text),
    }
}

/// Whether text can stand without quotes, in a flow collection as well, and is text to every
/// reader: by a list of what is harmless, since YAML's list of what is not is long.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars
        .next()
        .is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '_'));
    let inside =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | ':' | '@' | '+' | '=' | '-');
    let parts_hold = text.split(' ').all(|word| {
        // `word:` would be a key, and `a - b` reads badly enough.
        !word.is_empty() && !word.ends_with(':') && word.chars().all(inside)
    });
    starts && parts_hold && !has_meaning(text)
}

/// Whether YAML 1.1 or 1.2 reads the word as something else than text.
fn has_meaning(text: &str) -> bool {
    const WORDS: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    WORDS.contains(&text.to_lowercase().as_str())
}

const fn is_break(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || is_break(c) => {
                let code = u32::from(c);
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{code:04x}");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_reads_back(text in "\\PC*|[a-z: #\\[\\]{},'\"\\\\\n\t-]*|true|~|0x1|1e3|yes") {
            for quotes in [Quotes::Needed, Quotes::Single, Quotes::Double] {
                let yaml = quoted(&text, quotes);
                for yaml in [yaml.clone(), format!("[{yaml}, x]"), format!("k: {yaml} # c\n")] {
                    let read: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
                    let read = read.get("k").or_else(|| read.get(0)).unwrap_or(&read);
                    prop_assert_eq!(read.as_str(), Some(text.as_str()), "{}", yaml);
                }
            }
        }
    }
}
