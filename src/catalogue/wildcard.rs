//! Action patterns: `*` and `?`, without regard to case.

use super::{Action, Service};

/// Whether a pattern of `*` (any characters) and `?` (one) matches the text, without regard to
/// case. Works on bytes: names in IAM are ASCII.
///
/// ```
/// use rolewright::catalogue::wildcard_matches;
///
/// assert!(wildcard_matches("get*tagging", "GetObjectTagging"));
/// assert!(!wildcard_matches("Get?", "GetObject"));
/// ```
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where to go on after a mismatch: behind the last `*`, with one more character swallowed.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(p), text.get(t)) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                retry = Some((p + 1, t + 1));
                p += 1;
                continue;
            }
            (Some(b'?'), Some(_)) => {
                (p, t) = (p + 1, t + 1);
                continue;
            }
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {
                (p, t) = (p + 1, t + 1);
                continue;
            }
            _ => {}
        }
        match retry {
            Some((back, swallowed)) if swallowed <= text.len() => {
                retry = Some((back, swallowed + 1));
                (p, t) = (back, swallowed);
            }
            _ => return false,
        }
    }
}

/// The actions that a pattern names. `*` alone names all; else it needs a `:`.
pub(super) fn expand(pattern: &str) -> impl Iterator<Item = Action> {
    let (prefix, name) = if pattern == "*" {
        Some(("*", "*"))
    } else {
        pattern.split_once(':')
    }
    .map_or((String::new(), String::new()), |(prefix, name)| {
        (prefix.to_owned(), name.to_owned())
    });
    let exact = !prefix.contains(['*', '?']);
    let services: Vec<Service> = if exact {
        Service::find(&prefix).into_iter().collect()
    } else {
        Service::all()
            .filter(|service| matches(&prefix, service.prefix()))
            .collect()
    };
    services
        .into_iter()
        .flat_map(Service::actions)
        .filter(move |action| matches(&name, action.name()))
}
