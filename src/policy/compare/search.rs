//! What one side allows and the other does not, class by class.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    actions::{self, Class, Known},
    language::Automaton,
    rules::{Duty, Entry, Whose},
    space::{Axis, Cover, Left, Point, Region, Space},
};
use crate::policy::{Pattern, Targets};

/// A part of a rule that allows something that the other side does not.
#[derive(Clone, Debug)]
pub(super) struct Gain {
    /// The actions; empty for actions that AWS may add.
    pub(super) names: Vec<String>,
    /// The rule, by its position.
    pub(super) entry: usize,
    /// The part of it.
    pub(super) piece: Cover,
    /// The other side's Deny or this side's boundary rule that bounds it.
    pub(super) within: Option<usize>,
    /// The other side's rules that allow a part of it.
    pub(super) except: Vec<usize>,
    /// A request that shows it, in a class that acts on these; `None` where none was found.
    pub(super) point: Option<Point>,
}

/// The positions of the rules that matter for a class.
struct Parts {
    allow: Vec<usize>,
    deny: Vec<usize>,
    bound: Option<Vec<usize>>,
    other_allow: Vec<usize>,
    other_deny: Vec<usize>,
    other_bound: Option<Vec<usize>>,
}

/// Which sides have a boundary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounded {
    pub(super) old: bool,
    pub(super) new: bool,
}

impl Bounded {
    const fn has(self, whose: Whose) -> bool {
        match whose {
            Whose::Old => self.old,
            Whose::New => self.new,
        }
    }
}

/// Everything that the search works with.
pub(super) struct Search<'a, 'e> {
    pub(super) entries: &'e [Entry<'a>],
    pub(super) bounded: Bounded,
    pub(super) space: &'e mut Space,
}

impl Search<'_, '_> {
    fn parts(&self, whose: Whose, among: &[usize]) -> Parts {
        let pick = |own: bool, duty: Duty| -> Vec<usize> {
            let fits = |at: &&usize| {
                self.entries
                    .get(**at)
                    .is_some_and(|e| (e.whose == whose) == own && e.duty == duty)
            };
            among.iter().filter(fits).copied().collect()
        };
        let other = match whose {
            Whose::Old => Whose::New,
            Whose::New => Whose::Old,
        };
        Parts {
            allow: pick(true, Duty::Allow),
            deny: pick(true, Duty::Deny),
            bound: self.bounded.has(whose).then(|| pick(true, Duty::Bound)),
            other_allow: pick(false, Duty::Allow),
            other_deny: pick(false, Duty::Deny),
            other_bound: self.bounded.has(other).then(|| pick(false, Duty::Bound)),
        }
    }

