//! The wizard without a terminal: every path through the questions.

use rolewright::{
    grant::Library,
    source::Sources,
    spec::{self, Memory},
    wizard::{
        compose,
        fields::FieldForm,
        judge::Judgement,
        machine::{Ask, Machine, Reply, Screen, World},
        question::Answers,
    },
};
use serde_json::{Value, json};

/// What reading a spec says.
pub(super) fn judge(text: &str, _folder: Option<&str>) -> Judgement {
    let mut sources = Sources::default();
    let id = sources.add("shop.yaml", text);
    let (_, diagnostics) = spec::parse(id, &sources, &Memory::default());
    Judgement {
        diagnostics: diagnostics.into_sorted(),
        sources,
        access: None,
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

fn asked(machine: &Machine<'_>) -> Ask {
    match machine.screen() {
        Screen::Ask(ask) => *ask,
        other => panic!("no question: {other:?}"),
    }
}

/// What Enter does.
fn enter(machine: &mut Machine<'_>) {
    let ask = asked(machine);
    let reply = match &ask.field.form {
        FieldForm::Items(_) => Reply::Finish,
        FieldForm::Choice(choices) => Reply::Answer(
            ask.current
                .or(ask.field.default)
                .unwrap_or_else(|| json!(choices[0].value)),
        ),
        _ => Reply::Answer(ask.current.or(ask.field.default).unwrap_or_default()),
    };
    machine.reply(reply).unwrap();
}

fn text_of(machine: &Machine<'_>) -> String {
    compose::text(&machine.spec(), Library::embedded())
}

fn say(machine: &mut Machine<'_>, value: Value) {
    machine.reply(Reply::Answer(value)).unwrap();
}

#[test]
fn enter_alone_leads_through_every_situation_to_a_valid_spec() {
    let world = world();
    for (preset, _) in rolewright::wizard::preset::CHOICES {
        let mut machine = Machine::new(&world, Answers::new());
        say(&mut machine, json!(preset));
        for _ in 0..99 {
            if machine.screen() == Screen::Review {
                break;
            }
            enter(&mut machine);
        }
        assert_eq!(machine.screen(), Screen::Review, "{preset}");
        let text = text_of(&machine);
        let errors: Vec<String> = judge(&text, None)
            .errors()
            .map(|d| d.message().to_owned())
            .collect();
        assert!(errors.is_empty(), "{preset}: {errors:?}\n{text}");
    }
}
