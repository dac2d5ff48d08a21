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
    /// A `ref` to a Terraform type whose attribute we do not know.
    UnlistedRefType = "unlisted-ref-type", Error;
    /// A verb that can give more than it seems to.
    RiskyVerb = "risky-verb", Warning;
    /// An action under `except` that the grant does not give.
    ExceptWithoutEffect = "except-without-effect", Error;
    /// A `kms_key` that needs no permission.
    KeyWithoutUse = "key-without-use", Warning;

    // Reading what exists
    /// The file is not JSON.
    JsonSyntax = "json-syntax", Error;
    /// JSON that is no policy document.
    BadPolicy = "bad-policy", Error;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
