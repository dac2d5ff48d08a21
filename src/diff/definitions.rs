//! References that read the same on both sides and are not: what they name is something else.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    blueprint::{Defined, Definitions, Folder},
    catalogue::{Attribute, Piece},
    text::{Mention, Reference, without_indexes},
};

/// Arguments that decide nothing about any other attribute of their object, whatever its type.
const DECIDES_NOTHING: [&str; 6] = [
    "tags",
    "tags_all",
    "timeouts",
    "description",
    "force_destroy",
    "force_detach_policies",
];

/// The two sides' definitions.
#[derive(Clone, Copy)]
pub(super) struct Both<'a> {
    pub(super) old: &'a Definitions,
    pub(super) new: &'a Definitions,
}

/// The references of a folder that name something else on the other side, each with what tells the
/// two apart. `word` says which side this is.
pub(super) fn others(folder: &Folder, both: Both<'_>, word: &str) -> BTreeMap<String, String> {
    let texts = folder.texts();
    let references: BTreeSet<&Reference> = texts
        .iter()
        .flat_map(|text| text.value.references())
        .collect();
    let mut found = BTreeMap::new();
    for reference in references {
        if let Some(what) = both.difference(reference) {
            let expression = reference.expression();
            found.insert(expression.to_owned(), format!("{expression} {word} {what}"));
        }
    }
    found
}

type Arguments = BTreeMap<String, Defined>;

impl Both<'_> {
    /// What differs in what an expression mentions, and in what that mentions: the address and the
    /// argument.
    pub(super) fn difference(self, reference: &Reference) -> Option<String> {
        self.differs(reference, &mut BTreeSet::new())
    }

    fn differs(self, reference: &Reference, seen: &mut BTreeSet<String>) -> Option<String> {
        let mentions = reference.mentions();
        mentions
            .iter()
            .find_map(|mention| self.object(mention, seen))
    }

    fn object(self, mention: &Mention, seen: &mut BTreeSet<String>) -> Option<String> {
        let address = mention.address();
        // A circle says nothing that was not compared.
        if !seen.insert(format!("{address} {}", mention.attribute)) {
            return None;
        }
        let (old, new) = (copies(self.old, &address), copies(self.new, &address));
        if old.is_empty() || new.is_empty() {
            return None;
        }
        let is_written = self.old.is_written && self.new.is_written;
        if is_written && old.keys().ne(new.keys()) {
            return Some(format!("of other copies of {}", without_indexes(&address)));
        }
        old.iter().find_map(|(one, arguments)| {
            let other = new.get(one)?;
            let name = self.arguments(arguments, other, mention, seen)?;
            Some(format!("the change of {one}.{name}"))
        })
    }

    /// The argument that differs.
    fn arguments(
        self,
        old: &Arguments,
        new: &Arguments,
        mention: &Mention,
        seen: &mut BTreeSet<String>,
    ) -> Option<String> {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let mut names = names.into_iter().filter(|name| decides(mention, name));
        let found = names.find(|name| match (old.get(*name), new.get(*name)) {
            (Some(old), Some(new)) => self.values(old, new, seen),
            // What a plan does not show, it may not know yet.
            _ => self.old.is_written && self.new.is_written,
        });
        found.cloned()
    }

    fn values(self, old: &Defined, new: &Defined, seen: &mut BTreeSet<String>) -> bool {
        if self.old.is_written != self.new.is_written {
            // Only one of them knows what the other has a reference for, and JSON is written anew.
            let is_plain = |text: &&String| !text.starts_with(['{', '[']);
            let plain = |one: &Defined| one.literal.clone().filter(|text| is_plain(&text));
            return matches!((plain(old), plain(new)), (Some(old), Some(new)) if old != new);
        }
        old.expression != new.expression
            || self
                .differs(&Reference::new(&old.expression), seen)
                .is_some()
    }
}

/// The copies of an object at an address: that one, or all that it may mean.
fn copies<'a>(all: &'a Definitions, address: &str) -> BTreeMap<&'a str, &'a Arguments> {
    if let Some((address, arguments)) = all.objects.get_key_value(address) {
        return BTreeMap::from([(address.as_str(), arguments)]);
    }
    let plain = without_indexes(address);
    let objects = all.objects.iter();
    objects
        .filter(|(address, _)| without_indexes(address) == plain)
        .map(|(address, arguments)| (address.as_str(), arguments))
        .collect()
}

/// Whether an argument may decide what the attribute yields. Of a resource whose attributes are known,
/// those do that stand in it; of all else, every one.
fn decides(mention: &Mention, argument: &str) -> bool {
    let attribute = without_indexes(&mention.attribute);
    let kind = mention.kind();
    if argument == "provider" {
        return true;
    }
    if !kind.starts_with("data.")
        && let Some(known) = Attribute::find(kind, &attribute)
    {
        return known.pieces().any(|piece| match piece {
            Piece::Argument { name, .. } => {
                argument == name || argument.strip_suffix("_prefix") == Some(name)
            }
            Piece::Literal(_) | Piece::Partition | Piece::Region | Piece::Account => false,
        });
    }
    let read = attribute.split('.').next().unwrap_or_default();
    argument == read || !DECIDES_NOTHING.contains(&argument)
}
