//! The wizard: what it asks, what it does with answers, and what stands in the spec afterwards.

mod answers;
mod flags;
mod machine;
mod play;
#[cfg(unix)]
mod session;
#[cfg(unix)]
mod terminal;
