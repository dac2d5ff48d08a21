//! Matching sequences of symbols with `*` and `?`.

use super::{
    fault::{self, Fault},
    pattern::Token,
};

/// Whether every text of `inner` is certainly a text of `outer`, by a simple walk.
///
/// For an `inner` without wildcards this is matching, and exact. For an `inner` with wildcards it
/// may say no where a union of cases would be needed; it never says yes wrongly: a `*` of `inner` is
/// swallowed only by a `*` of `outer`, a `?` only by `?` or `*`, a hole only by itself or `*`.
pub(super) fn covers(outer: &[Token], inner: &[Token]) -> bool {
    let (mut o, mut i) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (outer.get(o), inner.get(i)) {
            (None, None) => return true,
            (Some(Token::Any), _) => {
                retry = Some((o, i));
                o += 1;
                continue;
            }
            (Some(expected), Some(found)) if swallows(expected, found) => {
                o += 1;
                i += 1;
                continue;
            }
            _ => {}
        }
        match retry {
            Some((star, from)) if from < inner.len() => {
                retry = Some((star, from + 1));
                o = star + 1;
                i = from + 1;
            }
            _ => return false,
        }
    }
}

fn swallows(expected: &Token, found: &Token) -> bool {
    match (expected, found) {
        (Token::One, Token::Char(_)) if fault::is(Fault::QuestionMarkLiteral) => {
            *found == Token::Char('?')
        }
        (Token::One, Token::Char(_) | Token::One) => true,
        (Token::Any, _) | (_, Token::Any) => false,
        (expected, found) => expected == found,
    }
}

/// Whether the two may have a text in common, for some values of their holes.
///
/// Never says no wrongly: every hole is taken as `*`, save that two equal holes may also stand
/// opposite each other, which `*` covers as well.
pub(super) fn may_meet(a: &[Token], b: &[Token]) -> bool {
    let open = |token: &Token| matches!(token, Token::Any | Token::Hole(_));
    // `row[j]`: a prefix of `a` of the current length can meet the first `j` symbols of `b`.
    let mut row = vec![false; b.len() + 1];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    close(&mut row, b, open);
    for token in a {
        let mut next = vec![false; b.len() + 1];
        for (j, reached) in row.iter().enumerate() {
            if !reached {
                continue;
            }
            if open(token) {
                // It may be empty, or swallow any number of symbols of `b`.
                next.iter_mut().skip(j).for_each(|cell| *cell = true);
                break;
            }
            let Some(other) = b.get(j) else { continue };
            let cell = if open(other) { j } else { j + 1 };
            if (open(other) || agree(token, other))
                && let Some(cell) = next.get_mut(cell)
            {
                *cell = true;
            }
        }
        close(&mut next, b, open);
        row = next;
    }
    row.last().copied().unwrap_or(false)
}

/// A `*` of `b` may be empty: what reaches it also reaches what follows it.
fn close(row: &mut [bool], b: &[Token], open: impl Fn(&Token) -> bool) {
    for (j, token) in b.iter().enumerate() {
        if open(token)
            && row.get(j).copied().unwrap_or(false)
            && let Some(cell) = row.get_mut(j + 1)
        {
            *cell = true;
        }
    }
}

fn agree(a: &Token, b: &Token) -> bool {
    match (a, b) {
        (Token::One, Token::Char(_) | Token::One) | (Token::Char(_), Token::One) => true,
        (a, b) => a == b,
    }
}
