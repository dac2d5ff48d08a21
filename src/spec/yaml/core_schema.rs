//! What an unquoted scalar means by YAML 1.2's core schema.

/// The meaning of an unquoted scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// Nothing, `~`, `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer; `None` if it does not fit.
    Integer(Option<i64>),
    /// A number with a fraction or exponent, infinity, not a number.
    Float,
    /// Anything else, `yes` and `on` too.
    Text,
}

impl Plain {
    /// The meaning of `text`. Source: YAML 1.2.2, section 10.3.2.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "true" | "True" | "TRUE" => return Self::Bool(true),
            "false" | "False" | "FALSE" => return Self::Bool(false),
            ".nan" | ".NaN" | ".NAN" => return Self::Float,
            _ => {}
        }
        if let Some(digits) = text.strip_prefix("0o") {
            return radix(digits, 8);
        }
        if let Some(digits) = text.strip_prefix("0x") {
            return radix(digits, 16);
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
            return Self::Float;
        }
        if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
            return Self::Integer(text.parse().ok());
        }
        if is_float(unsigned) {
            Self::Float
        } else {
            Self::Text
        }
    }
}

impl Plain {
    /// Whether text can stand without quotes in any place of a spec and mean itself.
    pub(crate) fn is_safe(text: &str) -> bool {
        let starts = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '_');
        let inside = |c: char| c.is_ascii_alphanumeric() || "_-./+=@".contains(c);
        starts && text.chars().all(inside) && Self::of(text) == Self::Text
    }
}

fn radix(digits: &str, radix: u32) -> Plain {
    if !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)) {
        Plain::Integer(i64::from_str_radix(digits, radix).ok())
    } else {
        Plain::Text
    }
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let exponent_ok = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    let mantissa_ok = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    exponent_ok && mantissa_ok
}

#[cfg(test)]
mod tests {
    use super::Plain as P;

    #[test]
    fn the_core_schema_is_followed() {
        for (text, meaning) in [
            ("", P::Null),
            ("~", P::Null),
            ("True", P::Bool(true)),
            ("yes", P::Text),
            ("off", P::Text),
            ("012345678901", P::Integer(Some(12_345_678_901))),
            ("0o17", P::Integer(Some(15))),
            ("0x1F", P::Integer(Some(31))),
            ("-3", P::Integer(Some(-3))),
            ("99999999999999999999", P::Integer(None)),
            ("1.5", P::Float),
            ("1e3", P::Float),
            (".5", P::Float),
            ("1.", P::Float),
            (".", P::Text),
            ("-", P::Text),
            ("1_000", P::Text),
            ("2027-06-30", P::Text),
            ("1h", P::Text),
            ("-.inf", P::Float),
            ("e3", P::Text),
        ] {
            assert_eq!(P::of(text), meaning, "{text}");
        }
    }
}
