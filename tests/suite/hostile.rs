//! Whatever is given as a spec, the answer is a diagnostic or an error, soon, and never a panic.
//!
//! The sizes are those at which a quadratic step would show: the test runs through or hangs.

use std::fmt::Write as _;

use rolewright::{
    blueprint::{self, Surroundings},
    check,
    diag::{Code, Diagnostic, human, json},
    source::Sources,
    spec::{self, Folder},
};

use crate::support::{self, cli::Rolewright};

const HEAD: &str = "version: 1\nrole:\n  name: app\n";
const MANY: usize = 2_000;
/// Below the most that a spec may have.
const LARGE: usize = 900_000;

/// The codes of a spec, each once, after all that `validate` does with it.
fn codes(text: &str) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let id = sources.add("spec.yaml", text);
    let folder = support::root().join("tests/data");
    let (spec, mut diagnostics) = spec::parse(id, &sources, &Folder::new(&folder, &folder));
    if let Some(spec) = spec {
        let around = Surroundings::default();
        let lowered = blueprint::lower(&spec, &around, &mut diagnostics).unwrap();
        diagnostics.extend_elsewhere(check::run(&lowered));
    }
    let sorted = diagnostics.into_sorted();
    for diagnostic in &sorted {
        let shown = human::render(diagnostic, &sources, false);
        assert!(shown.len() < 40_000, "{}", shown.len());
        json::object(diagnostic, &sources);
    }
    let mut codes: Vec<&str> = sorted
        .iter()
        .map(Diagnostic::code)
        .map(Code::as_str)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// `HEAD`, a line, and then many lines made of their number.
fn many(first: &str, line: impl Fn(usize) -> String) -> String {
    let mut text = format!("{HEAD}{first}\n");
    for number in 0..MANY {
        let _ = writeln!(text, "  {}", line(number));
    }
    text
}

#[test]
fn many_of_anything_are_read_in_a_bounded_time() {
    let cases: &[(&str, String, &[&str])] = &[
        (
            "grants",
            many("buckets:", |i| {
                format!("- {{ name: bucket-{i}, access: [read] }}")
            }),
            &["policy-too-long"],
        ),
        (
            "statements",
            many("allow:", |i| {
                format!("- {{ actions: [s3:GetObject], resources: ['arn:aws:s3:::b{i}/*'] }}")
            }),
            &["policy-too-long"],
        ),
        (
            "statements that hand roles on",
            many("allow:", |i| {
                format!(
                    "- {{ actions: [iam:PassRole], resources: ['arn:aws:iam::111111111111:role/r{i}'] }}"
                )
            }),
            &["pass-role-to-any-service", "policy-too-long"],
        ),
        (
            "unknown actions",
            many("allow:", |i| {
                format!("- {{ actions: [s3:GetObjekt{i}], resources: ['*'] }}")
            }),
            &["policy-too-long", "unknown-action"],
        ),
        (
            "unknown keys",
            many("x:", |i| format!("k{i}: 1")),
            &["unknown-key"],
        ),
        ("tags", many("tags:", |i| format!("k{i}: v")), &["too-many"]),
        (
            "equal keys",
            many("tags:", |i| format!("k: v{i}")),
            &["duplicate-key"],
        ),
        (
            "variables",
            many("variables:", |i| format!("v{i}: {{ type: string }}")),
            &["dead-value"],
        ),
        (
            "roles to assume",
            many("assume:", |i| {
                format!("- {{ name: a{i}, role: 'arn:aws:iam::222222222222:role/r{i}' }}")
            }),
            &["policy-too-long"],
        ),
    ];
    for (name, text, expected) in cases {
        assert_eq!(codes(text), *expected, "{name}");
    }
}

#[test]
fn a_statement_of_many_values_is_not_compared_value_by_value() {
    let list = |line: &dyn Fn(usize) -> String| {
        (0..MANY).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "      - {}", line(number));
            text
        })
    };
    let actions = list(&|i| format!("s3:GetObject{i}"));
    let resources = list(&|i| format!("arn:aws:s3:::b{i}/*"));
    let text = format!("{HEAD}allow:\n  - actions:\n{actions}    resources:\n{resources}");
    assert_eq!(codes(&text), ["policy-too-long", "unknown-action"]);
}

#[test]
fn a_file_of_one_line_is_shown_piece_by_piece() {
    let tags: Vec<String> = (0..MANY).map(|i| format!("k: v{i}")).collect();
    let text = format!(
        "{{ version: 1, role: {{ name: app }}, tags: {{ {} }} }}\n",
        tags.join(", ")
    );
    assert_eq!(codes(&text), ["duplicate-key"]);
}

