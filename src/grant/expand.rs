//! From a grant to the statements that it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Error, Library, OptionValue, Place, Request, Service, Subject, change, kms,
    service::{Conditions, Rule, Shape},
    sid::{SidStem, camel_case, short_hash},
    subject::{Resolved, resolve},
};
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Clause, Condition, Effect, Operator, Statement, Value},
    source::{Located, Origin},
    text::Text,
};

/// What a grant comes to.
#[derive(Clone, Debug, Default)]
pub struct Expansion {
    /// The statements, in the order of the service's verbs; the one on its key last.
    pub statements: Vec<Statement>,
    /// What is wrong with the grant. With an error among them, the statements are incomplete.
    pub diagnostics: Diagnostics,
}

/// A statement in the making: what is merged, and what it is called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// What it is about, for its id.
    pub(crate) word: String,
    /// On what.
    pub(crate) resources: Vec<Text>,
    /// When.
    pub(crate) conditions: Vec<Condition>,
    /// Which actions, with the place that asked for each.
    pub(crate) actions: BTreeMap<String, Origin>,
    /// Whether it is about the key that encrypts the resource.
    pub(crate) on_key: bool,
}

/// The statements of one grant.
///
/// # Errors
///
/// If there is no such service or its file is malformed; what the user did wrong is among the
/// diagnostics.
pub fn expand(library: &Library, request: &Request, place: &Place) -> Result<Expansion, Error> {
    let service = library.service(&request.service)?;
    let mut diagnostics = Diagnostics::default();
    let verbs = asked_verbs(service, request, &mut diagnostics);
    let Some(resolved) = resolve(service, request, place, &mut diagnostics) else {
        return Ok(Expansion {
            statements: Vec::new(),
            diagnostics,
        });
    };
    let mut drafts = Vec::new();
    let names: Vec<&str> = verbs.iter().map(|(name, _)| *name).collect();
    for (name, verb) in service.closure(&names) {
        let origin = origin_of(service, &verbs, name, request.origin);
        for rule in &verb.allow {
            if applies(rule.r#if.as_deref(), rule.unless.as_deref(), &resolved) {
                add_rule(&mut drafts, service, rule, &resolved, origin);
            }
        }
        if let Some(risk) = verb.risk.as_ref().filter(|_| names.contains(&name)) {
            let message = format!("`{}: {name}`: {risk}", service.key);
            diagnostics.push(Diagnostic::new(Code::RiskyVerb, origin, message));
        }
    }
    change::actions(&mut drafts, service, request, &resolved, &mut diagnostics);
    if let Some(key) = &request.kms_key {
        let actions = kms::actions(service, &names, &resolved, request);
        drafts.extend(kms::companion(
            library,
            service,
            key,
            actions,
            &resolved,
            place,
            &mut diagnostics,
        )?);
    }
    change::except(&mut drafts, service, request, &mut diagnostics);
    change::conditions(&mut drafts, request, &mut diagnostics);
    let statements = finish(drafts, service, request, &names, &resolved);
    Ok(Expansion {
        statements,
        diagnostics,
    })
}

/// The verbs that a grant asks for, in the order of the file, with the place of each.
fn asked_verbs<'a>(
    service: &'a Service,
    request: &Request,
    diagnostics: &mut Diagnostics,
) -> Vec<(&'a str, Origin)> {
    let mut asked: Vec<(&str, Origin)> = Vec::new();
    for verb in &request.access {
        if let Some((name, _)) = service.verbs.get_key_value(&verb.value) {
            asked.push((name, verb.origin));
        } else {
            diagnostics.push(unknown_verb(service, verb));
        }
    }
    for (key, option) in &service.options {
        if let Some(verb) = &option.adds_verb
            && let Some(OptionValue::Flag(flag)) = request.options.get(key)
            && flag.value
        {
            asked.push((verb, flag.origin));
        }
    }
    if request.access.is_empty() {
        let defaults = service.default_access.iter();
        asked.extend(defaults.map(|verb| (verb.as_str(), request.origin)));
        if asked.is_empty() {
            let verbs: Vec<&str> = service.verbs.keys().map(String::as_str).collect();
            let message = format!("this {} has no `access`", service.noun);
            diagnostics.push(
                Diagnostic::new(Code::MissingKey, request.origin, message).help(format!(
                    "add `access: [{}]`, or some of them",
                    verbs.join(", ")
                )),
            );
        }
    }
    let mut in_order = Vec::new();
    for name in service.verbs.keys() {
        if let Some((name, origin)) = asked.iter().find(|(asked, _)| asked == name) {
            in_order.push((*name, *origin));
        }
    }
    in_order
}

