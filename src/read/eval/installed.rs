//! Modules that `terraform init` fetched, by the list that it keeps of them.

use std::{collections::BTreeMap, path::PathBuf};

use super::World;
use crate::{read::config::Declared, source::Origin};

/// Where Terraform keeps its list, relative to the root module.
const LIST: &str = ".terraform/modules/modules.json";

/// A module that was fetched.
#[derive(Clone, Debug)]
struct Installed {
    source: String,
    folder: PathBuf,
}

/// What was fetched, by the names of the calls that lead to it: `app.role`.
#[derive(Clone, Debug, Default)]
pub(super) struct List(BTreeMap<String, Installed>);

impl World<'_> {
    /// The list, read once; empty where there is none, or it is not understood.
    fn installed(&self) -> &List {
        self.installed.get_or_init(|| {
            let path = self.root.join(LIST);
            let text = match self.reach.text(&path) {
                Ok(text) => text,
                Err(refused) if refused.is_missing() => return List::default(),
                Err(refused) => {
                    let why = format!("not read: {refused}");
                    self.note(LIST, why, Origin::NOWHERE);
                    return List::default();
                }
            };
            let parsed: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            let modules = parsed.get("Modules").and_then(|list| list.as_array());
            let entry = |one: &serde_json::Value| {
                let text = |key: &str| Some(one.get(key)?.as_str()?.to_owned());
                let installed = Installed {
                    source: text("Source")?,
                    folder: self.root.join(text("Dir")?),
                };
                Some((text("Key")?, installed))
            };
            List(modules.into_iter().flatten().filter_map(entry).collect())
        })
    }

    /// The folder that a call's module was fetched into, if it is the one that the call names.
    pub(super) fn fetched(&self, caller: &str, call: &Declared, source: &str) -> Option<PathBuf> {
        let mut key: Vec<String> = names(caller);
        key.push(call.label()?.to_owned());
        let found = self.installed().0.get(&key.join("."))?;
        // Of a registry's module, the list has the registry too.
        let is_same = found.source == source || found.source.ends_with(&format!("/{source}"));
        (is_same && found.folder.is_dir()).then_some(())?;
        self.within(&found.folder, call.origin())
            .then(|| found.folder.clone())
    }
}

/// `a` and `b` of `module.a["x"].module.b[0]`.
fn names(address: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut quoted, mut plain) = (0_usize, false, String::new());
    for character in address.chars() {
        match character {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            character if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    for pair in plain.split('.').collect::<Vec<_>>().chunks(2) {
        names.extend(pair.get(1).map(|name| (*name).to_owned()));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn the_names_of_calls_come_without_keys() {
        assert_eq!(names("module.a[\"x.[y\"].module.b[0]"), ["a", "b"]);
        assert!(names("").is_empty());
    }
}
