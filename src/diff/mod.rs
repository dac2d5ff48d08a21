//! How two descriptions of roles differ in access, and in settings.

mod conditional;
mod declared;
mod definitions;
mod finding;
mod human;
mod json;
mod level;
pub mod normal;
mod pair;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    blueprint::{Blueprint, Presence, Role},
    catalogue,
    policy::{Comparison, Document, Policy, Side, Verdict, compare},
    read::{Holdings, boundary, holdings},
    source::{Origin, Sources},
};
pub use finding::{github, sarif};
pub use human::{human, markdown};
pub use json::objects;
use level::by_weight;
use normal::Known;
use pair::{InFolder, Roles};
pub use settings::SettingChange;

/// What to compare, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The role to compare, by name or address; all of them without.
    pub role: Option<String>,
    /// What is known of references.
    pub known: Known,
    /// Whether actions that AWS may add decide as well.
    pub strict: bool,
}

/// A pair of roles, compared.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What the role was called; `None` where it is new.
    pub old: Option<String>,
    /// What it is called; `None` where it is gone.
    pub new: Option<String>,
    /// How the new one stands to the old one, access and trust together.
    pub verdict: Verdict,
    /// What it may do.
    pub access: Comparison,
    /// Who may become it.
    pub trust: Comparison,
    /// What else differs.
    pub settings: Vec<SettingChange>,
    /// What is not understood about either side.
    pub not_understood: Vec<String>,
    /// The conditions that are not known, and that were taken to hold, on either side.
    pub assumed: Vec<String>,
    /// Where the role was declared; nowhere where it is new.
    pub old_origin: Origin,
    /// Where the role is declared; nowhere where it is gone.
    pub new_origin: Origin,
}

/// Everything that was compared.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The pairs of roles.
    pub pairs: Vec<Pair>,
    /// How many policies there are on both sides.
    pub policies: usize,
    /// How many of them were not understood.
    pub not_understood: usize,
}

impl Report {
    /// Whether nothing differs at all, as far as could be told.
    pub fn is_same(&self) -> bool {
        self.pairs
            .iter()
            .all(|pair| pair.verdict == Verdict::Same && pair.settings.is_empty())
    }

    /// Whether it is proved that nothing new is allowed.
    pub fn is_no_new_access(&self) -> bool {
        self.pairs
            .iter()
            .all(|pair| pair.verdict.is_no_new_access())
    }

    /// The verdict on all pairs together.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.pairs.iter().map(|pair| pair.verdict);
        verdicts.fold(Verdict::Same, Verdict::and)
    }

    /// The references that stand in the way of a better answer.
    pub fn references(&self) -> BTreeSet<&str> {
        let both = self
            .pairs
            .iter()
            .flat_map(|pair| [&pair.access, &pair.trust]);
        both.flat_map(|one| &one.references)
            .map(String::as_str)
            .collect()
    }
}

/// A report with the texts that its places point into.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// What was found.
    pub report: &'a Report,
    /// Of the old side.
    pub old: &'a Sources,
    /// Of the new side.
    pub new: &'a Sources,
}

