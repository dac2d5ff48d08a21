//! Items of lists on a command line: `buckets:photos=read,write` for a grant,
//! `reporting=arn:aws:iam::222222222222:role/reports` for a role elsewhere; whatever is more than
//! that as YAML, `{service: buckets, name: photos, access: [read], prefixes: [in/]}`.

use serde_json::{Value, json};

use super::{
    fields::ItemKind,
    grants::{self, SERVICE},
    item,
    question::Answers,
    text,
};
use crate::grant::{Entry, Library};

/// The item that a text stands for.
pub fn parse(kind: ItemKind, text: &str, library: &Library) -> Result<Answers, String> {
    let text = text.trim();
    if text.starts_with('{') {
        return match serde_yaml::from_str(text) {
            Ok(Value::Object(item)) => Ok(item),
            Ok(_) | Err(_) => Err(format!("`{text}` is no YAML map")),
        };
    }
    match kind {
        ItemKind::Grant => grant(text, library),
        ItemKind::Allow => {
            let (actions, resources) = text
                .split_once('=')
                .ok_or_else(|| format!("`{text}` is not ACTIONS=RESOURCES"))?;
            Ok(map([
                ("actions", words(actions)),
                ("resources", words(resources)),
            ]))
        }
        ItemKind::Assume => {
            let (name, role) = text
                .split_once('=')
                .ok_or_else(|| format!("`{text}` is not NAME=ROLE-ARN"))?;
            Ok(map([("name", json!(name)), ("role", json!(role))]))
        }
        ItemKind::Trust => {
            let draft = map([("principal", json!(text))]);
            Ok(item::close(kind, &draft, library))
        }
    }
}

fn grant(text: &str, library: &Library) -> Result<Answers, String> {
    let (head, verbs) = text
        .rsplit_once('=')
        .map_or((text, None), |(head, verbs)| (head, Some(verbs)));
    let (key, subject) = head
        .split_once(':')
        .map_or((head, None), |(key, subject)| (key, Some(subject)));
    let service = library.service(key).map_err(|_| {
        let known: Vec<&str> = grants::services(library)
            .map(|service| service.key.as_str())
            .collect();
        let near = known
            .iter()
            .map(|known| (strsim::damerau_levenshtein(known, key), known))
            .min()
            .filter(|(distance, _)| *distance <= 2);
        match near {
            Some((_, near)) => format!("there is no service `{key}`: did you mean `{near}`?"),
            None => format!(
                "there is no service `{key}`: use one of {}",
                known.join(", ")
            ),
        }
    })?;
    let mut item = map([(SERVICE, json!(key))]);
    match (service.entry, subject) {
        (Entry::List, Some(subject)) if !subject.is_empty() => {
            let (key, text) = match subject.split_once('=') {
                Some((key, text)) if service.subject_keys().any(|known| known == key) => {
                    (key.to_owned(), text)
                }
                _ => (grants::subject_key(service, subject), subject),
            };
            item.insert(key, json!(text));
        }
        (Entry::List, _) => {
            return Err(format!(
                "`{text}` names no {}: write `{key}:NAME=VERBS`",
                service.noun
            ));
        }
        (Entry::Single | Entry::Switch, None) => {}
        (Entry::Single | Entry::Switch, Some(_)) => {
            return Err(format!(
                "`{key}` is about no resource in particular: leave `:{}` out",
                subject.unwrap_or_default()
            ));
        }
    }
    if let Some(verbs) = verbs {
        item.insert("access".to_owned(), words(verbs));
    }
    Ok(item)
}

/// The text that stands for an item: the short one if it means the same.
pub fn write(kind: ItemKind, item: &Answers, library: &Library) -> String {
    let short = match kind {
        ItemKind::Grant => short_grant(item, library),
        ItemKind::Allow => pair(item, "actions", "resources"),
        ItemKind::Assume => pair(item, "name", "role"),
        ItemKind::Trust => item
            .values()
            .next()
            .and_then(Value::as_str)
            .map(str::to_owned),
    };
    let same = |short: &String| parse(kind, short, library).as_ref() == Ok(item);
    short
        .filter(same)
        .unwrap_or_else(|| text::flow(&Value::Object(item.clone())))
}

fn short_grant(item: &Answers, library: &Library) -> Option<String> {
    let key = item.get(SERVICE)?.as_str()?;
    let service = library.service(key).ok()?;
    let mut short = key.to_owned();
    if let Some((by, text)) = grants::subject(item, service) {
        let guessed = grants::subject_key(service, text) == by;
        short.push(':');
        if !guessed {
            short.push_str(&by);
            short.push('=');
        }
        short.push_str(text);
    }
    if let Some(verbs) = item.get("access") {
        short.push('=');
        short.push_str(&joined(verbs)?);
    }
    Some(short)
}

fn pair(item: &Answers, left: &str, right: &str) -> Option<String> {
    Some(format!(
        "{}={}",
        joined(item.get(left)?)?,
        joined(item.get(right)?)?
    ))
}

fn joined(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let words: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            Some(words?.join(","))
        }
        _ => None,
    }
}

/// Words between commas.
pub fn words(text: &str) -> Value {
    text.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect()
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Answers {
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_forms_read_back() {
        let library = Library::shared();
        for (kind, short) in [
            (ItemKind::Grant, "buckets:photos=read,write"),
            (ItemKind::Grant, "buckets:arn:aws:s3:::photos=read"),
            (ItemKind::Grant, "buckets:aws_s3_bucket.app[0]=list"),
            (ItemKind::Grant, "buckets:${var.bucket}=read"),
            (ItemKind::Grant, "keys:alias=alias/app=decrypt"),
            (
                ItemKind::Grant,
                "{ service: buckets, name: photos, access: [read], prefixes: [in/] }",
            ),
            (
                ItemKind::Allow,
                "cloudwatch:GetMetricData,cloudwatch:ListMetrics=*",
            ),
            (
                ItemKind::Allow,
                "{ actions: [s3:ListBucket], resources: [\"arn:aws:s3:::b\"], reason: why not }",
            ),
            (
                ItemKind::Assume,
                "reporting=arn:aws:iam::222222222222:role/reports",
            ),
            (
                ItemKind::Trust,
                "arn:aws:iam::111111111111:user/break-glass",
            ),
            (ItemKind::Trust, "ssm.amazonaws.com"),
        ] {
            let item = parse(kind, short, library).unwrap();
            let again = write(kind, &item, library);
            assert_eq!(parse(kind, &again, library).unwrap(), item, "{again}");
            assert_eq!(again.replace('"', ""), short.replace('"', ""));
        }
    }

    #[test]
    fn what_is_no_grant_says_how() {
        let library = Library::shared();
        let fault = |text| parse(ItemKind::Grant, text, library).unwrap_err();
        assert_eq!(
            fault("bucket:photos=read"),
            "there is no service `bucket`: did you mean `buckets`?"
        );
        assert_eq!(
            fault("buckets"),
            "`buckets` names no bucket: write `buckets:NAME=VERBS`"
        );
    }
}
