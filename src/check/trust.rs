//! Who may assume a role: principals that AWS refuses, and conditions that never hold.

use super::{arn, condition};
use crate::{
    blueprint::{CALLER_ROLE_ARN, Role},
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Condition, Document, Effect, Principal, PrincipalKind, Statement, Test},
    text::Text,
};

pub(super) fn check(document: &Document, role: &Role, scope: &arn::Scope, found: &mut Diagnostics) {
    for statement in &document.statements {
        let acting = super::acting(statement);
        super::action::check(&acting, found);
        condition::check(statement, &acting, found);
        let principals = statement
            .principals
            .iter()
            .flat_map(|clause| &clause.values);
        for principal in principals.clone() {
            found.extend(refused(principal, scope));
        }
        found.extend(mfa(statement));
    }
    found.extend(chaining(document, role));
}

/// A principal that AWS does not accept.
fn refused(principal: &Principal, scope: &arn::Scope) -> Option<Diagnostic> {
    let value = &principal.value;
    let refuse = |message: String| Diagnostic::new(Code::InvalidPrincipal, value.origin, message);
    if value.value.is_empty() {
        return Some(
            refuse("an empty principal is refused by AWS".to_owned()).help(match principal.kind {
                PrincipalKind::Service => "name the service, such as `ec2.amazonaws.com`",
                _ => "name an account, a role or a user",
            }),
        );
    }
    let text = value.value.as_literal()?;
    match principal.kind {
        PrincipalKind::Aws => aws(text, &refuse).or_else(|| {
            text.starts_with("arn:")
                .then(|| arn::form(value, scope))
                .flatten()
        }),
        PrincipalKind::Service => service(text, &refuse),
        PrincipalKind::Everyone | PrincipalKind::Federated | PrincipalKind::CanonicalUser => None,
    }
}

fn aws(text: &str, refuse: &impl Fn(String) -> Diagnostic) -> Option<Diagnostic> {
    let is_digits = text.chars().all(|c| c.is_ascii_digit());
    if text == "*" || is_digits && text.len() == 12 {
        return None;
    }
    if text.contains(['*', '?']) {
        return Some(
            refuse(format!(
                "`{text}` has a wildcard, which a principal may not have"
            ))
            .help("trust the account and compare `aws:PrincipalArn` with `ArnLike` in a condition"),
        );
    }
    if is_digits {
        return Some(refuse(format!(
            "`{text}` is no account: an account has 12 digits"
        )));
    }
    if !text.starts_with("arn:") {
        // Unique ids of principals that were deleted look like this: AROA…, AIDA….
        let unique = text.len() >= 16
            && text
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        return (!unique).then(|| {
            refuse(format!("`{text}` is no principal"))
                .help("a principal is an account id or the ARN of an account, role or user")
        });
    }
    let kind = text.splitn(6, ':').nth(5)?;
    let known = [
        "role/",
        "user/",
        "assumed-role/",
        "federated-user/",
        "oidc-provider/",
        "saml-provider/",
    ];
    (kind != "root" && !known.iter().any(|known| kind.starts_with(known))).then(|| {
        refuse(format!("`{text}` is no principal")).help(
            "a principal is an account (`…:root`), a role or a user; groups cannot be trusted",
        )
    })
}

fn service(text: &str, refuse: &impl Fn(String) -> Diagnostic) -> Option<Diagnostic> {
    let ends_well = [
        "amazonaws.com",
        "amazonaws.com.cn",
        "amazon.com",
        "aws.internal",
        "amazonaws.eu",
        "amazon.eu",
    ]
    .iter()
    .any(|end| text.ends_with(end));
    if text.contains('*') {
        return Some(refuse(format!(
            "`{text}` has a wildcard, which a principal may not have"
        )));
    }
    (!ends_well || text.contains([' ', '/', ':'])).then(|| {
        refuse(format!("`{text}` is no service principal"))
            .help("a service principal looks like `ec2.amazonaws.com`")
    })
}

