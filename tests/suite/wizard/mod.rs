//! The wizard: what it asks, what it does with answers, and what stands in the spec afterwards.

mod flags;
mod machine;
#[cfg(unix)]
mod terminal;
