//! The values that are not plain strings: numbers, instants, addresses, booleans, base64.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::{Timestamp, civil, tz::TimeZone};

/// A number as the numeric operators read it: decimal, optionally with sign, fraction, exponent.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    // Rust also reads words such as `inf` and `nan`.
    if !text.chars().all(digits) {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// An instant in nanoseconds since 1970: W3C's profile of ISO 8601 (from `2026` to
/// `2026-01-31T10:00:00.5+02:00`; without a zone, UTC), or seconds since 1970.
///
/// A number of exactly four digits is a year; one of more than eleven digits counts milliseconds
/// (as seconds it would lie beyond the year 5000).
pub fn instant(text: &str) -> Option<i128> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && text.len() != 4 {
        let count: i128 = text.parse().ok()?;
        let scale = if text.len() > 11 {
            1_000_000
        } else {
            1_000_000_000
        };
        return count.checked_mul(scale);
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_nanosecond());
    }
    let civil = match text.len() {
        4 => format!("{text}-01-01T00:00:00"),
        7 => format!("{text}-01T00:00:00"),
        10 => format!("{text}T00:00:00"),
        _ => text.to_owned(),
    };
    let civil: civil::DateTime = civil.parse().ok()?;
    let zoned = civil.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_nanosecond())
}

/// An IPv4 or IPv6 address.
pub fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// A network in CIDR notation, or one address; host bits do not count.
pub fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>()
        .ok()
        .or_else(|| address(text).map(IpNet::from))
        .map(|network| network.trunc())
}

/// A boolean; case does not count.
pub fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Whether the text is base64 with its padding.
pub fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}
