//! `README.md`: what the folder holds, how to apply it, and in which order where two accounts
//! are involved.

use super::{Error, Templates, context::readme::Readme, engine::Engine};
use crate::blueprint::{Blueprint, Folder};

const TEMPLATE: &str = "README.md.tera";

/// The name and text of the folder's README; `files` are the names of its other files.
pub(super) fn text(
    blueprint: &Blueprint,
    folder: &Folder,
    files: &[(String, String)],
    templates: &Templates,
) -> Result<(String, String), Error> {
    let engine = Engine::markdown(templates, [TEMPLATE])?;
    let readme = Readme::new(
        blueprint,
        folder,
        files.iter().map(|(name, _)| name.as_str()),
    );
    let text = engine.render(TEMPLATE, "readme", &readme)?;
    let name = format!("{}README.md", folder.terraform.file_prefix);
    Ok((name, format!("{}\n", text.trim())))
}
