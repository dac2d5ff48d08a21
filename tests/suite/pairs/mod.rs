//! Random pairs of policies: what comparing says of them holds of requests, by our evaluator and by one
//! that is not ours.

mod draw;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rolewright::{
    catalogue, explain,
    policy::{Arity, Change, Comparison, Policy, Side, Universe, Verdict, Witness, compare},
};
use serde_json::{Value, json};

use self::draw::{Held, Pair, pair};
use crate::{
    judge::theirs,
    support::{policies::document, vocabulary::FAMILIES},
};

/// How many pairs there are.
const PAIRS: usize = 600;

/// How many of them are looked at for the judge, who gets those without variables: what stands in for
/// a variable in our witness need not make an ARN of AWS.
const JUDGED: usize = 300;

impl Held {
    /// Whether it allows each request.
    fn allows(&self, requests: &[Value]) -> Vec<bool> {
        let allowed = |answer: explain::Answer| match answer.json["result"].as_str() {
            Some("allowed") => true,
            Some("denied") => false,
            _ => panic!("{}", answer.json),
        };
        let line = self.line(requests).to_string();
        explain::answer(&line, 1).into_iter().map(allowed).collect()
    }

    fn policies(&self) -> Vec<Policy> {
        self.identity.iter().map(compiled).collect()
    }
}

fn compiled(policy: &Value) -> Policy {
    Policy::new("policy", &document(policy))
}

fn compared(pair: &Pair) -> Comparison {
    let (old, new) = (pair.old.policies(), pair.new.policies());
    let bounds = [&pair.old, &pair.new].map(|held| held.boundary.as_ref().map(compiled));
    let [mut old, mut new] = [Side::of(&old), Side::of(&new)];
    old.boundary = bounds[0].as_ref().map(|bound| vec![bound]);
    new.boundary = bounds[1].as_ref().map(|bound| vec![bound]);
    compare(&old, &new, universe())
}

/// AWS, had it only the services and the actions that requests are drawn for.
fn universe() -> Universe {
    Universe {
        services: || {
            let actions = FAMILIES.iter().flat_map(|family| family.actions);
            let services: BTreeSet<&str> = actions.map(|action| service(action)).collect();
            services.into_iter().collect()
        },
        actions: |prefix| {
            let all = (catalogue::universe().actions)(prefix).into_iter();
            let drawn = FAMILIES
                .iter()
                .flat_map(|family| family.actions.iter().copied());
            let drawn: Vec<&str> = drawn.collect();
            all.filter(|action| drawn.contains(&action.name.as_str()))
                .collect()
        },
        ..catalogue::universe()
    }
}

fn service(action: &'static str) -> &'static str {
    action.split_once(':').unwrap().0
}

/// The witness as a request.
fn request(witness: &Witness) -> Value {
    let is_set = |key: &str| {
        let facts = catalogue::facts(key);
        facts.is_some_and(|facts| facts.arity == Arity::Multiple)
    };
    let context: BTreeMap<&String, Value> = witness
        .context
        .iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(key, values)| match values.as_slice() {
            [only] if !is_set(key) => (key, json!(only)),
            values => (key, json!(values)),
        })
        .collect();
    json!({
        "action": witness.action, "resource": witness.resource.as_deref().unwrap_or("*"),
        "context": context,
    })
}

/// The requests that show what one side has and the other has not.
fn witnesses(changes: &[Change]) -> Vec<Value> {
    let witnesses = changes.iter().flat_map(|change| &change.witnesses);
    witnesses.map(request).collect()
}

