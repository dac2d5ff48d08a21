//! A grant, asked for: by the service's data file, so that a new service brings its questions.

use serde_json::{Value, json};

use crate::{
    grant::{Library, OptionType, Service, ServiceOption},
    wizard::{
        fields::{Field, FieldForm},
        grants::{self, SERVICE},
        question::{Answers, Choice},
    },
};

/// The draft's keys for what becomes one of `name`, `path`, `arn`, `ref`, …
const BY: &str = "subject_key";
const SUBJECT: &str = "subject";

fn service<'a>(draft: &Answers, library: &'a Library) -> Option<&'a Service> {
    library.service(draft.get(SERVICE)?.as_str()?).ok()
}

/// The questions.
pub fn fields(draft: &Answers, library: &Library) -> Vec<Field> {
    let Some(service) = service(draft, library) else {
        return Vec::new();
    };
    let mut fields = subject_fields(draft, service);
    fields.extend(access_field(service));
    let by = subject_key(draft, service);
    fields.extend(
        service
            .options
            .iter()
            .map(|(key, option)| option_field(key, option, &by)),
    );
    if service.takes_kms_key() {
        fields.push(Field::new(
            "kms_key",
            "Encrypted with a KMS key of your own (ARN)?",
            format!(
                "adds the key's actions, through {} only; empty: AWS's key",
                service.title
            ),
            FieldForm::Text,
        ));
    }
    fields
}

fn subject_fields(draft: &Answers, service: &Service) -> Vec<Field> {
    let mut fields = Vec::new();
    let several = service.forms.len() > 1;
    if several {
        let choices = service
            .subject_keys()
            .map(|key| Choice::new(key, about(service, key)))
            .collect();
        let first = service.subject_keys().next().map(|key| json!(key));
        fields.push(
            Field::new(
                BY,
                format!("How do you name the {}?", service.noun),
                "the same in any way: exactly this resource",
                FieldForm::Choice(choices),
            )
            .required()
            .default(first),
        );
    }
    let Some(first) = service.subject_keys().next() else {
        return fields;
    };
    let key = draft.get(BY).and_then(Value::as_str).unwrap_or(first);
    let mut why = match service.forms.get(key) {
        Some(form) => format!("{}, as in {}", form.about, form.example),
        None => about(service, key),
    };
    if !several && service.arn.is_some() {
        why.push_str("; an ARN or Terraform address does as well");
    }
    let ask = format!("Which {}?", service.noun);
    fields.push(Field::new(SUBJECT, ask, why, FieldForm::Text).required());
    if let Some(form) = service.forms.get(key) {
        for key in form
            .with
            .keys()
            .filter(|key| !service.options.contains_key(*key))
        {
            let ask = format!("Which {}?", key.replace('_', " "));
            fields.push(Field::new(key, ask, "empty: any", FieldForm::Text));
        }
    }
    fields
}

fn about(service: &Service, key: &str) -> String {
    match (key, service.forms.get(key)) {
        (_, Some(form)) => form.about.clone(),
        ("arn", None) => "its ARN".to_owned(),
        _ => "the Terraform address of one that stands beside, as aws_….name".to_owned(),
    }
}

fn access_field(service: &Service) -> Option<Field> {
    if service.verbs.len() < 2 && !service.default_access.is_empty() {
        return None;
    }
    let choices = service
        .verbs
        .iter()
        .map(|(name, verb)| match &verb.risk {
            Some(risk) => Choice::new(name, format!("{} (careful: {risk})", verb.about)),
            None => Choice::new(name, &verb.about),
        })
        .collect();
    // Reading is what most need; everything else is chosen on purpose.
    let default = match service.default_access.as_slice() {
        [] if service.verbs.contains_key("read") => Some(json!(["read"])),
        [] => None,
        verbs => Some(json!(verbs)),
    };
    let mut field = Field::new(
        "access",
        "What does it do with it?",
        "only what you choose; each verb is exactly the actions that it says",
        FieldForm::Several(choices),
    )
    .default(default);
    field.required = service.default_access.is_empty();
    Some(field)
}

