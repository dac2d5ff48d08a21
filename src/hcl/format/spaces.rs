//! Whether a blank stands between two tokens of a line.

use super::Piece;
use crate::hcl::token::TokenKind as T;

/// Whether a space follows `this`, which stands after `before` and is followed by `after`.
pub(super) fn space_between(before: Option<&Piece>, this: &Piece, after: &Piece) -> bool {
    let previous = before.map(|piece| piece.kind);
    match (this.kind, after.kind) {
        (_, T::Newline | T::Dot | T::Comma | T::Ellipsis)
        | (T::Dot, _)
        | (T::Identifier, T::OpenParen | T::DoubleColon)
        | (T::DoubleColon, T::Identifier)
        | (T::OpenBrace, T::CloseBrace)
        | (T::SequenceEnd, T::Interpolation | T::Directive) => false,
        (T::Comma, _) => true,
        // Nothing is added inside a template.
        (T::Literal | T::OpenQuote | T::OpenHeredoc, _)
        | (_, T::Literal | T::CloseQuote | T::CloseHeredoc) => false,
        // `[for x in [a]: x]` is no index.
        (T::Identifier, _) if this.text == "in" && previous == Some(T::Identifier) => true,
        (T::Identifier | T::Number, T::OpenBracket) => false,
        (_, T::OpenBracket) if this.bracket_change() < 0 => false,
        (T::Bang, _) => false,
        (T::Minus, _) => !negates(previous),
        (T::OpenBrace, _)
        | (_, T::CloseBrace)
        | (T::Interpolation | T::Directive, T::OpenBrace)
        | (T::CloseBrace, T::SequenceEnd) => true,
        _ => this.bracket_change() <= 0 && after.bracket_change() >= 0,
    }
}

/// Whether a minus after this token is a sign.
const fn negates(previous: Option<T>) -> bool {
    matches!(
        previous,
        None | Some(
            T::OpenParen
                | T::OpenBrace
                | T::OpenBracket
                | T::Assign
                | T::Colon
                | T::Comma
                | T::Question
                | T::Plus
                | T::Star
                | T::Slash
                | T::Percent
                | T::Minus
                | T::Equal
                | T::NotEqual
                | T::Greater
                | T::GreaterEqual
                | T::Less
                | T::LessEqual
                | T::And
                | T::Or
                | T::Bang
        )
    )
}
