//! The wizard without a terminal: every path through the questions.

use rolewright::{
    blueprint::{self, Surroundings},
    check,
    grant::Library,
    source::Sources,
    spec::{self, Memory},
    wizard::{
        compose, edit,
        fields::FieldForm,
        given,
        judge::{Judgement, tree},
        machine::{Ask, Machine, Reply, Screen, World},
        preset,
        question::{Answers, Form},
        replay,
        table::{self, TABLE},
    },
};
use serde_json::{Value, json};

/// What the checks of a spec say.
fn judge(text: &str, _folder: Option<&str>) -> Judgement {
    let mut sources = Sources::default();
    let id = sources.add("shop.yaml", text);
    let (spec, mut diagnostics) = spec::parse(id, &sources, &Memory::default());
    if let Some(spec) = spec {
        let lowered = blueprint::lower(&spec, &Surroundings::default(), &mut diagnostics);
        diagnostics.extend_elsewhere(check::run(&lowered.unwrap()));
    }
    Judgement {
        diagnostics: diagnostics.into_sorted(),
        sources,
        ..Judgement::default()
    }
}

fn world() -> World<'static> {
    World {
        library: Library::embedded(),
        judge: &judge,
        stem: "shop".to_owned(),
        folder: "shop".to_owned(),
    }
}

fn given(value: &Value) -> Answers {
    value.as_object().unwrap().clone()
}

fn asked(machine: &Machine<'_>) -> Ask {
    match machine.screen() {
        Screen::Ask(ask) => *ask,
        other => panic!("no question: {other:?}"),
    }
}

fn key(machine: &Machine<'_>) -> String {
    asked(machine).field.key
}

/// What Enter does.
fn enter(machine: &mut Machine<'_>) {
    let ask = asked(machine);
    let answer = ask.current.clone().or(ask.field.default.clone());
    let reply = match &ask.field.form {
        FieldForm::Items(_) => Reply::Finish,
        FieldForm::Choice(choices) => {
            Reply::Answer(answer.unwrap_or_else(|| json!(choices[0].value)))
        }
        _ => Reply::Answer(answer.unwrap_or_default()),
    };
    machine.reply(reply).unwrap();
}

/// Enter until this question.
#[track_caller]
fn until(machine: &mut Machine<'_>, wanted: &str) {
    for _ in 0..99 {
        match machine.screen() {
            Screen::Ask(ask) if ask.field.key != wanted => enter(machine),
            Screen::Ask(_) => return,
            other => panic!("`{wanted}` is not asked before {other:?}"),
        }
    }
}

/// Enter until the review.
fn through(machine: &mut Machine<'_>) {
    while machine.screen() != Screen::Review {
        enter(machine);
    }
}

fn say(machine: &mut Machine<'_>, value: Value) {
    machine.reply(Reply::Answer(value)).unwrap();
}

fn text_of(machine: &Machine<'_>) -> String {
    compose::text(&machine.spec(), Library::embedded())
}

fn errors(text: &str) -> Vec<String> {
    judge(text, None)
        .errors()
        .map(|error| error.message().to_owned())
        .collect()
}

#[test]
fn enter_alone_leads_through_every_situation_to_a_valid_spec() {
    let world = world();
    for (situation, _) in preset::CHOICES {
        let mut machine = Machine::new(&world, Answers::new());
        say(&mut machine, json!(situation));
        through(&mut machine);
        let text = text_of(&machine);
        assert_eq!(errors(&text), Vec::<String>::new(), "{situation}\n{text}");
    }
}

#[test]
fn a_situation_writes_this_commented_spec() {
    let world = world();
    for (situation, _) in preset::CHOICES {
        let answers =
            json!({"preset": situation, "region": "eu-central-1", "account": "111111111111"});
        let mut machine = Machine::new(&world, given(&answers));
        through(&mut machine);
        crate::support::snapshots("wizard").bind(|| {
            insta::assert_snapshot!(*situation, text_of(&machine));
        });
    }
}

#[test]
fn every_question_has_its_own_key_flag_and_words() {
    for question in TABLE {
        let same = |other: &&_| std::ptr::eq(*other, question);
        for other in TABLE.iter().filter(|other| !same(other)) {
            assert_ne!(question.key, other.key);
            assert_ne!(question.flag, other.flag);
            assert_ne!(question.topic, other.topic);
        }
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(question.flag.chars().all(kebab), "{}", question.flag);
        assert!(question.ask.ends_with('?'), "{}", question.ask);
        assert!(
            !question.why.is_empty() && !question.why.ends_with('.'),
            "{}",
            question.why
        );
        assert!(
            question.why.chars().count() <= 110,
            "one line: {}",
            question.why
        );
    }
}

