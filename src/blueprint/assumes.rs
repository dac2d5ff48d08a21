//! A role elsewhere that a role is meant to assume.

use super::Setting;
use crate::source::Origin;

/// The variable that tells a target the ARN of its caller, where the spec does not say it.
pub const CALLER_ROLE_ARN: &str = "caller_role_arn";

/// One cross-account target, seen from the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumes {
    /// Its label: `reporting`.
    pub name: String,
    /// The ARN of the role to assume.
    pub role: Setting,
    /// The `ExternalId` to present.
    pub external_id: Setting,
    /// In seconds, what callers ask for: at most an hour, because the session is chained.
    pub session_duration: Setting,
    /// The index in the blueprint's `folders` of the other account's side, where it is described.
    pub folder: Option<usize>,
    /// Whether the target trusts the caller's ARN, so that the caller must exist first.
    pub caller_first: bool,
    /// Where it was written.
    pub origin: Origin,
}
