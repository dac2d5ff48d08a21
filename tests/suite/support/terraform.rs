//! The real Terraform with the real AWS provider, on copies of generated folders.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    copy_files,
    moto::Moto,
    programs::{self, Finished},
    root,
};

/// How long one Terraform command may take: an apply with an instance waits for about 30 s.
const LIMIT: Duration = Duration::from_secs(400);

/// The folder inside a plugin folder that the AWS provider lies in.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// Terraform and the plugin folder to use with it.
#[derive(Clone, Debug)]
pub(crate) struct Terraform {
    program: PathBuf,
    plugins: PathBuf,
}

impl Terraform {
    /// Terraform on this machine; `None`, after saying so, where it or the provider is missing.
    pub(crate) fn find() -> Option<Self> {
        static PLUGINS: OnceLock<Option<PathBuf>> = OnceLock::new();
        let program = programs::on_path("terraform")?;
        match PLUGINS.get_or_init(plugin_folder) {
            Some(plugins) => Some(Self {
                program,
                plugins: plugins.clone(),
            }),
            None => programs::missing(
                "no AWS provider (run `terraform -chdir=tests/data/provider init`, or name a \
                 plugin folder in ROLEWRIGHT_TF_PLUGINS)",
            ),
        }
    }

    /// A copy of the files of `folder`, to work on.
    pub(crate) fn module(&self, folder: &Path) -> Module {
        let dir = TempDir::new().unwrap();
        copy_files(folder, dir.path());
        Module {
            terraform: self.clone(),
            dir,
            environment: Vec::new(),
        }
    }

    /// `terraform fmt -check` on a folder and all below it: what it would change.
    pub(crate) fn unformatted(&self, folder: &Path) -> String {
        let finished = programs::run(
            self.command(folder)
                .args(["fmt", "-check", "-diff", "-recursive", "-no-color"]),
            LIMIT,
        );
        if finished.status.success() {
            return String::new();
        }
        finished.stdout + &finished.stderr
    }

    /// The program in `folder`, knowing nothing of the user who runs the tests.
    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("AWS_") || name.starts_with("TF_") {
                command.env_remove(name);
            }
        }
        let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
        command
            .current_dir(folder)
            .env("TF_CLI_CONFIG_FILE", nothing)
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            .env("CHECKPOINT_DISABLE", "1")
            .env("AWS_CONFIG_FILE", nothing)
            .env("AWS_SHARED_CREDENTIALS_FILE", nothing)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NO_PROXY", "127.0.0.1,localhost");
        command
    }
}

/// The folder that holds `registry.terraform.io`: named by the environment, made by `terraform
/// init` in `tests/data/provider`, or anywhere on this disk.
fn plugin_folder() -> Option<PathBuf> {
    if let Some(named) = env::var_os("ROLEWRIGHT_TF_PLUGINS") {
        let named = PathBuf::from(named);
        assert!(
            named.join(PROVIDER).is_dir(),
            "ROLEWRIGHT_TF_PLUGINS is {}, which holds no {PROVIDER}",
            named.display()
        );
        return Some(named);
    }
    let ours = root().join("tests/data/provider/.terraform/providers");
    if ours.join(PROVIDER).is_dir() {
        return Some(ours);
    }
    let pattern = format!("*/{PROVIDER}/*");
    let find = [
        "/",
        "-xdev",
        "-type",
        "f",
        "-name",
        "terraform-provider-aws_v5*",
    ];
    let found = Command::new("find")
        .args(find)
        .args(["-path", &pattern, "-print", "-quit"])
        .output()
        .ok()?;
    let program = String::from_utf8(found.stdout).ok()?;
    let (folder, _) = program.split_once("/registry.terraform.io/")?;
    Some(PathBuf::from(folder))
}

/// A folder that Terraform works in.
#[derive(Debug)]
pub(crate) struct Module {
    terraform: Terraform,
    dir: TempDir,
    environment: Vec<(String, String)>,
}

impl Module {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Adds a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    /// Gives a value to a variable; one that the folder does not declare is ignored.
    pub(crate) fn variable(&mut self, name: &str, value: impl Into<String>) {
        self.environment
            .push((format!("TF_VAR_{name}"), value.into()));
    }