#[test]
fn a_grant_is_asked_for_by_its_service() {
    let world = world();
    let mut machine = Machine::new(&world, given(&json!({"preset": "custom", "name": "shop"})));
    until(&mut machine, "grants");
    machine.reply(Reply::Add("buckets".to_owned())).unwrap();
    assert_eq!(key(&machine), "subject");
    assert_eq!(asked(&machine).field.ask, "Which bucket?");
    say(&mut machine, json!("photos"));
    assert_eq!(key(&machine), "access");
    assert_eq!(asked(&machine).field.default, Some(json!(["read"])));
    say(&mut machine, json!(["read", "write"]));
    assert_eq!(key(&machine), "prefixes");
    say(&mut machine, json!(["incoming/"]));
    assert_eq!(key(&machine), "kms_key");
    enter(&mut machine);
    assert_eq!(key(&machine), "grants");
    assert_eq!(
        asked(&machine).items,
        ["buckets photos: read, write; prefixes incoming/"]
    );
    through(&mut machine);
    let text = text_of(&machine);
    assert!(
        text.contains(
            "buckets:\n  - name: photos\n    access: [read, write]\n    prefixes: [incoming/]\n"
        ),
        "{text}"
    );
}

#[test]
fn every_service_can_be_asked_for_with_its_examples() {
    let world = world();
    for service in Library::embedded().services() {
        let service = service.unwrap();
        if service.key == "session_manager" {
            continue;
        }
        let mut machine = Machine::new(
            &world,
            given(&json!({"preset": "custom", "name": "shop", "region": "eu-central-1"})),
        );
        until(&mut machine, "grants");
        machine.reply(Reply::Add(service.key.clone())).unwrap();
        for _ in 0..20 {
            let ask = asked(&machine);
            if ask.field.key == "grants" {
                break;
            }
            let example = service
                .forms
                .values()
                .next()
                .map(|form| json!(form.example));
            let answer = match (ask.field.key.as_str(), &ask.field.form) {
                ("subject", _) => {
                    example.unwrap_or_else(|| json!(service.arn.as_ref().unwrap().example))
                }
                (_, FieldForm::Several(choices)) if ask.field.default.is_none() => {
                    json!([choices[0].value])
                }
                (name, FieldForm::Text) if ask.field.required => {
                    json!(service.options[name].example.clone().unwrap())
                }
                _ => ask.field.default.clone().unwrap_or_default(),
            };
            machine
                .reply(Reply::Answer(answer))
                .unwrap_or_else(|faults| panic!("{}: {}: {faults:?}", service.key, ask.field.key));
        }
        let text = text_of(&machine);
        assert_eq!(errors(&text), Vec::<String>::new(), "{text}");
        assert!(text.contains(&format!("\n{}:", service.key)), "{text}");
    }
}

#[test]
fn a_grant_by_arn_or_address_is_told_from_a_name() {
    let world = world();
    let mut machine = Machine::new(
        &world,
        given(&json!({"preset": "custom", "name": "shop", "layout": "beside", "output": "infra"})),
    );
    until(&mut machine, "grants");
    for (subject, key) in [
        ("arn:aws:s3:::photos", "arn: arn:aws:s3:::photos"),
        ("aws_s3_bucket.app", "ref: aws_s3_bucket.app"),
        ("photos", "name: photos"),
    ] {
        machine.reply(Reply::Add("buckets".to_owned())).unwrap();
        say(&mut machine, json!(subject));
        enter(&mut machine);
        enter(&mut machine);
        enter(&mut machine);
        let text = text_of(&machine);
        assert!(text.contains(&format!("  - {key}\n")), "{text}");
    }
}

