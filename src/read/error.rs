//! Why something could not be read at all.

use std::path::{Path, PathBuf};

use crate::source::file::Refused;

/// Why something could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A module folder that is none.
    #[error("`{}` is no folder", .0.display())]
    NoFolder(PathBuf),
    /// A folder without Terraform files.
    #[error("`{}` has no .tf, .tf.json or .tofu file", .0.display())]
    NoFiles(PathBuf),
    /// The operating system's error.
    #[error("`{}` cannot be read: {why}", .path.display())]
    Unreadable {
        /// Of what.
        path: PathBuf,
        /// Its text.
        why: String,
    },
    /// A file in another encoding.
    #[error("`{}` is not UTF-8", .0.display())]
    NotUtf8(PathBuf),
    /// Not what `terraform show -json` prints.
    #[error("`{name}` is not what `terraform show -json` prints: {why}")]
    NotShown {
        /// The file.
        name: String,
        /// Why not.
        why: String,
    },
    /// A file that is none of what we read.
    #[error("`{}` is no spec, no plan or state in JSON, and no policy", .0.display())]
    UnknownForm(PathBuf),
    /// A variable that the module does not declare.
    #[error("the module has no variable `{0}`")]
    UnknownVariable(String),
    /// A value for a variable that is no expression.
    #[error("the value of the variable `{name}` is not understood: {why}")]
    BadVariable {
        /// The variable.
        name: String,
        /// Why not.
        why: String,
    },
    /// A value that a `validation` block refuses.
    #[error("the value of the variable `{name}` is refused: {why}")]
    RefusedVariable {
        /// The variable.
        name: String,
        /// The block's `error_message`.
        why: String,
    },
    /// A file of values that is not understood.
    #[error("`{}`, line {line}: {why}", .path.display())]
    BadVarFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why not.
        why: String,
    },
}

impl Error {
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            why: error.to_string(),
        }
    }

    pub(super) fn refused(path: &Path, refused: &Refused) -> Self {
        if let Refused::NotUtf8 { .. } = refused {
            return Self::NotUtf8(path.to_owned());
        }
        Self::Unreadable {
            path: path.to_owned(),
            why: refused.to_string(),
        }
    }
}
