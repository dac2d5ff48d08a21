//! The files that a spec names: read relative to it, and never from outside the repository.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// Why a file cannot be used. Never holds any of its content.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none of this name.
    #[error("there is no such file")]
    Missing,
    /// A folder, a device, a pipe.
    #[error("it is no regular file")]
    NotRegular,
    /// It lies outside the repository, perhaps by a link.
    #[error("it lies outside the repository")]
    Outside,
    /// It has more bytes than asked for.
    #[error("it has {0} bytes")]
    TooLarge(u64),
    /// The system refuses.
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
}

/// Where files come from.
pub trait Files: Debug {
    /// The bytes of a file, at most `limit`; `path` is relative to the spec, `/` between its parts.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError>;
}

/// Files on disk.
#[derive(Clone, Debug)]
pub struct Folder {
    spec: PathBuf,
    repository: PathBuf,
}

impl Folder {
    /// Files beside a spec in the folder `spec`, within `repository`: the folder of
    /// `rolewright.yaml`, else the spec's own.
    pub fn new(spec: impl Into<PathBuf>, repository: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            repository: repository.into(),
        }
    }
}

/// An empty path means the working folder.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    }
}

impl Files for Folder {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileError::Missing,
            _ => FileError::Unreadable(error),
        };
        let repository = fs::canonicalize(or_here(&self.repository)).map_err(failed)?;
        let real = fs::canonicalize(or_here(&self.spec).join(path)).map_err(failed)?;
        if !real.starts_with(&repository) {
            return Err(FileError::Outside);
        }
        // Asked before opening: opening a pipe would wait for its other end.
        let about = fs::metadata(&real).map_err(failed)?;
        if !about.is_file() {
            return Err(FileError::NotRegular);
        }
        if about.len() > limit {
            return Err(FileError::TooLarge(about.len()));
        }
        let mut bytes = Vec::new();
        let file = File::open(&real).map_err(failed)?;
        file.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        let length = bytes.len() as u64;
        if length > limit {
            return Err(FileError::TooLarge(length));
        }
        Ok(bytes)
    }
}

/// Files in memory, for tests and for what has no disk.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<String, Vec<u8>>);

impl Memory {
    /// With one more file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.into(), bytes.into());
        self
    }
}

impl Files for Memory {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let bytes = self.0.get(path).ok_or(FileError::Missing)?;
        let length = bytes.len() as u64;
        if length > limit {
            return Err(FileError::TooLarge(length));
        }
        Ok(bytes.clone())
    }
}
