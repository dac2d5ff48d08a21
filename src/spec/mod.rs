//! What the user wrote: one YAML file that describes one EC2 role and everything around it.
//!
//! ```text
//! text ─yaml─▶ tree with places ─decode, along keys─▶ typed values ─build─▶ Spec
//! ```
//!
//! All faults of a file are reported in one run, each at its place, and none hides another.
//!
//! ```
//! use rolewright::{source::Sources, spec::{self, Memory}};
//!
//! let mut sources = Sources::default();
//! let text = "version: 1\nrole: { name: web }\nbuckets:\n  - { name: photos, access: [read] }\n";
//! let id = sources.add("spec.yaml", text);
//! let (spec, diagnostics) = spec::parse(id, &sources, &Memory::default());
//! assert!(diagnostics.is_empty());
//! assert_eq!(spec.map(|spec| spec.grants.len()), Some(1));
//! ```

mod build;
pub mod decode;
mod files;
pub mod keys;
mod limits;
mod model;
mod module_variable;
mod reference;
mod schema;
pub mod suggest;
pub mod yaml;

pub use decode::day;
pub use files::{FileError, Files, Folder, Memory};
pub(crate) use limits::kms::is_key_id;
pub use model::{
    AmiChoice, Assert, Assertion, Assume, Imds, Instance, InstanceProfile, Layout, PolicyPlacement,
    Role, Spec, Style, Tag, Target, TargetTrust, Terraform, Trust, TrustPrincipal, Variable,
    Volume, Workload,
};
pub use module_variable::ModuleVariable;

pub use reference::{ReferenceError, reference};
pub use schema::schema;

use std::collections::BTreeMap;

use decode::{Report, Value};
use jiff::civil::Date;

use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    source::{SourceId, Sources},
};

/// The codes that reading one spec can give.
pub const CODES: &[Code] = &[
    Code::YamlSyntax,
    Code::UnknownKey,
    Code::DuplicateKey,
    Code::WrongType,
    Code::MissingKey,
    Code::ConflictingKeys,
    Code::NotSupportedYet,
    Code::EmptySpec,
    Code::SecondDocument,
    Code::BadAlias,
    Code::YamlTag,
    Code::MergeKey,
    Code::NestingTooDeep,
    Code::ForbiddenCharacter,
    Code::NotNormalized,
    Code::DeadValue,
    Code::KnownAction,
    Code::DuplicateValue,
    Code::DuplicateName,
    Code::UnknownValue,
    Code::OutOfRange,
    Code::TooLong,
    Code::TooShort,
    Code::BadCharacter,
    Code::BadDuration,
    Code::BadDay,
    Code::ExpiredGrant,
    Code::BadAccount,
    Code::BadRegion,
    Code::BadArn,
    Code::BadId,
    Code::BadPath,
    Code::BadTag,
    Code::TagCaseConflict,
    Code::TooMany,
    Code::BadLabel,
    Code::BadServicePrincipal,
    Code::BadAction,
    Code::WildcardPrincipal,
    Code::BadVolume,
    Code::UnencryptedVolume,
    Code::ImdsV1,
    Code::ImdsHopLimit,
    Code::OldVersion,
    Code::OldImage,
    Code::AnyImage,
    Code::BadTerraform,
    Code::BadReference,
    Code::ReferenceNotAllowed,
    Code::ReferenceOutsideLayout,
    Code::AmpersandBrace,
    Code::BadFile,
    Code::FileOutside,
    Code::FileTooLarge,
    Code::UnlistedRefType,
    Code::UnknownRegion,
    Code::UnknownInstanceType,
];

/// Reads a spec, whatever day it is.
///
/// With errors among the diagnostics the spec is as complete as they allow: what had a fault is
/// left out whole (a statement, a grant, a trust), so that checks on the rest say nothing that does
/// not hold. Generate only from one without errors.
pub fn parse(
    source: SourceId,
    sources: &Sources,
    files: &dyn Files,
) -> (Option<Spec>, Diagnostics) {
    read(&Reading::default(), source, sources, files)
}

