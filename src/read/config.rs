//! The files of one module folder, put together as Terraform does.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use indexmap::IndexMap;

use super::{reach::Reach, tf_json};
use crate::{
    blueprint::NotUnderstood,
    hcl::tree::{self, Block, Body, Expression, Kind, Part},
    source::{Origin, SourceId, Sources, file::Refused},
};

/// A block with what override files put over it.
#[derive(Debug)]
pub(super) struct Declared {
    /// The block itself first.
    layers: Vec<Layer>,
}

/// A block and the file that it stands in.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) block: Block,
    pub(super) source: SourceId,
}

impl Declared {
    /// A block that no file overrides.
    pub(super) fn new(block: Block, source: SourceId) -> Self {
        Self {
            layers: vec![Layer { block, source }],
        }
    }

    /// Where its type and labels stand.
    pub(super) fn origin(&self) -> Origin {
        let layer = self.layers.first();
        layer.map_or(Origin::NOWHERE, |l| {
            Origin::new(l.source, l.block.span.clone())
        })
    }

    /// Whether it calls a module.
    pub(super) fn is_call(&self) -> bool {
        let layer = self.layers.first();
        layer.is_some_and(|layer| layer.block.kind == "module")
    }

    /// Its last label: what a module call is named.
    pub(super) fn label(&self) -> Option<&str> {
        let layer = self.layers.first()?;
        layer.block.labels.last().map(String::as_str)
    }

    /// The file and value of an argument.
    pub(super) fn attribute(&self, name: &str) -> Option<(SourceId, &Expression)> {
        self.layers.iter().rev().find_map(|layer| {
            let attribute = layer.block.body.attribute(name)?;
            Some((layer.source, &attribute.value))
        })
    }

    /// The names of its arguments.
    pub(super) fn attribute_names(&self) -> impl Iterator<Item = &str> {
        let attributes = self
            .layers
            .iter()
            .flat_map(|layer| &layer.block.body.attributes);
        attributes.map(|a| a.name.as_str())
    }

    /// The types of its nested blocks, those of `dynamic` ones among them.
    pub(super) fn block_kinds(&self) -> BTreeSet<&str> {
        let blocks = self
            .layers
            .iter()
            .flat_map(|layer| &layer.block.body.blocks);
        blocks
            .map(|block| match (block.kind.as_str(), block.labels.first()) {
                ("dynamic", Some(label)) => label,
                (kind, _) => kind,
            })
            .collect()
    }

    /// The files and bodies that it is put together from, the block itself first.
    pub(super) fn layers(&self) -> impl Iterator<Item = (SourceId, &Body)> {
        let layers = self.layers.iter();
        layers.map(|layer| (layer.source, &layer.block.body))
    }

    /// What `lifecycle { enabled = … }` says, which OpenTofu has since 1.11.
    pub(super) fn enabled(&self) -> Option<(SourceId, Expression)> {
        self.layers.iter().rev().find_map(|layer| {
            let body = &layer.block.body;
            let blocks = body.blocks("lifecycle");
            let written = blocks
                .filter_map(|block| block.body.attribute("enabled"))
                .last();
            let found = match written {
                Some(attribute) => Some(attribute.value.clone()),
                None if body.json => body
                    .attribute("lifecycle")
                    .and_then(|lifecycle| field_of(&lifecycle.value, "enabled")),
                None => None,
            };
            Some((layer.source, found?))
        })
    }

    /// The bodies that may hold nested blocks of a type: an override replaces all of a type.
    pub(super) fn bodies(&self, kind: &str) -> Option<(SourceId, &Body)> {
        let holds = |body: &Body| {
            body.blocks(kind).next().is_some()
                || body
                    .blocks("dynamic")
                    .any(|b| b.labels.first().is_some_and(|l| l == kind))
                || (body.json
                    && (body.attribute(kind).is_some() || body.attribute("dynamic").is_some()))
        };
        let layer = self
            .layers
            .iter()
            .rev()
            .find(|layer| holds(&layer.block.body))?;
        Some((layer.source, &layer.block.body))
    }
}

