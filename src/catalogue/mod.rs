//! AWS's facts about IAM: services, actions, resource types, condition keys, managed policies,
//! regions, instance types, and what Terraform's attributes yield.
//!
//! The data is embedded and read in place; nothing is parsed when the program starts. Everything is
//! a small copyable handle. `catalogue/refresh.py` makes the data, [`data_date`] says of when it is.
//!
//! ```
//! use rolewright::{catalogue::{Action, AwsPolicy, Level, ResourcePattern, Service, instead_of}, text::Text};
//!
//! // An action, whatever its case; its levels, and what it acts on.
//! let get = Action::find("S3:getobject").ok_or("unknown")?;
//! assert_eq!((get.to_string().as_str(), get.level()), ("s3:GetObject", Level::Read));
//! assert!(get.resource_types().any(|kind| kind.resource_type.name() == "object" && !kind.required));
//!
//! // A pair of action and resource is dead if the action cannot act on it. References count.
//! let bucket = ResourcePattern::new(&Text::reference("aws_s3_bucket.app.arn"));
//! let objects = ResourcePattern::new(&Text::reference("aws_s3_bucket.app.arn").then_literal("/*"));
//! let unknown = ResourcePattern::new(&Text::reference("var.x"));
//! assert!(!get.accepts(&bucket) && get.accepts(&objects) && get.accepts(&unknown));
//!
//! // Wildcards, and what to write instead of a name that is no action.
//! assert!(Action::matching("s3:Get*Tagging").any(|action| action.name() == "GetObjectTagging"));
//! let instead = instead_of("s3:HeadBucket").ok_or("nothing")?;
//! assert_eq!(instead.actions, Action::find("s3:ListBucket").into_iter().collect::<Vec<_>>());
//!
//! // Managed policies, with their documents on demand.
//! let core = AwsPolicy::find("AmazonSSMManagedInstanceCore").ok_or("unknown")?;
//! assert_eq!(core.arn("aws"), "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore");
//! assert!(core.document().is_some_and(|json| json.contains("ssm:GetParameter")));
//!
//! assert_eq!(Service::find("states").map(Service::name), Some("AWS Step Functions"));
//! # Ok::<(), &str>(())
//! ```

mod action;
mod attribute;
mod key;
mod managed;
mod pattern;
mod region;
mod resource_type;
mod risk;
mod service;
mod suggest;
mod table;
mod universe;
mod wildcard;

pub use action::{Action, Level, Required, Use};
pub use attribute::{Attribute, Piece, longest};
pub use key::{ConditionKey, KeyType};
pub use managed::{AwsPolicy, PolicyArn, PolicyState};
pub use pattern::ResourcePattern;
pub use region::{Region, dns_suffix, instance_types, partitions};
pub use resource_type::{ArnFormat, ResourceType, is_arn_service};
pub use risk::{Escalation, Sensitivity};
pub use service::Service;
pub use suggest::{
    Suggestion, Why, instead_of, nearest, patterns_spelt_like, prefixes, services_spelt_like,
};
pub use universe::{facts, universe};
pub use wildcard::matches as wildcard_matches;

/// The day of the data, `YYYY-MM-DD`.
pub fn data_date() -> &'static str {
    table::Table::Meta.name(0, 0)
}
