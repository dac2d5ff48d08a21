//! Resource patterns and ARN patterns: matched segment by segment, as AWS does.
//!
//! The first five segments of an ARN end at a colon and a wildcard in them stays in its segment;
//! the rest is the last segment, in which `*` also covers `:` and `/`. A resource pattern with fewer
//! segments is completed with `*` (IAM user guide, "IAM JSON policy elements: Resource"); an ARN
//! operator in a condition completes nothing.
//!
//! ```
//! use rolewright::policy::{Match, Pattern, arn::matches_resource};
//!
//! let wild = |text: &str| Pattern::wild(&text.into());
//! let key = Pattern::exact(&"arn:aws:s3:::photos/cat.jpg".into());
//! assert_eq!(matches_resource(&wild("arn:aws:s3:::photos/*"), &key), Match::Yes);
//! assert_eq!(matches_resource(&wild("arn:aws:s3"), &key), Match::Yes);
//! assert_eq!(matches_resource(&wild("arn:aws:s3:*:photos/cat.jpg"), &key), Match::No);
//! ```

use crate::text::Part;

use super::{
    glob,
    pattern::{Match, Pattern, Token},
};

/// The number of segments of an ARN.
const SEGMENTS: usize = 6;

/// Whether a pattern of `Resource` or `NotResource` covers `subject` (which has no wildcards).
pub fn matches_resource(pattern: &Pattern, subject: &Pattern) -> Match {
    if pattern.is_anything() {
        return Match::Yes;
    }
    if begins_otherwise(pattern, subject) {
        return Match::No;
    }
    decide(pattern, subject, completed(pattern))
}

/// Whether a resource pattern whose variables have no value may cover `subject` for some value. With
/// `head`, only what stands before the fifth colon is looked at: behind it variables may stand.
pub(super) fn may_match_resource(pattern: &Pattern, subject: &Pattern, head: bool) -> bool {
    let (Some(outer), inner) = (completed(pattern), subject.segments()) else {
        return true;
    };
    let is_hole = |token: &Token| matches!(token, Token::Hole(_));
    let holes = |segment: &&[Token]| segment.iter().any(is_hole);
    let cut = outer.len().min(SEGMENTS - 1);
    if outer.len() != inner.len() || outer.iter().take(cut).any(holes) {
        return head || glob::may_meet(pattern.tokens(), subject.tokens());
    }
    let count = if head { cut } else { outer.len() };
    let mut both = outer.iter().zip(&inner).take(count);
    both.all(|(outer, inner)| glob::may_meet(outer, inner))
}

/// All that a resource pattern covers for some values of its variables, by [`may_match_resource`] with
/// `head`: the pattern with anything behind the fifth colon.
pub(super) fn head(pattern: &Pattern) -> Pattern {
    let is_hole = |token: &Token| matches!(token, Token::Hole(_));
    let segments = pattern.segments();
    let (Some(last), false) = (segments.len().checked_sub(1), segments.len() < SEGMENTS) else {
        return Pattern::anything();
    };
    let head = || segments.iter().take(last);
    if head().any(|segment| segment.iter().any(is_hole)) {
        return Pattern::anything();
    }
    let with_colon = |segment: &&[Token]| {
        let colon = std::iter::once(Token::Char(':'));
        segment.iter().cloned().chain(colon).collect::<Vec<_>>()
    };
    let tokens = head().flat_map(with_colon);
    Pattern::from_tokens(tokens.chain(std::iter::once(Token::Any)))
}

/// Whether the two differ in a character before the first wildcard or hole: a quick no, which is the
/// answer to most questions.
fn begins_otherwise(pattern: &Pattern, subject: &Pattern) -> bool {
    let both = pattern.tokens().iter().zip(subject.tokens());
    let mut literal = both.map_while(|pair| match pair {
        (Token::Char(a), Token::Char(b)) => Some(a == b),
        _ => None,
    });
    literal.any(|same| !same)
}

/// Whether a value of an ARN operator covers the ARN `subject`; `None` where `subject` is no ARN.
pub fn matches_arn(pattern: &Pattern, subject: &Pattern) -> Option<Match> {
    let cut = subject.segments();
    let starts_well = cut.first().is_some_and(|first| is_arn(first));
    if !subject.has_references() && (cut.len() != SEGMENTS || !starts_well) {
        return None;
    }
    Some(decide(pattern, subject, Some(pattern.segments())))
}

fn is_arn(segment: &[Token]) -> bool {
    let mut letters = ['a', 'r', 'n'].into_iter();
    segment.len() == 3
        && segment.iter().all(|token| {
            matches!((token, letters.next()), (Token::Char(c), Some(letter)) if c.eq_ignore_ascii_case(&letter))
        })
}

/// The segments of a resource pattern, the missing ones as `*`; `None` where a reference may hold
/// colons, so that the cut is not known.
pub(super) fn completed(pattern: &Pattern) -> Option<Vec<&[Token]>> {
    let mut segments = pattern.segments();
    if segments.len() < SEGMENTS && pattern.has_references() {
        return None;
    }
    segments.resize(SEGMENTS, &[Token::Any]);
    Some(segments)
}

/// Whether it is known where the first five segments end: no hole in them may hold a colon.
pub(super) fn is_cut_for_certain(pattern: &Pattern) -> bool {
    let head = pattern.segments().into_iter().take(SEGMENTS - 1);
    !head.flatten().any(|token| match token {
        Token::Hole(hole) => may_hold_colon(hole),
        _ => false,
    })
}

/// Whether what a hole stands for may hold a colon: any reference may, but those to the account, the
/// region and the partition that Terraform works in.
pub(super) fn may_hold_colon(hole: &Part) -> bool {
    let Part::Reference(reference) = hole else {
        return true;
    };
    let mut steps = reference.expression().split('.');
    let kind = (steps.next() == Some("data"))
        .then(|| steps.next())
        .flatten();
    let attribute = steps.nth(1).unwrap_or_default();
    !matches!(
        (kind, attribute),
        (Some("aws_caller_identity"), "account_id" | "id")
            | (Some("aws_region"), "name" | "id" | "region")
            | (Some("aws_partition"), "partition" | "id" | "dns_suffix")
    )
}

/// The pattern with its words of AWS, `arn` and the service, in lower case: AWS reads those without
/// regard to case.
pub(super) fn normal(pattern: &Pattern) -> Pattern {
    let mut segment = 0;
    let mut fold = |token: &Token| match token {
        Token::Char(':') => {
            segment += 1;
            token.clone()
        }
        // From here on nobody knows how many colons went before.
        Token::Hole(hole) if may_hold_colon(hole) => {
            segment = SEGMENTS;
            token.clone()
        }
        Token::Char(c) if matches!(segment, 0 | 2) => Token::Char(c.to_ascii_lowercase()),
        other => other.clone(),
    };
    if pattern.segments().len() < 2 {
        return pattern.clone();
    }
    Pattern::from_tokens(pattern.tokens().iter().map(&mut fold))
}

fn decide(pattern: &Pattern, subject: &Pattern, segments: Option<Vec<&[Token]>>) -> Match {
    let certain = match segments {
        None => glob::covers(pattern.tokens(), subject.tokens()),
        Some(outer) => {
            let inner = subject.segments();
            outer.len() == inner.len()
                && outer.len() == SEGMENTS
                && outer.iter().zip(&inner).all(|(o, i)| glob::covers(o, i))
        }
    };
    if certain {
        Match::Yes
    } else if (pattern.has_references() || subject.has_references())
        && glob::may_meet(pattern.tokens(), subject.tokens())
    {
        Match::Possibly
    } else {
        Match::No
    }
}
