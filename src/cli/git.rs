//! What a file was at a revision, asked of `git`.
//!
//! The repository can be somebody else's, and its configuration names programs: for hooks, watching
//! files, converting text, signatures, fetching what a partial clone lacks. None of them is run.

use std::{
    path::Path,
    process::{Command, Output},
};

use anyhow::{Context as _, Result, bail};

use crate::engine::shown;

/// Settings that win over those of the repository.
const SETTINGS: [&str; 4] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "log.showSignature=false",
];

/// The content of a file at a revision; `None` where the revision has no such file.
///
/// # Errors
///
/// If `git` is not there, the revision is not known, or its content cannot be had.
pub(super) fn file_at(path: &Path, revision: &str) -> Result<Option<Vec<u8>>> {
    let name = shown(path);
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = path
        .file_name()
        .with_context(|| format!("`{name}` is not a file"))?
        .to_string_lossy();
    let commit = format!("{revision}^{{commit}}");
    let known = git(
        folder,
        &["rev-parse", "--verify", "--end-of-options", &commit],
    )?;
    if !known.status.success() {
        bail!(
            "`{revision}` is not a revision of the repository that holds `{name}`: {}",
            words(&known)
        );
    }
    let commit = String::from_utf8_lossy(&known.stdout).trim().to_owned();
    let cannot = |output: &Output| {
        anyhow::anyhow!("cannot read `{name}` at `{revision}`: {}", words(output))
    };
    let listed = git(folder, &["ls-tree", "-z", &commit, "--", &file])?;
    if !listed.status.success() {
        return Err(cannot(&listed));
    }
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    // `100644 blob HASH<tab>NAME`
    let mut fields = listed.split([' ', '\t']);
    let (mode, kind, hash) = (fields.next(), fields.next(), fields.next());
    match (mode, kind, hash) {
        (Some(mode), Some("blob"), Some(hash)) if mode != "120000" => {
            // Not `show`, which converts what the repository's configuration says.
            let content = git(folder, &["cat-file", "blob", hash])?;
            if !content.status.success() {
                return Err(cannot(&content));
            }
            Ok(Some(content.stdout))
        }
        (Some(""), None, None) => Ok(None),
        _ => bail!("`{name}` is not a regular file at `{revision}`"),
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Output> {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .arg("--no-pager")
        .arg("--literal-pathspecs");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(arguments).output().context("cannot run `git`")
}

/// What `git` said, in a line.
fn words(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty());
    first.unwrap_or("git does not say why").to_owned()
}