/// What is wrong with what is said of a pair, by an evaluator that says of each request whether the
/// old and the new side allow it.
fn faults(
    pair: &Pair,
    said: &Comparison,
    decide: impl Fn(&[Value]) -> Vec<(bool, bool)>,
) -> Vec<String> {
    let mut faults = Vec::new();
    if said.verdict == Verdict::Unknown && pair.is_literal() {
        faults.push(format!("unknown: {:?}", said.not_understood));
    }
    if pair.neutral && !matches!(said.verdict, Verdict::Same | Verdict::Unknown) {
        faults.push("other words make a difference".to_owned());
    }
    for ((old, new), request) in decide(&pair.requests).into_iter().zip(&pair.requests) {
        if new && !old && said.verdict.is_no_new_access() {
            faults.push(format!("allowed only by the second: {request}"));
        }
        if old && !new && matches!(said.verdict, Verdict::Same | Verdict::Wider) {
            faults.push(format!("allowed only by the first: {request}"));
        }
    }
    for (changes, shows) in [(&said.gained, (false, true)), (&said.lost, (true, false))] {
        let shown = witnesses(changes);
        if said.verdict != Verdict::Unknown && shown.len() < changes.len() {
            faults.push("a change without a witness".to_owned());
        }
        for (both, request) in decide(&shown).into_iter().zip(&shown) {
            if both != shows {
                faults.push(format!("{both:?} by the witness {request}"));
            }
        }
    }
    faults
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts are what one wants to see")]
fn what_is_said_of_random_pairs_holds_of_requests() {
    let judged: Vec<(Verdict, Vec<String>)> = (0..PAIRS as u64)
        .into_par_iter()
        .map(|seed| {
            let pair = pair(seed);
            let said = compared(&pair);
            let decide = |requests: &[Value]| {
                let old = pair.old.allows(requests).into_iter();
                old.zip(pair.new.allows(requests)).collect()
            };
            let faults = faults(&pair, &said, decide);
            let shown = faults.iter().map(|fault| {
                let [old, new] = [&pair.old, &pair.new].map(|held| held.line(&[])["role"].clone());
                format!("{seed}: {:?}: {fault}\n  {old}\n  {new}", said.verdict)
            });
            (said.verdict, shown.collect())
        })
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (verdict, _) in &judged {
        *counts.entry(verdict.as_str()).or_default() += 1;
    }
    println!("verdicts: {counts:?}");
    let faults: Vec<&String> = judged.iter().flat_map(|(_, faults)| faults).collect();
    let shown: Vec<&str> = faults.iter().take(12).map(|fault| fault.as_str()).collect();
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        shown.join("\n")
    );
    let least = |verdict: &str| counts.get(verdict).copied().unwrap_or_default();
    for verdict in ["same", "narrower", "wider", "different"] {
        assert!(least(verdict) * 25 > PAIRS, "{counts:?}");
    }
}

/// Whether the judge has no answer: its data has no objects behind a Multi-Region Access Point, and it
/// takes for certain that an action is authorised on `*` only, where we do not.
fn is_beyond_the_judge(detail: &str) -> bool {
    ["no.resource.types", "must.use.wildcard"]
        .iter()
        .any(|reason| detail.contains(reason))
}

#[test]
#[ignore = "needs node"]
fn the_judge_confirms_what_is_said_of_random_pairs() {
    let said: Vec<(Pair, Comparison)> = (0..JUDGED as u64)
        .into_par_iter()
        .map(pair)
        .filter(Pair::is_literal)
        .map(|pair| {
            let said = compared(&pair);
            (pair, said)
        })
        .collect();
    let asked = |(pair, said): &(Pair, Comparison)| {
        let mut requests = pair.requests.clone();
        requests.extend(witnesses(&said.gained));
        requests.extend(witnesses(&said.lost));
        requests
    };
    let lines: Vec<String> = said
        .iter()
        .flat_map(|one| [one.0.old.line(&asked(one)), one.0.new.line(&asked(one))])
        .enumerate()
        .map(|(id, mut line)| {
            line["id"] = json!(id);
            line.to_string()
        })
        .collect();
    let Some(theirs) = theirs(&lines) else {
        return;
    };
    let mut all = Vec::new();
    for (one, theirs) in said.iter().zip(theirs.chunks(2)) {
        let [old, new] = theirs else {
            panic!("two answers for a pair")
        };
        let asked = asked(one);
        let decide = |requests: &[Value]| -> Vec<(bool, bool)> {
            let result = |said: &[(String, String)], held: &Held, request: &Value| {
                let at = asked.iter().position(|one| one == request).unwrap();
                let (result, detail) = &said[at];
                if result == "error" && is_beyond_the_judge(detail) {
                    return held.allows(std::slice::from_ref(request))[0];
                }
                assert_ne!(result, "error", "{detail} {request}");
                result == "allowed"
            };
            let both = |request| {
                let old = result(old, &one.0.old, request);
                (old, result(new, &one.0.new, request))
            };
            requests.iter().map(both).collect()
        };
        let faults = faults(&one.0, &one.1, decide);
        all.extend(faults.iter().map(|fault| format!("{fault}\n{:?}", one.0)));
    }
    assert!(all.is_empty(), "{} faults\n{}", all.len(), all.join("\n"));
}