#[test]
fn wrong_answers_are_refused_at_once_with_the_words_of_validate() {
    let world = world();
    let mut machine = Machine::new(&world, given(&json!({"preset": "custom"})));
    let refuse = |machine: &mut Machine<'_>, value: Value, wanted: &str| {
        let before = machine.answers().clone();
        let faults = machine.reply(Reply::Answer(value)).unwrap_err();
        assert!(
            faults.iter().any(|fault| fault.contains(wanted)),
            "{faults:?}"
        );
        assert_eq!(*machine.answers(), before, "nothing changes");
    };
    refuse(
        &mut machine,
        json!("no spaces in here"),
        "cannot stand in a role name",
    );
    refuse(&mut machine, json!(""), "needs an answer");
    say(&mut machine, json!("shop"));
    until(&mut machine, "region");
    refuse(&mut machine, json!("eu-central-1a"), "availability zone");
    until(&mut machine, "account");
    refuse(&mut machine, json!("1234"), "12 digits");
    until(&mut machine, "grants");
    machine.reply(Reply::Add("buckets".to_owned())).unwrap();
    refuse(&mut machine, json!("Photos_"), "Photos_");
    say(&mut machine, json!("photos"));
    refuse(&mut machine, json!(["reed"]), "`reed`");
    refuse(&mut machine, json!([]), "needs an answer");
    say(&mut machine, json!(["read"]));
    machine.back();
    machine.back();
    machine.back();
    until(&mut machine, "assume");
    machine.reply(Reply::Add(String::new())).unwrap();
    refuse(
        &mut machine,
        json!("arn:aws:iam::222222222222:user/x"),
        "role",
    );
    say(
        &mut machine,
        json!("arn:aws:iam::222222222222:role/Reports_Reader"),
    );
    assert_eq!(asked(&machine).field.default, Some(json!("reports-reader")));
    refuse(&mut machine, json!("Bad Name"), "Bad Name");
}

#[test]
fn the_other_account_can_be_described_too() {
    let world = world();
    let answers = json!({"preset": "cross-account-reader", "name": "reader"});
    let mut machine = Machine::new(&world, given(&answers));
    until(&mut machine, "assume");
    machine.reply(Reply::Add(String::new())).unwrap();
    say(
        &mut machine,
        json!("arn:aws:iam::222222222222:role/reports"),
    );
    enter(&mut machine);
    say(&mut machine, json!("unique-external-id-12345"));
    say(&mut machine, json!(true));
    assert_eq!(key(&machine), "target_grants");
    machine.reply(Reply::Add("buckets".to_owned())).unwrap();
    assert!(
        machine.reply(Reply::Answer(json!("Not A Bucket"))).is_err(),
        "checked there as well"
    );
    say(&mut machine, json!("my-bucket-2"));
    say(&mut machine, json!(["read"]));
    enter(&mut machine);
    enter(&mut machine);
    assert_eq!(key(&machine), "target_grants");
    machine.reply(Reply::Finish).unwrap();
    assert_eq!(key(&machine), "assume");
    through(&mut machine);
    assert_eq!(
        machine.spec()["assume"],
        json!([{
            "role": "arn:aws:iam::222222222222:role/reports",
            "name": "reports",
            "external_id": "unique-external-id-12345",
            "target": {"buckets": [{"name": "my-bucket-2", "access": ["read"]}]},
        }])
    );
    assert_eq!(errors(&text_of(&machine)), Vec::<String>::new());
}

#[test]
fn items_can_be_changed_and_removed() {
    let world = world();
    let mut machine = Machine::new(
        &world,
        given(&json!({"preset": "web-application", "name": "shop"})),
    );
    until(&mut machine, "grants");
    assert_eq!(
        asked(&machine).items,
        ["parameters /shop: read", "log_groups /shop: write"]
    );
    machine.reply(Reply::Open(1)).unwrap();
    assert_eq!(
        machine.screen(),
        Screen::Item {
            summary: "log_groups /shop: write".to_owned()
        }
    );
    machine.reply(Reply::Remove).unwrap();
    machine.reply(Reply::Open(0)).unwrap();
    machine.reply(Reply::Change).unwrap();
    until(&mut machine, "subject");
    assert_eq!(asked(&machine).current, Some(json!("/shop")));
    say(&mut machine, json!("/shop/web"));
    until(&mut machine, "grants");
    assert_eq!(asked(&machine).items, ["parameters /shop/web: read"]);
    machine.reply(Reply::Open(0)).unwrap();
    machine.reply(Reply::Remove).unwrap();
    through(&mut machine);
    assert!(
        machine.spec().get("parameters").is_none(),
        "what was offered and taken out stays out"
    );
}

#[test]
fn one_can_go_back_to_the_beginning_from_everywhere() {
    let world = world();
    for (situation, _) in preset::CHOICES {
        let mut machine = Machine::new(&world, Answers::new());
        say(&mut machine, json!(situation));
        let mut path = vec!["preset".to_owned()];
        while machine.screen() != Screen::Review {
            path.push(key(&machine));
            enter(&mut machine);
        }
        let spec = machine.spec();
        for wanted in path.iter().rev() {
            assert!(machine.back());
            assert_eq!(key(&machine), *wanted);
        }
        assert!(
            !machine.back(),
            "there is nothing before the first question"
        );
        assert_eq!(machine.spec(), spec, "looking back changes nothing");
    }
}

