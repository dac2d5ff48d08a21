//! From spec files to Terraform files: the pipeline that every command shares.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
};

use jiff::civil::Date;
use rayon::prelude::*;

use super::{
    Error, Session,
    file::SpecFile,
    layers::{self, Layers},
    variables, written,
};
use crate::{
    blueprint::{self, Blueprint, Surroundings},
    check,
    diag::{Diagnostic, Diagnostics},
    explain, hcl,
    read::Inputs,
    render::{self, File, header},
    source::{Origin, Source, SourceId, Sources},
    spec::{self, Layout, Reading, Spec},
};

/// The specs of a run and what became of each.
#[derive(Debug)]
pub struct Run {
    /// The texts that diagnostics point into.
    pub sources: Sources,
    /// In the order of the files.
    pub compiled: Vec<Compiled>,
    /// The files that the texts are from.
    pub files: Vec<(SourceId, PathBuf)>,
}

/// What became of one spec.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The faults, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The spec, unless it could not be decoded.
    pub spec: Option<Spec>,
    /// What it says, unless there are errors.
    pub blueprint: Option<Blueprint>,
    /// The files, unless there are errors.
    pub files: Vec<File>,
    /// The names that `--var` gives a value and the spec has no variable for.
    pub unknown_variables: Vec<String>,
}

impl Run {
    /// The diagnostics of all specs. What several environments of one spec have in common is said
    /// once.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut said = BTreeSet::new();
        let mut found = Vec::new();
        for one in self.compiled.iter().flat_map(|one| &one.diagnostics) {
            let origin = one.primary().origin;
            let name = self.sources.get(origin.source()).map(Source::name);
            let span = origin.span();
            if said.insert((name, span.start, span.end, one.code(), one.message())) {
                found.push(one.clone());
            }
        }
        found
    }
}

impl Compiled {
    /// Whether the spec is for a folder that somebody owns already.
    pub fn is_beside(&self) -> bool {
        let layout = self.spec.as_ref().and_then(|spec| spec.terraform.layout);
        layout.is_some_and(|layout| layout.value == Layout::Beside)
    }
}

impl Session {
    /// Compiles every file. `output` gives each file's output folder where there is one: what stands
    /// there decides what a spec with the layout `beside` may refer to. What was to be gone before
    /// the session's day is a fault.
    ///
    /// # Errors
    ///
    /// If a template is at fault or a folder cannot be read; faults of specs are diagnostics.
    pub fn compile(&self, files: &[SpecFile], output: Option<&[PathBuf]>) -> Result<Run, Error> {
        let mut sources = Sources::default();
        let ids: Vec<SourceId> = files
            .iter()
            .map(|file| sources.add(file.name.as_str(), file.text.as_str()))
            .collect();
        let layers: Vec<Layers> = files
            .iter()
            .zip(&ids)
            .map(|(file, id)| layers::of(file, *id, &mut sources))
            .collect::<Result<_, _>>()?;
        let parsed: Vec<(Option<Spec>, Diagnostics)> = files
            .par_iter()
            .zip(ids.par_iter().zip(&layers))
            .map(|(file, (id, layers))| read(Some(self.today), file, *id, layers, &sources))
            .collect();
        let mut started = Vec::with_capacity(files.len());
        for (index, (spec, diagnostics)) in parsed.into_iter().enumerate() {
            let compiled = Compiled {
                spec,
                ..Compiled::default()
            };
            let folder = output.and_then(|folders| folders.get(index));
            let surroundings = match folder.filter(|_| compiled.is_beside()) {
                Some(folder) => Some(surroundings(folder, &mut sources)?),
                None => None,
            };
            started.push((compiled, diagnostics, surroundings));
        }
        let nothing = Layers::default();
        let compiled = started
            .into_par_iter()
            .zip(files)
            .enumerate()
            .map(|(index, ((compiled, diagnostics, surroundings), file))| {
                let folder = match output.and_then(|folders| folders.get(index)) {
                    Some(folder) => folder.clone(),
                    None => file.path.with_extension(""),
                };
                let spec_path = path_from(&folder, &file.path);
                let text = Texts {
                    file,
                    id: ids.get(index).copied().unwrap_or_default(),
                    layers: layers.get(index).unwrap_or(&nothing),
                    sources: &sources,
                };
                self.finish(
                    text,
                    compiled,
                    diagnostics,
                    surroundings.as_ref(),
                    &spec_path,
                )
                .map_err(|source| Error::Generate {
                    name: file.name.clone(),
                    source: Box::new(source),
                })
            })
            .collect::<Result<_, Error>>()?;
        let files = layers.into_iter().flat_map(|layers| layers.files).collect();
        Ok(Run {
            sources,
            compiled,
            files,
        })
    }