fn unknown_verb(service: &Service, verb: &Located<String>) -> Diagnostic {
    let message = format!("`{}` has no verb `{}`", service.key, verb.value);
    let diagnostic = Diagnostic::new(Code::UnknownVerb, verb.origin, message);
    let nearest = service
        .verbs
        .keys()
        .map(|known| (strsim::jaro_winkler(known, &verb.value), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    if let Some((_, known)) = nearest {
        return diagnostic.replace(format!("did you mean `{known}`?"), known.as_str());
    }
    let verbs: Vec<&str> = service.verbs.keys().map(String::as_str).collect();
    diagnostic.help(format!("it has `{}`", verbs.join("`, `")))
}

/// The place of the verb that was asked for and holds `name`.
fn origin_of(service: &Service, asked: &[(&str, Origin)], name: &str, otherwise: Origin) -> Origin {
    let holds = |asked: &str| {
        service
            .closure(&[asked])
            .iter()
            .any(|(held, _)| *held == name)
    };
    let direct = asked.iter().find(|(asked, _)| *asked == name);
    direct
        .or_else(|| asked.iter().find(|(asked, _)| holds(asked)))
        .map_or(otherwise, |(_, origin)| *origin)
}

/// Whether a rule's `if` and `unless` let it apply.
pub(crate) fn applies(
    wanted: Option<&str>,
    unwanted: Option<&str>,
    resolved: &Resolved<'_>,
) -> bool {
    wanted.is_none_or(|key| resolved.given.contains(key))
        && unwanted.is_none_or(|key| !resolved.given.contains(key))
}

fn add_rule(
    drafts: &mut Vec<Draft>,
    service: &Service,
    rule: &Rule,
    resolved: &Resolved<'_>,
    origin: Origin,
) {
    let mut resources = Vec::new();
    let mut on_subject = false;
    for name in rule.on.all() {
        match service.shapes.get(name) {
            Some(shape) => {
                on_subject |= shape.arn.mentions("arn");
                resources.extend(shape_arns(shape, resolved));
            }
            None => resources.push(Text::literal("*")),
        }
    }
    dedup(&mut resources);
    if resources.is_empty() {
        return;
    }
    let own = conditions(service, &rule.conditions, resolved);
    let first = rule.on.all().first().map_or("", String::as_str);
    let word = match &rule.sid {
        Some(sid) if rule.conditions.is_empty() || !own.is_empty() => sid.clone(),
        _ => first.to_owned(),
    };
    let mut all = own;
    if on_subject {
        for more in &resolved.conditions {
            all.extend(conditions(service, more, resolved));
        }
    }
    all.sort();
    let actions = rule.actions.iter().map(|action| (action.clone(), origin));
    let draft = drafts
        .iter_mut()
        .find(|draft| draft.resources == resources && draft.conditions == all);
    if let Some(draft) = draft {
        for (action, origin) in actions {
            draft.actions.entry(action).or_insert(origin);
        }
    } else {
        drafts.push(Draft {
            word,
            resources,
            conditions: all,
            actions: actions.collect(),
            on_key: false,
        });
    }
}

/// Keeps the first of equal texts.
fn dedup(texts: &mut Vec<Text>) {
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}

/// The ARNs of a shape: the one that the user gave, if it is of this shape already.
pub(crate) fn shape_arns(shape: &Shape, resolved: &Resolved<'_>) -> Vec<Text> {
    if let Some(arn) = &resolved.given_arn {
        let segments = super::arn::Segments::of(arn);
        let is_shape = segments
            .is_some_and(|arn| shape.as_is.iter().any(|p| arn.can_match_literally(p)))
            || arn.as_reference().is_some_and(|reference| {
                let expression = reference.expression();
                shape.as_is_references.iter().any(|part| {
                    expression.ends_with(&format!(".{part}"))
                        || expression.contains(&format!("{part}."))
                })
            });
        if is_shape {
            return vec![arn.clone()];
        }
    }
    shape.arn.fill(&resolved.bindings).unwrap_or_default()
}

/// The conditions whose templates have values; those that mention an option that is not given are
/// left out.
pub(crate) fn conditions(
    service: &Service,
    wanted: &Conditions,
    resolved: &Resolved<'_>,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (operator, keys) in wanted {
        for (key, templates) in keys {
            let given = templates
                .all()
                .iter()
                .flat_map(super::Template::keys)
                .all(|key| !service.options.contains_key(key) || resolved.given.contains(key));
            let values: Option<Vec<Vec<Text>>> = templates
                .all()
                .iter()
                .map(|template| template.fill(&resolved.bindings).ok())
                .collect();
            let Some(values) = values.filter(|_| given) else {
                continue;
            };
            let mut values: Vec<Text> = values.into_iter().flatten().collect();
            dedup(&mut values);
            let located = |text| Located::new(text, resolved.origin);
            conditions.push(Condition {
                operator: Operator::parse(operator),
                key: located(Text::literal(key.as_str())),
                values: values.into_iter().map(located).collect(),
                origin: resolved.origin,
            });
        }
    }
    conditions
}

/// Names the drafts and makes them statements.
fn finish(
    drafts: Vec<Draft>,
    service: &Service,
    request: &Request,
    verbs: &[&str],
    resolved: &Resolved<'_>,
) -> Vec<Statement> {
    let stem = SidStem::new(
        &service.sid,
        verbs,
        &resolved.label,
        &identity(request),
        resolved.label_is_partial || is_refined(request),
    );
    let reason = reason(request, verbs, resolved);
    let mut taken = BTreeSet::new();
    let mut statements = Vec::new();
    for mut draft in drafts.into_iter().filter(|draft| !draft.actions.is_empty()) {
        if !taken.insert(draft.word.clone()) {
            // Two statements about the same thing: what they are on or when they hold tells them apart.
            let told = format!("{:?}{:?}", draft.resources, draft.conditions);
            draft.word = format!("{}-{}", draft.word, short_hash(&told));
        }
        let sid = match &request.sid {
            Some(sid) if statements.is_empty() => sid.value.clone(),
            Some(sid) => format!("{}{}", sid.value, camel_case(&draft.word)),
            None => stem.with(&draft.word),
        };
        let sid_origin = request
            .sid
            .as_ref()
            .map_or(request.origin, |sid| sid.origin);
        let unchecked = request
            .unchecked
            .iter()
            .map(|action| action.value.to_lowercase());
        let mut reason = reason.clone();
        if draft.on_key {
            reason.value = reason.value.replacen('\n', ", with its key\n", 1);
            if !reason.value.contains('\n') {
                reason.value.push_str(", with its key");
            }
        }
        statements.push(Statement {
            sid: Some(Located::new(Text::literal(sid), sid_origin)),
            effect: Effect::Allow,
            principals: None,
            unchecked: unchecked
                .filter(|unchecked| {
                    draft
                        .actions
                        .keys()
                        .any(|action| action.eq_ignore_ascii_case(unchecked))
                })
                .collect(),
            actions: Clause::of(
                draft
                    .actions
                    .into_iter()
                    .map(|(action, origin)| Value::new(Text::literal(action), origin)),
            ),
            resources: Some(Clause::of(
                draft
                    .resources
                    .into_iter()
                    .map(|text| Value::new(text, resolved.origin)),
            )),
            conditions: draft.conditions,
            reason: Some(reason),
            until: request.until.clone(),
            origin: request.origin,
        });
    }
    statements
}

/// `buckets: read, write photos`, and below it what the user says.
fn reason(request: &Request, verbs: &[&str], resolved: &Resolved<'_>) -> Located<String> {
    let mut text = format!("{}: {}", request.service, verbs.join(", "));
    if !resolved.label.is_empty() {
        text.push(' ');
        text.push_str(&resolved.label);
    }
    let mut origin = request.origin;
    if let Some(reason) = &request.reason {
        text.push('\n');
        text.push_str(&reason.value);
        origin = reason.origin;
    }
    Located::new(text, origin)
}

/// Whether something beside subject and verbs makes the grant what it is.
fn is_refined(request: &Request) -> bool {
    !(request.options.is_empty()
        && request.except.is_empty()
        && request.also.is_empty()
        && request.conditions.is_empty()
        && request.unchecked.is_empty())
}

/// All that makes a grant what it is, as one text. The reason and the last day do not.
pub(crate) fn identity(request: &Request) -> String {
    let mut lines: Vec<String> = Vec::new();
    match &request.subject {
        Subject::Whole => {}
        Subject::Name(name) => lines.push(format!("name={}", name.value)),
        Subject::Arn(arn) => lines.push(format!("arn={}", arn.value)),
        Subject::Ref(reference) => lines.push(format!("ref={}", reference.value)),
        Subject::Keys(keys) => {
            lines.extend(
                keys.iter()
                    .map(|(key, value)| format!("{key}={}", value.value)),
            );
        }
    }
    for (key, option) in &request.options {
        lines.push(match option {
            OptionValue::Flag(flag) => format!("{key}={}", flag.value),
            OptionValue::Text(text) => format!("{key}={}", text.value),
            OptionValue::List(list) => {
                let mut list: Vec<String> =
                    list.iter().map(|item| item.value.to_string()).collect();
                list.sort();
                format!("{key}={list:?}")
            }
        });
    }
    let named = [
        ("access", &request.access),
        ("except", &request.except),
        ("also", &request.also),
        ("unchecked", &request.unchecked),
    ];
    for (key, list) in named {
        let mut list: Vec<&str> = list.iter().map(|item| item.value.as_str()).collect();
        list.sort_unstable();
        lines.push(format!("{key}={list:?}"));
    }
    let mut conditions: Vec<String> = request
        .conditions
        .iter()
        .map(|condition| {
            let mut values: Vec<String> = condition
                .values
                .iter()
                .map(|value| value.value.to_string())
                .collect();
            values.sort();
            format!("{} {} {values:?}", condition.operator, condition.key.value)
        })
        .collect();
    conditions.sort();
    lines.extend(conditions);
    format!("{}\n{}", request.service, lines.join("\n"))
}
