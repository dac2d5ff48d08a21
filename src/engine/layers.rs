//! What a spec extends, and what is put over it.

use std::path::{Path, PathBuf};

use super::{Error, SpecFile, compile, file::shown};
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    source::{Located, SourceId, Sources},
    spec::{
        FileError, Files as _, Patch, keys,
        yaml::{self, Node},
    },
};

/// How many specs may extend one another.
const MOST: usize = 8;
/// The most bytes of a spec that is extended, and of an overlay.
const LIMIT: u64 = 1 << 20;

/// What is put over a spec, beside what it says of that itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Which of the environments that it names; its overlay comes first.
    pub environment: Option<String>,
    /// Files that change some of its keys, in this order.
    pub overlays: Vec<PathBuf>,
    /// Single values, after the overlays: the path of keys (`role.name`) and the value, in YAML.
    pub sets: Vec<(String, String)>,
}

impl Changes {
    /// Whether nothing is changed.
    pub const fn is_empty(&self) -> bool {
        self.environment.is_none() && self.overlays.is_empty() && self.sets.is_empty()
    }
}

/// The texts that make one spec.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// The furthest first.
    pub(super) below: Vec<SourceId>,
    pub(super) above: Vec<Patch>,
    /// What is wrong with how it is put together.
    pub(super) faults: Vec<Diagnostic>,
    /// The files among them, for edits.
    pub(super) files: Vec<(SourceId, PathBuf)>,
}

/// Reads everything that makes the spec in `file` whole.
///
/// # Errors
///
/// If an overlay that an argument names cannot be read.
pub(super) fn of(file: &SpecFile, id: SourceId, sources: &mut Sources) -> Result<Layers, Error> {
    let mut layers = Layers {
        files: vec![(id, file.path.clone())],
        ..Layers::default()
    };
    extended(file, id, sources, &mut layers);
    if let Some(name) = &file.changes.environment {
        environment(file, id, name, sources, &mut layers);
    }
    for path in &file.changes.overlays {
        let overlay = SpecFile::read(path)?;
        let id = sources.add(overlay.name, overlay.text);
        layers.files.push((id, path.clone()));
        layers.above.push(Patch::Overlay(id));
    }
    for (path, value) in &file.changes.sets {
        layers.above.push(Patch::Set {
            path: path.split('.').map(str::to_owned).collect(),
            value: sources.add(format!("--set {path}"), value.as_str()),
        });
    }
    Ok(layers)
}

/// The value of a top-level key, as it is written; the text is looked through by lines first, since
/// most specs have none.
pub(super) fn top_level(text: &str, key: &str, id: SourceId, sources: &Sources) -> Option<Node> {
    let has = |line: &str| line.trim_start_matches(['"', '\'']).starts_with(key);
    if !text.trim_start_matches('\u{feff}').lines().any(has) {
        return None;
    }
    // What is wrong with the text is said where it is read for good.
    let tree = yaml::read(id, sources, &mut Diagnostics::default())?;
    tree.root.get(key).cloned()
}

/// Follows `extends`.
fn extended(file: &SpecFile, id: SourceId, sources: &mut Sources, layers: &mut Layers) {
    let (mut path, mut name) = (file.path.clone(), file.name.clone());
    let (mut text, mut id) = (file.text.clone(), id);
    let mut seen = vec![compile::absolute(&path)];
    while let Some(node) = top_level(&text, "extends", id, sources) {
        let Some(scalar) = node.as_scalar() else {
            return;
        };
        let base = Located::new(scalar.text.clone(), node.origin);
        let next = folder(&path).join(&base.value);
        let real = compile::absolute(&next);
        if seen.contains(&real) {
            let message = format!("`{}` extends itself, by way of this", base.value);
            layers.fault(Code::BadFile, &base, message, "a spec extends another one");
            return;
        }
        if seen.len() > MOST {
            let message = format!("more than {MOST} specs extend one another");
            layers.fault(Code::BadFile, &base, message, "put some of them together");
            return;
        }
        match read(&path, &base.value) {
            Ok(found) => text = found,
            Err((code, why, help)) => {
                layers.fault(code, &base, format!("`{}` {why}", base.value), help);
                return;
            }
        }
        name = beside(&name, &base.value);
        let base_id = sources.add(name.as_str(), text.as_str());
        // Its text is shown in messages from here on, so it must be what a spec is.
        let is_spec = yaml::read(base_id, sources, &mut Diagnostics::default())
            .is_some_and(|tree| tree.root.get("version").is_some());
        if !is_spec {
            let message = format!("`{}` is not a spec: it has no `version`", base.value);
            layers.fault(Code::BadFile, &base, message, "name a spec");
            return;
        }
        layers.below.insert(0, base_id);
        layers.files.push((base_id, next.clone()));
        seen.push(real);
        (path, id) = (next, base_id);
    }
}

