//! A grant gives exactly the statements that its verbs need: no dead pair, nothing beside them.

mod changes;
mod docs;
mod everything;
mod faults;
mod judge;
mod library;
mod names;
mod show;

use rolewright::{
    grant::{self, Expansion, Library, OptionValue, Place, Request, Subject},
    policy::Value,
    source::Located,
};

/// A value that stands nowhere.
fn value(text: &str) -> Value {
    Located::nowhere(text.into())
}

/// Words that stand nowhere.
fn words(words: &[&str]) -> Vec<Located<String>> {
    words
        .iter()
        .map(|word| Located::nowhere((*word).to_owned()))
        .collect()
}

/// A grant by name.
fn named(service: &str, name: &str, access: &[&str]) -> Request {
    Request {
        service: service.to_owned(),
        subject: Subject::Name(value(name)),
        access: words(access),
        ..Request::default()
    }
}

/// What a grant comes to, in an account and region that are known.
fn expand(request: &Request) -> Expansion {
    grant::expand(Library::embedded(), request, &known_place()).unwrap()
}

fn known_place() -> Place {
    Place {
        partition: "aws".into(),
        region: "us-east-1".into(),
        account: "111111111111".into(),
        dns_suffix: "amazonaws.com".into(),
    }
}

/// The option `prefixes`.
fn list(values: &[&str]) -> OptionValue {
    OptionValue::List(values.iter().map(|text| value(text)).collect())
}

/// The codes of the diagnostics, sorted.
fn codes(expansion: &Expansion) -> Vec<&'static str> {
    let mut codes: Vec<&str> = expansion
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code().as_str())
        .collect();
    codes.sort_unstable();
    codes
}
