//! Which keys of the spec were drawn, against the one description of the keys.

use std::collections::BTreeSet;

use rolewright::spec::keys::{MapShape, SPEC, Shape};
use serde_json::Value;

/// The paths of all keys that a spec supports, `*` for a name of the user's choosing. Of the grants,
/// only what all services have in common counts: each service has tests of its own.
pub(super) fn supported() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    of_map(&SPEC, "", &mut paths);
    paths
}

fn of_map(map: &MapShape, at: &str, paths: &mut BTreeSet<String>) {
    for key in map.keys.iter().filter(|key| key.supported) {
        let path = format!("{at}/{}", key.name);
        if path == "/assert" {
            continue; // asserts are checked, and write no Terraform
        }
        of_shape(&key.shape, &path, paths);
        paths.insert(path);
    }
}

fn of_shape(shape: &Shape, at: &str, paths: &mut BTreeSet<String>) {
    match shape {
        Shape::List(item) | Shape::OneOrMany(item) => of_shape(item, at, paths),
        Shape::Map(map) => of_map(map, at, paths),
        Shape::Named(named) => of_shape(&named.shape, &format!("{at}/*"), paths),
        Shape::Choice(choices) => {
            let supported = choices.iter().filter(|choice| choice.supported);
            paths.extend(supported.map(|choice| format!("{at}={}", choice.word)));
        }
        _ => {}
    }
}

/// The paths of all keys and words in `value`.
pub(super) fn drawn(value: &Value, at: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = if at == "/variables" { "*" } else { name };
                let path = format!("{at}/{name}");
                drawn(field, &path, paths);
                paths.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| drawn(item, at, paths)),
        Value::String(word) => drop(paths.insert(format!("{at}={word}"))),
        _ => {}
    }
}
