//! Files that show what a diagnostic looks like: each is named after the code that it shows, and
//! its diagnostics are a snapshot.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use rolewright::{
    blueprint::{self, Blueprint, Policy, PolicyKind, Role, Surroundings},
    check,
    diag::{Code, Diagnostic, Diagnostics, human},
    explain, hcl, read,
    render::{self, Templates},
    source::{SourceId, Sources},
    spec,
};

use jiff::civil::date;

use super::{root, snapshots};

/// The specimens of a folder below `tests/data/`.
pub(crate) fn all(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("tests/data").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml" || e == "json"))
        .collect();
    files.sort();
    assert!(files.len() > 10);
    files
}

/// The code that a specimen shows: `dead-action.split.yaml` is one more case of `dead-action`.
/// `None` for what raises no alarm (`sound.…`) and for several faults together (`five-faults`).
fn promised(path: &Path) -> Option<Code> {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let name = stem.split('.').next().unwrap();
    let code = Code::ALL.iter().copied().find(|code| code.as_str() == name);
    assert!(
        code.is_some() || ["sound", "five-faults"].contains(&name),
        "{stem} is named after no code"
    );
    code
}

/// Holds every specimen of a folder to its snapshot; gives the codes that they show.
pub(crate) fn hold(folder: &str) -> BTreeSet<Code> {
    let mut codes = BTreeSet::new();
    snapshots(folder).bind(|| {
        for path in all(folder) {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let (text, found) = shown(&path);
            if stem.starts_with("sound.") {
                assert_eq!(text, "", "{stem}");
                continue;
            }
            let code = promised(&path);
            assert!(
                code.is_none_or(|code| found.contains(&code)),
                "{stem} does not show its code:\n{text}"
            );
            codes.extend(code);
            insta::assert_snapshot!(stem, text);
        }
    });
    codes
}

/// All diagnostics of a spec, or of a policy in JSON, in file order, as a person sees them, with
/// the fixes as edits; and their codes.
pub(crate) fn shown(path: &Path) -> (String, BTreeSet<Code>) {
    let mut sources = Sources::default();
    let sorted = diagnostics(path, &mut sources).into_sorted();
    let codes = sorted.iter().map(Diagnostic::code).collect();
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

fn diagnostics(path: &Path, sources: &mut Sources) -> Diagnostics {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let id = sources.add(name, text.as_str());
    let mut diagnostics = Diagnostics::default();
    if path.extension().is_some_and(|end| end == "json") {
        match policy(&text, id) {
            Ok(blueprint) => diagnostics.extend(check::run(&blueprint)),
            Err(faults) => diagnostics.extend(faults),
        }
        return diagnostics;
    }
    let folder = path.parent().unwrap();
    let around = spec::Folder::new(folder, folder);
    let (spec, found) = spec::parse_on(date(2027, 2, 1), id, sources, &around);
    diagnostics.extend(found);
    // What can still be said about the policies is said in the same run.
    let Some(spec) = spec else {
        return diagnostics;
    };
    let around = surroundings(&path.with_extension("tf"), sources);
    let nothing = Surroundings::default();
    let lowered =
        blueprint::lower(&spec, around.as_ref().unwrap_or(&nothing), &mut diagnostics).unwrap();
    diagnostics.extend_elsewhere(check::run(&lowered));
    if !diagnostics.has_errors() {
        diagnostics.extend(explain::assertions(&lowered, &spec.asserts));
    }
    if let Some(around) = around {
        let files = render::files(&lowered, &Templates::embedded(), name).unwrap();
        let own = files
            .iter()
            .filter(|file| file.path.strip_suffix(".tf").is_some())
            .flat_map(|file| hcl::declarations(&file.content))
            .map(|declaration| declaration.address)
            .collect();
        diagnostics.extend(around.check(&lowered.folders[0], &own));
    }
    diagnostics
}

/// The folder that a spec is generated into, where a file of the spec's name says what it holds.
fn surroundings(path: &Path, sources: &mut Sources) -> Option<Surroundings> {
    let text = fs::read_to_string(path).ok()?;
    let id = sources.add(path.file_name().unwrap().to_str().unwrap(), text.as_str());
    let mut around = Surroundings::default();
    for declaration in hcl::declarations(&text) {
        around.add(declaration.address, sources.origin(id, declaration.span));
    }
    Some(around)
}

/// A policy as a module may hold it; a trust policy if it has principals.
fn policy(text: &str, id: SourceId) -> Result<Blueprint, Vec<Diagnostic>> {
    let document = read::policy(text, id)?;
    let mut role = Role::default();
    if document.statements.iter().any(|s| s.principals.is_some()) {
        role.trust = Some(document);
    } else {
        role.policies = vec![Policy {
            document: Some(document),
            kind: PolicyKind::Managed,
            ..Policy::default()
        }];
    }
    let folder = blueprint::Folder {
        roles: vec![role],
        ..Default::default()
    };
    Ok(Blueprint {
        folders: vec![folder],
        ..Default::default()
    })
}
