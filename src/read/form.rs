//! What a path leads to.

use std::path::Path;

use super::{
    Error,
    json::{self, Flat},
    value::Kind,
};
use crate::source::Origin;

/// What can be compared and explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A spec in YAML.
    Spec,
    /// A folder with Terraform files.
    Module,
    /// `terraform show -json` of a plan or of a state, or a state file itself.
    PlanOrState,
    /// A policy document in JSON.
    Policy,
}

/// Tells what a path leads to: by what it is, by its extension, and JSON by its keys.
pub fn detect(path: &Path) -> Result<Form, Error> {
    if path.is_dir() {
        return Ok(Form::Module);
    }
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    if matches!(extension, "yaml" | "yml") {
        return Ok(Form::Spec);
    }
    let text = super::read_text(path)?;
    form_of(&text).ok_or_else(|| Error::UnknownForm(path.to_owned()))
}

/// What a text is, if it is JSON of ours.
pub fn form_of(text: &str) -> Option<Form> {
    let text = text.trim_start_matches('\u{feff}');
    let value = json::parse(&Flat::verbatim(text, Origin::NOWHERE)).ok()?;
    let Kind::Object(object) = value.kind else {
        return None;
    };
    let has = |name: &str| {
        object
            .fields
            .keys()
            .any(|key| key.eq_ignore_ascii_case(name))
    };
    if has("Statement") {
        Some(Form::Policy)
    } else if ["planned_values", "values", "terraform_version"]
        .iter()
        .any(|name| has(name))
    {
        Some(Form::PlanOrState)
    } else {
        None
    }
}
