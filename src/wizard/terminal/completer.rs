//! Completion while one types.

use inquire::{Autocomplete, CustomUserError, autocompletion::Replacement};

use crate::wizard::{completion, question::Completion};

/// Completes an answer, or the last of several words between commas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completer {
    /// From what.
    pub(super) from: Completion,
    /// Whether the answer is several words.
    pub(super) words: bool,
}

impl Completer {
    /// What stands before the word that is being typed, and that word.
    fn split(self, input: &str) -> (&str, &str) {
        let at = if self.words {
            input.rfind(',').map_or(0, |comma| comma + 1)
        } else {
            0
        };
        let (before, word) = input.split_at_checked(at).unwrap_or(("", input));
        let typed = word.trim_start();
        let space = word.len() - typed.len();
        let (before, typed) = input
            .split_at_checked(before.len() + space)
            .unwrap_or((before, typed));
        (before, typed)
    }
}

impl Autocomplete for Completer {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        let (before, typed) = self.split(input);
        let found = completion::complete(self.from, typed);
        Ok(found
            .into_iter()
            .map(|word| format!("{before}{word}"))
            .collect())
    }

    fn get_completion(
        &mut self,
        input: &str,
        highlighted: Option<String>,
    ) -> Result<Replacement, CustomUserError> {
        let first = self.get_suggestions(input)?.into_iter().next();
        Ok(highlighted.or(first))
    }
}
