//! Condition keys and their types.

use super::{Service, table::Table};
use std::{collections::BTreeMap, fmt, sync::LazyLock};

/// The global keys by their names in lower case, and those whose names have a part to choose.
static GLOBALS: LazyLock<(BTreeMap<String, ConditionKey>, Vec<ConditionKey>)> =
    LazyLock::new(|| {
        let (open, plain): (Vec<ConditionKey>, Vec<ConditionKey>) =
            ConditionKey::globals().partition(|key| key.name().contains("${"));
        let plain = plain
            .into_iter()
            .map(|key| (key.name().to_lowercase(), key));
        (plain.collect(), open)
    });

/// A condition key as a service (or everyone) defines it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionKey(pub(super) usize);

/// What values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// Text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A date, or seconds since 1970.
    Date,
    /// An address or a CIDR range.
    IpAddress,
    /// Bytes, in base64.
    Binary,
}

impl ConditionKey {
    /// The key of this name in any service, global ones first; without regard to case.
    pub fn find(name: &str) -> Option<Self> {
        Self::global(name).or_else(|| {
            let owner = name
                .split_once(':')
                .and_then(|(prefix, _)| Service::find(prefix));
            owner
                .and_then(|service| Self::of_service(service, name))
                .or_else(|| Service::all().find_map(|service| Self::of_service(service, name)))
        })
    }

    /// The global key of this name: one that holds whatever the action is.
    pub fn global(name: &str) -> Option<Self> {
        let (plain, open) = &*GLOBALS;
        let found = plain.get(&name.to_lowercase()).copied();
        found.or_else(|| open.iter().find(|key| names(key.name(), name)).copied())
    }

    /// Every global key.
    pub fn globals() -> impl Iterator<Item = Self> {
        (Table::Services.cell(Service::count(), 4)..Table::Keys.rows()).map(Self)
    }

    /// The key of this name as a service's documentation defines it.
    pub fn of_service(service: Service, name: &str) -> Option<Self> {
        service.condition_keys().find(|key| names(key.name(), name))
    }

    /// Its name in AWS's spelling; `${…}` stands for a name that the user chooses.
    pub fn name(self) -> &'static str {
        Table::Keys.name(self.0, 0)
    }

    /// What its values are.
    pub fn key_type(self) -> KeyType {
        match Table::Keys.name(self.0, 1).trim_start_matches("ArrayOf") {
            "ARN" => KeyType::Arn,
            "Bool" => KeyType::Bool,
            "Numeric" => KeyType::Numeric,
            "Date" => KeyType::Date,
            "IPAddress" => KeyType::IpAddress,
            "Binary" => KeyType::Binary,
            _ => KeyType::String,
        }
    }

    /// Whether a request may hold several values of it, so that an operator wants `ForAnyValue:`
    /// or `ForAllValues:`.
    pub fn is_multivalued(self) -> bool {
        Table::Keys.name(self.0, 1).starts_with("ArrayOf")
    }
}

impl fmt::Display for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConditionKey({self})")
    }
}

/// Whether a key as AWS writes it (`aws:ResourceTag/${TagKey}`) names the key that a policy uses,
/// without regard to case. `${…}` stands for one character or more.
pub(super) fn names(format: &str, used: &str) -> bool {
    let Some((head, rest)) = format.split_once("${") else {
        return format.eq_ignore_ascii_case(used);
    };
    let tail = rest.split_once('}').map_or("", |(_, tail)| tail);
    let fits =
        |part: Option<&str>, wanted: &str| part.is_some_and(|p| p.eq_ignore_ascii_case(wanted));
    used.len() > head.len() + tail.len()
        && fits(used.get(..head.len()), head)
        && fits(used.get(used.len() - tail.len()..), tail)
}
