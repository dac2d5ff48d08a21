//! Options that do nothing are mistakes: `indexes: true` on a grant that only puts items.

use super::{OptionValue, Request, Service, ServiceOption, Template, Verb};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// Reports the options that none of the verbs looks at.
pub(crate) fn check(
    service: &Service,
    verbs: &[&str],
    request: &Request,
    diagnostics: &mut Diagnostics,
) {
    let closure = service.closure(verbs);
    if closure.is_empty() {
        return;
    }
    for (key, option) in &service.options {
        let Some(given) = request.options.get(key) else {
            continue;
        };
        let used = always_used(key, option, service)
            || closure
                .iter()
                .any(|(_, verb)| uses(verb, key, service, request));
        if !used {
            let origin = match given {
                OptionValue::Flag(flag) => flag.origin,
                OptionValue::Text(text) => text.origin,
                OptionValue::List(list) => list.first().map_or(request.origin, |item| item.origin),
            };
            let message = format!("`{key}` does nothing for `{}`", verbs.join("`, `"));
            diagnostics.push(
                Diagnostic::new(Code::OptionWithoutUse, origin, message)
                    .help(format!("leave `{key}` out")),
            );
        }
    }
}

/// Whether the option counts whatever the verbs are.
fn always_used(key: &str, option: &ServiceOption, service: &Service) -> bool {
    let in_forms = service
        .forms
        .values()
        .flat_map(|form| form.arn.all())
        .any(|arn| arn.mentions(key));
    option.adds_verb.is_some() || !option.conditions.is_empty() || in_forms
}

/// Whether a verb looks at the option.
fn uses(verb: &Verb, key: &str, service: &Service, request: &Request) -> bool {
    let asks = |test: &Option<String>| {
        let asked = test.as_deref().and_then(|test| test.split('=').next());
        asked == Some(key)
    };
    let mentions = |templates: &[Template]| templates.iter().any(|t| t.mentions(key));
    let by_rules = verb.allow.iter().any(|rule| {
        let mut shapes = rule
            .on
            .all()
            .iter()
            .filter_map(|name| service.shapes.get(name));
        let mut conditions = rule.conditions.values().flat_map(|keys| keys.values());
        asks(&rule.r#if)
            || asks(&rule.unless)
            || shapes.any(|shape| shape.arn.mentions(key))
            || conditions.any(|templates| mentions(templates.all()))
    });
    by_rules || (request.kms_key.is_some() && verb.kms.iter().any(|rule| asks(&rule.r#if)))
}
