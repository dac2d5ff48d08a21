//! Real modules are read as Terraform reads them.
//!
//! The modules are not part of this repository. `ROLEWRIGHT_CORPUS` names a folder with one folder
//! for each of them, and `ROLEWRIGHT_CORPUS_FACTS` one with `manifest.json`, `truth/NAME.json` (what
//! a person read in it) and `plan_facts/NAME.json` (what a real plan gave, by address). Without them
//! the test says so and passes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rolewright::{
    blueprint::Blueprint,
    read::{self, Inputs},
    source::Sources,
};
use serde_json::{Value, json};

use crate::support::{
    close::{Close, is_link, list, normal, value},
    facts,
};

fn folder(variable: &str) -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test has no other way to be told"
    )]
    let found = std::env::var_os(variable);
    found.map(PathBuf::from)
}

fn load(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

#[derive(Debug, Default)]
struct Score {
    modules: usize,
    files: usize,
    addresses: usize,
    equal: usize,
    symbolic: Vec<String>,
    wrong: Vec<String>,
    missing: Vec<String>,
    truths: usize,
    truths_met: usize,
    unmet: Vec<String>,
    active: usize,
    understood: usize,
}

fn read(folder: &Path, inputs: &Inputs) -> Blueprint {
    read::module(folder, inputs, &mut Sources::default())
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

fn terraform_files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.extension().is_some_and(|e| e == "tf"))
        .count()
}

#[expect(
    clippy::print_stderr,
    reason = "figures, and why there are none, are for people"
)]
fn told(line: &str) {
    eprintln!("{line}");
}

/// What the plan was given that is no placeholder.
fn inputs(facts: &Value) -> Inputs {
    let given = facts["inputs"].as_object().into_iter().flatten();
    let vars = given
        .filter(|(_, v)| !v.to_string().contains("{{"))
        .map(|(name, v)| {
            let text = match v {
                Value::String(text) => text.clone(),
                other => rolewright::hcl::value(other),
            };
            (name.clone(), text)
        });
    Inputs {
        vars: vars.collect(),
        ..Inputs::default()
    }
}

fn not_understood(blueprint: &Blueprint) -> Vec<String> {
    let of_folder = blueprint.folders.iter().flat_map(|folder| {
        let roles = folder.roles.iter().flat_map(|role| &role.not_understood);
        roles.chain(&folder.not_understood)
    });
    of_folder
        .map(|n| format!("{}: {}", n.what, n.why))
        .collect()
}

fn plan(name: &str, facts: &Value, blueprint: &Blueprint, score: &mut Score) {
    let ours = facts::facts(blueprint);
    let missed = not_understood(blueprint);
    let given = facts["inputs"].as_object().into_iter().flatten();
    let given: Vec<&str> = given
        .filter_map(|(_, v)| v.as_str()?.strip_prefix("{{")?.strip_suffix("}}"))
        .collect();
    for (address, fact) in facts["resources"].as_object().unwrap() {
        score.addresses += 1;
        let excuse = missed.iter().find(|what| what.contains(address.as_str()));
        // With an unknown `for_each` we have one instance for all keys.
        let (head, key) = address.split_once("[\"{{").unwrap_or((address, ""));
        let unknown = format!("{head}[each.key]");
        let ours = ours
            .get(address)
            .or_else(|| ours.get(&unknown).filter(|_| !key.is_empty()));
        let Some(ours) = ours else {
            let line = format!("{name} {address}: not there {excuse:?}");
            if excuse.is_some() {
                score.symbolic.push(line);
            } else {
                score.missing.push(line);
            }
            continue;
        };
        let close = fact.as_object().unwrap().iter().map(|(key, fact)| {
            let (fact, ours) = (normal(fact), normal(&ours[key]));
            let close = if is_link(key, &fact, &ours) {
                Close::Equal
            } else {
                value(&fact, &ours)
            };
            (close, format!("{key}: {fact} <> {ours}"))
        });
        let (worst, detail) = close.max_by_key(|(close, _)| *close).unwrap();
        match worst {
            Close::Equal => score.equal += 1,
            // The plan was given a value for a variable that has a default.
            Close::Wrong if given.iter().any(|v| fact.to_string().contains(v)) => {
                score.symbolic.push(format!("{name} {address} {detail}"));
            }
            Close::Wrong if excuse.is_none() => {
                score.wrong.push(format!("{name} {address} {detail}"));
            }
            _ => score.symbolic.push(format!("{name} {address} {detail}")),
        }
    }
}

