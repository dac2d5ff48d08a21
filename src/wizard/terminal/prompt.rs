//! The prompts, by the form of the answer.

use inquire::{
    MultiSelect, Select, Text,
    list_option::ListOption,
    ui::{Attributes, Color, RenderConfig, StyleSheet, Styled},
};
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{Error, Said, completer::Completer, said, shown};
use crate::wizard::{
    completion,
    fields::FieldForm,
    machine::{Ask, Reply},
    question::{Choice, Completion},
    review::Review,
};

/// How many choices are shown at once where there is room.
const PAGE: usize = 9;
/// And where there is none.
const SMALLEST_PAGE: usize = 3;

/// How many choices of this width fit on the screen, beside a question and its explanation. A
/// prompt that is higher than the screen could not be drawn over.
fn page(widest: usize, question: &str, why: &str) -> usize {
    let (columns, rows) = terminal_size::terminal_size_of(std::io::stderr())
        .map_or((80, 24), |(width, height)| {
            (usize::from(width.0.max(1)), usize::from(height.0))
        });
    let lines = |width: usize| width.div_ceil(columns).max(1);
    let taken = lines(question.width() + 4) + lines(why.width() + 2) + 2;
    let free = rows.saturating_sub(taken) / lines(widest + MARKS);
    free.clamp(SMALLEST_PAGE, PAGE)
}

/// What stands before a choice.
const MARKS: usize = 6;

/// Shows prompts.
pub(super) struct Prompts {
    config: RenderConfig<'static>,
}

/// A choice as it is shown, and what it says.
type Offer = (String, Reply);

impl Prompts {
    pub(super) fn new(colour: bool) -> Self {
        let plain = RenderConfig::empty();
        let config = if colour {
            RenderConfig {
                prompt: StyleSheet::new().with_attr(Attributes::BOLD),
                prompt_prefix: Styled::new("?").with_fg(Color::LightGreen),
                answered_prompt_prefix: Styled::new("?").with_fg(Color::DarkGrey),
                answer: StyleSheet::new().with_fg(Color::LightCyan),
                help_message: StyleSheet::new().with_fg(Color::DarkGrey),
                selected_option: Some(StyleSheet::new().with_fg(Color::LightCyan)),
                ..plain
            }
        } else {
            plain
        };
        Self {
            // What Escape leaves behind is a step back, not a failure.
            config: config.with_canceled_prompt_indicator(Styled::new("(back)")),
        }
    }

    /// Puts a question.
    pub(super) fn question(&self, ask: &Ask) -> Said<Reply> {
        let field = &ask.field;
        let start = ask.current.as_ref().or(field.default.as_ref());
        match &field.form {
            FieldForm::Choice(choices) => {
                let at = choices
                    .iter()
                    .position(|choice| start.is_some_and(|start| *start == choice.value));
                let options = choices
                    .iter()
                    .map(|choice| (about(choice), Reply::Answer(json!(choice.value))));
                self.select(
                    &field.ask,
                    &field.why,
                    options.collect(),
                    at.unwrap_or_default(),
                )
            }
            FieldForm::YesNo => {
                let options = vec![
                    ("yes".to_owned(), Reply::Answer(json!(true))),
                    ("no".to_owned(), Reply::Answer(json!(false))),
                ];
                let at = usize::from(start != Some(&Value::Bool(true)));
                self.select(&field.ask, &field.why, options, at)
            }
            FieldForm::Several(choices) => self.several(ask, choices, start),
            FieldForm::Items(_) => self.select(&field.ask, &field.why, list_options(ask), 0),
            FieldForm::Text | FieldForm::Number | FieldForm::Words | FieldForm::Pairs => {
                self.text(ask, start)
            }
        }
    }

    fn select(&self, ask: &str, why: &str, mut options: Vec<Offer>, at: usize) -> Said<Reply> {
        let shown: Vec<&str> = options.iter().map(|(text, _)| text.as_str()).collect();
        let widest = shown
            .iter()
            .map(|text| text.width())
            .max()
            .unwrap_or_default();
        let choice = Select::new(ask, shown)
            .with_help_message(why)
            .with_page_size(page(widest, ask, why))
            .with_starting_cursor(at)
            .with_scorer(&score)
            .with_formatter(&|option: ListOption<&&str>| head(option.value).to_owned())
            .with_render_config(self.config)
            .raw_prompt()
            .map(|option| option.index);
        Ok(match said(choice)? {
            Ok(index) if index < options.len() => Ok(options.swap_remove(index).1),
            Ok(_) => return Err(Error::Prompt("a choice that does not exist".to_owned())),
            Err(instead) => Err(instead),
        })
    }

