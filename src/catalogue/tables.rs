/// The tables of the flat form, in their order; both `build.rs`, which writes them, and
/// `table.rs`, which reads them, include this file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    /// Where a name starts in the pool; one row more than names.
    Strings,
    /// One row: the date of the data.
    Meta,
    /// Prefix, name, first action, first type, first key; one row more than services.
    Services,
    /// Name, service, flags, first use, key set, first dependent; one row more than actions.
    Actions,
    /// A resource type of an action: type, whether required, key set.
    Uses,
    /// Where a set of condition keys starts; one row more than sets.
    KeySets,
    /// The names of the keys of all sets.
    KeySetItems,
    /// Actions that a call needs as well.
    Dependents,
    /// Service, name, first ARN, key set; one row more than types.
    Types,
    /// Format, and which holes are bounded.
    Arns,
    /// Name and type of the condition keys, by service, the global ones last.
    Keys,
    /// Name, path, version, state, block, start and end in the block.
    Managed,
    /// Where a packed block starts; one row more than blocks.
    Blocks,
    /// The name.
    InstanceTypes,
    /// Name, partition, DNS suffix.
    Regions,
    /// An SDK's name of a service, and its IAM prefix.
    SdkNames,
    /// Name, first action; one row more than operations.
    Operations,
    /// The actions that an operation needs.
    OperationActions,
    /// Terraform type, attribute, whether `ref:` chooses it, what it yields.
    Attributes,
    /// Id, label, first action; one row more than ways.
    Escalations,
    /// The actions that a way to raise one's access needs.
    EscalationActions,
    /// Action and kind.
    Sensitive,
    /// A pattern of actions, an ARN that they are authorised on beside their types', bounded holes.
    ActionArns,
}
