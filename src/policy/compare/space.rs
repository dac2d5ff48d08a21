//! The space of requests, and the search for a request that some rules cover and others do not.
//!
//! A rule covers a product: an action, a resource and a principal out of sets of texts, and a number
//! of conditions that all hold. A region is such a product with things taken away. What is left of a
//! region after the covers are taken away is found by splitting: outside the first cover in its first
//! factor, or inside that and outside in the second, and so on. Covers that miss the region or that
//! differ from it in one factor only need no split, and those are nearly all.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    key::{self, Answer, Holding, Literal},
    language::{self, Automaton, Demand, Found},
    shape::{Shape, StringSet},
};
use crate::policy::{Operator, Pattern, Predicate, Quantifier, Test, Universe};

/// The texts of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Axis {
    /// The action, in lower case; free only where actions are sought that AWS may add.
    Action,
    /// The resource.
    Resource,
    /// Who asks, in trust policies.
    Principal,
}

/// What a rule covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cover {
    /// The sets of texts; an axis that is not here is free.
    pub(super) sets: BTreeMap<Axis, StringSet>,
    /// The conditions, by their number.
    pub(super) conditions: BTreeSet<usize>,
}

impl Cover {
    /// The part of it that says something about the texts of a pattern on an axis; `None` if it
    /// certainly holds none of them.
    pub(super) fn about(&self, axis: Axis, pattern: &Shape) -> Option<Self> {
        let near = |(on, set): (&Axis, &StringSet)| {
            let set = if *on == axis {
                set.about(pattern)
            } else {
                set.clone()
            };
            (set.negated || !set.shapes.is_empty()).then_some((*on, set))
        };
        Some(Self {
            sets: self.sets.iter().map(near).collect::<Option<_>>()?,
            conditions: self.conditions.clone(),
        })
    }
}

/// A part of the space.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    /// A pattern that everything here matches, for quick looks.
    outline: BTreeMap<Axis, Shape>,
    demands: BTreeMap<Axis, Vec<Demand>>,
    literals: BTreeSet<(usize, bool)>,
}

/// A request that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) texts: BTreeMap<Axis, Pattern>,
    pub(super) context: BTreeMap<String, Holding>,
}

/// What is left of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing.
    Nothing,
    /// This, for example.
    Point(Point),
    /// Perhaps something.
    Unsure,
}

/// One factor of a cover.
#[derive(Clone, Debug)]
enum Factor<'a> {
    Text(Axis, &'a StringSet),
    Condition(usize),
}

/// How a cover lies to a region.
enum Relation<'a> {
    Misses,
    Covers,
    Differs(Vec<Factor<'a>>),
}

/// How many splits are made before a question is given up.
const SPLITS: usize = 4_000;

/// The conditions of all policies under comparison, and what was found out about them.
#[derive(Debug)]
pub(super) struct Space {
    predicates: Vec<Predicate>,
    by_form: BTreeMap<Form, usize>,
    universe: Universe,
    /// The keys that some policy uses with a set operator.
    set_keys: BTreeSet<String>,
    answers: BTreeMap<Vec<(usize, bool)>, Answer<Holding>>,
    splits: usize,
}

/// What makes two conditions the same.
type Form = (Test, bool, u8, bool, String, BTreeSet<Pattern>);

impl Space {
    pub(super) fn new(universe: Universe) -> Self {
        Self {
            predicates: Vec::new(),
            by_form: BTreeMap::new(),
            universe,
            set_keys: BTreeSet::new(),
            answers: BTreeMap::new(),
            splits: 0,
        }
    }

    /// The number of a condition; equal conditions have the same.
    pub(super) fn number(&mut self, predicate: &Predicate) -> usize {
        let plain = !predicate.values.iter().any(Pattern::has_wildcards);
        let test = match predicate.test {
            // A reference may hold wildcards, which only `StringLike` reads as such.
            Test::Like if plain && !predicate.values.iter().any(Pattern::has_references) => {
                Test::Equals { case: true }
            }
            test => test,
        };
        let single = predicate.quantifier == Quantifier::Single;
        let if_exists = predicate.if_exists && single && !predicate.negated;
        let quantifier = match predicate.quantifier {
            Quantifier::Single => 0,
            Quantifier::Any => 1,
            Quantifier::All => 2,
        };
        if !single {
            self.set_keys.insert(predicate.key.clone());
        }
        let form = (
            test,
            predicate.negated,
            quantifier,
            if_exists,
            predicate.key.clone(),
            predicate.values.iter().cloned().collect(),
        );
        *self.by_form.entry(form).or_insert_with(|| {
            self.predicates.push(predicate.clone());
            self.predicates.len() - 1
        })
    }

