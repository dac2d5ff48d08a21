//! What the types of a data file cannot hold: names that must agree.

use super::{Conditions, Entry, OneOrMany, Service, Template};
use crate::policy::Operator;

/// What is wrong with a file, in a sentence.
pub(crate) fn fault(service: &Service) -> Option<String> {
    verbs(service)
        .or_else(|| templates(service))
        .or_else(|| operators(service))
        .or_else(|| entry(service))
}

fn verbs(service: &Service) -> Option<String> {
    let shape = |name: &str| name == "*" || service.shapes.contains_key(name);
    let verb = |name: &str| service.verbs.contains_key(name);
    for (name, data) in &service.verbs {
        let mut on = data.allow.iter().flat_map(|rule| rule.on.all());
        if let Some(unknown) = on.find(|on| !shape(on)) {
            return Some(format!(
                "the verb `{name}` acts on the unknown shape `{unknown}`"
            ));
        }
        if let Some(unknown) = data.includes.iter().find(|included| !verb(included)) {
            return Some(format!(
                "the verb `{name}` includes the unknown verb `{unknown}`"
            ));
        }
        if !data.kms.is_empty() && service.kms_via.is_none() {
            return Some(format!(
                "the verb `{name}` has `kms`, but there is no `kms_via`"
            ));
        }
        let rules = data
            .allow
            .iter()
            .flat_map(|rule| [&rule.r#if, &rule.unless]);
        let keyed = data.kms.iter().map(|rule| &rule.r#if);
        for test in rules.chain(keyed).flatten() {
            let key = test.split('=').next().unwrap_or(test);
            if !service.options.contains_key(key) && !service.forms.contains_key(key) {
                return Some(format!(
                    "the verb `{name}` asks for the unknown key `{key}`"
                ));
            }
        }
    }
    let added = service
        .options
        .values()
        .filter_map(|option| option.adds_verb.as_ref());
    let unknown = service
        .default_access
        .iter()
        .chain(added)
        .find(|name| !verb(name));
    unknown.map(|name| format!("there is no verb `{name}`"))
}

/// Every conditions map of the file.
fn conditions(service: &Service) -> impl Iterator<Item = &Conditions> {
    let forms = service.forms.values().map(|form| &form.conditions);
    let options = service.options.values().map(|option| &option.conditions);
    let rules = service.verbs.values().flat_map(|verb| &verb.allow);
    forms
        .chain(options)
        .chain(rules.map(|rule| &rule.conditions))
}

fn templates(service: &Service) -> Option<String> {
    let forms = service.forms.values().flat_map(|form| {
        form.arn
            .all()
            .iter()
            .chain(&form.star_arn)
            .chain(form.with.values())
    });
    let options = service
        .options
        .values()
        .filter_map(|option| option.arn.as_ref());
    let shapes = service.shapes.values().map(|shape| &shape.arn);
    let values = conditions(service)
        .flat_map(|conditions| conditions.values())
        .flat_map(|keys| keys.values())
        .flat_map(OneOrMany::all);
    let beside: Vec<&String> = service
        .forms
        .values()
        .flat_map(|form| form.with.keys())
        .collect();
    let known = |key: &str| {
        ["partition", "region", "account", "arn"].contains(&key)
            || service.forms.contains_key(key)
            || service.options.contains_key(key)
            || beside.iter().any(|other| *other == key)
    };
    let unknown = |template: &Template| {
        let key = template.keys().find(|key| !known(key))?;
        Some(format!("`{template}` has the unknown key `{key}`"))
    };
    forms
        .chain(options)
        .chain(shapes)
        .chain(values)
        .find_map(unknown)
}

fn operators(service: &Service) -> Option<String> {
    conditions(service)
        .flat_map(|conditions| conditions.keys())
        .find(|operator| !Operator::parse(operator).is_known())
        .map(|operator| format!("there is no condition operator `{operator}`"))
}

fn entry(service: &Service) -> Option<String> {
    let has_subject = service.subject_keys().next().is_some();
    (has_subject != (service.entry == Entry::List)).then(|| {
        "a list of grants needs `forms`, `arn` or `ref`, and nothing else may have one".to_owned()
    })
}
