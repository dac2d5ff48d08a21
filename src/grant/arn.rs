//! ARNs that a user wrote, taken apart as far as they are known.

use std::collections::BTreeSet;

use super::template::Bindings;
use crate::text::{Part, Text};

/// The six segments of an ARN; the last may hold colons.
pub(crate) struct Segments([Text; 6]);

impl Segments {
    /// Takes an ARN apart. `None` where a hole stands in front of the place that would tell, or
    /// where it is no ARN.
    pub(crate) fn of(arn: &Text) -> Option<Self> {
        if !arn.literal_prefix().starts_with("arn:") {
            return None;
        }
        let mut segments: [Text; 6] = Default::default();
        let mut at = 0;
        for part in arn.parts() {
            let Part::Literal(literal) = part else {
                segments.get_mut(at)?.push(part.clone());
                continue;
            };
            let pieces = literal.splitn(6 - at, ':');
            for (i, piece) in pieces.enumerate() {
                at += usize::from(i > 0);
                segments.get_mut(at)?.push(Part::Literal(piece.to_owned()));
            }
        }
        (at == 5).then_some(Self(segments))
    }

    /// Whether it can be what a pattern of a data file describes (see [`super::ArnForm::accept`]).
    pub(crate) fn can_match(&self, pattern: &str) -> bool {
        let wanted: Vec<&str> = pattern.splitn(6, ':').collect();
        wanted.len() == 6
            && self
                .0
                .iter()
                .zip(&wanted)
                .enumerate()
                .all(|(i, (have, want))| {
                    if i == 5 {
                        can_overlap(want, have)
                    } else if want.is_empty() {
                        have.is_empty()
                    } else if *want == "*" {
                        !have.is_empty()
                    } else {
                        have.as_literal().is_none_or(|have| have == *want)
                    }
                })
    }

    /// Whether a pattern describes it, holes and all: unlike [`Self::can_match`], what a hole might
    /// hold does not count.
    pub(crate) fn can_match_literally(&self, pattern: &str) -> bool {
        let [.., resource] = &self.0;
        let marks: String = pattern
            .splitn(6, ':')
            .nth(5)
            .unwrap_or("")
            .chars()
            .filter(|c| matches!(c, '/' | ':'))
            .collect();
        let literal: String = resource
            .parts()
            .iter()
            .filter_map(|part| match part {
                Part::Literal(text) => Some(text.as_str()),
                Part::Reference(_) | Part::Variable(_) => None,
            })
            .collect();
        let has: usize = literal.matches(['/', ':']).count();
        has >= marks.len() && self.can_match(pattern)
    }

    /// What the last `*` of a pattern that matches stands for, where the text before it is literal.
    pub(crate) fn capture(&self, pattern: &str) -> Option<Text> {
        if !self.can_match(pattern) {
            return None;
        }
        let start = pattern.splitn(6, ':').nth(5)?.strip_suffix('*')?;
        let [.., resource] = &self.0;
        let rest = resource.literal_prefix().strip_prefix(start)?;
        let parts = resource.parts().iter().skip(1).cloned();
        Some(Text::from_parts(
            [Part::Literal(rest.to_owned())].into_iter().chain(parts),
        ))
    }

    /// The partition, region and account that it names, as template keys.
    pub(crate) fn bind(&self, bindings: &mut Bindings) {
        let [_, partition, _, region, account, _] = &self.0;
        for (key, value) in [
            ("partition", partition),
            ("region", region),
            ("account", account),
        ] {
            if !value.is_empty() {
                bindings.insert(key.to_owned(), vec![value.clone()]);
            }
        }
    }

    /// The region that it names.
    pub(crate) fn region(&self) -> Option<&Text> {
        let [_, _, _, region, _, _] = &self.0;
        (!region.is_empty()).then_some(region)
    }

    /// The resource's own name: what follows its type.
    pub(crate) fn resource_name(&self) -> String {
        let [.., resource] = &self.0;
        let resource = resource.to_string();
        let at = resource.find([':', '/']);
        at.and_then(|at| resource.get(at + 1..))
            .map_or_else(|| resource.clone(), str::to_owned)
    }
}

/// Whether some text fits both the pattern (`*`, `?`) and the user's text, whose holes and own
/// wildcards stand for anything.
fn can_overlap(pattern: &str, text: &Text) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut have: Vec<char> = Vec::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal) => have.extend(literal.chars()),
            Part::Reference(_) | Part::Variable(_) => have.push('*'),
        }
    }
    overlap(&pattern, &have)
}

/// Whether two wildcard patterns have a text in common: a search through the pairs of positions
/// that a common start can reach.
fn overlap(a: &[char], b: &[char]) -> bool {
    let mut open = vec![(0, 0)];
    let mut seen = BTreeSet::new();
    while let Some((i, j)) = open.pop() {
        if !seen.insert((i, j)) {
            continue;
        }
        match (a.get(i), b.get(j)) {
            (None, None) => return true,
            (Some('*'), None) => open.push((i + 1, j)),
            (None, Some('*')) => open.push((i, j + 1)),
            (Some('*'), Some(_)) | (Some(_), Some('*')) => open.extend([(i + 1, j), (i, j + 1)]),
            (Some(x), Some(y)) if x == y || *x == '?' || *y == '?' => open.push((i + 1, j + 1)),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> Segments {
        Segments::of(&Text::literal(text)).unwrap()
    }

    #[test]
    fn segments_are_compared_one_by_one() {
        let secret = "arn:*:secretsmanager:*:*:secret:*-??????";
        assert!(
            segments("arn:aws:secretsmanager:us-east-1:111111111111:secret:app-AbCdEf")
                .can_match(secret)
        );
        assert!(
            !segments("arn:aws:secretsmanager:us-east-1:111111111111:secret:app").can_match(secret)
        );
        assert!(!segments("arn:aws:s3:us-east-1::photos").can_match("arn:*:s3:::*"));
    }

    #[test]
    fn a_hole_may_be_anything() {
        let arn =
            Text::literal("arn:aws:sqs:us-east-1:111111111111:").then(&Text::reference("var.q"));
        assert!(Segments::of(&arn).unwrap().can_match("arn:*:sqs:*:*:*"));
        assert!(Segments::of(&Text::reference("var.arn")).is_none());
    }

    #[test]
    fn what_a_star_stands_for_can_be_taken() {
        let alias = segments("arn:aws:kms:us-east-1:111111111111:alias/app");
        assert_eq!(alias.capture("arn:*:kms:*:*:alias/*"), Some("app".into()));
    }
}
