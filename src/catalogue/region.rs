//! Partitions, their regions and DNS suffixes, and the instance types of EC2.

use super::table::Table;

/// A region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// `eu-central-1`.
    pub name: &'static str,
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: &'static str,
    /// The end of its host names: `amazonaws.com`.
    pub dns_suffix: &'static str,
}

impl Region {
    /// Every region of every partition.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        (0..Table::Regions.rows()).map(|row| Self {
            name: Table::Regions.name(row, 0),
            partition: Table::Regions.name(row, 1),
            dns_suffix: Table::Regions.name(row, 2),
        })
    }

    /// The region of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|region| region.name == name)
    }
}

/// The names of the partitions, `aws` first.
pub fn partitions() -> Vec<&'static str> {
    let mut names: Vec<_> = Region::all().map(|region| region.partition).collect();
    names.dedup();
    names
}

/// The end of host names in a partition: `amazonaws.com.cn` in `aws-cn`.
pub fn dns_suffix(partition: &str) -> Option<&'static str> {
    Region::all()
        .find(|region| region.partition == partition)
        .map(|region| region.dns_suffix)
}

/// The instance types that EC2 had on the day of the data.
pub fn instance_types() -> impl DoubleEndedIterator<Item = &'static str> + ExactSizeIterator {
    (0..Table::InstanceTypes.rows()).map(|row| Table::InstanceTypes.name(row, 0))
}

pub(super) fn longest_partition() -> usize {
    Region::all()
        .map(|region| region.partition.len())
        .max()
        .unwrap_or(0)
}

pub(super) fn longest_region() -> usize {
    Region::all()
        .map(|region| region.name.len())
        .max()
        .unwrap_or(0)
}
