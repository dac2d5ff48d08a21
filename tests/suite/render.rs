//! Specs become files that read well: lowering and rendering, without a spec's text.

use std::collections::BTreeMap;

use rolewright::{
    blueprint::{self, Surroundings},
    diag::Diagnostics,
    render::{self, Templates},
    spec::Spec,
};

use super::support;

mod specs;

use specs::{application_server, minimal};

/// The content of each file by its path.
fn files(spec: &Spec, templates: &Templates) -> BTreeMap<String, String> {
    let mut diagnostics = Diagnostics::default();
    let blueprint = blueprint::lower(spec, &Surroundings::default(), &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    render::files(&blueprint, templates, "spec.yaml")
        .unwrap_or_else(|error| panic!("{error}"))
        .into_iter()
        .map(|file| (file.path, file.content))
        .collect()
}

fn shown(files: &BTreeMap<String, String>) -> String {
    let files = files.iter();
    let shown = files.map(|(path, content)| format!("==> {path}\n{content}"));
    shown.collect::<Vec<_>>().concat()
}

#[test]
fn a_small_spec_gives_a_small_module() {
    support::snapshots("render").bind(|| {
        insta::assert_snapshot!("minimal", shown(&files(&minimal(), &Templates::embedded())));
    });
}

#[test]
fn an_application_server_with_a_cross_account_target() {
    support::snapshots("render").bind(|| {
        let files = files(&application_server(), &Templates::embedded());
        insta::assert_snapshot!("application-server", shown(&files));
    });
}
