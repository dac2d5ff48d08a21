//! What a grant is about: from `name`, `arn`, `ref` or another key to the values of the templates.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Entry, Form, OptionValue, Place, Request, Service, Subject,
    address::{holds_an_arn, reference_label, resource_type},
    arn::Segments,
    check::check_rules,
    service::{Conditions, ServiceOption},
    template::{Bindings, Gap},
};
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    policy::Value,
    source::{Located, Origin},
    text::Text,
};

/// A subject, resolved.
#[derive(Default)]
pub(crate) struct Resolved<'a> {
    /// What the keys of the templates stand for.
    pub(crate) bindings: Bindings,
    /// Forms and options that the grant gives, for `if` and `unless`; `tier=advanced` too.
    pub(crate) given: BTreeSet<String>,
    /// Conditions that the subject and the options bring.
    pub(crate) conditions: Vec<&'a Conditions>,
    /// What messages, comments and ids call it.
    pub(crate) label: String,
    /// Whether the label leaves something out that tells it from others.
    pub(crate) label_is_partial: bool,
    /// The ARN or reference as the user gave it.
    pub(crate) given_arn: Option<Text>,
    /// The region, where an ARN names it.
    pub(crate) region: Option<Text>,
    /// Where the subject was written.
    pub(crate) origin: Origin,
}

/// Resolves the subject and options of a grant; what is wrong with them goes to `diagnostics`.
pub(crate) fn resolve<'a>(
    service: &'a Service,
    request: &Request,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Option<Resolved<'a>> {
    let mut resolver = Resolver {
        service,
        resolved: Resolved {
            bindings: place_bindings(place),
            origin: request.origin,
            ..Resolved::default()
        },
        diagnostics,
    };
    let keys = match &request.subject {
        Subject::Keys(keys) => keys.clone(),
        Subject::Name(name) => BTreeMap::from([("name".to_owned(), name.clone())]),
        Subject::Whole | Subject::Arn(_) | Subject::Ref(_) => BTreeMap::new(),
    };
    resolver.options(request, &keys);
    let fine = match &request.subject {
        Subject::Whole => service.entry != Entry::List || resolver.keys(&keys, request.origin),
        Subject::Arn(arn) => resolver.arn(arn),
        Subject::Ref(reference) => resolver.reference(reference),
        Subject::Name(_) | Subject::Keys(_) => resolver.keys(&keys, request.origin),
    };
    fine.then_some(resolver.resolved)
}

fn place_bindings(place: &Place) -> Bindings {
    [
        ("partition", &place.partition),
        ("region", &place.region),
        ("account", &place.account),
    ]
    .map(|(key, text)| (key.to_owned(), vec![text.clone()]))
    .into()
}

struct Resolver<'a, 'd> {
    service: &'a Service,
    resolved: Resolved<'a>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Resolver<'a, '_> {
    fn bind(&mut self, key: &str, values: Vec<Text>) {
        self.resolved.bindings.insert(key.to_owned(), values);
    }

