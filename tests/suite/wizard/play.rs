//! A person who plays through the machine.

use rolewright::{
    blueprint::{self, Surroundings},
    check,
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

/// What the checks of a spec say.
pub(super) fn judge(text: &str, _folder: Option<&str>) -> Judgement {
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

pub(super) fn world() -> World<'static> {
    World {
        library: Library::embedded(),
        judge: &judge,
        stem: "shop".to_owned(),
        folder: "shop".to_owned(),
    }
}

pub(super) fn given(value: &Value) -> Answers {
    value.as_object().unwrap().clone()
}

pub(super) fn asked(machine: &Machine<'_>) -> Ask {
    match machine.screen() {
        Screen::Ask(ask) => *ask,
        other => panic!("no question: {other:?}"),
    }
}

pub(super) fn key(machine: &Machine<'_>) -> String {
    asked(machine).field.key
}

/// What Enter does.
pub(super) fn enter(machine: &mut Machine<'_>) {
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
pub(super) fn until(machine: &mut Machine<'_>, wanted: &str) {
    for _ in 0..99 {
        match machine.screen() {
            Screen::Ask(ask) if ask.field.key != wanted => enter(machine),
            Screen::Ask(_) => return,
            other => panic!("`{wanted}` is not asked before {other:?}"),
        }
    }
}

/// Enter until the review.
pub(super) fn through(machine: &mut Machine<'_>) {
    while machine.screen() != Screen::Review {
        enter(machine);
    }
}

pub(super) fn say(machine: &mut Machine<'_>, value: Value) {
    machine.reply(Reply::Answer(value)).unwrap();
}

pub(super) fn text_of(machine: &Machine<'_>) -> String {
    compose::text(&machine.spec(), Library::embedded())
}

pub(super) fn errors(text: &str) -> Vec<String> {
    judge(text, None)
        .errors()
        .map(|error| error.message().to_owned())
        .collect()
}
