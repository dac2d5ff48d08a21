//! The only code that writes files: folders of generated files as planned, and single files.
//!
//! Each file is written beside its target and renamed; a failure or a signal on the way puts back
//! what was there. A run that is killed leaves each file as the old or the new one, and what the
//! next run needs to know its own work again.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use super::{
    signals::Signals,
    write::{self, Action, Change, Plan},
};
use crate::{engine::shown, render::header};

/// Where a run says which copies it is about to write: they have no header, and the file that
/// records them may not be there yet when the run is killed.
pub(super) const JOURNAL: &str = ".rolewright-journal";

/// How the temporary files are called that a killed run leaves.
const TEMPORARY: &str = ".rolewright-tmp-";

/// Carries the plans out, all or none of them.
///
/// # Errors
///
/// If a file cannot be written, somebody else changed one in the meantime, or a signal asks to end;
/// everything is put back then.
pub(super) fn carry_out(plans: &[Plan]) -> Result<()> {
    let signals = Signals::held_back();
    let mut undo = Undo::default();
    let mut locks = Vec::new();
    for plan in plans {
        if let Err(error) = carry_out_one(plan, &mut undo, &mut locks, &signals) {
            undo.put_back();
            return Err(error);
        }
    }
    for plan in plans {
        let _ = fs::remove_file(plan.folder.join(JOURNAL));
    }
    undo.sync();
    Ok(())
}

fn carry_out_one(
    plan: &Plan,
    undo: &mut Undo,
    locks: &mut Vec<File>,
    signals: &Signals,
) -> Result<()> {
    if !plan.is_done() {
        undo.make_folder(&plan.folder)?;
    }
    // One run at a time: another one's temporary files are not those of a killed one.
    if let Ok(folder) = File::open(&plan.folder)
        && folder.lock().is_ok()
    {
        locks.push(folder);
        clean(plan);
    }
    if let Some(journal) = journal(plan) {
        replace(&plan.folder.join(JOURNAL), &journal)?;
        undo.remember(&plan.folder.join(JOURNAL), None);
    }
    for change in &plan.changes {
        if signals.ask_to_end() {
            bail!("a signal asked to end: everything is as it was before");
        }
        apply(plan, change, undo)?;
    }
    Ok(())
}

