//! Text from inputs where people read it: a terminal, a log, a page of Markdown.
//!
//! What somebody wrote into a spec, a module, a policy or a file name can hold characters that steer
//! a terminal, hide what is said, or forge a line of it. It is shown, escaped, and does nothing.

use std::{borrow::Cow, fmt::Write as _};

/// Whether a character does something other than stand there: controls, marks that turn the
/// direction of writing, and separators that some programs take for the end of a line.
fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
        )
}

/// Text as a part of one line: nothing in it ends the line or steers a terminal.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        escape_into(&mut out, c);
    }
    Cow::Owned(out)
}

fn escape_into(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_active(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// Lines that this program put together, for a terminal or a log: their ends, tabs and, with
/// `styles`, the colours of this program stay; anything else that is active is escaped. No line
/// begins with `::`, which the log of a workflow would take for a command.
pub fn block(text: &str, styles: bool) -> Cow<'_, str> {
    let is_fine = |line: &str| {
        !line.contains(|c| is_active(c) && c != '\t') && !line.trim_start().starts_with("::")
    };
    if text.split('\n').all(is_fine) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        block_line(&mut out, line, styles);
    }
    Cow::Owned(out)
}

fn block_line(out: &mut String, line: &str, styles: bool) {
    let mut rest = line;
    // Colours stand before the text that a log would look at.
    let mut is_begun = false;
    while let Some(c) = rest.chars().next() {
        if styles && let Some(style) = style(rest) {
            out.push_str(style);
            rest = rest.get(style.len()..).unwrap_or_default();
            continue;
        }
        if !is_begun && rest.starts_with("::") {
            out.extend(c.escape_unicode());
        } else if c == '\t' {
            out.push(c);
        } else {
            escape_into(out, c);
        }
        is_begun |= !c.is_whitespace();
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
}

/// The colour that a text begins with: `ESC [ 1 ; 31 m`.
fn style(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("\u{1b}[")?;
    let length = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner.get(length..)?.starts_with('m').then_some(())?;
    text.get(..length + 3)
}

/// A message as Markdown, on one line, for a paragraph, an item or a cell of a table. What it has
/// between backticks is code; everything else is text, without links, mentions, pictures or HTML.
pub fn markdown(text: &str) -> String {
    let text = line(text);
    let quotes = single_backticks(&text);
    // Without its partner, a backtick would pair with one further on.
    let paired = quotes.len() - quotes.len() % 2;
    let mut quotes = quotes.into_iter().take(paired).peekable();
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_code = false;
    for (at, c) in text.char_indices() {
        match c {
            '`' if quotes.next_if_eq(&at).is_some() => {
                is_code = !is_code;
                out.push(c);
            }
            // An entity is no sign in Markdown; within code it is shown as it is written.
            '`' => out.push_str("&#96;"),
            '|' => out.push_str("&#124;"),
            c if is_code => out.push(c),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A comment keeps apart what would be taken for a name, a number or an address.
            '@' | '#' => {
                out.push(c);
                out.push_str("<!-- -->");
            }
            ':' if text.get(at..).is_some_and(|rest| rest.starts_with("://")) => {
                out.push_str(":<!-- -->");
            }
            '.' if is_www(&text, at) => out.push_str(".<!-- -->"),
            '*' | '_' | '[' | ']' | '(' | ')' | '!' | '\\' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn is_www(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|before| before.to_ascii_lowercase().ends_with("www"))
}

/// Where backticks stand alone: two in a row open another kind of code.
fn single_backticks(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let is_quote = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'`');
    (0..bytes.len())
        .filter(|at| {
            is_quote(Some(*at)) && !is_quote(at.checked_sub(1)) && !is_quote(at.checked_add(1))
        })
        .collect()
}

/// The text of JSON, which escapes some controls and not all: those left would act in a terminal.
/// It means the same as before.
pub fn json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_active(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // As JSON writes them, of the few characters that can stand in it.
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{block, json, line, markdown};

    #[test]
    fn a_line_holds_no_active_character() {
        assert_eq!(
            line("a\u{1b}]0;x\u{7}\r\n\u{9b}1m\u{202e}\u{2028}\u{61c}\u{7f}b"),
            "a\\u{1b}]0;x\\u{7}\\r\\n\\u{9b}1m\\u{202e}\\u{2028}\\u{61c}\\u{7f}b"
        );
        assert_eq!(line("ä 日本 👍"), "ä 日本 👍");
    }

    #[test]
    fn a_block_keeps_lines_and_colours_of_ours_only() {
        assert_eq!(block("a\n\tb\n", false), "a\n\tb\n");
        assert_eq!(block("a\n  ::error::x", false), "a\n  \\u{3a}:error::x");
        assert_eq!(block("::x", false), "\\u{3a}:x");
        assert_eq!(block("a::b", false), "a::b");
        let coloured = "\u{1b}[1;31merror\u{1b}[0m \u{1b}]0;x\u{7}";
        assert_eq!(
            block(coloured, true),
            "\u{1b}[1;31merror\u{1b}[0m \\u{1b}]0;x\\u{7}"
        );
        assert_eq!(block("\u{1b}[31m::x", true), "\u{1b}[31m\\u{3a}:x");
        assert_eq!(block("\u{1b}[31m", false), "\\u{1b}[31m");
    }

    #[test]
    fn markdown_shows_text_as_text() {
        assert_eq!(
            markdown("`a|b` ![p](http://x.test/p.png) @team #1 <b> *c*"),
            "`a&#124;b` \\!\\[p\\]\\(http:<!-- -->//x.test/p.png\\) @<!-- -->team #<!-- -->1 &lt;b&gt; \\*c\\*"
        );
        // A quotation with a backtick in it does not let out what follows.
        assert_eq!(markdown("`a`[x](y)` b"), "`a`\\[x\\]\\(y\\)&#96; b");
        assert_eq!(markdown("``[x](y)``"), "&#96;&#96;\\[x\\]\\(y\\)&#96;&#96;");
        assert_eq!(markdown("`a``b`"), "`a&#96;&#96;b`");
        assert_eq!(markdown("see WWW.x.test"), "see WWW.<!-- -->x.test");
    }

    #[test]
    fn json_means_the_same() {
        let text = serde_json::Value::from("a\u{7f}\u{202e}\n").to_string();
        let safe = json(&text).into_owned();
        assert_eq!(safe, "\"a\\u007f\\u202e\\n\"");
        let back: serde_json::Value = serde_json::from_str(&safe).unwrap_or_default();
        assert_eq!(back, "a\u{7f}\u{202e}\n");
    }
}
