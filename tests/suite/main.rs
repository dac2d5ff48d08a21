//! What rolewright promises, one module per promise, in one binary so that it links once.
//!
//! Tests that need another program say so: `#[ignore = "needs terraform"]`. `cargo test` leaves
//! them out, `cargo test -- --include-ignored` runs those whose programs are there and says which
//! are missing, and where `CI` is `true` a missing program is a failure.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise, reads its environment and makes its own input files"
)]

mod support;

mod actions;
mod apply;
mod asserts;
mod bounds;
mod can;
mod catalogue;
mod check;
mod cloud_control;
mod compare;
mod corpus;
mod diff;
mod diff_settings;
mod docs;
mod edits;
mod evaluate;
mod exclusive;
mod explain;
mod expressions;
mod format;
mod generate;
mod grants;
mod hostile;
mod judge;
mod launches;
mod layered;
mod layers;
mod managed_policies;
mod module_checks;
mod opentofu;
mod own_documents;
mod pairs;
mod placement;
mod plans;
mod raw_text;
#[cfg(unix)]
mod reach;
mod read;
mod recorded;
mod reference;
mod refused;
mod reject;
mod render;
mod repository;
mod resource_policies;
mod resources;
mod rewritten;
mod spec_files;
mod spec_places;
mod symbols;
mod terraform;
mod terraform_attributes;
mod unread;
mod unsound;
mod until;
mod variables;
mod wizard;
mod writing;
