//! Files that show what a diagnostic looks like: each is named after the code that it shows, and
//! its diagnostics are a snapshot.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use rolewright::{
    check,
    diag::{Code, Diagnostic, Diagnostics, human},
    engine::{Changes, Input, Session, SpecFile},
    read::Inputs,
    source::Sources,
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
    let (sources, sorted) = diagnostics(path);
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

/// What a run says of the file; what stands in its output folder is what a file `NAME.tf` beside it holds.
fn diagnostics(path: &Path) -> (Sources, Vec<Diagnostic>) {
    let file = SpecFile {
        path: path.to_owned(),
        name: path.file_name().unwrap().to_str().unwrap().to_owned(),
        text: fs::read_to_string(path).unwrap(),
        changes: Changes::default(),
    };
    if path.extension().is_some_and(|end| end == "json") {
        let input = Input::of_file(file, &Inputs::default()).unwrap();
        let mut found = Diagnostics::default();
        found.extend(input.diagnostics);
        if let Some(blueprint) = &input.blueprint {
            found.extend(check::run(blueprint));
        }
        return (input.sources, found.into_sorted());
    }
    let folder = tempfile::tempdir().unwrap();
    let around = path.with_extension("tf");
    let has_folder = around.is_file();
    if has_folder {
        fs::copy(&around, folder.path().join(around.file_name().unwrap())).unwrap();
    }
    let session = Session::new(date(2027, 2, 1));
    let folders = &[folder.path().to_owned()][..];
    let run = session
        .compile(&[file], has_folder.then_some(folders))
        .unwrap();
    let diagnostics = run.compiled.into_iter().flat_map(|one| one.diagnostics);
    // The folder has another name in every run.
    let mut sources = Sources::default();
    for source in run.sources.all() {
        let name = Path::new(source.name()).file_name().unwrap();
        sources.add(name.to_str().unwrap(), source.text());
    }
    (sources, diagnostics.collect())
}
