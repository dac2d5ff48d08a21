//! `docs/grants.md` says what the files under `grants/` say.

use std::{env, fs::File, io::Write as _, path::Path};

use rolewright::grant::{Library, reference};

/// With `UPDATE_DOCS=1` in the environment the page is written instead of compared.
#[test]
fn the_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/grants.md");
    let page = reference(Library::embedded()).unwrap();
    if env::var_os("UPDATE_DOCS").is_some() {
        File::create(&path)
            .unwrap()
            .write_all(page.as_bytes())
            .unwrap();
    }
    let committed = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        committed == page,
        "docs/grants.md is not what the files under grants/ say: run UPDATE_DOCS=1 cargo test --test suite grants::docs"
    );
}
