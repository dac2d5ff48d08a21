//! A trust as a whole.

use crate::{
    diag::{Code, Diagnostic},
    spec::decode::{Fields, Report},
};

/// What a principal can and cannot present.
pub(crate) fn trust(fields: &Fields, report: &mut Report<'_>) {
    if fields.has("role") {
        for condition in fields.conditions("conditions") {
            let key = condition.key.value.to_string();
            let on_mfa = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"]
                .iter()
                .any(|mfa| mfa.eq_ignore_ascii_case(&key));
            let wants_it = condition
                .values
                .iter()
                .any(|value| !value.value.to_string().eq_ignore_ascii_case("false"));
            if on_mfa && wants_it && !condition.operator.if_exists {
                let message = format!(
                    "the session of a role carries no `{key}`, so this condition never holds"
                );
                report.push(
                    Diagnostic::new(Code::MfaOnRole, condition.origin, message)
                        .also(fields.key("role"), "a role")
                        .help("ask for MFA where a user assumes that role, or trust the users themselves"),
                );
            }
        }
    }
    if fields.has("service") && fields.has("external_id") {
        report.push(
            Diagnostic::new(
                Code::DeadValue,
                fields.key("external_id"),
                "a service presents no external id, so this trust would never hold",
            )
            .also(fields.key("service"), "a service")
            .help("remove it; `aws:SourceAccount` and `aws:SourceArn` bind a service"),
        );
    }
}
