//! Templates of a folder in place of ours.

use std::path::Path;

use super::{
    Error,
    file::{SpecFile, shown},
};
use crate::render::Templates;

/// The templates: ours, with those of a folder in their place.
///
/// # Errors
///
/// If the folder cannot be read, or holds a file that replaces nothing.
pub(super) fn of_folder(folder: &Path) -> Result<Templates, Error> {
    let failed = |source| Error::Templates {
        folder: shown(folder),
        source,
    };
    let mut files = Vec::new();
    for entry in ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .sort_by_file_path(Path::cmp)
        .build()
    {
        let entry = entry.map_err(|error| failed(error.into()))?;
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = name
            .components()
            .map(|c| c.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        if name.strip_suffix(".tera").is_some() {
            files.push((name, SpecFile::read(entry.path())?.text));
        }
    }
    Templates::with_overrides(files).map_err(|error| failed(error.into()))
}
