//! A few lines that ask for more than there is are not understood, soon, and without the memory.

use std::{fmt::Write as _, fs, time::Instant};

use crate::support::cli::Rolewright;

/// What a module that goes on as long as one of these takes at most, in a build without
/// optimisation and beside other tests. Without a bound each of them would take hours.
const SECONDS: u64 = 60;

fn role(description: &str) -> String {
    format!(
        "resource \"aws_iam_role\" \"app\" {{\n  name = \"app\"\n  assume_role_policy = {description}\n}}\n"
    )
}

/// Locals that each use the one before; `@` stands for it.
fn chain(first: &str, next: &str) -> String {
    let mut text = format!("variable \"u\" {{}}\nlocals {{\n  l0 = {first}\n");
    for number in 1..=60 {
        let next = next.replace('@', &format!("local.l{}", number - 1));
        let _ = writeln!(text, "  l{number} = {next}");
    }
    text + "}\n" + &role("jsonencode(local.l60)")
}

/// What is said of a module with one file.
fn explained(main: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tf"), main).unwrap();
    let start = Instant::now();
    let answer = Rolewright::new(["explain"]).arg(folder.path()).run();
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(start.elapsed().as_secs() < SECONDS, "{:?}", start.elapsed());
    answer.stdout
}

#[test]
fn values_that_double_are_not_understood() {
    for (first, next) in [
        ("[\"a\"]", "concat(@, @)"),
        ("\"a\"", "\"${@}${@}\""),
        ("\"a\"", "{ a = @, b = @ }"),
        ("\"a\"", "[@, @]"),
        ("\"aa\"", "replace(@, \"a\", \"aa\")"),
        ("\"aa\"", "format(\"%s%s\", @, @)"),
        ("\"\\\"\"", "jsonencode(@)"),
        ("\"a\"", "jsonencode([@, @])"),
        ("\"a\"", "var.u ? [@, @] : @"),
        ("var.u", "\"${@}${@}\""),
        ("\"aaaaaaaaaa\"", "join(@, [\"b\", \"b\", \"b\"])"),
        ("\"a\"", "try(\"${@}${@}\", \"x\")"),
        ("\"a\"", "can(@) ? \"${@}${@}\" : \"\""),
        ("{ a = \"b\" }", "merge(@, { x = @, y = @ })"),
        ("[\"a\", \"b\"]", "[for x in @ : @]"),
        ("[\"a\", \"b\"]", "setproduct(@, @)"),
        ("\"\\n\"", "indent(1000, \"${@}${@}\")"),
    ] {
        let said = explained(&chain(first, next));
        let lower = said.to_lowercase();
        assert!(lower.contains("not understood"), "{next}: {said}");
        assert!(said.len() < 40_000, "{next}: {}", said.len());
    }
}

#[test]
fn loops_within_loops_and_wide_numbers_are_not_understood() {
    for text in [
        "jsonencode([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]])",
        "\"%{for a in range(1000)}%{for b in range(1000)}%{for c in range(1000)}x%{endfor}%{endfor}%{endfor}\"",
        "format(\"%999999999d\", 1)",
        "format(\"%0999999999d\", 1)",
        "join(\",\", formatlist(\"%99999999d\", range(1000)))",
        "indent(999999999, \"\\n\")",
    ] {
        let said = explained(&role(text));
        assert!(
            said.to_lowercase().contains("not understood"),
            "{text}: {said}"
        );
    }
}

#[test]
fn template_directives_within_each_other_end_at_a_depth() {
    for (open, close) in [
        ("%{if true}", "%{endif}"),
        ("%{for x in []}", "%{endfor}"),
        ("%{if true}a%{else}", "%{endif}"),
    ] {
        let text = format!("\"{}x{}\"", open.repeat(20_000), close.repeat(20_000));
        let said = explained(&format!("{}locals {{\n  x = {text}\n}}\n", role("null")));
        assert!(said.contains("nested too deep"), "{open}: {said}");
    }
}

#[test]
fn modules_that_call_the_next_one_twice_end() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for number in 0..25 {
        let module = folder.path().join(format!("m{number}"));
        fs::create_dir(&module).unwrap();
        let mut text = String::new();
        if number < 24 {
            for call in ["a", "b"] {
                let next = number + 1;
                let _ = writeln!(text, "module \"{call}\" {{\n  source = \"../m{next}\"\n}}");
            }
        } else {
            text = role("null");
        }
        fs::write(module.join("main.tf"), text).unwrap();
    }
    let answer = Rolewright::new(["explain"])
        .arg(folder.path().join("m0"))
        .run();
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(answer.stdout.contains("not understood"));
}

#[test]
fn what_people_write_stays_within_the_budget() {
    let mut text = String::from("locals {\n  accounts = {\n");
    for number in 0..300 {
        let _ = writeln!(
            text,
            "    a{number} = {{ id = \"{number:012}\", tags = [\"x\", \"y\"] }}"
        );
    }
    text += "  }\n}\nresource \"aws_iam_role\" \"app\" {\n  for_each = local.accounts\n  name = \"${each.key}-${local.accounts[each.key].id}\"\n  assume_role_policy = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = \"ec2.amazonaws.com\" } }] })\n}\n";
    let said = explained(&text);
    assert!(said.contains("Role `a299-000000000299`"));
    assert!(!said.to_lowercase().contains("not understood"), "{said}");
}
