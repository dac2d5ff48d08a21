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

/// What service names end with in a partition. Source: the partitions of botocore's endpoints.
pub(crate) fn dns_suffix(partition: &str) -> Option<&'static str> {
    Some(match partition {
        "aws" | "aws-us-gov" => "amazonaws.com",
        "aws-cn" => "amazonaws.com.cn",
        "aws-eusc" => "amazonaws.eu",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        _ => return None,
    })
}
