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
            out_colour: colour(io::stdout().is_terminal()),
            err_colour: colour(io::stderr().is_terminal()),
        }
    }

    /// Writes to stdout.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// Writes a JSON object and a line feed to stdout.
    pub(super) fn print_json(&mut self, object: &Value) -> io::Result<()> {
        writeln!(self.out, "{object}")
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
        self.out.flush()?;
        self.err.write_all(text.as_bytes())
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
        let _ = self.note(&format!("error: {error:#}\n"));
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
        self.out.flush()?;
        self.err.flush()
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
