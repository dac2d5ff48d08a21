//! Kinds of text that several keys hold.

use super::{Characters, TextRule, Wants};
use crate::spec::limits::{account, arn, kms, names, region};

/// `[\w+=,.@-]`, ASCII.
pub(super) const IAM_NAME: Characters = Characters {
    holds: |c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c),
    words: "letters, digits and `_+=,.@-`",
    class: "[A-Za-z0-9_+=,.@-]",
};

/// An account id.
pub(super) const ACCOUNT: TextRule = TextRule::new("an account id")
    .check(account::check)
    .pattern("^[0-9]{12}$");

/// A region.
pub(super) const REGION: TextRule = TextRule::new("a region")
    .check(region::check)
    .pattern("^[a-z]{2,}(-[a-z]+)+-[0-9]+$");

/// The path of a role.
pub(super) const PATH: TextRule = TextRule::new("a path")
    .length(1, 512)
    .check(names::path)
    .pattern("^(/|/[!-~]+/)$");

/// The key of a tag.
pub const TAG_KEY: TextRule = TextRule::new("a tag key")
    .literal()
    .length(1, 128)
    .of(TAG)
    .check(names::tag);

/// The value of a tag.
pub const TAG_VALUE: TextRule = TextRule::new("a tag value")
    .length(0, 256)
    .of(TAG)
    .check(names::tag);

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`; of `\p{Z}` the line and paragraph separators are refused anyway.
const TAG: Characters = Characters {
    holds: names::is_tag_character,
    words: "letters, digits, spaces and `_.:/=+-@`",
    class: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]",
};

/// A condition value.
pub const CONDITION_VALUE: TextRule = TextRule::new("a condition value")
    .policy()
    .length(0, usize::MAX);

/// An `ExternalId`.
pub(super) const EXTERNAL_ID: TextRule = TextRule::new("an external id")
    .policy()
    .length(2, 1224)
    .of(Characters {
        holds: |c| c.is_ascii_alphanumeric() || "_+=,.@:/-".contains(c),
        words: "letters, digits and `_+=,.@:/-`",
        class: "[A-Za-z0-9_+=,.@:/-]",
    });

const POLICIES: Wants = Wants::Types(&[("aws_iam_policy", "arn")]);

/// The boundary of a role.
pub(super) const BOUNDARY: TextRule = TextRule::new("the ARN of a policy")
    .wants(POLICIES)
    .check(arn::policy)
    .pattern("^arn:[a-z0-9-]+:iam::([0-9]{12}|aws):policy/.+$");

/// A managed policy.
pub(super) const MANAGED_POLICY: TextRule = TextRule::new("a managed policy")
    .wants(POLICIES)
    .check(arn::managed_policy);

/// A KMS key.
pub(super) const KMS_KEY: TextRule = TextRule::new("the ARN of a KMS key")
    .policy()
    .wants(Wants::Types(&[
        ("aws_kms_key", "arn"),
        ("aws_kms_replica_key", "arn"),
        ("aws_kms_external_key", "arn"),
        ("aws_kms_alias", "target_key_arn"),
    ]))
    .check(kms::key_arn)
    .pattern("^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$");

/// A statement id.
pub(super) const SID: TextRule = TextRule::new("a statement id").literal().of(Characters {
    holds: |c| c.is_ascii_alphanumeric(),
    words: "letters and digits",
    class: "[A-Za-z0-9]",
});

/// An action or a pattern of actions.
pub(super) const ACTION: TextRule = TextRule::new("an action")
    .literal()
    .check(names::action)
    .pattern(r"^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$");

/// A resource.
pub(super) const RESOURCE: TextRule = TextRule::new("a resource")
    .policy()
    .length(1, 2048)
    .wants(Wants::AnyArn);

/// The label of an assume or deployer.
pub(super) const LABEL: TextRule = TextRule::new("a label")
    .literal()
    .check(names::label)
    .pattern("^[a-z][a-z0-9-]{0,31}$");
