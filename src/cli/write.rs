//! The only code that writes files: whole folders of generated files, and single files.
//!
//! A folder is planned first and written then, so that a refusal leaves everything as it was. Each
//! file is written beside its target and renamed; a failure on the way puts back what was there.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    engine::shown,
    render::{
        File,
        header::{self, Copies},
    },
};

/// What is to happen to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// It is not there yet.
    Create,
    /// It is as it should be.
    Keep,
    /// It was generated and nobody changed it since.
    Replace,
    /// It was edited by hand, and `--force` says to go on: the old one is kept beside it.
    BackUpAndReplace,
    /// It was generated from this spec and is no longer needed.
    Remove,
    /// It must not be touched, for this reason.
    Refuse(Refusal),
}

/// Why a file must not be touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It has our header, but what follows is not what we wrote. `--force` overrides.
    Edited,
    /// It has no header of ours: somebody else's file.
    Foreign,
    /// Something that is no regular file stands there.
    NotAFile,
}

/// One file of a plan.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The path below the folder, `/` between its parts.
    pub(super) path: String,
    /// What is there now.
    pub(super) before: Option<String>,
    /// What is to be there.
    pub(super) after: Option<String>,
    /// What is to happen.
    pub(super) action: Action,
}

/// What is to happen to a folder.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The folder.
    pub(super) folder: PathBuf,
    /// The files, by path.
    pub(super) changes: Vec<Change>,
}

impl Plan {
    /// Compares `files`, generated from the spec that their headers name, with what is in `folder`.
    pub(super) fn new(folder: &Path, files: &[File], force: bool) -> Result<Self> {
        let recorded = recorded_copies(folder)?;
        let mut changes = Vec::new();
        for file in files {
            let before = existing(&folder.join(&file.path))?;
            let action = match &before {
                Existing::Nothing => Action::Create,
                Existing::Other => Action::Refuse(Refusal::NotAFile),
                Existing::Text(text) if *text == file.content => Action::Keep,
                Existing::Text(text) => match header::ownership(&file.path, text, &recorded) {
                    header::Ownership::Intact => Action::Replace,
                    header::Ownership::Edited if force => Action::BackUpAndReplace,
                    header::Ownership::Edited => Action::Refuse(Refusal::Edited),
                    header::Ownership::Foreign => Action::Refuse(Refusal::Foreign),
                },
            };
            let before = before.text();
            changes.push(Change {
                path: file.path.clone(),
                before,
                after: Some(file.content.clone()),
                action,
            });
        }
        changes.extend(no_longer_needed(folder, files, &recorded)?);
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self {
            folder: folder.to_owned(),
            changes,
        })
    }

    /// The files that must not be touched.
    pub(super) fn refused(&self) -> impl Iterator<Item = (&Change, Refusal)> {
        self.changes
            .iter()
            .filter_map(|change| match change.action {
                Action::Refuse(refusal) => Some((change, refusal)),
                _ => None,
            })
    }

    /// Whether anything would change.
    pub(super) fn is_done(&self) -> bool {
        self.changes
            .iter()
            .all(|change| change.action == Action::Keep)
    }

    /// Carries the plan out. On an error everything is put back.
    pub(super) fn carry_out(&self) -> Result<()> {
        let mut undo = Undo::default();
        for change in &self.changes {
            if let Err(error) = self.apply(change, &mut undo) {
                undo.put_back();
                return Err(error);
            }
        }
        Ok(())
    }

    fn apply(&self, change: &Change, undo: &mut Undo) -> Result<()> {
        let path = self.folder.join(&change.path);
        match (&change.action, &change.after) {
            (Action::Keep | Action::Refuse(_), _) => {}
            (Action::Remove, _) => {
                undo.remember(&path, change.before.as_deref());
                fs::remove_file(&path)
                    .with_context(|| format!("cannot remove `{}`", shown(&path)))?;
                remove_empty_parents(&path, &self.folder);
            }
            (action, Some(content)) => {
                if *action == Action::BackUpAndReplace {
                    let backup = free_backup_name(&path)?;
                    if let Some(before) = &change.before {
                        undo.remember(&backup, None);
                        replace(&backup, before)?;
                    }
                }
                undo.make_folder(path.parent().unwrap_or(&self.folder))?;
                undo.remember(&path, change.before.as_deref());
                replace(&path, content)?;
            }
            (_, None) => {}
        }
        Ok(())
    }
}

