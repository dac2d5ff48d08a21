//! The session in the README is one that took place.

use std::{env, fs};

use rolewright::wizard::table;

use crate::support::{
    self,
    terminal::{Terminal, key},
};

/// Everything of a session fits on this screen, so that it can be read from it.
const TALL: (u16, u16) = (100, 200);

/// What a person types, question by question.
const SAID: &[(&str, &str)] = &[
    ("preset", "else\r"),
    ("name", "photo-viewer\r"),
    ("region", "eu-central-1\r"),
    ("account", key::ENTER),
    ("layout", key::ENTER),
    ("grants", "s3\r"),
];

fn ask(key: &str) -> &'static str {
    table::question(key).unwrap().ask
}

fn recorded() -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(
        &["init", "photos.yaml"],
        folder.path(),
        TALL,
        &[("NO_COLOR", "1")],
    );
    for (question, keys) in SAID {
        terminal.answer(ask(question), keys);
    }
    terminal.answer("Which bucket?", "photos\r");
    terminal.answer("What does it do with it?", key::ENTER);
    terminal.answer("Which prefixes?", "thumbnails/\r");
    terminal.answer("Encrypted with a KMS key", key::ENTER);
    terminal.answer(ask("grants"), key::ENTER);
    for question in ["allow", "managed_policies"] {
        terminal.answer(ask(question), key::ENTER);
    }
    terminal.answer(ask("session_manager"), "yes\r");
    for question in ["assume", "instance"] {
        terminal.answer(ask(question), key::ENTER);
    }
    terminal.answer(ask("tags"), "Owner=web-platform\r");
    terminal.answer("All right?", key::ENTER);
    terminal.answer(ask("generate"), "y\r");
    terminal.answer(ask("output"), key::ENTER);
    assert_eq!(terminal.ends(), 0, "{}", terminal.screen());
    let lines: Vec<String> = terminal.lines();
    format!(
        "$ rolewright init photos.yaml\n{}\n",
        lines.join("\n").trim_end()
    )
}

/// With `UPDATE_DOCS=1` in the environment the README is written instead of compared.
#[test]
fn the_recorded_session_in_the_readme_is_what_happens() {
    let readme = support::read("README.md");
    let start = "```text\n$ rolewright init photos.yaml\n";
    let (before, rest) = readme.split_once(start).unwrap();
    let (_, after) = rest.split_once("```\n").unwrap();
    let session = recorded();
    let wanted = format!("{before}```text\n{session}```\n{after}");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(support::root().join("README.md"), wanted).unwrap();
        return;
    }
    assert!(
        readme == wanted,
        "the README shows another session: run UPDATE_DOCS=1 cargo test --test suite wizard::session\n{session}"
    );
}
