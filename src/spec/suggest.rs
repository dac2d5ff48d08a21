//! "Did you mean …?"

/// The candidate that is nearest to a word, if one is near enough to be meant.
///
/// ```
/// use rolewright::spec::suggest::nearest;
///
/// assert_eq!(nearest("buckts", ["buckets", "tables"]), Some("buckets"));
/// assert_eq!(nearest("Bucket", ["buckets", "tables"]), Some("buckets"));
/// assert_eq!(nearest("lambda", ["buckets", "tables"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    let allowed = match folded.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = fold(candidate);
            // One that goes on from the other (`bucket`, `tag`) is as near as a slip of a key.
            let apart = folded.len().abs_diff(other.len());
            let extends = folded.len() >= 3
                && apart <= 3
                && (other.starts_with(&folded) || folded.starts_with(&other));
            if apart > 2 * allowed && !extends {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&folded, &other);
            Some((distance, if extends { 0 } else { distance }, candidate))
        })
        .filter(|(_, near, _)| *near <= allowed)
        .min_by_key(|(distance, near, _)| (*near, *distance))
        .map(|(_, _, candidate)| candidate)
}

/// Spelling that people do not keep apart.
fn fold(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}
