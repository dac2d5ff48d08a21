//! The templates: embedded in the program, and overridden one by one or all together.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use include_dir::{Dir, include_dir};

use super::Error;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Every template by its name, which is its path below the folder of templates
/// (`resources/aws_iam_role.tf.tera`).
#[derive(Clone, Debug, Default)]
pub struct Templates {
    overrides: BTreeMap<String, String>,
}

impl Templates {
    /// The embedded templates.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The embedded templates, where `files` (path below the folder with `/` between parts, and
    /// content) do not stand in for them. A file with another name must be included by one of them.
    pub fn with_overrides(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let overrides: BTreeMap<String, String> = files
            .into_iter()
            .filter(|(name, _)| Path::new(name).extension().is_some_and(|it| it == "tera"))
            .collect();
        let included: BTreeSet<&str> = overrides.values().flat_map(|text| includes(text)).collect();
        for name in overrides.keys() {
            if embedded(name).is_none() && !included.contains(name.as_str()) {
                return Err(Error::UnknownTemplate {
                    suggestion: closest(name),
                    name: name.clone(),
                });
            }
        }
        Ok(Self { overrides })
    }

    /// The names of the embedded templates, sorted.
    pub fn names() -> Vec<&'static str> {
        let mut names = Vec::new();
        collect(&EMBEDDED, &mut names);
        names.sort_unstable();
        names
    }

    /// Whether some template is overridden.
    pub fn has_overrides(&self) -> bool {
        !self.overrides.is_empty()
    }

    /// Whether this template is overridden.
    pub(crate) fn is_overridden(&self, name: &str) -> bool {
        self.overrides.contains_key(name)
    }

    /// The text of a template.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.overrides
            .get(name)
            .map(String::as_str)
            .or_else(|| embedded(name))
    }

    /// The templates of these names and those that they include, with their texts: what has to be
    /// parsed. A missing one is left for the engine to report.
    pub(crate) fn needed<'a>(
        &'a self,
        roots: impl IntoIterator<Item = &'a str>,
    ) -> BTreeMap<&'a str, &'a str> {
        let mut needed = BTreeMap::new();
        let mut open: Vec<&str> = roots.into_iter().collect();
        while let Some(name) = open.pop() {
            if needed.contains_key(name) {
                continue;
            }
            if let Some(text) = self.get(name) {
                needed.insert(name, text);
                open.extend(includes(text));
            }
        }
        needed
    }
}

fn embedded(name: &str) -> Option<&'static str> {
    EMBEDDED.get_file(name)?.contents_utf8()
}

fn collect(dir: &'static Dir<'static>, names: &mut Vec<&'static str>) {
    names.extend(dir.files().filter_map(|file| file.path().to_str()));
    for sub in dir.dirs() {
        collect(sub, names);
    }
}

fn closest(name: &str) -> Option<String> {
    Templates::names()
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min()
        .filter(|(distance, _)| *distance <= 5)
        .map(|(_, known)| known.to_owned())
}

/// The names after `include` and `extends` in a template. One too many, from a comment, does no
/// harm: it is parsed for nothing.
fn includes(template: &str) -> impl Iterator<Item = &str> {
    template.split("{%").skip(1).filter_map(|tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        let rest = tag
            .strip_prefix("include")
            .or_else(|| tag.strip_prefix("extends"))?
            .trim_start();
        let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
        rest.split(quote).nth(1)
    })
}
