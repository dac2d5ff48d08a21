//! Files that a command is given: regular, UTF-8, and of a kind that we read.

use crate::text::shown::line;
use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Changes, Error};

/// How a ZIP archive begins, which is what `terraform plan -out` writes.
const ZIP: &[u8] = b"PK\x03\x04";

/// One spec file, read.
#[derive(Clone, Debug)]
pub struct SpecFile {
    /// Where it is.
    pub path: PathBuf,
    /// What messages call it: the path as given, `/` between its parts.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What is put over it.
    pub changes: Changes,
}

impl SpecFile {
    /// Reads one file, which must be UTF-8.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let name = shown(path);
        is_regular(path)?;
        let bytes = fs::read(path).map_err(|source| Error::read(path, source))?;
        if bytes.starts_with(ZIP) {
            return Err(Error::unfit(
                path,
                "a saved plan is for Terraform only; give what `terraform show -json` prints of it",
            ));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Error::unfit(path, format!("not UTF-8 (byte {at})"))
        })?;
        Ok(Self {
            path: path.to_owned(),
            name,
            text,
            changes: Changes::default(),
        })
    }

    /// What messages call it among others: its name, with its environment if it is in one.
    pub fn title(&self) -> String {
        match &self.changes.environment {
            Some(environment) => format!("{} ({environment})", self.name),
            None => self.name.clone(),
        }
    }

    /// The name of the folder that a spec's output gets by itself: the file name without its ending.
    pub fn stem(&self) -> String {
        let stem = self.path.file_stem().unwrap_or(self.path.as_os_str());
        stem.to_string_lossy().into_owned()
    }
}

/// Holds that a path names a regular file. Asked before opening: a pipe would wait for its other
/// end, and a device might never end.
///
/// # Errors
///
/// If it names none.
fn is_regular(path: &Path) -> Result<(), Error> {
    if shown(path) == "-" {
        return Err(Error::unfit(
            path,
            "a spec is a file, since what it names lies beside it; write it to one, or give `./-` for a file of that name",
        ));
    }
    let about = fs::metadata(path).map_err(|source| Error::read(path, source))?;
    // What a shell hands over for `<(…)` is open at its other end already.
    if !about.is_file() && !path.starts_with("/dev/fd") {
        let what = if about.is_dir() {
            "a folder"
        } else {
            "a pipe, a device or a socket"
        };
        let why = format!("it is {what}, and no regular file");
        return Err(Error::unfit(path, why));
    }
    Ok(())
}

/// A path as messages show it: `/` between its parts on every system.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    };
    // The name of a file is text from outside, like what is in it.
    line(&text).into_owned()
}
