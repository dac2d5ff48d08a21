//! Text to a whole HCL string literal, quotes included, such that Terraform reads back its bytes.

use std::fmt::Write as _;

use crate::text::{Part, Text};

/// The HCL expression for a text: the bare expression where the text is exactly one reference
/// (`var.x`, not `"${var.x}"`, which Terraform calls deprecated), else a quoted template.
pub fn expression(text: &Text) -> String {
    match text.as_reference() {
        Some(reference) => reference.expression().to_owned(),
        None => quoted(text),
    }
}

/// The HCL string literal for a text, always in quotes: references as `${…}`, IAM variables as
/// `$${…}`, everything else so that Terraform gives back exactly these bytes.
pub fn quoted(text: &Text) -> String {
    let mut out = String::from("\"");
    let mut parts = text.parts().iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Literal(literal) => {
                let before_reference = matches!(parts.peek(), Some(Part::Reference(_)));
                push_literal(&mut out, literal, before_reference);
            }
            Part::Reference(reference) => {
                out.push_str("${");
                out.push_str(reference.expression());
                out.push('}');
            }
            // A dollar sign before this one is no trouble: `$$${` is `$` and then the escape.
            Part::Variable(variable) => {
                out.push_str("$${");
                push_characters(&mut out, &variable.to_string());
                out.push('}');
            }
        }
    }
    out.push('"');
    out
}

/// The HCL string literal for plain characters.
pub fn literal(text: &str) -> String {
    quoted(&Text::literal(text))
}

/// `$` right before `${` would read as the escape `$${`, so a run of them goes into a template of
/// its own. `%` needs no such care: `%${` is no marker.
fn push_literal(out: &mut String, text: &str, before_reference: bool) {
    let kept = if before_reference {
        text.trim_end_matches('$')
    } else {
        text
    };
    push_characters(out, kept);
    let dollars = text.len() - kept.len();
    if dollars > 0 {
        out.push_str("${\"");
        out.extend(std::iter::repeat_n('$', dollars));
        out.push_str("\"}");
    }
}

fn push_characters(out: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => {
                out.push(character);
                out.push(character);
            }
            invisible if is_invisible(invisible) => push_code(out, invisible),
            plain => out.push(plain),
        }
    }
}

/// What a reviewer could not see, or what an editor might change: written as `\u…`.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn push_code(out: &mut String, character: char) {
    let code = u32::from(character);
    // Writing to a `String` cannot fail.
    let _ = if code > 0xffff {
        write!(out, "\\U{code:08x}")
    } else {
        write!(out, "\\u{code:04x}")
    };
}
