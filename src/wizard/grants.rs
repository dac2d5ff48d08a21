//! Grants as items of one list, whatever their service: `{service: buckets, name: photos, access:
//! [read]}`, and their way to and from the lists of a spec.

use serde_json::{Map, Value, json};

use super::question::Answers;
use crate::grant::{Entry, Library, Service};

/// The key of an item that says which service it is about.
pub const SERVICE: &str = "service";

/// The service that has a question of its own.
const SESSION_MANAGER: &str = "session_manager";

/// Whether a key of the spec holds grants that belong into the list.
fn is_listed(key: &str, library: &Library) -> bool {
    key != SESSION_MANAGER && library.contains(key)
}

/// The keys of all services that the list can hold.
pub fn services(library: &Library) -> impl Iterator<Item = &Service> {
    library
        .services()
        .flatten()
        .filter(|service| service.key != SESSION_MANAGER)
}

/// The grants of a spec, or of the target of an assume; `None` where there is none.
pub fn collect(spec: &Value, library: &Library) -> Option<Value> {
    let mut items = Vec::new();
    for (key, value) in spec.as_object()? {
        if is_listed(key, library) {
            items.extend(items_of(key, value, library));
        }
    }
    (!items.is_empty()).then_some(Value::Array(items))
}

fn items_of(key: &str, value: &Value, library: &Library) -> Vec<Value> {
    let item = |rest: Map<String, Value>| {
        let mut item = Map::new();
        item.insert(SERVICE.to_owned(), json!(key));
        item.extend(rest);
        Value::Object(item)
    };
    let entry = library
        .service(key)
        .map(|service| service.entry)
        .unwrap_or_default();
    match (entry, value) {
        (Entry::List, Value::Array(list)) => list
            .iter()
            .filter_map(Value::as_object)
            .cloned()
            .map(item)
            .collect(),
        (Entry::Single, Value::Array(verbs)) => {
            let mut rest = Map::new();
            rest.insert("access".to_owned(), json!(verbs));
            vec![item(rest)]
        }
        (Entry::Single | Entry::Switch, Value::Object(map)) => vec![item(map.clone())],
        (Entry::Switch, Value::Bool(true)) => vec![item(Map::new())],
        _ => Vec::new(),
    }
}

/// Puts the list back into the keys of its services. What is no grant that [`collect`] finds stays.
pub fn distribute(spec: &mut Map<String, Value>, answer: Option<&Value>, library: &Library) {
    let items = answer
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let mut lists: Map<String, Value> = Map::new();
    for item in items.iter().filter_map(Value::as_object) {
        let Some(key) = item.get(SERVICE).and_then(Value::as_str) else {
            continue;
        };
        let rest = without_service(item);
        let entry = library
            .service(key)
            .map(|service| service.entry)
            .unwrap_or_default();
        match entry {
            Entry::List => {
                if let Value::Array(list) = lists.entry(key).or_insert_with(|| json!([])) {
                    list.push(Value::Object(rest));
                }
            }
            Entry::Switch if rest.is_empty() => drop(lists.insert(key.to_owned(), json!(true))),
            Entry::Single if is_bare(&rest) && spec.get(key).is_some_and(Value::is_array) => {
                let verbs = rest.get("access").cloned().unwrap_or_default();
                lists.insert(key.to_owned(), verbs);
            }
            Entry::Single | Entry::Switch => {
                drop(lists.insert(key.to_owned(), Value::Object(rest)));
            }
        }
    }
    let gone: Vec<String> = spec
        .iter()
        .filter(|(key, value)| {
            is_listed(key, library)
                && !lists.contains_key(*key)
                && !items_of(key, value, library).is_empty()
        })
        .map(|(key, _)| key.clone())
        .collect();
    for key in gone {
        spec.shift_remove(&key);
    }
    for (key, value) in lists {
        spec.insert(key, value);
    }
}

fn is_bare(rest: &Map<String, Value>) -> bool {
    rest.len() == 1 && rest.contains_key("access")
}

/// An item without the key that says its service: what stands in the spec.
pub fn without_service(item: &Answers) -> Map<String, Value> {
    item.iter()
        .filter(|(key, _)| *key != SERVICE)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Where item `index` of the list stands below the spec or target: the service's key, and the place
/// in its list.
pub fn place_of(items: &[Value], index: usize, item: &Answers, library: &Library) -> Vec<String> {
    let service = |item: &Answers| item.get(SERVICE).and_then(Value::as_str).map(str::to_owned);
    let Some(key) = service(item) else {
        return Vec::new();
    };
    if library
        .service(&key)
        .is_ok_and(|service| service.entry != Entry::List)
    {
        return vec![key];
    }
    let before = items.iter().take(index).filter_map(Value::as_object);
    let count = before
        .filter(|other| service(other).as_deref() == Some(key.as_str()))
        .count();
    vec![key, count.to_string()]
}

/// Whether text is a Terraform address without attribute, as `ref:` takes it.
pub fn is_address(text: &str) -> bool {
    kind_of_address(text).is_some()
}

/// The resource type of an address: `aws_s3_bucket` of `data.aws_s3_bucket.x[0]`.
pub fn kind_of_address(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("data.").unwrap_or(text);
    let (kind, name) = rest.split_once('.')?;
    let name = match name.split_once('[') {
        Some((name, index)) => index.strip_suffix(']').map(|_| name)?,
        None => name,
    };
    let identifier = |text: &str| {
        text.chars()
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_')
            && text
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    let is_type = kind.contains('_') && identifier(kind) && kind == kind.to_lowercase();
    (is_type && identifier(name)).then_some(kind)
}

/// How an item names its resource: the key and its text.
pub fn subject<'a>(item: &'a Answers, service: &Service) -> Option<(String, &'a str)> {
    service
        .subject_keys()
        .find_map(|key| Some((key.to_owned(), item.get(key)?.as_str()?)))
}

/// The key under which a service takes a text that names a resource.
pub fn subject_key(service: &Service, text: &str) -> String {
    let kind = kind_of_address(text);
    if text.starts_with("arn:") && service.arn.is_some() {
        "arn".to_owned()
    } else if kind.is_some_and(|kind| service.r#ref.contains_key(kind)) {
        "ref".to_owned()
    } else {
        service.subject_keys().next().unwrap_or("name").to_owned()
    }
}
