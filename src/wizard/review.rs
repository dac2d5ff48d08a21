//! What a person sees before anything is written: the access, the spec or what changes in it, the
//! answers.

use serde_json::Value;

use super::{
    item,
    judge::{self, Judgement},
    machine::Machine,
    question::{Form, Question},
    table,
};
use crate::grant::Library;

/// The last look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// What to show, lines.
    pub text: String,
    /// What approving is called.
    pub approve: String,
    /// Whether it can be approved.
    pub can_write: bool,
    /// The answers by key, each in a few words.
    pub answers: Vec<(String, String)>,
}

impl Review {
    /// A look at answers that make no spec, for this reason.
    pub fn refused(machine: &Machine<'_>, fault: &str, library: &Library) -> Self {
        let mut seen = Self {
            answers: answers(machine, library),
            ..Self::default()
        };
        seen.refuse(fault);
        seen
    }

    /// Takes the way to approve away, for this reason.
    pub fn refuse(&mut self, fault: &str) {
        self.text.push_str(&mark(fault));
        self.can_write = false;
    }
}

fn answers(machine: &Machine<'_>, library: &Library) -> Vec<(String, String)> {
    let described = |(question, answer): (&'static Question, Option<Value>)| {
        let answer = answer.map_or_else(
            || "-".to_owned(),
            |value| described(question.form, &value, library),
        );
        (
            question.key.to_owned(),
            format!("{}: {answer}", question.topic),
        )
    };
    machine.topics().into_iter().map(described).collect()
}

/// Looks at the answers: `spec` is the text to write, `change` what changes in the file, `judgement`
/// what the checks say about it.
pub fn review(
    machine: &Machine<'_>,
    spec: &str,
    change: Option<&str>,
    judgement: &Judgement,
    (approve, library): (&str, &Library),
) -> Review {
    let mut text = String::new();
    if let Some(access) = judgement.access() {
        section(&mut text, "What it can do", &access);
    }
    match change {
        None => section(&mut text, "The spec", spec),
        Some("") => section(&mut text, "The spec", "nothing changes"),
        Some(change) => section(&mut text, "What changes in the spec", change),
    }
    for remark in judge::remarks(judgement) {
        text.push_str(&line("  ", &remark));
    }
    let faults = judge::by_question(judgement, library);
    for (key, fault) in &faults {
        let topic = key.and_then(table::question).map(|question| question.topic);
        let line = topic.map_or_else(|| fault.clone(), |topic| format!("{topic}: {fault}"));
        text.push_str(&mark(&line));
    }
    if !faults.is_empty() {
        text.push('\n');
    }
    Review {
        text,
        approve: approve.to_owned(),
        can_write: faults.is_empty(),
        answers: answers(machine, library),
    }
}

/// A line that says what is wrong.
fn mark(fault: &str) -> String {
    line("  ! ", fault)
}

fn line(mark: &str, text: &str) -> String {
    format!("{mark}{text}\n")
}

fn section(out: &mut String, title: &str, body: &str) {
    out.push('\n');
    out.push_str(title);
    out.push('\n');
    for line in body.lines() {
        if !line.is_empty() {
            out.push_str("  ");
        }
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
}

fn described(form: Form, value: &Value, library: &Library) -> String {
    match (form, value) {
        (Form::Items(kind), Value::Array(items)) => {
            let parts = items.iter().filter_map(Value::as_object);
            parts
                .map(|one| item::summary(kind, one, library))
                .collect::<Vec<_>>()
                .join("; ")
        }
        _ => item::words(value),
    }
}
