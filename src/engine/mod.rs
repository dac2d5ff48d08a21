//! The pipeline: descriptions in, blueprints, diagnostics and files out.
//!
//! Every command, the wizard and the tests go through it, so what is tested is what runs. A
//! [`Session`] holds what is the same for all descriptions of a run.
//!
//! ```
//! use rolewright::engine::{Changes, Session, SpecFile};
//!
//! let session = Session::new(jiff::civil::date(2027, 1, 31));
//! let file = SpecFile {
//!     path: "photos.yaml".into(),
//!     name: "photos.yaml".to_owned(),
//!     text: "version: 1\nrole: {name: photos}\nbuckets: [{name: photos, access: [read]}]\n".to_owned(),
//!     changes: Changes::default(),
//! };
//! let run = session.compile(&[file], None)?;
//! assert!(run.compiled[0].diagnostics.is_empty());
//! let names: Vec<&str> = run.compiled[0].files.iter().map(|file| file.path.as_str()).collect();
//! assert!(names.contains(&"iam.tf"));
//! # Ok::<(), rolewright::engine::Error>(())
//! ```

mod compile;
mod error;
mod file;
mod input;
mod layers;
mod templates;
mod variables;
mod written;

use std::path::Path;

use jiff::civil::Date;

use crate::{read::Inputs, render::Templates};

pub use compile::{Compiled, Run};
pub use error::Error;
pub use file::{SpecFile, shown};
pub use input::Input;
pub use layers::{Changes, environments, parts};
pub use variables::unused;

/// What holds for every description of a run.
#[derive(Clone, Debug)]
pub struct Session {
    today: Date,
    templates: Templates,
    inputs: Inputs,
}

impl Session {
    /// A session on a day, which every `until` is held against, with our own templates.
    pub fn new(today: Date) -> Self {
        Self {
            today,
            templates: Templates::embedded(),
            inputs: Inputs::default(),
        }
    }

    /// The same with what is said of variables: wherever something is decided they have these values,
    /// and what is generated does not change with them.
    #[must_use]
    pub fn with_inputs(mut self, inputs: Inputs) -> Self {
        self.inputs = inputs;
        self
    }

    /// The same with the templates of a folder in place of ours of the same names.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, or holds a file that replaces nothing.
    pub fn with_templates(mut self, folder: &Path) -> Result<Self, Error> {
        self.templates = templates::of_folder(folder)?;
        Ok(self)
    }
}
