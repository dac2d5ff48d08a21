//! What makes a grant the one that it is.

use super::{OptionValue, Request, Service, Subject};

/// Whether something beside subject and verbs makes the grant what it is.
pub(crate) fn is_refined(service: &Service, request: &Request) -> bool {
    // An option that only adds a verb is told by the verb.
    let adds_a_verb = |key: &String| {
        let option = service.options.get(key);
        option.is_some_and(|option| option.adds_verb.is_some())
    };
    !(request.options.keys().all(adds_a_verb)
        && request.except.is_empty()
        && request.also.is_empty()
        && request.conditions.is_empty()
        && request.unchecked.is_empty())
}

/// All that makes a grant what it is, as one text. The reason and the last day do not.
pub(crate) fn identity(request: &Request) -> String {
    let mut lines: Vec<String> = Vec::new();
    match &request.subject {
        Subject::Whole => {}
        Subject::Name(name) => lines.push(format!("name={}", name.value)),
        Subject::Arn(arn) => lines.push(format!("arn={}", arn.value)),
        Subject::Ref(reference) => lines.push(format!("ref={}", reference.value)),
        Subject::Keys(keys) => {
            lines.extend(
                keys.iter()
                    .map(|(key, value)| format!("{key}={}", value.value)),
            );
        }
    }
    for (key, option) in &request.options {
        lines.push(match option {
            OptionValue::Flag(flag) => format!("{key}={}", flag.value),
            OptionValue::Text(text) => format!("{key}={}", text.value),
            OptionValue::List(list) => {
                let mut list: Vec<String> =
                    list.iter().map(|item| item.value.to_string()).collect();
                list.sort();
                format!("{key}={list:?}")
            }
        });
    }
    let named = [
        ("access", &request.access),
        ("except", &request.except),
        ("also", &request.also),
        ("unchecked", &request.unchecked),
    ];
    for (key, list) in named {
        let mut list: Vec<&str> = list.iter().map(|item| item.value.as_str()).collect();
        list.sort_unstable();
        lines.push(format!("{key}={list:?}"));
    }
    let mut conditions: Vec<String> = request
        .conditions
        .iter()
        .map(|condition| {
            let mut values: Vec<String> = condition
                .values
                .iter()
                .map(|value| value.value.to_string())
                .collect();
            values.sort();
            format!("{} {} {values:?}", condition.operator, condition.key.value)
        })
        .collect();
    conditions.sort();
    lines.extend(conditions);
    format!("{}\n{}", request.service, lines.join("\n"))
}