    /// Talks to `moto` instead of AWS, with the region's default network as values of the usual
    /// variables.
    pub(crate) fn against(&mut self, moto: &Moto, region: &str) {
        let network = moto.read_back(region)["network"].clone();
        let id = |key: &str| network[key].as_str().unwrap().to_owned();
        self.variable("vpc_id", id("vpc"));
        self.variable("subnet_id", id("subnet"));
        self.variable("security_group_id", id("security_group"));
        let groups = Value::from(vec![id("security_group")]);
        self.variable("security_group_ids", groups.to_string());
        for (name, value) in [
            ("AWS_ENDPOINT_URL", moto.endpoint()),
            ("AWS_ACCESS_KEY_ID", "testing"),
            ("AWS_SECRET_ACCESS_KEY", "testing"),
            ("AWS_REGION", region),
            ("AWS_MAX_ATTEMPTS", "2"),
        ] {
            self.environment.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Runs a Terraform command and returns how it ended and what it printed; panics with that if
    /// its exit code is none of `codes`.
    fn terraform(&self, arguments: &[&str], codes: &[i32]) -> (i32, String) {
        let mut command = self.terraform.command(self.path());
        command.args(arguments);
        command.envs(self.environment.iter().map(|(k, v)| (k, v)));
        let Finished {
            status,
            stdout,
            stderr,
        } = programs::run(&mut command, LIMIT);
        let (code, output) = (status.code().unwrap_or(-1), stdout + &stderr);
        if !codes.contains(&code) {
            // The plan that stands before an error is long and says nothing about it.
            let why = output
                .find("\nError: ")
                .map_or(&*output, |at| &output[at..]);
            panic!("terraform {} ended with {code}\n{why}", arguments.join(" "));
        }
        (code, output)
    }

    /// `terraform init` from the plugin folder.
    pub(crate) fn init(&self) {
        let plugins = format!("-plugin-dir={}", self.terraform.plugins.display());
        self.terraform(&["init", "-backend=false", "-no-color", &plugins], &[0]);
    }

    /// `terraform validate`: its errors and warnings, none for a good module.
    pub(crate) fn validate(&self) -> Vec<String> {
        let (_, report) = self.terraform(&["validate", "-json"], &[0, 1]);
        let report: Value = serde_json::from_str(&report).unwrap();
        diagnostics(&report)
    }

    /// `terraform init` and `plan`: the plan as JSON, or what Terraform says against it.
    pub(crate) fn try_plan(&self) -> Result<Value, String> {
        let plugins = format!("-plugin-dir={}", self.terraform.plugins.display());
        let plan: [&[&str]; 2] = [
            &["init", "-backend=false", "-no-color", &plugins],
            &["plan", "-no-color", "-out=plan.bin"],
        ];
        for arguments in plan {
            let (code, output) = self.terraform(arguments, &[0, 1]);
            if code != 0 {
                return Err(output);
            }
        }
        let (_, json) = self.terraform(&["show", "-json", "plan.bin"], &[0]);
        Ok(serde_json::from_str(&json).unwrap())
    }

    /// `terraform show -json` of a new plan, after an init.
    pub(crate) fn show_plan(&self) -> String {
        self.terraform(&["plan", "-no-color", "-out=plan.bin"], &[0]);
        self.terraform(&["show", "-json", "plan.bin"], &[0]).1
    }

    /// `terraform show -json` of the state.
    pub(crate) fn show_state(&self) -> String {
        self.terraform(&["show", "-json"], &[0]).1
    }

    /// The schemas of the module's providers, after an init.
    pub(crate) fn schemas(&self) -> Value {
        let (_, json) = self.terraform(&["providers", "schema", "-json"], &[0]);
        serde_json::from_str(&json).unwrap()
    }

    /// `terraform apply` of a new plan.
    pub(crate) fn apply(&self) {
        self.terraform(&["apply", "-no-color", "-auto-approve"], &[0]);
    }

    /// Why `terraform apply` does not succeed.
    pub(crate) fn refused_apply(&self) -> String {
        self.terraform(&["apply", "-no-color", "-auto-approve"], &[1])
            .1
    }

    /// What a further plan would change, as Terraform prints it; empty if nothing.
    pub(crate) fn drift(&self) -> String {
        let plan = ["plan", "-no-color", "-detailed-exitcode"];
        let (code, text) = self.terraform(&plan, &[0, 2]);
        if code == 0 {
            return String::new();
        }
        let changes = text.find("Terraform will perform").unwrap_or_default();
        text[changes..].to_owned()
    }

    /// The outputs after an apply.
    pub(crate) fn outputs(&self) -> Value {
        let (_, json) = self.terraform(&["output", "-json"], &[0]);
        serde_json::from_str(&json).unwrap()
    }
}

fn diagnostics(report: &Value) -> Vec<String> {
    let list = report["diagnostics"].as_array().unwrap();
    list.iter()
        .map(|d| {
            let text = |key: &str| d[key].as_str().unwrap_or_default();
            let file = d["range"]["filename"].as_str().unwrap_or_default();
            let line = &d["range"]["start"]["line"];
            format!("{file}:{line}: {}: {}", text("summary"), text("detail"))
        })
        .collect()
}
