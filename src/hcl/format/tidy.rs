//! What `terraform fmt` changes besides blanks: block labels get quotes and lose comments between
//! them, `"${x}"` becomes `x`, and the types that old variables name become today's.

use super::Piece;
use crate::hcl::token::TokenKind as T;

/// The tokens with these changes. What has not the shape of a body stays as it is from there on.
pub(super) fn tidy(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut tidier = Tidier {
        rest: pieces.into_iter().peekable(),
        out: Vec::new(),
    };
    tidier.body(&mut Vec::new());
    tidier.out.extend(tidier.rest);
    tidier.out
}

struct Tidier {
    rest: std::iter::Peekable<std::vec::IntoIter<Piece>>,
    out: Vec<Piece>,
}

impl Tidier {
    fn kind(&mut self) -> Option<T> {
        self.rest.peek().map(|piece| piece.kind)
    }

    fn take(&mut self) {
        self.out.extend(self.rest.next());
    }

    /// The items up to the closing brace, which stays; `None` where it is no body.
    fn body(&mut self, inside: &mut Vec<String>) -> Option<()> {
        loop {
            match self.kind() {
                None | Some(T::CloseBrace) => return Some(()),
                Some(T::Newline | T::Comment) => self.take(),
                Some(T::Identifier) => self.item(inside)?,
                Some(_) => return None,
            }
        }
    }

    fn item(&mut self, inside: &mut Vec<String>) -> Option<()> {
        let name = self.rest.peek().map(|p| p.text.clone())?;
        self.take();
        let mut labels = Vec::new();
        while let Some(kind) = self.kind() {
            match kind {
                T::Assign if labels.iter().all(|l: &Piece| l.kind == T::Comment) => {
                    self.out.append(&mut labels);
                    self.take();
                    self.attribute(&name, inside);
                    return Some(());
                }
                T::OpenBrace => {
                    self.out.extend(quoted_labels(labels));
                    self.take();
                    inside.push(name);
                    self.body(inside)?;
                    inside.pop();
                    self.take();
                    return Some(());
                }
                T::Identifier | T::OpenQuote | T::Literal | T::CloseQuote => {
                    labels.extend(self.rest.next());
                }
                T::Comment if self.rest.peek().is_some_and(|p| !p.ends_line()) => {
                    labels.extend(self.rest.next());
                }
                _ => break,
            }
        }
        self.out.append(&mut labels);
        None
    }

    /// The expression up to the end of the line, or of a block of one line.
    fn attribute(&mut self, name: &str, inside: &[String]) {
        let mut open = 0;
        let mut expression = Vec::new();
        while let Some(next) = self.rest.peek() {
            let closes = next.kind == T::CloseBrace;
            if open == 0 && (next.ends_line() || closes) {
                break;
            }
            open += next.bracket_change();
            expression.extend(self.rest.next());
        }
        while expression.first().is_some_and(|p| p.kind == T::Comment) {
            self.out.push(expression.remove(0));
        }
        let mut comments = Vec::new();
        while expression.last().is_some_and(|p| p.kind == T::Comment) {
            comments.extend(expression.pop());
        }
        let variable = matches!(inside, [block] if block == "variable");
        self.out.extend(if variable && name == "type" {
            modern_type(expression)
        } else {
            unwrapped(expression)
        });
        self.out.extend(comments.into_iter().rev());
    }
}

fn quoted_labels(labels: Vec<Piece>) -> impl Iterator<Item = Piece> {
    labels
        .into_iter()
        .filter(|p| p.kind != T::Comment)
        .flat_map(|piece| match piece.kind {
            T::Identifier => vec![
                Piece::new(T::OpenQuote, "\""),
                Piece::new(T::Literal, piece.text),
                Piece::new(T::CloseQuote, "\""),
            ],
            _ => vec![piece],
        })
}

/// `"${x}"` as `x`, in parentheses where it spans lines, provided that it is one sequence.
fn unwrapped(expression: Vec<Piece>) -> Vec<Piece> {
    let inside = match expression.as_slice() {
        [open, start, inside @ .., end, close]
            if !inside.is_empty()
                && (open.kind, start.kind) == (T::OpenQuote, T::Interpolation)
                && (end.kind, close.kind) == (T::SequenceEnd, T::CloseQuote)
                && is_one_sequence(inside) =>
        {
            inside
        }
        _ => return expression,
    };
    let blank = |piece: &&Piece| piece.kind == T::Newline;
    let leading = inside.iter().take_while(blank).count();
    let trailing = inside.iter().rev().take_while(blank).count();
    let kept = inside.len().saturating_sub(leading + trailing);
    let inside: Vec<_> = inside.iter().skip(leading).take(kept).cloned().collect();
    let multi_line = inside.iter().any(|p| p.kind == T::Newline);
    let in_parens = inside.first().is_some_and(|p| p.kind == T::OpenParen)
        && inside.last().is_some_and(|p| p.kind == T::CloseParen);
    if multi_line && !in_parens {
        let mut wrapped = vec![Piece::new(T::OpenParen, "(")];
        wrapped.extend(inside);
        wrapped.push(Piece::new(T::CloseParen, ")"));
        wrapped
    } else {
        inside
    }
}

fn is_one_sequence(inside: &[Piece]) -> bool {
    let mut quotes = 0_usize;
    inside.iter().all(|piece| {
        match piece.kind {
            T::OpenQuote => quotes += 1,
            T::CloseQuote => quotes = quotes.saturating_sub(1),
            T::Interpolation | T::Directive | T::SequenceEnd if quotes == 0 => {
                return piece.kind == T::Directive;
            }
            _ => {}
        }
        true
    })
}

/// `list` as `list(any)`, `"string"` as `string`, `"list"` as `list(string)`.
fn modern_type(expression: Vec<Piece>) -> Vec<Piece> {
    let (name, element) = match expression.as_slice() {
        [one] if one.kind == T::Identifier => match one.text.as_str() {
            name @ ("list" | "map" | "set") => (name, "any"),
            _ => return expression,
        },
        [open, text, close]
            if (open.kind, text.kind, close.kind) == (T::OpenQuote, T::Literal, T::CloseQuote) =>
        {
            match text.text.as_str() {
                "string" => return vec![Piece::new(T::Identifier, "string")],
                name @ ("list" | "map") => (name, "string"),
                _ => return expression,
            }
        }
        _ => return expression,
    };
    vec![
        Piece::new(T::Identifier, name),
        Piece::new(T::OpenParen, "("),
        Piece::new(T::Identifier, element),
        Piece::new(T::CloseParen, ")"),
    ]
}
