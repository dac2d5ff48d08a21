//! Just enough of Rust's lexical grammar to look at code without its comments and strings.

/// `source` with comments and the contents of string and character literals blanked out, so that
/// what remains stands on the same lines.
pub(crate) fn code_only(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if c == '"' {
            quoted(rest)
        } else if let Some(length) = raw_string(rest, &out) {
            length
        } else if let Some(length) = char_literal(rest) {
            length
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let (blank, after) = rest.split_at(skipped);
        out.extend(blank.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    out
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        at += if rest.starts_with(b"/*") {
            depth += 1;
            2
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            2
        } else {
            1
        };
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a string literal that starts here.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    text.bytes()
        .skip(1)
        .position(|b| {
            let end = b == b'"' && !escaped;
            escaped = b == b'\\' && !escaped;
            end
        })
        .map_or(text.len(), |end| end + 2)
}

/// The length of a raw string (`r"…"`, `br#"…"#`) that starts here.
fn raw_string(text: &str, before: &str) -> Option<usize> {
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let after_r = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after_r.bytes().take_while(|b| *b == b'#').count();
    let inner = after_r[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inner.find(&close)?;
    Some(text.len() - inner.len() + end + close.len())
}

/// The length of a character literal that starts here; `None` for a lifetime.
fn char_literal(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('\'')?;
    let mut chars = inner.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        let (at, escaped) = chars.next()?;
        let from = at + escaped.len_utf8();
        return Some(1 + from + inner[from..].find('\'')? + 1);
    }
    let (at, quote) = chars.next()?;
    (quote == '\'').then_some(1 + at + 1)
}

#[test]
fn code_is_what_remains_without_comments_and_strings() {
    let source = "use a::b; // crate::x\nlet s = \"crate::\\\"y\"; /* crate::/* z */ */ let c = '\"'; r#\"crate::\"#; fn f<'a>() { crate::w }\n";
    let code = code_only(source);
    assert_eq!(code.matches("crate::").count(), 1, "{code}");
    assert!(code.contains("crate::w"));
    assert_eq!(code.lines().count(), source.lines().count());
}
