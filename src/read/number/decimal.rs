//! Decimal digits, and how they are written.

use num_bigint::BigUint;

/// The decimal digits of a number: `0.d₁d₂d₃…` times ten to the power of `point`.
pub(super) struct Decimal {
    pub(super) digits: Vec<u8>,
    pub(super) point: i64,
}

impl Decimal {
    /// All digits of a mantissa times two to the power of an exponent.
    pub(super) fn of(mantissa: &BigUint, exponent: i64) -> Self {
        let power = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
        let (scaled, behind) = if exponent >= 0 {
            (mantissa << power, 0)
        } else {
            (mantissa * BigUint::from(5_u8).pow(power), i64::from(power))
        };
        let text = scaled.to_string();
        let digits: Vec<u8> = text.bytes().map(|digit| digit - b'0').collect();
        let point = i64::try_from(digits.len()).unwrap_or(i64::MAX) - behind;
        Self { digits, point }.trimmed()
    }

    pub(super) fn at(&self, index: i64) -> u8 {
        let digit = usize::try_from(index).ok().and_then(|i| self.digits.get(i));
        digit.copied().unwrap_or_default()
    }

    pub(super) fn trimmed(mut self) -> Self {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
        self
    }

    pub(super) fn cut(&self, keep: i64) -> Self {
        let keep = usize::try_from(keep).unwrap_or_default();
        Self {
            digits: self.digits.iter().copied().take(keep).collect(),
            point: self.point,
        }
        .trimmed()
    }

    pub(super) fn raised(&self, keep: i64) -> Self {
        let mut kept = self.cut(keep);
        // What was trimmed is there again, to count up from.
        kept.digits
            .resize(usize::try_from(keep).unwrap_or_default(), 0);
        kept.point = self.point;
        for digit in kept.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return kept.trimmed();
            }
            *digit = 0;
        }
        Self {
            digits: vec![1],
            point: self.point + 1,
        }
    }

    /// To so many digits; a tie goes to the even one.
    pub(super) fn rounded(&self, keep: i64) -> Self {
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        if keep >= length {
            return Self {
                digits: self.digits.clone(),
                point: self.point,
            };
        }
        if keep < 0 {
            return Self {
                digits: Vec::new(),
                point: 0,
            };
        }
        let next = self.at(keep);
        let tie = next == 5 && keep + 1 == length;
        let up = if tie {
            keep > 0 && self.at(keep - 1) % 2 == 1
        } else {
            next >= 5
        };
        if up {
            self.raised(keep)
        } else {
            self.cut(keep)
        }
    }

    pub(super) fn plain(&self) -> String {
        let digit = |index: i64| char::from(b'0' + self.at(index));
        let mut text: String = (0..self.point).map(digit).collect();
        if text.is_empty() {
            text.push('0');
        }
        let length = i64::try_from(self.digits.len()).unwrap_or_default();
        if length > self.point {
            text.push('.');
            text.extend((self.point.min(0)..0).map(|_| '0'));
            text.extend((self.point.max(0)..length).map(digit));
        }
        text
    }

    pub(super) fn scientific(&self) -> String {
        let mut digits = self.digits.iter().map(|digit| char::from(b'0' + digit));
        let mut text: String = digits.by_ref().take(1).collect();
        if self.digits.len() > 1 {
            text.push('.');
            text.extend(digits);
        }
        let exponent = self.point - 1;
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{text}e{sign}{:02}", exponent.abs())
    }
}
