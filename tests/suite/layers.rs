//! Dependencies point one way.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use regex::Regex;

use crate::support::{self, rust};

/// The modules of the library, each line using only lines above it. Modules of one line do not
/// know each other. A new module gets its place here first.
const LAYERS: &[&[&str]] = &[
    &["source"],
    &["text"],
    &["diag"],
    &["policy", "hcl"],
    &["catalogue"],
    &["grant"],
    &["spec"],
    &["blueprint"],
    &["check", "render", "read"],
    &["explain", "diff"],
    &["engine"],
    &["wizard"],
    &["cli"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The top-level module of a file below `src`, and how many modules deep the file is.
fn module_of(path: &Path) -> (String, usize) {
    let parts: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .filter(|part| part != "mod")
        .collect();
    (parts[0].clone(), parts.len())
}

/// Whether the library has a top-level module of this name.
fn is_module(name: &str) -> bool {
    let src = support::root().join("src");
    src.join(name).is_dir() || src.join(format!("{name}.rs")).is_file()
}

/// The top-level modules that `code`, at `depth` modules below the crate, names: by `crate::x`, by
/// `crate::{x, y::z}`, or by enough `super::`.
fn uses(code: &str, depth: usize) -> BTreeSet<String> {
    let path = Regex::new(r"\b(crate|super(?:\s*::\s*super)*)\s*::\s*(\{|\w+)").unwrap();
    let mut found = BTreeSet::new();
    for capture in path.captures_iter(code) {
        let start = &capture[1];
        // Modules inside a file (`mod tests`) reach one less far than their `super`s say, so this
        // errs on the side of asking.
        if start != "crate" && start.matches("super").count() < depth {
            continue;
        }
        if &capture[2] == "{" {
            found.extend(heads(&code[capture.get(2).unwrap().end()..]));
        } else {
            found.insert(capture[2].to_owned());
        }
    }
    found.remove("super");
    found
}

/// The first names of the items of a `use` group, whose opening brace was just read.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut at_head) = (1, Vec::new(), true);
    for token in Regex::new(r"\w+|[{},]").unwrap().find_iter(group) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," => at_head = depth == 1,
            name if at_head && depth == 1 => {
                heads.push(name.to_owned());
                at_head = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

#[test]
fn every_module_uses_only_modules_of_layers_below_it() {
    let mut faults = Vec::new();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in support::files() {
        let Ok(inside) = path.strip_prefix("src") else {
            continue;
        };
        if inside.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let (module, depth) = module_of(inside);
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        let code = rust::code_only(&support::read(&path));
        for used in uses(&code, depth) {
            if used == module {
                continue;
            }
            let at = path.display();
            match (layer(&module), layer(&used)) {
                (Some(own), Some(other)) if other < own => {}
                (Some(_), Some(_)) => faults.push(format!("{at}: `{module}` uses `{used}`")),
                (None, _) => faults.push(format!("{at}: `{module}` has no layer")),
                (_, None) if is_module(&used) => {
                    faults.push(format!("{at}: `{used}` has no layer"));
                }
                // An item of `super`, seen from a module inside the file.
                (_, None) => {}
            }
            edges.entry(module.clone()).or_default().insert(used);
        }
    }
    assert!(!edges.is_empty(), "no `use crate::…` was found at all");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_library_has_a_layer() {
    let declared = Regex::new(r"(?m)^(?:pub )?mod (\w+);").unwrap();
    let code = rust::code_only(&support::read("src/lib.rs"));
    let missing: Vec<&str> = declared
        .captures_iter(&code)
        .filter_map(|c| c.get(1))
        .map(|m| m.as_str())
        .filter(|module| layer(module).is_none())
        .collect();
    assert!(missing.is_empty(), "no layer for {missing:?}");
}

#[test]
fn all_ways_to_name_a_module_are_seen() {
    let code = "use crate::{a::{b, c}, d, e::f}; use super::super::g::h; fn x() { crate::i::j() } use super::k;";
    let names: Vec<String> = uses(code, 2).into_iter().collect();
    assert_eq!(names, ["a", "d", "e", "g", "i"]);
}
