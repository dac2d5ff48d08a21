//! Programs that only some tests need, and what happens where one is missing.

use std::{
    env,
    fs::File,
    io::Read as _,
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::root;

/// Whether a missing program is a failure: in CI, nothing is skipped.
fn required() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

/// Nothing, after saying that a test is skipped for want of `what`; a panic in CI.
#[expect(clippy::print_stderr, reason = "a skipped test says why")]
pub(crate) fn missing<T>(what: &str) -> Option<T> {
    assert!(!required(), "{what}, and CI skips nothing");
    eprintln!("skipped: {what}");
    None
}

/// The program `name` on the path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|program| program.is_file())
        .or_else(|| missing(&format!("no `{name}` on the path")))
}

/// The Python of the virtual environment that `.ci/prepare python` makes.
pub(crate) fn python() -> Option<PathBuf> {
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let program = root()
        .join("target/venv")
        .join(bin)
        .join(format!("python{}", env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Some(program);
    }
    missing("no moto (run `.ci/prepare python`)")
}

/// What a program printed and how it ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `command` to its end, but not longer than `limit`.
///
/// Output goes through files, so that a program which prints more than a pipe holds goes on.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Finished {
    let [mut stdout, mut stderr] = [(); 2].map(|()| tempfile::NamedTempFile::new().unwrap());
    let mut child = command
        .stdin(Stdio::null())
        .stdout(stdout.reopen().unwrap())
        .stderr(stderr.reopen().unwrap())
        .spawn()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > limit {
            child.kill().unwrap();
            child.wait().unwrap();
            let output = text(stdout.as_file_mut()) + &text(stderr.as_file_mut());
            panic!("{command:?} took longer than {limit:?}\n{output}");
        }
        thread::sleep(Duration::from_millis(10));
    };
    Finished {
        status,
        stdout: text(stdout.as_file_mut()),
        stderr: text(stderr.as_file_mut()),
    }
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}
