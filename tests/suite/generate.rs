//! An example renders to exactly these files.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::support::{
    self,
    cli::Rolewright,
    each,
    examples::{self, Example},
};

/// The text files below `folder`, by path with `/` between its parts.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(folder.join(&below)).unwrap() {
            let entry = entry.unwrap();
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(path);
            } else {
                let name = path.to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    found
}

/// What an example's output folder holds besides its own context and inputs.
fn generated(example: &Example, output: &Path) -> BTreeMap<String, String> {
    let mut found = texts(output);
    let context = example.folder().join("context");
    if context.is_dir() {
        let beside = texts(&context);
        found.retain(|name, _| !beside.contains_key(name));
    }
    found.remove(examples::INPUTS);
    found
}

#[test]
fn every_example_renders_to_exactly_this() {
    let name = |example: &Example| example.name.clone();
    each(&examples::all(), 1, name, |example| {
        let output = example.generate();
        for (path, text) in generated(example, output.path()) {
            let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
            let folder = format!("generate/{}/{folder}", example.name);
            support::snapshots(folder.trim_end_matches('/'))
                .bind(|| insta::assert_snapshot!(file, text));
        }
    });
}

#[test]
fn every_example_is_the_same_when_generated_again() {
    let name = |example: &Example| example.name.clone();
    each(&examples::all(), 1, name, |example| {
        let output = example.generate();
        let before = texts(output.path());
        for option in ["--check", "--force"] {
            Rolewright::new(["generate", &example.spec(), option, "-o"])
                .arg(output.path())
                .succeed();
            assert_eq!(texts(output.path()), before, "{option}");
        }
    });
}

#[test]
fn no_example_has_a_problem() {
    let specs = examples::all();
    let name = |example: &Example| example.name.clone();
    each(&specs, 1, name, |example| {
        if example.folder().join("context").is_dir() {
            return; // refers to what stands beside its output
        }
        let answer = Rolewright::new(["validate", "--deny-warnings", &example.spec()]).run();
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    });
}
