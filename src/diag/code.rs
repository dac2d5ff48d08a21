//! Every diagnostic code, its severity and its one-line description: the one list.

use std::fmt;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably a mistake; the work goes on.
    Warning,
    /// The answer is "no": nothing is generated.
    Error,
}

impl Severity {
    /// The word that messages and JSON use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $severity:ident;)+) => {
        /// A stable kind of diagnostic. Names say the fault and read as "allow `<code>`".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The kebab-case id that users see.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// The severity it has unless a level says otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// What it means, in a sentence or two.
            pub const fn docs(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n",)+),)+ }
            }
        }
    };
}

codes! {
    // Reading YAML
    /// The file is not YAML.
    YamlSyntax = "yaml-syntax", Error;
    /// A key that the spec does not know.
    UnknownKey = "unknown-key", Error;
    /// A key that stands twice in one map.
    DuplicateKey = "duplicate-key", Error;
    /// A value of the wrong type.
    WrongType = "wrong-type", Error;
    /// A key that must be there and is not.
    MissingKey = "missing-key", Error;
    /// Keys that exclude each other, or of which exactly one is needed.
    ConflictingKeys = "conflicting-keys", Error;
    /// A key that this version does not support yet.
    NotSupportedYet = "not-supported-yet", Error;

    // Grants
    /// A verb that the service does not have.
    UnknownVerb = "unknown-verb", Error;
    /// A name or option whose value AWS would refuse.
    BadName = "bad-name", Error;
    /// An ARN that is not one of the kind that the grant is about.
    WrongArn = "wrong-arn", Error;
    /// A `*` or `?` where a grant takes plain text only.
    StarNotAllowed = "star-not-allowed", Error;
    /// A prefix that does not end where a folder ends, so that it means more than it seems to.
    OpenPrefix = "open-prefix", Warning;
    /// A name that seems to end in the random characters that AWS appends to it.
    RandomEnd = "random-end", Warning;
    /// A `ref` to a Terraform type whose attribute we do not know.
    UnlistedRefType = "unlisted-ref-type", Error;
    /// A verb that can give more than it seems to.
    RiskyVerb = "risky-verb", Warning;
    /// An action under `except` that the grant does not give.
    ExceptWithoutEffect = "except-without-effect", Error;
    /// A `kms_key` that none of the grant's verbs uses.
    KeyWithoutUse = "key-without-use", Error;
    /// A `kms_key` that AWS manages, and that needs no permission.
    AwsManagedKey = "aws-managed-key", Note;
    /// An option that none of the grant's verbs looks at.
    OptionWithoutUse = "option-without-use", Error;
    /// An action under `also` that can act on none of the grant's resources.
    AlsoWithoutResource = "also-without-resource", Error;
    /// An action under `also` that the verbs give already.
    AlsoWithoutEffect = "also-without-effect", Warning;
    /// An action under `unchecked` that the catalogue knows.
    KnownAction = "known-action", Warning;
    /// A condition key that none of the grant's actions has.
    ConditionWithoutAction = "condition-without-action", Error;
    /// A condition key that only some of the grant's actions have, so that a statement is split.
    ConditionSplits = "condition-splits", Note;
    /// A condition that the grant has already, with other values.
    ConditionTwice = "condition-twice", Error;
    /// A managed policy of AWS that gives more than what it is used for.
    BroadManagedPolicy = "broad-managed-policy", Warning;
    /// Statements that take more than one managed policy.
    PolicySplit = "policy-split", Note;

    // Reading what exists
    /// The file is not JSON.
    JsonSyntax = "json-syntax", Error;
    /// JSON that is no policy document.
    BadPolicy = "bad-policy", Error;

    // Reading YAML: what YAML allows and a spec must not hold
    /// The file holds no spec: it is empty, or only comments.
    EmptySpec = "empty-spec", Error;
    /// A second YAML document in one file.
    SecondDocument = "second-document", Error;
    /// An alias that repeats nothing, itself, or too much.
    BadAlias = "bad-alias", Error;
    /// A YAML tag such as `!!str`.
    YamlTag = "yaml-tag", Error;
    /// The merge key `<<`, which YAML 1.2 does not have.
    MergeKey = "merge-key", Error;
    /// Collections within collections, beyond the bound.
    NestingTooDeep = "nesting-too-deep", Error;
    /// A NUL, control or bidirectional control character, U+2028 or U+2029.
    ForbiddenCharacter = "forbidden-character", Error;
    /// Text that is not in Unicode normal form C: Terraform would change it.
    NotNormalized = "not-normalized", Error;

    // What one key of a spec may hold
    /// A key or value that has no effect.
    DeadValue = "dead-value", Error;
    /// A value that stands twice where once is enough.
    DuplicateValue = "duplicate-value", Error;
    /// Two things of one name.
    DuplicateName = "duplicate-name", Error;
    /// A value that is none of the few that there are.
    UnknownValue = "unknown-value", Error;
    /// A number or duration beyond its bounds.
    OutOfRange = "out-of-range", Error;
    /// Text that is longer than AWS takes.
    TooLong = "too-long", Error;
    /// Text that is shorter than AWS takes, or empty.
    TooShort = "too-short", Error;
    /// A character that AWS does not take there.
    BadCharacter = "bad-character", Error;
    /// Something that is no duration.
    BadDuration = "bad-duration", Error;
    /// Something that is no day `YYYY-MM-DD`.
    BadDay = "bad-day", Error;
    /// A grant or statement that is still there after the day given by its `until`.
    ExpiredGrant = "expired-grant", Error;
    /// An account id that is not 12 digits.
    BadAccount = "bad-account", Error;
    /// A region that does not look like one, or lies in another partition.
    BadRegion = "bad-region", Error;
    /// An instance type that EC2 did not have on the day of the catalogue's data.
    UnknownInstanceType = "unknown-instance-type", Warning;
    /// An ARN that is malformed, or of another kind than the key takes.
    BadArn = "bad-arn", Error;
    /// An id (image, subnet, security group) of another form than AWS gives.
    BadId = "bad-id", Error;
    /// A path that IAM does not take.
    BadPath = "bad-path", Error;
    /// A tag that AWS does not take.
    BadTag = "bad-tag", Error;
    /// Tags of a role whose keys differ in case only.
    TagCaseConflict = "tag-case-conflict", Error;
    /// More of something than AWS takes.
    TooMany = "too-many", Error;
    /// A label that does not match `[a-z][a-z0-9-]{0,31}`, or cannot name a folder on Windows.
    BadLabel = "bad-label", Error;
    /// A service principal that is none.
    BadServicePrincipal = "bad-service-principal", Error;
    /// An action that is not `service:Name`.
    BadAction = "bad-action", Error;
    /// A principal with a wildcard, which IAM refuses.
    WildcardPrincipal = "wildcard-principal", Error;
    /// A role as principal with a condition on MFA, which a role's session never has.
    MfaOnRole = "mfa-on-role", Warning;
    /// A setting of a volume that its type does not have, or that contradicts another.
    BadVolume = "bad-volume", Error;
    /// A volume that is not encrypted.
    UnencryptedVolume = "unencrypted-volume", Warning;
    /// `IMDSv1` left open.
    ImdsV1 = "imds-v1", Warning;
    /// A hop limit that answers of the metadata service do not reach containers with.
    ImdsHopLimit = "imds-hop-limit", Warning;
    /// A version constraint that admits versions too old for what is generated.
    OldVersion = "old-version", Warning;
    /// An image that is at its end of life.
    OldImage = "old-image", Warning;
    /// A lookup that takes whatever image is the newest.
    AnyImage = "any-image", Warning;
    /// An identifier or expression of Terraform that Terraform would refuse.
    BadTerraform = "bad-terraform", Error;
    /// Text after `${` that is neither a reference nor an IAM variable.
    BadReference = "bad-reference", Error;
    /// A reference where the text must be known.
    ReferenceNotAllowed = "reference-not-allowed", Error;
    /// A reference to what stands in a folder, in a layout or place that has no such folder.
    ReferenceOutsideLayout = "reference-outside-layout", Error;
    /// `&{` in a policy that Terraform would turn into `${`.
    AmpersandBrace = "ampersand-brace", Error;
    /// A file that cannot be read or used.
    BadFile = "bad-file", Error;
    /// A file outside the repository.
    FileOutside = "file-outside", Error;
    /// A file that is larger than AWS takes.
    FileTooLarge = "file-too-large", Error;
    // The folder that is generated into
    /// A resource, data source or output that the folder declares already.
    AddressTaken = "address-taken", Error;
    /// A reference to something that no file of the folder declares.
    UndeclaredReference = "undeclared-reference", Error;


    // Policies: actions and resources
    /// An action that IAM does not have.
    UnknownAction = "unknown-action", Error;
    /// An action pattern that matches no action.
    WildcardWithoutMatch = "wildcard-without-match", Error;
    /// An action that can act on none of its statement's resources.
    DeadAction = "dead-action", Error;
    /// A resource that none of its statement's actions can use.
    DeadResource = "dead-resource", Error;
    /// An action that needs resources of several types, of which some are not allowed.
    MissingResourceType = "missing-resource-type", Error;
    /// A resource that has not the form of an ARN.
    MalformedArn = "malformed-arn", Error;
    /// An ARN of another partition than the role's or the region's.
    WrongPartition = "wrong-partition", Error;
    /// A region or account in an ARN that has none, or none in one that needs it.
    MisplacedArnField = "misplaced-arn-field", Error;
    /// A region that AWS did not have on the day of our data.
    UnknownRegion = "unknown-region", Warning;
    /// A KMS alias as a resource, where only the key's ARN authorises.
    AliasAsResource = "alias-as-resource", Error;
    /// A secret's ARN without the six random characters at its end.
    SecretWithoutSuffix = "secret-without-suffix", Error;
    /// An SSM parameter's ARN with two slashes before the name.
    ParameterSlash = "parameter-slash", Error;

    // Policies: conditions
    /// A condition operator that IAM does not have.
    UnknownOperator = "unknown-operator", Error;
    /// A condition key that neither AWS nor the actions' services have.
    UnknownConditionKey = "unknown-condition-key", Error;
    /// A condition key that no request of the statement's actions holds.
    InapplicableConditionKey = "inapplicable-condition-key", Error;
    /// A condition key that requests of some of the statement's actions do not hold.
    PartlyInapplicableConditionKey = "partly-inapplicable-condition-key", Warning;
    /// An operator that does not read values of the key's type.
    WrongOperatorType = "wrong-operator-type", Error;
    /// A key with several values under an operator for one.
    MissingSetOperator = "missing-set-operator", Warning;
    /// A value that its operator cannot read.
    InvalidConditionValue = "invalid-condition-value", Error;
    /// A `*` in a value that its operator compares character by character.
    WildcardInEquals = "wildcard-in-equals", Warning;

    // Policies: attachments, sizes, trust
    /// A managed policy of AWS that our data do not have.
    UnknownPolicy = "unknown-policy", Warning;
    /// A managed policy that AWS has withdrawn.
    WithdrawnPolicy = "withdrawn-policy", Warning;
    /// A managed policy that only a service-linked role can have.
    UnattachablePolicy = "unattachable-policy", Error;
    /// A managed policy of AWS under a path that is not its own.
    WrongPolicyPath = "wrong-policy-path", Error;
    /// More managed policies on a role than AWS allows after raising the quota.
    TooManyPolicies = "too-many-policies", Error;
    /// More managed policies on a role than AWS allows without raising the quota.
    ManyPolicies = "many-policies", Warning;
    /// A policy that is longer than AWS allows.
    PolicyTooLong = "policy-too-long", Error;
    /// A policy that is longer than AWS allows if its references are as long as they can be.
    PolicyMayBeTooLong = "policy-may-be-too-long", Warning;
    /// A statement id with other characters than letters and digits.
    InvalidSid = "invalid-sid", Error;
    /// A statement id that stands twice in one policy.
    DuplicateSid = "duplicate-sid", Error;
    /// A principal that AWS refuses.
    InvalidPrincipal = "invalid-principal", Error;
    /// Resources in a trust policy, which has none.
    TrustWithResource = "trust-with-resource", Error;
    /// An action in a trust policy that is not about becoming a role.
    TrustAction = "trust-action", Error;
    /// A principal in a policy of a role, or none in a trust policy.
    MisplacedPrincipal = "misplaced-principal", Error;
    /// A statement without resources in a policy of a role.
    StatementWithoutResource = "statement-without-resource", Error;
    /// A statement whose list of actions is empty.
    StatementWithoutAction = "statement-without-action", Error;
    /// A session longer than an hour for a role that only roles assume.
    ChainedSession = "chained-session", Warning;
    /// Something that a Terraform module declares twice, outside of override files.
    DuplicateDeclaration = "duplicate-declaration", Error;
    /// The role of a machine's profile does not trust EC2.
    ProfileWithoutTrust = "profile-without-trust", Warning;
    /// `iam:PassRole` without a condition that says to which service a role may be handed.
    PassRoleToAnyService = "pass-role-to-any-service", Error;
    /// A pattern of actions that holds `iam:PassRole`, for any service.
    PassRoleByPattern = "pass-role-by-pattern", Warning;

    // Asserts
    /// An assert of the spec does not hold, or it cannot be proved that it does.
    FailedAssertion = "failed-assertion", Error;
    /// The policy behind the permissions boundary is not part of the spec, so that an assert `can`
    /// says nothing about what the boundary takes away.
    UnknownBoundary = "unknown-boundary", Note;

    // Modules, plans and states
    /// Part of a module, plan or state that is not understood: the checks say nothing about it.
    NotUnderstood = "not-understood", Note;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
