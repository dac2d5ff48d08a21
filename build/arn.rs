//! Holes of ARN formats, and patterns of actions.

/// Which `${…}` of an ARN may hold neither `/` (bit 2n) nor `:` (bit 2n + 1): those of partition,
/// region and account, and those that another type of the service continues after such a character
/// (a bucket's name has no `/`, because an object's ARN goes on with one there).
pub(crate) fn bounded_holes(arn: &str, all: &[String]) -> u32 {
    let mut mask = 0;
    let mut hole = 0;
    let mut at = 0;
    while let Some(open) = arn
        .get(at..)
        .and_then(|rest| rest.find("${"))
        .map(|i| at + i)
    {
        let close = arn
            .get(open..)
            .and_then(|rest| rest.find('}'))
            .map_or(arn.len(), |i| open + i + 1);
        let before = arn.get(..open).unwrap_or("");
        let in_header = before.matches(':').count() < 5;
        let shape = shape(arn.get(..close).unwrap_or(""));
        for (bit, mark) in [(0, '/'), (1, ':')] {
            let continued = format!("{shape}{mark}");
            if in_header || all.iter().any(|other| other.starts_with(&continued)) {
                mask |= 1 << (2 * hole + bit);
            }
        }
        hole += 1;
        at = close;
    }
    mask
}

/// An ARN format with the names of its holes left out.
pub(crate) fn shape(arn: &str) -> String {
    let mut parts = arn.split("${");
    let mut shape = parts.next().unwrap_or("").to_owned();
    for part in parts {
        shape.push_str("${}");
        shape.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    shape
}

/// Whether a pattern of `*` and letters matches.
pub(crate) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), None) => glob(rest, text),
        (Some((b'*', rest)), Some((_, tail))) => glob(rest, text) || glob(pattern, tail),
        (Some((p, rest)), Some((t, tail))) => p == t && glob(rest, tail),
        _ => false,
    }
}