fn option_field(key: &str, option: &ServiceOption, by: &str) -> Field {
    let form = match option.r#type {
        OptionType::Flag => FieldForm::YesNo,
        OptionType::List => FieldForm::Words,
        OptionType::Text if option.values.is_empty() => FieldForm::Text,
        OptionType::Text => {
            let none = Choice::new("", "leave it as it is");
            let values = option.values.iter().map(|value| Choice::new(value, ""));
            FieldForm::Choice(std::iter::once(none).chain(values).collect())
        }
    };
    let ask = match option.r#type {
        OptionType::Flag => format!("{}?", capitalised(&key.replace('_', " "))),
        OptionType::Text | OptionType::List => format!("Which {}?", key.replace('_', " ")),
    };
    let required = option
        .required_unless
        .as_ref()
        .is_some_and(|unless| unless != by);
    let mut why = option.about.clone();
    if let Some(example) = option
        .example
        .as_ref()
        .filter(|example| !example.is_empty())
    {
        why.push_str(", as in ");
        why.push_str(example);
    }
    if !required && form != FieldForm::YesNo {
        why.push_str("; empty: none");
    }
    let mut field = Field::new(key, ask, why, form);
    field.required = required;
    if field.form == FieldForm::YesNo {
        field.default = Some(json!(false));
    }
    field
}

/// The key by which a draft names its subject.
fn subject_key(draft: &Answers, service: &Service) -> String {
    let text = draft
        .get(SUBJECT)
        .and_then(Value::as_str)
        .unwrap_or_default();
    let by = draft
        .get(BY)
        .and_then(Value::as_str)
        .filter(|_| service.forms.len() > 1);
    by.map_or_else(|| grants::subject_key(service, text), str::to_owned)
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// The answers that a grant holds.
pub fn open(item: &Answers, library: &Library) -> Answers {
    let mut draft = item.clone();
    if let Some(service) = service(item, library)
        && let Some((key, text)) = grants::subject(item, service)
    {
        draft.shift_remove(&key);
        draft.insert(BY.to_owned(), json!(key));
        draft.insert(SUBJECT.to_owned(), json!(text));
    }
    draft
}

/// The grant that answers make.
pub fn close(draft: &Answers, library: &Library) -> Answers {
    let mut item = Answers::new();
    let service = service(draft, library);
    for (key, value) in draft {
        match (key.as_str(), service) {
            (BY, _) => {}
            (SUBJECT, Some(service)) => {
                let key = subject_key(draft, service);
                item.insert(key, value.clone());
            }
            // A switch that is off need not be said.
            (_, Some(service)) if *value == json!(false) && service.options.contains_key(key) => {}
            _ => drop(item.insert(key.clone(), value.clone())),
        }
    }
    item
}

/// A grant in a few words: `buckets photos: read`.
pub fn summary(item: &Answers, library: &Library) -> String {
    let key = item
        .get(SERVICE)
        .and_then(Value::as_str)
        .unwrap_or_default();
    let subject = service(item, library).and_then(|service| grants::subject(item, service));
    let subject = subject
        .map(|(_, text)| format!(" {text}"))
        .unwrap_or_default();
    let access = item.get("access").map(super::words).unwrap_or_default();
    let rest: Vec<String> = item
        .iter()
        .filter(|(key, value)| {
            ![SERVICE, "access"].contains(&key.as_str()) && !subject.ends_with(&super::words(value))
        })
        .map(|(key, value)| format!("{key} {}", super::words(value)))
        .collect();
    let parts: Vec<String> = std::iter::once(access)
        .chain(rest)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        format!("{key}{subject}")
    } else {
        format!("{key}{subject}: {}", parts.join("; "))
    }
}
