//! What Terraform made of many expressions, held against what we make of them: the same, or said to
//! be unknown; never another value.
//!
//! The answers are in `tests/data/expressions`, below the expressions. `INSTA_UPDATE=always cargo
//! test --test suite terraform_still_gives -- --ignored` writes them anew.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::PathBuf};

use rolewright::{
    blueprint::Presence,
    read::{self, Inputs},
    source::Sources,
};

use crate::support::{self, terraform::Terraform};

/// What stands for an answer that Terraform has only when it applies.
const UNKNOWN: &str = "unknown";

const ANSWER: &str = "  => ";

fn files() -> Vec<PathBuf> {
    let folder = support::root().join("tests/data/expressions");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// The expressions of a file and the answers below them.
fn expressions(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        match line.strip_prefix(ANSWER) {
            Some(answer) => answer.clone_into(&mut found.last_mut().unwrap().1),
            None => found.push((line.to_owned(), String::new())),
        }
    }
    found
}

/// What we make of each: `None` where it is said to be unknown.
fn ours(expressions: &[(String, String)]) -> Vec<Option<String>> {
    let folder = tempfile::tempdir().unwrap();
    let mut roles = String::new();
    for (i, (one, _)) in expressions.iter().enumerate() {
        let _ = writeln!(
            roles,
            "resource \"aws_iam_role\" \"e{i}\" {{\n  name = try(jsonencode({one}), \"error\")\n  assume_role_policy = \"{{}}\"\n}}"
        );
    }
    fs::write(folder.path().join("main.tf"), roles).unwrap();
    let read = read::module(folder.path(), &Inputs::default(), &mut Sources::default()).unwrap();
    let roles: BTreeMap<String, &rolewright::blueprint::Role> = read.folders[0]
        .roles
        .iter()
        .filter(|role| role.presence == Presence::Certain)
        .map(|role| (role.address.clone(), role))
        .collect();
    assert_eq!(roles.len(), expressions.len());
    (0..expressions.len())
        .map(|i| {
            let name = roles[&format!("aws_iam_role.e{i}")].name.as_ref()?;
            name.value.as_literal().map(str::to_owned)
        })
        .collect()
}

#[test]
fn recorded_expressions_are_what_terraform_says_or_unknown() {
    let (mut wrong, mut unknown, mut all) = (Vec::new(), String::new(), 0);
    for file in files() {
        let expressions = expressions(&fs::read_to_string(&file).unwrap());
        all += expressions.len();
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        for ((one, theirs), ours) in expressions.iter().zip(ours(&expressions)) {
            match ours {
                Some(ours) if ours == *theirs => {}
                Some(ours) => {
                    wrong.push(format!("{one}\n  terraform {theirs}\n  ours      {ours}"));
                }
                None if theirs == UNKNOWN => {}
                None => {
                    let _ = writeln!(unknown, "{stem}: {one}");
                }
            }
        }
    }
    assert!(all > 1000, "only {all} expressions are recorded");
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    support::snapshots("expressions").bind(|| insta::assert_snapshot!("unknown", unknown));
}

#[test]
#[ignore = "needs terraform"]
fn terraform_still_gives_the_recorded_answers() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let expressions = expressions(&text);
        let folder = tempfile::tempdir().unwrap();
        // For the functions of the provider.
        let needed = "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n";
        let mut outputs = needed.to_owned();
        for (i, (one, _)) in expressions.iter().enumerate() {
            let _ = writeln!(
                outputs,
                "output \"e{i}\" {{\n  value = try(jsonencode({one}), \"error\")\n}}"
            );
        }
        fs::write(folder.path().join("main.tf"), outputs).unwrap();
        let module = terraform.module(folder.path());
        module.init();
        let plan: serde_json::Value = serde_json::from_str(&module.show_plan()).unwrap();
        let mut answers = (0..expressions.len()).map(|i| {
            let output = &plan["planned_values"]["outputs"][format!("e{i}")];
            output["value"].as_str().unwrap_or(UNKNOWN).to_owned()
        });
        let mut recorded = String::new();
        for line in text.lines().filter(|line| !line.starts_with(ANSWER)) {
            let _ = writeln!(recorded, "{line}");
            if !line.starts_with("# ") {
                let _ = writeln!(recorded, "{ANSWER}{}", answers.next().unwrap());
            }
        }
        if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            fs::write(&file, &recorded).unwrap();
        }
        let changed: Vec<&str> = recorded
            .lines()
            .zip(text.lines())
            .filter(|(new, old)| new != old)
            .map(|(new, _)| new)
            .collect();
        assert!(
            text == recorded,
            "{}: {} lines, the first {:?}",
            file.display(),
            changed.len(),
            changed.first()
        );
    }
}
