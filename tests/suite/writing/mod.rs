//! `generate` writes all or nothing, knows its own work, and never touches somebody else's.

mod faults;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::cli::{Answer, Rolewright};

const SPEC: &str =
    "version: 1\nrole: { name: photos-reader }\nbuckets:\n  - { name: photos, access: [read] }\n";
const WITH_INSTANCE: &str = "version: 1\nrole: { name: photos-reader }\nbuckets:\n  - { name: photos, access: [read] }\ninstance:\n  type: t3.micro\n  ami: { id: ami-0123456789abcdef0 }\n  user_data: boot.sh\n";

/// A folder with a spec and room for the output.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn with(spec: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder };
        place.write("spec.yaml", spec);
        place.write("boot.sh", "#!/bin/sh\necho hello\n");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn generate(&self, arguments: &[&str]) -> Answer {
        Rolewright::new(["generate"])
            .arg(self.path("spec.yaml"))
            .arg("-o")
            .arg(self.path("out"))
            .args(arguments)
            .run()
    }

    /// Every file below the output folder with its text.
    fn output(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        collect(&self.path("out"), &mut files);
        files.sort();
        files
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            files.push((path, text));
        }
    }
}

#[test]
fn a_second_run_changes_nothing_and_check_agrees() {
    let place = Place::with(WITH_INSTANCE);
    assert_eq!(place.generate(&[]).code, 0);
    let first = place.output();
    assert!(
        first
            .iter()
            .any(|(path, _)| path.ends_with("files/boot.sh"))
    );
    let again = place.generate(&[]);
    assert_eq!((again.code, place.output()), (0, first));
    assert!(again.stdout.contains("is up to date"), "{}", again.stdout);
    assert_eq!(place.generate(&["--check"]).code, 0);
}

#[test]
fn check_shows_what_differs_and_writes_nothing() {
    let place = Place::with(SPEC);
    let missing = place.generate(&["--check"]);
    assert_eq!(missing.code, 1);
    assert!(
        missing.stdout.contains("--- /dev/null"),
        "{}",
        missing.stdout
    );
    assert!(place.output().is_empty());

    assert_eq!(place.generate(&[]).code, 0);
    place.write(
        "spec.yaml",
        &SPEC.replace("name: photos,", "name: pictures,"),
    );
    let differs = place.generate(&["--check"]);
    assert_eq!(differs.code, 1);
    assert!(
        differs.stdout.contains("-          \"arn:") || differs.stdout.contains("photos"),
        "{}",
        differs.stdout
    );
    assert!(place.read("out/iam.tf").contains("photos"));
}

