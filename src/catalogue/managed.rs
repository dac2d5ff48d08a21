//! AWS's managed policies: whether they exist, where, and what they say.

use super::table::{self, Table};
use std::fmt;

/// A managed policy that AWS has or had.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwsPolicy(usize);

/// Whether a managed policy can be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyState {
    /// Yes.
    Current,
    /// No: it belongs to a service-linked role.
    ServiceLinked,
    /// No longer: AWS has withdrawn it.
    Withdrawn,
}

/// The parts of `arn:PARTITION:iam::aws:policy/PATH/NAME`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyArn<'a> {
    /// `aws`, `aws-cn`, …
    pub partition: &'a str,
    /// `/`, `/service-role/`, …
    pub path: &'a str,
    /// The bare name.
    pub name: &'a str,
}

impl<'a> PolicyArn<'a> {
    /// Reads the ARN of a policy of AWS; `None` for any other ARN.
    pub fn parse(arn: &'a str) -> Option<Self> {
        let (partition, rest) = arn.strip_prefix("arn:")?.split_once(':')?;
        let full = rest.strip_prefix("iam::aws:policy")?;
        let at = full.rfind('/')?;
        let (path, name) = full.split_at_checked(at + 1)?;
        (path.starts_with('/') && !name.is_empty()).then_some(Self {
            partition,
            path,
            name,
        })
    }
}

impl AwsPolicy {
    /// The policy of exactly this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::find_ignoring_case(name).filter(|policy| policy.name() == name)
    }

    /// The policy of this name, whatever its case.
    pub fn find_ignoring_case(name: &str) -> Option<Self> {
        table::find(Table::Managed, 0, 0..Table::Managed.rows(), name).map(Self)
    }

    /// The policy of exactly this ARN, path included, in any partition.
    pub fn find_arn(arn: &str) -> Option<Self> {
        let arn = PolicyArn::parse(arn)?;
        Self::find(arn.name).filter(|policy| policy.path() == arn.path)
    }

    /// Every policy, withdrawn ones too, in the order of their names.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        (0..Table::Managed.rows()).map(Self)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Table::Managed.name(self.0, 0)
    }

    /// Its path: `/`, `/service-role/`, `/job-function/`, `/aws-service-role/`.
    pub fn path(self) -> &'static str {
        Table::Managed.name(self.0, 1)
    }

    /// Its default version on the day of the data: `v2`.
    pub fn version(self) -> &'static str {
        Table::Managed.name(self.0, 2)
    }

    /// Whether it can be attached.
    pub fn state(self) -> PolicyState {
        match Table::Managed.cell(self.0, 3) {
            0 => PolicyState::Current,
            1 => PolicyState::ServiceLinked,
            _ => PolicyState::Withdrawn,
        }
    }

    /// Its ARN in a partition.
    pub fn arn(self, partition: &str) -> String {
        format!(
            "arn:{partition}:iam::aws:policy{}{}",
            self.path(),
            self.name()
        )
    }

    /// Its document as minified JSON. Unpacks about 128 KiB, in a millisecond.
    pub fn document(self) -> Option<String> {
        let block = table::block(Table::Managed.cell(self.0, 4))?;
        let (start, end) = (
            Table::Managed.cell(self.0, 5),
            Table::Managed.cell(self.0, 6),
        );
        block.get(start..end).map(str::to_owned)
    }
}

impl fmt::Display for AwsPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for AwsPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AwsPolicy({self})")
    }
}
