//! One spec, many environments: `extends`, overlays, `--set`, `environments`.

use std::{fs, path::Path};

use crate::support::{
    cli::{Answer, Rolewright},
    snapshots,
};

const BASE: &str = "version: 1
region: eu-central-1
tags: { Owner: shop, Stage: none }
role: { name: base, description: What all have }
buckets: [{ name: photos, access: [read] }]
";
const WEB: &str = "version: 1
extends: base.yaml
role: { name: web, description: null }
environments: { dev: env/dev.yaml, prod: env/prod.yaml }
";
const DEV: &str = "tags: { Stage: dev }\n";
const PROD: &str = "role: { name: web-prod }
buckets: [{ name: photos-prod, access: [read, write] }]
";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.path().join("env")).unwrap();
        place
            .with("base.yaml", BASE)
            .with("web.yaml", WEB)
            .with("env/dev.yaml", DEV)
            .with("env/prod.yaml", PROD)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.path().join(name), text).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        Rolewright::new(arguments).in_folder(self.path()).run()
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }
}

#[test]
fn each_environment_gets_a_folder_with_what_its_overlay_says() {
    let place = Place::new();
    let answer = place.run(&["generate", "web.yaml", "-o", "out"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let (dev, prod) = (place.file("out/dev/iam.tf"), place.file("out/prod/iam.tf"));
    assert!(dev.contains("name                 = \"web\""), "{dev}");
    assert!(dev.contains("Stage = \"dev\"") && dev.contains("Owner = \"shop\""));
    assert!(
        prod.contains("name                 = \"web-prod\""),
        "{prod}"
    );
    assert!(prod.contains("photos-prod") && !prod.contains("s3:::photos/"));
    // `null` removes what the base has.
    assert!(!dev.contains("What all have") && !prod.contains("What all have"));
    assert_eq!(
        place
            .run(&["generate", "web.yaml", "-o", "out", "--check"])
            .code,
        0
    );
    // What only changes another spec is none by itself; the base is part of the one that extends it.
    let listed = place.run(&["validate", "."]);
    assert_eq!(
        listed.stdout,
        "./web.yaml (dev) is valid\n./web.yaml (prod) is valid\n"
    );
}

#[test]
fn the_example_has_two_environments() {
    let spec = "examples/environments/web.yaml";
    let stdout = Rolewright::new(["generate", spec, "--stdout"])
        .succeed()
        .stdout;
    let iam = |environment: &str| {
        let start = stdout.find(&format!("# ==> {environment}/iam.tf")).unwrap();
        let rest = &stdout[start..];
        rest.split("\n# ==> ").next().unwrap().to_owned()
    };
    snapshots("layered").bind(|| {
        insta::assert_snapshot!("dev", iam("dev"));
        insta::assert_snapshot!("prod", iam("prod"));
        let diff = Rolewright::new(["diff", spec, "--env", "dev", "prod"]).run();
        insta::assert_snapshot!("diff", diff.stdout);
    });
}

#[test]
fn two_environments_compare() {
    let place = Place::new();
    let answer = place.run(&[
        "diff",
        "web.yaml",
        "--env",
        "dev",
        "prod",
        "--fail-on",
        "new-access",
    ]);
    assert_eq!(answer.code, 1);
    assert!(
        answer
            .stdout
            .contains("s3:PutObject on arn:aws:s3:::photos-prod/*")
    );
    assert!(
        answer.stdout.contains("env/prod.yaml:2"),
        "{}",
        answer.stdout
    );
    let same = place.run(&["diff", "web.yaml", "--env", "dev", "dev"]);
    assert_eq!(same.code, 0, "{}", same.stdout);
    let unknown = place.run(&["explain", "web.yaml", "--env", "test"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("it has dev, prod"),
        "{}",
        unknown.stderr
    );
    let none = place.run(&["explain", "base.yaml", "--env", "dev"]);
    assert_eq!(none.code, 2);
}

#[test]
fn overlays_and_single_values_win_in_their_order() {
    let place = Place::new();
    let overlaid = ["explain", "base.yaml", "--overlay", "env/prod.yaml"];
    let answer = place.run(&overlaid);
    assert!(
        answer.stdout.starts_with("Role `web-prod`"),
        "{}",
        answer.stdout
    );
    let mut set = overlaid.to_vec();
    set.extend([
        "--set",
        "role.name=mine",
        "--set",
        "role.max_session_duration=2h",
    ]);
    let answer = place.run(&set);
    assert!(
        answer.stdout.starts_with("Role `mine`"),
        "{}",
        answer.stdout
    );
    assert!(answer.stdout.contains("7200"));
    let module = place.run(&["generate", "base.yaml", "-o", "module"]);
    assert_eq!(module.code, 0);
    let refused = place.run(&["explain", "module", "--set", "role.name=x"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("are for specs"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_fault_is_told_at_the_file_that_has_it_and_once() {
    let place = Place::new()
        .with("base.yaml", &format!("{BASE}queus: []\n"))
        .with("env/prod.yaml", "role: { nmae: x }\n");
    let answer = place.run(&["validate", "web.yaml"]);
    assert_eq!(answer.code, 1);
    let text = answer.stderr;
    assert_eq!(text.matches("base.yaml:6:1").count(), 1, "{text}");
    assert_eq!(text.matches("env/prod.yaml:1:9").count(), 1, "{text}");
    let set = place.run(&["validate", "env/../base.yaml", "--set", "role.path=x"]);
    assert!(set.stderr.contains("--set role.path:1:1"), "{}", set.stderr);
}

#[test]
fn a_fix_is_made_in_the_file_that_the_value_came_from() {
    let place = Place::new().with("base.yaml", &BASE.replace("access: [read]", "access: read"));
    let answer = place.run(&["validate", "web.yaml", "--fix"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(
        place.file("base.yaml").contains("access: [read]"),
        "{}",
        place.file("base.yaml")
    );
    assert_eq!(place.file("web.yaml"), WEB);
}

#[test]
fn what_cannot_be_put_together_is_said_where_it_is_named() {
    let extends = |base: &str| format!("version: 1\nextends: {base}\nrole: {{ name: web }}\n");
    let faults = [
        ("none.yaml", "is not there"),
        ("web.yaml", "extends itself"),
        ("../base.yaml", "is not there"),
        ("/etc/hostname", "outside the repository"),
        ("env", "is not a regular file"),
        ("secret.txt", "is not a spec"),
    ];
    for (base, why) in faults {
        let place = Place::new()
            .with("web.yaml", &extends(base))
            .with("secret.txt", "password: hunter2\n");
        let answer = place.run(&["validate", "web.yaml"]);
        assert_eq!(answer.code, 1, "{base}");
        assert!(answer.stderr.contains(why), "{base}: {}", answer.stderr);
        assert!(
            answer.stderr.contains("web.yaml:2:10"),
            "{base}: {}",
            answer.stderr
        );
        assert!(!answer.stderr.contains("hunter2"));
    }
    let overlay = Place::new()
        .with(
            "web.yaml",
            "version: 1\nrole: { name: web }\nenvironments: { dev: secret.txt }\n",
        )
        .with("secret.txt", "password: hunter2\n")
        .run(&["validate", "web.yaml"]);
    assert_eq!(overlay.code, 1);
    assert!(
        overlay.stderr.contains("is not an overlay"),
        "{}",
        overlay.stderr
    );
    assert!(!overlay.stderr.contains("hunter2"));
}

#[test]
fn a_chain_has_an_end() {
    let mut place = Place::new();
    for n in 0..12 {
        let text = format!(
            "version: 1\nextends: s{}.yaml\nrole: {{ name: x{n} }}\n",
            n + 1
        );
        place = place.with(&format!("s{n}.yaml"), &text);
    }
    place = place.with("s12.yaml", BASE);
    let deep = place.run(&["validate", "s0.yaml"]);
    assert_eq!(deep.code, 1);
    assert!(deep.stderr.contains("more than 8"), "{}", deep.stderr);
    assert_eq!(place.run(&["validate", "s4.yaml"]).code, 0);
}
