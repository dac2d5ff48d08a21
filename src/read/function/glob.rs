//! Which paths a pattern of `fileset` means.

/// Whether a path matches: `*` and `?` stay within a folder, `**` stands for any number of folders,
/// and at the end of a pattern for all that is below.
///
/// Takes steps in proportion to the product of the two lengths, whatever the pattern.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let path: Vec<&str> = path.split('/').collect();
    // `reached[i]`: the pattern so far matches the first `i` parts.
    let mut reached = vec![false; path.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for part in pattern.split('/') {
        let mut next = vec![false; path.len() + 1];
        let mut passed = false;
        for (at, here) in reached.iter().enumerate() {
            passed |= here;
            if part == "**" {
                if let Some(slot) = next.get_mut(at) {
                    *slot = passed;
                }
            } else if *here
                && path.get(at).is_some_and(|name| matches_name(part, name))
                && let Some(slot) = next.get_mut(at + 1)
            {
                *slot = true;
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// A name without `/`: on a mismatch, the last `*` takes one character more, and none before it.
fn matches_name(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut here) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(found) = name.get(here) {
        match pattern.get(at) {
            Some('*') => {
                at += 1;
                star = Some((at, here));
            }
            Some(wanted) if wanted == found || *wanted == '?' => {
                at += 1;
                here += 1;
            }
            _ => match &mut star {
                Some((after, taken)) => {
                    *taken += 1;
                    (at, here) = (*after, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stays_within_a_folder_and_two_do_not() {
        for (pattern, path, expected) in [
            ("*.json", "a.json", true),
            ("*.json", "b/a.json", false),
            ("**/*.json", "a.json", true),
            ("**/*.json", "b/c/a.json", true),
            ("b/**", "b/c/a.json", true),
            ("**", "b/c", true),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("a**c", "abbc", true),
            ("*a*b", "xaxb", true),
            ("*a*b", "xaxbx", false),
            ("ä*", "äö", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_few() {
        let path = "a".repeat(2_000);
        assert!(!matches(&("*a".repeat(500) + "b"), &path));
        let folders = "a/".repeat(1_000);
        assert!(!matches(&("**/".repeat(500) + "b"), &(folders + "c")));
    }
}
