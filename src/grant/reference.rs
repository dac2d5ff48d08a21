//! The reference of all grants, as Markdown: `docs/grants.md`.

use super::{
    Conditions, Entry, Error, Form, Library, OptionType, Rule, Service, ServiceOption, Template,
    Verb, template::Bindings,
};
use crate::text::Text;

/// The whole page.
///
/// # Errors
///
/// If a file does not describe a service.
pub fn reference(library: &Library) -> Result<String, Error> {
    let mut page = Page::default();
    page.line("# Grants");
    page.line("");
    page.line(
        "<!-- Made from the files under `grants/`; `tests/suite/grants/docs.rs` says how. -->",
    );
    page.line("");
    page.line("A grant says what the role needs, and becomes exactly the actions that it takes. Besides the keys below, every");
    page.line("grant takes `access` (its verbs), `except` and `also` (actions), `conditions`, `reason`, `until`, `unchecked` and");
    page.line("`sid`. With `kms_key`, a grant also gets what it needs on the key that encrypts its resource, through the service");
    page.line("only. In ARNs, `{partition}`, `{region}` and `{account}` are the spec's, else those that Terraform is applied in.");
    page.line("");
    page.line("| key | what | verbs |");
    page.line("| --- | --- | --- |");
    let services = library.services().collect::<Result<Vec<_>, _>>()?;
    for service in &services {
        let key = &service.key;
        let verbs = code_list(service.verbs.keys());
        page.line(&format!(
            "| [`{key}`](#{key}) | {}: {} | {verbs} |",
            service.title, service.about
        ));
    }
    for service in services {
        page.service(service);
    }
    Ok(page.text)
}

fn code_list(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<String> = names
        .into_iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    names.join(", ")
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn service(&mut self, service: &Service) {
        self.line("");
        self.line(&format!("## {}", service.key));
        self.line("");
        self.line(&format!("{}: {}.", service.title, service.about));
        self.line("");
        self.line("```yaml");
        self.line(&example(service));
        self.line("```");
        self.keys(service);
        self.line("");
        self.line("| verb | what | actions | on |");
        self.line("| --- | --- | --- | --- |");
        for (name, verb) in &service.verbs {
            self.verb(service, name, verb);
        }
        for (policy, because) in &service.instead_of {
            self.line("");
            self.line(&format!("Use it instead of AWS's `{policy}`: {because}."));
        }
        for note in &service.notes {
            self.line("");
            self.line(note);
        }
    }

    /// How the resource is named, and the options.
    fn keys(&mut self, service: &Service) {
        let has_keys = service.subject_keys().next().is_some() || !service.options.is_empty();
        if !has_keys {
            return;
        }
        self.line("");
        self.line("| key | what | example |");
        self.line("| --- | --- | --- |");
        for (key, form) in &service.forms {
            let about = format!("{}{}", form.about, conditions(service, &form.conditions));
            self.line(&format!("| `{key}` | {about} | `{}` |", form.example));
            self.with(form);
        }
        if let Some(arn) = &service.arn {
            self.line(&format!("| `arn` | the whole ARN | `{}` |", arn.example));
        }
        if let Some((kind, _)) = service.r#ref.first() {
            let types = code_list(service.r#ref.keys());
            self.line(&format!(
                "| `ref` | the address of one of {types} | `{kind}.example` |"
            ));
        }
        for (key, option) in &service.options {
            self.option(service, key, option);
        }
        if service.takes_kms_key() {
            self.line("| `kms_key` | the key that encrypts it | `${aws_kms_key.app.arn}` |");
        }
    }

    fn with(&mut self, form: &Form) {
        for key in form.with.keys() {
            self.line(&format!(
                "| `{key}` | beside it, where it does not tell it | |"
            ));
        }
    }

    fn option(&mut self, service: &Service, key: &str, option: &ServiceOption) {
        let about = format!(
            "{}{}",
            option.about,
            conditions(service, &option.conditions)
        );
        let example = match (&option.example, option.r#type) {
            (Some(example), OptionType::List) => format!("`[{example}]`"),
            (Some(example), _) => format!("`{example}`"),
            (None, OptionType::Flag) => "`true`".to_owned(),
            (None, _) => code_list(&option.values),
        };
        self.line(&format!("| `{key}` | {about} | {example} |"));
    }

    fn verb(&mut self, service: &Service, name: &str, verb: &Verb) {
        let mut about = vec![verb.about.clone()];
        if !verb.includes.is_empty() {
            about.push(format!(" (holds {})", code_list(&verb.includes)));
        }
        if let Some(risk) = &verb.risk {
            about.push(format!("; a warning, because {risk}"));
        }
        let mut about = about.concat();
        let mut name = format!("`{name}`");
        for rule in &verb.allow {
            let actions = code_list(&rule.actions);
            let on = on(service, rule);
            self.line(&format!("| {name} | {about} | {actions} | {on} |"));
            name.clear();
            about.clear();
        }
        if verb.allow.is_empty() {
            self.line(&format!("| {name} | {about} | | |"));
            name.clear();
        }
        for rule in &verb.kms {
            let actions = code_list(&rule.actions);
            let test = rule.r#if.as_ref().map(|test| format!(", {}", given(test)));
            let test = test.unwrap_or_default();
            self.line(&format!("| {name} | | {actions} | the `kms_key`{test} |"));
        }
    }
}

