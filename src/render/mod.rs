//! From a blueprint to files: text that Terraform, Markdown readers and shells take.
//!
//! Every block, attribute and comment stands in a template under `templates/`; this module hands
//! templates documented data (see [`context`]), brings what comes out into Terraform's format and
//! opens each file with its header.

pub mod context;
mod engine;
mod error;
mod folder;
pub mod header;
pub mod holes;
mod markdown;
mod readme;
mod templates;
pub mod value;

pub use error::{Error, TemplateFault};
pub use templates::Templates;

use crate::blueprint::Blueprint;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the output folder, `/` between its parts.
    pub path: String,
    /// The whole content, header included.
    pub content: String,
}

/// The files of all folders, in the order in which a reader would open them.
///
/// `spec` is the spec's path relative to the output folder, or its base name if it lies elsewhere;
/// it stands in each header. A file that would be empty is left out.
pub fn files(blueprint: &Blueprint, templates: &Templates, spec: &str) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for folder in &blueprint.folders {
        let mut texts = folder::texts(folder, templates)?;
        let readme = readme::text(blueprint, folder, &texts, templates)?;
        texts.push(readme);
        files.extend(texts.into_iter().map(|(name, body)| {
            let path = located(&folder.path, &name);
            let content = header::add(&path, spec, &format!("\n{body}"));
            File { path, content }
        }));
        files.extend(folder.files.iter().map(|copied| File {
            path: located(&folder.path, &copied.path),
            content: copied.content.clone(),
        }));
    }
    Ok(files)
}

fn located(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
