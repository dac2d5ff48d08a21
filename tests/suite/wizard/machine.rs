//! The wizard without a terminal: every path through the questions.

use rolewright::{
    grant::Library,
    wizard::{
        fields::FieldForm,
        machine::{Machine, Reply, Screen},
        preset,
        question::Answers,
        table::TABLE,
    },
};
use serde_json::{Value, json};

use super::play::{asked, enter, errors, given, key, say, text_of, through, until, world};

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
