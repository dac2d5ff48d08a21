//! What people already have, as a blueprint: Terraform modules, plans, states, policy JSON.

mod attach;
mod compute;
mod config;
mod declared;
mod definitions;
mod document;
mod error;
mod eval;
mod exclusive;
mod form;
mod function;
mod holdings;
mod iam;
mod inputs;
mod instance;
mod json;
mod key_policy;
mod launch;
mod mentions;
mod module;
mod names;
mod number;
mod partition;
mod plan;
mod policy_document;
mod policy_json;
mod reach;
mod references;
mod resource_policy;
mod resources;
mod state_file;
mod tf_json;
mod unread;
mod user_data;
mod uses;
mod value;
mod variables;

pub use error::Error;
pub use form::{Form, detect, form_of};
pub use holdings::{Held, Holdings, boundary, holdings};
pub use inputs::Inputs;
pub use module::module;
pub use partition::{in_partition, is_partition};
pub use plan::plan_or_state;
pub use policy_json::policy;
pub use user_data::user_data_digest;
pub use variables::{Values, variables};

use std::path::Path;

use crate::source::file;

/// Whether a folder holds Terraform files.
pub fn is_module(folder: &Path) -> bool {
    config::files(folder).is_ok_and(|files| !files.is_empty())
}

/// The text of a file.
fn read_text(path: &Path) -> Result<String, Error> {
    file::text(path).map_err(|refused| Error::refused(path, &refused))
}
