//! Text in Markdown: never markup, never a new line.

/// The characters that may mean something anywhere in a line of Markdown, on GitHub too.
const SPECIAL: &str = "\\`*_[]<>~|&$";

/// The text with every character that could be markup escaped, on one line.
pub(crate) fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len());
    // What begins a heading, a list or a rule does so at the beginning of a line only, after a
    // number too.
    let mut may_begin_block = true;
    for character in text.chars() {
        if SPECIAL.contains(character) || (may_begin_block && "#+-=.)".contains(character)) {
            out.push('\\');
        }
        out.push(character);
        may_begin_block &= character.is_ascii_digit() || character == ' ';
    }
    out
}

/// The text as a code span, fenced by more backticks than it holds in a row.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 || text.starts_with(' ') || text.is_empty() {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// The text as one word of a POSIX shell's command, on one line of a code block.
pub(crate) fn shell(text: &str) -> String {
    let text = one_line(text);
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "_./:=@+,-".contains(character);
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn one_line(text: &str) -> String {
    text.split(|character: char| {
        character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
    })
    .filter(|piece| !piece.is_empty())
    .collect::<Vec<_>>()
    .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        for (text, escaped) in [
            ("plain-text (v1.2)", "plain-text (v1.2)"),
            ("# no heading", "\\# no heading"),
            ("1. no list", "1\\. no list"),
            ("a\nb | `c` <b>", "a b \\| \\`c\\` \\<b\\>"),
        ] {
            assert_eq!(escape(text), escaped);
        }
    }

    #[test]
    fn code_holds_backticks() {
        assert_eq!(code("a``b`c"), "``` a``b`c ```");
        assert_eq!(code("role"), "`role`");
    }

    #[test]
    fn a_shell_sees_one_word() {
        assert_eq!(shell("it's $(x)"), "'it'\\''s $(x)'");
        assert_eq!(shell("arn:aws:iam::1:role/a"), "arn:aws:iam::1:role/a");
    }
}
