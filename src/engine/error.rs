//! Why the engine could not work; faults of a description are diagnostics.

use std::{io, path::Path};

use super::shown;
use crate::{grant, read, render};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system's error.
    #[error("cannot read `{name}`")]
    Read {
        /// The path as given.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// A file that is there, and not what is read here.
    #[error("cannot read `{name}`: {why}")]
    Unfit {
        /// The path as given.
        name: String,
        /// What it is instead, and what to give.
        why: String,
    },
    /// A folder of templates with a file that replaces nothing, or that cannot be read.
    #[error("cannot read the templates in `{folder}`")]
    Templates {
        /// The path as given.
        folder: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// One of several specs stands in the way of all.
    #[error("cannot generate from `{name}`")]
    Generate {
        /// The spec's path as given.
        name: String,
        /// Why.
        source: Box<Self>,
    },
    /// A service of grants is malformed.
    #[error(transparent)]
    Grant(#[from] grant::Error),
    /// A template is at fault.
    #[error(transparent)]
    Render(#[from] render::Error),
    /// A module, plan or state cannot be read at all.
    #[error(transparent)]
    Module(#[from] read::Error),
}

impl Error {
    pub(super) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read {
            name: shown(path),
            source,
        }
    }

    pub(super) fn unfit(path: &Path, why: impl Into<String>) -> Self {
        Self::Unfit {
            name: shown(path),
            why: why.into(),
        }
    }
}
