//! The variables that a module of the layout `module` has without being asked.

/// A variable of the layout `module`, which is there though nothing in the spec mentions it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ModuleVariable {
    /// The name of the role.
    Name,
    /// The beginning of the name of the role.
    NamePrefix,
    /// The tags of every resource.
    Tags,
    /// The subnet that the instance runs in.
    Subnet,
    /// The security groups of the instance.
    SecurityGroups,
}

impl ModuleVariable {
    const ALL: [Self; 5] = [
        Self::Name,
        Self::NamePrefix,
        Self::Tags,
        Self::Subnet,
        Self::SecurityGroups,
    ];

    /// The name in Terraform, without `var.`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::NamePrefix => "name_prefix",
            Self::Tags => "tags",
            Self::Subnet => "subnet_id",
            Self::SecurityGroups => "security_group_ids",
        }
    }

    /// The variable of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}
