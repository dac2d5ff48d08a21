//! From a blueprint to files: text that Terraform, Markdown readers and shells take.

pub mod header;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the output folder, `/` between its parts.
    pub path: String,
    /// The whole content, header included.
    pub content: String,
}