/// A session that `AssumeRole` gave carries no MFA context: the condition never holds for a role.
fn mfa(statement: &Statement) -> Option<Diagnostic> {
    if statement.effect == Effect::Deny {
        return None;
    }
    let condition = statement
        .conditions
        .iter()
        .find(|condition| wants_mfa(condition))?;
    let principals = statement
        .principals
        .as_ref()
        .filter(|clause| !clause.negated)?;
    let role = principals.values.iter().find(|principal| {
        principal.kind == PrincipalKind::Aws && is_role(&principal.value.value)
    })?;
    Some(
        Diagnostic::new(
            Code::MfaOnRole,
            condition.origin,
            format!(
                "the session of a role carries no `{}`, so this condition never holds",
                condition.key.value
            ),
        )
        .also(role.value.origin, "this is a role")
        .help("ask for MFA where a person becomes that role, or trust the user"),
    )
}

fn wants_mfa(condition: &Condition) -> bool {
    let key = condition.key.value.as_literal().unwrap_or_default();
    let about_mfa = key.eq_ignore_ascii_case("aws:MultiFactorAuthPresent")
        || key.eq_ignore_ascii_case("aws:MultiFactorAuthAge");
    let (test, negated) = Test::of(&condition.operator);
    let wants_false = condition.values.iter().any(|value| {
        value
            .value
            .as_literal()
            .is_some_and(|text| text.eq_ignore_ascii_case("false"))
    });
    about_mfa && !negated && !condition.operator.if_exists && test != Test::Null && !wants_false
}

fn is_role(principal: &Text) -> bool {
    let text = principal.to_string();
    text.contains(":role/")
        || text.contains(":assumed-role/")
        || text.starts_with("${aws_iam_role.")
        || text.starts_with("${data.aws_iam_role.")
        || text == format!("${{var.{CALLER_ROLE_ARN}}}")
}

/// Whether a statement of a trust policy is about roles and nobody else: by its principals, or by
/// a condition on the ARN of who asks.
fn only_for_roles(statement: &Statement) -> bool {
    let Some(principals) = statement.principals.as_ref().filter(|it| !it.negated) else {
        return false;
    };
    let all_of_aws = |holds: fn(&Text) -> bool| {
        !principals.values.is_empty()
            && principals.values.iter().all(|principal| {
                principal.kind == PrincipalKind::Aws && holds(&principal.value.value)
            })
    };
    let narrows = |condition: &Condition| {
        let key = condition.key.value.as_literal().unwrap_or_default();
        let (test, negated) = Test::of(&condition.operator);
        let compares = matches!(test, Test::Arn | Test::Like | Test::Equals { .. });
        key.eq_ignore_ascii_case("aws:PrincipalArn")
            && compares
            && !negated
            && !condition.operator.if_exists
            && !condition.values.is_empty()
            && condition.values.iter().all(|value| is_role(&value.value))
    };
    all_of_aws(is_role) || all_of_aws(|_| true) && statement.conditions.iter().any(narrows)
}

/// A role that only roles assume gives sessions of an hour, whatever it allows.
fn chaining(document: &Document, role: &Role) -> Option<Diagnostic> {
    const CHAINED: u64 = 3600;
    let allowed = role.max_session_duration.as_ref()?;
    let seconds: u64 = allowed.value.as_literal()?.parse().ok()?;
    let mut allowing = document
        .statements
        .iter()
        .filter(|statement| statement.effect == Effect::Allow)
        .peekable();
    allowing.peek()?;
    let only_roles = allowing.all(only_for_roles);
    (seconds > CHAINED && only_roles).then(|| {
        Diagnostic::new(
            Code::ChainedSession,
            allowed.origin,
            format!("sessions of {seconds} seconds are allowed, but only roles assume this one, for {CHAINED} at most"),
        )
        .help("role chaining is limited to an hour; ask for `1h`")
    })
}
