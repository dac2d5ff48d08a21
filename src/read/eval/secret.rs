//! Values that are not for printing.
//!
//! Such a value becomes a symbol as soon as it is made, so that nothing that is built from it can
//! hold it either. Equal values are the same symbol in all that one run reads, and others are not:
//! what a comparison says of them stays true.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::World;
use crate::{
    read::value::{Kind, Value},
    source::Origin,
};

/// The values of this run, each with its number.
static SEEN: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// A symbol in place of a value. What holds no text is no secret, and what is a symbol already
/// shows none; `origin` is a place that does not show it either.
pub(in crate::read) fn concealed(value: &Value, origin: Origin) -> Value {
    match &value.kind {
        Kind::Null | Kind::Bool(_) | Kind::Unknown(_) | Kind::Resource(_) | Kind::Module(_) => {
            value.clone()
        }
        Kind::Choice(_)
        | Kind::Text(_)
        | Kind::Number(_)
        | Kind::Json(_)
        | Kind::List(_)
        | Kind::Object(_) => {
            let number = number_of(value.canonical());
            Value::unknown(format!("sensitive(\"value {number}\")"), origin)
        }
    }
}

impl World<'_> {
    /// Whether a file lies in the folder of a module, or of the root module.
    pub(in crate::read) fn is_own(&self, file: &Path, module: usize) -> bool {
        let Ok(real) = self.reach.find(file) else {
            return false;
        };
        let own = self.module(module).config.folder.clone();
        [own.as_path(), self.root.as_path()]
            .into_iter()
            .filter_map(|folder| self.reach.find(folder).ok())
            .any(|folder| real.starts_with(folder))
    }
}

fn number_of(value: String) -> usize {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let next = seen.len() + 1;
    *seen.entry(value).or_insert(next)
}
