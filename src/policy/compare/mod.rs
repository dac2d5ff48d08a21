//! What one set of policies allows and another does not.
//!
//! The answer is sound: "no new access" is said only when it is proved, for every request, whatever
//! the references turn out to be; what cannot be proved is [`Verdict::Unknown`]. And it is about
//! access, not about text: how statements are split, merged, ordered or written makes no difference.
//!
//! ```
//! use rolewright::policy::{Clause, Document, Policy, Side, Statement, Universe, Verdict, compare};
//! use rolewright::source::Located;
//!
//! let policy = |actions: &[&str]| {
//!     let texts = actions.iter().map(|action| Located::nowhere((*action).into()));
//!     let statement = Statement {
//!         actions: Clause::of(texts),
//!         resources: Some(Clause::of([Located::nowhere("arn:aws:s3:::photos/*".into())])),
//!         ..Statement::default()
//!     };
//!     Policy::new("photos", &Document { statements: vec![statement], ..Document::default() })
//! };
//! let old = policy(&["s3:GetObject"]);
//! let new = policy(&["s3:GetObject", "s3:PutObject"]);
//! let comparison = compare(&Side::of([&old]), &Side::of([&new]), Universe::NOTHING);
//! assert_eq!(comparison.verdict, Verdict::Wider);
//! assert_eq!(comparison.gained[0].actions, ["s3:PutObject"]);
//! ```

mod actions;
mod candidates;
mod change;
mod key;
mod language;
mod rules;
mod search;
mod shape;
mod space;
mod walk;
mod witness;

use std::collections::BTreeSet;

use self::{
    rules::{Entry, Whose},
    search::{Bounded, Search},
    space::Space,
    witness::Court,
};
use super::{Pattern, Policy, Universe, glob, key_is_understood};
pub use change::{Change, Scope, When};
pub use witness::Witness;

/// One side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Side<'a> {
    /// The policies that allow and deny.
    pub policies: Vec<&'a Policy>,
    /// The boundary within which they allow, where there is one.
    pub boundary: Option<Vec<&'a Policy>>,
    /// What is not understood about this side, in words.
    pub not_understood: Vec<String>,
}

impl<'a> Side<'a> {
    /// A side of these policies.
    pub fn of(policies: impl IntoIterator<Item = &'a Policy>) -> Self {
        Self {
            policies: policies.into_iter().collect(),
            ..Self::default()
        }
    }
}

/// How the new side stands to the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It allows the same.
    Same,
    /// It allows less, and nothing new.
    Narrower,
    /// It allows more, and everything that was.
    Wider,
    /// It allows something new, and no longer something that was.
    Different,
    /// That could not be found out.
    Unknown,
}

impl Verdict {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Narrower => "narrower",
            Self::Wider => "wider",
            Self::Different => "different",
            Self::Unknown => "unknown",
        }
    }

    /// The verdict on two things together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Same, other) | (other, Self::Same) => other,
            (one, other) if one == other => one,
            _ => Self::Different,
        }
    }

    /// Whether it is proved that nothing new is allowed.
    pub const fn is_no_new_access(self) -> bool {
        matches!(self, Self::Same | Self::Narrower)
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// How the new side stands to the old one; actions that AWS may add do not count here.
    pub verdict: Verdict,
    /// What the new side allows and the old one did not.
    pub gained: Vec<Change>,
    /// What the old side allowed and the new one does not.
    pub lost: Vec<Change>,
    /// What the new side will allow, and the old one would not, of actions that AWS may add.
    pub future_gained: Vec<Change>,
    /// What the new side will no longer allow of actions that AWS may add.
    pub future_lost: Vec<Change>,
    /// Why the verdict is unknown.
    pub not_understood: Vec<String>,
    /// The references that stand in differences: what they are could change the answer.
    pub references: BTreeSet<String>,
}

impl Comparison {
    /// The verdict if actions that AWS may add count too.
    pub fn strict(&self) -> Verdict {
        let gained = !self.gained.is_empty() || !self.future_gained.is_empty();
        let lost = !self.lost.is_empty() || !self.future_lost.is_empty();
        match self.verdict {
            Verdict::Unknown => Verdict::Unknown,
            _ => verdict(gained, lost),
        }
    }
}

const fn verdict(gained: bool, lost: bool) -> Verdict {
    match (gained, lost) {
        (false, false) => Verdict::Same,
        (false, true) => Verdict::Narrower,
        (true, false) => Verdict::Wider,
        (true, true) => Verdict::Different,
    }
}

