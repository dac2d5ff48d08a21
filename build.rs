//! Makes the catalogue's flat form from the text files in `catalogue/`: tables of fixed-width
//! little-endian words, one pool of names, and the managed policies' documents in packed blocks.
//!
//! The program embeds the three files and reads them in place (`src/catalogue/table.rs` has the
//! other half of this layout): nothing is parsed when it starts.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

#[path = "build/arn.rs"]
mod arn;
#[path = "build/flat.rs"]
mod flat;
#[path = "build/packed.rs"]
mod packed;

use flat::Flat;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script its folders this way"
)]
fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/catalogue/tables.rs");
    println!("cargo::rerun-if-changed=catalogue");
    // `include_dir!` alone does not notice a new file.
    println!("cargo::rerun-if-changed=grants");
    println!("cargo::rerun-if-changed=templates");
    let input = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("catalogue");
    let output = PathBuf::from(env::var("OUT_DIR")?);
    let mut flat = Flat::read(&input)?;
    fs::write(
        output.join("catalogue.packed"),
        std::mem::take(&mut flat.packed),
    )?;
    let (words, names) = flat.finish()?;
    fs::write(output.join("catalogue.words"), words)?;
    fs::write(output.join("catalogue.names"), names)?;
    Ok(())
}

/// The columns of every line of a file, comments left out.
fn rows(folder: &Path, name: &str) -> Result<Vec<Vec<String>>> {
    let path = folder.join(format!("{name}.txt"));
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect())
}

fn column(row: &[String], index: usize) -> &str {
    row.get(index).map_or("", String::as_str)
}

fn word(number: usize) -> Result<u32> {
    Ok(u32::try_from(number)?)
}
