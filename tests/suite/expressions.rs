//! Expressions have the value that Terraform gives them, or are said to be unknown; never another.

use std::{fmt::Write as _, fs};

use rolewright::{
    blueprint::Presence,
    read::{self, Inputs},
    source::Sources,
};

use crate::support::{chance::Chance, terraform::Terraform};

/// How many are drawn.
const DRAWN: usize = 1200;

/// Values of all types, with what is awkward about them.
const ATOMS: [&str; 34] = [
    "true",
    "false",
    "null",
    "0",
    "1",
    "2",
    "-3",
    "1.5",
    "1e3",
    "12345678901234567890",
    r#""""#,
    r#""a""#,
    r#""b,c""#,
    r#""é\u00e9\n""#,
    r#""$${x}""#,
    r#""7""#,
    r#""true""#,
    r#""A-b_c d""#,
    r#"" x ""#,
    "[]",
    "{}",
    r#"["a", "b", "a"]"#,
    "[3, 1, 2]",
    r#"["", null, "x"]"#,
    r#"[["a"], ["b", ["c"]], []]"#,
    r#"{ a = 1, b = "two" }"#,
    r#"{ b = "x", a = "y" }"#,
    r#"{ "k.x" = [1], k = null }"#,
    r#"toset(["b", "a", "b"])"#,
    r#"tolist(["q", "r"])"#,
    r#"tomap({ m = "1", n = "2" })"#,
    "[{ a = 1 }, { a = 2 }]",
    r#"[true, "true", 1]"#,
    "toset([])",
];

const ONE: [&str; 42] = [
    "length",
    "upper",
    "lower",
    "title",
    "trimspace",
    "chomp",
    "strrev",
    "keys",
    "values",
    "sort",
    "reverse",
    "distinct",
    "compact",
    "flatten",
    "tostring",
    "tonumber",
    "tobool",
    "tolist",
    "toset",
    "tomap",
    "abs",
    "ceil",
    "floor",
    "signum",
    "jsonencode",
    "base64encode",
    "base64decode",
    "one",
    "sum",
    "min",
    "max",
    "alltrue",
    "anytrue",
    "merge",
    "concat",
    "coalesce",
    "coalescelist",
    "can",
    "basename",
    "dirname",
    "setunion",
    "range",
];

const TWO: [&str; 29] = [
    "join",
    "split",
    "contains",
    "lookup",
    "element",
    "concat",
    "merge",
    "coalesce",
    "index",
    "trim",
    "trimprefix",
    "trimsuffix",
    "startswith",
    "endswith",
    "strcontains",
    "format",
    "formatlist",
    "zipmap",
    "setunion",
    "setintersection",
    "setsubtract",
    "setproduct",
    "chunklist",
    "matchkeys",
    "coalescelist",
    "min",
    "try",
    "indent",
    "parseint",
];

const THREE: [&str; 7] = [
    "substr",
    "replace",
    "slice",
    "lookup",
    "format",
    "matchkeys",
    "range",
];

const OPERATORS: [&str; 13] = [
    "+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", ">", "<=",
];

fn expression(chance: &mut Chance, depth: usize) -> String {
    if depth == 0 || chance.percent(20) {
        return (*chance.pick(&ATOMS)).to_owned();
    }
    let mut part = || expression(chance, depth - 1);
    let (a, b, c) = (part(), part(), part());
    match chance.below(12) {
        0..=2 => format!("{}({a})", chance.pick(&ONE)),
        3..=4 => format!("{}({a}, {b})", chance.pick(&TWO)),
        5 => format!("{}({a}, {b}, {c})", chance.pick(&THREE)),
        6 => format!("({a} {} {b})", chance.pick(&OPERATORS)),
        7 => format!("({a} ? {b} : {c})"),
        8 => format!("\"x${{{a}}}-${{{b}}}\""),
        9 => match chance.below(4) {
            0 => format!("[for v in {a} : v]"),
            1 => format!("[for i, v in {a} : \"${{i}}=${{v}}\" if v != {b}]"),
            2 => format!("{{ for k, v in {a} : k => v }}"),
            _ => format!("{{ for k, v in {a} : \"${{v}}\" => k... }}"),
        },
        10 => match chance.below(4) {
            0 => format!("({a})[*]"),
            1 => format!("({a})[0]"),
            2 => format!("({a}).a"),
            _ => format!("({a})[*].a"),
        },
        _ => match chance.below(3) {
            0 => format!("[{a}, {b}]"),
            1 => format!("{{ a = {a}, (\"k\") = {b} }}"),
            _ => format!("try({a}, {b})"),
        },
    }
}

#[test]
#[ignore = "needs terraform"]
fn expressions_have_the_value_that_terraform_gives_them() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let mut chance = Chance::seeded(7);
    let drawn: Vec<String> = (0..DRAWN).map(|_| expression(&mut chance, 3)).collect();
    let folder = tempfile::tempdir().unwrap();
    let (mut outputs, mut roles) = (String::new(), String::new());
    for (i, one) in drawn.iter().enumerate() {
        // `try` makes an error a value, but what Terraform refuses before it evaluates.
        let _ = writeln!(
            outputs,
            "output \"e{i}\" {{\n  value = try(jsonencode({one}), \"error\")\n}}"
        );
        let _ = writeln!(
            roles,
            "resource \"aws_iam_role\" \"e{i}\" {{\n  name = try(jsonencode({one}), \"error\")\n  assume_role_policy = \"{{}}\"\n}}"
        );
    }
    fs::write(folder.path().join("main.tf"), outputs).unwrap();
    let module = terraform.module(folder.path());
    module.init();
    let plan: serde_json::Value = serde_json::from_str(&module.show_plan()).unwrap();
    fs::write(folder.path().join("main.tf"), roles).unwrap();
    let ours = read::module(folder.path(), &Inputs::default(), &mut Sources::default()).unwrap();
    let (mut known, mut refused, mut wrong) = (0, 0, Vec::new());
    for (i, one) in drawn.iter().enumerate() {
        let theirs = &plan["planned_values"]["outputs"][format!("e{i}")]["value"];
        let address = format!("aws_iam_role.e{i}");
        let mut roles = ours.folders[0].roles.iter();
        let role = roles.find(|role| role.address == address);
        // What follows from a condition that was taken to hold is no claim.
        let role = role.filter(|role| role.presence == Presence::Certain);
        let name = role.and_then(|role| role.name.as_ref());
        let Some(text) = name.and_then(|name| name.value.as_literal()) else {
            continue;
        };
        known += 1;
        // What Terraform refuses is in no module that anybody uses.
        if theirs == "error" && text != "error" {
            refused += 1;
            continue;
        }
        if theirs.as_str() != Some(text) {
            wrong.push(format!("{one}\n  terraform {theirs}\n  ours      {text:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {known} known of {DRAWN}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(refused * 50 < known, "{refused} of {known} are refused");
    assert!(known * 2 > DRAWN, "only {known} of {DRAWN} are known");
}
