//! Numbers as Terraform counts: binary fractions of 512 bits, rounded to nearest, ties to even.
//!
//! A number prints as the shortest decimal that reads as itself again, so `0.1 + 0.2` is `0.3`,
//! and a third has 154 digits. What comes from counting elements has 64 bits, as in Terraform.

mod decimal;

use std::cmp::Ordering;

use decimal::Decimal;
use num_bigint::BigUint;

/// The bits of numbers that are written, read from text or the result of most functions.
const PRECISION: u64 = 512;

/// The bits of the lengths and indexes that functions yield.
const COUNTED: u64 = 64;

/// Binary exponents beyond this are not followed: the digits alone would fill a page.
const LARGEST: i64 = 4096;

/// `mantissa` times two to the power of `exponent`.
#[derive(Clone, Debug)]
pub(super) struct Number {
    negative: bool,
    /// Odd, or zero.
    mantissa: BigUint,
    exponent: i64,
    precision: u64,
}

impl Number {
    pub(super) fn of(count: usize) -> Self {
        let mantissa = BigUint::from(count);
        Self {
            negative: false,
            mantissa,
            exponent: 0,
            precision: COUNTED,
        }
        .normal()
    }

    /// Reads what Terraform reads as a number; `None` too where it is too large to be followed.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (decimal, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((decimal, exponent)) => (decimal, whole_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
        let digits: String = [whole, fraction].concat();
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let scale = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        if scale.abs() > 1000 || digits.len() > 1000 {
            return None;
        }
        let digits: BigUint = digits.parse().ok()?;
        let power = BigUint::from(10_u8).pow(u32::try_from(scale.abs()).ok()?);
        let negative = text.starts_with('-');
        if scale >= 0 {
            Self::rounded(negative, digits * power, 0, false, PRECISION)
        } else {
            Self::quotient(negative, &digits, &power, 0, PRECISION)
        }
    }

    /// An integer in a base up to 36.
    pub(super) fn integer(text: &str, base: u32) -> Option<Self> {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
            return None;
        }
        let mantissa = BigUint::parse_bytes(digits.as_bytes(), base)?;
        let precision = mantissa.bits().max(COUNTED);
        let negative = text.starts_with('-') && mantissa.bits() > 0;
        Self::rounded(negative, mantissa, 0, false, precision)
    }

    /// Cuts to the precision. `more` says that the mantissa goes on behind its last bit.
    fn rounded(
        negative: bool,
        mantissa: BigUint,
        exponent: i64,
        more: bool,
        precision: u64,
    ) -> Option<Self> {
        let excess = mantissa.bits().saturating_sub(precision);
        let (mut kept, mut exponent) = (mantissa, exponent);
        if excess > 0 {
            let half = kept.bit(excess - 1);
            let beyond = more
                || kept
                    .trailing_zeros()
                    .is_some_and(|zeros| zeros < excess - 1);
            kept >>= excess;
            if half && (beyond || kept.bit(0)) {
                kept += 1_u8;
            }
            exponent = exponent.checked_add(i64::try_from(excess).ok()?)?;
        }
        let number = Self {
            negative,
            mantissa: kept,
            exponent,
            precision,
        }
        .normal();
        (number.exponent.abs() <= LARGEST).then_some(number)
    }

    fn normal(mut self) -> Self {
        match self.mantissa.trailing_zeros() {
            None => self.exponent = 0,
            Some(zeros) => {
                self.mantissa >>= zeros;
                self.exponent = self
                    .exponent
                    .saturating_add(i64::try_from(zeros).unwrap_or(i64::MAX));
            }
        }
        self
    }

    fn quotient(
        negative: bool,
        above: &BigUint,
        below: &BigUint,
        exponent: i64,
        precision: u64,
    ) -> Option<Self> {
        let shift = (precision + 2 + below.bits()).saturating_sub(above.bits());
        let above = above << shift;
        let quotient = &above / below;
        let more = &quotient * below != above;
        // One more bit, so that what is cut away is less than a tie and never looks like one.
        let quotient = (quotient << 1_u8) + u8::from(more);
        let exponent = exponent.checked_sub(i64::try_from(shift).ok()?)?;
        Self::rounded(negative, quotient, exponent - 1, more, precision)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mantissa.bits() == 0
    }

    pub(super) fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    pub(super) const fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    #[must_use]
    pub(super) fn negated(&self) -> Self {
        Self {
            negative: !self.negative,
            ..self.clone()
        }
    }

    #[must_use]
    pub(super) fn abs(&self) -> Self {
        Self {
            negative: false,
            ..self.clone()
        }
    }

    /// Without what stands behind the point.
    #[must_use]
    pub(super) fn truncated(&self) -> Self {
        let Ok(shift) = u64::try_from(self.exponent.saturating_neg()) else {
            return self.clone();
        };
        Self {
            mantissa: &self.mantissa >> shift,
            exponent: 0,
            ..self.clone()
        }
        .normal()
    }

    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let aligned = |number: &Self| {
            let shift = u64::try_from(number.exponent.checked_sub(exponent)?).ok()?;
            Some(&number.mantissa << shift)
        };
        let (a, b) = (aligned(self)?, aligned(other)?);
        let precision = self.precision.max(other.precision);
        let (negative, sum) = if self.negative == other.negative {
            (self.negative, a + b)
        } else {
            match a.cmp(&b) {
                Ordering::Less => (other.negative, b - a),
                Ordering::Equal => (false, BigUint::default()),
                Ordering::Greater => (self.negative, a - b),
            }
        };
        Self::rounded(negative, sum, exponent, false, precision)
    }

    pub(super) fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.negated())
    }

    pub(super) fn times(&self, other: &Self) -> Option<Self> {
        let product = Self::rounded(
            self.negative != other.negative,
            &self.mantissa * &other.mantissa,
            self.exponent.checked_add(other.exponent)?,
            false,
            PRECISION,
        )?;
        let precision = self.precision.max(other.precision);
        Some(Self {
            precision: precision.max(product.mantissa.bits()),
            ..product
        })
    }

    /// `None` by zero.
    pub(super) fn over(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        Self::quotient(
            self.negative != other.negative,
            &self.mantissa,
            &other.mantissa,
            self.exponent.checked_sub(other.exponent)?,
            self.precision.max(other.precision),
        )
    }

    /// What is left after taking `other` away as often as it goes; all of it where that is zero.
    pub(super) fn remainder(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return Some(self.clone());
        }
        let times = self.over(other)?.truncated();
        self.minus(&other.times(&times)?)
    }

    /// A whole number that is no less than zero.
    pub(super) fn as_index(&self) -> Option<usize> {
        if self.is_negative() || !self.is_whole() || self.exponent > 63 {
            return None;
        }
        usize::try_from(&self.mantissa << u64::try_from(self.exponent).ok()?).ok()
    }

    /// The nearest of the numbers that machines count with.
    pub(super) fn nearest(&self) -> f64 {
        self.text().parse().unwrap_or(f64::NAN)
    }

    /// The digits of a whole number in a base up to 36, without sign; `None` of a fraction.
    pub(super) fn digits_in(&self, base: u32) -> Option<String> {
        let shift = u64::try_from(self.exponent).ok()?;
        Some((&self.mantissa << shift).to_str_radix(base))
    }

    /// As Terraform turns it into a string.
    pub(super) fn text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}", self.shortest().plain())
    }

    /// As the verb `%g` writes it: with an exponent from seven digits before the point on.
    pub(super) fn general(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let decimal = self.shortest();
        let exponent = decimal.point - 1;
        if !decimal.digits.is_empty() && !(-4..6).contains(&exponent) {
            return format!("{sign}{}", decimal.scientific());
        }
        format!("{sign}{}", decimal.plain())
    }

    /// With so many digits behind the point, without sign; ties go to the even digit.
    pub(super) fn fixed(&self, places: usize) -> Option<String> {
        let exact = Decimal::of(&self.mantissa, self.exponent);
        let keep = exact.point.checked_add(i64::try_from(places).ok()?)?;
        let rounded = exact.rounded(keep);
        let mut text = rounded.plain();
        let behind = text.split_once('.').map_or(0, |(_, behind)| behind.len());
        if behind == 0 && places > 0 {
            text.push('.');
        }
        text.extend(std::iter::repeat_n('0', places.saturating_sub(behind)));
        Some(text)
    }

    /// With one digit before the point, so many behind it and an exponent, without sign.
    pub(super) fn scientific(&self, places: usize) -> Option<String> {
        let exact = Decimal::of(&self.mantissa, self.exponent);
        let mut rounded = exact.rounded(i64::try_from(places).ok()?.checked_add(1)?);
        if rounded.digits.is_empty() {
            rounded.point = 1;
        }
        rounded.digits.resize(places + 1, 0);
        Some(rounded.scientific())
    }

    /// The fewest digits that read as this number at its precision.
    fn shortest(&self) -> Decimal {
        let shift = (self.precision + 1).saturating_sub(self.mantissa.bits());
        let mantissa = &self.mantissa << shift;
        let exponent = self.exponent - i64::try_from(shift).unwrap_or_default();
        let exact = Decimal::of(&mantissa, exponent);
        if exact.digits.is_empty() {
            return exact;
        }
        let lower = Decimal::of(&(&mantissa - 1_u8), exponent);
        let upper = Decimal::of(&(&mantissa + 1_u8), exponent);
        // The bounds themselves read as this number where its last bit is even.
        let inclusive = !mantissa.bit(1);
        let last = |index: i64, decimal: &Decimal| {
            index + 1 >= i64::try_from(decimal.digits.len()).unwrap_or_default()
        };
        for index in 0..i64::try_from(exact.digits.len()).unwrap_or_default() {
            // At one decimal place, not at one index.
            let aligned = |decimal: &Decimal| index + decimal.point - exact.point;
            let here = exact.at(index);
            let (low, high) = (lower.at(aligned(&lower)), upper.at(aligned(&upper)));
            let down = low != here || (inclusive && last(aligned(&lower), &lower));
            let up =
                high != here && (inclusive || here + 1 < high || !last(aligned(&upper), &upper));
            match (down, up) {
                (true, true) => return exact.rounded(index + 1),
                (true, false) => return exact.cut(index + 1),
                (false, true) => return exact.raised(index + 1),
                (false, false) => {}
            }
        }
        exact
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let exponent = self.exponent.min(other.exponent);
        let aligned = |number: &Self| {
            let shift = u64::try_from(number.exponent - exponent).unwrap_or_default();
            &number.mantissa << shift
        };
        let order = aligned(self).cmp(&aligned(other));
        if self.is_negative() {
            order.reverse()
        } else {
            order
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

fn whole_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
