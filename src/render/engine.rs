//! The template engines: one whose escape writes HCL, and one whose escape writes Markdown.
//!
//! Both escape everything, whatever a template is called, and neither knows `safe`. HCL has three
//! filters: `expression` prints an expression of ours, `comment` prints comment lines that no
//! newline leaves, `key` prints the key of a map.

use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use super::{
    Error, Templates,
    holes::{self, Printed},
    markdown,
};
use crate::{hcl, text::Text};

/// Stands in the output where a template printed what it must not print. No text holds it.
const FAULT: char = '\0';

/// The templates of one language, parsed.
#[derive(Debug)]
pub(crate) struct Engine {
    tera: Tera,
}

impl Engine {
    /// An engine for HCL that knows the templates of these names and what they include.
    pub(crate) fn hcl<'a>(
        templates: &'a Templates,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Error> {
        let mut tera = Tera::default();
        tera.set_escape_fn(write_hcl);
        tera.register_filter("expression", Filter(expression));
        tera.register_filter("comment", Filter(|text| Ok(comment(text))));
        tera.register_filter("key", Filter(key));
        Self::load(tera, templates, names)
    }

    /// An engine for Markdown.
    pub(crate) fn markdown<'a>(
        templates: &'a Templates,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Error> {
        let mut tera = Tera::default();
        tera.set_escape_fn(|text, out| out.write_all(markdown::escape(text).as_bytes()));
        tera.register_filter("code", Filter(|text| Ok(markdown::code(text))));
        tera.register_filter("shell", Filter(|text| Ok(markdown::shell(text))));
        Self::load(tera, templates, names)
    }

    fn load<'a>(
        mut tera: Tera,
        templates: &'a Templates,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Error> {
        // Every name ends with the empty suffix.
        tera.autoescape_on([""]);
        tera.register_filter("safe", |_: Value, _: Kwargs, _: &State<'_>| {
            Err::<Value, _>(tera::Error::message(
                "there is no filter `safe` here: text is always escaped, write other HCL in the template itself",
            ))
        });
        let needed = templates.needed(names);
        tera.add_raw_templates(needed)
            .map_err(|error| Error::of_engine("", &error))?;
        Ok(Self { tera })
    }

    /// What the template makes of `data`, which it sees under `name`.
    pub(crate) fn render<T: Serialize>(
        &self,
        template: &str,
        name: &'static str,
        data: &T,
    ) -> Result<String, Error> {
        let mut context = Context::new();
        let value = Value::try_from_serializable(data)
            .map_err(|error| Error::of_engine(template, &error))?;
        context.insert_value(name, value);
        let text = self
            .tera
            .render(template, &context)
            .map_err(|error| Error::of_engine(template, &error))?;
        if text.contains(FAULT) {
            return Err(Error::NotText {
                template: template.to_owned(),
            });
        }
        Ok(text)
    }
}

/// The escape of HCL: a whole literal with its quotes, a template where the text has holes, and
/// the bare expression of a text that is one reference.
fn write_hcl(text: &str, out: &mut dyn Write) -> io::Result<()> {
    match holes::decode(text) {
        Printed::Text(text) => out.write_all(hcl::expression(&text).as_bytes()),
        Printed::Expression(_) | Printed::Broken => write!(out, "{FAULT}"),
    }
}

fn expression(text: &str) -> tera::TeraResult<String> {
    match holes::decode(text) {
        Printed::Expression(expression) => Ok(expression),
        Printed::Text(_) | Printed::Broken => Err(tera::Error::message(
            "the filter `expression` prints expressions only: text is printed without it",
        )),
    }
}

/// Each line with its own `# `. What ends a line for HCL or for a reader's editor ends it here.
fn comment(text: &str) -> String {
    let text = text.trim_end().replace("\r\n", "\n");
    let lines = text.split([
        '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ]);
    lines
        .map(|line| format!("# {line}").trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// An identifier as it is, a lone reference in parentheses, everything else as a literal.
fn key(text: &str) -> tera::TeraResult<String> {
    match holes::decode(text) {
        Printed::Text(text) => Ok(hcl_key(&text)),
        Printed::Expression(_) | Printed::Broken => Err(tera::Error::message(
            "the filter `key` prints the key of a map, which is text",
        )),
    }
}

fn hcl_key(key: &Text) -> String {
    match (key.as_literal(), key.as_reference()) {
        // These would be read as what they say, `for` as the beginning of a `for` expression.
        (Some("true" | "false" | "null" | "for"), _) => hcl::quoted(key),
        (Some(name), _) if hcl::is_identifier(name) => name.to_owned(),
        (_, Some(_)) => format!("({})", hcl::expression(key)),
        _ => hcl::quoted(key),
    }
}

/// A filter whose output is finished text.
struct Filter(fn(&str) -> tera::TeraResult<String>);

impl tera::Filter<&str, tera::TeraResult<String>> for Filter {
    fn call(&self, text: &str, _: Kwargs, _: &State<'_>) -> tera::TeraResult<String> {
        self.0(text)
    }

    fn is_safe(&self) -> bool {
        true
    }
}