    /// Lowers, checks and renders one spec. Only a spec without errors is rendered.
    fn finish(
        &self,
        texts: Texts<'_>,
        mut compiled: Compiled,
        mut diagnostics: Diagnostics,
        surroundings: Option<&Surroundings>,
        spec_path: &str,
    ) -> Result<Compiled, Error> {
        let nothing = Surroundings::default();
        if let Some(spec) = &compiled.spec {
            let blueprint = lowered(
                spec,
                surroundings.unwrap_or(&nothing),
                texts.sources,
                &mut diagnostics,
            )?;
            if !diagnostics.has_errors() {
                let filled = variables::filled(texts, &blueprint, &self.inputs)?;
                compiled.unknown_variables = filled.unknown;
                diagnostics.extend(filled.diagnostics);
                let decided = filled.spec_and_blueprint.as_ref();
                let (spec, blueprint) = decided.map_or((spec, &blueprint), |(s, b)| (s, b));
                diagnostics.extend(explain::assertions(blueprint, &spec.asserts));
            }
            if !diagnostics.has_errors() {
                let files = render::files(&blueprint, &self.templates, spec_path)?;
                if let (Some(around), Some(folder)) = (surroundings, blueprint.folders.first()) {
                    diagnostics.extend(around.check(folder, &declared_by(&files)));
                }
                if !diagnostics.has_errors() {
                    compiled.files = files;
                }
                compiled.blueprint = Some(blueprint);
            }
        }
        compiled.diagnostics = diagnostics.into_sorted();
        Ok(compiled)
    }
}

/// One spec with everything that it is read from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts<'a> {
    pub(super) file: &'a SpecFile,
    pub(super) id: SourceId,
    pub(super) layers: &'a Layers,
    pub(super) sources: &'a Sources,
}

/// Reads a spec with what it extends and what is put over it.
fn read(
    today: Option<Date>,
    file: &SpecFile,
    id: SourceId,
    layers: &Layers,
    sources: &Sources,
) -> (Option<Spec>, Diagnostics) {
    let reading = Reading {
        today,
        below: &layers.below,
        above: &layers.above,
        ..Reading::default()
    };
    let (spec, mut diagnostics) = spec::read(&reading, id, sources, &beside(&file.path));
    diagnostics.extend(layers.faults.iter().cloned());
    (spec, diagnostics)
}

/// What a spec describes, its asserts aside and whatever day it is: those are promises that
/// `validate` and `generate` hold it to, and no part of the access that is compared or explained.
///
/// # Errors
///
/// If one of our own templates or files is at fault; faults of the spec are diagnostics.
pub(super) fn describe(file: &SpecFile, inputs: &Inputs) -> Result<(Sources, Compiled), Error> {
    let mut sources = Sources::default();
    let id = sources.add(file.name.as_str(), file.text.as_str());
    let layers = layers::of(file, id, &mut sources)?;
    let (spec, mut diagnostics) = read(None, file, id, &layers, &sources);
    let blueprint = match &spec {
        Some(spec) => Some(lowered(
            spec,
            &Surroundings::default(),
            &sources,
            &mut diagnostics,
        )?),
        None => None,
    };
    let mut compiled = Compiled {
        spec,
        blueprint: blueprint.filter(|_| !diagnostics.has_errors()),
        ..Compiled::default()
    };
    if let Some(blueprint) = &compiled.blueprint {
        let texts = Texts {
            file,
            id,
            layers: &layers,
            sources: &sources,
        };
        let filled = variables::filled(texts, blueprint, inputs)?;
        compiled.unknown_variables = filled.unknown;
        diagnostics.extend(filled.diagnostics);
        if let Some((spec, blueprint)) = filled.spec_and_blueprint {
            compiled.spec = Some(spec);
            compiled.blueprint = Some(blueprint);
        }
        if diagnostics.has_errors() {
            compiled.blueprint = None;
        }
    }
    compiled.diagnostics = diagnostics.into_sorted();
    Ok((sources, compiled))
}

