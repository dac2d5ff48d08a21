//! Changing a spec's text as little as possible: a list of replacements on the original.
//!
//! What a replacement does not touch stays as it is, byte by byte: comments, blank lines, quotes,
//! indentation, line ends. The result is read again before it is believed: it must mean what was
//! asked for, or there is no edit.
//!
//! ```
//! use rolewright::wizard::edit;
//! use serde_json::json;
//!
//! let text = "version: 1 # always\nrole: {name: web}\n";
//! let wanted = json!({"version": 1, "role": {"name": "shop"}});
//! assert_eq!(edit::change(text, &wanted).as_deref(), Ok("version: 1 # always\nrole: {name: shop}\n"));
//! ```

mod lines;
mod list;
mod map;
mod plan;
mod value;

use std::ops::Range;

use serde_json::Value;

use self::plan::Plan;
pub use self::value::value;
use super::judge::tree;

/// One replacement: these bytes of the original by this text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The bytes; an empty range inserts.
    pub range: Range<usize>,
    /// What to put there.
    pub text: String,
}

/// Why a text cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is not YAML that the spec's reader takes.
    #[error("the file is not YAML that can be read")]
    Unreadable,
    /// The change would reach further than it should.
    #[error("the change touches what an alias repeats, or a form that only a person should edit")]
    Entangled,
}

/// The replacements that make `text` mean `wanted`.
pub fn replacements(text: &str, wanted: &Value) -> Result<Vec<Replacement>, Error> {
    let root = tree(text).ok_or(Error::Unreadable)?;
    // First as little as possible; then whole entries of the top level.
    for depth in [usize::MAX, 1] {
        let mut plan = Plan::new(text, depth);
        plan.change(&root, wanted, 0);
        let replacements = plan.finish();
        let means = apply(text, &replacements).and_then(|new| Some(value(&tree(&new)?)));
        if means.as_ref() == Some(wanted) {
            return Ok(replacements);
        }
    }
    Err(Error::Entangled)
}

/// `text`, changed so that it means `wanted`.
pub fn change(text: &str, wanted: &Value) -> Result<String, Error> {
    let replacements = replacements(text, wanted)?;
    apply(text, &replacements).ok_or(Error::Entangled)
}

/// The text with the replacements, which are in order and do not overlap; else `None`.
pub fn apply(text: &str, replacements: &[Replacement]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for replacement in replacements {
        out.push_str(text.get(done..replacement.range.start)?);
        out.push_str(&replacement.text);
        done = replacement.range.end;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}
