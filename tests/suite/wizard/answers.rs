//! Answers that are there already: in a spec, in flags, in a file.

use rolewright::{
    grant::Library,
    wizard::{
        edit, given as answer,
        judge::tree,
        machine::{Machine, Reply, Screen, World},
        preset,
        question::{Answers, Form},
        replay,
        table::{self, TABLE},
    },
};
use serde_json::{Value, json};

use super::play::{asked, errors, given, key, say, through, until, world};

const EXISTING: &str = "# The shop, reviewed by Ana.\nversion: 1   # always\n\nrole: {name: \"shop\"}   # do not rename\nbuckets:\n  # customers' photos\n  - name: photos\n    access: [read]   # never more\n    reason: shown on the page\ndeny:\n  - {actions: [s3:DeleteObject], resources: [\"arn:aws:s3:::photos/*\"]}\n";

fn existing<'a>(world: &'a World<'a>, answers: Answers) -> Machine<'a> {
    let spec = edit::value(&tree(EXISTING).unwrap());
    Machine::edit(world, spec.as_object().unwrap().clone(), answers)
}

fn edited(machine: &Machine<'_>) -> String {
    edit::change(EXISTING, &Value::Object(machine.spec())).unwrap()
}

#[test]
fn an_existing_spec_is_changed_where_it_is_asked_to_and_nowhere_else() {
    let world = world();
    let mut machine = existing(&world, Answers::new());
    assert_eq!(machine.screen(), Screen::Review, "there is nothing to ask");
    assert_eq!(edited(&machine), EXISTING);
    machine.reply(Reply::GoTo("grants".to_owned())).unwrap();
    assert_eq!(
        asked(&machine).items,
        ["buckets photos: read; reason shown on the page"]
    );
    machine.reply(Reply::Add("tables".to_owned())).unwrap();
    say(&mut machine, json!("orders"));
    until(&mut machine, "grants");
    machine.reply(Reply::Open(0)).unwrap();
    machine.reply(Reply::Change).unwrap();
    until(&mut machine, "access");
    say(&mut machine, json!(["read", "write"]));
    until(&mut machine, "grants");
    machine.reply(Reply::Finish).unwrap();
    machine.reply(Reply::GoTo("region".to_owned())).unwrap();
    say(&mut machine, json!("eu-central-1"));
    let text = edited(&machine);
    let wanted = EXISTING
        .replace("# always\n", "# always\nregion: eu-central-1\n")
        .replace("[read]   # never", "[read, write]   # never")
        .replace(
            "deny:",
            "tables:\n  - name: orders\n    access: [read]\ndeny:",
        );
    assert_eq!(text, wanted);
    assert_eq!(errors(&text), Vec::<String>::new(), "{text}");
}

#[test]
fn what_becomes_possible_by_an_edit_is_asked() {
    let world = world();
    let mut machine = existing(&world, given(&json!({"instance": true})));
    assert_eq!(key(&machine), "workload");
    through(&mut machine);
    let text = edited(&machine);
    assert_eq!(errors(&text), Vec::<String>::new(), "{text}");
    assert!(text.contains("  type: t3.micro\n"), "{text}");
}

#[test]
fn without_a_terminal_missing_answers_are_known() {
    let world = world();
    let mut machine = Machine::new(&world, given(&json!({"name": "shop"})));
    let missing: Vec<&str> = machine
        .missing()
        .iter()
        .map(|question| question.flag)
        .collect();
    assert_eq!(missing[..3], ["preset", "region", "account"]);
    assert!(machine.accept_defaults().is_empty());
    assert_eq!(machine.screen(), Screen::Write);
    let nameless = World {
        stem: String::new(),
        ..world
    };
    let mut machine = Machine::new(&nameless, Answers::new());
    let missing: Vec<&str> = machine
        .accept_defaults()
        .iter()
        .map(|question| question.key)
        .collect();
    assert_eq!(missing, ["name"]);
}

#[test]
fn the_replay_line_gives_the_same_spec() {
    let world = world();
    let library = Library::embedded();
    for (situation, _) in preset::CHOICES {
        let answers = json!({
            "preset": situation, "name": "it's", "region": "eu-central-1", "tags": {"Owner": "web, and more", "Größe": "ü"},
            "allow": [{"actions": ["cloudwatch:GetMetricData"], "resources": ["*"], "reason": "a 'dash' board"}],
            "assume": [{"name": "r", "role": "arn:aws:iam::222222222222:role/r", "target": {"buckets": [{"name": "b-2", "access": ["read"]}]}}],
        });
        let mut machine = Machine::new(&world, given(&answers));
        machine.accept_defaults();
        let line = replay::line("shop.yaml", machine.answers(), library);
        assert!(!line.contains('\n'));
        let mut replayed = Answers::new();
        for question in TABLE {
            let values: Vec<String> = words(&line)
                .iter()
                .filter_map(|word| {
                    word.strip_prefix(&format!("--{}=", question.flag))
                        .map(str::to_owned)
                })
                .collect();
            if !values.is_empty() {
                replayed.insert(
                    question.key.to_owned(),
                    answer::of_flag(question, &values, library).unwrap(),
                );
            }
        }
        let mut again = Machine::new(&world, replayed);
        assert!(again.accept_defaults().is_empty());
        assert_eq!(again.spec(), machine.spec(), "{line}");
    }
}

/// The words of a command line, as a POSIX shell splits them.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            c if escaped => {
                word.push(c);
                escaped = false;
            }
            '\\' if !quoted => escaped = true,
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words
}

#[test]
fn answers_files_have_the_forms_of_flags_and_of_yaml() {
    let library = Library::embedded();
    let file = "name: shop\ninstance: yes please\n";
    assert!(answer::of_file(file, library).unwrap_err()[0].contains("`instance`"));
    assert_eq!(
        answer::of_file("nme: shop\n", library).unwrap_err(),
        ["unknown key `nme`: did you mean `name`?"]
    );
    let file = "session_manager: true\ninstance: false\ngrants:\n  - buckets:photos=read\n  - {service: tables, name: orders, access: [read]}\ntags: {A: b}\nmanaged_policies: [ReadOnlyAccess]\nhop_limit: 2\n";
    let answers = answer::of_file(file, library).unwrap();
    assert_eq!(answers["session_manager"], json!("yes"));
    assert_eq!(
        answers["grants"][0],
        json!({"service": "buckets", "name": "photos", "access": ["read"]})
    );
    assert_eq!(answers["hop_limit"], json!(2));
}

#[test]
fn list_flags_add_to_what_a_spec_holds() {
    let held = json!([{"service": "buckets", "name": "photos", "access": ["read"]}]);
    let question = table::question("grants").unwrap();
    let write = json!([{"service": "buckets", "name": "photos", "access": ["read", "write"]}]);
    assert_eq!(
        answer::onto(question, Some(&held), write.clone()),
        write,
        "the same bucket"
    );
    let other = json!([{"service": "buckets", "name": "logs", "access": ["write"]}]);
    assert_eq!(
        answer::onto(question, Some(&held), other.clone()),
        json!([held[0], other[0]])
    );
    assert!(matches!(question.form, Form::Items(_)));
}
