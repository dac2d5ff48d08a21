//! What is generated is Terraform: formatted, and valid against the AWS provider's own schema.

use std::fs;

use crate::support::{
    each,
    examples::{self, Example},
    root,
    terraform::Terraform,
};

/// How many Terraforms run at once: each starts a provider that wants a core.
const WORKERS: usize = 2;

#[test]
#[ignore = "needs terraform"]
fn every_example_is_formatted_and_valid() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    each(
        &examples::all(),
        WORKERS,
        |example| example.name.clone(),
        |example| is_formatted_and_valid(&terraform, example),
    );
}

fn is_formatted_and_valid(terraform: &Terraform, example: &Example) {
    let output = example.generate();
    assert_eq!(terraform.unformatted(output.path()), "", "terraform fmt");
    for folder in examples::folders(output.path()) {
        let module = terraform.module(&folder);
        module.init();
        assert_eq!(
            module.validate(),
            Vec::<String>::new(),
            "terraform validate"
        );
    }
}

#[test]
#[ignore = "needs terraform"]
fn unformatted_and_invalid_folders_are_seen() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let module = terraform.module(&root().join("tests/data/terraform/instance"));
    module.init();
    assert_eq!(terraform.unformatted(module.path()), "");
    assert_eq!(module.validate(), Vec::<String>::new());

    module.write(
        "extra.tf",
        "resource \"aws_iam_role\" \"b\" {\nname = 1\n}\n",
    );
    assert!(terraform.unformatted(module.path()).contains("extra.tf"));
    let report = module.validate();
    assert!(report[0].contains("assume_role_policy"), "{report:?}");

    fs::remove_file(module.path().join("extra.tf")).unwrap();
    assert_eq!(module.validate(), Vec::<String>::new());
}
