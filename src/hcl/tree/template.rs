//! Templates: quoted, heredocs, and whole files.

use super::{DEPTH, Expression, Kind, Parser, Part, SyntaxError, literal};
use crate::hcl::token::{Token, TokenKind as T};

/// Where a template stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// Between quotes, with escapes.
    Quoted,
    /// In a heredoc; whether it is `<<-`.
    Heredoc { dedent: bool },
    /// A file, or a string of a `.tf.json`.
    Bare,
}

/// A piece before `%{ if }` and the like are put together.
enum Piece {
    Part(Part),
    If(Expression),
    Else,
    EndIf,
    For(Option<String>, String, Expression),
    EndFor,
}

impl Parser<'_> {
    pub(super) fn quoted(&mut self) -> Result<Expression, SyntaxError> {
        let open = self.expect(T::OpenQuote, "a string")?;
        let parts = self.template_parts(Flavour::Quoted)?;
        let close = self.expect(T::CloseQuote, "`\"`")?;
        Ok(Expression {
            kind: Kind::Template(parts),
            span: open.span.start..close.span.end,
        })
    }

    pub(super) fn heredoc(&mut self) -> Result<Expression, SyntaxError> {
        let open = self.expect(T::OpenHeredoc, "a heredoc")?;
        let dedent = self.source(&open).starts_with("<<-");
        let parts = self.template_parts(Flavour::Heredoc { dedent })?;
        let close = self.expect(T::CloseHeredoc, "the heredoc's closing marker")?;
        Ok(Expression {
            kind: Kind::Template(parts),
            span: open.span.start..close.span.end,
        })
    }

    pub(super) fn template_parts(&mut self, flavour: Flavour) -> Result<Vec<Part>, SyntaxError> {
        let mut pieces = Vec::new();
        // Whether `~}` came right before.
        let mut strip = false;
        // A template's own line ends are literal tokens, so no newline token is skipped here.
        while let Some(token) = self.tokens.get(self.at).cloned() {
            match token.kind {
                T::Literal => {
                    self.at += 1;
                    pieces.push(Piece::Part(self.characters(&token, flavour, strip)?));
                    strip = false;
                }
                T::Interpolation => {
                    self.at += 1;
                    let inner = self.inside(false, Self::expression)?;
                    strip = self.sequence_end()?;
                    pieces.push(Piece::Part(Part::Interpolation(inner)));
                }
                T::Directive => {
                    self.at += 1;
                    pieces.push(self.inside(false, Self::directive)?);
                    strip = self.sequence_end()?;
                }
                _ => break,
            }
        }
        if flavour == (Flavour::Heredoc { dedent: true }) {
            dedent(&mut pieces);
        }
        let span = self.tokens.get(self.at).map_or(0..0, |t| t.span.clone());
        let mut pieces = pieces.into_iter();
        let assembled = assemble(&mut pieces, 0).ok_or_else(|| SyntaxError {
            message: "nested too deep".to_owned(),
            span: span.clone(),
        })?;
        match assembled {
            (parts, None) => Ok(parts),
            (_, Some(_)) => Err(SyntaxError {
                message: "a template directive that nothing opened".to_owned(),
                span,
            }),
        }
    }

    fn sequence_end(&mut self) -> Result<bool, SyntaxError> {
        self.newlines.push(false);
        let end = self.expect(T::SequenceEnd, "`}`");
        self.newlines.pop();
        end.map(|token| self.source(&token).starts_with('~'))
    }

    fn characters(
        &self,
        token: &Token,
        flavour: Flavour,
        strip: bool,
    ) -> Result<Part, SyntaxError> {
        let written = self.source(token);
        let mut span = token.span.clone();
        let mut text = match flavour {
            Flavour::Quoted => literal::unescape(written, span.start)?,
            Flavour::Heredoc { .. } | Flavour::Bare => literal::unmark(written),
        };
        if strip {
            let kept = text.trim_start();
            span.start += text.len() - kept.len();
            text = kept.to_owned();
        }
        let follows = self.tokens.get(self.at);
        if follows.is_some_and(|t| self.source(t).ends_with("{~")) {
            text.truncate(text.trim_end().len());
        }
        span.start = span.start.min(span.end);
        Ok(Part::Literal { text, span })
    }

    fn directive(&mut self) -> Result<Piece, SyntaxError> {
        if self.keyword("if") {
            Ok(Piece::If(self.expression()?))
        } else if self.keyword("else") {
            Ok(Piece::Else)
        } else if self.keyword("endif") {
            Ok(Piece::EndIf)
        } else if self.keyword("for") {
            let (key, value) = self.for_names()?;
            Ok(Piece::For(key, value, self.expression()?))
        } else if self.keyword("endfor") {
            Ok(Piece::EndFor)
        } else {
            Err(self.error("expected if, else, endif, for or endfor"))
        }
    }
}

/// Removes the indentation that all lines share, as `<<-` asks. Lines of blanks neither count nor
/// change; neither does a line whose beginning a strip marker took.
fn dedent(pieces: &mut [Piece]) {
    let mut line_start = true;
    let mut indents = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let Piece::Part(Part::Literal { text, .. }) = piece else {
            line_start = false;
            continue;
        };
        let blank = text.trim().is_empty() && text.ends_with('\n');
        if line_start && !blank {
            indents.push((i, text.chars().take_while(|c| c.is_whitespace()).count()));
        }
        line_start = text.ends_with('\n');
    }
    let least = indents.iter().map(|(_, indent)| *indent).min().unwrap_or(0);
    for (i, _) in indents {
        if let Some(Piece::Part(Part::Literal { text, span })) = pieces.get_mut(i) {
            let kept: String = text.chars().skip(least).collect();
            span.start = (span.start + text.len() - kept.len()).min(span.end);
            *text = kept;
        }
    }
}

/// Parts, and the `else` or end behind them that belongs to what is around them.
type Assembled = (Vec<Part>, Option<Piece>);

/// Puts pieces together up to an `else` or end that belongs to what is around them; `None` where
/// they nest deeper than brackets may.
fn assemble(pieces: &mut std::vec::IntoIter<Piece>, depth: usize) -> Option<Assembled> {
    if depth >= DEPTH {
        return None;
    }
    let mut parts = Vec::new();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Part(part) => parts.push(part),
            Piece::If(condition) => {
                let (then, end) = assemble(pieces, depth + 1)?;
                let otherwise = match end {
                    Some(Piece::Else) => assemble(pieces, depth + 1)?.0,
                    _ => Vec::new(),
                };
                parts.push(Part::If {
                    condition,
                    then,
                    otherwise,
                });
            }
            Piece::For(key, value, collection) => {
                let (body, _) = assemble(pieces, depth + 1)?;
                parts.push(Part::For {
                    key,
                    value,
                    collection,
                    body,
                });
            }
            end @ (Piece::Else | Piece::EndIf | Piece::EndFor) => {
                return Some((parts, Some(end)));
            }
        }
    }
    Some((parts, None))
}
