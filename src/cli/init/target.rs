//! The file that the wizard writes.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use jiff::civil::Date;
use serde_json::Value;
use similar::TextDiff;

use crate::{
    diag::{Diagnostics, Severity},
    engine::{Changes, Session, SpecFile, shown},
    grant::Library,
    source::Sources,
    spec::yaml,
    wizard::{compose, edit, judge::Judgement, machine::Machine, question::Answers, table::TABLE},
};

/// Where the spec goes, and what stands there.
#[derive(Debug)]
pub(super) struct Target {
    path: Option<PathBuf>,
    found: Option<(String, Value)>,
    /// The day of the run.
    pub(super) today: Date,
}

impl Target {
    /// Looks at the file. What is no YAML is not changed: its faults come back.
    pub(super) fn open(path: Option<&Path>, today: Date) -> Result<Result<Self, Judgement>> {
        let Some(path) = path else {
            return Ok(Ok(Self {
                path: None,
                found: None,
                today,
            }));
        };
        if path == Path::new("-") {
            bail!("`-` is no file: name the file to write");
        }
        if path.is_dir() {
            bail!(
                "`{}` is a folder: name the file to write in it",
                shown(path)
            );
        }
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        if let Some(parent) = parent.filter(|parent| !parent.is_dir()) {
            bail!("there is no folder `{}` to write into", shown(parent));
        }
        if !path.exists() {
            return Ok(Ok(Self {
                path: Some(path.to_owned()),
                found: None,
                today,
            }));
        }
        let file = SpecFile::read(path)?;
        let mut sources = Sources::default();
        let id = sources.add(file.name.as_str(), file.text.as_str());
        let mut diagnostics = Diagnostics::default();
        let tree = yaml::read(id, &sources, &mut diagnostics);
        let value = tree
            .map(|tree| edit::value(&tree.root))
            .filter(Value::is_object);
        let diagnostics = diagnostics.into_sorted();
        match value {
            Some(value) if diagnostics.is_empty() => {
                // A link stays one: what it leads to is what is written.
                let path = std::fs::canonicalize(path)
                    .ok()
                    .filter(|_| path.is_symlink());
                Ok(Ok(Self {
                    path: path.or(Some(file.path)),
                    found: Some((file.text, value)),
                    today,
                }))
            }
            _ if diagnostics.is_empty() => {
                Err(anyhow!("`{}` is no spec: it holds no map", file.name))
            }
            _ => Ok(Err(Judgement {
                sources,
                diagnostics,
                ..Judgement::default()
            })),
        }
    }

    /// What the file means, if there is one.
    pub(super) fn value(&self) -> Option<&Value> {
        self.found.as_ref().map(|(_, value)| value)
    }

    /// What to call the role that a new file is about; a folder's name where the file has none of
    /// its own.
    pub(super) fn stem(&self) -> String {
        let Some(path) = &self.path else {
            return String::new();
        };
        let name = |part: &std::ffi::OsStr| part.to_string_lossy().into_owned();
        let stem = path.file_stem().map(name).unwrap_or_default();
        if stem != "spec" {
            return stem;
        }
        let folder = std::path::absolute(path).ok();
        folder
            .and_then(|path| path.parent()?.file_name().map(name))
            .unwrap_or(stem)
    }

    /// The folder that `generate` takes by itself.
    pub(super) fn folder(&self) -> String {
        self.path
            .as_ref()
            .map(|path| shown(&path.with_extension("")))
            .unwrap_or_default()
    }

    /// The file to write: without a name, it is called like the role.
    pub(super) fn file(&self, answers: &Answers) -> PathBuf {
        let name = ["name", "name_prefix"]
            .iter()
            .find_map(|key| answers.get(*key)?.as_str());
        let file = || {
            let name = name
                .unwrap_or("role")
                .trim_end_matches('-')
                .replace(['/', '\\'], "-");
            PathBuf::from(format!("{name}.yaml"))
        };
        self.path.clone().unwrap_or_else(file)
    }

    /// Why the file may not be written: nobody's work is overwritten without being seen.
    pub(super) fn refuses(&self, file: &Path) -> Option<String> {
        let name = shown(file);
        match (&self.path, &self.found) {
            (None, _) if file.exists() => Some(format!(
                "`{name}` exists already: run `rolewright init {name}` to change it, or name another file"
            )),
            (Some(_), None) if file.exists() => Some(format!(
                "`{name}` came into being meanwhile: run the command again to change it"
            )),
            (Some(_), Some((text, _)))
                if SpecFile::read(file).map(|now| now.text).ok().as_ref() != Some(text) =>
            {
                Some(format!(
                    "`{name}` was changed meanwhile: run the command again"
                ))
            }
            _ => None,
        }
    }

    /// The text to write.
    pub(super) fn text(&self, machine: &Machine<'_>, library: &Library) -> Result<String> {
        let spec = machine.spec();
        match &self.found {
            None => Ok(compose::text(&spec, library)),
            Some((text, _)) => Ok(edit::change(text, &Value::Object(spec))?),
        }
    }

    /// What changes in a file that exists, as a unified diff; empty for nothing.
    pub(super) fn change(&self, text: &str) -> Option<String> {
        let (old, _) = self.found.as_ref()?;
        let name = self.path.as_deref().map(shown).unwrap_or_default();
        let diff = TextDiff::from_lines(old.as_str(), text);
        Some(
            diff.unified_diff()
                .context_radius(3)
                .header(&name, &name)
                .to_string(),
        )
    }

    /// What all checks say about a text in this place.
    pub(super) fn judge(&self, text: &str, folder: Option<&str>) -> Judgement {
        let path = self
            .path
            .clone()
            .unwrap_or_else(|| PathBuf::from("spec.yaml"));
        let file = SpecFile {
            name: shown(&path),
            path,
            text: text.to_owned(),
            changes: Changes::default(),
        };
        let folders = folder.map(|folder| vec![PathBuf::from(folder)]);
        match Session::new(self.today).compile(std::slice::from_ref(&file), folders.as_deref()) {
            Ok(run) => {
                let one = run.compiled.into_iter().next().unwrap_or_default();
                let failed = one
                    .diagnostics
                    .iter()
                    .any(|d| d.severity() == Severity::Error);
                Judgement {
                    sources: run.sources,
                    diagnostics: one.diagnostics,
                    blueprint: one.blueprint.filter(|_| !failed),
                    failure: None,
                }
            }
            Err(error) => Judgement {
                failure: Some(format!("{:#}", anyhow::Error::from(error))),
                ..Judgement::default()
            },
        }
    }

    /// Keys of the file that no question is about.
    pub(super) fn not_asked(&self, library: &Library) -> Vec<String> {
        let Some(Value::Object(spec)) = self.value() else {
            return Vec::new();
        };
        let asked = |key: &str| {
            key == "version"
                || library.contains(key)
                || TABLE.iter().any(|q| q.place.first() == Some(&key))
        };
        spec.keys().filter(|key| !asked(key)).cloned().collect()
    }
}
