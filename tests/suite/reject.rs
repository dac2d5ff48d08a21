//! A bad spec is refused with exactly this: every file under `tests/data/reject/` is named after
//! the code that it shows, and its diagnostics are a snapshot.

use std::collections::BTreeSet;

use rolewright::{
    diag::{Code, Severity, human},
    source::Sources,
    spec::{self, Folder},
};

use crate::support::{self, specimen};

#[test]
fn bad_specs_are_refused_with_their_diagnostics() {
    let shown = specimen::hold("reject");
    let missing: Vec<_> = spec::CODES
        .iter()
        .filter(|code| !shown.contains(code))
        .collect();
    assert!(
        missing.is_empty(),
        "no tests/data/reject/<code>.yaml for {missing:?}"
    );
}

/// Codes that neither a spec nor a policy can have, and what shows them.
const SHOWN_ELSEWHERE: &[(Code, &str)] = &[
    (
        Code::NotUnderstood,
        "about what a Terraform module says beyond policies; `read` and `validate` on modules show it",
    ),
    (
        Code::ProfileWithoutTrust,
        "about the machines of Terraform modules; the tests of `module_checks` show it",
    ),
    (
        Code::DuplicateDeclaration,
        "about Terraform modules; the tests of `opentofu` show it",
    ),
];

/// Whoever meets a code finds it shown: none is there that nothing can give.
#[test]
fn every_code_is_shown_by_a_specimen() {
    let names: BTreeSet<String> = ["reject", "check"]
        .into_iter()
        .flat_map(specimen::all)
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .map(|stem| stem.split('.').next().unwrap().to_owned())
        .collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| {
            !SHOWN_ELSEWHERE
                .iter()
                .any(|(elsewhere, _)| elsewhere == *code)
        })
        .map(|code| code.as_str())
        .filter(|code| !names.contains(*code))
        .collect();
    assert!(
        missing.is_empty(),
        "neither tests/data/reject/ nor tests/data/check/ has a file for {missing:?}"
    );
}

#[test]
fn warnings_do_not_refuse() {
    for code in spec::CODES
        .iter()
        .filter(|code| code.severity() == Severity::Warning)
    {
        let path = support::root().join(format!("tests/data/reject/{code}.yaml"));
        let text = std::fs::read_to_string(path).unwrap();
        let mut sources = Sources::default();
        let id = sources.add("spec.yaml", text);
        let folder = support::root().join("tests/data/reject");
        let (_, diagnostics) = spec::parse(id, &sources, &Folder::new(&folder, &folder));
        assert!(!diagnostics.has_errors(), "{code}");
    }
}

#[test]
fn the_examples_are_accepted() {
    for entry in std::fs::read_dir(support::root().join("examples")).unwrap() {
        let folder = entry.unwrap().path();
        let spec = folder.join("spec.yaml");
        let Ok(text) = std::fs::read_to_string(&spec) else {
            continue;
        };
        let mut sources = Sources::default();
        let id = sources.add(spec.display().to_string(), text);
        let (parsed, diagnostics) = spec::parse(id, &sources, &Folder::new(&folder, &folder));
        let shown: Vec<String> = diagnostics
            .iter()
            .map(|diagnostic| human::render(diagnostic, &sources, false))
            .collect();
        assert!(shown.is_empty(), "{}", shown.join("\n"));
        assert!(parsed.is_some());
    }
}
