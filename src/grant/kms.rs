//! What a grant takes on the key that encrypts its resource.

use std::collections::BTreeMap;

use super::{
    Error, Library, Place, Request, Service, Subject,
    draft::{Draft, applies, conditions, shape_arns},
    subject::{Resolved, resolve},
};
use crate::{
    catalogue,
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Condition, Operator, Value},
    source::{Located, Origin},
    text::{Part, Text},
};

/// The data file that says how keys are named.
const KEYS: &str = "keys";

/// The actions on the key that the verbs need.
pub(crate) fn actions(
    service: &Service,
    verbs: &[&str],
    resolved: &Resolved<'_>,
    request: &Request,
) -> BTreeMap<String, Origin> {
    let origin = request
        .kms_key
        .as_ref()
        .map_or(request.origin, |key| key.origin);
    service
        .closure(verbs)
        .into_iter()
        .flat_map(|(_, verb)| &verb.kms)
        .filter(|rule| applies(rule.r#if.as_deref(), None, resolved))
        .flat_map(|rule| &rule.actions)
        .map(|action| (action.clone(), origin))
        .collect()
}

/// The statement on the key; `None` where it needs none.
pub(crate) fn companion(
    library: &Library,
    service: &Service,
    key: &Value,
    actions: BTreeMap<String, Origin>,
    resource: &Resolved<'_>,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Draft>, Error> {
    let Some(via) = service.kms_via.as_ref() else {
        let message = format!("`{}` takes no `kms_key`", service.key);
        diagnostics.push(Diagnostic::new(Code::UnknownKey, key.origin, message));
        return Ok(None);
    };
    if actions.is_empty() {
        let message = "none of these verbs needs the key".to_owned();
        diagnostics.push(
            Diagnostic::new(Code::KeyWithoutUse, key.origin, message).help("leave `kms_key` out"),
        );
        return Ok(None);
    }
    if is_aws_managed(&key.value) {
        let message = format!("`{}` is managed by AWS and needs no permission", key.value);
        diagnostics.push(
            Diagnostic::new(Code::AwsManagedKey, key.origin, message).help("leave `kms_key` out"),
        );
        return Ok(None);
    }
    let keys = library.service(KEYS)?;
    let request = Request {
        service: KEYS.to_owned(),
        subject: subject(key),
        origin: key.origin,
        ..Request::default()
    };
    let Some(resolved) = resolve(keys, &request, place, diagnostics) else {
        return Ok(None);
    };
    let resources = keys
        .shapes
        .values()
        .flat_map(|shape| shape_arns(shape, &resolved))
        .collect();
    let region = resolved
        .region
        .as_ref()
        .or(resource.region.as_ref())
        .unwrap_or(&place.region);
    let mut all: Vec<Condition> = resolved
        .conditions
        .iter()
        .flat_map(|more| conditions(keys, more, &resolved))
        .collect();
    let located = |text| Located::new(text, key.origin);
    let service_name = Text::literal(format!("{via}."))
        .then(region)
        .then_literal(".")
        .then(&dns_suffix(&resolved, place));
    all.push(Condition {
        operator: Operator::parse("StringEquals"),
        key: located("kms:ViaService".into()),
        values: vec![located(service_name)],
        origin: key.origin,
    });
    all.sort();
    Ok(Some(Draft {
        word: "key".to_owned(),
        resources,
        conditions: all,
        actions,
        on_key: true,
    }))
}

/// How the text of a `kms_key` names a key.
fn subject(key: &Value) -> Subject {
    let text = &key.value;
    let literal = text.literal_prefix();
    if let Some(reference) = text.as_reference() {
        let address = reference.expression();
        let depth = address
            .strip_prefix("data.")
            .unwrap_or(address)
            .split('.')
            .count();
        // An address without an attribute, as `ref:` has it.
        if depth == 2 && address.contains("aws_kms_") {
            return Subject::Ref(key.clone());
        }
        return Subject::Arn(key.clone());
    }
    if literal.starts_with("alias/") {
        Subject::Keys([("alias".to_owned(), key.clone())].into())
    } else if literal.starts_with("arn:")
        || matches!(text.parts().first(), Some(Part::Reference(_)))
    {
        Subject::Arn(key.clone())
    } else {
        Subject::Name(key.clone())
    }
}

/// Whether it is the alias of a key that AWS manages, such as `alias/aws/s3`.
fn is_aws_managed(key: &Text) -> bool {
    let text = key.to_string();
    let alias = text
        .rsplit_once("alias/")
        .map_or(text.as_str(), |(_, alias)| alias);
    alias.starts_with("aws/")
}

/// What service names end with where the key is.
fn dns_suffix(key: &Resolved<'_>, place: &Place) -> Text {
    let partition = key
        .bindings
        .get("partition")
        .and_then(|values| values.first());
    match partition
        .and_then(Text::as_literal)
        .and_then(catalogue::dns_suffix)
    {
        Some(suffix) => Text::literal(suffix),
        None => place.dns_suffix.clone(),
    }
}