#[test]
fn a_hand_edited_file_is_kept_until_force_and_then_backed_up() {
    let place = Place::with(SPEC);
    assert_eq!(place.generate(&[]).code, 0);
    let edited = place.read("out/iam.tf") + "# mine\n";
    place.write("out/iam.tf", &edited);
    place.write("spec.yaml", &SPEC.replace("photos,", "pictures,"));
    let before = place.output();

    let refused = place.generate(&[]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("edited by hand"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(
        place.output(),
        before,
        "a refusal leaves every file as it was"
    );

    assert_eq!(place.generate(&["--force"]).code, 0);
    assert_eq!(place.read("out/iam.tf.bak"), edited);
    assert!(place.read("out/iam.tf").contains("pictures"));
}

#[test]
fn a_file_that_lost_its_line_feeds_to_version_control_is_still_ours() {
    let place = Place::with(SPEC);
    assert_eq!(place.generate(&[]).code, 0);
    let crlf = place.read("out/iam.tf").replace('\n', "\r\n");
    place.write("out/iam.tf", &crlf);
    assert_eq!(place.generate(&[]).code, 0);
}

#[test]
fn a_strangers_file_is_never_touched_even_with_force() {
    let place = Place::with(SPEC);
    place.write("out/iam.tf", "resource \"aws_iam_role\" \"old\" {}\n");
    for arguments in [&[][..], &["--force"]] {
        let before = place.output();
        let refused = place.generate(arguments);
        assert_eq!(refused.code, 1);
        assert!(
            refused.stderr.contains("never overwritten"),
            "{}",
            refused.stderr
        );
        assert_eq!(place.output(), before);
    }
}

#[test]
fn what_is_no_longer_needed_goes_and_what_others_put_there_stays() {
    let place = Place::with(WITH_INSTANCE);
    assert_eq!(place.generate(&[]).code, 0);
    place.write("out/extra.tf", "locals {}\n");
    place.write("spec.yaml", SPEC);
    let answer = place.generate(&[]);
    assert_eq!(answer.code, 0);
    assert!(answer.stdout.contains("removed"), "{}", answer.stdout);
    assert!(!place.path("out/instance.tf").exists());
    assert!(!place.path("out/files").exists());
    assert!(place.path("out/extra.tf").exists());
}

#[test]
fn a_no_longer_needed_file_that_was_edited_stays() {
    let place = Place::with(WITH_INSTANCE);
    assert_eq!(place.generate(&[]).code, 0);
    let edited = place.read("out/instance.tf") + "# mine\n";
    place.write("out/instance.tf", &edited);
    place.write("spec.yaml", SPEC);
    assert_eq!(place.generate(&[]).code, 0);
    assert_eq!(place.read("out/instance.tf"), edited);
}

#[test]
fn a_failure_on_the_way_puts_back_what_was_there() {
    let place = Place::with(SPEC);
    assert_eq!(place.generate(&[]).code, 0);
    place.write("spec.yaml", &WITH_INSTANCE.replace("photos,", "pictures,"));
    // Where the folder for copies has to go stands a file.
    place.write("out/files", "in the way\n");
    let before = place.output();
    assert_eq!(place.generate(&[]).code, 2);
    assert_eq!(place.output(), before);
}

#[test]
fn bad_input_writes_nothing_even_where_another_spec_is_good() {
    let place = Place::with(SPEC);
    place.write("bad.yaml", "version: 1\nrolle: { name: x }\n");
    let answer = Rolewright::new(["generate"])
        .arg(place.path("spec.yaml"))
        .arg(place.path("bad.yaml"))
        .arg("-o")
        .arg(place.path("out"))
        .run();
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("unknown-key"), "{}", answer.stderr);
    assert!(place.output().is_empty());
}

#[test]
fn several_specs_get_a_folder_each_and_equal_stems_their_path() {
    let place = Place::with(SPEC);
    for name in ["a/web.yaml", "b/web.yaml", "b/batch.yml"] {
        place.write(&format!("specs/{name}"), SPEC);
    }
    place.write("specs/other.yaml", "kind: Deployment\n");
    place.write("specs/.hidden/web.yaml", SPEC);
    let answer = Rolewright::new(["generate"])
        .arg(place.path("specs"))
        .arg("-o")
        .arg(place.path("out"))
        .run();
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    for folder in ["a/web", "b/web", "batch"] {
        assert!(
            place.path("out").join(folder).join("iam.tf").is_file(),
            "{folder}"
        );
    }
    assert_eq!(fs::read_dir(place.path("out")).unwrap().count(), 3);
}

#[test]
fn without_an_output_folder_it_is_beside_the_spec() {
    let place = Place::with(SPEC);
    let answer = Rolewright::new(["generate"])
        .arg(place.path("spec.yaml"))
        .run();
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(place.path("spec/iam.tf").is_file());
}

#[test]
fn stdout_prints_each_file_after_its_name() {
    let place = Place::with(SPEC);
    let answer = place.generate(&["--stdout"]);
    assert_eq!(answer.code, 0);
    assert!(answer.stdout.starts_with("# ==> "), "{}", answer.stdout);
    assert!(
        answer.stdout.contains("\n# ==> iam.tf\n"),
        "{}",
        answer.stdout
    );
    assert!(!place.path("out").exists());

    let answer = place.generate(&["--stdout", "--format", "json"]);
    for line in answer.stdout.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&object["type"], &object["schema"]),
            (&"file".into(), &1.into())
        );
        assert!(object["path"].is_string() && object["content"].is_string());
    }
}

#[test]
fn no_answer_is_two() {
    let place = Place::with(SPEC);
    place.write("latin1.yaml", "");
    fs::write(
        place.path("latin1.yaml"),
        b"version: 1\nrole: { name: \"\xe9\" }\n",
    )
    .unwrap();
    let code = |arguments: &[&str]| Rolewright::new(arguments).run().code;
    assert_eq!(code(&["generate"]), 2);
    assert_eq!(code(&["generrate", "spec.yaml"]), 2);
    assert_eq!(code(&["generate", "no-such-file.yaml"]), 2);
    assert_eq!(
        code(&["generate", place.path("latin1.yaml").to_str().unwrap()]),
        2
    );
    assert_eq!(
        code(&["validate", place.path("latin1.yaml").to_str().unwrap()]),
        2
    );
    for command in ["generate", "validate", "explain", "init"] {
        let answer = Rolewright::new([command, "-"]).run();
        assert_eq!(answer.code, 2, "{command}");
        assert!(answer.stderr.contains("`-`"), "{}", answer.stderr);
    }
    assert_eq!(code(&["--version"]), 0);
    assert_eq!(code(&["generate", "--help"]), 0);
}

/// A pipe without a writer would be waited for, and a device has no end.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_at_once() {
    let place = Place::with(SPEC);
    let pipe = place.path("pipe.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let zero = Path::new("/dev/zero");
    for command in ["generate", "validate", "explain", "init"] {
        for path in [&pipe, zero] {
            let answer = Rolewright::new([command]).arg(path).run();
            assert_eq!(answer.code, 2, "{command}: {}", answer.stderr);
            assert!(
                answer.stderr.contains("no regular file"),
                "{}",
                answer.stderr
            );
        }
    }
}
