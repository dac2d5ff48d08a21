//! Bodies: attributes and blocks.

use super::{Attribute, Block, Body, Parser, SyntaxError, literal};
use crate::hcl::token::TokenKind as T;

impl Parser<'_> {
    /// The items up to the closing brace of the block, or to the end of the file.
    pub(super) fn body(&mut self, block: bool) -> Result<Body, SyntaxError> {
        let mut body = Body::default();
        loop {
            match self.peek() {
                Some(T::Newline) => {
                    self.next();
                }
                Some(T::Identifier) => self.item(&mut body)?,
                None if !block => return Ok(body),
                Some(T::CloseBrace) if block => {
                    self.next();
                    return Ok(body);
                }
                _ => return Err(self.error("expected an argument or block")),
            }
        }
    }

    fn item(&mut self, body: &mut Body) -> Result<(), SyntaxError> {
        let name = self.expect(T::Identifier, "a name")?;
        if self.take(T::Assign).is_some() {
            let value = self.expression()?;
            body.attributes.push(Attribute {
                name: self.source(&name).to_owned(),
                span: name.span,
                value,
            });
        } else {
            let labels = self.labels()?;
            let span = name.span.start..self.end_of_last();
            self.expect(T::OpenBrace, "`=` or `{`")?;
            let content = self.inside(true, |parser| parser.body(true))?;
            body.blocks.push(Block {
                kind: self.source(&name).to_owned(),
                labels,
                body: content,
                span,
            });
        }
        // Items of a block of one line end with its brace.
        match self.peek() {
            None | Some(T::Newline | T::CloseBrace) => Ok(()),
            Some(_) => Err(self.error("expected a new line")),
        }
    }

    fn labels(&mut self) -> Result<Vec<String>, SyntaxError> {
        let mut labels = Vec::new();
        loop {
            match self.peek() {
                Some(T::Identifier) => labels.push(self.identifier()?),
                Some(T::OpenQuote) => {
                    self.next();
                    let mut label = String::new();
                    while let Some(token) = self.take(T::Literal) {
                        label.push_str(&literal::unescape(self.source(&token), token.span.start)?);
                    }
                    self.expect(T::CloseQuote, "a label without interpolation")?;
                    labels.push(label);
                }
                _ => return Ok(labels),
            }
        }
    }
}
