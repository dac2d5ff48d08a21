//! Whatever somebody wrote into any field, it is shown and does nothing: no control character, no
//! forged line, no workflow command, no link.

mod values;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::support::cli::{Answer, Rolewright};

/// Harmless strings of the kinds that are not harmless elsewhere.
const ATTACKS: [&str; 8] = [
    "\u{1b}]0;title\u{7}",
    "\u{1b}[2J\u{9b}31m",
    "a\r\nforged: line\rover",
    "x\n::stop-commands::token",
    "\n  ::error file=a::b",
    "abc\u{202e}cba\u{2066}\u{200f}\u{61c}",
    "line\u{2028}next\u{85}next",
    "`[p](http://x.test/)` ![i](http://x.test/i.png) @team `` <b> | www.x.test",
];

/// Every command that takes one description, or two, in every format that it has.
const FORMATS: [(&str, &[&str]); 3] = [
    ("explain", &["human", "json"]),
    ("can", &["human", "json"]),
    ("diff", &["human", "json", "sarif", "github", "markdown"]),
];

/// Holds that an output does nothing.
fn is_harmless(answer: &Answer, format: &str, what: &str) {
    for (stream, text) in [("stdout", &answer.stdout), ("stderr", &answer.stderr)] {
        let shown = format!("{what}, {stream}: {text:?}");
        let active = text.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(active, None, "{shown}");
        for line in text.lines() {
            let start = line.trim_start();
            assert!(!start.starts_with("forged"), "{shown}");
            assert!(!start.starts_with("over"), "{shown}");
            let is_ours = format == "github"
                && stream == "stdout"
                && ["::error ", "::warning ", "::notice "]
                    .iter()
                    .any(|command| line.starts_with(command))
                && !line.starts_with("::error file=a::b");
            assert!(!start.starts_with("::") || is_ours, "{shown}");
        }
        if stream == "stdout" && format == "markdown" {
            let outside = outside_of_code(text);
            for sign in ["](http", "![", "@team", "<b>", "http://", "www.x"] {
                assert!(!outside.contains(sign), "{sign}: {outside}\n{shown}");
            }
        }
    }
}

/// What a page of Markdown has outside of its code.
fn outside_of_code(text: &str) -> String {
    text.lines()
        .flat_map(|line| line.split('`').step_by(2))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("\\!", "")
        .replace("\\[", "")
        .replace("\\]", "")
}

/// Every text in a document, by its path.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                texts(field, &format!("{at}/{}", key.replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

/// Runs each command that takes one description in each format on what is at `path`, and holds that
/// nothing acts.
fn walk(path: &Path, other: &Path, what: &str) {
    for (command, formats) in FORMATS {
        for format in formats {
            let mut run = Rolewright::new([command, "--format", format]).arg(path);
            match command {
                "can" => run = run.args(["s3:GetObject", "arn:aws:s3:::photos/x"]),
                "diff" => run = run.arg(other),
                _ => {}
            }
            is_harmless(&run.run(), format, &format!("{command} {format} of {what}"));
        }
    }
}

/// The same for all of these documents, with what `put` writes of each into a folder of its own.
fn walk_all(cases: &[(String, Value)], other: &Path, put: impl Fn(&Path, &Value) -> PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..cases.len())
        .map(|number| folder.path().join(number.to_string()))
        .zip(cases)
        .map(|(inside, (_, document))| {
            fs::create_dir(&inside).unwrap();
            put(&inside, document)
        })
        .collect();
    for ((what, _), path) in cases.iter().zip(&paths) {
        walk(path, other, what);
    }
    // One run looks at each of them: what is wrong with one keeps none from being looked at.
    for format in ["human", "json", "sarif", "github", "markdown"] {
        let run = Rolewright::new(["validate", "--format", format]).args(&paths);
        let answer = run.run();
        is_harmless(&answer, format, &format!("validate {format} of all"));
        if format == "json" {
            let read = answer.stdout.lines().find_map(|line| {
                let line: Value = serde_json::from_str(line).unwrap();
                (line["type"] == "summary").then(|| line["specs"].as_u64().unwrap())
            });
            assert_eq!(read, Some(paths.len() as u64), "{}", answer.stderr);
        }
    }
}

