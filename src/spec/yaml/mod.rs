//! YAML with places: a tree in which every key and value knows its bytes.
//!
//! One pass over the events of `granit-parser` builds it. Of the two parsers of this family it is
//! the one that reports the place of anchors, tags and unknown aliases, and bounds nesting itself;
//! serde would stop at the first fault and drop duplicate keys.
//!
//! What YAML allows and a reviewed file must not hold is refused here: duplicate and merge keys, a
//! second document, tags, control characters, text that is not in normal form C. Aliases are
//! followed, within bounds.
//!
//! ```
//! use rolewright::{diag::Diagnostics, source::Sources, spec::yaml};
//!
//! let mut sources = Sources::default();
//! let id = sources.add("spec.yaml", "role:\n  name: \"web\"\n");
//! let mut diagnostics = Diagnostics::default();
//! let tree = yaml::read(id, &sources, &mut diagnostics).expect("a document");
//! let name = tree.root.get("role").and_then(|role| role.get("name")).expect("a name");
//! assert_eq!(sources.snippet(name.origin), Some("\"web\""));
//! assert_eq!(name.as_scalar().map(|scalar| scalar.text.as_str()), Some("web"));
//! ```

mod build;
mod characters;
mod core_schema;
mod fill;
mod merge;
mod place;
mod syntax;
mod tree;

pub use build::read;
pub use core_schema::Plain;
pub use fill::fill;
pub use merge::{merge, nested, remove};
pub use tree::{Content, Entry, Key, Node, Scalar, Tree};
