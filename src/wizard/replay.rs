//! The command that gives all answers again, on one line.

use serde_json::Value;

use super::{
    given,
    question::{Answers, Asked, Scope},
    table::TABLE,
};
use crate::grant::Library;

/// `rolewright init SPEC --yes …`, quoted for a POSIX shell.
pub fn line(spec: &str, answers: &Answers, library: &Library) -> String {
    let mut words = vec![
        "rolewright".to_owned(),
        "init".to_owned(),
        quoted(spec),
        "--yes".to_owned(),
    ];
    let scope = Scope::of(answers);
    for question in TABLE {
        if (question.asked)(scope) == Asked::Never {
            continue;
        }
        let answer = answers.get(question.key);
        // What nobody answered has a default only where the situation gives one.
        let missing = super::preset::answer(scope, question.key).map(|_| &Value::Null);
        let Some(answer) = answer.or(missing) else {
            continue;
        };
        for value in given::to_flag(question, answer, library) {
            words.push(format!("--{}={}", question.flag, quoted(&value)));
        }
    }
    words.join(" ")
}

/// A word for a POSIX shell.
pub fn quoted(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
