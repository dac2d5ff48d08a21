//! The face of the wizard in a terminal: shows what the machine asks, and tells it what a person
//! says. It decides nothing.

mod completer;
mod prompt;

use std::io::{self, Write};

use inquire::InquireError;
use serde_json::Value;

use self::prompt::Prompts;
use super::{
    item,
    machine::{Machine, Reply, Screen},
    review::Review,
};

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The spec is approved.
    Approved,
    /// The person left.
    Left,
    /// The person pressed Ctrl-C.
    Interrupted,
}

/// Why a conversation broke off.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no terminal after all.
    #[error("there is no terminal to ask in")]
    NoTerminal,
    /// The terminal cannot be read or written.
    #[error("the terminal does not answer")]
    Io(#[from] io::Error),
    /// A question cannot be shown.
    #[error("a question cannot be shown: {0}")]
    Prompt(String),
}

/// What a person did instead of answering.
enum Instead {
    Back,
    Interrupt,
}

/// The answer to a prompt, or what was done instead.
type Said<T> = Result<Result<T, Instead>, Error>;

fn said<T>(result: Result<T, InquireError>) -> Said<T> {
    match result {
        Ok(answer) => Ok(Ok(answer)),
        Err(InquireError::OperationCanceled) => Ok(Err(Instead::Back)),
        Err(InquireError::OperationInterrupted) => Ok(Err(Instead::Interrupt)),
        Err(InquireError::NotTTY) => Err(Error::NoTerminal),
        Err(InquireError::IO(error)) => Err(Error::Io(error)),
        Err(other) => Err(Error::Prompt(other.to_string())),
    }
}

/// Asks until the spec is approved or the person leaves. `review` looks at the spec as it is.
pub fn converse(
    machine: &mut Machine<'_>,
    review: &dyn Fn(&Machine<'_>) -> Review,
    messages: &mut dyn Write,
    colour: bool,
) -> Result<Ended, Error> {
    let prompts = Prompts::new(colour);
    if machine.is_editing() {
        writeln!(
            messages,
            "The spec is there already; it changes only where you change it."
        )?;
    }
    writeln!(
        messages,
        "Enter accepts what is shown, Escape goes back, Ctrl-C leaves without writing.\n"
    )?;
    let mut rejected = None;
    loop {
        let replied = match machine.screen() {
            Screen::Write => return Ok(Ended::Approved),
            Screen::Leave => return Ok(Ended::Left),
            Screen::Ask(mut ask) => {
                if let Some((key, answer)) = rejected.take()
                    && key == ask.field.key
                {
                    ask.current = Some(answer);
                }
                prompts.question(&ask)?
            }
            Screen::Item { summary } => prompts.item(&summary)?,
            Screen::Review => {
                let seen = review(machine);
                messages.write_all(seen.text.as_bytes())?;
                prompts.review(&seen)?
            }
        };
        match replied {
            Err(Instead::Interrupt) => return Ok(Ended::Interrupted),
            Err(Instead::Back) => {
                if !machine.back() {
                    writeln!(
                        messages,
                        "  This is the beginning. Ctrl-C leaves without writing."
                    )?;
                }
            }
            Ok(reply) => {
                let said = answer_of(machine, &reply);
                if let Err(faults) = machine.reply(reply) {
                    // To be mended, not to be typed again.
                    rejected = said;
                    for fault in faults {
                        writeln!(messages, "  ! {fault}")?;
                    }
                }
            }
        }
    }
}

/// An answer with the question that it is given to.
fn answer_of(machine: &Machine<'_>, reply: &Reply) -> Option<(String, Value)> {
    match (machine.screen(), reply) {
        (Screen::Ask(ask), Reply::Answer(answer)) => Some((ask.field.key, answer.clone())),
        _ => None,
    }
}

/// What a prompt shows of an answer.
fn shown(value: &Value) -> String {
    item::words(value)
}
