//! A file that a spec names is a regular one inside the repository, and no message quotes it.

use std::{fs, path::Path};

use rolewright::{
    diag::{Code, human},
    source::Sources,
    spec::{self, Folder},
};

const SECRET: &str = "hunter2-do-not-print";

/// The codes and texts of what is wrong with a spec in `folder` that names `path`, in a repository
/// that starts at `repository`; and what it read.
fn named(path: &str, folder: &Path, repository: &Path) -> (Vec<Code>, String, Option<String>) {
    let text = format!(
        "version: 1\nrole: {{ name: web }}\ninstance:\n  type: t3.micro\n  ami: {{ id: ami-0123456789abcdef0 }}\n  user_data: {path}\n"
    );
    let mut sources = Sources::default();
    let id = sources.add("spec.yaml", text);
    let (spec, diagnostics) = spec::parse(id, &sources, &Folder::new(folder, repository));
    let codes = diagnostics
        .iter()
        .map(rolewright::diag::Diagnostic::code)
        .collect();
    let shown: String = diagnostics
        .iter()
        .map(|diagnostic| human::render(diagnostic, &sources, false))
        .collect();
    let content = spec.and_then(|spec| spec.instance?.user_data_content);
    (codes, shown, content)
}

/// A repository with `specs/` in it, and a secret beside it.
fn repository() -> (tempfile::TempDir, std::path::PathBuf, std::path::PathBuf) {
    let outside = tempfile::tempdir().unwrap();
    let repository = outside.path().join("repository");
    let specs = repository.join("specs");
    fs::create_dir_all(&specs).unwrap();
    fs::write(outside.path().join("secret.sh"), SECRET).unwrap();
    fs::write(repository.join("shared.sh"), "#!/bin/sh\n").unwrap();
    fs::write(specs.join("own.sh"), "#!/bin/sh\necho é\r\n").unwrap();
    (outside, repository, specs)
}

#[test]
fn a_file_beside_the_spec_is_read_as_it_is() {
    let (_guard, repository, specs) = repository();
    let (codes, _, content) = named("own.sh", &specs, &repository);
    assert!(codes.is_empty());
    assert_eq!(content.as_deref(), Some("#!/bin/sh\necho é\r\n"));
}

#[test]
fn a_file_elsewhere_in_the_repository_is_read() {
    let (_guard, repository, specs) = repository();
    assert!(named("../shared.sh", &specs, &repository).2.is_some());
    // Without `rolewright.yaml` the repository is the spec's own folder.
    assert_eq!(named("../shared.sh", &specs, &specs).0, [Code::FileOutside]);
}

#[test]
fn a_file_outside_is_neither_read_nor_quoted() {
    let (guard, repository, specs) = repository();
    let absolute = guard.path().join("secret.sh");
    for path in ["../../secret.sh", absolute.to_str().unwrap()] {
        let (codes, shown, content) = named(path, &specs, &repository);
        assert_eq!(codes, [Code::FileOutside], "{path}");
        assert!(!shown.contains(SECRET) && content.is_none(), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_judged_by_where_it_leads() {
    use std::os::unix::fs::symlink;
    let (guard, repository, specs) = repository();
    symlink(guard.path().join("secret.sh"), specs.join("out.sh")).unwrap();
    symlink(repository.join("shared.sh"), specs.join("in.sh")).unwrap();
    symlink(specs.join("loop.sh"), specs.join("loop.sh")).unwrap();
    symlink("/dev/zero", specs.join("zero.sh")).unwrap();
    assert_eq!(named("out.sh", &specs, &repository).0, [Code::FileOutside]);
    assert_eq!(named("zero.sh", &specs, &repository).0, [Code::FileOutside]);
    assert_eq!(named("zero.sh", &specs, Path::new("/")).0, [Code::BadFile]);
    assert_eq!(named("loop.sh", &specs, &repository).0, [Code::BadFile]);
    assert!(named("in.sh", &specs, &repository).2.is_some());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let (_guard, repository, specs) = repository();
    let made = std::process::Command::new("mkfifo")
        .arg(specs.join("pipe.sh"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(named("pipe.sh", &specs, &repository).0, [Code::BadFile]);
}

#[test]
fn what_is_no_text_or_too_long_is_refused_without_being_quoted() {
    let (_guard, repository, specs) = repository();
    fs::write(
        specs.join("binary.sh"),
        [SECRET.as_bytes(), &[0xff]].concat(),
    )
    .unwrap();
    fs::write(specs.join("marks.sh"), format!("{SECRET}e\u{301}")).unwrap();
    fs::write(specs.join("most.sh"), "x".repeat(16 * 1024)).unwrap();
    fs::write(
        specs.join("more.sh"),
        format!("{SECRET}{}", "x".repeat(16 * 1024)),
    )
    .unwrap();
    for (path, code) in [
        ("binary.sh", Code::BadFile),
        ("marks.sh", Code::NotNormalized),
        ("more.sh", Code::FileTooLarge),
    ] {
        let (codes, shown, content) = named(path, &specs, &repository);
        assert_eq!(codes, [code], "{path}");
        assert!(!shown.contains(SECRET) && content.is_none(), "{path}");
    }
    assert!(named("most.sh", &specs, &repository).0.is_empty());
}