/// What was found in all comparisons together.
fn total(all: &[Compared<'_>]) -> Report {
    let mut total = Report::default();
    for one in all {
        total.pairs.extend(one.report.pairs.iter().cloned());
        total.policies += one.report.policies;
        total.not_understood += one.report.not_understood;
    }
    total
}

/// One side of a pair.
#[derive(Default)]
struct Prepared {
    policies: Vec<Policy>,
    boundary: Option<Vec<Policy>>,
    trust: Option<Policy>,
    /// Managed policies whose documents are not here, by ARN, with what to say of each.
    elsewhere: BTreeMap<String, String>,
    not_understood: Vec<String>,
    /// What is not known and can only take away, in words.
    taken_away: Option<String>,
    /// How many policies there are.
    count: usize,
    /// How many of them are not understood.
    misunderstood: usize,
}

/// Compares two descriptions.
pub fn diff(old: &Blueprint, new: &Blueprint, options: &Options) -> Report {
    let mut report = Report::default();
    let knowns = declared::known(old, new, &options.known);
    let picked = options.role.as_deref();
    let sides = (
        Roles::of(old, &knowns.0, picked),
        Roles::of(new, &knowns.1, picked),
    );
    for (old, new) in pair::pairs(sides.0, sides.1) {
        report.pairs.push(compare_pair(
            old,
            new,
            options,
            &mut report.policies,
            &mut report.not_understood,
        ));
    }
    // What belongs to no role may still concern one: it never counts as equal.
    let loose = |blueprint: &Blueprint| {
        let of_folders = blueprint
            .folders
            .iter()
            .flat_map(|folder| &folder.not_understood);
        let all = blueprint.not_understood.iter().chain(of_folders);
        all.map(|one| format!("{}: {}", one.what, one.why))
            .collect::<Vec<_>>()
    };
    let loose: Vec<String> = loose(old).into_iter().chain(loose(new)).collect();
    if let Some(first) = report.pairs.first_mut()
        && !loose.is_empty()
    {
        first.not_understood.extend(loose);
        first.verdict = Verdict::Unknown;
    }
    report
}

fn compare_pair(
    old: Option<InFolder<'_>>,
    new: Option<InFolder<'_>>,
    options: &Options,
    policies: &mut usize,
    misunderstood: &mut usize,
) -> Pair {
    let prepare = |side: Option<InFolder<'_>>| {
        side.map(|side| prepare(side.role, side.known))
            .unwrap_or_default()
    };
    let (mut left, mut right) = (prepare(old), prepare(new));
    settle_elsewhere(&mut left, &mut right);
    for side in [&left, &right] {
        *policies += side.count;
        *misunderstood += side.misunderstood;
    }
    settle_boundaries(old, new, &mut left, &mut right);
    let universe = catalogue::universe();
    let mut access = compare(&left.side(), &right.side(), universe);
    let trusts = |prepared: &Prepared| prepared.trust.clone();
    let (old_trust, new_trust) = (trusts(&left), trusts(&right));
    let mut trust = compare(&Side::of(&old_trust), &Side::of(&new_trust), universe);
    for references in [&mut access.references, &mut trust.references] {
        // One value would be given to both of the two that are told apart.
        let sides = [old, new].into_iter().flatten();
        references.retain(|one| !sides.clone().any(|side| side.known.is_other(one)));
    }
    let verdict_of = |one: &Comparison| {
        if options.strict {
            one.strict()
        } else {
            one.verdict
        }
    };
    let origin = |side: Option<InFolder<'_>>| side.map_or(Origin::NOWHERE, |side| side.role.origin);
    let name = |side: Option<InFolder<'_>>| side.map(|side| side.role.title());
    let mut not_understood: Vec<String> = access.not_understood.clone();
    not_understood.extend(trust.not_understood.iter().cloned());
    let mut verdict = verdict_of(&access).and(verdict_of(&trust));
    // What is there only under a condition may be missing on one side alone, unless both sides have
    // the same under the same conditions.
    if let (Some(old), Some(new)) = (old, new)
        && verdict.is_no_new_access()
        && !conditional::is_same(old, new)
    {
        let conditions = assumed([Some(old), Some(new)]).into_iter();
        not_understood.extend(
            conditions
                .map(|one| format!("what is there only if `{one}` was compared as if it held")),
        );
        verdict = Verdict::Unknown;
    }
    not_understood.sort();
    not_understood.dedup();
    if let Some(why) = right.taken_away.take() {
        verdict = match verdict {
            Verdict::Same => Verdict::Narrower,
            Verdict::Narrower | Verdict::Unknown => verdict,
            // What is gained may be just what it takes away.
            Verdict::Wider | Verdict::Different => Verdict::Unknown,
        };
        not_understood.push(format!("{why}; it can only take away"));
    }
    Pair {
        old: name(old),
        new: name(new),
        verdict,
        settings: match (old, new) {
            (Some(old), Some(new)) => settings::changes(old, new),
            _ => Vec::new(),
        },
        access,
        trust,
        not_understood,
        assumed: assumed([old, new]),
        old_origin: origin(old),
        new_origin: origin(new),
    }
}