    fn report(&mut self, code: Code, origin: Origin, message: String, help: Option<&str>) {
        let diagnostic = Diagnostic::new(code, origin, message);
        self.diagnostics.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// Options, whether they were decoded as such or as keys of the subject.
    fn options(&mut self, request: &Request, keys: &BTreeMap<String, Value>) {
        let service = self.service;
        for (key, option) in &service.options {
            let mut values: Vec<Value> = match request.options.get(key) {
                Some(OptionValue::Flag(flag)) => {
                    if flag.value {
                        self.resolved.given.insert(key.clone());
                    }
                    continue;
                }
                Some(OptionValue::Text(text)) => vec![text.clone()],
                Some(OptionValue::List(list)) => list.clone(),
                None => keys.get(key).cloned().into_iter().collect(),
            };
            if values.is_empty() {
                let excused = |unless: &str| match &request.subject {
                    Subject::Arn(_) => unless == "arn",
                    Subject::Keys(keys) => keys.contains_key(unless),
                    Subject::Whole | Subject::Name(_) | Subject::Ref(_) => false,
                };
                if option
                    .required_unless
                    .as_deref()
                    .is_some_and(|unless| !excused(unless))
                {
                    let message = format!("`{}` needs `{key}`: {}", service.key, option.about);
                    self.report(Code::MissingKey, request.origin, message, None);
                }
                let defaults = option
                    .default
                    .iter()
                    .map(|text| Text::literal(text.as_str()));
                if !option.default.is_empty() {
                    self.bind(key, defaults.collect());
                }
                continue;
            }
            values.sort();
            values.dedup();
            let mut texts = Vec::new();
            for value in &values {
                self.check_option(key, option, value);
                texts.push(self.option_text(key, option, &value.value));
                self.resolved.given.insert(format!("{key}={}", value.value));
            }
            self.resolved.given.insert(key.clone());
            self.bind(key, texts);
            self.resolved.conditions.push(&option.conditions);
        }
    }

    fn check_option(&mut self, key: &str, option: &ServiceOption, value: &Value) {
        if !option.values.is_empty() {
            let known = value.value.as_literal();
            if known.is_some_and(|known| !option.values.iter().any(|allowed| allowed == known)) {
                let message = format!(
                    "`{key}` is `{}`; it can be `{}`",
                    value.value,
                    option.values.join("`, `")
                );
                self.report(Code::BadName, value.origin, message, None);
            }
            return;
        }
        let is_arn = option.arn.is_some() && value.value.literal_prefix().starts_with("arn:");
        if !is_arn {
            check_rules(key, &option.rules, value, self.diagnostics);
        }
    }

    /// The text that stands for an option: an id is made an ARN where the option is one.
    fn option_text(&self, key: &str, option: &ServiceOption, text: &Text) -> Text {
        let Some(template) = &option.arn else {
            return text.clone();
        };
        let is_id = text
            .as_reference()
            .is_some_and(|reference| reference.expression().rsplit('.').next() == Some("id"));
        if is_id || (!text.has_references() && !text.literal_prefix().starts_with("arn:")) {
            let mut bindings = self.resolved.bindings.clone();
            bindings.insert(key.to_owned(), vec![text.clone()]);
            if let Ok(filled) = template.fill(&bindings)
                && let Some(first) = filled.into_iter().next()
            {
                return first;
            }
        }
        text.clone()
    }

    /// `arn:`.
    fn arn(&mut self, arn: &Value) -> bool {
        let service = self.service;
        let Some(form) = &service.arn else {
            return false;
        };
        if let Some(segments) = Segments::of(&arn.value) {
            for (key, other) in &service.forms {
                let captured = other.from_arn.iter().find_map(|p| segments.capture(p));
                if let Some(text) = captured {
                    segments.bind(&mut self.resolved.bindings);
                    self.resolved.region = segments.region().cloned();
                    return self.form(key, other, &Located::new(text, arn.origin));
                }
            }
            let refused = form
                .refuse
                .iter()
                .find(|(p, _)| segments.can_match_literally(p));
            let accepted = form.accept.iter().any(|p| segments.can_match(p));
            if refused.is_some() || !accepted {
                let message = format!(
                    "`{}` is not the ARN of a {}, as `{}` is",
                    arn.value, service.noun, form.example
                );
                self.report(
                    Code::WrongArn,
                    arn.origin,
                    message,
                    refused
                        .map(|(_, help)| help.as_str())
                        .or(form.help.as_deref()),
                );
                return false;
            }
            segments.bind(&mut self.resolved.bindings);
            self.resolved.region = segments.region().cloned();
            self.resolved.label = segments.resource_name();
        } else if arn
            .value
            .parts()
            .first()
            .is_some_and(|part| matches!(part, crate::text::Part::Reference(_)))
        {
            self.resolved.label = reference_label(&arn.value.to_string());
        } else {
            let message = format!(
                "`{}` is no ARN; one looks like `{}`",
                arn.value, form.example
            );
            self.report(Code::WrongArn, arn.origin, message, None);
            return false;
        }
        self.resolved.label_is_partial = true;
        self.base_arn(&arn.value, arn.origin);
        true
    }

    /// Takes an ARN as `{arn}`, without the end that it may have.
    fn base_arn(&mut self, arn: &Text, origin: Origin) {
        let end = self
            .service
            .arn
            .as_ref()
            .and_then(|form| form.trim_end.as_deref());
        let base = match end {
            Some(end) if !self.is_listed_reference(arn) => super::template::trim_end(arn, end),
            _ => arn.clone(),
        };
        self.bind("arn", vec![base]);
        self.resolved.given.insert("arn".to_owned());
        self.resolved.given_arn = Some(arn.clone());
        self.resolved.origin = origin;
    }

    /// Whether it is a reference to an attribute of which the data file knows what it holds.
    fn is_listed_reference(&self, text: &Text) -> bool {
        text.as_reference().is_some_and(|reference| {
            let expression = reference.expression();
            let listed = self.service.r#ref.get(resource_type(expression));
            listed.is_some_and(|attribute| expression.ends_with(&format!(".{attribute}")))
        })
    }

    /// `ref:`.
    fn reference(&mut self, reference: &Value) -> bool {
        let service = self.service;
        let address = reference.value.as_reference().map_or_else(
            || reference.value.to_string(),
            |reference| reference.expression().to_owned(),
        );
        let kind = resource_type(&address);
        let Some(attribute) = service.r#ref.get(kind) else {
            let types: Vec<&str> = service.r#ref.keys().map(String::as_str).collect();
            let message = format!(
                "`{kind}` is not a type that `ref` knows for a {}; it knows `{}`",
                service.noun,
                types.join("`, `")
            );
            let help = format!("name the attribute instead: `arn: ${{{address}.arn}}`");
            self.report(
                Code::UnlistedRefType,
                reference.origin,
                message,
                Some(&help),
            );
            return false;
        };
        let text = Text::reference(format!("{address}.{attribute}"));
        self.resolved.label = reference_label(&address);
        self.resolved.label_is_partial = true;
        self.resolved.given.insert("ref".to_owned());
        if service.ref_fills == "arn" {
            self.base_arn(&text, reference.origin);
            return true;
        }
        match service.forms.get_key_value(&service.ref_fills) {
            Some((key, form)) => {
                let label = self.resolved.label.clone();
                let fine = self.form(key, form, &Located::new(text, reference.origin));
                self.resolved.label = label;
                fine
            }
            None => false,
        }
    }

