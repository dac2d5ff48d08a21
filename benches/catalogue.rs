//! What the catalogue costs: the start of the program, a look-up, a wildcard, a suggestion.
//!
//! `cargo bench --bench catalogue`. The start is measured on whole processes: a hello-world that is
//! built in the same run, `--version`, and the first look-up. Budgets: `--version` 0.5 ms over the
//! hello-world, the look-up 0.3 ms over `--version`.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops at the first surprise"
)]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

use divan::{Bencher, black_box};
use rolewright::{
    catalogue::{Action, AwsPolicy, ResourcePattern, instead_of},
    text::Text,
};

fn main() {
    divan::main();
}

/// A program that prints a line, built by the compiler that is on the path.
fn hello_world() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        fs::create_dir_all(&folder).unwrap();
        let (source, program) = (folder.join("hello.rs"), folder.join("hello"));
        let text = "fn main() { println!(\"hello\"); }";
        #[expect(
            clippy::disallowed_methods,
            reason = "the program under comparison has to be written somewhere"
        )]
        fs::write(&source, text).unwrap();
        let mut rustc = Command::new("rustc");
        rustc.args(["-O", "-o"]).arg(&program).arg(&source);
        assert!(rustc.status().unwrap().success());
        program
    })
}

fn start(bencher: Bencher<'_, '_>, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) {
    let program = program.as_ref();
    bencher.bench_local(|| {
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null());
        command.status().unwrap()
    });
}

#[divan::bench(sample_count = 300)]
fn start_1_hello_world(bencher: Bencher<'_, '_>) {
    start(bencher, hello_world(), &[]);
}

#[divan::bench(sample_count = 300)]
fn start_2_version(bencher: Bencher<'_, '_>) {
    start(bencher, env!("CARGO_BIN_EXE_rolewright"), &["--version"]);
}

#[divan::bench(sample_count = 300)]
fn start_3_first_look_up(bencher: Bencher<'_, '_>) {
    let arguments = ["actions", "s3:GetObject", "--format", "json"];
    start(bencher, env!("CARGO_BIN_EXE_rolewright"), &arguments);
}

#[divan::bench]
fn look_up() -> Option<Action> {
    Action::find(black_box("ec2:RunInstances"))
}

#[divan::bench]
fn wildcard_of_one_service() -> usize {
    Action::matching(black_box("s3:Get*")).count()
}

#[divan::bench]
fn wildcard_of_all_services() -> usize {
    Action::matching(black_box("*:*List*")).count()
}

#[divan::bench(args = ["s3:HeadBucket", "s3:GetObjct", "ec2:RunInstance", "dynamdb:GetItem"])]
fn suggestion(name: &str) -> bool {
    instead_of(black_box(name)).is_some()
}

#[divan::bench]
fn dead_pair() -> bool {
    let text = Text::reference("aws_s3_bucket.app.arn");
    let action = Action::find("s3:GetObject").unwrap();
    action.accepts(&ResourcePattern::new(black_box(&text)))
}

#[divan::bench]
fn managed_document() -> usize {
    let policy = AwsPolicy::find(black_box("ReadOnlyAccess")).unwrap();
    policy.document().unwrap().len()
}
