//! What is to happen to a folder of generated files.
//!
//! A folder is planned first and written then (`carry`), so that a refusal leaves everything as it
//! was. What lies behind a link below the folder is never looked at, written or removed.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::carry::JOURNAL;
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
        let spec = files
            .iter()
            .find_map(|file| header::spec_of(&file.path, &file.content));
        let recorded = recorded_copies(folder, spec.as_deref())?;
        let mut changes = Vec::new();
        for file in files {
            let before = existing(folder, &file.path)?;
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
}

/// What stands at a path.
pub(super) enum Existing {
    Nothing,
    Text(String),
    /// A folder, a link or bytes that are no text.
    Other,
}

impl Existing {
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::Other => None,
        }
    }
}

/// What stands at `path` below `folder`. What a link below the folder leads to is not looked at:
/// it is somebody else's.
pub(super) fn existing(folder: &Path, path: &str) -> Result<Existing> {
    let mut place = folder.to_owned();
    for part in Path::new(path).parent().into_iter().flatten() {
        place.push(part);
        if fs::symlink_metadata(&place).is_ok_and(|data| data.is_symlink()) {
            return Ok(Existing::Other);
        }
    }
    let path = &folder.join(path);
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

/// The hashes of the copies that files generated from this spec record, and a run that was killed:
/// a copied script has no header of its own.
fn recorded_copies(folder: &Path, spec: Option<&str>) -> Result<Copies> {
    let mut recorded = Copies::default();
    if let Existing::Text(journal) = existing(folder, JOURNAL)? {
        for (copy, hash) in header::records(&journal) {
            recorded.entry(copy).or_default().insert(hash);
        }
    }
    for path in generated_candidates(folder)? {
        if let Existing::Text(text) = existing(folder, &path)? {
            if header::spec_of(&path, &text).as_deref() != spec {
                continue;
            }
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
        let Existing::Text(text) = existing(folder, &path)? else {
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
    for target in names(folder, "targets", fs::FileType::is_dir)? {
        places.push(format!("targets/{target}/"));
        places.push(format!("targets/{target}/files/"));
    }
    for place in places {
        for name in names(folder, &place, fs::FileType::is_file)? {
            candidates.push(format!("{place}{name}"));
        }
    }
    Ok(candidates)
}

fn names(output: &Path, place: &str, wanted: fn(&fs::FileType) -> bool) -> Result<Vec<String>> {
    let folder = &output.join(place.trim_end_matches('/'));
    // A link in place of `files` or `targets` leads to what is not ours.
    if fs::symlink_metadata(folder).is_ok_and(|data| data.is_symlink()) && !place.is_empty() {
        return Ok(Vec::new());
    }
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
