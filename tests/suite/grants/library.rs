//! A service is a file: whatever folder it lies in, its key can be used at once.

use std::{fs, path::Path};

use rolewright::grant::{self, Error, Library, Place, Request, Subject};

use super::{value, words};
use crate::support::cli::Rolewright;

/// The folder of our own files, with one more.
fn with_file(name: &str, text: &str) -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().unwrap();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("grants");
    for file in fs::read_dir(ours).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    fs::File::create(folder.path().join(name))
        .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
        .unwrap();
    let library = Library::from_folder(folder.path()).unwrap();
    (folder, library)
}

/// The example of CONTRIBUTING.md: what it says must work.
fn crawlers() -> String {
    let contributing = include_str!("../../../CONTRIBUTING.md").replace("\r\n", "\n");
    let (_, section) = contributing.split_once("## A grant service\n").unwrap();
    let (_, block) = section.split_once("```yaml\n").unwrap();
    let (example, _) = block.split_once("```\n").unwrap();
    example.to_owned()
}

#[test]
fn a_new_file_is_a_new_key() {
    let (_folder, library) = with_file("crawlers.yaml", &crawlers());
    assert!(library.keys().any(|key| key == "crawlers"));
    assert_eq!(
        library.keys().count(),
        Library::embedded().keys().count() + 1
    );
    let request = Request {
        service: "crawlers".to_owned(),
        subject: Subject::Name(value("nightly")),
        access: words(&["start"]),
        ..Request::default()
    };
    let expansion = grant::expand(&library, &request, &Place::default()).unwrap();
    assert!(expansion.diagnostics.is_empty());
    let sid = expansion.statements[0].sid.as_ref().unwrap();
    assert_eq!(sid.value.to_string(), "GlueStartCrawlerNightly");
    assert!(Library::embedded().service("crawlers").is_err());
}

#[test]
fn a_spec_can_use_a_key_of_a_folder_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let mut file = fs::File::create(folder.path().join(name)).unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    };
    write("crawlers.yaml", &crawlers());
    fs::create_dir(folder.path().join("spec")).unwrap();
    let spec = "version: 1\nrole: {name: crawling}\ncrawlers: [{name: nightly, access: [start]}]\n";
    write("spec/spec.yaml", spec);
    let spec = folder.path().join("spec/spec.yaml");
    let known = Rolewright::new(["generate", "--stdout", "--grants"])
        .arg(folder.path())
        .arg(&spec)
        .succeed();
    assert!(
        known.stdout.contains("\"glue:StartCrawler\""),
        "{}",
        known.stdout
    );
    assert!(known.stdout.contains("crawler/nightly\""));
    let unknown = Rolewright::new(["generate", "--stdout"]).arg(&spec).run();
    assert!(unknown.stderr.contains("crawlers"), "{}", unknown.stderr);
}

#[test]
fn a_file_that_is_wrong_says_what_is_wrong() {
    let crawlers = crawlers();
    let cases = [
        ("x.yaml", "key: y\n", "missing field"),
        (
            "x.yaml",
            crawlers.as_str(),
            "its `key` is `crawlers`, not `x`",
        ),
        (
            "crawlers.yaml",
            &crawlers.replace("on: crawler", "on: spider"),
            "unknown shape `spider`",
        ),
        (
            "crawlers.yaml",
            &crawlers.replace("sid: Glue ", "sit: Glue "),
            "unknown field `sit`",
        ),
        (
            "crawlers.yaml",
            &crawlers.replace("{name}", "{name"),
            "`{` without `}`",
        ),
        (
            "crawlers.yaml",
            &crawlers.replace("{region}", "{regoin}"),
            "regoin",
        ),
        (
            "crawlers.yaml",
            &crawlers.replace(
                "rules: {length: [1, 255], chars: a-zA-Z0-9_.-}",
                "conditions: {StringEqualz: {\"aws:x\": y}}",
            ),
            "StringEqualz",
        ),
    ];
    for (name, text, expected) in cases {
        let (_folder, library) = with_file(name, text);
        let key = name.strip_suffix(".yaml").unwrap();
        match library.service(key) {
            Err(Error::Malformed { problem, .. }) => {
                assert!(
                    problem.contains(expected),
                    "`{problem}` does not say `{expected}`"
                );
            }
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn every_file_describes_a_service() {
    for service in Library::embedded().services() {
        let service = service.unwrap();
        assert!(!service.about.is_empty());
        for verb in service.verbs.values() {
            assert!(
                verb.about.starts_with(char::is_lowercase) && !verb.about.ends_with('.'),
                "{}",
                verb.about
            );
        }
    }
}

#[test]
fn a_managed_policy_that_gives_more_has_a_narrower_grant() {
    let (service, because) = Library::embedded()
        .instead_of("AmazonSSMManagedInstanceCore")
        .unwrap();
    assert_eq!(service.key, "session_manager");
    assert!(because.contains("parameter"));
    assert!(
        Library::embedded()
            .instead_of("CloudWatchAgentServerPolicy")
            .is_none()
    );
}