#[test]
fn depth_is_bounded() {
    for text in [
        "[".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(50_000),
        format!(
            "{HEAD}tags: {}1{}\n",
            "{a: ".repeat(20_000),
            "}".repeat(20_000)
        ),
    ] {
        assert_eq!(codes(&text), ["nesting-too-deep"]);
    }
}

#[test]
fn aliases_do_not_multiply_without_bound() {
    let mut text = format!("{HEAD}tags: &x0 [v, v, v, v, v, v, v, v, v]\n");
    for level in 0..30 {
        let items = vec![format!("*x{level}"); 9].join(", ");
        let _ = writeln!(text, "x{}: &x{} [{items}]", level + 1, level + 1);
    }
    assert!(codes(&text).contains(&"bad-alias"));
    assert_eq!(
        codes(&format!("{HEAD}tags: &a {{ k: *a }}\n")),
        ["bad-alias"]
    );
}

#[test]
fn a_huge_value_is_refused_in_a_short_message() {
    let long = "a".repeat(LARGE);
    let stars = "*".repeat(LARGE);
    let cases = [
        (format!("version: 1\nrole:\n  name: {long}\n"), "too-long"),
        (format!("{HEAD}  description: {long}\n"), "too-long"),
        (
            format!("{HEAD}buckets: [{{ name: {long}, access: [read] }}]\n"),
            "too-long",
        ),
        (
            format!(
                "{HEAD}allow: [{{ actions: [s3:GetObject], resources: ['arn:aws:s3:::{stars}'] }}]\n"
            ),
            "too-long",
        ),
        (
            format!("{HEAD}allow: [{{ actions: ['{stars}'], resources: ['*'] }}]\n"),
            "bad-action",
        ),
        (format!("version: {}\n", "9".repeat(LARGE)), "missing-key"),
        (
            format!("{HEAD}  description: '{}'\n", "${".repeat(LARGE / 2)),
            "bad-reference",
        ),
        (format!("{HEAD}# {long}{long}\n"), "file-too-large"),
    ];
    for (text, code) in cases {
        let codes = codes(&text);
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn what_is_no_spec_is_said_to_be_none() {
    for (text, code) in [
        ("", "empty-spec"),
        ("# nothing\n", "empty-spec"),
        ("---\n", "empty-spec"),
        ("null\n", "empty-spec"),
        ("hello\n", "wrong-type"),
        ("- version: 1\n", "wrong-type"),
        ("version: 1\n---\nversion: 1\n", "second-document"),
        ("version: 1\nrole:\n\tname: app\n", "yaml-syntax"),
        ("version: 1\nrole: { name: 'a }\n", "yaml-syntax"),
        ("\"\"\"\"\n", "yaml-syntax"),
        ("version: 1\nrole: { name: a }\n? [a]\n: 1\n", "wrong-type"),
        (
            "version: 1\nrole: { name: a }\nrole: { name: b }\n",
            "duplicate-key",
        ),
        (
            "version: 1\nrole: { name: a }\ntags: { a: \"x\\0y\" }\n",
            "forbidden-character",
        ),
        (
            "version: 1\nrole: { name: a }\ntags: { a: x\0y }\n",
            "forbidden-character",
        ),
        (
            "version: 1\nrole: { name: a }\ntags: { a: x\u{feff}y }\n",
            "forbidden-character",
        ),
    ] {
        let codes = codes(text);
        assert!(codes.contains(&code), "{text:?}: {codes:?}");
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let text = format!("{HEAD}buckets:\n  - {{ name: photos, access: [read] }}\n");
    assert!(codes(&text).is_empty());
    assert!(codes(&text.replace('\n', "\r\n")).is_empty());
    assert!(codes(&text.replace('\n', "\r")).is_empty());
    assert!(codes(&format!("\u{feff}{text}")).is_empty());
}

#[test]
fn what_cannot_be_read_is_an_error_and_no_diagnostic() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("latin1.yaml"),
        b"version: 1\nrole: { name: \xe9 }\n",
    )
    .unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    for given in ["latin1.yaml", "empty", "missing.yaml"] {
        let answer = Rolewright::new(["validate", given])
            .in_folder(folder.path())
            .run();
        assert_eq!(answer.code, 2, "{given}: {answer:?}");
        assert!(answer.stderr.starts_with("error: "), "{given}: {answer:?}");
        assert!(answer.stderr.contains(given), "{given}: {answer:?}");
    }
}
