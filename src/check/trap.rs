//! ARNs that are well-formed and still name nothing: KMS aliases, secrets without their suffix, SSM
//! parameters with a slash too many.

use crate::{
    catalogue::Attribute,
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Statement, Value},
    spec::is_key_id,
    text::{Part, Text},
};

/// Says of each resource whether it is one of the traps.
pub(super) fn check(statement: &Statement, found: &mut Diagnostics) -> Vec<bool> {
    let Some(resources) = &statement.resources else {
        return Vec::new();
    };
    resources
        .values
        .iter()
        .map(|value| {
            let trap = alias(value, statement)
                .or_else(|| key(value))
                .or_else(|| secret(value))
                .or_else(|| parameter(value));
            let trapped = trap.is_some();
            found.extend(trap);
            trapped
        })
        .collect()
}

/// What stands behind `arn:PARTITION:SERVICE:REGION:ACCOUNT:` of a service's ARN, holes left out as
/// `${}`; `None` for other services and for what is not written out.
fn resource<'a>(text: &'a str, service: &str) -> Option<&'a str> {
    let mut fields = text.splitn(6, ':');
    let (arn, _, found) = (fields.next()?, fields.next()?, fields.next()?);
    (arn == "arn" && found == service).then_some(())?;
    fields.nth(2)
}

/// The text with `${}` for each hole. References in an ARN's header are single fields.
fn spelled(text: &Text) -> String {
    text.parts()
        .iter()
        .map(|part| match part {
            Part::Literal(literal) => literal.as_str(),
            Part::Reference(_) | Part::Variable(_) => "${}",
        })
        .collect()
}

/// A key's alias in `Resource` authorises nothing but the actions on aliases.
fn alias(value: &Value, statement: &Statement) -> Option<Diagnostic> {
    let text = spelled(&value.value);
    let of_reference = value.value.parts().first().and_then(|part| match part {
        Part::Reference(reference) => Attribute::of_reference(reference.expression()),
        _ => None,
    });
    let is_alias = resource(&text, "kms").is_some_and(|rest| rest.starts_with("alias/"))
        || of_reference.is_some_and(|a| a.kind().ends_with("aws_kms_alias") && a.name() == "arn");
    let about_aliases = statement.actions.negated
        || statement.actions.values.iter().any(|action| {
            let name = action.value.to_string().to_ascii_lowercase();
            name.contains('*') || name.ends_with("alias") || !name.starts_with("kms:")
        });
    if !is_alias || about_aliases {
        return None;
    }
    let diagnostic = Diagnostic::new(
        Code::AliasAsResource,
        value.origin,
        format!(
            "`{}` authorises nothing: a key's permissions do not go by its alias",
            value.value
        ),
    );
    Some(match of_reference {
        Some(_) => diagnostic.help("use `target_key_arn`, the ARN of the key behind it"),
        None => diagnostic.help(
            "use the key's ARN, or `key/*` with `ForAnyValue:StringEquals` on `kms:ResourceAliases`",
        ),
    })
}

/// A key's id is a UUID, or `mrk-` and 32 hexadecimal digits.
fn key(value: &Value) -> Option<Diagnostic> {
    let text = value.value.as_literal()?;
    let id = resource(text, "kms")?.strip_prefix("key/")?;
    if is_key_id(id) || id.contains(['*', '?']) {
        return None;
    }
    Some(
        Diagnostic::new(
            Code::MalformedArn,
            value.origin,
            format!("`{text}` is no key: `{id}` is not the id of one"),
        )
        .help("a key's id is a UUID, or `mrk-` and 32 hexadecimal digits"),
    )
}

/// A secret's ARN ends in `-` and six random characters.
fn secret(value: &Value) -> Option<Diagnostic> {
    let text = spelled(&value.value);
    let name = resource(&text, "secretsmanager")?.strip_prefix("secret:")?;
    if name.ends_with(['*', '}']) || name.ends_with("??????") || name.is_empty() {
        return None;
    }
    let suffix = name.rsplit_once('-').map_or("", |(_, suffix)| suffix);
    let is_suffix = suffix.len() == 6 && suffix.chars().all(|c| c.is_ascii_alphanumeric());
    if is_suffix {
        return None;
    }
    let better = format!("{}-??????", value.value);
    Some(
        Diagnostic::new(
            Code::SecretWithoutSuffix,
            value.origin,
            format!(
                "`{}` is no secret's ARN: it lacks the `-` and six characters at its end",
                value.value
            ),
        )
        .replace_string(format!("use `{better}`"), better),
    )
}

/// A parameter's name starts with a slash, its ARN has only one between `parameter` and the name.
fn parameter(value: &Value) -> Option<Diagnostic> {
    let text = spelled(&value.value);
    let rest = resource(&text, "ssm")?.strip_prefix("parameter")?;
    if !rest.starts_with("//") {
        return None;
    }
    let better = value
        .value
        .to_string()
        .replacen(":parameter//", ":parameter/", 1);
    Some(
        Diagnostic::new(
            Code::ParameterSlash,
            value.origin,
            format!(
                "`{}` names no parameter: the name's own slash is left out",
                value.value
            ),
        )
        .replace_string(format!("use `{better}`"), better),
    )
}
