//! Which spec files a command works on, and what each one's output folder is called.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use ignore::WalkBuilder;

use crate::{
    engine::{self, Changes, SpecFile, shown},
    read,
};

/// The files that the arguments name; a folder stands for the specs below it, sorted by path.
/// The second list is what could not be read.
pub(super) fn collect(arguments: &[PathBuf]) -> (Vec<SpecFile>, Vec<anyhow::Error>) {
    let mut files: Vec<SpecFile> = Vec::new();
    let mut failures = Vec::new();
    for argument in arguments {
        let found = if argument.is_dir() {
            below(argument)
        } else {
            SpecFile::read(argument)
                .map(|file| vec![file])
                .map_err(anyhow::Error::from)
        };
        match found {
            Ok(found) => files.extend(found),
            Err(error) => failures.push(error),
        }
    }
    let mut seen = BTreeSet::new();
    files.retain(|file| {
        seen.insert(fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    (files, failures)
}

/// The specs below a folder: every YAML file whose top level has `version` and `role`.
fn below(folder: &Path) -> Result<Vec<SpecFile>> {
    let mut files = Vec::new();
    // Ignore files say what git keeps, not what is a spec: only dot folders are passed over.
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .sort_by_file_path(Path::cmp)
        .build();
    for entry in walk {
        let entry = entry.with_context(|| format!("cannot look through `{}`", shown(folder)))?;
        let path = entry.path();
        let yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml");
        let house_rules = path.file_name().is_some_and(|n| n == "rolewright.yaml");
        if !yaml || house_rules || !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", shown(path)))?;
        // What is not text is no spec, whatever its name says.
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        if has_top_level(&text, "version") && has_top_level(&text, "role") {
            files.push(SpecFile {
                path: path.to_owned(),
                name: shown(path),
                text,
                changes: Changes::default(),
            });
        }
    }
    // What others extend or overlay is judged as part of them.
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let parts: BTreeSet<PathBuf> = files
        .iter()
        .flat_map(engine::parts)
        .map(|path| real(&path))
        .collect();
    files.retain(|file| !parts.contains(&real(&file.path)));
    if files.is_empty() {
        bail!(
            "no spec below `{}`: no YAML file there has `version` and `role` at its top level",
            shown(folder)
        );
    }
    Ok(files)
}

/// Whether a block mapping's top level has this key. By lines, so that a file with a syntax error
/// further down is still taken for the spec that it is, and gets its diagnostic.
fn has_top_level(text: &str, key: &str) -> bool {
    text.trim_start_matches('\u{feff}').lines().any(|line| {
        let rest = ["", "\"", "'"].iter().find_map(|quote| {
            line.strip_prefix(quote)?
                .strip_prefix(key)?
                .strip_prefix(quote)
        });
        rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
    })
}

/// Whether a spec's stem can be the name of its output folder: `..`, the stem of `...yaml`, leads
/// out of it.
pub(super) fn names_a_folder(file: &SpecFile) -> bool {
    let stem = PathBuf::from(file.stem());
    let mut parts = stem.components();
    matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(_)), None)
    )
}

/// The output folder of each spec. One spec: `output` itself, or a folder beside the spec named
/// like its stem. Several: a folder per spec, by stem; equal stems by their path below the
/// folder that all specs have in common.
pub(super) fn output_folders(files: &[SpecFile], output: Option<&Path>) -> Vec<PathBuf> {
    let Some(output) = output else {
        return files
            .iter()
            .map(|file| {
                file.path
                    .parent()
                    .unwrap_or(Path::new(""))
                    .join(file.stem())
            })
            .collect();
    };
    output_names(files)
        .iter()
        .map(|name| output.join(name))
        .collect()
}

/// What distinguishes each spec's output among several: its stem, or its path below the common
/// folder. One alone needs nothing.
pub(super) fn output_names(files: &[SpecFile]) -> Vec<PathBuf> {
    if let [_] = files {
        return vec![PathBuf::new()];
    }
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        *count.entry(file.stem().to_lowercase()).or_default() += 1;
    }
    let absolute: Vec<PathBuf> = files
        .iter()
        .map(|file| fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
        .collect();
    let common = common_folder(&absolute);
    files
        .iter()
        .zip(&absolute)
        .map(|(file, path)| {
            if count.get(&file.stem().to_lowercase()) == Some(&1) {
                return PathBuf::from(file.stem());
            }
            path.strip_prefix(&common)
                .unwrap_or(path)
                .with_extension("")
        })
        .collect()
}

fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let mut parents = paths.iter().filter_map(|path| path.parent());
    let mut common: Vec<Component<'_>> = parents
        .next()
        .map(|p| p.components().collect())
        .unwrap_or_default();
    for parent in parents {
        let same = common
            .iter()
            .zip(parent.components())
            .take_while(|(a, b)| *a == b)
            .count();
        common.truncate(same);
    }
    common.iter().collect()
}

/// Whether a path leads to something that is read as it is found, and not to specs: a folder with
/// Terraform files and no spec, or a file in JSON.
pub(super) fn is_found(path: &Path) -> bool {
    if path.is_dir() {
        return read::is_module(path) && collect(&[path.to_owned()]).0.is_empty();
    }
    let ending = path.extension();
    ending.is_some_and(|ending| ending == "json" || ending == "tfstate")
}
