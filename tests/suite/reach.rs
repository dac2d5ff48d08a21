//! A module reads what lies in its repository, within bounds, and shows no secret.

use std::{fs, os::unix::fs::symlink, path::PathBuf};

use crate::support::cli::{Answer, Rolewright};

/// A repository with a module in it, and a neighbour outside.
struct Place {
    folder: tempfile::TempDir,
}

const ROLE: &str = r#"
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}
"#;

/// A policy of the role, on a resource that an expression names.
fn on(expression: &str) -> String {
    format!(
        r#"{ROLE}
resource "aws_iam_role_policy" "app" {{
  role = aws_iam_role.app.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "s3:GetObject", Resource = {expression} }}]
  }})
}}
"#
    )
}

impl Place {
    fn with(main: &str) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        place.write("repo/.git/HEAD", "ref: refs/heads/main\n");
        place.write("repo/app/main.tf", main);
        place.write("outside.txt", "geheim-outside");
        place.write("repo/other/notes.txt", "geheim-notes");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn explain(&self) -> Answer {
        Rolewright::new(["explain"])
            .arg(self.path("repo/app"))
            .run()
    }

    /// All that any command says of the module.
    fn everything(&self) -> String {
        let app = self.path("repo/app");
        let mut said = String::new();
        for format in ["human", "json"] {
            let answer = Rolewright::new(["explain", "--format", format])
                .arg(&app)
                .run();
            said += &(answer.stdout + &answer.stderr);
        }
        for format in ["human", "json", "sarif", "github", "markdown"] {
            for command in ["validate", "diff"] {
                let mut run = Rolewright::new([command, "--format", format]).arg(&app);
                if command == "diff" {
                    self.write("repo/none/main.tf", ROLE);
                    run = run.arg(self.path("repo/none"));
                }
                let answer = run.run();
                said += &(answer.stdout + &answer.stderr);
            }
        }
        said
    }
}

/// Holds that the module is answered for, that what it names is said not to be read, and that
/// nothing of it is shown.
fn is_not_read(place: &Place, named: &str, why: &str) {
    let answer = place.explain();
    let said = answer.stdout + &answer.stderr;
    assert_eq!(answer.code, 0, "{said}");
    let told = said
        .lines()
        .any(|line| line.contains(named) && line.contains("not read") && line.contains(why));
    assert!(told, "{named} {why}: {said}");
    assert!(!place.everything().contains("geheim"));
}

#[test]
fn functions_read_nothing_outside_of_the_repository() {
    for expression in [
        "file(\"../../outside.txt\")",
        "filebase64(\"../../outside.txt\")",
        "templatefile(\"../../outside.txt\", {})",
        "fileexists(\"../../outside.txt\") ? \"a\" : \"b\"",
        "fileexists(\"../../nothing.txt\") ? \"a\" : \"b\"",
        "upper(file(\"${path.module}/../../outside.txt\"))",
        "try(file(\"../../outside.txt\"), \"*\")",
    ] {
        let place = Place::with(&on(expression));
        is_not_read(&place, "txt", "outside of the repository");
        assert!(
            !place
                .explain()
                .stdout
                .contains("s3:GetObject on everything"),
            "{expression}: a fallback is not what Terraform takes"
        );
    }
    let place = Place::with(&on("[for one in fileset(\"../..\", \"*\") : one]"));
    is_not_read(&place, "../..", "outside of the repository");
    assert!(!place.everything().contains("outside.txt"));
    let place = Place::with(&on("file(\"/proc/self/environ\")"));
    is_not_read(&place, "/proc/self/environ", "outside of the repository");
}

#[test]
fn links_do_not_lead_out_of_the_repository() {
    let place = Place::with(&on("file(\"inner.txt\")"));
    symlink(place.path("outside.txt"), place.path("repo/app/inner.txt")).unwrap();
    is_not_read(&place, "inner.txt", "outside of the repository");

    let place = Place::with(ROLE);
    symlink(place.path("outside.txt"), place.path("repo/app/x.tf")).unwrap();
    is_not_read(&place, "x.tf", "outside of the repository");

    let place = Place::with(&format!(
        "{ROLE}\nmodule \"m\" {{\n  source = \"./m\"\n}}\n"
    ));
    place.write("far/main.tf", "output \"x\" {\n  value = \"geheim\"\n}\n");
    symlink(place.path("far"), place.path("repo/app/m")).unwrap();
    is_not_read(&place, "app/m", "outside of the repository");

    let place = Place::with(ROLE);
    symlink(
        place.path("outside.txt"),
        place.path("repo/app/x.auto.tfvars"),
    )
    .unwrap();
    let answer = place.explain();
    assert_eq!(answer.code, 2, "{}", answer.stdout);
    assert!(answer.stderr.contains("outside of the repository"));
    assert!(!answer.stderr.contains("geheim"));
}

