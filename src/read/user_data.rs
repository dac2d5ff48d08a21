//! What a machine runs when it starts, told by a hash: scripts are long.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};

use super::{function::of_base64, instance::Instance, module::Survey};
use crate::{blueprint::Setting, text::Text};

/// How many hexadecimal digits a SHA-1 has.
const DIGITS: usize = 40;

/// The hash of a machine's user data; an expression where that is not known.
pub(super) fn digest(survey: &Survey<'_, '_>, instance: &Instance) -> Setting {
    let given = ["user_data", "user_data_base64"]
        .into_iter()
        .find_map(|name| survey.detail_text(instance, name))
        .filter(|given| !given.value.is_empty())?;
    Some(given.map(|text| match text.as_literal() {
        Some(content) => Text::literal(user_data_digest(content)),
        None => text,
    }))
}

/// The SHA-1 of user data in hexadecimal digits, as a state holds it: of the bytes that base64
/// stands for, and the hash itself where that is all that is given.
pub fn user_data_digest(content: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if content.len() == DIGITS && content.chars().all(is_digit) {
        return content.to_owned();
    }
    let bytes = of_base64(content).unwrap_or_else(|| content.as_bytes().to_vec());
    Sha1::digest(bytes)
        .iter()
        .fold(String::new(), |mut digits, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
}
