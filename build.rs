//! Tells Cargo about the folders whose files are embedded: `include_dir!` alone does not notice a
//! new file.

fn main() {
    println!("cargo::rerun-if-changed=grants");
}