#[test]
fn going_back_out_of_an_item_forgets_it_and_nothing_else() {
    let world = world();
    let mut machine = Machine::new(&world, given(&json!({"preset": "custom", "name": "shop"})));
    until(&mut machine, "grants");
    machine.reply(Reply::Add("tables".to_owned())).unwrap();
    say(&mut machine, json!("orders"));
    assert!(machine.back());
    assert_eq!(key(&machine), "subject");
    assert_eq!(
        asked(&machine).current,
        Some(json!("orders")),
        "what was said is still there"
    );
    assert!(machine.back());
    assert_eq!(key(&machine), "grants");
    assert_eq!(asked(&machine).items, Vec::<String>::new());
}

#[test]
fn another_situation_takes_back_what_the_first_one_filled_in() {
    let world = world();
    let mut machine = Machine::new(&world, Answers::new());
    say(&mut machine, json!("container-host"));
    say(&mut machine, json!("shop"));
    until(&mut machine, "workload");
    enter(&mut machine);
    assert_eq!(machine.answers()["workload"], json!("containers"));
    while machine.back() {}
    say(&mut machine, json!("batch-worker"));
    through(&mut machine);
    assert_eq!(
        machine.answers()["name"],
        json!("shop"),
        "what a person said stays"
    );
    assert_eq!(machine.answers()["workload"], json!("host"));
    assert_eq!(machine.answers()["grants"][0]["service"], json!("queues"));
}

#[test]
fn any_answer_can_be_changed_in_the_review() {
    let world = world();
    let mut machine = Machine::new(&world, given(&json!({"preset": "bastion", "name": "jump"})));
    through(&mut machine);
    for (question, _) in machine.topics() {
        machine.reply(Reply::GoTo(question.key.to_owned())).unwrap();
        assert_eq!(key(&machine), question.key);
        assert!(machine.back());
        assert_eq!(machine.screen(), Screen::Review, "{}", question.key);
    }
    machine.reply(Reply::GoTo("hop_limit".to_owned())).unwrap();
    say(&mut machine, json!(2));
    assert_eq!(machine.screen(), Screen::Review);
    machine
        .reply(Reply::GoTo("name_prefix".to_owned()))
        .unwrap();
    say(&mut machine, json!("jump-"));
    assert_eq!(machine.spec()["role"], json!({"name_prefix": "jump-"}));
    machine.reply(Reply::GoTo("instance".to_owned())).unwrap();
    say(&mut machine, json!(false));
    assert_eq!(machine.screen(), Screen::Review);
    assert!(machine.spec().get("instance").is_none());
    machine.reply(Reply::GoTo("instance".to_owned())).unwrap();
    say(&mut machine, json!(true));
    assert_eq!(
        machine.spec()["instance"]["imds"]["hop_limit"],
        json!(2),
        "answers come back"
    );
}

#[test]
fn approval_asks_whether_to_generate_and_ends() {
    let world = world();
    let mut machine = Machine::new(&world, given(&json!({"preset": "bastion", "name": "jump"})));
    through(&mut machine);
    machine.reply(Reply::Approve).unwrap();
    assert_eq!(key(&machine), "generate");
    assert!(machine.back());
    assert_eq!(machine.screen(), Screen::Review);
    machine.reply(Reply::Approve).unwrap();
    say(&mut machine, json!(true));
    assert_eq!(key(&machine), "output");
    enter(&mut machine);
    assert_eq!(machine.screen(), Screen::Write);
    assert_eq!(machine.answers()["output"], json!("shop"));
    let mut machine = Machine::new(&world, given(&json!({"preset": "bastion", "name": "jump"})));
    through(&mut machine);
    machine.reply(Reply::Leave).unwrap();
    assert_eq!(machine.screen(), Screen::Leave);
}

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
                    given::of_flag(question, &values, library).unwrap(),
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
    assert!(given::of_file(file, library).unwrap_err()[0].contains("`instance`"));
    assert_eq!(
        given::of_file("nme: shop\n", library).unwrap_err(),
        ["unknown key `nme`: did you mean `name`?"]
    );
    let file = "session_manager: true\ninstance: false\ngrants:\n  - buckets:photos=read\n  - {service: tables, name: orders, access: [read]}\ntags: {A: b}\nmanaged_policies: [ReadOnlyAccess]\nhop_limit: 2\n";
    let answers = given::of_file(file, library).unwrap();
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
        given::onto(question, Some(&held), write.clone()),
        write,
        "the same bucket"
    );
    let other = json!([{"service": "buckets", "name": "logs", "access": ["write"]}]);
    assert_eq!(
        given::onto(question, Some(&held), other.clone()),
        json!([held[0], other[0]])
    );
    assert!(matches!(question.form, Form::Items(_)));
}