    fn entry(&self, at: usize) -> Option<&Entry<'_>> {
        self.entries.get(at)
    }

    fn covers(&self, list: &[usize], free: bool) -> Vec<Cover> {
        list.iter()
            .filter_map(|at| self.entry(*at))
            .map(|entry| entry.among(&entry.cover, free))
            .collect()
    }

    /// What `whose` side allows in this class and the other side does not.
    pub(super) fn gains(&mut self, whose: Whose, class: &Class) -> Vec<Gain> {
        let parts = self.parts(whose, &class.entries);
        let region = |piece: &Cover| {
            let mut region = Region::default();
            region.within(piece);
            if let Some(forms) = forms(&class.targets) {
                region.among(Axis::Resource, forms);
            }
            region
        };
        let mut found = Vec::new();
        self.look(&parts, false, &mut |search, at, piece, within, covers| {
            let mut region = region(piece);
            for bound in within {
                region.within(bound);
            }
            let borrowed: Vec<&Cover> = covers.iter().collect();
            let point = match search.space.left(region, &borrowed) {
                Left::Nothing => return,
                Left::Point(point) => Some(point),
                Left::Unsure => None,
            };
            found.push((at.0, piece.clone(), at.1, point));
        });
        let except = &parts.other_allow;
        found
            .into_iter()
            .map(|(entry, piece, within, point)| Gain {
                names: class.names.clone(),
                except: if within.is_none() {
                    self.near(&piece, except)
                } else {
                    Vec::new()
                },
                entry,
                piece,
                within,
                point,
            })
            .collect()
    }

    /// What `whose` side allows, and the other does not, of the actions that AWS may add.
    pub(super) fn future_gains(&mut self, whose: Whose, known: &Known) -> Vec<Gain> {
        let among: Vec<usize> = (0..self.entries.len())
            .filter(|at| self.entry(*at).is_some_and(Entry::reaches_unnamed_actions))
            .collect();
        let parts = self.parts(whose, &among);
        let mut found = Vec::new();
        self.look(&parts, true, &mut |search, at, piece, within, covers| {
            let mut region = Region::default();
            region.within(piece);
            for bound in within {
                region.within(bound);
            }
            region.among(
                Axis::Action,
                vec![Automaton::plain(&Pattern::wild(&"?*:?*".into()))],
            );
            let near: Vec<Cover> = match piece.sets.get(&Axis::Action).and_then(|s| s.outline()) {
                Some(pattern) => covers
                    .iter()
                    .filter_map(|c| c.about(Axis::Action, pattern))
                    .collect(),
                None => covers.to_vec(),
            };
            let borrowed: Vec<&Cover> = near.iter().collect();
            // A name that is known is no future action: look further, a few times.
            for _ in 0..64 {
                match search.space.left(region.clone(), &borrowed) {
                    Left::Nothing => return,
                    Left::Unsure => break,
                    Left::Point(point) => {
                        let action = point.texts.get(&Axis::Action);
                        let name = action.and_then(Pattern::as_literal);
                        match (action, name) {
                            (Some(action), Some(name)) if known.actions.contains_key(&name) => {
                                region.except(Axis::Action, Automaton::plain(action));
                            }
                            _ => {
                                found.push((at.0, piece.clone(), at.1, Some(point)));
                                return;
                            }
                        }
                    }
                }
            }
            found.push((at.0, piece.clone(), at.1, None));
        });
        let gain = |(entry, piece, within, point)| Gain {
            names: Vec::new(),
            entry,
            piece,
            within,
            except: Vec::new(),
            point,
        };
        found.into_iter().map(gain).collect()
    }

    /// Calls `ask` for each part of an allowing rule that may reach beyond the other side, with what
    /// bounds it and what must be taken away from it.
    fn look(&mut self, parts: &Parts, free: bool, ask: &mut Ask<'_>) {
        let denied = self.covers(&parts.deny, free);
        let mut allowed = denied.clone();
        allowed.extend(self.covers(&parts.other_allow, free));
        let mut bounded = denied.clone();
        if let Some(bound) = &parts.other_bound {
            bounded.extend(self.covers(bound, free));
        }
        let set = |list: &[usize]| -> BTreeSet<Cover> {
            let covers = self.covers(list, free);
            covers.into_iter().collect()
        };
        let own_deny = set(&parts.deny);
        let new_denials: Vec<usize> = parts
            .other_deny
            .iter()
            .copied()
            .filter(|at| {
                let entry = self.entry(*at);
                entry.is_some_and(|e| !own_deny.contains(&e.among(&e.cover, free)))
            })
            .collect();
        let others = parts.other_allow.iter().filter_map(|at| self.entry(*at));
        let same_pieces: BTreeSet<Cover> = others.flat_map(|entry| entry.pieces(free)).collect();
        let same_bound = match (&parts.bound, &parts.other_bound) {
            (_, None) => true,
            (Some(own), Some(other)) => set(own) == set(other),
            (None, Some(_)) => false,
        };
        let mut seen = BTreeSet::new();
        for at in &parts.allow {
            let Some(entry) = self.entries.get(*at) else {
                continue;
            };
            for piece in entry.pieces(free) {
                if !seen.insert(piece.clone()) {
                    continue;
                }
                let is_same = same_pieces.contains(&piece);
                let bounds: Vec<Option<Cover>> = match &parts.bound {
                    None => vec![None],
                    Some(bound) => self.covers(bound, free).into_iter().map(Some).collect(),
                };
                for bound in &bounds {
                    let own = bound.as_slice();
                    if !is_same {
                        ask(self, (*at, None), &piece, own, &allowed);
                    }
                    if !same_bound {
                        ask(self, (*at, None), &piece, own, &bounded);
                    }
                    for denial in &new_denials {
                        let mut within = self.covers(&[*denial], free);
                        within.extend(bound.clone());
                        ask(self, (*at, Some(*denial)), &piece, &within, &denied);
                    }
                }
            }
        }
    }

    /// The rules that allow a part of a piece: those worth naming as exceptions.
    fn near(&self, piece: &Cover, list: &[usize]) -> Vec<usize> {
        let outline = piece
            .sets
            .get(&Axis::Resource)
            .and_then(|set| set.outline());
        let touches = |entry: &Entry<'_>| {
            let set = entry.cover.sets.get(&Axis::Resource);
            match (set, outline) {
                (Some(set), Some(outline)) => !set.misses(outline),
                _ => true,
            }
        };
        let near = |at: &&usize| self.entry(**at).is_some_and(touches);
        list.iter().filter(near).copied().collect()
    }
}

/// Asked with: the rule and the denial, the part of the rule, what bounds it, what to take away.
type Ask<'f> =
    dyn FnMut(&mut Search<'_, '_>, (usize, Option<usize>), &Cover, &[Cover], &[Cover]) + 'f;

/// The resources that a request for such an action can name; `None` for any.
fn forms(targets: &Targets) -> Option<Vec<Automaton>> {
    let nothing = || Automaton::plain(&Pattern::exact(&"*".into()));
    match targets {
        Targets::Any => None,
        Targets::None => Some(vec![nothing()]),
        Targets::Arns { forms, required } => {
            let mut automata: Vec<Automaton> = forms.iter().map(|f| Automaton::form(f)).collect();
            if !required {
                automata.push(nothing());
            }
            Some(automata)
        }
    }
}

/// Both directions, over all classes: what is gained and what is lost.
pub(super) fn all(
    search: &mut Search<'_, '_>,
    known: &Known,
) -> BTreeMap<Whose, (Vec<Gain>, Vec<Gain>)> {
    let classes = actions::classes(search.entries, known);
    let mut result = BTreeMap::new();
    for whose in [Whose::Old, Whose::New] {
        let mut gains = Vec::new();
        for class in &classes {
            gains.extend(search.gains(whose, class));
        }
        let future = search.future_gains(whose, known);
        result.insert(whose, (gains, future));
    }
    result
}