    /// The condition that a variable has a value.
    pub(super) fn number_of_presence(&mut self, key: &str) -> usize {
        let condition = crate::policy::Condition {
            operator: Operator::parse("Null"),
            key: crate::source::Located::nowhere(key.into()),
            values: vec![crate::source::Located::nowhere("false".into())],
            origin: crate::source::Origin::NOWHERE,
        };
        let version = crate::policy::Version::V2012;
        self.number(&Predicate::compile(&condition, version))
    }

    /// The condition with this number.
    pub(super) fn predicate(&self, number: usize) -> Option<&Predicate> {
        self.predicates.get(number)
    }

    /// What the region leaves when the covers are taken away.
    pub(super) fn left(&mut self, region: Region, covers: &[&Cover]) -> Left {
        self.splits = 0;
        if !self.may_hold(&region.literals) {
            return Left::Nothing;
        }
        self.subtract(region, covers.to_vec())
    }

    fn subtract(&mut self, mut region: Region, covers: Vec<&Cover>) -> Left {
        self.splits += 1;
        if self.splits > SPLITS {
            return Left::Unsure;
        }
        let mut rest = covers;
        loop {
            let mut changed = false;
            let mut open = Vec::new();
            for cover in rest {
                match self.relation(&region, cover) {
                    Relation::Misses => {}
                    Relation::Covers => return Left::Nothing,
                    Relation::Differs(factors) => match factors.as_slice() {
                        [only] => {
                            if !self.outside(&mut region, only) {
                                return Left::Nothing;
                            }
                            changed = true;
                        }
                        _ => open.push(cover),
                    },
                }
            }
            rest = open;
            if !changed || rest.is_empty() {
                break;
            }
        }
        let here = self.point(&region);
        if here == Left::Nothing || rest.is_empty() {
            return here;
        }
        let first = rest.remove(0);
        let Relation::Differs(factors) = self.relation(&region, first) else {
            return self.subtract(region, rest);
        };
        let mut sure = true;
        let mut inside = region;
        for factor in &factors {
            let mut part = inside.clone();
            if self.outside(&mut part, factor) {
                match self.subtract(part, rest.clone()) {
                    Left::Nothing => {}
                    Left::Unsure => sure = false,
                    point @ Left::Point(_) => return point,
                }
            }
            if !self.inside(&mut inside, factor) {
                break;
            }
        }
        if sure { Left::Nothing } else { Left::Unsure }
    }

