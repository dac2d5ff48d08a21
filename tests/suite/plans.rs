//! A module, its plan, and its state after an apply are the same to us, and what a spec says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::support::{
    cli::{Answer, Rolewright},
    each,
    examples::{self, Example},
    moto::{Moto, REGION},
    root,
    terraform::{Module, Terraform},
};

/// How many examples are applied at once.
const WORKERS: usize = 2;

/// What Terraform shows of a folder.
struct Shown {
    plan: PathBuf,
    state: PathBuf,
    /// `terraform.tfstate` itself.
    raw: PathBuf,
}

#[test]
#[ignore = "needs terraform and moto"]
fn a_plan_and_the_state_after_it_say_what_the_spec_says() {
    let (Some(terraform), Some(_)) = (Terraform::find(), Moto::start(examples::ACCOUNT)) else {
        return;
    };
    each(
        &examples::all(),
        WORKERS,
        |example| example.name.clone(),
        |example| are_the_same(&terraform, example),
    );
}

fn are_the_same(terraform: &Terraform, example: &Example) {
    let output = example.generate();
    let folder = output.path();
    let account = examples::account(folder);
    let moto = Moto::with_policies(&account, &example.existing_policies(&account)).unwrap();
    let region = examples::region(folder);
    let inputs = folder.join("network.auto.tfvars.json");
    fs::write(&inputs, network(&moto, &region, folder).to_string()).unwrap();

    let mut module = terraform.module(folder);
    module.against(&moto, &region);
    module.init();
    let at = tempfile::tempdir().unwrap();
    let shown = shown(&module, at.path());
    let spec = root().join(example.spec());
    let given = [inputs, folder.join(examples::INPUTS)]
        .into_iter()
        .filter(|file| file.is_file())
        .flat_map(|file| ["--var-file".into(), file]);
    let given: Vec<PathBuf> = given.collect();
    let same = |old: &Path, new: &Path| {
        // Roles for other accounts are in no plan of this one.
        let picked = role(&shown.state);
        let answer = Rolewright::new(["diff", "--role", &picked])
            .args(&given)
            .args([old, new])
            .run();
        let (old, new) = (old.display(), new.display());
        let Answer { stdout, stderr, .. } = &answer;
        assert_eq!(answer.code, 0, "{old} {new}\n{stdout}{stderr}");
    };
    same(&shown.state, &shown.raw);
    let whole = Rolewright::new(["diff"])
        .args(&given)
        .args([&spec, folder])
        .run();
    assert_eq!(whole.code, 0, "{}{}", whole.stdout, whole.stderr);
    if is_known(&shown.plan) {
        same(&spec, &shown.plan);
        same(folder, &shown.plan);
        same(folder, &shown.state);
        same(&shown.plan, &shown.state);
        same(&spec, &shown.state);
    } else {
        let answer = Rolewright::new(["diff"]).args([folder, &shown.plan]).run();
        assert!(
            answer.stdout.contains("known only to Terraform"),
            "{}",
            answer.stdout
        );
        assert_eq!(answer.code, 1);
        // The state knows them, and ids that the module only refers to.
        for fail_on in ["new-access", "any"] {
            let answer = Rolewright::new(["diff", "--fail-on", fail_on])
                .args([folder, &shown.state])
                .run();
            assert_eq!(
                answer.code == 0,
                fail_on == "new-access",
                "{}",
                answer.stdout
            );
        }
    }
}

/// Whether a plan knows the texts of all policies.
fn is_known(plan: &Path) -> bool {
    let plan: Value = serde_json::from_str(&fs::read_to_string(plan).unwrap()).unwrap();
    let changes = plan["resource_changes"].as_array().unwrap();
    changes
        .iter()
        .all(|change| change["change"]["after_unknown"]["policy"] != true)
}

/// The name of the role in a state.
fn role(state: &Path) -> String {
    let state: Value = serde_json::from_str(&fs::read_to_string(state).unwrap()).unwrap();
    let resources = state["values"]["root_module"]["resources"]
        .as_array()
        .unwrap();
    let role = resources.iter().find(|one| one["type"] == "aws_iam_role");
    role.unwrap()["values"]["name"].as_str().unwrap().to_owned()
}

/// Values for those of the usual variables that the folder declares.
fn network(moto: &Moto, region: &str, folder: &Path) -> Value {
    let network = &moto.read_back(region)["network"];
    let mut values = json!({
        "vpc_id": network["vpc"],
        "subnet_id": network["subnet"],
        "security_group_id": network["security_group"],
        "security_group_ids": [network["security_group"]],
        "caller_role_arn": "",
    });
    let declared = fs::read_to_string(folder.join("variables.tf")).unwrap_or_default();
    let values_of = values.as_object_mut().unwrap();
    values_of.retain(|name, _| declared.contains(&format!("variable \"{name}\"")));
    values
}

/// Plans and applies, and keeps what Terraform shows of both.
fn shown(module: &Module, at: &Path) -> Shown {
    let shown = Shown {
        plan: at.join("plan.json"),
        state: at.join("state.json"),
        raw: at.join("terraform.tfstate"),
    };
    fs::write(&shown.plan, module.show_plan()).unwrap();
    module.apply();
    fs::write(&shown.state, module.show_state()).unwrap();
    fs::copy(module.path().join("terraform.tfstate"), &shown.raw).unwrap();
    shown
}

#[test]
#[ignore = "needs terraform and moto"]
fn modules_are_read_as_terraform_plans_them() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let Some(moto) = Moto::start(examples::ACCOUNT) else {
        return;
    };
    let folders = fs::read_dir(root().join("tests/data/planned")).unwrap();
    let mut folders: Vec<PathBuf> = folders.map(|folder| folder.unwrap().path()).collect();
    folders.sort();
    each(
        &folders,
        WORKERS,
        |folder| folder.file_name().unwrap().to_string_lossy().into_owned(),
        |folder| is_as_planned(&terraform, &moto, folder),
    );
}

fn is_as_planned(terraform: &Terraform, moto: &Moto, folder: &Path) {
    let mut module = terraform.module(folder);
    module.against(moto, REGION);
    module.init();
    let at = tempfile::tempdir().unwrap();
    let plan = at.path().join("plan.json");
    fs::write(&plan, module.show_plan()).unwrap();
    let answer = Rolewright::new(["diff"]).args([folder, &plan]).run();
    let Answer { stdout, stderr, .. } = &answer;
    assert_eq!(answer.code, 0, "{stdout}{stderr}");
}

#[test]
fn a_saved_plan_is_refused_with_what_to_give_instead() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("tfplan");
    fs::write(&plan, b"PK\x03\x04\x14\x00\x08\xff").unwrap();
    let answer = Rolewright::new(["explain"]).arg(&plan).run();
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.contains("terraform show -json"),
        "{}",
        answer.stderr
    );
}
