//! A reference is the same on two sides of a comparison only where what it names is the same.

use std::fs;

use crate::support::cli::{Answer, Rolewright};

/// A role with one policy: `action` on `resource`.
fn role(resource: &str) -> String {
    format!(
        r#"
resource "aws_iam_role" "app" {{
  name               = "app"
  assume_role_policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ec2.amazonaws.com" }} }}] }})
}}

resource "aws_iam_role_policy" "app" {{
  name   = "app"
  role   = aws_iam_role.app.id
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "sqs:SendMessage", Resource = {resource} }}] }})
}}
"#
    )
}

/// Compares two modules, each of one file.
fn compared(old: &str, new: &str, more: &[&str]) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["old", "new"].map(|name| folder.path().join(name));
    for (path, text) in paths.iter().zip([old, new]) {
        fs::create_dir(path).unwrap();
        fs::write(path.join("main.tf"), text).unwrap();
    }
    Rolewright::new(["diff", "--role", "app"])
        .args(&paths)
        .args(more)
        .run()
}

/// Compares what the same role may do with two surroundings.
fn surrounded(resource: &str, old: &str, new: &str) -> Answer {
    let role = role(resource);
    compared(&format!("{role}{old}"), &format!("{role}{new}"), &[])
}

fn is_another(resource: &str, old: &str, new: &str) {
    let answer = surrounded(resource, old, new);
    let Answer { stdout, stderr, .. } = &answer;
    assert_eq!(answer.code, 1, "{old}\n{new}\n{stdout}{stderr}");
    assert!(!stdout.contains("same access"), "{old}\n{new}\n{stdout}");
    // One value for both would make one of two things.
    assert!(!stdout.contains("could change the answer"), "{stdout}");
    // Nothing is to be seen where nothing has changed.
    let same = surrounded(resource, new, new);
    assert_eq!(same.code, 0, "{new}\n{}", same.stdout);
}

fn is_the_same(resource: &str, old: &str, new: &str) {
    let answer = surrounded(resource, old, new);
    assert_eq!(answer.code, 0, "{old}\n{new}\n{}", answer.stdout);
}

#[test]
fn a_resource_of_another_name_is_another_one() {
    let queue = |name: &str| format!("resource \"aws_sqs_queue\" \"q\" {{ {name} }}\n");
    is_another(
        "aws_sqs_queue.q.arn",
        &queue("name = \"a\""),
        &queue("name = \"b\""),
    );
    is_another(
        "aws_sqs_queue.q.arn",
        &queue("name_prefix = \"a\""),
        &queue("name_prefix = \"b\""),
    );
    is_another(
        "\"${aws_sqs_queue.q.arn}-x\"",
        &queue("name = \"a\""),
        &queue("name = \"b\""),
    );
    is_another(
        "replace(aws_sqs_queue.q.arn, \"x\", var.y)",
        &queue("name = \"a\""),
        &queue("name = \"b\""),
    );
    is_another(
        "aws_sqs_queue.q.arn",
        &queue("name = \"a\""),
        &queue("name = \"a\"\n  provider = aws.other"),
    );
}

#[test]
fn what_decides_nothing_about_an_attribute_makes_no_other_one() {
    let queue =
        |more: &str| format!("resource \"aws_sqs_queue\" \"q\" {{\n  name = \"a\"\n  {more}\n}}\n");
    is_the_same(
        "aws_sqs_queue.q.arn",
        &queue("tags = { a = 1 }"),
        &queue("delay_seconds = 3"),
    );
}

#[test]
fn a_resource_whose_arguments_follow_from_another_is_another_one_with_it() {
    let chain = |name: &str| {
        format!(
            "resource \"random_pet\" \"p\" {{ prefix = \"{name}\" }}\nresource \"aws_sqs_queue\" \"q\" {{ name = \"x-${{random_pet.p.id}}\" }}\n"
        )
    };
    is_another("aws_sqs_queue.q.arn", &chain("a"), &chain("b"));
    let round = "resource \"aws_x_a\" \"a\" { other = aws_x_b.b.id }\nresource \"aws_x_b\" \"b\" { other = aws_x_a.a.id }\n";
    is_the_same("aws_x_a.a.arn", round, round);
}

#[test]
fn of_a_type_that_nobody_knows_every_argument_counts() {
    let thing = |more: &str| format!("resource \"acme_thing\" \"t\" {{\n  {more}\n}}\n");
    is_another("acme_thing.t.arn", &thing("size = 1"), &thing("size = 2"));
    is_another("acme_thing.t.arn", &thing("size = 1"), &thing(""));
    is_another(
        "acme_thing.t.arn",
        &thing("part { size = 1 }"),
        &thing("part { size = 2 }"),
    );
    is_the_same(
        "acme_thing.t.arn",
        &thing("tags = { a = 1 }"),
        &thing("tags = { a = 2 }"),
    );
    is_another(
        "acme_thing.t.tags[\"a\"]",
        &thing("tags = { a = 1 }"),
        &thing("tags = { a = 2 }"),
    );
}

