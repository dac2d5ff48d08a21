//! Grants: say what you need (`buckets: {access: [read]}`), get exactly the actions that it takes.
//!
//! Each service is one YAML file under `grants/`; no service is known to the Rust code by name.

mod request;

pub use request::{OptionValue, Request, Subject};
