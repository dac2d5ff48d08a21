//! The wizard: from nothing to a reviewed spec in two minutes.

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