    fn several(&self, ask: &Ask, choices: &[Choice], start: Option<&Value>) -> Said<Reply> {
        let chosen = start
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let on: Vec<usize> = choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| chosen.iter().any(|value| *value == choice.value))
            .map(|(index, _)| index)
            .collect();
        let help = format!("{} (space chooses, Enter is done)", ask.field.why);
        let widest = choices
            .iter()
            .map(|choice| about(choice).width())
            .max()
            .unwrap_or_default();
        let answer = MultiSelect::new(&ask.field.ask, choices.iter().map(about).collect())
            .with_help_message(&help)
            .with_page_size(page(widest, &ask.field.ask, &help))
            .with_default(&on)
            .with_scorer(&|typed, option: &String, _, index| {
                score(typed, &option.as_str(), option, index)
            })
            .with_formatter(&|options| {
                options
                    .iter()
                    .map(|option| head(option.value))
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .with_render_config(self.config)
            .raw_prompt();
        Ok(said(answer)?.map(|options| {
            let values = options
                .iter()
                .filter_map(|option| choices.get(option.index));
            Reply::Answer(values.map(|choice| choice.value.clone()).collect())
        }))
    }

    fn text(&self, ask: &Ask, start: Option<&Value>) -> Said<Reply> {
        let field = &ask.field;
        let start = start
            .map(|value| written(&field.form, value))
            .unwrap_or_default();
        let words = matches!(field.form, FieldForm::Words);
        let widest = completion::widest(field.completion);
        let mut text = Text::new(&field.ask)
            .with_help_message(&field.why)
            .with_page_size(page(widest, &format!("{} {start}", field.ask), &field.why))
            .with_render_config(self.config);
        // What can be left out is shown as if typed, so that it can be deleted.
        if ask.current.is_some() || !field.required {
            text = text.with_initial_value(&start);
        } else if !start.is_empty() {
            text = text.with_default(&start);
        }
        if field.completion != Completion::Nothing {
            text = text.with_autocomplete(Completer {
                from: field.completion,
                words,
            });
        }
        Ok(said(text.prompt())?.map(|typed| Reply::Answer(read(&field.form, &typed))))
    }

    /// What to do with an item of a list.
    pub(super) fn item(&self, summary: &str) -> Said<Reply> {
        let options = vec![
            ("change it".to_owned(), Reply::Change),
            ("remove it".to_owned(), Reply::Remove),
        ];
        self.select(summary, "Escape leaves it as it is", options, 0)
    }

    /// What to do with the spec.
    pub(super) fn review(&self, review: &Review) -> Said<Reply> {
        let mut options = Vec::new();
        if review.can_write {
            options.push((review.approve.clone(), Reply::Approve));
        }
        options.extend(
            review
                .answers
                .iter()
                .map(|(key, text)| (text.clone(), Reply::GoTo(key.clone()))),
        );
        options.push(("leave without writing".to_owned(), Reply::Leave));
        self.select(
            "All right?",
            "choose an answer to change it; type to find it",
            options,
            0,
        )
    }
}

/// The choices that a list gives: to be done, to open an item, to add one.
fn list_options(ask: &Ask) -> Vec<Offer> {
    let done = if ask.items.is_empty() {
        "nothing"
    } else {
        "nothing more"
    };
    let mut options = vec![(done.to_owned(), Reply::Finish)];
    let items = ask.items.iter().enumerate();
    options.extend(items.map(|(index, text)| (format!("change {text}"), Reply::Open(index))));
    let additions = ask.additions.iter();
    options.extend(additions.map(|choice| {
        let text = if choice.value.is_empty() {
            choice.about.clone()
        } else {
            about(choice)
        };
        (format!("add {text}"), Reply::Add(choice.value.clone()))
    }));
    options
}

/// A choice with what it means.
fn about(choice: &Choice) -> String {
    match (choice.value.as_str(), choice.about.as_str()) {
        ("", about) => about.to_owned(),
        (value, "") => value.to_owned(),
        (value, about) => format!("{value}{SEPARATOR}{about}"),
    }
}

/// Between a choice and what it means.
const SEPARATOR: &str = " - ";

/// A choice without what it means.
fn head(text: &str) -> &str {
    text.split_once(SEPARATOR).map_or(text, |(value, _)| value)
}

/// Choices that hold what is typed, whatever its case, in their own order; those that begin with it
/// first, then those with a word that does.
fn score(typed: &str, _: &&str, text: &str, index: usize) -> Option<i64> {
    let (typed, text) = (typed.to_lowercase(), text.to_lowercase());
    let place = i64::try_from(index).unwrap_or(i64::MAX / 2);
    let far = if text.starts_with(&typed) {
        0
    } else if text.split_whitespace().any(|word| word.starts_with(&typed)) {
        1_000
    } else {
        2_000
    };
    text.contains(&typed).then_some(-place - far)
}

/// An answer as one types it.
fn written(form: &FieldForm, value: &Value) -> String {
    match (form, value) {
        (FieldForm::Pairs, Value::Object(map)) => map
            .iter()
            .map(|(key, value)| format!("{key}={}", shown(value)))
            .collect::<Vec<_>>()
            .join(", "),
        _ => shown(value),
    }
}

/// What is typed, as an answer.
fn read(form: &FieldForm, typed: &str) -> Value {
    let typed = typed.trim();
    match form {
        FieldForm::Number => typed
            .parse::<i64>()
            .map_or_else(|_| json!(typed), Value::from),
        // Pasted lines are as good as commas.
        FieldForm::Words => {
            let words = typed
                .split([',', '\n'])
                .map(str::trim)
                .filter(|word| !word.is_empty());
            words.collect()
        }
        FieldForm::Pairs => Value::Object(pairs(typed)),
        _ => json!(typed),
    }
}

/// `Key=Value, Key=Value`; what has no `=` goes on with the value before it.
fn pairs(typed: &str) -> Map<String, Value> {
    let mut map = Map::new();
    let mut last = String::new();
    for part in typed.split([',', '\n']) {
        match (part.split_once('='), map.get_mut(&last)) {
            (Some((key, value)), _) => {
                key.trim().clone_into(&mut last);
                map.insert(last.clone(), json!(value.trim()));
            }
            (None, Some(Value::String(value))) => {
                value.push(',');
                value.push_str(part);
            }
            (None, _) if part.trim().is_empty() => {}
            (None, _) => drop(map.insert(part.trim().to_owned(), json!(""))),
        }
    }
    map
}