    /// `name`, or other keys that name the resource.
    fn keys(&mut self, keys: &BTreeMap<String, Value>, origin: Origin) -> bool {
        let service = self.service;
        // A key that another form only needs beside its own comes second.
        let chosen = service
            .forms
            .iter()
            .filter(|(key, _)| keys.contains_key(*key));
        let Some((key, form)) = chosen.max_by_key(|(_, form)| form.with.len()) else {
            let known: Vec<&str> = service.subject_keys().collect();
            let message = format!("a {} needs one of `{}`", service.noun, known.join("`, `"));
            self.report(Code::MissingKey, origin, message, None);
            return false;
        };
        for (other, _) in &form.with {
            if let Some(value) = keys.get(other) {
                self.bind(other, vec![value.value.clone()]);
            }
        }
        keys.get(key)
            .is_some_and(|value| self.form(key, form, value))
    }

    /// One key that names the resource, with its value.
    fn form(&mut self, key: &str, form: &'a Form, value: &Value) -> bool {
        let mut text = value.value.clone();
        self.resolved.origin = value.origin;
        if let Some(segments) = Segments::of(&text) {
            let captured = form.from_arn.iter().find_map(|p| segments.capture(p));
            if let Some(captured) = captured {
                segments.bind(&mut self.resolved.bindings);
                self.resolved.region = segments.region().cloned();
                self.resolved.label_is_partial = true;
                text = captured;
            }
        }
        if text
            .as_reference()
            .is_some_and(|reference| holds_an_arn(reference.expression()))
        {
            let message = format!("`{key}: {}` is an ARN", value.value);
            self.report(
                Code::WrongArn,
                value.origin,
                message,
                Some("give it as `arn`"),
            );
            return false;
        }
        let starred = check_rules(
            key,
            &form.rules,
            &Located::new(text.clone(), value.origin),
            self.diagnostics,
        );
        self.resolved
            .label
            .push_str(if self.resolved.label.is_empty() {
                ""
            } else {
                "-"
            });
        self.resolved.label.push_str(&text.to_string());
        self.resolved.label_is_partial |= text.as_literal().is_none();
        self.bind(key, vec![text]);
        for (other, template) in &form.with {
            if !self.resolved.bindings.contains_key(other) {
                if let Ok(texts) = template.fill(&self.resolved.bindings) {
                    self.bind(other, texts);
                } else {
                    let message = format!("`{key}: {}` does not tell `{other}`", value.value);
                    self.report(
                        Code::MissingKey,
                        value.origin,
                        message,
                        Some(&format!("add `{other}`")),
                    );
                    return false;
                }
            }
        }
        let templates = match &form.star_arn {
            Some(star) if starred => std::slice::from_ref(star),
            _ => form.arn.all(),
        };
        let filled: Result<Vec<Vec<Text>>, Gap> = templates
            .iter()
            .map(|template| template.fill(&self.resolved.bindings))
            .collect();
        self.resolved.given.insert(key.to_owned());
        self.resolved.conditions.push(&form.conditions);
        match filled {
            Ok(arns) => {
                self.bind("arn", arns.into_iter().flatten().collect());
                true
            }
            // A required key is missing, and was reported where that was found.
            Err(Gap::Missing(_)) => false,
            Err(Gap::NotLiteral(gap)) => {
                let message = format!("`{gap}` must be plain text here");
                self.report(Code::BadName, value.origin, message, None);
                false
            }
        }
    }
}
