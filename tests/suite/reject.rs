//! A bad spec is refused with exactly this: every file under `tests/data/reject/` is named after
//! the code that it shows, and its diagnostics are a snapshot.

use std::{collections::BTreeSet, fmt::Write as _, fs};

use rolewright::{
    blueprint::{self, Surroundings},
    check,
    diag::{Code, Severity, human},
    explain,
    source::Sources,
    spec::{self, Folder},
};

use crate::support;

/// All diagnostics of a spec, in file order, as a person sees them.
fn shown(name: &str, text: &str) -> (String, BTreeSet<&'static str>) {
    let folder = support::root().join("tests/data/reject");
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let (spec, mut diagnostics) = spec::parse(id, &sources, &Folder::new(&folder, &folder));
    // What can still be said about the policies is said in the same run.
    if let Some(spec) = spec {
        let around = Surroundings::default();
        let blueprint = blueprint::lower(&spec, &around, &mut diagnostics).unwrap();
        diagnostics.extend_elsewhere(check::run(&blueprint));
        if !diagnostics.has_errors() {
            diagnostics.extend(explain::assertions(&blueprint, &spec.asserts));
        }
    }
    let sorted = diagnostics.into_sorted();
    let codes = sorted.iter().map(|d| d.code().as_str()).collect();
    let shown: Vec<String> = sorted
        .iter()
        .map(|diagnostic| {
            let mut text = human::render(diagnostic, &sources, false);
            for fix in diagnostic.fixes() {
                for edit in &fix.edits {
                    let at = sources.snippet(edit.origin).unwrap_or("?");
                    let safe = if fix.safe { "safe fix" } else { "fix" };
                    let _ = write!(text, "\n{safe}: {at:?} -> {:?}", edit.text);
                }
            }
            text
        })
        .collect();
    (shown.join("\n\n"), codes)
}

#[test]
fn bad_specs_are_refused_with_their_diagnostics() {
    support::snapshots("reject").bind(|| {
        let mut files: Vec<_> = fs::read_dir(support::root().join("tests/data/reject"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
            .collect();
        files.sort();
        assert!(files.len() > 10);
        for path in files {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let text = fs::read_to_string(&path).unwrap();
            let (shown, codes) = shown(&format!("{stem}.yaml"), &text);
            // `bad-arn.2.yaml` is one more case of `bad-arn`.
            let code = stem.split('.').next().unwrap();
            let known = Code::ALL.iter().any(|known| known.as_str() == code);
            if known {
                assert!(
                    codes.contains(code),
                    "{stem} does not show its code:\n{shown}"
                );
            }
            insta::assert_snapshot!(stem, shown);
        }
    });
}

/// Codes that only a blueprint, a module or a command can show; `reject` is about one spec.
fn belongs_elsewhere(code: Code) -> bool {
    !spec::CODES.contains(&code)
}

#[test]
fn every_code_of_a_spec_has_a_bad_spec() {
    let data = support::root().join("tests/data/reject");
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !belongs_elsewhere(**code))
        .map(|code| code.as_str())
        .filter(|code| !data.join(format!("{code}.yaml")).exists())
        .collect();
    assert!(
        missing.is_empty(),
        "no tests/data/reject/<code>.yaml for {missing:?}"
    );
}

#[test]
fn warnings_do_not_refuse() {
    for code in spec::CODES
        .iter()
        .filter(|code| code.severity() == Severity::Warning)
    {
        let path = support::root().join(format!("tests/data/reject/{code}.yaml"));
        let text = fs::read_to_string(path).unwrap();
        let mut sources = Sources::default();
        let id = sources.add("spec.yaml", text);
        let folder = support::root().join("tests/data/reject");
        let (_, diagnostics) = spec::parse(id, &sources, &Folder::new(&folder, &folder));
        assert!(!diagnostics.has_errors(), "{code}");
    }
}

#[test]
fn the_examples_are_accepted() {
    for entry in fs::read_dir(support::root().join("examples")).unwrap() {
        let folder = entry.unwrap().path();
        let spec = folder.join("spec.yaml");
        let Ok(text) = fs::read_to_string(&spec) else {
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
