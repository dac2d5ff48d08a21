//! Our evaluator against one that is not ours, on the same lines.
//!
//! AWS's documentation decides where the two differ; what is left of differences is [`explained`].

use std::{
    collections::BTreeMap,
    env,
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::LazyLock,
    thread,
};

use rayon::prelude::*;

use rolewright::{
    explain,
    policy::{Operator, Quantifier},
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

/// The lines, the same in every run.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut chance = Chance::seeded(20_261_122);
    (0..line_count())
        .map(|id| requests::line(&mut chance, id, REQUESTS).to_string())
        .collect()
});

/// What the judge says of [`LINES`], asked once for all tests.
static THEIRS: LazyLock<Option<Vec<Vec<Said>>>> = LazyLock::new(|| theirs(&LINES));

/// What the judge says of a request: its result, and in more detail.
pub(crate) type Said = (String, String);

/// What a line's requests come to, in our view.
fn ours(line: &str) -> Vec<String> {
    let result = |answer: explain::Answer| answer.json["result"].as_str().unwrap().to_owned();
    explain::answer(line, 1).into_iter().map(result).collect()
}

/// What the judge says, line by line; `None` where there is no judge.
pub(crate) fn theirs(lines: &[String]) -> Option<Vec<Vec<Said>>> {
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
        let mut answers: BTreeMap<u64, Vec<Said>> = BTreeMap::new();
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
    None
}

/// The requests of a line on which we and the judge differ, each with the reason if it is known.
fn difference(line: &str, theirs: &[Said]) -> Vec<(Option<&'static str>, String)> {
    let ours = ours(line);
    assert_eq!(ours.len(), theirs.len());
    if ours.iter().eq(theirs.iter().map(|(result, _)| result)) {
        return Vec::new();
    }
    let whole: Value = serde_json::from_str(line).unwrap();
    let both = ours.iter().zip(theirs).enumerate();
    let differing = both.filter(|(_, (ours, (theirs, _)))| *ours != theirs);
    differing
        .map(|(i, (ours, (theirs, detail)))| {
            let request = &whole["requests"][i];
            let text = format!("{ours} / {theirs} {detail}\n{request}\n{line}");
            (explained(&whole, request), text)
        })
        .collect()
}

#[test]
#[ignore = "needs node"]
#[expect(clippy::print_stdout, reason = "the counts are what one wants to see")]
fn the_judge_agrees() {
    let Some(theirs) = &*THEIRS else {
        return;
    };
    let allowed = |said: &&Said| said.0 == "allowed";
    let allowed = theirs.iter().flatten().filter(allowed).count();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    let differing: Vec<_> = LINES
        .par_iter()
        .zip(theirs)
        .flat_map_iter(|(line, theirs)| difference(line, theirs))
        .collect();
    for (reason, difference) in differing {
        match reason {
            Some(reason) => *reasons.entry(reason).or_default() += 1,
            None => differences.push(difference),
        }
    }
    let total = theirs.len() * REQUESTS;
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
fn decided(line: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
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
    counts
}

fn added(
    mut counts: BTreeMap<String, usize>,
    more: BTreeMap<String, usize>,
) -> BTreeMap<String, usize> {
    for (feature, count) in more {
        *counts.entry(feature).or_default() += count;
    }
    counts
}

#[test]
#[ignore = "needs a minute"]
#[expect(clippy::print_stdout, reason = "the counts are what one wants to see")]
fn every_feature_decides_many_outcomes() {
    let each = LINES.par_iter().map(|line| decided(line));
    let counts = each.reduce(BTreeMap::new, added);
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

#[cfg(debug_assertions)]
#[test]
#[ignore = "needs node"]
#[expect(clippy::print_stdout, reason = "it says how soon each fault is found")]
fn every_seeded_fault_is_found() {
    use rolewright::policy::fault::{Fault, seed};

    /// How many lines are enough to find each fault.
    const ENOUGH: usize = 1_500;

    let Some(theirs) = &*THEIRS else {
        return;
    };
    let is_found = |(line, theirs): (&String, &Vec<Said>)| {
        let differing = difference(line, theirs);
        differing.iter().any(|(reason, _)| reason.is_none())
    };
    let found: Vec<Option<usize>> = Fault::ALL
        .into_par_iter()
        .map(|fault| {
            seed(Some(fault));
            let found = LINES.iter().zip(theirs).take(ENOUGH).position(is_found);
            seed(None);
            found
        })
        .collect();
    for (fault, line) in Fault::ALL.iter().zip(&found) {
        println!("{fault:?}: found at line {line:?}");
    }
    assert!(found.iter().all(Option::is_some), "{found:?}");
}
