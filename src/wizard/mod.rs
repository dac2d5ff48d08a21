//! The wizard: from nothing to a reviewed spec in two minutes.
//!
//! ```text
//! flags, answers file, spec ─▶ answers ─▶ machine ─▶ spec as a value ─▶ commented text, or edits
//!                                 ▲  one table of questions  │
//!                                 └──── terminal ◀───────────┘
//! ```
//!
//! The machine knows no terminal, and the terminal decides nothing. An answer is judged by what
//! `validate` says about its place in the spec that it would make.

pub mod completion;
pub mod compose;
pub mod edit;
pub mod fields;
pub mod given;
pub mod grants;
pub mod item;
pub mod judge;
pub mod machine;
pub mod place;
pub mod preset;
pub mod question;
pub mod replay;
pub mod review;
pub mod shorthand;
pub mod table;
pub mod terminal;
pub mod text;
mod turn;
