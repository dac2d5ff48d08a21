//! From a grant to the statements that it takes.

use std::collections::BTreeSet;

use super::{
    Error, Library, OptionValue, Place, Request, Service, also, condition,
    draft::{Draft, applies, draft_of, merge},
    except,
    identity::{identity, is_refined},
    kms, option_use,
    sid::{SidStem, camel_case, short_hash},
    subject::{Resolved, resolve},
};
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Clause, Effect, Statement, Value},
    source::{Located, Origin},
    text::Text,
};

/// What a grant comes to.
#[derive(Clone, Debug, Default)]
pub struct Expansion {
    /// The statements, in the order of the service's verbs; the one on its key last.
    pub statements: Vec<Statement>,
    /// What is wrong with the grant. With an error among them, there are no statements.
    pub diagnostics: Diagnostics,
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
            if applies(rule.r#if.as_deref(), rule.unless.as_deref(), &resolved)
                && let Some(draft) = draft_of(service, rule, &resolved, origin)
            {
                merge(&mut drafts, draft);
            }
        }
        if let Some(risk) = verb.risk.as_ref().filter(|_| names.contains(&name)) {
            let message = format!("`{}: {name}`: {risk}", service.key);
            diagnostics.push(Diagnostic::new(Code::RiskyVerb, origin, message));
        }
    }
    // What a misspelt verb would have given is not known: only the rest can be judged.
    let known = |verb: &Located<String>| service.verbs.contains_key(&verb.value);
    let all_verbs_known = !names.is_empty() && request.access.iter().all(known);
    if let Some(key) = &request.kms_key {
        let actions = kms::actions(service, &names, &resolved, request);
        let draft = kms::companion(
            library,
            service,
            key,
            actions,
            &resolved,
            place,
            &mut diagnostics,
        )?;
        drafts.extend(draft);
    }
    drafts = also::add(drafts, service, request, &resolved, &mut diagnostics);
    if all_verbs_known {
        option_use::check(service, &names, request, &mut diagnostics);
        except::remove(&mut drafts, service, request, &mut diagnostics);
        drafts = condition::add(drafts, request, &mut diagnostics);
    }
    let statements = if diagnostics.has_errors() {
        Vec::new()
    } else {
        finish(drafts, service, request, &names, &resolved)
    };
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
    diagnostics.extend(unknown_verbs(service, &request.access));
    for verb in &request.access {
        if let Some((name, _)) = service.verbs.get_key_value(&verb.value) {
            asked.push((name, verb.origin));
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

/// A fault for each verb that the service does not have: all that can be said about a grant that is
/// faulty elsewhere.
pub fn unknown_verbs<'a>(
    service: &'a Service,
    access: &'a [Located<String>],
) -> impl Iterator<Item = Diagnostic> {
    let unknown = |verb: &&Located<String>| !service.verbs.contains_key(&verb.value);
    let unknown = access.iter().filter(unknown);
    unknown.map(|verb| unknown_verb(service, verb))
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
        resolved.label_is_partial || is_refined(service, request),
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
