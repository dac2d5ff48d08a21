//! What stands already in the folder that a spec is generated into (layout `beside`).

use std::collections::{BTreeMap, BTreeSet};

use super::Folder;
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    source::Origin,
    text::{Address, Reference},
};

/// The declarations of a folder's other files, by address (`var.x`, `aws_s3_bucket.app`,
/// `data.aws_region.current`, `module.network`, `local.prefix`).
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    declared: BTreeMap<String, Origin>,
}

impl Surroundings {
    /// Adds a declaration; the first one of an address counts.
    pub fn add(&mut self, address: String, origin: Origin) {
        self.declared.entry(address).or_insert(origin);
    }

    /// Where an address is declared.
    pub fn find(&self, address: &str) -> Option<Origin> {
        self.declared.get(address).copied()
    }

    /// Faults of a folder that is to stand among them: an address that both declare, and a
    /// reference to something that neither declares. `own` are the addresses that the folder's
    /// own files declare.
    pub fn check(&self, folder: &Folder, own: &BTreeSet<String>) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        for address in own {
            if let Some(theirs) = self.find(address) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::AddressTaken,
                        folder.cause_of(address),
                        format!("`{address}` is declared in the folder already"),
                    )
                    .label("this spec declares it")
                    .also(theirs, "and so does this file")
                    .help("choose another label with `terraform.label`, or remove one of them"),
                );
            }
        }
        for text in folder.texts() {
            for reference in text.value.references() {
                let Some(address) = declared_as(reference) else {
                    continue;
                };
                if !own.contains(&address) && self.find(&address).is_none() {
                    diagnostics.push(self.undeclared(&address, text.origin));
                }
            }
        }
        diagnostics
    }

    fn undeclared(&self, address: &str, origin: Origin) -> Diagnostic {
        let diagnostic = Diagnostic::new(
            Code::UndeclaredReference,
            origin,
            format!("no file of the folder declares `{address}`"),
        );
        let closest = self
            .declared
            .keys()
            .map(|known| (strsim::damerau_levenshtein(known, address), known))
            .min()
            .filter(|(distance, _)| *distance <= 3);
        let diagnostic = match closest {
            Some((_, known)) => diagnostic.help(format!("did you mean `{known}`?")),
            None => diagnostic,
        };
        diagnostic
            .help("declare it in the folder, or write `${var.NAME}` to take the value as an input")
    }
}

/// The declaration that a reference needs; none for variables, which are declared on demand, and
/// for expressions that are more than a path.
fn declared_as(reference: &Reference) -> Option<String> {
    Some(match reference.address()? {
        Address::Variable(_) => return None,
        Address::Local(name) => format!("local.{name}"),
        Address::Module(name) => format!("module.{name}"),
        Address::Data { kind, name } => format!("data.{kind}.{name}"),
        Address::Resource { kind, name } => format!("{kind}.{name}"),
    })
}

impl Folder {
    /// The place in the spec that a resource comes from; for what serves several of them (data
    /// sources, outputs), that of the role.
    fn cause_of(&self, address: &str) -> Origin {
        let profiles = self.profiles.iter().map(|it| (&it.address, it.origin));
        let computes = self.computes.iter().map(|it| (&it.address, it.origin));
        let policies = self
            .roles
            .iter()
            .flat_map(|role| &role.policies)
            .chain(&self.policies);
        let named = profiles
            .chain(computes)
            .chain(policies.map(|it| (&it.address, it.origin)));
        let role = self
            .roles
            .first()
            .map_or(Origin::NOWHERE, |role| role.origin);
        named
            .filter(|(known, origin)| *known == address && !origin.is_nowhere())
            .map(|(_, origin)| origin)
            .next()
            .unwrap_or(role)
    }
}
