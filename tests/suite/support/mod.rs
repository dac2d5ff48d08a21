//! What the tests share: where things are, and the programs they drive.

pub(crate) mod chance;
pub(crate) mod cli;
pub(crate) mod close;
pub(crate) mod examples;
pub(crate) mod facts;
pub(crate) mod moto;
pub(crate) mod policies;
pub(crate) mod programs;
pub(crate) mod requests;
pub(crate) mod rust;
pub(crate) mod specimen;
#[cfg(unix)]
pub(crate) mod terminal;
pub(crate) mod terraform;
pub(crate) mod vocabulary;

use std::{
    fmt, fs,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files of the repository that version control would hold, sorted, relative to [`root`].
///
/// Walks the disk instead of asking `git`, so that it works in an unpacked crate as well.
pub(crate) fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = ignore::WalkBuilder::new(root())
        .hidden(false)
        .require_git(false)
        .parents(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_some_and(|t| t.is_file()))
        .map(|entry| entry.path().strip_prefix(root()).unwrap().to_owned())
        .collect();
    files.sort();
    files
}

/// The text of a file of the repository.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Settings that keep a snapshot at `snapshots/FOLDER/NAME.snap`.
pub(crate) fn snapshots(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Copies the files of a folder, and of the folders in it, but not what Terraform left there.
pub(crate) fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if name == ".terraform" {
            continue;
        }
        if path.is_dir() {
            copy_files(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Runs `check` on every item, `workers` at a time, and fails with the names of all that failed.
pub(crate) fn each<T: Sync + fmt::Debug>(
    items: &[T],
    workers: usize,
    name: impl Fn(&T) -> String + Sync,
    check: impl Fn(&T) + Sync,
) {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(why) = panic::catch_unwind(AssertUnwindSafe(|| check(item))) {
                        let why = why
                            .downcast_ref::<String>()
                            .cloned()
                            .or_else(|| why.downcast_ref::<&str>().map(|why| (*why).to_owned()));
                        let why = why.unwrap_or_default();
                        failed
                            .lock()
                            .unwrap()
                            .push(format!("{}: {why}", name(item)));
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    let all = items.len();
    assert!(
        failed.is_empty(),
        "{} of {all} failed\n{}",
        failed.len(),
        failed.join("\n")
    );
}
