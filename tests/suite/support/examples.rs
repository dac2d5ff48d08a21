//! The examples: every folder of `examples/` that holds a `spec.yaml`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{cli::Rolewright, copy_files, root};

/// The file of an example that gives values to the variables of what is generated.
pub(crate) const INPUTS: &str = "terraform.tfvars";

/// One example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// Its folder's name.
    pub(crate) name: String,
}

/// All examples, by name. A new folder is a new test. For work on one of them,
/// `ROLEWRIGHT_EXAMPLE` names it.
pub(crate) fn all() -> Vec<Example> {
    let only = env::var("ROLEWRIGHT_EXAMPLE").ok();
    let Ok(folders) = fs::read_dir(root().join("examples")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = folders
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("spec.yaml").is_file())
        .map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names.retain(|name| only.as_ref().is_none_or(|only| only == name));
    names.into_iter().map(|name| Example { name }).collect()
}

impl Example {
    /// Its folder.
    pub(crate) fn folder(&self) -> PathBuf {
        root().join("examples").join(&self.name)
    }

    /// Its spec, relative to the root of the repository.
    pub(crate) fn spec(&self) -> String {
        format!("examples/{}/spec.yaml", self.name)
    }

    /// Generates it into a new folder, beside the hand-written files of `context/` if there are
    /// any, and with the inputs that the example gives.
    pub(crate) fn generate(&self) -> tempfile::TempDir {
        let output = tempfile::tempdir().unwrap();
        let context = self.folder().join("context");
        if context.is_dir() {
            copy_files(&context, output.path());
        }
        let inputs = self.folder().join(INPUTS);
        if inputs.is_file() {
            fs::copy(inputs, output.path().join(INPUTS)).unwrap();
        }
        Rolewright::new(["generate", &self.spec(), "-o"])
            .arg(output.path())
            .succeed();
        output
    }
}

/// The folders of a generated output that Terraform is run in: the main one first, then one for
/// each cross-account target.
pub(crate) fn folders(output: &Path) -> Vec<PathBuf> {
    let mut folders = vec![output.to_owned()];
    if let Ok(targets) = fs::read_dir(output.join("targets")) {
        folders.extend(targets.map(|target| target.unwrap().path()));
    }
    folders.sort();
    folders
}