/// Writes one file whole: beside its target first, then renamed, so that whoever reads it sees the
/// old text or the new one.
pub(super) fn replace(path: &Path, content: &str) -> Result<()> {
    let failure = || format!("cannot write `{}`", shown(path));
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".rolewright-")
        .tempfile_in(folder)
        .with_context(failure)?;
    io::Write::write_all(&mut file, content.as_bytes()).with_context(failure)?;
    set_permissions(file.as_file(), path).with_context(failure)?;
    file.persist(path)
        .map_err(|error| error.error)
        .with_context(failure)?;
    Ok(())
}

/// Gives the temporary file, which only its owner can read, what the file that it replaces has, or
/// what a new file gets.
#[cfg(unix)]
fn set_permissions(temporary: &fs::File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let existing = fs::metadata(path).map(|data| data.permissions());
    temporary.set_permissions(existing.unwrap_or_else(|_| fs::Permissions::from_mode(0o644)))
}

#[cfg(not(unix))]
fn set_permissions(_: &fs::File, _: &Path) -> io::Result<()> {
    Ok(())
}

enum Existing {
    Nothing,
    Text(String),
    /// A folder, a link or bytes that are no text.
    Other,
}

impl Existing {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::Other => None,
        }
    }
}

fn existing(path: &Path) -> Result<Existing> {
    match fs::symlink_metadata(path) {
        Ok(data) if !data.is_file() => return Ok(Existing::Other),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Existing::Nothing),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot look at `{}`", shown(path)));
        }
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", shown(path)))?;
    Ok(String::from_utf8(bytes).map_or(Existing::Other, Existing::Text))
}

/// The hashes of the copies that generated files record: a copied script has no header of its own.
fn recorded_copies(folder: &Path) -> Result<Copies> {
    let mut recorded = Copies::default();
    for path in generated_candidates(folder)? {
        if let Existing::Text(text) = existing(&folder.join(&path))? {
            for (copy, hash) in header::recorded_copies(&path, &text) {
                recorded.entry(copy).or_default().insert(hash);
            }
        }
    }
    Ok(recorded)
}

/// Files of this folder that were generated from the same spec, and are in `files` no more.
fn no_longer_needed(folder: &Path, files: &[File], recorded: &Copies) -> Result<Vec<Change>> {
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let spec = files
        .iter()
        .find_map(|file| header::spec_of(&file.path, &file.content));
    let mut gone = Vec::new();
    for path in generated_candidates(folder)? {
        if wanted.contains(path.as_str()) {
            continue;
        }
        let Existing::Text(text) = existing(&folder.join(&path))? else {
            continue;
        };
        let ours = match header::spec_of(&path, &text) {
            Some(of) => Some(of) == spec,
            // A copy without a header is ours if the hash that was recorded is its own.
            None => true,
        };
        if ours && header::ownership(&path, &text, recorded) == header::Ownership::Intact {
            gone.push(Change {
                path,
                before: Some(text),
                after: None,
                action: Action::Remove,
            });
        }
    }
    Ok(gone)
}

/// Paths below a folder at which generated files can stand: its own files, those in `files/`, and
/// the same for each folder in `targets/`.
fn generated_candidates(folder: &Path) -> Result<Vec<String>> {
    let mut candidates = Vec::new();
    let mut places = vec![String::new(), "files/".to_owned()];
    for target in names(&folder.join("targets"), fs::FileType::is_dir)? {
        places.push(format!("targets/{target}/"));
        places.push(format!("targets/{target}/files/"));
    }
    for place in places {
        for name in names(&folder.join(&place), fs::FileType::is_file)? {
            candidates.push(format!("{place}{name}"));
        }
    }
    Ok(candidates)
}

fn names(folder: &Path, wanted: fn(&fs::FileType) -> bool) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => {
            return Err(error).with_context(|| format!("cannot look into `{}`", shown(folder)));
        }
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot look into `{}`", shown(folder)))?;
        let kind = entry
            .file_type()
            .with_context(|| format!("cannot look into `{}`", shown(folder)))?;
        if wanted(&kind)
            && let Ok(name) = entry.file_name().into_string()
        {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
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
}