/// The path of a file with this document.
fn file(folder: &Path, name: &str, document: &Value) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, document.to_string()).unwrap();
    path
}

/// The document with each of its texts replaced, one at a time, and with a key more in each of its
/// objects, which has what the first one there has.
fn replaced(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    texts(document, "", &mut found);
    let attack = ATTACKS.concat();
    let mut changed: Vec<_> = found
        .iter()
        .map(|path| {
            let mut changed = document.clone();
            *changed.pointer_mut(path).unwrap() = json!(attack);
            (path.clone(), changed)
        })
        .collect();
    let mut owners = Vec::new();
    objects(document, "", &mut owners);
    for path in owners {
        let mut one = document.clone();
        let object = one.pointer_mut(&path).unwrap().as_object_mut().unwrap();
        let value = object.values().next().unwrap().clone();
        object.insert(attack.clone(), value);
        changed.push((format!("a key in {path}"), one));
    }
    changed
}

/// Every object with something in it in a document, by its path.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            found.extend((!fields.is_empty()).then(|| at.to_owned()));
            for (key, field) in fields {
                objects(field, &format!("{at}/{}", key.replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_of_a_policy_is_shown_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.json");
    let document = json!({
        "Version": "2012-10-17",
        "Id": "id",
        "Statement": [
            { "Sid": "One", "Effect": "Allow", "Action": ["s3:GetObject", "s3:Put*"],
              "Resource": ["arn:aws:s3:::photos/*"],
              "Condition": { "StringLike": { "aws:PrincipalTag/team": ["a", "b"] } } },
            { "Sid": "Two", "Effect": "Deny", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::x/*" },
        ],
    });
    fs::write(
        &other,
        json!({ "Version": "2012-10-17", "Statement": [] }).to_string(),
    )
    .unwrap();
    walk_all(&replaced(&document), &other, |inside, changed| {
        file(inside, "policy.json", changed)
    });
    // Keys where they are most often wrong.
    let keys: Vec<_> = [ATTACKS.concat().as_str(), ATTACKS[3]]
        .into_iter()
        .map(|attack| {
            let keys = json!({
                "Version": "2012-10-17", (attack): "x",
                "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", (attack): 1,
                                "Condition": { (attack): { "a": "b" }, "StringLike": { (attack): "b" } } }],
            });
            (format!("keys {attack:?}"), keys)
        })
        .collect();
    walk_all(&keys, &other, |inside, changed| {
        file(inside, "policy.json", changed)
    });
}

#[test]
fn every_field_of_a_spec_is_shown_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.yaml");
    let spec = json!({
        "version": 1,
        "region": "eu-central-1",
        "role": { "name": "app", "path": "/team/", "description": "what it is for" },
        "tags": { "team": "photos" },
        "buckets": [{ "name": "photos", "access": ["read"], "reason": "it shows them" }],
        "allow": [{ "actions": ["sqs:SendMessage"], "resources": ["arn:aws:sqs:eu-central-1:111111111111:q"],
                    "reason": "it tells", "sid": "Tell" }],
        "assume": [{ "name": "far", "role": "arn:aws:iam::222222222222:role/far" }],
        "instance": { "type": "t3.micro", "ami": { "id": "ami-0123456789abcdef0" }, "user_data": "boot.sh" },
    });
    fs::write(&other, "version: 1\nrole: { name: app }\n").unwrap();
    walk_all(&replaced(&spec), &other, |inside, changed| {
        fs::write(inside.join("boot.sh"), "#!/bin/sh\n").unwrap();
        // JSON is YAML.
        let path = file(inside, "spec.yaml", changed);
        let generated = Rolewright::new(["generate"])
            .arg(&path)
            .arg("-o")
            .arg(inside.join("out"))
            .run();
        is_harmless(&generated, "human", &format!("generate of {changed}"));
        path
    });
}

#[test]
fn every_field_of_a_module_is_shown_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    let config = json!({
        "variable": { "v": { "default": "x" } },
        "module": { "far": { "source": "far/away" } },
        "resource": {
            "aws_iam_role": { "app": {
                "name": "app", "path": "/team/", "description": "what it is for",
                "permissions_boundary": "arn:aws:iam::111111111111:policy/b",
                "assume_role_policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}",
            } },
            "aws_iam_role_policy": { "p": {
                "name": "p", "role": "${aws_iam_role.app.name}",
                "policy": "${jsonencode({Version=\"2012-10-17\",Statement=[{Effect=\"Allow\",Action=\"s3:GetObject\",Resource=\"arn:aws:s3:::photos/*\"}]})}",
            } },
            "aws_iam_role_policy_attachment": { "a": { "role": "${aws_iam_role.app.name}", "policy_arn": "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess" } }, // a short one: comparing is not what is tested
            "aws_iam_instance_profile": { "i": { "name": "i", "role": "${aws_iam_role.app.name}" } },
            "aws_instance": { "i": { "ami": "ami-0123456789abcdef0", "instance_type": "t3.micro", "iam_instance_profile": "${aws_iam_instance_profile.i.name}" } },
        },
    });
    file(&other, "main.tf.json", &config);
    walk_all(&replaced(&config), &other, |inside, changed| {
        file(inside, "main.tf.json", changed);
        inside.to_owned()
    });
}

#[cfg(unix)]
#[test]
fn names_of_files_and_arguments_are_shown_and_do_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.yaml");
    fs::write(&other, "version: 1\nrole: { name: app }\n").unwrap();
    for attack in ATTACKS {
        let name = attack.replace('/', "-");
        for (text, ending) in [
            ("version: 1\nrole: { name: app }\n", "yaml"),
            ("version: 1\nrole: { nam: app }\n", "yaml"),
            ("version: [1\n", "yaml"),
            ("{}", "json"),
        ] {
            let path = folder.path().join(format!("{name}.{ending}"));
            fs::write(&path, text).unwrap();
            for (command, format) in [("explain", "human"), ("validate", "github")] {
                let answer = Rolewright::new([command, "--format", format])
                    .arg(&path)
                    .run();
                is_harmless(&answer, format, &format!("{command} {format} of {name:?}"));
            }
            let written = Rolewright::new(["generate"]).arg(&path).run();
            is_harmless(&written, "human", &format!("generate {name:?}"));
        }
        let missing = Rolewright::new(["diff"])
            .arg(folder.path().join(&name))
            .arg(&other)
            .run();
        is_harmless(&missing, "human", "a missing file");
        for arguments in [
            vec!["actions", attack],
            vec!["explain", "--var", attack, "examples/minimal/spec.yaml"],
            vec!["can", "examples/minimal/spec.yaml", attack, attack],
            vec!["can", "examples/minimal/spec.yaml", "s3:GetObject", attack],
            vec!["diff", "--base", attack, "examples/minimal/spec.yaml"],
            vec![attack],
        ] {
            let answer = Rolewright::new(&arguments).run();
            is_harmless(&answer, "human", &format!("{arguments:?}"));
        }
    }
}

#[test]
fn a_run_prints_one_document() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.yaml", "b.yaml"] {
        fs::write(folder.path().join(name), "version: 1\nrole: { nam: app }\n").unwrap();
    }
    let (a, b) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
    for command in ["diff", "validate"] {
        let log = Rolewright::new([command, "--format", "sarif"])
            .arg(&a)
            .arg(&b)
            .run();
        let log: Value = serde_json::from_str(&log.stdout).unwrap();
        let results = log.pointer("/runs/0/results").unwrap().as_array().unwrap();
        let files: Vec<_> = results
            .iter()
            .filter_map(|one| one.pointer("/locations/0/physicalLocation/artifactLocation/uri"))
            .map(|uri| uri.as_str().unwrap().rsplit('/').next().unwrap())
            .collect();
        assert!(
            files.contains(&"a.yaml") && files.contains(&"b.yaml"),
            "{files:?}"
        );
        for one in results {
            let index = usize::try_from(one["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(
                log["runs"][0]["tool"]["driver"]["rules"][index]["id"],
                one["ruleId"]
            );
        }
        let table = Rolewright::new([command, "--format", "markdown"])
            .arg(&a)
            .arg(&b)
            .run();
        assert_eq!(
            table.stdout.matches("| --- | --- | --- |").count(),
            1,
            "{}",
            table.stdout
        );
        assert!(table.stdout.contains("a.yaml") && table.stdout.contains("b.yaml"));
        assert_eq!(table.stderr, "");
    }
}
