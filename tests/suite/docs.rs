//! The documents say what is true.

use std::collections::BTreeSet;

use regex::Regex;

use crate::support::{self, cli::Rolewright, examples};

/// The fenced blocks of a document in one language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let fenced = Regex::new(r"(?ms)^```(\w+)\n(.*?)^```$").unwrap();
    fenced
        .captures_iter(&support::read(document))
        .filter(|block| &block[1] == language)
        .map(|block| block[2].to_owned())
        .collect()
}

#[test]
fn the_spec_in_the_readme_is_the_minimal_example() {
    assert_eq!(
        blocks("README.md", "yaml")[0],
        support::read("examples/minimal/spec.yaml")
    );
}

#[test]
fn the_calls_in_the_readme_work() {
    // `cargo run -- generate SPEC -o FOLDER`, with a folder of ours.
    let call = Regex::new(r"cargo run -- generate (examples/\S+) -o (target/\S+)").unwrap();
    let shell = blocks("README.md", "sh").concat();
    let call = call
        .captures(&shell)
        .expect("the README generates an example");
    assert!(
        shell.contains(&format!("{}/*", &call[2])),
        "and shows what was written"
    );
    let output = tempfile::tempdir().unwrap();
    Rolewright::new(["generate", &call[1], "-o"])
        .arg(output.path())
        .succeed();
    assert!(output.path().join("iam.tf").is_file());
}

#[test]
fn the_commands_in_the_readme_are_those_of_the_program() {
    let help = Rolewright::new(["--help"]).succeed().stdout;
    let commands = help.split("Commands:").nth(1).unwrap();
    let commands = commands.split("Options:").next().unwrap();
    let listed = Regex::new(r"(?m)^  (\w+) ").unwrap();
    let offered: BTreeSet<&str> = listed
        .captures_iter(commands)
        .filter_map(|line| line.get(1))
        .map(|command| command.as_str())
        .filter(|command| *command != "help")
        .collect();

    let readme = support::read("README.md");
    let table = readme.split("## Commands").nth(1).unwrap();
    let table = table.split("##").next().unwrap();
    let named = Regex::new(r"(?m)`([a-z]+)[^`]*`(?:, `([a-z]+)`)? \|").unwrap();
    let described: BTreeSet<&str> = named
        .captures_iter(table)
        .flat_map(|row| [row.get(1), row.get(2)])
        .flatten()
        .map(|command| command.as_str())
        .collect();
    assert_eq!(described, offered);
}

#[test]
fn every_example_stands_in_their_list() {
    let list = support::read("examples/README.md");
    for example in examples::all() {
        let link = format!("[{0}]({0}/spec.yaml)", example.name);
        assert!(list.contains(&link), "examples/README.md lacks {link}");
    }
}
