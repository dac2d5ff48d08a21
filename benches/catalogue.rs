//! What the catalogue costs: the start of the program, a look-up, a wildcard, a suggestion.
//!
//! `cargo bench --bench catalogue`. The start is measured on whole processes that take turns: a
//! hello-world that is built in the same run, `--version`, and the first look-up. Budgets:
//! `--version` 0.5 ms over the hello-world, the look-up 0.3 ms over `--version`.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops at the first surprise"
)]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

use divan::black_box;
use rolewright::{
    catalogue::{Action, AwsPolicy, ResourcePattern, instead_of},
    text::Text,
};

fn main() {
    starts();
    divan::main();
}

/// A program that prints a line, built by the compiler that is on the path.
fn hello_world() -> PathBuf {
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
}

/// Starts the three programs in turn, so that whatever else the machine does meets all of them,
/// and prints the median of each with what it costs over the one before.
#[expect(
    clippy::print_stdout,
    reason = "the report of a benchmark goes where the library's goes"
)]
fn starts() {
    const ROUNDS: usize = 500;
    let rolewright = env!("CARGO_BIN_EXE_rolewright");
    let mut version = Command::new(rolewright);
    version.arg("--version");
    let mut look_up = Command::new(rolewright);
    look_up.args(["actions", "s3:GetObject", "--format", "json"]);
    let mut programs = [
        ("hello-world", Command::new(hello_world()), None),
        ("--version", version, Some(0.5)),
        ("first look-up", look_up, Some(0.3)),
    ];
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for ((_, program, _), times) in programs.iter_mut().zip(&mut times) {
            let begin = Instant::now();
            assert!(program.stdout(Stdio::null()).status().unwrap().success());
            times.push(begin.elapsed().as_secs_f64() * 1e3);
        }
    }
    println!("start of a process, median of {ROUNDS} rounds");
    let mut before: Option<f64> = None;
    for ((name, _, budget), mut times) in programs.into_iter().zip(times) {
        times.sort_by(f64::total_cmp);
        let median = *times.get(ROUNDS / 2).unwrap();
        let over = before
            .zip(budget)
            .map_or_else(String::new, |(before, budget)| {
                let (more, ratio) = (median - before, median / before);
                format!("  {more:+.2} ms, budget {budget} ms, {ratio:.2} times the one above")
            });
        println!("  {name:14} {median:.2} ms{over}");
        before = Some(median);
    }
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
