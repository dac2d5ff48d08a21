//! What a module may read: what lies in its repository, after following links.
//!
//! A module is somebody else's text. What its functions could reach beyond the repository (the
//! environment of this process, a home folder) would stand in whatever is printed of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::source::file::{self, Refused};

/// The folder within which a module may read.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// Without links in it; `None` where even the module's own folder cannot be found.
    root: Option<PathBuf>,
}

impl Reach {
    /// The repository of a module: the nearest folder that has `.git`, else the nearest that has
    /// `rolewright.yaml`, else the module's own.
    pub(super) fn of(module: &Path) -> Self {
        let Ok(own) = fs::canonicalize(module) else {
            return Self { root: None };
        };
        let with = |name: &str| own.ancestors().find(|folder| folder.join(name).exists());
        let root = with(".git").or_else(|| with("rolewright.yaml"));
        Self {
            root: Some(root.unwrap_or(&own).to_owned()),
        }
    }

    /// Where a path leads, links followed.
    ///
    /// # Errors
    ///
    /// If there is nothing, or it lies outside.
    pub(super) fn find(&self, path: &Path) -> Result<PathBuf, Refused> {
        // By its name first: what lies outside is not even looked for.
        let real = fs::canonicalize(path).map_err(|error| {
            if self.is_outside_by_name(path) {
                Refused::Outside
            } else {
                error.into()
            }
        })?;
        if self
            .root
            .as_ref()
            .is_some_and(|root| real.starts_with(root))
        {
            Ok(real)
        } else {
            Err(Refused::Outside)
        }
    }

    /// Whether a path that leads nowhere would lie outside: whether a file exists there is nothing
    /// to tell, either. The nearest folder of it that exists decides.
    fn is_outside_by_name(&self, path: &Path) -> bool {
        let found = path
            .ancestors()
            .skip(1)
            .find_map(|folder| fs::canonicalize(or_here(folder)).ok());
        let Some(root) = &self.root else { return true };
        found.is_none_or(|folder| !folder.starts_with(root))
    }

    /// The bytes of a regular file.
    ///
    /// # Errors
    ///
    /// If it lies outside, is not a regular file, too large or unreadable.
    pub(super) fn bytes(&self, path: &Path) -> Result<Vec<u8>, Refused> {
        file::bytes(&self.find(path)?)
    }

    /// The text of a regular file.
    ///
    /// # Errors
    ///
    /// As [`Self::bytes`], or if it is not UTF-8.
    pub(super) fn text(&self, path: &Path) -> Result<String, Refused> {
        file::text_of(self.bytes(path)?)
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
