//! Policies that do not do what they say are refused: every file under `tests/data/check/` is named
//! after the code that it shows, and its diagnostics are a snapshot. A YAML file is a spec (with the
//! folder that it is generated into in a `.tf` of the same name), a JSON file is a policy document
//! as a module may hold it (a trust policy if it has principals).

use rolewright::{check, diag::Severity};

use crate::support::{self, specimen};

#[test]
fn each_fault_of_a_policy_is_shown_with_its_place_and_way_out() {
    let shown = specimen::hold("check");
    let missing: Vec<_> = check::CODES
        .iter()
        .filter(|code| !shown.contains(code))
        .collect();
    assert!(
        missing.is_empty(),
        "no tests/data/check/<code> shows {missing:?}"
    );
}

#[test]
fn the_examples_raise_no_alarm() {
    for example in support::examples::all() {
        let (text, _) = specimen::shown(&support::root().join(example.spec()));
        assert_eq!(text, "", "{}", example.name);
    }
}

#[test]
fn warnings_of_the_checks_do_not_refuse() {
    assert!(
        check::CODES
            .iter()
            .any(|code| code.severity() == Severity::Warning)
    );
}
