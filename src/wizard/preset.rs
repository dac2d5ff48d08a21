//! Situations that people come with, as answers to start from.

use serde_json::{Value, json};

use super::question::Scope;

/// The situations.
pub const CHOICES: &[(&str, &str)] = &[
    (
        "web-application",
        "a web application: its parameters, its logs, a shell for emergencies",
    ),
    (
        "batch-worker",
        "a batch worker: takes jobs from a queue, writes logs",
    ),
    (
        "container-host",
        "a container host: pulls images, writes logs",
    ),
    (
        "bastion",
        "a bastion: reached through Session Manager only, no other access",
    ),
    (
        "cross-account-reader",
        "a reader of data in another account",
    ),
    ("custom", "something else: start from nothing"),
];

/// The answers of a situation: question, and answer in YAML, where `{name}` is the role's name.
fn answers(preset: &str) -> &'static [(&'static str, &'static str)] {
    match preset {
        "web-application" => &[
            (
                "grants",
                "[{service: parameters, path: '/{name}', access: [read]}, \
                 {service: log_groups, name: '/{name}', access: [write]}]",
            ),
            ("session_manager", "'yes'"),
            ("instance", "true"),
        ],
        "batch-worker" => &[
            (
                "grants",
                "[{service: queues, name: '{name}', access: [consume]}, \
                 {service: log_groups, name: '/{name}', access: [write]}]",
            ),
            ("instance", "true"),
        ],
        "container-host" => &[
            (
                "grants",
                "[{service: repositories, name: '{name}', access: [pull]}, \
                 {service: log_groups, name: '/{name}', access: [write]}]",
            ),
            ("instance", "true"),
            ("workload", "containers"),
            ("instance_type", "t3.small"),
        ],
        "bastion" => &[("session_manager", "'yes'"), ("instance", "true")],
        "cross-account-reader" => &[("instance", "true")],
        _ => &[],
    }
}

/// What the chosen situation answers to a question.
pub fn answer(scope: Scope<'_>, key: &str) -> Option<Value> {
    let (_, yaml) = answers(scope.text("preset")?)
        .iter()
        .find(|(question, _)| *question == key)?;
    let name = scope
        .text("name")
        .or_else(|| scope.text("name_prefix"))
        .unwrap_or(scope.stem);
    // Names of queues, groups and repositories allow less than names of roles.
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let name = name.trim_matches('-').to_lowercase();
    serde_yaml::from_str(&yaml.replace("{name}", &name)).ok()
}

/// A role's name made of the spec's file name.
pub fn name_of_file(scope: Scope<'_>) -> Option<Value> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    let name: String = scope
        .stem
        .chars()
        .map(|c| if allowed(c) { c } else { '-' })
        .take(64)
        .collect();
    let name = name.trim_matches('-');
    (!name.is_empty()).then(|| json!(name))
}

/// The folder that `generate` would take.
pub fn folder_of_file(scope: Scope<'_>) -> Option<Value> {
    // Into a folder that holds somebody's files only where somebody says so.
    (!scope.folder.is_empty() && !scope.is("layout", "beside")).then(|| json!(scope.folder))
}

/// The newest Amazon Linux that the instance type can boot.
pub fn image_for_type(scope: Scope<'_>) -> Value {
    let processor = if is_arm(scope.text("instance_type").unwrap_or_default()) {
        "arm64"
    } else {
        "x86_64"
    };
    json!(format!(
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{processor}"
    ))
}

/// Whether a type has a Graviton processor: a `g` after the generation (`t4g`, `c7gn`, `is4gen`),
/// or the first of them, `a1`. Source: "Amazon EC2 instance type naming conventions".
fn is_arm(instance_type: &str) -> bool {
    let family = instance_type.split('.').next().unwrap_or_default();
    let after_generation = family.trim_start_matches(|c: char| !c.is_ascii_digit());
    family == "a1" || after_generation.contains('g')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::{place, question::Answers};

    #[test]
    fn processors_follow_from_the_name() {
        for arm in [
            "t4g.micro",
            "c7gn.large",
            "is4gen.medium",
            "a1.large",
            "g5g.xlarge",
        ] {
            assert!(is_arm(arm), "{arm}");
        }
        for x86 in [
            "t3.micro",
            "g4dn.xlarge",
            "m7i.large",
            "inf2.xlarge",
            "u-6tb1.112xlarge",
        ] {
            assert!(!is_arm(x86), "{x86}");
        }
    }

    #[test]
    fn every_answer_of_every_situation_is_well_formed() {
        for (preset, _) in CHOICES {
            let mut given = Answers::new();
            given.insert("preset".to_owned(), json!(preset));
            given.insert("name".to_owned(), json!("Shop.web_1"));
            for (key, _) in answers(preset) {
                let answer = answer(Scope::of(&given), key);
                assert!(
                    answer.is_some_and(|answer| !place::is_nothing(&answer)),
                    "{preset}: {key}"
                );
            }
        }
    }
}
