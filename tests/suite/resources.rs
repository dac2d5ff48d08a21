//! Terraform resources are read by type: each type that is read has its file, its line and a fixture.

use std::{collections::BTreeSet, fs};

use regex::Regex;

use crate::support;

/// The modules that the table of readers names, by line.
fn listed() -> Vec<String> {
    let table = support::read("src/read/resources/mod.rs");
    let line = Regex::new(r"(?m)^    (\w+)::READER,$").unwrap();
    line.captures_iter(&table)
        .map(|found| found[1].to_owned())
        .collect()
}

#[test]
fn a_resource_that_is_read_has_one_file_and_one_line() {
    let listed = listed();
    assert!(listed.contains(&"aws_iam_role".to_owned()), "{listed:?}");
    let lines: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(lines.len(), listed.len(), "a type is listed twice");
    let folder = support::root().join("src/read/resources");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|stem| stem.starts_with("aws"))
        .collect();
    assert_eq!(files.iter().collect::<BTreeSet<_>>(), lines);
    for kind in &listed {
        let code = support::read(format!("src/read/resources/{kind}.rs"));
        assert!(
            code.contains(&format!("kind: \"{kind}\",")),
            "{kind}.rs reads another type"
        );
    }
}

#[test]
fn a_resource_that_is_read_has_a_fixture() {
    let fixtures: String = support::files()
        .into_iter()
        .filter(|path| {
            path.starts_with("tests/data") && path.extension().is_some_and(|e| e == "tf")
        })
        .map(|path| support::read(&path))
        .collect();
    let missing: Vec<String> = listed()
        .into_iter()
        .filter(|kind| !fixtures.contains(&format!("resource \"{kind}\"")))
        .collect();
    assert!(
        missing.is_empty(),
        "no module under tests/data has {missing:?}"
    );
}

#[test]
fn the_page_on_reading_a_resource_names_what_is_there() {
    let page = support::read("CONTRIBUTING.md");
    let (_, page) = page
        .split_once("## A Terraform resource that is read")
        .unwrap();
    let page = page.split("\n## ").next().unwrap();
    let table = support::read("src/read/resources/mod.rs");
    let named = Regex::new(r"`Does::(\w+)`").unwrap();
    let said: BTreeSet<String> = named
        .captures_iter(page)
        .map(|found| found[1].to_owned())
        .collect();
    let (_, list) = table.split_once("enum Does {").unwrap();
    let list = list.split("\n}").next().unwrap();
    let variant = Regex::new(r"(?m)^    (\w+),$").unwrap();
    let there: BTreeSet<String> = variant
        .captures_iter(list)
        .map(|found| found[1].to_owned())
        .collect();
    assert_eq!(said, there);
    for path in ["src/read/resources/mod.rs", "tests/data/modules"] {
        assert!(page.contains(path), "the page does not name {path}");
        assert!(support::root().join(path).exists());
    }
}
