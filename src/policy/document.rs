//! Policy documents as they were written, with the place of every value.

use std::{collections::BTreeSet, fmt};

use crate::{
    source::{Located, Origin},
    text::Text,
};

/// A string of a policy: an action pattern, a resource pattern, a condition value, a principal.
pub type Value = Located<Text>;

/// The language version of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `2012-10-17`: with policy variables.
    #[default]
    V2012,
    /// `2008-10-17`, also what a document without `Version` means: `${` is plain text.
    V2008,
}

impl Version {
    /// The text in a document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2012 => "2012-10-17",
            Self::V2008 => "2008-10-17",
        }
    }
}

/// A policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The language version.
    pub version: Version,
    /// The document's `Id`, which means nothing to IAM.
    pub id: Option<Text>,
    /// The statements, in the order written.
    pub statements: Vec<Statement>,
}

impl Document {
    /// The document with every action, resource, principal, condition key and condition value made
    /// anew.
    #[must_use]
    pub fn map_values(&self, make: impl Fn(&Text) -> Text) -> Self {
        let mut document = self.clone();
        let change = |value: &mut Value| value.value = make(&value.value);
        for statement in &mut document.statements {
            statement.actions.values.iter_mut().for_each(change);
            if let Some(clause) = &mut statement.resources {
                clause.values.iter_mut().for_each(change);
            }
            if let Some(clause) = &mut statement.principals {
                clause
                    .values
                    .iter_mut()
                    .for_each(|principal| change(&mut principal.value));
            }
            for condition in &mut statement.conditions {
                change(&mut condition.key);
                condition.values.iter_mut().for_each(change);
            }
        }
        document
    }
}

/// Allow or Deny.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// `Allow`.
    #[default]
    Allow,
    /// `Deny`, which overrides every Allow.
    Deny,
}

impl Effect {
    /// The text in a document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `Action` or `NotAction`, `Resource` or `NotResource`, `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clause<T> {
    /// Whether it is the `Not…` form: everything except the values.
    pub negated: bool,
    /// The values, in the order written.
    pub values: Vec<T>,
}

impl<T> Clause<T> {
    /// The plain form.
    pub fn of(values: impl IntoIterator<Item = T>) -> Self {
        Self {
            negated: false,
            values: values.into_iter().collect(),
        }
    }

    /// The `Not…` form.
    pub fn not(values: impl IntoIterator<Item = T>) -> Self {
        Self {
            negated: true,
            values: values.into_iter().collect(),
        }
    }
}

/// What kind of principal a value names: the key below `Principal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// `"Principal": "*"`, everyone. (`{"AWS": "*"}` is `Aws` with the value `*` and means the same.)
    Everyone,
    /// `AWS`: an account, role, user or session ARN, or an account id.
    Aws,
    /// `Service`: a service principal such as `ec2.amazonaws.com`.
    Service,
    /// `Federated`: an identity provider.
    Federated,
    /// `CanonicalUser`: an S3 canonical user id.
    CanonicalUser,
}

impl PrincipalKind {
    /// Its key in a policy; `None` for everyone, who has none.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::Service => Some("Service"),
            Self::Aws => Some("AWS"),
            Self::Federated => Some("Federated"),
            Self::CanonicalUser => Some("CanonicalUser"),
            Self::Everyone => None,
        }
    }
}

/// One principal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Principal {
    /// Its kind.
    pub kind: PrincipalKind,
    /// Its name; `*` for everyone.
    pub value: Value,
}

/// How the values of a multi-valued key are taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// No prefix: the key has a single value.
    #[default]
    Single,
    /// `ForAnyValue:`.
    Any,
    /// `ForAllValues:`.
    All,
}

/// A condition operator with its prefix and suffix, such as `ForAnyValue:StringLikeIfExists`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operator {
    /// The set prefix.
    pub quantifier: Quantifier,
    /// The bare name in AWS's spelling where known (`StringEquals`), else as written.
    pub name: String,
    /// Whether `IfExists` follows.
    pub if_exists: bool,
}

/// The bare operators of the policy language, in AWS's spelling.
/// Source: IAM user guide, "IAM JSON policy elements: Condition operators".
const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    "Null",
];

impl Operator {
    /// Reads an operator, without regard to case. An unknown name is kept as written:
    /// [`Operator::is_known`] tells.
    pub fn parse(text: &str) -> Self {
        let strip = |text: &str, prefix: &str| -> Option<String> {
            let (head, tail) = text.split_at_checked(prefix.len())?;
            head.eq_ignore_ascii_case(prefix).then(|| tail.to_owned())
        };
        let (quantifier, rest) = if let Some(rest) = strip(text, "ForAnyValue:") {
            (Quantifier::Any, rest)
        } else if let Some(rest) = strip(text, "ForAllValues:") {
            (Quantifier::All, rest)
        } else {
            (Quantifier::Single, text.to_owned())
        };
        let split = rest
            .len()
            .checked_sub("IfExists".len())
            .and_then(|at| rest.split_at_checked(at));
        let (name, if_exists) = match split {
            Some((name, tail)) if tail.eq_ignore_ascii_case("IfExists") => (name.to_owned(), true),
            _ => (rest.clone(), false),
        };
        let known = OPERATORS
            .iter()
            .find(|known| known.eq_ignore_ascii_case(&name));
        Self {
            quantifier,
            name: known.map_or(name, |known| (*known).to_owned()),
            if_exists,
        }
    }

    /// Whether IAM has an operator of this name.
    pub fn is_known(&self) -> bool {
        OPERATORS.contains(&self.name.as_str())
    }

    /// The bare operators, for completion and suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        OPERATORS.into_iter()
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.quantifier {
            Quantifier::Single => "",
            Quantifier::Any => "ForAnyValue:",
            Quantifier::All => "ForAllValues:",
        })?;
        f.write_str(&self.name)?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

/// One operator with one key and its values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition {
    /// The operator.
    pub operator: Operator,
    /// The condition key, as written (keys compare without case).
    pub key: Value,
    /// The values: any of them for a positive operator, none for a negated one.
    pub values: Vec<Value>,
    /// Where the operator and key stand.
    pub origin: Origin,
}

/// One statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The statement id.
    pub sid: Option<Value>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Who, in trust and resource policies.
    pub principals: Option<Clause<Principal>>,
    /// Which actions.
    pub actions: Clause<Value>,
    /// On what; absent in trust policies.
    pub resources: Option<Clause<Value>>,
    /// When.
    pub conditions: Vec<Condition>,
    /// Why it is there, in the user's words or ours; a comment in the HCL.
    pub reason: Option<Located<String>>,
    /// The day after which it must be gone, `YYYY-MM-DD`.
    pub until: Option<Located<String>>,
    /// Actions that the catalogue need not know (canonical lower case).
    pub unchecked: BTreeSet<String>,
    /// What caused it: the grant or statement in the spec, the block in the module.
    pub origin: Origin,
}
