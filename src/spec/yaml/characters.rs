//! Characters that a reviewed file must not hold, and text that Terraform would change.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    diag::{Code, Diagnostic, Diagnostics, Edit},
    source::{Origin, SourceId},
};

/// What is wrong with a character, wherever it stands.
pub(super) fn forbidden(c: char) -> Option<&'static str> {
    match c {
        '\t' | '\n' | '\r' => None,
        '\0' => Some("a NUL character"),
        '\u{2028}' => Some("a Unicode line separator"),
        '\u{2029}' => Some("a Unicode paragraph separator"),
        '\u{feff}' => Some("a byte-order mark inside the file"),
        '\u{fffe}' | '\u{ffff}' => Some("a code point that is no character"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("a bidirectional control character: what is read is not what is meant")
        }
        c if c.is_control() => Some("a control character"),
        _ => None,
    }
}

/// `U+202E`.
pub(super) fn name(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Reports what is forbidden in the raw file (comments too) and gives the text to parse: every
/// offender replaced by as many `_`, so that one fault hides no other and places stay.
pub(super) fn sift<'a>(
    source: SourceId,
    text: &'a str,
    diagnostics: &mut Diagnostics,
) -> Cow<'a, str> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    let mut sifted = Cow::Borrowed(text);
    for (at, c) in body.char_indices() {
        let Some(what) = forbidden(c) else { continue };
        let range = shift + at..shift + at + c.len_utf8();
        diagnostics.push(report(c, what, Origin::new(source, range.clone())));
        sifted
            .to_mut()
            .replace_range(range, &"_".repeat(c.len_utf8()));
    }
    sifted
}

fn report(c: char, what: &str, origin: Origin) -> Diagnostic {
    let message = format!("{} is {what}", name(c));
    let removal = Edit {
        origin,
        text: String::new(),
    };
    Diagnostic::new(Code::ForbiddenCharacter, origin, message).fix("remove it", [removal])
}

/// Reports what a scalar's own escapes bring in, and text that is not in normal form C.
pub(super) fn check(
    text: &str,
    place: impl Fn(std::ops::Range<usize>) -> Origin,
    whole: Origin,
    quoted_simply: bool,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut sound = true;
    for (at, c) in text.char_indices() {
        if let Some(what) = forbidden(c) {
            diagnostics.push(report(c, what, place(at..at + c.len_utf8())));
            sound = false;
        }
    }
    if !unicode_normalization::is_nfc(text) {
        sound = false;
        let normal: String = text.nfc().collect();
        let message = "text is not in Unicode normal form C, and Terraform would change it";
        let diagnostic = Diagnostic::new(Code::NotNormalized, whole, message);
        diagnostics.push(if quoted_simply {
            let edit = Edit {
                origin: place(0..text.len()),
                text: normal,
            };
            diagnostic.safe_fix("write it in normal form C", [edit])
        } else {
            diagnostic.help(format!("in normal form C it is `{normal}`"))
        });
    }
    sound
}