/// Puts the overlay of an environment over the spec.
fn environment(
    file: &SpecFile,
    id: SourceId,
    name: &str,
    sources: &mut Sources,
    layers: &mut Layers,
) {
    let node = top_level(&file.text, "environments", id, sources);
    let overlay = node.as_ref().and_then(|node| node.get(name));
    let Some((node, scalar)) = overlay.and_then(|node| Some((node, node.as_scalar()?))) else {
        return;
    };
    let at = Located::new(scalar.text.clone(), node.origin);
    let text = match read(&file.path, &at.value) {
        Ok(text) => text,
        Err((code, why, help)) => {
            layers.fault(code, &at, format!("`{}` {why}", at.value), help);
            return;
        }
    };
    let overlay_id = sources.add(beside(&file.name, &at.value), text);
    // Its text is shown in messages from here on, so it must be what an overlay is.
    let is_overlay = yaml::read(overlay_id, sources, &mut Diagnostics::default())
        .is_some_and(|tree| tree.root.entries().iter().any(is_key_of_a_spec));
    if !is_overlay {
        let message = format!("`{}` is not an overlay: it has no key of a spec", at.value);
        layers.fault(
            Code::BadFile,
            &at,
            message,
            "name a file with the keys to change",
        );
        return;
    }
    let path = folder(&file.path).join(&at.value);
    layers.files.push((overlay_id, path));
    layers.above.push(Patch::Overlay(overlay_id));
}

fn is_key_of_a_spec(entry: &yaml::Entry) -> bool {
    let name = entry.key.scalar.text.as_str();
    let keys = keys::SPEC.keys.iter().chain(keys::services());
    keys.map(|key| key.name).any(|known| known == name)
}

impl Layers {
    fn fault(&mut self, code: Code, at: &Located<String>, message: String, help: &str) {
        let diagnostic = Diagnostic::new(code, at.origin, message);
        self.faults.push(diagnostic.help(help));
    }
}

/// The text of a file that a spec names.
pub(super) fn read(spec: &Path, name: &str) -> Result<String, (Code, String, &'static str)> {
    let relative = "the path is relative to the spec that names it";
    let bytes = compile::beside(spec)
        .read(name, LIMIT)
        .map_err(|error| match error {
            FileError::Outside => (
                Code::FileOutside,
                "lies outside the repository".to_owned(),
                "the repository is the folder of `rolewright.yaml`, else that of the spec",
            ),
            FileError::TooLarge(length) => (
                Code::FileTooLarge,
                format!("has {length} bytes, and a spec has at most {LIMIT}"),
                "name a spec",
            ),
            FileError::Missing => (Code::BadFile, "is not there".to_owned(), relative),
            FileError::NotRegular => (Code::BadFile, "is not a regular file".to_owned(), relative),
            FileError::Unreadable(error) => {
                (Code::BadFile, format!("cannot be read: {error}"), relative)
            }
        })?;
    String::from_utf8(bytes)
        .map_err(|_| (Code::BadFile, "is not UTF-8 text".to_owned(), "name a spec"))
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// What messages call a file that another one names.
fn beside(name: &str, other: &str) -> String {
    shown(&folder(Path::new(name)).join(other))
}

/// The environments that a spec names, in its order.
pub fn environments(file: &SpecFile) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add(file.name.as_str(), file.text.as_str());
    let Some(node) = top_level(&file.text, "environments", id, &sources) else {
        return Vec::new();
    };
    let entries = node.entries().iter();
    entries.map(|entry| entry.key.scalar.text.clone()).collect()
}

/// The files that a spec extends or names as an environment's overlay, nearest first: they are parts
/// of it, and no specs by themselves.
pub fn parts(file: &SpecFile) -> Vec<PathBuf> {
    let mut sources = Sources::default();
    let id = sources.add(file.name.as_str(), file.text.as_str());
    let node = |key| top_level(&file.text, key, id, &sources);
    let (extends, environments) = (node("extends"), node("environments"));
    let overlays = environments.iter().flat_map(Node::entries);
    let nodes = extends.iter().chain(overlays.map(|entry| &entry.value));
    let names = nodes.filter_map(|node| Some(node.as_scalar()?.text.as_str()));
    names.map(|name| folder(&file.path).join(name)).collect()
}
