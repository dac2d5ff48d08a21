//! Where the program speaks: results to stdout, everything else to stderr.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, Stderr, Stdout, Write as _};

use clap::{ValueEnum, builder::StyledStr};
use serde_json::Value;

use super::environment::Environment;
use crate::{
    diag::{Diagnostic, Severity, github, human, json, markdown, sarif},
    source::Sources,
    text::shown,
};

/// How a command reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub workflow annotations.
    Github,
    /// For a comment on a pull request.
    Markdown,
}

/// How a command answers that has no findings to put into a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Plain {
    /// For people.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
}

impl From<Plain> for Format {
    fn from(plain: Plain) -> Self {
        match plain {
            Plain::Human => Self::Human,
            Plain::Json => Self::Json,
        }
    }
}

/// The two streams of a run.
#[derive(Debug)]
pub(super) struct Console {
    out: BufWriter<Stdout>,
    err: Stderr,
    /// Whether the reader of stdout is gone: nobody wants the rest, and the answer stays what it is.
    is_closed: bool,
    /// The parts of the SARIF log of this run.
    logs: Vec<Value>,
    /// The rows of the table of this run, if it has one.
    rows: Option<String>,
    out_colour: bool,
    err_colour: bool,
}

impl Console {
    /// The process's own streams; colour only on a terminal, unless the environment decides.
    pub(super) fn of_process(environment: &Environment) -> Self {
        let colour =
            |terminal: bool| !environment.no_colour && (terminal || environment.force_colour);
        Self {
            out: BufWriter::new(io::stdout()),
            err: io::stderr(),
            is_closed: false,
            logs: Vec::new(),
            rows: None,
            out_colour: colour(io::stdout().is_terminal()),
            err_colour: colour(io::stderr().is_terminal()),
        }
    }

    /// Writes lines to stdout. Nothing in them steers a terminal or a log.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        self.print_exactly(&shown::block(text, false))
    }

    /// Writes to stdout what is meant for a program or a file: each byte as it is.
    pub(super) fn print_exactly(&mut self, text: &str) -> io::Result<()> {
        let written = self.out.write_all(text.as_bytes());
        self.unless_closed(written)
    }

    /// Whether the reader of stdout is gone, so that there is no point in finding out more.
    pub(super) const fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// What came of writing to stdout. That its reader is gone is no error.
    fn unless_closed(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                // What is buffered would be tried again at the end.
                self.out = BufWriter::new(io::stdout());
                Ok(())
            }
            written => written,
        }
    }

    /// What came of writing to stderr. A reader that is gone is no error here, either.
    fn said(written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// Writes a JSON object and a line feed to stdout.
    pub(super) fn print_json(&mut self, object: &Value) -> io::Result<()> {
        let text = object.to_string();
        self.print_exactly(&(shown::json(&text).into_owned() + "\n"))
    }

    /// Writes clap's text to stdout.
    pub(super) fn print_styled(&mut self, text: &StyledStr) -> io::Result<()> {
        let text = if self.out_colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        self.print_exactly(&text)
    }

    /// Writes lines to stderr, after what stands on stdout so far. Nothing in them steers a terminal
    /// or a log.
    pub(super) fn note(&mut self, text: &str) -> io::Result<()> {
        self.note_exactly(&shown::block(text, false))
    }

    fn note_exactly(&mut self, text: &str) -> io::Result<()> {
        let flushed = self.out.flush();
        self.unless_closed(flushed)?;
        Self::said(self.err.write_all(text.as_bytes()))
    }

    /// Writes clap's text to stderr.
    pub(super) fn note_styled(&mut self, text: &StyledStr) -> io::Result<()> {
        let text = if self.err_colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        let text = with_arguments_on_one_line(text);
        self.note_exactly(&shown::block(&text, self.err_colour))
    }

    /// Says why the program could not work. Nothing is left to do where even that fails.
    pub(super) fn error(&mut self, error: &anyhow::Error) {
        // Stdout may be what is at fault.
        let flushed = self.out.flush();
        let _ = self.unless_closed(flushed);
        let _ = self
            .err
            .write_all(format!("error: {}\n", shown::line(&format!("{error:#}"))).as_bytes());
    }

    /// Reports diagnostics: for people on stderr, in any other format as a part of the answer. What
    /// is one document per run is put together by [`Self::finish`].
    pub(super) fn report(
        &mut self,
        diagnostics: &[Diagnostic],
        sources: &Sources,
        format: Format,
    ) -> io::Result<()> {
        match format {
            Format::Sarif => self.logs.push(sarif::log(diagnostics, sources)),
            Format::Markdown => {
                let rows = self.rows.get_or_insert_default();
                rows.push_str(&markdown::rows(diagnostics, sources));
            }
            Format::Json => {
                for diagnostic in diagnostics {
                    self.print_json(&json::object(diagnostic, sources))?;
                }
            }
            Format::Github => {
                for diagnostic in diagnostics {
                    self.print_exactly(&(github::line(diagnostic, sources) + "\n"))?;
                }
            }
            Format::Human => {
                let mut text = String::new();
                for diagnostic in diagnostics {
                    text.push_str(&human::render(diagnostic, sources, self.err_colour));
                    text.push('\n');
                }
                if !diagnostics.is_empty() {
                    text.push_str(&tally(diagnostics));
                }
                self.note_exactly(&text)?;
            }
        }
        Ok(())
    }

    /// Adds a SARIF log to the one of this run.
    pub(super) fn add_log(&mut self, log: Value) {
        self.logs.push(log);
    }

    /// Prints the document that the parts of a run make, if its format has one.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if let Some(log) = sarif::merged(std::mem::take(&mut self.logs)) {
            self.print_json(&log)?;
        }
        if let Some(rows) = self.rows.take() {
            self.print(&markdown::table(&rows))?;
        }
        Ok(())
    }

    /// Sends what is buffered.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.unless_closed(flushed)?;
        Self::said(self.err.flush())
    }
}

/// A message about the arguments, which quotes them as they are.
fn with_arguments_on_one_line(message: String) -> String {
    let arguments = std::env::args_os().map(|one| one.to_string_lossy().into_owned());
    arguments.fold(message, |message, argument| match shown::line(&argument) {
        Cow::Owned(escaped) => message.replace(&argument, &escaped),
        Cow::Borrowed(_) => message,
    })
}

/// "2 errors, 1 warning", as a line.
fn tally(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity() == severity)
            .count()
    };
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (severity, count(severity)))
        .filter(|(_, n)| *n > 0)
        .map(|(severity, n)| format!("{n} {severity}{}", if n == 1 { "" } else { "s" }))
        .collect();
    format!("{}\n", parts.join(", "))
}
