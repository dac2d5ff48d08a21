//! Policies that do not do what they say are refused: every file under `tests/data/check/` is named
//! after the code that it shows, and its diagnostics are a snapshot. A YAML file is a spec, a JSON
//! file is a policy document as a module may hold it (a trust policy if it has principals).

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use rolewright::{
    blueprint::{self, Blueprint, Policy, PolicyKind, Role, Surroundings},
    check,
    diag::{Code, Diagnostic, Diagnostics, Severity, human},
    read,
    source::Sources,
    spec,
};

use crate::support;

/// The blueprint that a file is about, with what reading it said.
fn blueprint(path: &Path, sources: &mut Sources) -> (Blueprint, Diagnostics) {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let id = sources.add(name, text.as_str());
    let mut diagnostics = Diagnostics::default();
    if path.extension().is_some_and(|end| end == "json") {
        let document =
            read::policy(&text, id).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        let is_trust = document.statements.iter().any(|s| s.principals.is_some());
        let mut role = Role::default();
        if is_trust {
            role.trust = Some(document);
        } else {
            let document = Some(document);
            let kind = PolicyKind::Managed;
            role.policies = vec![Policy {
                document,
                kind,
                ..Policy::default()
            }];
        }
        let folder = blueprint::Folder {
            roles: vec![role],
            ..Default::default()
        };
        return (
            Blueprint {
                folders: vec![folder],
                ..Default::default()
            },
            diagnostics,
        );
    }
    let folder = path.parent().unwrap();
    let (spec, found) = spec::parse(id, sources, &spec::Folder::new(folder, folder));
    diagnostics.extend(found);
    let spec = spec.unwrap_or_else(|| panic!("{name} is no spec: {diagnostics:?}"));
    let lowered = blueprint::lower(&spec, &Surroundings::default(), &mut diagnostics).unwrap();
    (lowered, diagnostics)
}

/// All diagnostics of a file, in file order, as a person sees them, with the fixes as edits.
fn shown(path: &Path) -> (String, BTreeSet<Code>) {
    let mut sources = Sources::default();
    let (blueprint, mut diagnostics) = blueprint(path, &mut sources);
    diagnostics.extend_elsewhere(check::run(&blueprint));
    let sorted = diagnostics.into_sorted();
    let codes = sorted.iter().map(Diagnostic::code).collect();
    let shown: Vec<String> = sorted
        .iter()
        .map(|diagnostic| {
            let mut text = human::render(diagnostic, &sources, false);
            for fix in diagnostic.fixes() {
                for edit in &fix.edits {
                    let at = sources.snippet(edit.origin).unwrap_or("?");
                    let _ = write!(text, "\nfix: {at:?} -> {:?}", edit.text);
                }
            }
            text
        })
        .collect();
    (shown.join("\n\n"), codes)
}

#[test]
fn each_fault_of_a_policy_is_shown_with_its_place_and_way_out() {
    let mut files: Vec<_> = fs::read_dir(support::root().join("tests/data/check"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut shown_codes = BTreeSet::new();
    support::snapshots("check").bind(|| {
        for path in &files {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let (text, codes) = shown(path);
            // `dead-action.split.yaml` is one more case of `dead-action`; `sound.…` shows nothing.
            let code = stem.split('.').next().unwrap();
            if code == "sound" {
                assert_eq!(text, "", "{stem}");
                continue;
            }
            assert!(
                codes.iter().any(|c| c.as_str() == code),
                "{stem} does not show its code:\n{text}"
            );
            shown_codes.extend(codes);
            insta::assert_snapshot!(stem, text);
        }
    });
    let missing: Vec<_> = check::CODES
        .iter()
        .filter(|code| !shown_codes.contains(code))
        .collect();
    assert!(
        missing.is_empty(),
        "no tests/data/check/<code> shows {missing:?}"
    );
}

#[test]
fn the_examples_raise_no_alarm() {
    for example in support::examples::all() {
        let (text, _) = shown(&support::root().join(example.spec()));
        assert_eq!(text, "", "{}", example.name);
    }
}

#[test]
fn warnings_of_the_checks_do_not_refuse() {
    assert!(
        check::CODES
            .iter()
            .any(|code| code.severity() == Severity::Warning)
    );
}
