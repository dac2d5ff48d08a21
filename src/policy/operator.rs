//! What a condition operator says of one value of the request and one value of the policy.

use std::cmp::Ordering;

use super::{
    arn,
    document::Operator,
    fault::{self, Fault},
    pattern::{Match, Pattern},
    scalar,
};
use crate::text::Text;

/// How two numbers or two instants must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compared {
    /// The request's value equals the policy's.
    Equal,
    /// It is less.
    Less,
    /// It is less or equal.
    LessOrEqual,
    /// It is greater.
    Greater,
    /// It is greater or equal.
    GreaterOrEqual,
}

impl Compared {
    /// Whether an order of (request, policy) satisfies it.
    pub fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less if fault::is(Fault::LessThanInclusive) => order.is_le(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater if fault::is(Fault::GreaterThanInclusive) => order.is_ge(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The test behind an operator, without negation, quantifier and `IfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// `StringEquals`, and without case.
    Equals {
        /// Whether case counts.
        case: bool,
    },
    /// `StringLike`.
    Like,
    /// `Numeric…`.
    Number(Compared),
    /// `Date…`.
    Date(Compared),
    /// `Bool`.
    Bool,
    /// `BinaryEquals`.
    Binary,
    /// `IpAddress`.
    Ip,
    /// `ArnEquals` and `ArnLike`, which are the same.
    Arn,
    /// `Null`.
    Null,
    /// An operator that AWS does not have.
    Unknown,
}

impl Test {
    /// The test of an operator, and whether the operator negates it.
    pub fn of(operator: &Operator) -> (Self, bool) {
        use Compared::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
        match operator.name.as_str() {
            "StringEquals" => (Self::Equals { case: true }, false),
            "StringNotEquals" => (Self::Equals { case: true }, true),
            "StringEqualsIgnoreCase" => (Self::Equals { case: false }, false),
            "StringNotEqualsIgnoreCase" => (Self::Equals { case: false }, true),
            "StringLike" => (Self::Like, false),
            "StringNotLike" => (Self::Like, true),
            "NumericEquals" => (Self::Number(Equal), false),
            "NumericNotEquals" => (Self::Number(Equal), true),
            "NumericLessThan" => (Self::Number(Less), false),
            "NumericLessThanEquals" => (Self::Number(LessOrEqual), false),
            "NumericGreaterThan" => (Self::Number(Greater), false),
            "NumericGreaterThanEquals" => (Self::Number(GreaterOrEqual), false),
            "DateEquals" => (Self::Date(Equal), false),
            "DateNotEquals" => (Self::Date(Equal), true),
            "DateLessThan" => (Self::Date(Less), false),
            "DateLessThanEquals" => (Self::Date(LessOrEqual), false),
            "DateGreaterThan" => (Self::Date(Greater), false),
            "DateGreaterThanEquals" => (Self::Date(GreaterOrEqual), false),
            "Bool" => (Self::Bool, false),
            "BinaryEquals" => (Self::Binary, false),
            "IpAddress" => (Self::Ip, false),
            "NotIpAddress" => (Self::Ip, true),
            "ArnEquals" | "ArnLike" => (Self::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Self::Arn, true),
            "Null" => (Self::Null, false),
            _ => (Self::Unknown, false),
        }
    }

    /// Compiles a value of the policy for this test.
    pub fn compile(self, value: &Text) -> Pattern {
        match self {
            Self::Like | Self::Arn => Pattern::wild(value),
            Self::Equals { case: false } => Pattern::exact(value).to_lowercase(),
            _ => Pattern::exact(value),
        }
    }

    /// Whether `found`, a value of the request, can be read by this test at all. A value that is no
    /// number, instant, address or ARN satisfies neither an operator nor its negation.
    pub fn reads(self, found: &str) -> bool {
        match self {
            Self::Number(_) => scalar::number(found).is_some(),
            Self::Date(_) => scalar::instant(found).is_some(),
            Self::Ip => scalar::address(found).is_some(),
            Self::Arn => {
                let mut segments = found.splitn(6, ':');
                let is_arn = segments
                    .next()
                    .is_some_and(|first| first.eq_ignore_ascii_case("arn"));
                is_arn && segments.count() == 5
            }
            _ => true,
        }
    }

    /// Whether `found`, a value of the request, satisfies this test with the policy's `expected`,
    /// in which variables are resolved.
    pub fn accepts(self, found: &str, expected: &Pattern) -> Match {
        let subject = || Pattern::exact(&Text::literal(found));
        match self {
            Self::Equals { case: true } if fault::is(Fault::EqualsIgnoresCase) => {
                expected.to_lowercase().matches(&subject().to_lowercase())
            }
            Self::Equals { case: false } if fault::is(Fault::IgnoreCaseMindsCase) => {
                expected.matches(&subject())
            }
            Self::Equals { case: true } | Self::Like => expected.matches(&subject()),
            Self::Equals { case: false } => expected.matches(&subject().to_lowercase()),
            Self::Arn => arn::matches_arn(expected, &subject()).unwrap_or(Match::No),
            Self::Null | Self::Unknown => Match::No,
            _ => match expected.as_literal() {
                // A reference may turn out to be any number, instant or address.
                None => Match::Possibly,
                Some(expected) if self.accepts_scalar(found, &expected) => Match::Yes,
                Some(_) => Match::No,
            },
        }
    }

    /// Whether `found` may satisfy this test with `expected` for some value of the variables in it.
    pub fn may_accept(self, found: &str, expected: &Pattern) -> bool {
        let subject = Pattern::exact(&Text::literal(found));
        match self {
            Self::Equals { case: true } | Self::Like => expected.may_meet(&subject),
            Self::Equals { case: false } => expected.may_meet(&subject.to_lowercase()),
            _ => true,
        }
    }

    fn accepts_scalar(self, found: &str, expected: &str) -> bool {
        match self {
            Self::Number(comparison) => scalar::number(found)
                .zip(scalar::number(expected))
                .and_then(|(found, expected)| found.partial_cmp(&expected))
                .is_some_and(|order| comparison.accepts(order)),
            Self::Date(comparison) => scalar::instant(found)
                .zip(scalar::instant(expected))
                .is_some_and(|(found, expected)| comparison.accepts(found.cmp(&expected))),
            Self::Bool => scalar::boolean(found)
                .zip(scalar::boolean(expected))
                .is_some_and(|(found, expected)| found == expected),
            Self::Binary => scalar::is_base64(found) && found == expected,
            Self::Ip => scalar::address(found)
                .zip(scalar::network(expected))
                .is_some_and(|(address, network)| {
                    if fault::is(Fault::NetworkAsAddress) {
                        return network.network() == address;
                    }
                    network.contains(&address)
                }),
            _ => false,
        }
    }
}