#[test]
fn a_look_up_with_other_arguments_finds_something_else() {
    let found = |name: &str| format!("data \"aws_sqs_queue\" \"q\" {{ name = \"{name}\" }}\n");
    is_another("data.aws_sqs_queue.q.arn", &found("a"), &found("b"));
    let state = |key: &str| {
        format!(
            "data \"terraform_remote_state\" \"s\" {{\n  backend = \"s3\"\n  config = {{ key = \"{key}\" }}\n}}\n"
        )
    };
    is_another(
        "data.terraform_remote_state.s.outputs.queue",
        &state("a"),
        &state("b"),
    );
}

#[test]
fn a_module_that_is_not_here_yields_something_else_for_other_arguments() {
    let call = |source: &str, name: &str| {
        format!("module \"m\" {{\n  source = \"{source}\"\n  name = \"{name}\"\n}}\n")
    };
    is_another(
        "module.m.arn",
        &call("acme/q/aws", "a"),
        &call("acme/q/aws", "b"),
    );
    is_another(
        "module.m.arn",
        &call("acme/q/aws", "a"),
        &call("acme/r/aws", "a"),
    );
}

/// How a module is written around a list, and two lists.
type Written<'a> = (&'a dyn Fn(&str) -> String, [&'a str; 2]);

#[test]
fn a_loop_over_another_list_goes_round_other_things() {
    let variables =
        "variable \"a\" { type = list(string) }\nvariable \"b\" { type = list(string) }\n";
    let dynamic = |list: &str| {
        format!(
            "{variables}{}\ndata \"aws_iam_policy_document\" \"d\" {{\n  dynamic \"statement\" {{\n    for_each = {list}\n    content {{\n      actions   = [\"s3:GetObject\"]\n      resources = [statement.value]\n    }}\n  }}\n}}\nresource \"aws_iam_role_policy\" \"d\" {{\n  role   = aws_iam_role.app.id\n  policy = data.aws_iam_policy_document.d.json\n}}\n",
            role("\"*\"")
        )
    };
    let each = |list: &str| {
        format!(
            "{variables}{}\nresource \"aws_iam_role_policy\" \"d\" {{\n  for_each = {list}\n  role   = aws_iam_role.app.id\n  policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"Allow\", Action = \"s3:GetObject\", Resource = each.value }}] }})\n}}\n",
            role("\"*\"")
        )
    };
    let written: [Written<'_>; 3] = [
        (&dynamic, ["var.a", "var.b"]),
        (&each, ["toset(var.a)", "toset(var.b)"]),
        (
            &each,
            [
                "toset(data.acme_list.l.names)",
                "toset(data.acme_list.m.names)",
            ],
        ),
    ];
    for (module, [old, new]) in written {
        let answer = compared(&module(old), &module(new), &[]);
        assert_eq!(answer.code, 1, "{}", answer.stdout);
        assert!(!answer.stdout.contains("same access"), "{}", answer.stdout);
        let answer = compared(&module(old), &module(old), &[]);
        assert!(answer.stdout.contains("same access"), "{}", answer.stdout);
    }
}

#[test]
fn what_is_given_for_a_reference_is_believed() {
    let queue = |name: &str| {
        format!(
            "{}resource \"aws_sqs_queue\" \"q\" {{ name = \"{name}\" }}\n",
            role("aws_sqs_queue.q.arn")
        )
    };
    let given = [
        "--let",
        "aws_sqs_queue.q.arn=arn:aws:sqs:eu-west-1:111122223333:c",
    ];
    let answer = compared(&queue("a"), &queue("b"), &given);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
}

#[test]
fn a_deny_that_only_one_side_has_under_a_condition_proves_nothing() {
    let deny = |count: &str| {
        format!(
            "{}variable \"guarded\" {{ type = bool }}\nresource \"aws_iam_role_policy\" \"deny\" {{\n  {count}\n  role   = aws_iam_role.app.id\n  policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"Deny\", Action = \"sqs:*\", Resource = \"arn:aws:sqs:eu-west-1:111122223333:secret\" }}] }})\n}}\n",
            role("\"*\"")
        )
    };
    let always = deny("");
    let sometimes = deny("count = var.guarded ? 1 : 0");
    for (old, new) in [(&always, &sometimes), (&sometimes, &always)] {
        let answer = compared(old, new, &["--fail-on", "new-access"]);
        assert_eq!(answer.code, 1, "{}", answer.stdout);
    }
    // The same condition on both sides is the same Deny.
    assert_eq!(compared(&sometimes, &sometimes, &[]).code, 0);
    // What the variable is decides.
    let given = ["--var", "guarded=true"];
    assert_eq!(compared(&always, &sometimes, &given).code, 0);
}
