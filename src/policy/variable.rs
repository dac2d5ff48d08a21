//! IAM policy variables: `${aws:username}`, with `, 'default'`.

use std::borrow::Cow;

use super::{
    context::{Arity, Context, Known},
    document::Version,
    fault::{self, Fault},
    pattern::Pattern,
    truth::Truth,
};
use crate::text::{Part, Text};

/// The text as a document of this version reads it: `2008-10-17` has no variables, `${` is text.
pub(super) fn in_version(text: &Text, version: Version) -> Cow<'_, Text> {
    let has_variables = || text.parts().iter().any(|p| matches!(p, Part::Variable(_)));
    if version == Version::V2012 || !has_variables() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Text::from_parts(text.parts().iter().map(
        |part| match part {
            Part::Variable(variable) => Part::Literal(format!("${{{variable}}}")),
            other => other.clone(),
        },
    )))
}

/// The pattern with its variables filled in from the context. Where one has no value: `No` if it is
/// certain that it has none, else what it depends on.
pub(super) fn resolve<'a>(
    pattern: &'a Pattern,
    context: &Context,
) -> Result<Cow<'a, Pattern>, Truth> {
    if !pattern.has_variables() || fault::is(Fault::VariablesNotResolved) {
        return Ok(Cow::Borrowed(pattern));
    }
    let resolved = pattern.resolve(|variable| {
        let key = variable.key.to_lowercase();
        match context.get(&key) {
            Known::Absent => variable.default.clone(),
            Known::Unknown => None,
            // A key with several values cannot be used as a variable.
            Known::Present(values) => match (context.arity(&key), values) {
                (Some(Arity::Single), [value, ..]) | (None, [value]) => Some(value.clone()),
                _ => None,
            },
        }
    });
    resolved.map(Cow::Owned).map_err(|missing| {
        let unknown = |key: &String| context.get(&key.to_lowercase()) == Known::Unknown;
        if missing.iter().all(unknown) {
            Truth::Depends(missing)
        } else {
            Truth::No
        }
    })
}
