//! Our evaluator against one that is not ours, on the same lines.
//!
//! AWS's documentation decides where the two differ; what is left of differences is [`explained`].

use std::{
    collections::BTreeMap,
    env,
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    thread,
};

use rolewright::{
    explain,
    policy::{Operator, Quantifier, scalar},
};
use serde_json::Value;

use crate::support::{
    chance::Chance,
    programs::{missing, on_path},
    requests::{self, conditions_below},
    root,
};

/// How many requests each line has.
const REQUESTS: usize = 20;

/// How many lines there are; fewer while one works on this, by an environment variable.
fn line_count() -> usize {
    let fewer = env::var("ROLEWRIGHT_JUDGE_LINES").ok();
    fewer.map_or(6_000, |text| text.parse().unwrap())
}

/// How many outcomes must hang on each feature.
const DECIDED: usize = 1_000;

/// The judges that run at once.
const JUDGES: usize = 2;

fn lines() -> Vec<String> {
    let mut chance = Chance::seeded(20_261_122);
    (0..line_count())
        .map(|id| requests::line(&mut chance, id, REQUESTS).to_string())
        .collect()
}

/// What a line's requests come to, in our view.
fn ours(line: &str) -> Vec<String> {
    let result = |answer: explain::Answer| answer.json["result"].as_str().unwrap().to_owned();
    explain::answer(line, 1).into_iter().map(result).collect()
}

/// What the judge says, line by line; `None` where there is no judge.
fn theirs(lines: &[String]) -> Option<Vec<Vec<(String, String)>>> {
    let node = on_path("node")?;
    let modules = root().join("target/node/node_modules");
    if !modules.join("@cloud-copilot/iam-simulate").is_dir() {
        return missing("no judge (run `.ci/prepare node`)");
    }
    let chunks: Vec<&[String]> = lines.chunks(lines.len().div_ceil(JUDGES)).collect();
    let judge = |chunk: &[String]| {
        let mut input = tempfile::tempfile().unwrap();
        input.write_all(chunk.join("\n").as_bytes()).unwrap();
        std::io::Seek::rewind(&mut input).unwrap();
        let output = tempfile::NamedTempFile::new().unwrap();
        let status = Command::new(&node)
            .arg(root().join("tests/node/judge.js"))
            .env("NODE_PATH", &modules)
            .stdin(Stdio::from(input))
            .stdout(output.reopen().unwrap())
            .status()
            .unwrap();
        assert!(status.success());
        let mut answers: BTreeMap<u64, Vec<(String, String)>> = BTreeMap::new();
        for answer in BufReader::new(File::open(output.path()).unwrap()).lines() {
            let answer: Value = serde_json::from_str(&answer.unwrap()).unwrap();
            let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
            let list = answers.entry(answer["id"].as_u64().unwrap()).or_default();
            list.push((text("result"), text("detail")));
        }
        answers.into_values().collect::<Vec<_>>()
    };
    let answers = thread::scope(|scope| {
        let running: Vec<_> = chunks
            .iter()
            .map(|chunk| scope.spawn(|| judge(chunk)))
            .collect();
        running
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    Some(answers)
}

/// Why the judge is not followed, where AWS's documentation says otherwise.
fn explained(line: &Value, request: &Value) -> Option<&'static str> {
    let mut found = Vec::new();
    conditions_below(line, &mut found);
    let given = |key: &str| -> Vec<String> {
        match &request["context"][key] {
            Value::Array(list) => list
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            one => one.as_str().map(str::to_owned).into_iter().collect(),
        }
    };
    let any = |wanted: &dyn Fn(&Operator, &str, &[String]) -> bool| {
        found.iter().any(|(operator, key, values)| {
            given(key)
                .iter()
                .any(|given| wanted(operator, given, values))
        })
    };
    if any(&|operator, given, values| {
        let is_other = |value: &String| value.contains(':') != given.contains(':');
        operator.name.ends_with("IpAddress") && values.iter().any(is_other)
    }) {
        return Some("an IPv4 address lies outside every IPv6 network, and the reverse");
    }
    if any(&|operator, given, _| {
        let begins = given.starts_with(|c: char| c.is_ascii_digit());
        operator.name.starts_with("Numeric") && begins && scalar::number(given).is_none()
    }) {
        return Some("a text that only begins with a number is no number");
    }
    None
}

#[test]
#[ignore = "needs node"]
#[expect(clippy::print_stdout, reason = "the counts are what one wants to see")]
fn the_judge_agrees() {
    let lines = lines();
    let Some(theirs) = theirs(&lines) else {
        return;
    };
    let mut allowed = 0;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for (line, theirs) in lines.iter().zip(&theirs) {
        let ours = ours(line);
        assert_eq!(ours.len(), theirs.len());
        for (i, (ours, (theirs, detail))) in ours.iter().zip(theirs).enumerate() {
            allowed += usize::from(theirs == "allowed");
            if ours == theirs {
                continue;
            }
            let whole: Value = serde_json::from_str(line).unwrap();
            let request = &whole["requests"][i];
            match explained(&whole, request) {
                Some(reason) => *reasons.entry(reason).or_default() += 1,
                None => differences.push(format!("{ours} / {theirs} {detail}\n{request}\n{line}")),
            }
        }
    }
    let total = lines.len() * REQUESTS;
    println!("{total} requests, {allowed} allowed; explained differences: {reasons:?}");
    let shown: Vec<&str> = differences.iter().take(20).map(String::as_str).collect();
    assert!(
        differences.is_empty(),
        "{} differences, such as\n{}",
        differences.len(),
        shown.join("\n\n")
    );
    assert!(allowed * 10 >= total * 3, "only {allowed} allowed");
}

/// The line without what lies at a place.
fn without(line: &Value, pointer: &str) -> Value {
    let mut line = line.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match line.pointer_mut(parent).unwrap() {
        Value::Object(map) => drop(map.remove(key)),
        Value::Array(list) => drop(list.remove(key.parse().unwrap())),
        other => panic!("{other}"),
    }
    line
}

/// Every place below `pointer` at which `wanted` holds of the key.
fn places(value: &Value, pointer: &str, wanted: &dyn Fn(&str) -> bool, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => return,
    };
    for (key, value) in children {
        let here = format!("{pointer}/{key}");
        if wanted(&key) {
            found.push(here.clone());
        }
        places(value, &here, wanted, found);
    }
}

