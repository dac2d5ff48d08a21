//! Why rendering did not work: always a fault of a template, ours or an overriding one.

use std::fmt;

/// A fault of a template.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The engine refuses the template, or what it says cannot be done with the data.
    #[error("{0}")]
    Template(Box<TemplateFault>),
    /// An overriding file that is no template of ours, and that no overriding template includes.
    #[error("`{name}` overrides no template{}", suggest(.suggestion.as_ref()))]
    UnknownTemplate {
        /// The file, relative to the folder of templates.
        name: String,
        /// The template that was probably meant.
        suggestion: Option<String>,
    },
    /// A template prints an expression without the filter that is for it.
    #[error(
        "the template `{template}` prints an expression as if it were text (write `{{{{ … | expression }}}}`), or changes text that holds a reference"
    )]
    NotText {
        /// The template's name.
        template: String,
    },
    /// What an overriding template prints is no HCL.
    #[error("line {line} of what the template `{template}` prints is not HCL, `{text}`: {message}")]
    NotHcl {
        /// The template's name.
        template: String,
        /// The line, from 1, in what was printed.
        line: usize,
        /// That line.
        text: String,
        /// What the parser expected.
        message: String,
    },
    /// The templates do not fit together: an unknown filter, a missing part. The engine's report
    /// shows the places.
    #[error("{0}")]
    Unlinked(String),
    /// A policy holds two conditions with one operator and one key, which no document can say.
    #[error("two conditions `{operator}` on `{key}` in one statement, with different values")]
    DoubleCondition {
        /// The operator.
        operator: String,
        /// The key.
        key: String,
    },
}

/// Where and why a template failed.
#[derive(Debug)]
pub struct TemplateFault {
    /// The template's name: its path below the folder of templates.
    pub template: String,
    /// The line from 1 and the column from 1, where they are known.
    pub position: Option<(usize, usize)>,
    /// What the engine says.
    pub message: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the template `{}`", self.template)?;
        if let Some((line, column)) = self.position {
            write!(f, ", line {line}, column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Error {
    /// What the engine reports while it works on `template`.
    pub(crate) fn of_engine(template: &str, error: &tera::Error) -> Self {
        let fault = match error.kind() {
            tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
                TemplateFault {
                    template: report.filename().to_owned(),
                    position: Some((report.span().start_line, report.span().start_col + 1)),
                    message: report.message().to_owned(),
                }
            }
            kind if template.is_empty() => {
                let report = kind.to_string();
                let report = report.strip_prefix("error: ").unwrap_or(&report);
                return Self::Unlinked(report.trim_end().to_owned());
            }
            kind => TemplateFault {
                template: template.to_owned(),
                position: None,
                message: kind.to_string(),
            },
        };
        Self::Template(Box::new(fault))
    }
}

fn suggest(suggestion: Option<&String>) -> String {
    suggestion.map_or_else(String::new, |name| format!(" (is `{name}` meant?)"))
}