/// What a spec is read with beside its text.
#[derive(Clone, Debug, Default)]
pub struct Reading<'a> {
    /// The day (in UTC) that every `until` is held against, if it is.
    pub today: Option<Date>,
    /// What stands in the place of variables.
    pub values: BTreeMap<String, String>,
    /// What it extends, the furthest first.
    pub below: &'a [SourceId],
    /// What is put over it, in this order.
    pub above: &'a [Patch],
}

/// What is put over a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch {
    /// A file that has the keys to change.
    Overlay(SourceId),
    /// One value.
    Set {
        /// The keys that lead to it.
        path: Vec<String>,
        /// Its text, in YAML.
        value: SourceId,
    },
}

/// Reads a spec as [`parse`] does, with more said.
pub fn read(
    reading: &Reading<'_>,
    source: SourceId,
    sources: &Sources,
    files: &dyn Files,
) -> (Option<Spec>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let spec = tree(reading, source, sources, &mut diagnostics).and_then(|mut tree| {
        let mut report = Report::new(source, sources, files, &mut diagnostics);
        report.today = reading.today;
        if !reading.values.is_empty() {
            fill(&mut tree, &reading.values);
            // They are used, though nothing refers to them any more.
            report.variables.extend(reading.values.keys().cloned());
        }
        decoded(&tree, &mut report)
    });
    (spec, diagnostics)
}

/// The document with everything that is put under and over it.
fn tree(
    reading: &Reading<'_>,
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<yaml::Tree> {
    let mut layers = Vec::new();
    for below in reading.below {
        layers.push(yaml::read(*below, sources, diagnostics)?.root);
    }
    layers.push(yaml::read(source, sources, diagnostics)?.root);
    for patch in reading.above {
        match patch {
            Patch::Overlay(source) => {
                layers.push(yaml::read(*source, sources, diagnostics)?.root);
            }
            Patch::Set { path, value } => {
                let value = yaml::read(*value, sources, diagnostics)?.root;
                let origin = value.origin;
                layers.push(yaml::nested(path, value, origin));
            }
        }
    }
    let mut layers = layers.into_iter();
    let mut root = layers.next()?;
    for layer in layers {
        // A document that is no map says nothing that could be merged.
        if !matches!(layer.content, yaml::Content::Map(_)) {
            diagnostics.push(Diagnostic::new(
                Code::WrongType,
                layer.origin,
                format!("expected a map, found {}", layer.describe()),
            ));
            return None;
        }
        yaml::merge(&mut root, layer);
    }
    // These say where it comes from, and are no part of it.
    if !reading.below.is_empty() {
        yaml::remove(&mut root, "extends");
    }
    Some(yaml::Tree { source, root })
}

/// Puts values in the place of variables, but not where these are declared.
fn fill(tree: &mut yaml::Tree, values: &BTreeMap<String, String>) {
    let yaml::Content::Map(entries) = &mut tree.root.content else {
        return;
    };
    for entry in entries {
        if entry.key.scalar.text != "variables" {
            yaml::fill(&mut entry.value, values);
        }
    }
}

fn decoded(tree: &yaml::Tree, report: &mut Report<'_>) -> Option<Spec> {
    // Whether a reference may stand somewhere depends on these, wherever they stand.
    let setting = |name: &str| {
        let scalar = tree.root.get("terraform")?.get(name)?.as_scalar()?;
        Some(scalar.text.as_str())
    };
    report.layout = setting("layout").map(build::layout).unwrap_or_default();
    report.style = setting("policy_style")
        .map(build::style)
        .unwrap_or_default();
    let shape = keys::Shape::Map(&keys::SPEC);
    match decode::value(&tree.root, &shape, report)? {
        Value::Map(fields) => Some(build::spec(&fields, report)),
        _ => None,
    }
}