/// Removes the temporary files that killed runs left.
fn clean(plan: &Plan) {
    let folders: BTreeSet<PathBuf> = plan
        .changes
        .iter()
        .filter_map(|change| plan.folder.join(&change.path).parent().map(Path::to_owned))
        .filter(|folder| !is_link_below(&plan.folder, folder))
        .collect();
    for folder in folders {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && name.to_string_lossy().starts_with(TEMPORARY) {
                // What cannot be removed harms nobody.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// What the next run has to know if this one is killed.
fn journal(plan: &Plan) -> Option<String> {
    let records: Vec<String> = plan
        .changes
        .iter()
        .filter(|change| change.action != Action::Keep)
        .filter_map(|change| {
            let content = change.after.as_deref()?;
            let has_header = header::spec_of(&change.path, content).is_some();
            (!has_header).then(|| header::copy_record(&change.path, content) + "\n")
        })
        .collect();
    (!records.is_empty()).then(|| records.concat())
}

fn apply(plan: &Plan, change: &Change, undo: &mut Undo) -> Result<()> {
    if matches!(change.action, Action::Keep | Action::Refuse(_)) {
        return Ok(());
    }
    let path = plan.folder.join(&change.path);
    let now = write::existing(&plan.folder, &change.path)?;
    let is_as_planned = match &change.before {
        Some(before) => now.text().as_ref() == Some(before),
        None => matches!(now, write::Existing::Nothing),
    };
    if !is_as_planned {
        bail!("`{}` changed while this ran: run it again", shown(&path));
    }
    let Some(content) = &change.after else {
        undo.remember(&path, change.before.as_deref());
        fs::remove_file(&path).with_context(|| format!("cannot remove `{}`", shown(&path)))?;
        remove_empty_parents(&path, &plan.folder);
        return Ok(());
    };
    if change.action == Action::BackUpAndReplace
        && let Some(before) = &change.before
    {
        let backup = free_backup_name(&path)?;
        undo.remember(&backup, None);
        replace(&backup, before)?;
    }
    undo.make_folder(path.parent().unwrap_or(&plan.folder))?;
    undo.remember(&path, change.before.as_deref());
    replace(&path, content)
}

/// Whether a folder below the output folder is a link, or lies behind one.
fn is_link_below(output: &Path, folder: &Path) -> bool {
    folder
        .ancestors()
        .take_while(|one| *one != output && one.starts_with(output))
        .any(|one| fs::symlink_metadata(one).is_ok_and(|data| data.is_symlink()))
}

/// Writes one file whole: beside its target first, then renamed, so that whoever reads it sees the
/// old text or the new one. It keeps the mode of the file that it replaces; a new one has what the
/// umask leaves.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn replace(path: &Path, content: &str) -> Result<()> {
    let failure = || format!("cannot write `{}`", shown(path));
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The system takes away what the umask says.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).with_context(failure)?;
    file.write_all(content.as_bytes()).with_context(failure)?;
    if let Ok(existing) = fs::metadata(path) {
        file.as_file()
            .set_permissions(existing.permissions())
            .with_context(failure)?;
    }
    file.persist(path)
        .map_err(|error| error.error)
        .with_context(failure)?;
    Ok(())
}

/// The first of `iam.tf.bak`, `iam.tf.bak.2`, … that is free: a backup never replaces a backup.
fn free_backup_name(path: &Path) -> Result<PathBuf> {
    let name = path.to_string_lossy();
    for n in 1..1000 {
        let suffix = if n == 1 {
            ".bak".to_owned()
        } else {
            format!(".bak.{n}")
        };
        let candidate = PathBuf::from(format!("{name}{suffix}"));
        if fs::symlink_metadata(&candidate).is_err() {
            return Ok(candidate);
        }
    }
    bail!(
        "no free name for a backup of `{}`: remove old `.bak` files",
        shown(path)
    )
}

fn remove_empty_parents(path: &Path, folder: &Path) {
    let mut parent = path.parent();
    while let Some(current) = parent.filter(|p| p.starts_with(folder) && *p != folder) {
        // A folder that is not empty stays, which is what is wanted.
        if fs::remove_dir(current).is_err() {
            return;
        }
        parent = current.parent();
    }
}

/// What to do to get back to where we started.
#[derive(Debug, Default)]
struct Undo {
    files: Vec<(PathBuf, Option<String>)>,
    folders: Vec<PathBuf>,
}

impl Undo {
    fn remember(&mut self, path: &Path, before: Option<&str>) {
        self.files
            .push((path.to_owned(), before.map(str::to_owned)));
    }

    fn make_folder(&mut self, folder: &Path) -> Result<()> {
        let missing: Vec<PathBuf> = folder
            .ancestors()
            .take_while(|f| !f.as_os_str().is_empty() && !f.exists())
            .map(Path::to_owned)
            .collect();
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make folder `{}`", shown(folder)))?;
        self.folders.extend(missing.into_iter().rev());
        Ok(())
    }

    /// Best effort: the error that led here is the one that is told.
    fn put_back(self) {
        for (path, before) in self.files.into_iter().rev() {
            let _ = match before {
                Some(text) => {
                    path.parent().map(fs::create_dir_all);
                    replace(&path, &text)
                }
                None => fs::remove_file(&path).map_err(Into::into),
            };
        }
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    /// Asks the system to keep what folders say now. It does so by itself a little later, so that a
    /// file system without this is none the worse.
    fn sync(&self) {
        let changed = self.files.iter().filter_map(|(path, _)| path.parent());
        let folders: BTreeSet<&Path> = changed.collect();
        for folder in folders {
            let _: Option<io::Result<()>> = File::open(folder).ok().map(|folder| folder.sync_all());
        }
    }
}