/// The blueprint of a spec, checked.
pub(super) fn lowered(
    spec: &Spec,
    around: &Surroundings,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Blueprint, Error> {
    let blueprint = blueprint::lower(spec, around, diagnostics)?;
    let found = written::about_what_was_written(check::run(&blueprint), diagnostics, sources);
    let mut elsewhere = Diagnostics::default();
    elsewhere.extend(found);
    diagnostics.extend_elsewhere(elsewhere);
    Ok(blueprint)
}

/// The addresses that the files of the main folder declare.
fn declared_by(files: &[File]) -> BTreeSet<String> {
    files
        .iter()
        .filter(|file| file.path.strip_suffix(".tf").is_some() && !file.path.contains('/'))
        .flat_map(|file| hcl::declarations(&file.content))
        .map(|declaration| declaration.address)
        .collect()
}

/// What the files of a folder declare that are not our own.
fn surroundings(folder: &Path, sources: &mut Sources) -> Result<Surroundings, Error> {
    let mut found = Surroundings::default();
    if !folder.is_dir() {
        return Ok(found);
    }
    let failed = |source| Error::read(folder, source);
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if [".tf", ".tf.json"]
            .iter()
            .any(|end| name.strip_suffix(end).is_some())
            && !name.starts_with('.')
            && path.is_file()
        {
            paths.push(path);
        }
    }
    paths.sort();
    for path in paths {
        let file = SpecFile::read(&path)?;
        if header::spec_of(&file.name, &file.text).is_some() {
            continue;
        }
        let id = sources.add(file.name.as_str(), file.text.as_str());
        let declarations = if file.name.strip_suffix(".json").is_some() {
            hcl::json_declarations(&file.text)
        } else {
            hcl::declarations(&file.text)
        };
        for declaration in declarations {
            found.add(declaration.address, Origin::new(id, declaration.span));
        }
    }
    Ok(found)
}

/// The spec's path as headers name it: relative to the output folder where both belong together
/// (one lies below the other, or both in one repository), else its base name, so that the same
/// spec gives the same bytes on every machine.
fn path_from(folder: &Path, spec: &Path) -> String {
    let spec = absolute(spec);
    let folder = absolute(folder);
    let base = spec
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let home = spec.parent().unwrap_or(Path::new("/"));
    let together = folder.starts_with(home)
        || home.starts_with(&folder)
        || repository(&spec).is_some_and(|root| folder.starts_with(root));
    if !together {
        return base;
    }
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), home.components().collect());
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - same);
    let down = to
        .iter()
        .skip(same)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).chain([base]).collect::<Vec<_>>().join("/")
}

/// The folder above a file that holds `.git`.
fn repository(file: &Path) -> Option<&Path> {
    file.ancestors()
        .skip(1)
        .find(|folder| folder.join(".git").exists())
}

/// The path with links followed as far as it exists.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = path
        .ancestors()
        .find_map(|part| Some((part, fs::canonicalize(part).ok()?)));
    match known {
        Some((part, real)) => real.join(path.strip_prefix(part).unwrap_or(Path::new(""))),
        None => path,
    }
    .components()
    .collect()
}

/// The files that a spec may name: beside it, within the folder of `rolewright.yaml`, else within
/// the spec's own.
pub(super) fn beside(spec: &Path) -> spec::Folder {
    let spec = absolute(spec);
    let home = spec.parent().unwrap_or(Path::new("/"));
    let root = home
        .ancestors()
        .find(|folder| folder.join("rolewright.yaml").is_file());
    spec::Folder::new(home, root.unwrap_or(home))
}
