//! What a person is told about a grant that is wrong, all at once and in file order.

use std::fs;

use rolewright::{
    blueprint::{self, Surroundings},
    diag::human,
    source::Sources,
    spec::{self, Folder},
};

use crate::support;

#[test]
fn the_faults_of_grants_are_told_like_this() {
    let folder = support::root().join("tests/data/grants");
    let text = fs::read_to_string(folder.join("faults.yaml")).unwrap();
    let mut sources = Sources::default();
    let id = sources.add("faults.yaml", text.replace("\r\n", "\n"));
    let (spec, mut diagnostics) = spec::parse(id, &sources, &Folder::new(&folder, &folder));
    blueprint::lower(&spec.unwrap(), &Surroundings::default(), &mut diagnostics).unwrap();
    let shown: Vec<String> = diagnostics
        .into_sorted()
        .iter()
        .map(|diagnostic| human::render(diagnostic, &sources, false))
        .collect();
    support::snapshots("grants").bind(|| {
        insta::assert_snapshot!("faults", shown.join("\n\n"));
    });
}
