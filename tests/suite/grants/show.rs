//! Statements as a person reads them, and one snapshot for each service.

use std::fmt::Write as _;

use rolewright::{
    grant::{self, Library, OptionType, OptionValue, Place, Request, Service, Subject},
    policy::Statement,
    source::Located,
    text::Text,
};

use super::{value, words};

/// The statements, one block each.
pub(super) fn statements(statements: &[Statement]) -> String {
    let mut text = String::new();
    for statement in statements {
        let sid = statement.sid.as_ref().unwrap();
        let reason = statement.reason.as_ref().unwrap();
        let mut lines = reason.value.lines();
        writeln!(text, "  {}: {}", sid.value, lines.next().unwrap()).unwrap();
        for line in lines {
            writeln!(text, "    # {line}").unwrap();
        }
        let mut verb = statement.effect.as_str().to_lowercase();
        for action in &statement.actions.values {
            writeln!(text, "    {verb:5} {}", action.value).unwrap();
            verb.clear();
        }
        let mut on = "on";
        for resource in &statement.resources.as_ref().unwrap().values {
            writeln!(text, "    {on:5} {}", resource.value).unwrap();
            on = "";
        }
        for condition in &statement.conditions {
            let values: Vec<String> = condition
                .values
                .iter()
                .map(|v| v.value.to_string())
                .collect();
            let key = &condition.key.value;
            writeln!(
                text,
                "    when  {key} {} {}",
                condition.operator,
                values.join(" | ")
            )
            .unwrap();
        }
    }
    text
}

/// Every way in which a file says that its resource can be named.
pub(super) fn subjects(service: &Service) -> Vec<(String, Subject)> {
    let mut subjects = Vec::new();
    for (key, form) in &service.forms {
        let subject = if key == "name" {
            Subject::Name(value(&form.example))
        } else {
            Subject::Keys([(key.clone(), value(&form.example))].into())
        };
        subjects.push((format!("{key}: {}", form.example), subject));
        if form.rules.star == grant::Star::Last {
            let starred = format!("{}-*", form.example);
            let subject = Subject::Name(value(&starred));
            subjects.push((format!("{key}: {starred}"), subject));
        }
    }
    if let Some(arn) = &service.arn {
        subjects.push((
            format!("arn: {}", arn.example),
            Subject::Arn(value(&arn.example)),
        ));
    }
    for kind in service.r#ref.keys() {
        let address = format!("{kind}.example");
        let text = Located::nowhere(Text::reference(address.as_str()));
        subjects.push((format!("ref: {address}"), Subject::Ref(text)));
    }
    if subjects.is_empty() {
        subjects.push(("the whole".to_owned(), Subject::Whole));
    }
    subjects
}

/// A grant of a service with the options that it cannot do without.
pub(super) fn request(service: &Service, subject: &Subject, access: &[&str]) -> Request {
    let needed = service.options.iter().filter(|(_, option)| {
        let unless = option.required_unless.as_deref();
        unless.is_some_and(|unless| !(unless == "arn" && matches!(subject, Subject::Arn(_))))
    });
    Request {
        service: service.key.clone(),
        subject: subject.clone(),
        access: words(access),
        options: needed
            .map(|(key, option)| {
                let example = option.example.as_ref().unwrap();
                (key.clone(), OptionValue::Text(value(example)))
            })
            .collect(),
        ..Request::default()
    }
}

/// Every option of a service with a value that passes.
pub(super) fn options(service: &Service) -> Vec<(String, OptionValue)> {
    let mut options = Vec::new();
    for (key, option) in &service.options {
        let examples = match &option.example {
            Some(example) => vec![example.clone()],
            None => option.values.clone(),
        };
        match option.r#type {
            OptionType::Flag => {
                options.push((key.clone(), OptionValue::Flag(Located::nowhere(true))));
            }
            OptionType::Text => {
                assert!(
                    !examples.is_empty(),
                    "{key} of {} has no example",
                    service.key
                );
                let values = examples.iter().map(|text| OptionValue::Text(value(text)));
                options.extend(values.map(|value| (key.clone(), value)));
            }
            OptionType::List => {
                let values = examples.iter().flat_map(|text| text.split(", ")).map(value);
                options.push((key.clone(), OptionValue::List(values.collect())));
            }
        }
    }
    options
}

pub(super) const KEY: &str =
    "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn show(request: &Request) -> String {
    let expansion = grant::expand(Library::embedded(), request, &Place::default()).unwrap();
    let mut text = String::new();
    for diagnostic in expansion.diagnostics.iter() {
        writeln!(
            text,
            "  {}: {}",
            diagnostic.severity(),
            diagnostic.message()
        )
        .unwrap();
    }
    text + &statements(&expansion.statements)
}

fn snapshot(service: &Service) -> String {
    let mut text = String::new();
    let subjects = subjects(service);
    for (verb, data) in &service.verbs {
        writeln!(text, "# {verb}: {}\n", data.about).unwrap();
        let (name, first) = &subjects[0];
        let request = request(service, first, &[verb]);
        writeln!(text, "{name}\n{}", show(&request)).unwrap();
        if !data.kms.is_empty() {
            let request = Request {
                kms_key: Some(value(KEY)),
                ..request
            };
            writeln!(text, "{name}, kms_key: {KEY}\n{}", show(&request)).unwrap();
        }
    }
    let verbs: Vec<&str> = service.verbs.keys().map(String::as_str).collect();
    writeln!(text, "# all verbs\n").unwrap();
    for (name, subject) in &subjects {
        writeln!(text, "{name}\n{}", show(&request(service, subject, &verbs))).unwrap();
    }
    for (key, option) in options(service) {
        let mut request = request(service, &subjects[0].1, &verbs);
        let shown = match &option {
            OptionValue::Flag(flag) => flag.value.to_string(),
            OptionValue::Text(text) => text.value.to_string(),
            OptionValue::List(list) => {
                let list: Vec<String> = list.iter().map(|item| item.value.to_string()).collect();
                format!("[{}]", list.join(", "))
            }
        };
        request.options.insert(key.clone(), option);
        if service.takes_kms_key() {
            request.kms_key = Some(value(KEY));
        }
        writeln!(text, "{key}: {shown}\n{}", show(&request)).unwrap();
    }
    text
}

#[test]
fn each_service_gives_these_statements() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/grants"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for service in Library::embedded().services() {
            let service = service.unwrap();
            insta::assert_snapshot!(service.key.as_str(), snapshot(service));
        }
    });
}