/// The value of a field of an object in JSON, or of the objects of a list.
fn field_of(expression: &Expression, name: &str) -> Option<Expression> {
    match &expression.kind {
        Kind::List(items) => items.iter().find_map(|item| field_of(item, name)),
        Kind::Object(fields) => fields.iter().find_map(|(key, value)| {
            let Kind::Template(parts) = &key.kind else {
                return None;
            };
            match parts.as_slice() {
                [Part::Literal { text, .. }] if text == name => Some(value.clone()),
                _ => None,
            }
        }),
        _ => None,
    }
}

/// Whether something is managed or only looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mode {
    Resource,
    Data,
}

/// Type and label of a resource.
pub(super) type ResourceKey = (Mode, String, String);

/// What a folder declares.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub(super) folder: PathBuf,
    pub(super) variables: IndexMap<String, Rc<Declared>>,
    pub(super) locals: IndexMap<String, Rc<(SourceId, Expression)>>,
    pub(super) resources: IndexMap<ResourceKey, Rc<Declared>>,
    pub(super) calls: IndexMap<String, Rc<Declared>>,
    pub(super) outputs: IndexMap<String, Rc<Declared>>,
    /// Files that could not be read.
    pub(super) faults: Vec<NotUnderstood>,
    /// What stands twice, outside of override files: its name, where it stood first, and where again.
    pub(super) twice: Vec<(String, Origin, Origin)>,
}

/// The files of a folder that Terraform or OpenTofu reads, in their order: overrides last. A `.tofu`
/// file stands for the `.tf` file of its name, and `.tofu.json` for `.tf.json`, as OpenTofu has it.
pub(super) fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default();
        let ours = stem(name).is_some() && !name.starts_with('.') && !name.ends_with('~');
        // A symbolic link counts as what it points to; a pipe is said not to be read.
        if ours && path.exists() && !path.is_dir() {
            files.push(path);
        }
    }
    let names: BTreeSet<String> = files.iter().map(|path| name_of(path).to_owned()).collect();
    files.retain(|path| {
        let replaced = replaced_by(name_of(path));
        replaced.is_none_or(|other| !names.contains(&other))
    });
    files.sort_by_key(|path| (overrides(name_of(path)), name_of(path).to_owned()));
    Ok(files)
}

fn name_of(path: &Path) -> &str {
    path.file_name()
        .and_then(|n| n.to_str())
        .unwrap_or_default()
}

/// Whether a file is put over the others.
fn overrides(name: &str) -> bool {
    let stem = stem(name).unwrap_or(name);
    stem == "override" || stem.ends_with("_override")
}

/// What a file of Terraform's is called with OpenTofu's ending.
fn replaced_by(name: &str) -> Option<String> {
    if let Some(stem) = name.strip_suffix(".tf.json") {
        return Some(format!("{stem}.tofu.json"));
    }
    name.strip_suffix(".tf").map(|stem| format!("{stem}.tofu"))
}

fn stem(name: &str) -> Option<&str> {
    [".tf", ".tf.json", ".tofu", ".tofu.json"]
        .into_iter()
        .find_map(|ending| name.strip_suffix(ending))
}

/// Reads a folder. A file that is no HCL is listed, and the others count.
///
/// # Errors
///
/// If the folder cannot be looked into, or a file of it cannot be read for the system's reasons. A
/// file that may not be read is listed.
pub(super) fn load(
    folder: &Path,
    shown: &str,
    reach: &Reach,
    sources: &mut Sources,
) -> std::io::Result<Config> {
    let mut config = Config {
        folder: folder.to_owned(),
        ..Config::default()
    };
    for path in files(folder)? {
        let name = path
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default();
        let shown = if shown.is_empty() {
            name.to_owned()
        } else {
            format!("{shown}/{name}")
        };
        let text = match reach.text(&path) {
            Ok(text) => text,
            Err(Refused::Unreadable(error)) => return Err(error),
            Err(refused) => {
                let source = sources.add(&shown, "");
                config.faults.push(NotUnderstood {
                    what: shown,
                    why: match refused {
                        Refused::NotUtf8 { .. } => "the file is not UTF-8".to_owned(),
                        refused => format!("not read: {refused}"),
                    },
                    origin: Origin::new(source, 0..0),
                });
                continue;
            }
        };
        let source = sources.add(&shown, text.as_str());
        let parsed = if path.extension().is_some_and(|e| e == "json") {
            tf_json::parse(&text, source)
        } else {
            tree::parse(&text).map_err(|e| (e.message, Origin::new(source, e.span)))
        };
        match parsed {
            Ok(body) => config.add(body, source, overrides(name)),
            Err((why, origin)) => config.faults.push(NotUnderstood {
                what: shown,
                why,
                origin,
            }),
        }
    }
    Ok(config)
}