/// The conditions that were taken to hold, so that what a role has is there.
fn assumed(sides: [Option<InFolder<'_>>; 2]) -> Vec<String> {
    let roles = sides.into_iter().flatten().map(|side| side.role);
    let presences = roles.flat_map(|role| {
        let policies = role.policies.iter().chain(&role.resource_policies);
        let policies = policies.map(|policy| &policy.presence);
        let managed = role
            .managed_policies
            .iter()
            .map(|managed| &managed.presence);
        policies.chain(managed).chain([&role.presence])
    });
    let conditions: BTreeSet<String> = presences
        .filter_map(|presence| match presence {
            Presence::Assumed(conditions) => Some(conditions),
            Presence::Certain => None,
        })
        .flatten()
        .map(|condition| condition.expression().to_owned())
        .collect();
    conditions.into_iter().collect()
}

fn prepare(role: &Role, known: &Known) -> Prepared {
    let Holdings {
        policies,
        elsewhere,
        not_understood,
    } = holdings(role);
    let compile =
        |name: &str, document: &Document| Policy::new(name, &normal::document(document, known));
    let (count, misunderstood) = counted(role);
    let mut prepared = Prepared {
        count,
        misunderstood,
        elsewhere: elsewhere
            .into_iter()
            .map(|(arn, why)| (normal::text(&arn, known).to_string(), why))
            .collect(),
        policies: policies
            .iter()
            .map(|held| compile(&held.name, &held.document))
            .collect(),
        boundary: None,
        taken_away: None,
        trust: role.trust.as_ref().map(|trust| compile("trust", trust)),
        not_understood,
    };
    if role.trust.is_none() && !role.address.is_empty() {
        prepared
            .not_understood
            .push(format!("{}: the trust policy", role.address));
    }
    if let Some(Ok(document)) = boundary(role) {
        prepared.boundary = Some(vec![compile("boundary", &document)]);
    }
    prepared
}

/// A managed policy whose document is not known is the same one on both sides if its ARN is: it adds
/// and takes the same to both. Any other is not understood.
fn settle_elsewhere(left: &mut Prepared, right: &mut Prepared) {
    let (old, new) = (
        std::mem::take(&mut left.elsewhere),
        std::mem::take(&mut right.elsewhere),
    );
    let only = |these: &BTreeMap<String, String>, those: &BTreeMap<String, String>| {
        let alone = these.iter().filter(|(arn, _)| !those.contains_key(*arn));
        alone.map(|(_, why)| why.clone()).collect::<Vec<_>>()
    };
    for (side, missing) in [(left, only(&old, &new)), (right, only(&new, &old))] {
        side.misunderstood += missing.len();
        side.not_understood.extend(missing);
    }
}

/// How many policies a role has, its trust policy among them, and how many of them are not
/// understood. What is not understood and belongs to none of them counts as one more.
fn counted(role: &Role) -> (usize, usize) {
    let is_declared = !role.address.is_empty();
    let trust = is_declared || role.trust.is_some();
    let mut faulty: BTreeSet<&str> = role
        .policies
        .iter()
        .filter(|policy| policy.document.is_none())
        .map(|policy| policy.address.as_str())
        .collect();
    if trust && role.trust.is_none() {
        faulty.insert(&role.address);
    }
    for one in &role.not_understood {
        let (of, argument) = one.what.rsplit_once('.').unwrap_or((&one.what, ""));
        let is_policy = ["policy", "assume_role_policy", "inline_policy"].contains(&argument);
        faulty.insert(if is_policy { of } else { &one.what });
    }
    let own = |address: &str| {
        address == role.address || role.policies.iter().any(|policy| policy.address == address)
    };
    let more = faulty.iter().filter(|address| !own(address)).count();
    let here = role.policies.len() + role.resource_policies.len() + role.managed_policies.len();
    let policies = here + usize::from(trust) + more;
    (policies, faulty.len())
}

/// A boundary whose document is not known matters unless both sides have the same.
fn settle_boundaries(
    old: Option<InFolder<'_>>,
    new: Option<InFolder<'_>>,
    left: &mut Prepared,
    right: &mut Prepared,
) {
    let arn = |side: Option<InFolder<'_>>| {
        let side = side?;
        let arn = side.role.permissions_boundary.as_ref()?;
        let text = normal::text(&arn.value, side.known).to_string();
        Some(text).filter(|arn| !arn.is_empty())
    };
    let (old_arn, new_arn) = (arn(old), arn(new));
    if old_arn == new_arn {
        // The same limit on both sides hides and shows nothing by itself.
        if left.boundary.is_none() || right.boundary.is_none() {
            (left.boundary, right.boundary) = (None, None);
        }
        return;
    }
    let is_new = old_arn.is_none();
    for (arn, prepared) in [(old_arn, &mut *left), (new_arn, &mut *right)] {
        if let Some(arn) = arn
            && prepared.boundary.is_none()
        {
            prepared.not_understood.push(format!(
                "the permissions boundary {arn}: its document is not known"
            ));
        }
    }
    // Where there was none, it can only take away: that nothing is new is proved without it.
    if is_new && right.boundary.is_none() {
        right.taken_away = right.not_understood.pop();
    }
}

impl Prepared {
    fn side(&self) -> Side<'_> {
        Side {
            policies: self.policies.iter().collect(),
            boundary: self.boundary.as_ref().map(|all| all.iter().collect()),
            not_understood: self.not_understood.clone(),
        }
    }
}
