//! What Terraform evaluates is what the blueprint says, whatever stands in the spec.
//!
//! Specs are drawn at random (the same in every run), many of them are put to one `terraform plan`,
//! and each planned value is compared with the blueprint. That the comparison would notice a broken
//! escape is a test as well.

mod batch;
mod coverage;
mod draw;
mod expected;
mod specs;

use std::collections::BTreeSet;

use rolewright::{
    blueprint::{self, Surroundings},
    hcl,
    render::{self, Templates},
    source::{Origin, Sources},
    spec::{self, Layout, Memory},
};

use self::{
    batch::{CONTEXT, Case, Outcome, evaluate},
    draw::Draw,
};
use crate::support::{each, moto::Moto, terraform::Terraform};

/// How many specs are put to Terraform.
const SPECS: usize = 512;

/// How many specs one run of Terraform gets.
const BATCH: usize = 64;

/// A script that is no template.
const SCRIPT: &str = "#!/bin/sh\necho \"${HOME} %{nothing}\"\n";

/// The specs that seeds from `first` on give, with what they become. A spec that is refused (not
/// every string is allowed everywhere) is left out.
fn cases(first: u64) -> impl Iterator<Item = Case> {
    (first..).filter_map(|seed| compile(&Draw::new(seed).spec().to_string()))
}

fn compile(text: &str) -> Option<Case> {
    let mut sources = Sources::default();
    let id = sources.add("spec.yaml", text);
    let (spec, mut diagnostics) =
        spec::parse(id, &sources, &Memory::default().with("boot.sh", SCRIPT));
    let spec = spec.filter(|_| !diagnostics.has_errors())?;
    let mut surroundings = Surroundings::default();
    if spec
        .terraform
        .layout
        .is_some_and(|it| it.value == Layout::Beside)
    {
        for declaration in hcl::declarations(CONTEXT) {
            surroundings.add(declaration.address, Origin::NOWHERE);
        }
    }
    let blueprint = blueprint::lower(&spec, &surroundings, &mut diagnostics).unwrap();
    if diagnostics.has_errors() {
        return None;
    }
    let files = render::files(&blueprint, &Templates::default(), "spec.yaml").unwrap();
    Some(Case {
        spec: text.to_owned(),
        blueprint,
        files,
    })
}

#[test]
#[ignore = "needs terraform and moto"]
fn terraform_evaluates_what_the_blueprint_says() {
    let (Some(terraform), Some(moto)) = (Terraform::find(), Moto::start("111111111111")) else {
        return;
    };
    let cases: Vec<Case> = cases(0).take(SPECS).collect();
    let batches: Vec<&[Case]> = cases.chunks(BATCH).collect();
    each(
        &batches,
        2,
        |batch| batch[0].spec.clone(),
        |batch| {
            let Outcome { faults, compared } = evaluate(&terraform, &moto, batch, str::to_owned)
                .unwrap_or_else(|why| panic!("{why}"));
            assert!(faults.is_empty(), "{}", faults.join("\n"));
            assert!(
                compared > 10 * batch.len(),
                "only {compared} values were compared"
            );
        },
    );
}

/// Ways to break the escape, as what the generated text would be: each must be noticed.
const BROKEN: &[(&str, &str, &str)] = &[
    ("a quote", "\\\"", "\""),
    ("a backslash", "\\\\", "\\"),
    ("a line break", "\\n", "\n"),
    ("an interpolation", "$${", "${"),
    ("a directive", "%%{", "%{"),
];

#[test]
#[ignore = "needs terraform and moto"]
fn a_broken_escape_is_noticed() {
    let (Some(terraform), Some(moto)) = (Terraform::find(), Moto::start("111111111111")) else {
        return;
    };
    let cases: Vec<Case> = cases(0).take(24).collect();
    each(
        BROKEN,
        2,
        |(what, _, _)| (*what).to_owned(),
        |(_, escaped, raw)| {
            let outcome = evaluate(&terraform, &moto, &cases, |text| text.replace(escaped, raw));
            if let Ok(Outcome { faults, compared }) = outcome {
                assert!(
                    !faults.is_empty(),
                    "{compared} values are as they should be"
                );
            }
        },
    );
}

#[test]
fn specs_are_drawn_with_every_key_and_every_hostile_string() {
    let specs: Vec<String> = cases(0).take(SPECS).map(|case| case.spec).collect();
    let mut drawn = BTreeSet::new();
    for spec in &specs {
        coverage::drawn(&serde_json::from_str(spec).unwrap(), "", &mut drawn);
    }
    // They say which files a spec is made of, and are not generated: `layered` holds them.
    let elsewhere = ["/environments", "/extends"];
    let missing: Vec<String> = coverage::supported()
        .difference(&drawn)
        .filter(|key| !elsewhere.contains(&key.as_str()))
        .cloned()
        .collect();
    assert!(
        missing.is_empty(),
        "no spec that is put to Terraform has {missing:#?}"
    );
    let all = specs.concat();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let missing: Vec<&str> = draw::hostile()
        .filter(|text| !all.contains(quoted(text).trim_matches('"')))
        .collect();
    assert!(missing.is_empty(), "in no valid spec: {missing:?}");
}

#[test]
fn most_drawn_specs_are_valid() {
    let draws = 200;
    let valid = (0..draws).filter_map(|seed| compile(&Draw::new(seed).spec().to_string()));
    let valid = valid.count();
    assert!(
        valid > 100,
        "only {valid} of {draws} are: the rest is not put to Terraform"
    );
}