/// The truth's form of a role, from ours.
fn role_truth(blueprint: &Blueprint, address: &str) -> Option<Value> {
    let folder = blueprint.folders.first()?;
    let (index, role) = folder
        .roles
        .iter()
        .enumerate()
        .find(|(_, r)| r.address == address)?;
    let flat = |document: Option<&rolewright::policy::Document>| -> Vec<Value> {
        document.map_or(Vec::new(), |d| {
            d.statements.iter().map(facts::statement).collect()
        })
    };
    let documents = role.policies.iter().flat_map(|p| flat(p.document.as_ref()));
    let managed: Vec<String> = role
        .managed_policies
        .iter()
        .map(|m| facts::text(&m.arn.value))
        .collect();
    let profiles: Vec<Value> = folder
        .profiles
        .iter()
        .filter(|p| p.role == Some(index))
        .map(|p| json!({ "address": p.address, "name": facts::setting(&p.name), "name_prefix": facts::setting(&p.name_prefix) }))
        .collect();
    Some(json!({
        "name": facts::setting(&role.name),
        "name_prefix": facts::setting(&role.name_prefix),
        "path": facts::setting(&role.path),
        "permissions_boundary": facts::setting(&role.permissions_boundary),
        "trust": flat(role.trust.as_ref()),
        "statements": documents.collect::<Vec<_>>(),
        "managed_policy_arns": managed,
        "instance_profiles": profiles,
    }))
}

/// A statement of a truth file as IAM writes it.
fn iam_statement(truth: &Value) -> Value {
    let mut out = serde_json::Map::new();
    for (from, to) in [
        ("sid", "Sid"),
        ("effect", "Effect"),
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ] {
        if let Some(value) = truth.get(from).filter(|v| !v.is_null()) {
            out.insert(to.to_owned(), value.clone());
        }
    }
    for (from, to) in [
        ("principals", "Principal"),
        ("not_principals", "NotPrincipal"),
    ] {
        let mut kinds: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for principal in list(&truth[from]) {
            let kind = principal["type"].as_str().unwrap().to_owned();
            kinds
                .entry(kind)
                .or_default()
                .push(principal["value"].clone());
        }
        if !kinds.is_empty() {
            out.insert(to.to_owned(), json!(kinds));
        }
    }
    let mut conditions = json!({});
    for condition in list(&truth["conditions"]) {
        let (operator, key) = (
            condition["operator"].as_str().unwrap(),
            condition["key"].as_str().unwrap(),
        );
        conditions[operator][key] = condition["values"].clone();
    }
    if conditions != json!({}) {
        out.insert("Condition".to_owned(), conditions);
    }
    Value::Object(out)
}

