//! Grants: the keys come from the service's data file.

use std::collections::BTreeMap;

use super::{Fields, Report, Value, map, report::wrong_type};
use crate::{
    diag::{Code, Diagnostic},
    grant::{Entry as Form, OptionValue, Request, Service, Subject, unknown_verbs},
    policy,
    source::{Located, Origin},
    spec::{
        keys::{Shape, service_keys},
        yaml::{Content, Entry, Node, Plain},
    },
};

/// Reads what stands below the key of a service.
pub(super) fn grants(
    entry: &Entry,
    name: &'static str,
    report: &mut Report<'_>,
) -> Option<Vec<Request>> {
    let node = &entry.value;
    if !node.sound {
        return None;
    }
    let (service, shape) = match service_keys(name) {
        Ok(found) => found,
        Err(error) => {
            let message = error.to_string();
            report.push(Diagnostic::new(Code::UnknownKey, entry.key.origin, message));
            return None;
        }
    };
    let one = |node: &Node, report: &mut Report<'_>| {
        let fields = map::fields(node, shape, report)?;
        subject_conflict(service, &fields, report);
        let request = request(service, &fields);
        let whole = fields.sound && subject_fits(service, &fields);
        if !whole {
            for fault in unknown_verbs(service, &request.access) {
                report.push(fault);
            }
        }
        whole.then_some(request)
    };
    match service.entry {
        Form::List => list(service, node, report, one),
        Form::Single => match &node.content {
            Content::List(_) => {
                let access = super::list(node, &Shape::Verb(service), report)?;
                let access = access.into_iter().filter_map(word).collect();
                let request = Request {
                    access,
                    ..bare(service, node.origin)
                };
                Some(vec![request])
            }
            _ if is(node, true) && !service.default_access.is_empty() => {
                Some(vec![bare(service, node.origin)])
            }
            Content::Map(_) => one(node, report).map(|request| vec![request]),
            Content::Scalar(_) => {
                report.push(wrong_type(node, "a map with `access`, or a list of verbs"));
                None
            }
        },
        Form::Switch => switch(service, entry, report, one),
    }
}

fn is(node: &Node, wanted: bool) -> bool {
    node.as_scalar()
        .is_some_and(|scalar| scalar.meaning() == Plain::Bool(wanted))
}

fn bare(service: &Service, origin: Origin) -> Request {
    Request {
        service: service.key.clone(),
        origin,
        ..Request::default()
    }
}

fn list(
    service: &Service,
    node: &Node,
    report: &mut Report<'_>,
    one: impl Fn(&Node, &mut Report<'_>) -> Option<Request>,
) -> Option<Vec<Request>> {
    let expected = format!("a list of grants, such as `- {{ {} }}`", example(service));
    let Content::List(items) = &node.content else {
        report.push(wrong_type(node, "a list").help(format!("write {expected}")));
        return None;
    };
    if items.is_empty() {
        report.push(
            Diagnostic::new(Code::DeadValue, node.origin, "an empty list has no effect")
                .help("remove the key, or name something"),
        );
        return None;
    }
    let mut requests: Vec<Request> = Vec::with_capacity(items.len());
    let mut subjects: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.sound) {
        if !matches!(item.content, Content::Map(_)) {
            let diagnostic = wrong_type(item, "a map");
            report.push(diagnostic.help(format!("a grant is `{{ {} }}`", example(service))));
            continue;
        }
        let Some(request) = one(item, report) else {
            continue;
        };
        let alike = subjects.entry(subject_text(&request.subject)).or_default();
        let mut equals = alike.iter().filter_map(|at| requests.get(*at));
        if let Some(first) = equals.find(|first| **first == request) {
            report.push(
                Diagnostic::new(
                    Code::DuplicateValue,
                    item.origin,
                    format!("this grant of `{}` stands twice", service.key),
                )
                .also(first.origin, "first here")
                .help("remove one of the two"),
            );
        }
        alike.push(requests.len());
        requests.push(request);
    }
    Some(requests)
}

/// What tells most subjects apart, so that a grant is compared with few others.
fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Whole => String::new(),
        Subject::Name(text) | Subject::Arn(text) | Subject::Ref(text) => text.value.to_string(),
        Subject::Keys(keys) => keys.values().map(|text| text.value.to_string()).collect(),
    }
}

/// `name: photos, access: [read]`.
fn example(service: &Service) -> String {
    let subject = match service.forms.first() {
        Some((key, form)) => format!("{key}: {}, ", form.example),
        None => String::new(),
    };
    let verb = service.verbs.keys().next().map_or("", String::as_str);
    format!("{subject}access: [{verb}]")
}

