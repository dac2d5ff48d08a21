//! The examples: every folder of `examples/` that holds a `spec.yaml`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use regex::Regex;

use super::{cli::Rolewright, copy_files, moto::REGION, read, root};

/// The file of an example that gives values to the variables of what is generated.
pub(crate) const INPUTS: &str = "terraform.tfvars";

/// The account of a folder that names none.
pub(crate) const ACCOUNT: &str = "111111111111";

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

    /// The customer managed policies of `account` that its spec names and somebody else owns.
    pub(crate) fn existing_policies(&self, account: &str) -> Vec<String> {
        let arn = Regex::new(&format!(r"arn:aws:iam::{account}:policy/[\w+=,.@/-]+")).unwrap();
        arn.find_iter(&read(self.spec()))
            .map(|arn| arn.as_str().to_owned())
            .collect()
    }
}

/// The account that a folder says it belongs to.
pub(crate) fn account(folder: &Path) -> String {
    from_provider(folder, r#"allowed_account_ids\s*=\s*\["(\d{12})"\]"#)
        .unwrap_or_else(|| ACCOUNT.to_owned())
}

/// The region that a folder says it is for.
pub(crate) fn region(folder: &Path) -> String {
    from_provider(folder, r#"region\s*=\s*"([^"]*)""#).unwrap_or_else(|| REGION.to_owned())
}

fn from_provider(folder: &Path, pattern: &str) -> Option<String> {
    let providers = fs::read_to_string(folder.join("providers.tf")).ok()?;
    let found = Regex::new(pattern).unwrap().captures(&providers)?;
    Some(found[1].to_owned())
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
