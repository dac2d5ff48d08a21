//! What is granted until a day is an error afterwards, and not before.

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use crate::support::cli::{Answer, Rolewright};

/// A folder with a spec whose grant ends on `day`.
fn spec(day: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("spec.yaml");
    let text = format!(
        "version: 1\nrole: {{ name: web }}\nbuckets:\n  - {{ name: photos, access: [read], until: {day} }}\n"
    );
    fs::write(&path, text).unwrap();
    (folder, path)
}

/// What a command says on a day of a spec whose grant ends on 31 January 2027.
fn on(today: &str, command: &[&str]) -> Answer {
    let (folder, _) = spec("2027-01-31");
    Rolewright::new(command)
        .args(["spec.yaml", "--today", today])
        .in_folder(folder.path())
        .run()
}

#[test]
fn the_last_day_is_valid_and_the_next_is_an_error() {
    for command in [&["validate"][..], &["generate", "--stdout"], &["generate"]] {
        let last = on("2027-01-31", command);
        assert_eq!(last.code, 0, "{command:?}: {}", last.stderr);
        let next = on("2027-02-01", command);
        assert_eq!(next.code, 1, "{command:?}");
        assert!(next.stderr.contains("expired-grant"), "{}", next.stderr);
        for said in ["2027-01-31", "2027-02-01", "spec.yaml:4:", "move the date"] {
            assert!(next.stderr.contains(said), "{said}: {}", next.stderr);
        }
    }
}

#[test]
fn files_that_were_generated_in_time_are_refused_by_a_check_afterwards() {
    let (_folder, path) = spec("2027-01-31");
    let generate = |today: &str| Rolewright::new(["generate", "--today", today]).arg(&path);
    generate("2026-12-01").succeed();
    generate("2027-01-31").arg("--check").succeed();
    let late = generate("2027-02-01").arg("--check").run();
    assert_eq!(late.code, 1);
    assert!(late.stderr.contains("expired-grant"), "{}", late.stderr);
    assert_eq!(late.stdout, "");
}

#[test]
fn what_is_compared_or_explained_has_no_last_day() {
    let (_folder, path) = spec("2027-01-31");
    let path = path.to_str().unwrap();
    let object = "arn:aws:s3:::photos/cat.jpg";
    for command in [
        &["explain", path][..],
        &["diff", path, path],
        &["can", path, "s3:GetObject", object],
    ] {
        let late = Rolewright::new(["--today", "2030-01-01"]).args(command);
        let answer = late.succeed();
        assert!(!answer.stderr.contains("expired"), "{}", answer.stderr);
    }
}

#[test]
fn without_the_option_it_is_the_clock_that_counts() {
    let (_past, past) = spec("2001-01-31");
    let refused = Rolewright::new(["validate"]).arg(past).run();
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("expired-grant"));
    let (_future, future) = spec("9999-12-31");
    Rolewright::new(["validate"]).arg(future).succeed();
}

#[test]
fn what_is_no_day_is_bad_usage() {
    for today in ["tomorrow", "2027-02-30", "2027-1-1", "2027-01-31T10:00", ""] {
        let answer = on(today, &["validate"]);
        assert_eq!(answer.code, 2, "{today}");
        assert!(answer.stderr.contains("2027-06-30"), "{}", answer.stderr);
    }
}
