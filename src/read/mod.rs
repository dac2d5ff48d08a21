//! What people already have, as a blueprint: Terraform modules, plans, states, policy JSON.

mod document;
#[expect(dead_code, reason = "the reader of modules needs the rest")]
mod instance;
#[expect(dead_code, reason = "the reader of modules needs the rest")]
mod json;
mod policy_json;
#[expect(dead_code, reason = "the reader of modules needs the rest")]
mod value;

pub use policy_json::policy;