fn switch(
    service: &Service,
    entry: &Entry,
    report: &mut Report<'_>,
    one: impl Fn(&Node, &mut Report<'_>) -> Option<Request>,
) -> Option<Vec<Request>> {
    let node = &entry.value;
    if is(node, true) {
        return Some(vec![bare(service, node.origin)]);
    }
    if is(node, false) {
        report.push(
            Diagnostic::new(
                Code::DeadValue,
                node.origin,
                format!(
                    "`{}: false` has no effect: nothing is granted without the key",
                    service.key
                ),
            )
            .help("remove the key"),
        );
        return None;
    }
    if matches!(node.content, Content::Map(_)) {
        return one(node, report).map(|request| vec![request]);
    }
    report.push(wrong_type(node, "`true`, or a map of options"));
    None
}

/// Whether a key names the subject.
fn names_subject(service: &Service, key: &str) -> bool {
    service.subject_keys().any(|name| name == key)
}

/// Whether two keys that name the subject belong together.
fn together(service: &Service, one: &str, other: &str) -> bool {
    let holds = |form: &str, key: &str| {
        service
            .forms
            .get(form)
            .is_some_and(|form| form.with.contains_key(key))
    };
    holds(one, other) || holds(other, one)
}

/// Reports two keys of which each names the subject.
fn subject_conflict(service: &Service, fields: &Fields, report: &mut Report<'_>) {
    let mut subjects = fields
        .list
        .iter()
        .filter(|field| names_subject(service, field.name));
    let Some(first) = subjects.next() else { return };
    if let Some(second) = subjects.find(|field| !together(service, first.name, field.name)) {
        let message = format!("`{}` and `{}` exclude each other", first.name, second.name);
        report.push(
            Diagnostic::new(Code::ConflictingKeys, second.key, message)
                .also(first.key, "the other one")
                .help(format!("one grant is about one {}", service.noun)),
        );
    }
}

fn subject_fits(service: &Service, fields: &Fields) -> bool {
    let subjects: Vec<&str> = fields
        .list
        .iter()
        .map(|field| field.name)
        .filter(|name| names_subject(service, name))
        .collect();
    let mut rest = subjects.iter();
    let Some(first) = rest.next() else {
        return true; // the grant itself says what is missing
    };
    rest.all(|other| together(service, first, other))
}

fn request(service: &'static Service, fields: &Fields) -> Request {
    let words = |name: &str| fields.list(name).iter().cloned().filter_map(word).collect();
    let options = service.options.keys().filter_map(|name| {
        let value = match fields.value(name)? {
            Value::Flag(flag) => OptionValue::Flag(*flag),
            Value::Text(text) => OptionValue::Text(text.clone()),
            Value::List(_) => OptionValue::List(fields.texts(name)),
            _ => return None,
        };
        Some((name.clone(), value))
    });
    Request {
        service: service.key.clone(),
        subject: subject(service, fields),
        access: words("access"),
        options: options.collect(),
        kms_key: fields.text("kms_key"),
        except: words("except"),
        also: words("also"),
        conditions: fields.conditions("conditions"),
        reason: fields.word("reason"),
        until: fields.word("until"),
        unchecked: words("unchecked"),
        sid: fields.literal("sid"),
        origin: fields.origin,
    }
}

fn word(value: Value) -> Option<Located<String>> {
    match value {
        Value::Text(text) => {
            let literal = text.value.as_literal()?.to_owned();
            Some(Located::new(literal, text.origin))
        }
        _ => None,
    }
}

fn subject(service: &Service, fields: &Fields) -> Subject {
    if let Some(arn) = fields.text("arn").filter(|_| service.arn.is_some()) {
        return Subject::Arn(arn);
    }
    if let Some(reference) = fields.text("ref").filter(|_| !service.r#ref.is_empty()) {
        return Subject::Ref(reference);
    }
    let parts = service
        .forms
        .iter()
        .flat_map(|(name, form)| std::iter::once(name).chain(form.with.keys()))
        .filter(|name| !service.options.contains_key(*name));
    let mut keys: BTreeMap<String, policy::Value> = parts
        .filter_map(|name| Some((name.clone(), fields.text(name)?)))
        .collect();
    match (keys.len(), keys.remove("name")) {
        (0, _) => Subject::Whole,
        (1, Some(name)) => Subject::Name(name),
        (_, name) => {
            keys.extend(name.map(|name| ("name".to_owned(), name)));
            Subject::Keys(keys)
        }
    }
}
