//! Expressions.

use super::{Expression, For, Kind, Parser, Part, Step, SyntaxError};
use crate::hcl::token::TokenKind as T;

/// How tightly a binary operator binds; the higher, the tighter.
const fn precedence(operator: T) -> Option<u8> {
    match operator {
        T::Or => Some(1),
        T::And => Some(2),
        T::Equal | T::NotEqual => Some(3),
        T::Greater | T::GreaterEqual | T::Less | T::LessEqual => Some(4),
        T::Plus | T::Minus => Some(5),
        T::Star | T::Slash | T::Percent => Some(6),
        _ => None,
    }
}

/// A template of plain characters.
fn plain(text: &str, span: &std::ops::Range<usize>) -> Expression {
    Expression {
        kind: Kind::Template(vec![Part::Literal {
            text: text.to_owned(),
            span: span.clone(),
        }]),
        span: span.clone(),
    }
}

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Result<Expression, SyntaxError> {
        self.nested(|parser| {
            let condition = parser.binary(1)?;
            if parser.take(T::Question).is_none() {
                return Ok(condition);
            }
            let then = parser.expression()?;
            parser.expect(T::Colon, "`:`")?;
            let otherwise = parser.expression()?;
            let span = condition.span.start..otherwise.span.end;
            Ok(Expression {
                kind: Kind::Conditional(Box::new([condition, then, otherwise])),
                span,
            })
        })
    }

    fn binary(&mut self, least: u8) -> Result<Expression, SyntaxError> {
        let mut left = self.unary()?;
        while let Some(operator) = self.peek() {
            let Some(binds) = precedence(operator).filter(|p| *p >= least) else {
                break;
            };
            self.next();
            let right = self.nested(|parser| parser.binary(binds + 1))?;
            let span = left.span.start..right.span.end;
            left = Expression {
                kind: Kind::Binary(operator, Box::new([left, right])),
                span,
            };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, SyntaxError> {
        if let Some(operator @ (T::Minus | T::Bang)) = self.peek() {
            let start = self.next().map_or(0, |t| t.span.start);
            let inner = self.nested(Self::unary)?;
            let span = start..inner.span.end;
            return Ok(Expression {
                kind: Kind::Unary(operator, Box::new(inner)),
                span,
            });
        }
        let term = self.term()?;
        self.steps(term)
    }

    fn term(&mut self) -> Result<Expression, SyntaxError> {
        match self.peek() {
            Some(T::OpenQuote) => self.quoted(),
            Some(T::OpenHeredoc) => self.heredoc(),
            Some(T::OpenBracket) => self.list(),
            Some(T::OpenBrace) => self.object(),
            Some(T::OpenParen) => {
                let open = self.next().map_or(0, |t| t.span.start);
                let mut inner = self.inside(false, |parser| {
                    let inner = parser.expression()?;
                    parser.expect(T::CloseParen, "`)`")?;
                    Ok(inner)
                })?;
                inner.span = open..self.end_of_last();
                Ok(inner)
            }
            Some(T::Number) => {
                let token = self.expect(T::Number, "a number")?;
                Ok(Expression {
                    kind: Kind::Number(self.source(&token).to_owned()),
                    span: token.span,
                })
            }
            Some(T::Identifier) => self.named(),
            _ => Err(self.error("expected an expression")),
        }
    }

    fn named(&mut self) -> Result<Expression, SyntaxError> {
        let token = self.expect(T::Identifier, "a name")?;
        let mut name = self.source(&token).to_owned();
        while self.take(T::DoubleColon).is_some() {
            name = format!("{name}::{}", self.identifier()?);
        }
        let kind = if self.peek() == Some(T::OpenParen) {
            self.next();
            let (arguments, expand) = self.inside(false, Self::arguments)?;
            Kind::Call {
                name,
                arguments,
                expand,
            }
        } else {
            match name.as_str() {
                "null" => Kind::Null,
                "true" => Kind::Bool(true),
                "false" => Kind::Bool(false),
                _ => Kind::Name(name),
            }
        };
        Ok(Expression {
            kind,
            span: token.span.start..self.end_of_last(),
        })
    }

    fn arguments(&mut self) -> Result<(Vec<Expression>, bool), SyntaxError> {
        let mut arguments = Vec::new();
        loop {
            if self.take(T::CloseParen).is_some() {
                return Ok((arguments, false));
            }
            arguments.push(self.expression()?);
            if self.take(T::Ellipsis).is_some() {
                self.take(T::Comma);
                self.expect(T::CloseParen, "`)`")?;
                return Ok((arguments, true));
            }
            if self.take(T::Comma).is_none() {
                self.expect(T::CloseParen, "`,` or `)`")?;
                return Ok((arguments, false));
            }
        }
    }

    /// `.a`, `.0`, `[x]`, `[*]`, `.*` after a term.
    fn steps(&mut self, mut term: Expression) -> Result<Expression, SyntaxError> {
        loop {
            let start = term.span.start;
            let kind = match self.peek() {
                Some(T::Dot) => {
                    self.next();
                    match self.peek() {
                        Some(T::Star) => {
                            self.next();
                            let mut steps = Vec::new();
                            while self.peek() == Some(T::Dot) {
                                self.next();
                                steps.push(self.attribute_step()?);
                            }
                            Kind::Splat(Box::new(term), steps)
                        }
                        Some(T::Number) => {
                            term = self.legacy_indexes(term)?;
                            continue;
                        }
                        _ => Kind::Attribute(Box::new(term), self.identifier()?),
                    }
                }
                Some(T::OpenBracket) => {
                    self.next();
                    let index = self.inside(false, |parser| {
                        let index = match parser.take(T::Star) {
                            Some(_) => None,
                            None => Some(parser.expression()?),
                        };
                        parser.expect(T::CloseBracket, "`]`")?;
                        Ok(index)
                    })?;
                    match index {
                        Some(index) => Kind::Index(Box::new(term), Box::new(index)),
                        None => Kind::Splat(Box::new(term), self.splat_steps()?),
                    }
                }
                _ => return Ok(term),
            };
            term = Expression {
                kind,
                span: start..self.end_of_last(),
            };
        }
    }

    fn attribute_step(&mut self) -> Result<Step, SyntaxError> {
        if let Some(token) = self.take(T::Number) {
            return Ok(Step::Index(Expression {
                kind: Kind::Number(self.source(&token).to_owned()),
                span: token.span,
            }));
        }
        Ok(Step::Attribute(self.identifier()?))
    }

    /// What follows `[*]` is taken of each element, indexes too.
    fn splat_steps(&mut self) -> Result<Vec<Step>, SyntaxError> {
        let mut steps = Vec::new();
        loop {
            match self.peek() {
                Some(T::Dot) => {
                    self.next();
                    if self.take(T::Star).is_none() {
                        steps.push(self.attribute_step()?);
                        continue;
                    }
                    // Indexes behind it are taken of the list that it yields.
                    let mut inner = Vec::new();
                    while self.take(T::Dot).is_some() {
                        inner.push(self.attribute_step()?);
                    }
                    steps.push(Step::Splat(inner));
                }
                Some(T::OpenBracket) => {
                    self.next();
                    let index = self.inside(false, |parser| {
                        let index = match parser.take(T::Star) {
                            Some(_) => None,
                            None => Some(parser.expression()?),
                        };
                        parser.expect(T::CloseBracket, "`]`")?;
                        Ok(index)
                    })?;
                    steps.push(match index {
                        Some(index) => Step::Index(index),
                        None => Step::Splat(self.splat_steps()?),
                    });
                }
                _ => return Ok(steps),
            }
        }
    }

    /// `a.0`, and `a.0.1`, whose `0.1` is one token.
    fn legacy_indexes(&mut self, mut term: Expression) -> Result<Expression, SyntaxError> {
        let token = self.expect(T::Number, "an index")?;
        for digits in self.source(&token).split('.') {
            if !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(self.error("expected an index"));
            }
            let span = term.span.start..token.span.end;
            let index = Expression {
                kind: Kind::Number(digits.to_owned()),
                span: token.span.clone(),
            };
            term = Expression {
                kind: Kind::Index(Box::new(term), Box::new(index)),
                span,
            };
        }
        Ok(term)
    }

    fn list(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.next().map_or(0, |t| t.span.start);
        let kind = self.inside(false, |parser| {
            if parser.keyword("for") {
                let kind = parser.for_expression(false)?;
                parser.expect(T::CloseBracket, "`]`")?;
                return Ok(kind);
            }
            let mut items = Vec::new();
            while parser.take(T::CloseBracket).is_none() {
                items.push(parser.expression()?);
                if parser.take(T::Comma).is_none() {
                    parser.expect(T::CloseBracket, "`,` or `]`")?;
                    break;
                }
            }
            Ok(Kind::List(items))
        })?;
        Ok(Expression {
            kind,
            span: start..self.end_of_last(),
        })
    }

    fn object(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.next().map_or(0, |t| t.span.start);
        self.skip_newlines();
        let is_for = self.keyword("for");
        let kind = self.inside(!is_for, |parser| {
            if is_for {
                let kind = parser.for_expression(true)?;
                parser.expect(T::CloseBrace, "`}`")?;
                return Ok(kind);
            }
            let mut items = Vec::new();
            loop {
                parser.skip_newlines();
                if parser.take(T::CloseBrace).is_some() {
                    return Ok(Kind::Object(items));
                }
                let key = parser.object_key()?;
                if parser.take(T::Assign).is_none() {
                    parser.expect(T::Colon, "`=`")?;
                }
                let value = parser.expression()?;
                items.push((key, value));
                match parser.peek() {
                    Some(T::Comma | T::Newline) => {
                        parser.next();
                    }
                    Some(T::CloseBrace) => {}
                    _ => return Err(parser.error("expected a new line, `,` or `}`")),
                }
            }
        })?;
        Ok(Expression {
            kind,
            span: start..self.end_of_last(),
        })
    }

    fn object_key(&mut self) -> Result<Expression, SyntaxError> {
        // A bare name is its own text, but `a.b` or `a[0]` is a reference.
        if self.peek() == Some(T::Identifier) {
            let follows = self.tokens.get(self.at + 1).map(|t| t.kind);
            if matches!(follows, Some(T::Assign | T::Colon)) {
                let token = self.expect(T::Identifier, "a key")?;
                return Ok(plain(self.source(&token), &token.span));
            }
        }
        self.expression()
    }

    pub(super) fn for_names(&mut self) -> Result<(Option<String>, String), SyntaxError> {
        let first = self.identifier()?;
        let (key, value) = match self.take(T::Comma) {
            Some(_) => (Some(first), self.identifier()?),
            None => (None, first),
        };
        if self.keyword("in") {
            Ok((key, value))
        } else {
            Err(self.error("expected `in`"))
        }
    }

    fn for_expression(&mut self, object: bool) -> Result<Kind, SyntaxError> {
        let (key, value) = self.for_names()?;
        let collection = self.expression()?;
        self.expect(T::Colon, "`:`")?;
        let first = self.expression()?;
        let (result_key, result) = if object {
            self.expect(T::Arrow, "`=>`")?;
            (Some(first), self.expression()?)
        } else {
            (None, first)
        };
        let group = self.take(T::Ellipsis).is_some();
        let condition = if self.keyword("if") {
            Some(self.expression()?)
        } else {
            None
        };
        Ok(Kind::For(Box::new(For {
            key,
            value,
            collection,
            result_key,
            result,
            group,
            condition,
        })))
    }
}
