//! `docs/spec.md` and `docs/spec.schema.json` say what the program knows of the keys.
//! `INSTA_UPDATE=always cargo test` writes them anew, as it does snapshots.

use std::{collections::BTreeSet, env, fs};

use rolewright::{
    blueprint::{self, Surroundings},
    source::Sources,
    spec::{self, Memory, keys},
};
use serde_json::Value;

use crate::support;

/// Compares a file of the repository with what it should hold.
fn kept(path: &str, wanted: &str) {
    let file = support::root().join(path);
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&file, wanted).unwrap();
    }
    let held = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        held == wanted,
        "{path} is stale: run `INSTA_UPDATE=always cargo test --test suite reference`"
    );
}

fn schema() -> Value {
    spec::schema().unwrap()
}

#[test]
fn the_reference_is_up_to_date() {
    kept("docs/spec.md", &spec::reference().unwrap());
}

#[test]
fn the_schema_is_up_to_date() {
    let text = serde_json::to_string_pretty(&schema()).unwrap();
    kept("docs/spec.schema.json", &format!("{text}\n"));
}

#[test]
fn the_schema_is_one_of_draft_2020_12() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
}

/// Every example, as JSON.
fn examples() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for path in support::files() {
        if path.starts_with("examples") && path.ends_with("spec.yaml") {
            let value: Value = serde_yaml::from_str(&support::read(&path)).unwrap();
            found.push((path.display().to_string(), value));
        }
    }
    assert!(found.len() > 5);
    found
}

#[test]
fn the_schema_accepts_the_examples() {
    let schema = jsonschema::draft202012::new(&schema()).unwrap();
    for (name, example) in examples() {
        let errors: Vec<String> = schema
            .iter_errors(&example)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn the_schema_refuses_what_is_no_spec() {
    let schema = jsonschema::draft202012::new(&schema()).unwrap();
    for bad in [
        "role: { name: web }",
        "version: 2\nrole: { name: web }",
        "version: 1\nrole: {}",
        "version: 1\nrole: { name: web, name_prefix: web- }",
        "version: 1\nrole: { name: web tier }",
        "version: 1\nrole: { name: web }\nbukets: []",
        "version: 1\nrole: { name: web }\nbuckets: [{ name: photos, access: [raed] }]",
        "version: 1\nrole: { name: web }\naccount: 111111111111",
        "version: 1\nrole: { name: web, path: shop }",
        "version: 1\nrole: { name: web }\ntags: {}",
        "version: 1\nrole: { name: web }\ndeployers: []",
        "version: 1\nrole: { name: web }\nterraform: { layout: rot }",
    ] {
        let value: Value = serde_yaml::from_str(bad).unwrap();
        assert!(!schema.is_valid(&value), "{bad}");
    }
}

/// Schema and decoder must agree on what neither needs the other for: a spec that the schema
/// refuses is refused by the decoder too.
#[test]
fn what_the_schema_refuses_is_refused() {
    let schema = jsonschema::draft202012::new(&schema()).unwrap();
    let mut refused = 0;
    for path in support::files() {
        if !path.starts_with("tests/data/reject") || path.extension().is_none_or(|e| e != "yaml") {
            continue;
        }
        let text = support::read(&path);
        let Ok(value) = serde_yaml::from_str::<Value>(&text) else {
            continue;
        };
        if schema.is_valid(&value) {
            continue;
        }
        refused += 1;
        let mut sources = Sources::default();
        let id = sources.add("spec.yaml", text);
        let (spec, mut diagnostics) = spec::parse(id, &sources, &Memory::default());
        if let Some(spec) = spec {
            blueprint::lower(&spec, &Surroundings::default(), &mut diagnostics).unwrap();
        }
        assert!(diagnostics.has_errors(), "{}", path.display());
    }
    assert!(refused > 20, "{refused}");
}

/// The keys that the maximal example uses, by the map that they stand in.
fn used(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                keys.insert(key.clone());
                used(value, keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| used(item, keys)),
        _ => {}
    }
}

/// Keys that wait for an example: grants have snapshots of their own.
const WAITING: [&str; 2] = ["Role.name_prefix", "Statement.unchecked"];

#[test]
fn the_examples_use_every_supported_key() {
    let mut written = BTreeSet::new();
    for (_, example) in examples() {
        used(&example, &mut written);
    }
    let layered = support::read("examples/environments/web.yaml");
    used(&serde_yaml::from_str(&layered).unwrap(), &mut written);
    let mut missing = BTreeSet::new();
    let mut open = vec![&keys::SPEC];
    let mut seen = BTreeSet::new();
    while let Some(map) = open.pop() {
        if !seen.insert(map.name) {
            continue;
        }
        for key in map.keys.iter().filter(|key| key.supported) {
            let name = format!("{}.{}", map.name, key.name);
            let waits = WAITING.contains(&name.as_str());
            if !written.contains(key.name) && !waits {
                missing.insert(name);
            }
            open.extend(key.shape.map());
        }
    }
    assert!(missing.is_empty(), "no example uses {missing:?}");
}
