//! Single characters in messages and fixes.

/// A character as a message shows it.
pub(crate) fn show(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        c if c.is_whitespace() => format!("U+{:04X}", u32::from(c)),
        c => format!("`{c}`"),
    }
}

/// A character that says the same and may stand there, in a scalar that starts with `quote`.
pub(crate) fn plainer(c: char, quote: char, holds: fn(char) -> bool) -> Option<&'static str> {
    let plain = match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | ' ' | '/' | ':' => "-",
        '\u{2018}'..='\u{201a}' if quote == '\'' => "''",
        '\u{2018}'..='\u{201a}' => "'",
        '\u{201c}'..='\u{201e}' if quote == '"' => "'",
        '\u{201c}'..='\u{201e}' => "\"",
        '\u{2026}' => "...",
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => " ",
        '\u{2192}' => "->",
        '\u{20ac}' => "EUR",
        _ => return None,
    };
    plain.chars().all(holds).then_some(plain)
}
