//! What a description of roles means: who may become a role, what it may do, whether it may do this.

mod access;
mod assertion;
mod batch;
mod can;
mod human;
pub mod json;
mod question;
mod risk;
mod words;

pub use assertion::assertions;
pub use batch::{Answer, answer};
pub use can::{Refusal, Ruling, Step, can, context, pick, possible};
pub use human::human;
pub use risk::{Risk, risks};
