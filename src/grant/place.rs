//! Where a grant applies: what its ARNs have for partition, region and account.

use crate::text::Text;

/// The partition, region and account of a folder, literal where the spec says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `aws`, `aws-cn`, …
    pub partition: Text,
    /// `us-east-1`, …
    pub region: Text,
    /// 12 digits.
    pub account: Text,
    /// `amazonaws.com`, …: what AWS service names end with.
    pub dns_suffix: Text,
}

impl Default for Place {
    /// Wherever Terraform is applied: the provider's data sources.
    fn default() -> Self {
        Self {
            partition: Text::reference("data.aws_partition.current.partition"),
            region: Text::reference("data.aws_region.current.id"),
            account: Text::reference("data.aws_caller_identity.current.account_id"),
            dns_suffix: Text::reference("data.aws_partition.current.dns_suffix"),
        }
    }
}