fn truth(name: &str, truth: &Value, blueprint: &Blueprint, score: &mut Score) {
    let mut check = |what: String, fact: Value, ours: Value| {
        score.truths += 1;
        if value(&normal(&fact), &normal(&ours)) == Close::Equal {
            score.truths_met += 1;
        } else {
            score.unmet.push(format!("{name} {what}: {fact} <> {ours}"));
        }
    };
    for role in list(&truth["roles"]) {
        let address = role["address"].as_str().unwrap();
        let ours = role_truth(blueprint, address).unwrap_or(Value::Null);
        for key in [
            "name",
            "name_prefix",
            "path",
            "permissions_boundary",
            "managed_policy_arns",
            "instance_profiles",
        ] {
            check(
                format!("{address} {key}"),
                role[key].clone(),
                ours[key].clone(),
            );
        }
        for key in ["trust", "statements"] {
            let statements: Value = list(&role[key]).iter().map(iam_statement).collect();
            check(format!("{address} {key}"), statements, ours[key].clone());
        }
    }
    let ours = facts::facts(blueprint);
    for compute in list(&truth["compute"]) {
        let address = compute["address"].as_str().unwrap();
        let found = ours.get(address).cloned().unwrap_or(Value::Null);
        check(
            format!("{address} profile"),
            compute["instance_profile"].clone(),
            found["ip"].clone(),
        );
        let mut imds = found["mo"].clone();
        if let (Some(fact), Some(ours)) = (compute["imds"].as_object(), imds.as_object_mut()) {
            // The truth notes four settings.
            ours.retain(|key, _| fact.contains_key(key) || key != "http_protocol_ipv6");
        }
        check(format!("{address} imds"), compute["imds"].clone(), imds);
    }
}

#[test]
fn real_modules_are_read_as_terraform_reads_them() {
    let (Some(modules), Some(known)) = (
        folder("ROLEWRIGHT_CORPUS"),
        folder("ROLEWRIGHT_CORPUS_FACTS"),
    ) else {
        return told("skipped: ROLEWRIGHT_CORPUS and ROLEWRIGHT_CORPUS_FACTS name no folders");
    };
    let manifest = load(&known.join("manifest.json")).unwrap();
    let mut score = Score::default();
    for entry in manifest.as_array().unwrap() {
        let name = entry["path"].as_str().unwrap();
        let subdir = entry["subdir"].as_str().unwrap();
        let mut path = modules.join(name);
        if entry["module_root"] != "." && subdir != "." {
            path = path.join(subdir);
        }
        if !path.is_dir() {
            continue;
        }
        score.modules += 1;
        let plan_facts = load(&known.join(format!("plan_facts/{name}.json")));
        let given = plan_facts.as_ref().map(inputs).unwrap_or_default();
        let blueprint = read(&path, &given);
        score.files += terraform_files(&path);
        if let Some(facts) = plan_facts {
            plan(name, &facts, &blueprint, &mut score);
        }
        let plain = read(&path, &Inputs::default());
        if let Some(facts) = load(&known.join(format!("truth/{name}.json"))) {
            truth(name, &facts, &plain, &mut score);
        }
        let roles: usize = plain.folders.iter().map(|f| f.roles.len()).sum();
        if roles > 0 {
            score.active += 1;
            let missed = not_understood(&plain);
            if missed.is_empty() {
                score.understood += 1;
            } else {
                score
                    .unmet
                    .push(format!("{name} not understood: {missed:#?}"));
            }
        }
    }
    let report = format!(
        "{} modules, {} files; {} of {} addresses equal, {} symbolic, {} wrong, {} missing; {} of {} truths met; {} of {} with a role fully understood\n\
         WRONG {:#?}\nMISSING {:#?}\nSYMBOLIC {:#?}\nUNMET {:#?}",
        score.modules,
        score.files,
        score.equal,
        score.addresses,
        score.symbolic.len(),
        score.wrong.len(),
        score.missing.len(),
        score.truths_met,
        score.truths,
        score.understood,
        score.active,
        score.wrong,
        score.missing,
        score.symbolic,
        score.unmet
    );
    told(report.lines().next().unwrap_or_default());
    assert!(
        score.wrong.is_empty() && score.missing.is_empty(),
        "{report}"
    );
    assert!(score.equal * 100 >= score.addresses * 95, "{report}");
    assert_eq!(score.truths, score.truths_met, "{report}");
    assert!(score.understood * 10 >= score.active * 9, "{report}");
}
