//! The metadata options together.

use crate::{
    diag::{Code, Diagnostic},
    spec::decode::{Fields, Report},
};

/// With the endpoint off the other settings have no effect. `tokens: required` is let be: it is
/// what holds as soon as somebody turns the endpoint on.
pub(crate) fn settings(fields: &Fields, report: &mut Report<'_>) {
    let off = fields
        .literal("endpoint")
        .is_some_and(|endpoint| endpoint.value == "disabled");
    if !off {
        return;
    }
    for field in &fields.list {
        let literal = fields.literal(field.name).map(|value| value.value);
        let is_default = matches!(
            (field.name, literal.as_deref()),
            ("endpoint", _) | ("tokens", Some("required")) | ("tags" | "ipv6", Some("disabled"))
        );
        if !is_default {
            let message = format!("`{}` has no effect with `endpoint: disabled`", field.name);
            report.push(
                Diagnostic::new(Code::DeadValue, field.key, message)
                    .also(fields.key("endpoint"), "the endpoint is off")
                    .help("remove it, or enable the endpoint"),
            );
        }
    }
}
