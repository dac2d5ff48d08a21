//! Resource types and the formats of their ARNs.

use super::{
    Service,
    pattern::{ResourcePattern, Token, format_tokens},
    table,
    table::Table,
};
use std::fmt;

/// A kind of resource that actions act on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceType(pub(super) usize);

impl ResourceType {
    /// The service in whose documentation it stands. Its ARNs may be another service's.
    pub fn service(self) -> Service {
        Service(Table::Types.cell(self.0, 0))
    }

    /// Its name: `bucket`.
    pub fn name(self) -> &'static str {
        Table::Types.name(self.0, 1)
    }

    /// The formats of its ARNs. Usually there is one.
    pub fn arns(self) -> impl Iterator<Item = ArnFormat> {
        Table::Types.children(self.0, 2).map(ArnFormat)
    }

    /// The names of the condition keys that hold for any action on it.
    pub fn condition_keys(self) -> impl Iterator<Item = &'static str> {
        table::key_set(Table::Types.cell(self.0, 3))
    }

    /// Whether a pattern can name a resource of this type.
    pub fn accepts(self, resource: &ResourcePattern) -> bool {
        self.arns().any(|arn| arn.accepts(resource))
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceType({} {self})", self.service())
    }
}

/// The format of an ARN: `arn:${Partition}:s3:::${BucketName}`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArnFormat(pub(super) usize);

impl ArnFormat {
    /// AWS's text.
    pub fn as_str(self) -> &'static str {
        Table::Arns.name(self.0, 0)
    }

    /// Whether a pattern can name an ARN of this format.
    pub fn accepts(self, resource: &ResourcePattern) -> bool {
        // Nearly all pairs differ in the service: no need to look further.
        let service = self.field(2);
        let other = resource.service().is_some_and(|wanted| wanted != service);
        (!other || service.contains("${")) && resource.overlaps(&self.tokens())
    }

    /// The field between two colons: 1 partition, 2 service, 3 region, 4 account, 5 the rest.
    pub fn field(self, number: usize) -> &'static str {
        self.as_str().splitn(6, ':').nth(number).unwrap_or_default()
    }

    pub(super) fn tokens(self) -> Vec<Token> {
        format_tokens(self.as_str(), Table::Arns.cell(self.0, 1))
    }
}

impl fmt::Display for ArnFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ArnFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArnFormat({self})")
    }
}

/// Whether any ARN has this service: an IAM prefix, or what stands in a format (`s3-object-lambda`).
pub fn is_arn_service(name: &str) -> bool {
    Service::find(name).is_some_and(|service| service.prefix() == name)
        || (0..Table::Arns.rows()).any(|row| ArnFormat(row).field(2) == name)
}