#[test]
fn module_sources_lie_in_the_repository() {
    let call = format!("{ROLE}\nmodule \"m\" {{\n  source = \"../../far\"\n}}\n");
    let place = Place::with(&call);
    place.write("far/main.tf", "output \"x\" {\n  value = \"geheim\"\n}\n");
    is_not_read(&place, "far", "outside of the repository");

    // Without `.git`, the folder of the house rules; without both, the module itself.
    for (marker, is_read) in [("repo/rolewright.yaml", true), ("repo/else.yaml", false)] {
        let place = Place::with(&format!(
            "{ROLE}\nmodule \"m\" {{\n  source = \"../m\"\n}}\n"
        ));
        fs::remove_dir_all(place.path("repo/.git")).unwrap();
        place.write(marker, "");
        place.write("repo/m/main.tf", &ROLE.replace("app", "inner"));
        let said = place.explain().stdout;
        assert_eq!(said.contains("Role `inner`"), is_read, "{said}");
        assert_eq!(said.contains("not read"), !is_read, "{said}");
    }
}

#[test]
fn a_file_of_another_folder_is_read_and_not_shown() {
    let place = Place::with(&on(
        "\"arn:aws:s3:::${trimspace(file(\"../other/notes.txt\"))}/*\"",
    ));
    let said = place.everything();
    assert!(!said.contains("geheim"), "{said}");
    assert!(said.contains("sensitive"), "{said}");
    // A policy is what is asked about, wherever it lies.
    let place = Place::with(&format!(
        "{ROLE}\nresource \"aws_iam_role_policy\" \"p\" {{\n  role = aws_iam_role.app.id\n  policy = file(\"../other/p.json\")\n}}\n"
    ));
    place.write(
        "repo/other/p.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]}"#,
    );
    assert!(place.explain().stdout.contains("sqs:SendMessage"));
}

#[test]
fn sensitive_values_are_not_shown_and_still_compared() {
    let module = |value: &str| {
        format!(
            "variable \"s\" {{\n  sensitive = true\n  default   = \"{value}\"\n}}\n{}",
            on("\"arn:aws:s3:::${var.s}/${upper(sensitive(\"geheim-inner\"))}\"")
        )
    };
    let place = Place::with(&module("geheim-a"));
    let said = place.everything().to_lowercase();
    assert!(!said.contains("geheim"), "{said}");
    place.write("repo/b/main.tf", &module("geheim-b"));
    place.write("repo/c/main.tf", &module("geheim-a"));
    for (other, same) in [("repo/b", false), ("repo/c", true)] {
        let answer = Rolewright::new(["diff"])
            .arg(place.path("repo/app"))
            .arg(place.path(other))
            .run();
        assert_eq!(answer.code == 0, same, "{other}: {}", answer.stdout);
        assert!(!answer.stdout.contains("geheim"), "{}", answer.stdout);
    }
}

#[test]
fn pipes_devices_and_large_files_are_not_read() {
    let fifo = |path: PathBuf| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    };
    let place = Place::with(&on("file(\"pipe\")"));
    fifo(place.path("repo/app/pipe"));
    is_not_read(&place, "pipe", "a pipe, a device or a socket");

    let place = Place::with(&on("file(\"large\")"));
    place.write("repo/app/large", &"x".repeat(16 * 1024 * 1024 + 1));
    is_not_read(&place, "large", "16777216 bytes");

    let place = Place::with(ROLE);
    fifo(place.path("repo/app/pipe.tf"));
    is_not_read(&place, "pipe.tf", "a pipe, a device or a socket");

    for name in ["x.auto.tfvars", "terraform.tfvars.json"] {
        let place = Place::with(ROLE);
        fifo(place.path("repo/app").join(name));
        let answer = place.explain();
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        assert!(answer.stderr.contains(name), "{}", answer.stderr);
    }

    let place = Place::with(ROLE);
    fs::create_dir_all(place.path("repo/app/.terraform/modules")).unwrap();
    fifo(place.path("repo/app/.terraform/modules/modules.json"));
    let call = format!("{ROLE}\nmodule \"m\" {{\n  source = \"far/away\"\n}}\n");
    place.write("repo/app/main.tf", &call);
    is_not_read(&place, "modules.json", "a pipe, a device or a socket");
}
