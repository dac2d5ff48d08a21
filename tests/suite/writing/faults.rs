//! Links, kills, closed pipes and full disks.

use std::fs;

use super::{Place, SPEC, WITH_INSTANCE};
use crate::support::cli::Rolewright;

/// A text with a header of ours that fits it, as anybody can make one.
fn forged(spec: &str, body: &str) -> String {
    rolewright::render::header::add("x.tf", spec, body)
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    use std::os::unix::fs::symlink;
    let place = Place::with(WITH_INSTANCE);
    place.write("theirs/app.conf", "theirs\n");
    place.write("out/x.tf", "");
    symlink(place.path("theirs"), place.path("out/files")).unwrap();
    let record = rolewright::render::header::copy_record("files/app.conf", "theirs\n");
    place.write(
        "out/x.tf",
        &forged("../spec.yaml", &format!("# {record}\n")),
    );

    let refused = place.generate(&[]);
    assert_eq!(refused.code, 1, "{}{}", refused.stdout, refused.stderr);
    assert!(
        refused.stderr.contains("files/boot.sh"),
        "{}",
        refused.stderr
    );
    assert!(!place.path("theirs/boot.sh").exists());

    // A spec without a script has nothing to write there, and removes nothing there.
    place.write("spec.yaml", SPEC);
    let answer = place.generate(&["--force"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert_eq!(place.read("theirs/app.conf"), "theirs\n");

    // Nor do targets lead out.
    let place = Place::with(SPEC);
    place.write("theirs/far/iam.tf", &forged("../spec.yaml", "locals {}\n"));
    place.write("out/.keep", "");
    symlink(place.path("theirs"), place.path("out/targets")).unwrap();
    assert_eq!(place.generate(&[]).code, 0);
    assert!(place.path("theirs/far/iam.tf").exists());
}

#[test]
fn a_copy_that_another_specs_file_records_is_not_ours_to_remove() {
    let place = Place::with(SPEC);
    place.write("out/files/app.conf", "theirs\n");
    let record = rolewright::render::header::copy_record("files/app.conf", "theirs\n");
    place.write("out/x.tf", &forged("other.yaml", &format!("# {record}\n")));
    place.generate(&[]);
    assert_eq!(place.read("out/files/app.conf"), "theirs\n");
}

#[test]
fn a_stem_that_leads_out_of_the_folder_is_refused() {
    let place = Place::with(SPEC);
    place.write("specs/...yaml", SPEC);
    place.write("specs/b.yaml", SPEC);
    let out = place.path("one/two");
    for output in [true, false] {
        let mut run = Rolewright::new(["generate"])
            .arg(place.path("specs/...yaml"))
            .arg(place.path("specs/b.yaml"));
        if output {
            run = run.arg("-o").arg(&out);
        }
        let answer = run.run();
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        assert!(answer.stderr.contains("`..`"), "{}", answer.stderr);
        assert!(!place.path("one").exists() && !place.path("iam.tf").exists());
    }
}

#[cfg(unix)]
#[test]
fn new_files_have_the_mode_that_the_umask_leaves() {
    use std::os::unix::fs::PermissionsExt as _;
    for (umask, expected) in [("077", 0o600), ("022", 0o644), ("002", 0o664)] {
        let place = Place::with(WITH_INSTANCE);
        let status = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("umask {umask}; exec \"$@\""))
            .args(["sh", env!("CARGO_BIN_EXE_rolewright"), "generate"])
            .args([place.path("spec.yaml"), "-o".into(), place.path("out")])
            .output()
            .unwrap();
        assert!(status.status.success());
        for file in ["out/iam.tf", "out/files/boot.sh"] {
            let mode = fs::metadata(place.path(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, expected, "{file} under {umask}");
        }
        fs::set_permissions(place.path("out/iam.tf"), fs::Permissions::from_mode(0o640)).unwrap();
        place.write(
            "spec.yaml",
            &WITH_INSTANCE.replace("name: photos,", "name: pictures,"),
        );
        assert_eq!(place.generate(&[]).code, 0);
        let mode = fs::metadata(place.path("out/iam.tf"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o640, "a file keeps its own");
    }
}

/// What a run leaves that was killed after it wrote the script and before `instance.tf`.
#[test]
fn a_run_that_was_killed_between_a_script_and_its_record_is_repaired() {
    let place = Place::with(WITH_INSTANCE);
    assert_eq!(place.generate(&[]).code, 0);
    let killed = "#!/bin/sh\necho killed\n";
    place.write("out/files/boot.sh", killed);
    let record = rolewright::render::header::copy_record("files/boot.sh", killed);
    place.write("out/.rolewright-journal", &format!("{record}\n"));
    place.write("out/.rolewright-tmp-abc123", "half");
    place.write("out/files/.rolewright-tmp-def456", "half");

    place.write("boot.sh", "#!/bin/sh\necho new\n");
    let answer = place.generate(&[]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert_eq!(place.read("out/files/boot.sh"), "#!/bin/sh\necho new\n");
    let left: Vec<_> = place
        .output()
        .into_iter()
        .filter(|(path, _)| path.to_string_lossy().contains(".rolewright-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    // Without the record it is an edit like any other.
    place.write("out/files/boot.sh", killed);
    assert_eq!(place.generate(&[]).code, 1);
}

#[cfg(unix)]
#[test]
fn a_closed_stdout_changes_no_answer_and_stops_no_work() {
    use std::process::{Command, Stdio};
    let place = Place::with(SPEC);
    for number in 0..40 {
        place.write(&format!("specs/s{number}.yaml"), SPEC);
    }
    let closed = |arguments: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rolewright"))
            .args(arguments)
            .current_dir(place.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        child.wait().unwrap().code()
    };
    assert_eq!(closed(&["generate", "specs", "-o", "many"]), Some(0));
    for number in 0..40 {
        assert!(place.path(&format!("many/s{number}/iam.tf")).exists());
    }
    place.write("wide.yaml", &SPEC.replace("[read]", "[read, write]"));
    place.write("bad.yaml", "version: 1\nrole: { nam: x }\n");
    assert_eq!(closed(&["diff", "spec.yaml", "wide.yaml"]), Some(1));
    assert_eq!(closed(&["diff", "spec.yaml", "spec.yaml"]), Some(0));
    assert_eq!(closed(&["validate", "bad.yaml"]), Some(1));
    assert_eq!(closed(&["explain", "missing.yaml"]), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stdout_is_said_on_stderr() {
    let place = Place::with(SPEC);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_rolewright"))
        .args(["explain", "spec.yaml"])
        .current_dir(place.folder.path())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("error: cannot write the answer"), "{said}");
}

/// A repository whose configuration names programs, each of which would leave a file behind.
#[cfg(unix)]
#[test]
fn the_configuration_of_a_repository_runs_nothing() {
    let place = Place::with(SPEC);
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args(["-c", "user.name=x", "-c", "user.email=x@x.test"])
            .args(arguments)
            .current_dir(place.folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    git(&["init", "--quiet"]);
    place.write(".gitattributes", "*.yaml diff=x\n");
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "one"]);
    let blob = git(&["rev-parse", "HEAD:spec.yaml"]);
    let ran = place.path("ran");
    let program = format!("touch {} && cat", ran.display());
    for key in [
        "diff.x.textconv",
        "core.fsmonitor",
        "core.sshCommand",
        "remote.o.uploadpack",
    ] {
        git(&["config", key, &program]);
    }
    for (key, value) in [
        ("remote.o.url", format!("ext::sh -c '{program}'")),
        ("protocol.ext.allow", "always".to_owned()),
        ("remote.o.promisor", "true".to_owned()),
        ("extensions.partialClone", "o".to_owned()),
        ("core.repositoryFormatVersion", "1".to_owned()),
    ] {
        git(&["config", key, &value]);
    }
    let diff = |revision: &str, file: &str| {
        Rolewright::new(["diff", "--base", revision, file])
            .in_folder(place.folder.path())
            .run()
    };
    let same = diff("HEAD", "spec.yaml");
    assert_eq!(same.code, 0, "{}{}", same.stdout, same.stderr);
    place.write("new.yaml", SPEC);
    assert!(diff("HEAD", "new.yaml").stdout.contains("is new"));
    let unknown = diff("nowhere", "spec.yaml");
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("is not a revision"),
        "{}",
        unknown.stderr
    );

    // What is in the revision and cannot be had is not new.
    let object = format!(".git/objects/{}/{}", &blob[..2], &blob[2..]);
    fs::remove_file(place.path(&object)).unwrap();
    let lacking = diff("HEAD", "spec.yaml");
    assert_eq!(lacking.code, 2, "{}", lacking.stdout);
    assert!(lacking.stderr.contains("cannot read"), "{}", lacking.stderr);
    assert!(!ran.exists());
}