/// For each feature, how many outcomes hang on it: on whether a condition with that operator holds,
/// on whether there is a policy of that type.
fn decided(line: &str, counts: &mut BTreeMap<String, usize>) {
    let line: Value = serde_json::from_str(line).unwrap();
    let outcome = |line: &Value| ours(&line.to_string());
    let whole = outcome(&line);
    let differ = |a: &[String], b: &[String]| a.iter().zip(b).filter(|(a, b)| a != b).count();
    let mut blocks = Vec::new();
    places(&line, "", &|key| key == "Condition", &mut blocks);
    for block in blocks {
        let (statement, _) = block.rsplit_once('/').unwrap();
        let dead = outcome(&without(&line, statement));
        for name in line.pointer(&block).unwrap().as_object().unwrap().keys() {
            let free = outcome(&without(&line, &format!("{block}/{name}")));
            let count = differ(&free, &dead);
            let operator = Operator::parse(name);
            let mut add = |feature: String| *counts.entry(feature).or_default() += count;
            match operator.quantifier {
                Quantifier::Single => {}
                Quantifier::Any => add("ForAnyValue".to_owned()),
                Quantifier::All => add("ForAllValues".to_owned()),
            }
            if operator.if_exists {
                add("IfExists".to_owned());
            }
            add(operator.name);
        }
    }
    let types = [
        "identity",
        "boundary",
        "session_policy",
        "scps",
        "resource_policy",
        "trust",
    ];
    let mut policies = Vec::new();
    places(&line, "", &|key| types.contains(&key), &mut policies);
    for policy in policies {
        let count = differ(&whole, &outcome(&without(&line, &policy)));
        let (_, kind) = policy.rsplit_once('/').unwrap();
        *counts.entry(kind.to_owned()).or_default() += count;
    }
}

#[test]
#[ignore = "needs a minute"]
#[expect(clippy::print_stdout, reason = "the counts are what one wants to see")]
fn every_feature_decides_many_outcomes() {
    let mut counts = BTreeMap::new();
    for line in lines() {
        decided(&line, &mut counts);
    }
    println!("outcomes that hang on each feature: {counts:#?}");
    let features = Operator::names().chain([
        "ForAnyValue",
        "ForAllValues",
        "IfExists",
        "identity",
        "boundary",
        "session_policy",
        "scps",
        "resource_policy",
        "trust",
    ]);
    for feature in features {
        let count = counts.get(feature).copied().unwrap_or_default();
        assert!(count >= DECIDED, "only {count} outcomes hang on {feature}");
    }
}

/// Needs the feature `seeded-faults`.
#[cfg(feature = "seeded-faults")]
#[test]
#[ignore = "needs node"]
#[expect(clippy::print_stdout, reason = "it says how soon each fault is found")]
fn every_seeded_fault_is_found() {
    use rolewright::policy::fault::{Fault, seed};

    let lines: Vec<String> = lines().into_iter().take(1_500).collect();
    let Some(theirs) = theirs(&lines) else {
        return;
    };
    let found = |fault: Fault| {
        seed(Some(fault));
        let count = lines.iter().zip(&theirs).position(|(line, theirs)| {
            let whole: Value = serde_json::from_str(line).unwrap();
            ours(line)
                .iter()
                .zip(theirs)
                .enumerate()
                .any(|(i, (ours, (theirs, _)))| {
                    ours != theirs && explained(&whole, &whole["requests"][i]).is_none()
                })
        });
        seed(None);
        count
    };
    for fault in Fault::ALL {
        let line = found(fault);
        println!("{fault:?}: found at line {line:?}");
        assert!(line.is_some(), "{fault:?} is not found");
    }
}
