//! The flags that answer questions, made from the table of questions.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use clap::{
    Arg, ArgAction, ArgMatches, Command, FromArgMatches,
    builder::{PossibleValue, PossibleValuesParser},
};

use crate::{
    grant::Library,
    wizard::{
        given,
        question::{Answers, Form, Question},
        table::TABLE,
    },
};

/// The values of the flags that were given, by question.
#[derive(Clone, Debug, Default)]
pub(super) struct Flags {
    values: BTreeMap<&'static str, Vec<String>>,
}

impl Flags {
    /// The answers that they give, to be added to those that a spec holds already.
    pub(super) fn answers(&self, held: &Answers, library: &Library) -> Result<Answers> {
        let mut answers = Answers::new();
        for question in TABLE {
            let Some(values) = self.values.get(question.key) else {
                continue;
            };
            let answer = given::of_flag(question, values, library)
                .map_err(|fault| anyhow!("--{}: {fault}", question.flag))?;
            let held = held
                .get(question.key)
                .filter(|_| !values.iter().any(|value| value == given::NONE));
            answers.insert(question.key.to_owned(), given::onto(question, held, answer));
        }
        Ok(answers)
    }
}

fn argument(question: &Question) -> Arg {
    let several = matches!(question.form, Form::Words | Form::Pairs | Form::Items(_));
    let mut help = format!("{} ({})", question.ask, question.why);
    if several {
        help.push_str("; repeatable, `none` for none");
    }
    let argument = Arg::new(question.flag)
        .long(question.flag)
        .value_name(question.metavar)
        .help(help)
        .help_heading("Answers")
        .num_args(1)
        .action(if several {
            ArgAction::Append
        } else {
            ArgAction::Set
        });
    match question.form {
        Form::Choice(choices) => argument.value_parser(PossibleValuesParser::new(
            choices
                .iter()
                .map(|(value, about)| PossibleValue::new(*value).help(*about)),
        )),
        Form::YesNo => argument.value_parser(["yes", "no"]),
        _ => argument,
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(TABLE.iter().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for question in TABLE {
            if let Some(values) = matches.try_get_many::<String>(question.flag).ok().flatten() {
                self.values.insert(question.key, values.cloned().collect());
            }
        }
        Ok(())
    }
}
