//! Three-valued logic: yes, no, or it depends, and on what.

use std::collections::BTreeSet;

/// Whether something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It depends on these: condition keys (`aws:SourceIp`) and references (`${var.x}`).
    Depends(BTreeSet<String>),
}

impl Truth {
    /// Depends on one thing.
    pub fn depends_on(what: impl Into<String>) -> Self {
        Self::Depends(BTreeSet::from([what.into()]))
    }

    /// Whether it certainly holds.
    pub fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// Whether it certainly does not hold.
    pub fn is_no(&self) -> bool {
        *self == Self::No
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, x) | (x, Self::Yes) => x,
            (Self::Depends(a), Self::Depends(b)) => Self::Depends(a.into_iter().chain(b).collect()),
        }
    }

    /// One of them holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, x) | (x, Self::No) => x,
            (Self::Depends(a), Self::Depends(b)) => Self::Depends(a.into_iter().chain(b).collect()),
        }
    }

    /// It does not hold.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            depends @ Self::Depends(_) => depends,
        }
    }

    /// Whether one of them holds.
    pub fn any(all: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::No;
        for one in all {
            result = result.or(one);
            if result.is_yes() {
                break;
            }
        }
        result
    }

    /// Whether each of them holds.
    pub fn all(all: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::Yes;
        for one in all {
            result = result.and(one);
            if result.is_no() {
                break;
            }
        }
        result
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}
