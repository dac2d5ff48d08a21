//! Rules that every file of the repository keeps.

use std::path::{Path, PathBuf};

use regex::Regex;
use rolewright::diag::Code;

use crate::support::{self, rust};

/// The files below `folder` with the extension `extension`.
fn files_in(folder: &str, extension: &str) -> Vec<PathBuf> {
    support::files()
        .into_iter()
        .filter(|path| path.starts_with(folder))
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect()
}

/// Every line of the text files of `paths` that `pattern` finds something in.
fn lines_with(paths: impl IntoIterator<Item = PathBuf>, pattern: &Regex) -> Vec<String> {
    let mut found = Vec::new();
    for path in paths {
        let bytes = std::fs::read(support::root().join(&path)).unwrap();
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if pattern.is_match(line) {
                found.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    found
}

#[track_caller]
fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn no_template_switches_the_escape_off() {
    let safe = Regex::new(r"\|\s*safe\b").unwrap();
    let found = lines_with(files_in("templates", "tera"), &safe);
    assert_none("`| safe` lets text become an expression", &found);
}

#[test]
fn no_rust_file_is_longer_than_500_lines() {
    let long: Vec<String> = ["src", "tests"]
        .iter()
        .flat_map(|folder| files_in(folder, "rs"))
        .map(|path| (support::read(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > 500)
        .map(|(lines, path)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert_none("split these by meaning", &long);
}

#[test]
fn no_file_names_a_machine_or_a_registry() {
    // Places that exist on somebody's machine only, and hosts that a company's mirror replaces.
    // `registry.terraform.io` is part of a provider's name and stays.
    let here = Regex::new(concat!(
        r#"(?:^|[\s"'`=(,:])/(?:work|root|home|opt|tmp|mnt|Users)/"#,
        r"|\b(?:index|static|www)\.crates\.i[o]\b",
        r"|\bregistry\.(?:npmjs\.or[g]|yarnpkg\.co[m])",
        r"|\bpypi\.or[g]\b|pythonhosted\.or[g]",
    ))
    .unwrap();
    let found = lines_with(support::files(), &here);
    assert_none("paths of one machine, or a package registry", &found);
}

#[test]
fn yaml_is_read_by_the_maintained_continuation() {
    let lock = support::read("Cargo.lock");
    assert!(lock.contains("name = \"yaml_serde\""));
    assert!(
        !lock.contains("name = \"serde_yaml\""),
        "that one is archived"
    );
}

#[test]
fn every_ignored_test_says_what_it_needs() {
    let ignored = Regex::new(r"^\s*#\[ignore").unwrap();
    let with_need = Regex::new(r#"^\s*#\[ignore = "needs [a-z]"#).unwrap();
    let mut found = lines_with(files_in("tests", "rs"), &ignored);
    found.extend(lines_with(files_in("src", "rs"), &ignored));
    found.retain(|line| !with_need.is_match(line.splitn(3, ':').nth(2).unwrap_or_default()));
    assert_none("write `#[ignore = \"needs …\"]`", &found);
}

#[test]
fn snapshots_lie_in_the_snapshots_folder() {
    let elsewhere: Vec<String> = support::files()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "snap"))
        .filter(|path| !path.starts_with("snapshots"))
        .map(|path| path.display().to_string())
        .collect();
    assert_none("`support::snapshots` sets the place", &elsewhere);
}

#[test]
fn every_test_file_is_part_of_the_suite() {
    for folder in ["tests/suite", "tests/suite/support"] {
        let parent = if folder.ends_with("suite") {
            "main.rs"
        } else {
            "mod.rs"
        };
        let code = rust::code_only(&support::read(Path::new(folder).join(parent)));
        let lost: Vec<String> = files_in(folder, "rs")
            .iter()
            .filter(|path| path.parent() == Some(Path::new(folder)))
            .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
            .filter(|stem| !["main", "mod"].contains(&stem.as_str()))
            .filter(|stem| !code.contains(&format!("mod {stem};")))
            .collect();
        assert_none(&format!("not a module of {folder}/{parent}"), &lost);
    }
}

#[test]
fn the_paths_in_the_documents_exist() {
    let quoted = Regex::new(r"`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*/?)`").unwrap();
    let path_like = Regex::new(r"/|\.(?:md|toml|rs|lock|yml)$").unwrap();
    let mut missing = Vec::new();
    for document in ["README.md", "CONTRIBUTING.md", "docs/design.md"] {
        let text = support::read(document);
        for path in quoted.captures_iter(&text).map(|c| c[1].to_owned()) {
            let ours = path_like.is_match(&path) && !path.starts_with("target/");
            if ours && !support::root().join(&path).exists() {
                missing.push(format!("{document}: `{path}`"));
            }
        }
    }
    assert_none("these documents name files that are not there", &missing);
}

#[test]
fn a_renamed_or_softened_diagnostic_code_shows_in_review() {
    let codes: Vec<String> = Code::ALL
        .iter()
        .map(|code| format!("{code} ({})\n  {}", code.severity(), code.docs().trim()))
        .collect();
    support::snapshots("repository").bind(|| insta::assert_snapshot!("codes", codes.join("\n")));
}

#[test]
fn codes_are_unique_kebab_case_and_documented() {
    let kebab = Regex::new(r"^[a-z0-9]+(-[a-z0-9]+)*$").unwrap();
    let mut ids: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(ids.iter().all(|id| kebab.is_match(id)), "{ids:?}");
    assert!(Code::ALL.iter().all(|code| !code.docs().trim().is_empty()));
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "a code stands twice");
}
