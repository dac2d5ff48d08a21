//! Grants: say what you need (`buckets: [{name: photos, access: [read]}]`), get exactly the actions
//! that it takes.
//!
//! Each service is one YAML file under `grants/`; no service is known to the Rust code by name
//! (but `keys`, which says how the key of `kms_key` is named). A [`Library`] parses a file when its
//! service is first asked for.
//!
//! ```
//! use rolewright::{grant::{self, Library, Place, Request, Subject}, source::Located};
//!
//! let request = Request {
//!     service: "buckets".to_owned(),
//!     subject: Subject::Name(Located::nowhere("photos".into())),
//!     access: vec![Located::nowhere("read".to_owned())],
//!     ..Request::default()
//! };
//! let expansion = grant::expand(Library::embedded(), &request, &Place::default())?;
//! let objects = &expansion.statements[1];
//! assert_eq!(objects.actions.values[0].value.to_string(), "s3:GetObject");
//! # Ok::<(), grant::Error>(())
//! ```

mod address;
mod also;
mod arn;
mod check;
mod condition;
mod draft;
mod except;
mod expand;
mod fault;
mod identity;
mod kms;
mod library;
mod option_use;
mod place;
mod reference;
mod request;
mod rules;
mod service;
mod sid;
mod subject;
mod template;

pub use expand::{Expansion, expand, unknown_verbs};
pub use library::{Error, Library};
pub use place::Place;
pub use reference::reference;
pub use request::{OptionValue, Request, Subject};
pub use rules::{Rules, Star};
pub use service::{
    ArnForm, Conditions, Entry, Form, KmsRule, OneOrMany, OneOrManyNames, OptionType, Rule,
    Service, ServiceOption, Shape, Verb,
};
pub use template::Template;
