//! `init` without a person: flags, answers files, and what is missing.

use std::{fs, path::Path};

use rolewright::wizard::table::TABLE;

use crate::support::cli::{Answer, Rolewright};

fn init(folder: &Path, arguments: &[&str]) -> Answer {
    Rolewright::new(["init"])
        .args(arguments)
        .in_folder(folder)
        .run()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn missing_answers_without_a_terminal_are_listed_as_flags_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let answer = init(folder.path(), &["shop.yaml", "--name", "shop"]);
    assert_eq!(answer.code, 2);
    assert_eq!(answer.stdout, "");
    assert!(answer.stderr.contains("--preset KIND"), "{}", answer.stderr);
    assert!(
        answer.stderr.contains("--region REGION"),
        "{}",
        answer.stderr
    );
    assert!(
        !answer.stderr.contains("--name"),
        "that one was given: {}",
        answer.stderr
    );
    let answer = init(folder.path(), &["--yes"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("--name NAME"), "{}", answer.stderr);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is left behind"
    );
}

#[test]
fn flags_for_every_answer_write_a_spec_and_the_line_repeats_it() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "shop.yaml",
        "--yes",
        "--preset=container-host",
        "--name=shop",
        "--region=eu-central-1",
        "--account=111111111111",
        "--grant=buckets:photos=read,write",
        "--grant={service: tables, name: orders, access: [read], indexes: true}",
        "--allow=cloudwatch:GetMetricData=*",
        "--managed-policy=CloudWatchAgentServerPolicy",
        "--assume=reports=arn:aws:iam::222222222222:role/reports",
        "--tag=Owner=web platform",
        "--imds-tokens=required",
    ];
    let answer = init(folder.path(), &arguments);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let spec = read(folder.path(), "shop.yaml");
    assert!(
        spec.contains("buckets:\n  - name: photos\n    access: [read, write]\n"),
        "{spec}"
    );
    let line = answer
        .stdout
        .lines()
        .find(|line| line.starts_with("rolewright init"))
        .unwrap();
    fs::remove_file(folder.path().join("shop.yaml")).unwrap();
    let program = env!("CARGO_BIN_EXE_rolewright");
    let script = format!("'{program}'{}", line.strip_prefix("rolewright").unwrap());
    let again = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(again.status.success(), "{script}");
    assert_eq!(read(folder.path(), "shop.yaml"), spec);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), answer.stdout);
}

#[test]
fn generating_afterwards_writes_the_terraform() {
    let folder = tempfile::tempdir().unwrap();
    let answer = init(
        folder.path(),
        &[
            "shop.yaml",
            "--yes",
            "--grant=buckets:photos=read",
            "--generate=yes",
        ],
    );
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(read(folder.path(), "shop/iam.tf").contains("s3:GetObject"));
}

#[test]
fn an_answers_file_answers_and_flags_win() {
    let folder = tempfile::tempdir().unwrap();
    let answers = "name: shop\nregion: eu-west-1\ngrants:\n  - queues:jobs=consume\n";
    fs::File::create(folder.path().join("answers.yaml")).unwrap();
    std::io::Write::write_all(
        &mut fs::File::create(folder.path().join("answers.yaml")).unwrap(),
        answers.as_bytes(),
    )
    .unwrap();
    let answer = init(
        folder.path(),
        &[
            "--yes",
            "--answers",
            "answers.yaml",
            "--region=eu-central-1",
        ],
    );
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let spec = read(folder.path(), "shop.yaml");
    assert!(
        spec.contains("region: eu-central-1\n") && spec.contains("name: jobs"),
        "{spec}"
    );
    let answer = init(folder.path(), &["--yes", "--answers", "answers.yaml"]);
    assert_eq!(
        answer.code, 1,
        "the file was not named, and is there: {}",
        answer.stderr
    );
    assert!(
        answer.stderr.contains("`shop.yaml` exists already"),
        "{}",
        answer.stderr
    );
    assert_eq!(read(folder.path(), "shop.yaml"), spec);
}

#[test]
fn wrong_answers_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let answer = init(
        folder.path(),
        &[
            "shop.yaml",
            "--yes",
            "--region=eu-central-1a",
            "--allow=s3:GetObject=arn:aws:s3:::photos",
        ],
    );
    assert_eq!(answer.code, 1);
    assert!(
        answer.stderr.contains("look at --region"),
        "{}",
        answer.stderr
    );
    let answer = init(
        folder.path(),
        &["shop.yaml", "--yes", "--allow=s3:HeadBucket=*"],
    );
    assert_eq!(answer.code, 1, "{}", answer.stderr);
    assert!(answer.stderr.contains("--allow"), "{}", answer.stderr);
    let answer = init(
        folder.path(),
        &["shop.yaml", "--yes", "--grant=bucket:photos=read"],
    );
    assert_eq!(answer.code, 2, "a flag that cannot be read is bad usage");
    assert!(
        answer.stderr.contains("did you mean `buckets`?"),
        "{}",
        answer.stderr
    );
    let answer = init(folder.path(), &["nowhere/shop.yaml", "--yes"]);
    assert_eq!(answer.code, 2);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_existing_spec_is_changed_and_shown_and_keeps_its_comments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.yaml");
    let text = "# Reviewed by Ana.\nversion: 1\nrole: {name: shop}   # do not rename\nbuckets:\n  - {name: photos, access: [read]} # shown\n";
    std::io::Write::write_all(&mut fs::File::create(&path).unwrap(), text.as_bytes()).unwrap();
    let answer = init(folder.path(), &["shop.yaml", "--yes"]);
    assert_eq!(
        (answer.code, read(folder.path(), "shop.yaml").as_str()),
        (0, text),
        "{}",
        answer.stderr
    );
    assert!(
        answer.stdout.contains("shop.yaml says all of it already"),
        "{}",
        answer.stdout
    );
    let answer = init(
        folder.path(),
        &["shop.yaml", "--yes", "--grant=buckets:logs=write"],
    );
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let wanted = format!("{text}  - name: logs\n    access: [write]\n");
    assert_eq!(read(folder.path(), "shop.yaml"), wanted);
    assert!(
        answer.stdout.contains("\n+  - name: logs\n"),
        "the change is shown: {}",
        answer.stdout
    );
    let broken = "version: 1\nrole: {name: [\n";
    std::io::Write::write_all(&mut fs::File::create(&path).unwrap(), broken.as_bytes()).unwrap();
    let answer = init(folder.path(), &["shop.yaml", "--yes"]);
    assert_eq!(
        (answer.code, read(folder.path(), "shop.yaml").as_str()),
        (1, broken),
        "{}",
        answer.stderr
    );
}

#[test]
fn help_lists_the_flag_of_every_question() {
    let help = Rolewright::new(["init", "--help"]).succeed().stdout;
    for question in TABLE {
        assert!(
            help.contains(&format!("--{} <{}>", question.flag, question.metavar)),
            "{}",
            question.flag
        );
    }
}