/// Compares what two sets of policies allow.
pub fn compare(old: &Side<'_>, new: &Side<'_>, universe: Universe) -> Comparison {
    let mut space = Space::new(universe);
    let mut entries = Vec::new();
    let mut not_understood = Vec::new();
    for (whose, side) in [(Whose::Old, old), (Whose::New, new)] {
        let bounds = side.boundary.as_deref().unwrap_or_default();
        for (policies, bounds) in [(side.policies.as_slice(), false), (bounds, true)] {
            let policies = policies.iter().copied();
            rules::add(&mut entries, policies, (whose, bounds), &mut space);
        }
        not_understood.extend(side.not_understood.iter().cloned());
    }
    for entry in &entries {
        not_understood.extend(entry.not_understood());
    }
    let bounded = Bounded {
        old: old.boundary.is_some(),
        new: new.boundary.is_some(),
    };
    let known = actions::known(&entries, &universe);
    let mut found = search::all(
        &mut Search {
            entries: &entries,
            bounded,
            space: &mut space,
        },
        &known,
    );
    let court = Court::new(&entries, bounded, universe);
    let mut lines = |whose: Whose| {
        let (gains, future) = found.remove(&whose).unwrap_or_default();
        let lines = |gains: &[_]| change::changes(gains, whose, &entries, &known, &court);
        (lines(&gains), lines(&future))
    };
    let (mut gained, mut future_gained) = lines(Whose::New);
    let (mut lost, mut future_lost) = lines(Whose::Old);
    now_for_unknown_services(&mut gained, &mut future_gained, &universe);
    now_for_unknown_services(&mut lost, &mut future_lost, &universe);
    conclude(gained, lost, future_gained, future_lost, not_understood)
}

/// Takes the changes about services of which nothing is known out of those of the future: such a
/// service has actions today, and nobody here knows which.
fn now_for_unknown_services(now: &mut Vec<Change>, future: &mut Vec<Change>, universe: &Universe) {
    let services: BTreeSet<&str> = (universe.services)().into_iter().collect();
    if services.is_empty() {
        return;
    }
    let is_unknown = |action: &String| {
        let service = action.split_once(':').map(|(service, _)| service);
        service.is_some_and(|service| {
            // What `NotAction` leaves is in words, and reaches services that are known.
            let is_pattern = service
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '*' | '?'));
            // A pattern of services is of none that is known if it matches none.
            let service = Pattern::wild(&service.to_lowercase().as_str().into());
            is_pattern
                && !services
                    .iter()
                    .any(|known| glob_covers(&service, &Pattern::exact(&(*known).into())))
        })
    };
    let (unknown, known) = std::mem::take(future)
        .into_iter()
        .partition(|change| change.actions.iter().any(is_unknown));
    now.extend::<Vec<Change>>(unknown);
    *future = known;
}

fn conclude(
    gained: Vec<Change>,
    lost: Vec<Change>,
    future_gained: Vec<Change>,
    future_lost: Vec<Change>,
    mut not_understood: Vec<String>,
) -> Comparison {
    for change in gained.iter().chain(&lost) {
        if change.witnesses.is_empty() {
            let actions = change.actions.join(", ");
            not_understood.push(format!(
                "whether the difference in {actions} is one could not be decided"
            ));
        }
    }
    not_understood.sort();
    not_understood.dedup();
    let references = gained
        .iter()
        .chain(&lost)
        .flat_map(|change| &change.witnesses)
        .flat_map(|witness| witness.references.keys().cloned())
        .collect();
    Comparison {
        verdict: if not_understood.is_empty() {
            verdict(!gained.is_empty(), !lost.is_empty())
        } else {
            Verdict::Unknown
        },
        gained,
        lost,
        future_gained,
        future_lost,
        not_understood,
        references,
    }
}

impl Entry<'_> {
    /// What this module does not understand about a rule.
    fn not_understood(&self) -> Vec<String> {
        let place = format!("statement {} of `{}`", self.index + 1, self.policy.name);
        let mut list = Vec::new();
        if self.has_symbolic_action() {
            list.push(format!("an action in {place} is known only to Terraform"));
        }
        if self.has_too_many_variables() {
            list.push(format!("the variables of `NotResource` in {place}"));
        }
        for predicate in &self.rule.conditions {
            if !key_is_understood(predicate) {
                list.push(format!(
                    "the condition `{}` on `{}` in {place}",
                    predicate.operator, predicate.written_key
                ));
            }
        }
        list
    }
}

fn glob_covers(pattern: &Pattern, name: &Pattern) -> bool {
    glob::covers(pattern.tokens(), name.tokens())
}
