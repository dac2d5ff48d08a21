//! The characters that stand in a template for others.

use super::SyntaxError;

/// The meaning of characters between quotes.
pub(super) fn unescape(written: &str, start: usize) -> Result<String, SyntaxError> {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find(['\\', '$', '%']) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let (meaning, length) = if let Some(escaped) = tail.strip_prefix('\\') {
            let begin = start + written.len() - tail.len();
            let (meaning, length) = escape(escaped).ok_or_else(|| SyntaxError {
                message: "no escape of HCL".to_owned(),
                span: begin..begin + 2,
            })?;
            (meaning, length + 1)
        } else {
            marker(tail)
        };
        out.push(meaning);
        rest = tail.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Ok(out)
}

/// The meaning of characters in a heredoc or a file: only `$${` and `%%{` are special.
pub(super) fn unmark(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find(['$', '%']) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let (meaning, length) = marker(tail);
        out.push(meaning);
        rest = tail.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// `$${` is `$` and then `{`, which follows; so is `%%{`.
fn marker(tail: &str) -> (char, usize) {
    match tail.chars().next() {
        Some('$') if tail.starts_with("$${") => ('$', 2),
        Some('%') if tail.starts_with("%%{") => ('%', 2),
        other => (other.unwrap_or_default(), 1),
    }
}

fn escape(after: &str) -> Option<(char, usize)> {
    let code = |digits: usize| {
        let text = after.get(1..=digits)?;
        let code = u32::from_str_radix(text, 16).ok()?;
        Some((char::from_u32(code)?, digits + 1))
    };
    match after.chars().next()? {
        'n' => Some(('\n', 1)),
        'r' => Some(('\r', 1)),
        't' => Some(('\t', 1)),
        '"' => Some(('"', 1)),
        '\\' => Some(('\\', 1)),
        'u' => code(4),
        'U' => code(8),
        _ => None,
    }
}
