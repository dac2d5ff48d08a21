//! What a description of roles means: who may become a role, what it may do, whether it may do this.

mod batch;

pub use batch::{Answer, answer};