    fn relation<'a>(&mut self, region: &Region, cover: &'a Cover) -> Relation<'a> {
        let mut factors = Vec::new();
        for (axis, set) in &cover.sets {
            if let Some(outline) = region.outline.get(axis) {
                if set.misses(outline) {
                    return Relation::Misses;
                }
                if set.includes(outline) {
                    continue;
                }
            } else if set.is_everything() {
                continue;
            }
            factors.push(Factor::Text(*axis, set));
        }
        for condition in &cover.conditions {
            if !self.may_hold_with(region, (*condition, true)) {
                return Relation::Misses;
            }
            if self.may_hold_with(region, (*condition, false)) {
                factors.push(Factor::Condition(*condition));
            }
        }
        if factors.is_empty() {
            Relation::Covers
        } else {
            Relation::Differs(factors)
        }
    }

    /// Narrows the region to what lies outside a factor; `false` if nothing does.
    fn outside(&mut self, region: &mut Region, factor: &Factor<'_>) -> bool {
        match factor {
            Factor::Text(axis, set) => {
                region.demand(*axis, set.demand(false));
                true
            }
            Factor::Condition(number) => {
                region.literals.insert((*number, false));
                self.may_hold(&region.literals)
            }
        }
    }

    /// Narrows the region to what lies inside a factor; `false` if nothing does.
    fn inside(&mut self, region: &mut Region, factor: &Factor<'_>) -> bool {
        match factor {
            Factor::Text(axis, set) => {
                region.demand(*axis, set.demand(true));
                true
            }
            Factor::Condition(number) => {
                region.literals.insert((*number, true));
                self.may_hold(&region.literals)
            }
        }
    }

    fn may_hold_with(&mut self, region: &Region, literal: (usize, bool)) -> bool {
        if region.literals.contains(&literal) {
            return true;
        }
        if region.literals.contains(&(literal.0, !literal.1)) {
            return false;
        }
        let mut literals = region.literals.clone();
        literals.insert(literal);
        let key = self.predicate(literal.0).map(|p| p.key.clone());
        let on_key = self.on_key(&literals, key.as_deref());
        self.answer(on_key) != Answer::None
    }

    fn on_key(&self, literals: &BTreeSet<(usize, bool)>, key: Option<&str>) -> Vec<(usize, bool)> {
        let same =
            |(number, _): &&(usize, bool)| self.predicate(*number).map(|p| p.key.as_str()) == key;
        literals.iter().filter(same).copied().collect()
    }

    fn keys(&self, literals: &BTreeSet<(usize, bool)>) -> BTreeSet<String> {
        let key = |(number, _): &(usize, bool)| self.predicate(*number).map(|p| p.key.clone());
        literals.iter().filter_map(key).collect()
    }

    fn may_hold(&mut self, literals: &BTreeSet<(usize, bool)>) -> bool {
        let contradicts =
            |(number, holds): &(usize, bool)| *holds && literals.contains(&(*number, false));
        if literals.iter().any(contradicts) {
            return false;
        }
        self.keys(literals).iter().all(|key| {
            let on_key = self.on_key(literals, Some(key));
            self.answer(on_key) != Answer::None
        })
    }

    /// What a request may hold for the one key that these literals are on.
    fn answer(&mut self, literals: Vec<(usize, bool)>) -> Answer<Holding> {
        if let Some(answer) = self.answers.get(&literals) {
            return answer.clone();
        }
        let pairs: Vec<Literal<'_>> = literals
            .iter()
            .filter_map(|(number, holds)| {
                let predicate = self.predicates.get(*number)?;
                Some(Literal {
                    predicate,
                    holds: *holds,
                })
            })
            .collect();
        let key = pairs.first().map_or("", |literal| &literal.predicate.key);
        let sets = self.set_keys.contains(key);
        let answer = key::satisfy(&pairs, self.universe.key(key), sets);
        self.answers.insert(literals, answer.clone());
        answer
    }

    /// A request in the region.
    fn point(&mut self, region: &Region) -> Left {
        let mut sure = true;
        let mut texts = BTreeMap::new();
        for (axis, demands) in &region.demands {
            match language::find(demands) {
                Found::Nothing => return Left::Nothing,
                Found::Text(text) => {
                    // Rather one that a person, and another program, takes for an ARN.
                    let text = match (axis, language::find(&usual(demands))) {
                        (Axis::Resource, Found::Text(usual)) => usual,
                        _ => text,
                    };
                    texts.insert(*axis, language::as_pattern(&text));
                }
                Found::TooHard => sure = false,
            }
        }
        let mut context = BTreeMap::new();
        for key in self.keys(&region.literals) {
            let on_key = self.on_key(&region.literals, Some(&key));
            match self.answer(on_key) {
                Answer::None => return Left::Nothing,
                Answer::Some(holding) => drop(context.insert(key, holding)),
                Answer::Unsure => sure = false,
            }
        }
        if sure {
            Left::Point(Point { texts, context })
        } else {
            Left::Unsure
        }
    }
}

/// The demands, and that the text is an ARN of the usual partition, account and region.
fn usual(demands: &[Demand]) -> Vec<Demand> {
    let forms = [
        "arn:aws:*:us-east-1:111111111111:*",
        "arn:aws:*::111111111111:*",
        "arn:aws:*:us-east-1::*",
        "arn:aws:*:::*",
    ];
    let form = |form: &str| Automaton::arn(&Pattern::wild(&form.into()));
    let mut demands = demands.to_vec();
    demands.push(Demand {
        patterns: forms.into_iter().map(form).collect(),
        matches: true,
    });
    demands
}

impl Region {
    fn demand(&mut self, axis: Axis, demand: Demand) {
        let demands = self.demands.entry(axis).or_default();
        if !demands.contains(&demand) {
            demands.push(demand);
        }
    }

    /// Narrows the region to what a rule covers.
    pub(super) fn within(&mut self, cover: &Cover) {
        for (axis, set) in &cover.sets {
            if let Some(shape) = set.outline() {
                self.outline.entry(*axis).or_insert_with(|| shape.clone());
            }
            self.demand(*axis, set.demand(true));
        }
        self.literals
            .extend(cover.conditions.iter().map(|number| (*number, true)));
    }

    /// Narrows the region to texts of one of these forms.
    pub(super) fn among(&mut self, axis: Axis, patterns: Vec<Automaton>) {
        self.demand(
            axis,
            Demand {
                patterns,
                matches: true,
            },
        );
    }

    /// Narrows the region to texts other than this.
    pub(super) fn except(&mut self, axis: Axis, pattern: Automaton) {
        self.demand(
            axis,
            Demand {
                patterns: vec![pattern],
                matches: false,
            },
        );
    }
}
