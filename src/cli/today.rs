//! The day of the run: what `--today` says, else the clock's, in UTC. The one place that looks at
//! the clock; whatever depends on the day is handed it.

use anyhow::{Result, anyhow};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::spec;

/// Reads the value of `--today`.
///
/// # Errors
///
/// If it is no day.
pub(super) fn parse(text: &str) -> Result<Date> {
    spec::day(text).ok_or_else(|| anyhow!("write year, month and day: `2027-06-30`"))
}

/// The clock's day.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that looks at the clock"
)]
pub(super) fn of_clock() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}
