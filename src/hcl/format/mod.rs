//! A formatter for any HCL text that leaves it as `terraform fmt` (1.11) does, byte by byte.
//!
//! Only blanks between tokens change, with the four exceptions that Terraform makes itself (see
//! [`tidy`]): the bytes of strings, heredocs and comments stay. It works on tokens, so text that
//! nobody can parse comes out with its tokens intact.

mod layout;
mod spaces;
mod tidy;

use super::token::{TokenKind, tokens};

/// A token with the blanks before it.
#[derive(Clone, Debug)]
struct Piece {
    kind: TokenKind,
    text: String,
    /// Spaces before it.
    before: usize,
}

impl Piece {
    fn new(kind: TokenKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            before: 0,
        }
    }

    /// Whether the line ends with it: a comment of one line takes its line's end with it.
    fn ends_line(&self) -> bool {
        match self.kind {
            TokenKind::Newline => true,
            TokenKind::Comment => self.text.ends_with('\n'),
            _ => false,
        }
    }

    /// What it does to the number of open brackets.
    const fn bracket_change(&self) -> isize {
        use TokenKind as T;
        match self.kind {
            T::OpenBrace | T::OpenBracket | T::OpenParen | T::Interpolation | T::Directive => 1,
            T::CloseBrace | T::CloseBracket | T::CloseParen | T::SequenceEnd => -1,
            _ => 0,
        }
    }
}

/// `text` as `terraform fmt` leaves it. Formatting twice changes nothing more, except that Terraform
/// unwraps one layer of `"${"${x}"}"` at a time, and so does this.
///
/// ```
/// use rolewright::hcl;
/// let text = "resource aws_iam_role x {\nname=\"${var.name}\" # who\n  path   = \"/\"\n}\n";
/// assert_eq!(hcl::format(text), r#"resource "aws_iam_role" "x" {
///   name = var.name # who
///   path = "/"
/// }
/// "#);
/// ```
pub fn format(text: &str) -> String {
    let mut end = 0;
    let mut pieces = Vec::new();
    for token in tokens(text) {
        let before = text.get(end..token.span.start).unwrap_or_default();
        // A byte-order mark is no blank, and goes, as it does in Terraform.
        let before = before.trim_start_matches('\u{feff}').len();
        end = token.span.end;
        let mut piece = Piece::new(token.kind, text.get(token.span).unwrap_or_default());
        piece.before = before;
        pieces.push(piece);
    }
    let mut pieces = tidy::tidy(pieces);
    layout::lay_out(&mut pieces);
    let mut out = String::with_capacity(text.len());
    for piece in &pieces {
        out.extend(std::iter::repeat_n(' ', piece.before));
        out.push_str(&piece.text);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}
