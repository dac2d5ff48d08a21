//! Mistakes that the evaluator can be told to make, so that a test can show that it would find them.
//!
//! Only in builds with debug assertions, such as those of tests. In a release `is` is `false`, and
//! nothing remains of it in the program.

/// A mistake in the evaluator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A Deny does not override an Allow.
    DenyIgnored,
    /// `NotAction` is read as `Action`.
    NotActionAsAction,
    /// `NotResource` is read as `Resource`.
    NotResourceAsResource,
    /// `NotPrincipal` is read as `Principal`.
    NotPrincipalAsPrincipal,
    /// Actions compare with case.
    ActionCase,
    /// A wildcard crosses the segments of an ARN.
    StarCrossesSegments,
    /// A `?` is an ordinary character.
    QuestionMarkLiteral,
    /// A negated operator fails on an absent key.
    NegatedFailsOnAbsent,
    /// `IfExists` is ignored.
    IfExistsIgnored,
    /// `ForAllValues` fails on an absent key.
    ForAllFailsOnAbsent,
    /// `ForAnyValue` holds for an absent key.
    ForAnyHoldsOnAbsent,
    /// `ForAnyValue` wants every value.
    ForAnyAsForAll,
    /// A negated operator holds if it differs from one of its values.
    NegatedAnyOf,
    /// `Null` is turned round.
    NullInverted,
    /// `NumericLessThan` also accepts the limit.
    LessThanInclusive,
    /// `DateGreaterThan` also accepts the limit.
    GreaterThanInclusive,
    /// Only the first condition of a statement counts.
    OnlyFirstCondition,
    /// `StringEquals` ignores case.
    EqualsIgnoresCase,
    /// `StringEqualsIgnoreCase` minds case.
    IgnoreCaseMindsCase,
    /// A network contains only its first address.
    NetworkAsAddress,
    /// The boundary is ignored.
    BoundaryIgnored,
    /// The session policy is ignored.
    SessionIgnored,
    /// The service control policies are ignored.
    ScpIgnored,
    /// Across accounts the caller's own policies are enough.
    CrossAccountIdentityEnough,
    /// Variables stay as they are written.
    VariablesNotResolved,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::DenyIgnored,
        Self::NotActionAsAction,
        Self::NotResourceAsResource,
        Self::NotPrincipalAsPrincipal,
        Self::ActionCase,
        Self::StarCrossesSegments,
        Self::QuestionMarkLiteral,
        Self::NegatedFailsOnAbsent,
        Self::IfExistsIgnored,
        Self::ForAllFailsOnAbsent,
        Self::ForAnyHoldsOnAbsent,
        Self::ForAnyAsForAll,
        Self::NegatedAnyOf,
        Self::NullInverted,
        Self::LessThanInclusive,
        Self::GreaterThanInclusive,
        Self::OnlyFirstCondition,
        Self::EqualsIgnoresCase,
        Self::IgnoreCaseMindsCase,
        Self::NetworkAsAddress,
        Self::BoundaryIgnored,
        Self::SessionIgnored,
        Self::ScpIgnored,
        Self::CrossAccountIdentityEnough,
        Self::VariablesNotResolved,
    ];
}

#[cfg(debug_assertions)]
thread_local! {
    static SEEDED: std::cell::Cell<Option<Fault>> = const { std::cell::Cell::new(None) };
}

/// Makes the evaluator make this mistake on this thread.
#[cfg(debug_assertions)]
pub fn seed(fault: Option<Fault>) {
    SEEDED.with(|seeded| seeded.set(fault));
}

/// Whether the evaluator is to make this mistake.
#[cfg(debug_assertions)]
pub(super) fn is(fault: Fault) -> bool {
    SEEDED.with(|seeded| seeded.get() == Some(fault))
}

/// Whether the evaluator is to make this mistake: never.
#[cfg(not(debug_assertions))]
pub(super) const fn is(_: Fault) -> bool {
    false
}
