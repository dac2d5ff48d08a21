//! HCL that we write is HCL that Terraform reads back byte by byte and `terraform fmt` leaves alone.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use proptest::{collection::vec, prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use rolewright::{
    hcl,
    text::{Part, Reference, Text, Variable},
};

fn terraform() -> Command {
    let mut command = Command::new("terraform");
    command.env(
        "TF_CLI_CONFIG_FILE",
        if cfg!(windows) { "NUL" } else { "/dev/null" },
    );
    command
}

/// One value of a strategy, the same in every run.
fn draws<S: Strategy>(strategy: &S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

#[test]
fn aligns_what_stands_together() {
    let text = r##"
resource aws_instance "web" {
ami = "a"   # image
  instance_type="t3.micro"# size
  tags = {
  Name="x"
      "längerer Schlüssel" = 1
  e = "👩‍👩‍👧"
  }
    user_data = <<-EOT
       kept   as = is
    EOT
  count = "${var.on ? 1:0}"
  }
variable "old" { type = "list" }
locals {
f = [for x in [1,2] : -x if x>=-1 && !false]
 m = { for k,v in var.m:k=>v... }
  s = var.a[0].b [*] . c
}
"##;
    insta::assert_snapshot!(hcl::format(text), @r##"

    resource "aws_instance" "web" {
      ami           = "a"        # image
      instance_type = "t3.micro" # size
      tags = {
        Name                 = "x"
        "längerer Schlüssel" = 1
        e                    = "👩‍👩‍👧"
      }
      user_data = <<-EOT
           kept   as = is
        EOT
      count     = var.on ? 1 : 0
    }
    variable "old" { type = list(string) }
    locals {
      f = [for x in [1, 2] : -x if x >= -1 && !false]
      m = { for k, v in var.m : k => v... }
      s = var.a[0].b[*].c
    }
    "##);
}

#[test]
fn escapes_what_terraform_would_read() {
    let reference = || Part::Reference(Reference::new("var.x"));
    let variable = || {
        Part::Variable(Variable {
            key: "aws:username".to_owned(),
            default: None,
        })
    };
    let literal = |text: &str| Part::Literal(text.to_owned());
    for (parts, written) in [
        (vec![literal("")], r#""""#),
        (
            vec![literal("a\"b\\c\n\r\t\u{7}")],
            r#""a\"b\\c\n\r\t\u0007""#,
        ),
        (
            vec![literal("${a} %{b} $${ $$ %")],
            r#""$${a} %%{b} $$${ $$ %""#,
        ),
        (vec![literal("$$"), reference()], r#""${"$$"}${var.x}""#),
        (vec![literal("%"), reference()], r#""%${var.x}""#),
        (
            vec![literal("$"), variable(), literal("{")],
            r#""$$${aws:username}{""#,
        ),
        (vec![reference()], r#""${var.x}""#),
        (vec![literal("\u{feff}\u{202e}é👩")], r#""\ufeff\u202eé👩""#),
    ] {
        assert_eq!(hcl::quoted(&Text::from_parts(parts)), written);
    }
}

/// Text that Terraform might take for something else, in normal form C (it changes the rest).
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "$",
            "$$",
            "%",
            "{",
            "}",
            "${",
            "%{",
            "$${",
            "&{",
            "\"",
            "\\",
            "\\n",
            "\n",
            "\r\n",
            "\t",
            "#",
            "//",
            "/*",
            "EOT\n",
            "<<EOT",
            "\u{0}",
            "\u{7f}",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\u{202e}",
            "é",
            "👩‍👩‍👧",
            "~",
            "if",
            "aws:username",
        ])
        .prop_map(str::to_owned),
        "[a-z ]{0,3}",
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

#[test]
#[ignore = "needs terraform"]
fn terraform_reads_back_the_bytes_of_hostile_text() {
    // Lone text, and text before, between and after references and IAM variables.
    let part = prop_oneof![
        3 => hostile().prop_map(Part::Literal),
        1 => Just(Part::Reference(Reference::new("local.x"))),
        1 => Just(Part::Variable(Variable { key: "aws:username".to_owned(), default: None })),
    ];
    let texts: Vec<Text> = draws(&vec(part, 0..5), 400)
        .into_iter()
        .map(Text::from_parts)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let items: String = texts.iter().map(|text| hcl::quoted(text) + ",\n").collect();
    let file = hcl::format(&format!("locals {{\nx = \"X$\"\nall = [\n{items}]\n}}\n"));
    fs::File::create(folder.path().join("main.tf"))
        .unwrap()
        .write_all(file.as_bytes())
        .unwrap();
    let mut console = terraform()
        .args(["console"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    console
        .stdin
        .take()
        .unwrap()
        .write_all(b"base64encode(jsonencode(local.all))\n")
        .unwrap();
    let answer = console.wait_with_output().unwrap();
    let answer = String::from_utf8(answer.stdout).unwrap();
    let read: Vec<String> =
        serde_json::from_slice(&base64(answer.trim().trim_matches('"'))).unwrap();
    assert_eq!(read.len(), texts.len());
    for (text, read) in texts.iter().zip(read) {
        let meant: String = text
            .parts()
            .iter()
            .map(|part| match part {
                Part::Literal(literal) => literal.clone(),
                Part::Reference(_) => "X$".to_owned(),
                Part::Variable(variable) => format!("${{{variable}}}"),
            })
            .collect();
        assert_eq!(read, meant, "{}", hcl::quoted(text));
    }
}

fn base64(text: &str) -> Vec<u8> {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text
        .bytes()
        .filter_map(|b| digits.iter().position(|d| *d == b))
    {
        held = (held << 6) | u32::try_from(digit).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

/// Blanks where they mean nothing.
fn gap() -> BoxedStrategy<String> {
    prop_oneof![4 => Just(" "), 2 => Just(""), 1 => Just("   "), 1 => Just("\t")]
        .prop_map(str::to_owned)
        .boxed()
}

/// An expression, with odd blanks.
fn any_expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("1".to_owned()),
        Just("-1".to_owned()),
        Just("- x".to_owned()),
        Just("null".to_owned()),
        Just("a.b".to_owned()),
        Just("a [0] .c".to_owned()),
        Just("data.x.y[*].id".to_owned()),
        Just("a.*.b".to_owned()),
        hostile().prop_map(|t| hcl::literal(&t)),
        Just("<<EOT\n  x ${ a } y\n\n%{ if b }z%{endif~}\nEOT\n".to_owned()),
        Just("<<-EOT\n    indented\n  EOT\n".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let pair = (inner.clone(), inner.clone(), gap());
        let operator = prop::sample::select(vec![
            "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||",
        ]);
        prop_oneof![
            (pair.clone(), operator).prop_map(|((a, b, g), o)| format!("({a}{g}{o}{g}{b})")),
            (vec(inner.clone(), 0..3), gap())
                .prop_map(|(v, g)| format!("[{g}{}{g}]", v.join(&format!("{g},")))),
            (vec(inner.clone(), 1..3)).prop_map(|v| format!("[\n{},\n]", v.join(", # c\n"))),
            (vec(inner.clone(), 0..3), gap())
                .prop_map(|(v, g)| format!("f({g}{}{g})", v.join(","))),
            (
                vec(
                    (
                        prop::sample::select(vec!["k", "\"long key\"", "(v)", "é"]),
                        inner.clone(),
                        gap()
                    ),
                    0..4
                ),
                any::<bool>()
            )
                .prop_map(|(v, lines)| {
                    let end = if lines { "\n" } else { "," };
                    let items: String = v
                        .iter()
                        .map(|(k, e, g)| [*k, g.as_str(), "=", g, e, end].concat())
                        .collect();
                    format!("{{{}{items}}}", if lines { "\n" } else { "" })
                }),
            (inner.clone(), gap())
                .prop_map(|(e, g)| format!("[{g}for x{g} in [{e}]{g}:x if !x{g}]")),
            (inner.clone(), gap()).prop_map(|(e, g)| format!("{{for k,v in m{g}:k{g}=>{e}...}}")),
            (pair.clone()).prop_map(|(a, b, g)| format!("(c{g}?{g}{a}{g}:{g}{b})")),
            (inner.clone(), gap()).prop_map(|(e, g)| format!("\"${{{g}{e}{g}}}\"")),
            (pair).prop_map(|(a, b, g)| format!("\"x${{{g}{a}}}${{ {b} }}\"")),
            inner.prop_map(|e| format!("\"${{\n{e}\n}}\"")),
        ]
    })
}

/// A file of attributes, blocks, comments and empty lines.
fn any_file() -> impl Strategy<Value = String> {
    let name = || prop::sample::select(vec!["a", "long_name", "type", "e-f", "größe"]);
    let attribute = (name(), gap(), any_expression(), prop::option::of(gap())).prop_map(
        |(n, g, e, c)| match c {
            Some(c) if !e.ends_with('\n') => format!("{n}{g}={g}{e}{c}# note\n"),
            _ if e.ends_with('\n') => format!("{n}{g}={g}{e}"),
            _ => format!("{n}{g}={g}{e}{g}\n"),
        },
    );
    let other = prop::sample::select(vec![
        "\n",
        "   # alone\n",
        "// two\n",
        "/* in\n  line */\n",
        "\t\n",
    ]);
    let item = prop_oneof![6 => attribute, 2 => other.prop_map(str::to_owned)];
    item.prop_recursive(3, 30, 6, move |inner| {
        let head = prop::sample::select(vec![
            "variable \"x\"",
            "variable x",
            "resource aws_x  \"y\"",
            "b",
            "dynamic /* c */ \"z\"",
        ]);
        (head, gap(), vec(inner, 0..5))
            .prop_map(|(h, g, items)| format!("{g}{h} {{\n{}{g}}}\n", numbered(&items)))
    })
}

/// The items with names that differ, since an attribute may stand once in a body.
fn numbered(items: &[String]) -> String {
    let attribute = regex::Regex::new(r"^(a|long_name|e-f|größe|type)([ \t]*=)").unwrap();
    items
        .iter()
        .enumerate()
        .map(|(i, item)| attribute.replace(item, format!("${{1}}{i}$2")).into_owned())
        .collect()
}

#[test]
#[ignore = "needs terraform"]
fn formats_random_hcl_as_terraform_fmt_does() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<String> = draws(&vec(any_file(), 1..6), 600)
        .into_iter()
        .map(|f| f.concat())
        .collect();
    for (i, text) in files.iter().enumerate() {
        let mut file = fs::File::create(folder.path().join(format!("{i}.tf"))).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    let out = terraform()
        .args(["fmt", "-list=false"])
        .arg(folder.path())
        .output()
        .unwrap();
    let refused = String::from_utf8_lossy(&out.stderr);
    let mut compared = 0;
    for (i, text) in files.iter().enumerate() {
        if refused.contains(&format!("{i}.tf line")) {
            continue;
        }
        let theirs = fs::read_to_string(folder.path().join(format!("{i}.tf"))).unwrap();
        let ours = hcl::format(text);
        assert_eq!(ours, theirs, "of\n{text}");
        compared += 1;
    }
    // Terraform unwraps one layer of `"${"${x}"}"` at a time, and so do we. It also breaks
    // `"${<<EOT…}" # note`, which it then refuses.
    let out = terraform()
        .args(["fmt", "-list=false"])
        .arg(folder.path())
        .output()
        .unwrap();
    let refused = String::from_utf8_lossy(&out.stderr);
    let mut changed = 0;
    for (i, text) in files.iter().enumerate() {
        if refused.contains(&format!("{i}.tf line")) {
            continue;
        }
        let theirs = fs::read_to_string(folder.path().join(format!("{i}.tf"))).unwrap();
        let once = hcl::format(text);
        let twice = hcl::format(&once);
        assert_eq!(twice, theirs, "twice, of\n{text}");
        changed += usize::from(once != twice);
    }
    assert!(changed < files.len() / 5, "{changed} files changed twice");
    assert!(
        compared > files.len() / 2,
        "only {compared} of {} were valid\n{refused}",
        files.len()
    );
}