fn on(service: &Service, rule: &Rule) -> String {
    let arns = rule
        .on
        .all()
        .iter()
        .flat_map(|name| match service.shapes.get(name) {
            Some(shape) => shown(service, &shape.arn),
            None => vec![name.clone()],
        });
    let mut on = vec![code_list(arns)];
    if let Some(test) = &rule.r#if {
        on.push(format!(", {}", given(test)));
    }
    if let Some(test) = &rule.unless {
        on.push(format!(", without `{test}`"));
    }
    on.push(conditions(service, &rule.conditions));
    on.concat()
}

/// What a template gives where each key stands for itself.
fn shown(service: &Service, template: &Template) -> Vec<String> {
    let beside = service.forms.values().flat_map(|form| form.with.keys());
    let keys = service.forms.keys().chain(service.options.keys());
    let mut bindings: Bindings = ["partition", "region", "account"]
        .into_iter()
        .chain(keys.chain(beside).map(String::as_str))
        .map(|key| (key.to_owned(), vec![Text::literal(format!("{{{key}}}"))]))
        .collect();
    if let Some(form) = service.forms.values().next() {
        let arns = form.arn.all().iter();
        let arns = arns.filter_map(|arn| arn.fill(&bindings).ok()).flatten();
        bindings.insert("arn".to_owned(), arns.collect());
    }
    let filled = template.fill(&bindings).unwrap_or_default();
    filled.iter().map(Text::to_string).collect()
}

fn given(test: &str) -> String {
    match test.split_once('=') {
        Some((key, value)) => format!("with `{key}: {value}`"),
        None => format!("with `{test}`"),
    }
}

fn conditions(service: &Service, conditions: &Conditions) -> String {
    let mut texts = Vec::new();
    for (operator, keys) in conditions {
        for (key, values) in keys {
            let values = code_list(values.all().iter().flat_map(|value| shown(service, value)));
            texts.push(format!(", where `{key}` {operator} {values}"));
        }
    }
    texts.concat()
}

/// A grant as it stands in a spec.
fn example(service: &Service) -> String {
    let key = &service.key;
    let verb = service.verbs.keys().next().map_or("", String::as_str);
    match service.entry {
        Entry::Switch => format!("{key}: true"),
        Entry::Single => format!("{key}: {{ access: [{verb}] }}"),
        Entry::List => {
            let mut lines = vec![format!("{key}:")];
            let mut start = "  - ";
            if let Some((name, form)) = service.forms.first() {
                lines.push(format!("{start}{name}: {}", form.example));
                start = "    ";
            }
            for (name, option) in &service.options {
                if option.required_unless.is_some() {
                    let value = option.example.as_deref().unwrap_or_default();
                    lines.push(format!("{start}{name}: {value}"));
                }
            }
            lines.push(format!("    access: [{verb}]"));
            lines.join("\n")
        }
    }
}
