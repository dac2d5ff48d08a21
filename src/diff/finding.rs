//! A comparison as findings with places: for code scanning, and for annotations of a pull request.

use serde_json::{Value, json};

use super::{
    Compared, Pair, by_weight,
    human::{line, of_setting, title},
};
use crate::{
    diag::{Severity, github::annotation, sarif::location},
    policy::{Change, Verdict},
    source::{Origin, Sources},
};

/// What can be found: id, severity, and what it means.
const RULES: [(&str, Severity, &str); 8] = [
    (
        "access-gained",
        Severity::Error,
        "The role may do something that it could not do.",
    ),
    (
        "access-lost",
        Severity::Note,
        "The role may no longer do something.",
    ),
    (
        "trust-gained",
        Severity::Error,
        "Somebody may become the role who could not.",
    ),
    (
        "trust-lost",
        Severity::Note,
        "Somebody may no longer become the role.",
    ),
    (
        "role-replaced",
        Severity::Warning,
        "The role is destroyed and made again.",
    ),
    (
        "setting-changed",
        Severity::Warning,
        "A setting differs that is no access.",
    ),
    (
        "access-not-proved",
        Severity::Error,
        "That there is no new access is not proved.",
    ),
    (
        "not-understood",
        Severity::Warning,
        "Something could not be compared.",
    ),
];

/// One thing that differs.
struct Finding<'a> {
    rule: usize,
    message: String,
    /// Where it is to be looked at, best first, with what is there.
    places: Vec<(Origin, &'a Sources, &'static str)>,
}

impl Finding<'_> {
    fn rule(&self) -> (&'static str, Severity) {
        RULES
            .get(self.rule)
            .map_or(("difference", Severity::Warning), |(id, severity, _)| {
                (*id, *severity)
            })
    }
}

const OLD: &str = "the old side";
const NEW: &str = "the new side";

fn findings<'a>(one: &Compared<'a>) -> Vec<Finding<'a>> {
    let mut found = Vec::new();
    for pair in &one.report.pairs {
        of_pair(pair, one, &mut found);
    }
    found
}

fn of_pair<'a>(pair: &Pair, one: &Compared<'a>, found: &mut Vec<Finding<'a>>) {
    let role = title(pair);
    let old = |origin: Origin| (origin, one.old, OLD);
    let new = |origin: Origin| (origin, one.new, NEW);
    let lists: [(usize, &str, &[Change], bool); 4] = [
        (0, "access gained", &pair.access.gained, true),
        (1, "access lost", &pair.access.lost, false),
        (2, "who can become it: gained", &pair.trust.gained, true),
        (3, "who can become it: lost", &pair.trust.lost, false),
    ];
    for (rule, what, changes, is_gain) in lists {
        for (level, change) in by_weight(changes) {
            let (sources, places) = if is_gain {
                (
                    one.new,
                    vec![
                        new(change.origin),
                        new(pair.new_origin),
                        old(pair.old_origin),
                    ],
                )
            } else {
                (
                    one.old,
                    vec![
                        old(change.origin),
                        old(pair.old_origin),
                        new(pair.new_origin),
                    ],
                )
            };
            let message = format!("{role}: {what}: {level}: {}", line(&change, sources));
            found.push(Finding {
                rule,
                message,
                places,
            });
        }
    }
    for setting in &pair.settings {
        found.push(Finding {
            rule: if setting.replaces { 4 } else { 5 },
            message: format!("{role}: {}", of_setting(setting)),
            places: vec![
                new(setting.new_origin),
                old(setting.old_origin),
                new(pair.new_origin),
                old(pair.old_origin),
            ],
        });
    }
    let both = || vec![new(pair.new_origin), old(pair.old_origin)];
    if pair.verdict == Verdict::Unknown {
        let message = format!("{role}: that there is no new access is not proved");
        found.push(Finding {
            rule: 6,
            message,
            places: both(),
        });
    }
    for one in &pair.not_understood {
        let message = format!("{role}: not understood: {one}");
        found.push(Finding {
            rule: 7,
            message,
            places: both(),
        });
    }
}

/// The comparisons as one SARIF log: a result for each finding, with the places of both sides.
pub fn sarif(all: &[Compared<'_>]) -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|(id, severity, docs)| {
            json!({
                "id": id,
                "shortDescription": { "text": docs },
                "defaultConfiguration": { "level": severity.as_str() },
            })
        })
        .collect();
    let results: Vec<Value> = all
        .iter()
        .flat_map(findings)
        .map(|one| result(&one))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "rolewright", "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(finding: &Finding<'_>) -> Value {
    let (id, severity) = finding.rule();
    let mut places: Vec<Value> = Vec::new();
    for (origin, sources, side) in &finding.places {
        if let Some(place) = location(*origin, sources, Some(side))
            && !places.contains(&place)
        {
            places.push(place);
        }
    }
    let related = places.split_off(places.len().min(1));
    let mut result = json!({
        "ruleId": id,
        "ruleIndex": finding.rule,
        "level": severity.as_str(),
        "message": { "text": finding.message },
        "locations": places,
    });
    if let (false, Some(object)) = (related.is_empty(), result.as_object_mut()) {
        object.insert("relatedLocations".to_owned(), related.into());
    }
    result
}

/// The comparisons as GitHub workflow commands, a line for each finding.
pub fn github(all: &[Compared<'_>]) -> String {
    let mut lines = String::new();
    for finding in all.iter().flat_map(findings) {
        let (id, severity) = finding.rule();
        let mut places = finding.places.iter();
        let (origin, sources) = places
            .find(|(origin, sources, _)| sources.position(*origin).is_some())
            .map_or((Origin::NOWHERE, None), |(origin, sources, _)| {
                (*origin, Some(*sources))
            });
        lines.push_str(&annotation(severity, origin, sources, id, &finding.message));
        lines.push('\n');
    }
    lines
}