impl Config {
    /// What one text declares.
    pub(super) fn of(folder: &Path, body: Body, source: SourceId) -> Self {
        let mut config = Self {
            folder: folder.to_owned(),
            ..Self::default()
        };
        config.add(body, source, false);
        config
    }

    fn add(&mut self, body: Body, source: SourceId, overrides: bool) {
        for block in body.blocks {
            if !overrides {
                self.note_second(&block, source);
            }
            let labels = block.labels.clone();
            let mut labels = labels.into_iter();
            match (block.kind.as_str(), labels.next(), labels.next()) {
                ("locals", None, _) => {
                    for attribute in block.body.attributes {
                        self.locals
                            .insert(attribute.name, Rc::new((source, attribute.value)));
                    }
                }
                ("variable", Some(name), None) => {
                    merge(&mut self.variables, name, Layer { block, source });
                }
                ("output", Some(name), None) => {
                    merge(&mut self.outputs, name, Layer { block, source });
                }
                ("module", Some(name), None) => {
                    merge(&mut self.calls, name, Layer { block, source });
                }
                (mode @ ("resource" | "data"), Some(kind), Some(name)) => {
                    let mode = if mode == "data" {
                        Mode::Data
                    } else {
                        Mode::Resource
                    };
                    merge(
                        &mut self.resources,
                        (mode, kind, name),
                        Layer { block, source },
                    );
                }
                _ => {}
            }
        }
    }
}

impl Config {
    /// Terraform refuses a second block of the same kind and name.
    fn note_second(&mut self, block: &Block, source: SourceId) {
        let labels: Vec<&str> = block.labels.iter().map(String::as_str).collect();
        let first = match (block.kind.as_str(), labels.as_slice()) {
            ("variable", [name]) => self.variables.get(*name),
            ("output", [name]) => self.outputs.get(*name),
            ("module", [name]) => self.calls.get(*name),
            ("resource", [kind, name]) => {
                let key = (Mode::Resource, (*kind).to_owned(), (*name).to_owned());
                self.resources.get(&key)
            }
            ("data", [kind, name]) => {
                let key = (Mode::Data, (*kind).to_owned(), (*name).to_owned());
                self.resources.get(&key)
            }
            _ => None,
        };
        let again = Origin::new(source, block.span.clone());
        if let Some(first) = first {
            let name = match block.kind.as_str() {
                "resource" => labels.join("."),
                "variable" => format!("var.{}", labels.join(".")),
                kind => format!("{kind}.{}", labels.join(".")),
            };
            self.twice.push((name, first.origin(), again));
        }
        if block.kind == "locals" {
            for attribute in &block.body.attributes {
                if let Some(first) = self.locals.get(&attribute.name) {
                    let first = Origin::new(first.0, first.1.span.clone());
                    let again = Origin::new(source, attribute.span.clone());
                    self.twice
                        .push((format!("local.{}", attribute.name), first, again));
                }
            }
        }
    }
}

/// A second block of the same address stands in an override file.
fn merge<K: std::hash::Hash + Eq>(all: &mut IndexMap<K, Rc<Declared>>, key: K, layer: Layer) {
    let mut layers = match all.get_mut(&key).and_then(Rc::get_mut) {
        Some(old) => std::mem::take(&mut old.layers),
        None => Vec::new(),
    };
    layers.push(layer);
    all.insert(key, Rc::new(Declared { layers }));
}
