//! Where the program speaks: results to stdout, everything else to stderr.

use std::io::{self, BufWriter, IsTerminal as _, Stderr, Stdout, Write as _};

use clap::{ValueEnum, builder::StyledStr};
use serde_json::Value;

use super::environment::Environment;
use crate::{
    diag::{Diagnostic, Severity, github, human, json, markdown, sarif},
    source::Sources,
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

/// The two streams of a run.
#[derive(Debug)]
pub(super) struct Console {
    out: BufWriter<Stdout>,
    err: Stderr,
    /// Whether the reader of stdout is gone: nobody wants the rest, and the answer stays what it is.
    is_closed: bool,
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
            out_colour: colour(io::stdout().is_terminal()),
            err_colour: colour(io::stderr().is_terminal()),
        }
    }

    /// Writes to stdout.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
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
        self.print(&format!("{object}\n"))
    }

    /// Writes clap's text to stdout.
    pub(super) fn print_styled(&mut self, text: &StyledStr) -> io::Result<()> {
        let text = if self.out_colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        self.print(&text)
    }

    /// Writes to stderr, after what stands on stdout so far.
    pub(super) fn note(&mut self, text: &str) -> io::Result<()> {
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
        self.note(&text)
    }

    /// Says why the program could not work. Nothing is left to do where even that fails.
    pub(super) fn error(&mut self, error: &anyhow::Error) {
        // Stdout may be what is at fault.
        let flushed = self.out.flush();
        let _ = self.unless_closed(flushed);
        let _ = self.err.write_all(format!("error: {error:#}\n").as_bytes());
    }

    /// Reports diagnostics: a SARIF log and a Markdown table are documents and go to stdout, the
    /// other formats speak of one diagnostic at a time and go to stderr.
    pub(super) fn report(
        &mut self,
        diagnostics: &[Diagnostic],
        sources: &Sources,
        format: Format,
    ) -> io::Result<()> {
        match format {
            Format::Sarif => return self.print_json(&sarif::log(diagnostics, sources)),
            Format::Markdown => return self.print(&markdown::table(diagnostics, sources)),
            Format::Human | Format::Json | Format::Github => {}
        }
        let mut text = String::new();
        for diagnostic in diagnostics {
            match format {
                Format::Json => text.push_str(&json::object(diagnostic, sources).to_string()),
                Format::Github => text.push_str(&github::line(diagnostic, sources)),
                Format::Human | Format::Sarif | Format::Markdown => {
                    text.push_str(&human::render(diagnostic, sources, self.err_colour));
                }
            }
            text.push('\n');
        }
        if format == Format::Human && !diagnostics.is_empty() {
            text.push_str(&tally(diagnostics));
        }
        self.note(&text)
    }

    /// Sends what is buffered.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.unless_closed(flushed)?;
        Self::said(self.err.flush())
    }
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
