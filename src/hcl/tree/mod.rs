//! HCL as a tree with the place of everything in it.
//!
//! The tree is our own, on the tokens that the formatter needs anyway: hcl-edit refuses some files
//! that Terraform takes (a key that stands twice in an object, a heredoc with a line that begins
//! like its marker, deep nesting, a byte-order mark), dedents heredocs otherwise, and gives decoded
//! strings without the places of their characters, which a policy in a heredoc needs.
//! `tests/suite/read.rs` holds this parser against hcl-edit where both should agree.

mod body;
mod expression;
mod literal;
mod template;

use std::ops::Range;

use super::token::{Token, TokenKind, template_tokens, tokens};

/// Attributes and blocks, in the order written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// `name = value` lines. A name may stand twice: Terraform refuses that, we take the last.
    pub attributes: Vec<Attribute>,
    /// Blocks.
    pub blocks: Vec<Block>,
    /// Whether it was JSON, where an attribute may stand for blocks.
    pub json: bool,
}

impl Body {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().rev().find(|a| a.name == name)
    }

    /// The blocks of this type.
    pub fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub span: Range<usize>,
    /// The value.
    pub value: Expression,
}

/// `type "label" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The type.
    pub kind: String,
    /// The labels, without quotes.
    pub labels: Vec<String>,
    /// What stands between the braces.
    pub body: Body,
    /// From the type to before the opening brace.
    pub span: Range<usize>,
}

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub span: Range<usize>,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A quoted string or heredoc.
    Template(Vec<Part>),
    /// `[a, b]`
    List(Vec<Expression>),
    /// `{a = b}`; a bare key is a template of its name.
    Object(Vec<(Expression, Expression)>),
    /// The first name of a reference.
    Name(String),
    /// `a.b`
    Attribute(Box<Expression>, String),
    /// `a[b]`
    Index(Box<Expression>, Box<Expression>),
    /// `a[*].b` or `a.*.b`: what to take of each element.
    Splat(Box<Expression>, Vec<Step>),
    /// `f(a, b...)`
    Call {
        /// The name, with its namespaces.
        name: String,
        /// The arguments.
        arguments: Vec<Expression>,
        /// Whether the last one is a list of arguments.
        expand: bool,
    },
    /// `a ? b : c`
    Conditional(Box<[Expression; 3]>),
    /// `!a` or `-a`
    Unary(TokenKind, Box<Expression>),
    /// `a + b`
    Binary(TokenKind, Box<[Expression; 2]>),
    /// A `for` expression.
    For(Box<For>),
}

/// A step of a splat.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `.name`
    Attribute(String),
    /// `[index]`
    Index(Expression),
    /// `.*` or `[*]`, and the steps that are taken of each of its elements.
    Splat(Vec<Self>),
}

/// `[for key, value in collection : result if condition]`, or with braces.
#[derive(Clone, Debug, PartialEq)]
pub struct For {
    /// The name of the key or index, where there are two names.
    pub key: Option<String>,
    /// The name of the element.
    pub value: String,
    /// What is gone through.
    pub collection: Expression,
    /// The key of the result, in the form with braces.
    pub result_key: Option<Expression>,
    /// The result for each element.
    pub result: Expression,
    /// Whether results of the same key are grouped (`...`).
    pub group: bool,
    /// Which elements count.
    pub condition: Option<Expression>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Characters.
    Literal {
        /// With escapes resolved.
        text: String,
        /// Where they stand, as written.
        span: Range<usize>,
    },
    /// `${…}`
    Interpolation(Expression),
    /// `%{ if … }`
    If {
        /// The condition.
        condition: Expression,
        /// If it holds.
        then: Vec<Self>,
        /// If not.
        otherwise: Vec<Self>,
    },
    /// `%{ for … }`
    For {
        /// The name of the key or index, where there are two names.
        key: Option<String>,
        /// The name of the element.
        value: String,
        /// What is gone through.
        collection: Expression,
        /// What is repeated.
        body: Vec<Self>,
    },
}

/// Why a text is no HCL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What was expected.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
}

/// Reads a file.
///
/// ```
/// use rolewright::hcl::{self, tree::Kind};
/// let body = hcl::tree::parse("a = 1\nb \"x\" {\n  c = [true]\n}\n").unwrap();
/// assert_eq!(body.attribute("a").unwrap().value.kind, Kind::Number("1".to_owned()));
/// assert_eq!(body.blocks("b").next().unwrap().labels, ["x"]);
/// ```
pub fn parse(text: &str) -> Result<Body, SyntaxError> {
    let mut parser = Parser::new(text, tokens(text));
    parser.body(false)
}

/// Reads a lone expression, as in `--var name=EXPRESSION`.
pub fn parse_expression(text: &str) -> Result<Expression, SyntaxError> {
    let mut parser = Parser::new(text, tokens(text));
    parser.newlines = vec![false];
    let expression = parser.expression()?;
    parser.end()?;
    Ok(expression)
}

/// Reads the inside of a template, as in a file for `templatefile` or a string of a `.tf.json`.
pub fn parse_template(text: &str) -> Result<Expression, SyntaxError> {
    let mut parser = Parser::new(text, template_tokens(text));
    parser.newlines = vec![false];
    let parts = parser.template_parts(template::Flavour::Bare)?;
    parser.end()?;
    Ok(Expression {
        kind: Kind::Template(parts),
        span: 0..text.len(),
    })
}

/// How deep brackets and operators may nest: far beyond what people write, and no danger to the stack.
const DEPTH: usize = 250;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// Whether a line's end counts, innermost last.
    newlines: Vec<bool>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, tokens: Vec<Token>) -> Self {
        Self {
            text,
            tokens: without_comments(text, tokens),
            at: 0,
            newlines: vec![true],
            depth: 0,
        }
    }

    fn skip_newlines(&mut self) {
        while self
            .tokens
            .get(self.at)
            .is_some_and(|t| t.kind == TokenKind::Newline)
        {
            self.at += 1;
        }
    }

    fn peek(&mut self) -> Option<TokenKind> {
        if self.newlines.last() == Some(&false) {
            self.skip_newlines();
        }
        self.tokens.get(self.at).map(|t| t.kind)
    }

    fn next(&mut self) -> Option<Token> {
        self.peek();
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn take(&mut self, kind: TokenKind) -> Option<Token> {
        (self.peek() == Some(kind)).then(|| self.next()).flatten()
    }

    fn expect(&mut self, kind: TokenKind, what: &str) -> Result<Token, SyntaxError> {
        self.take(kind)
            .ok_or_else(|| self.error(&format!("expected {what}")))
    }

    fn source(&self, token: &Token) -> &'a str {
        self.text.get(token.span.clone()).unwrap_or_default()
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(TokenKind::Identifier)
            && self
                .tokens
                .get(self.at)
                .is_some_and(|t| self.source(t) == word);
        if found {
            self.at += 1;
        }
        found
    }

    fn identifier(&mut self) -> Result<String, SyntaxError> {
        let token = self.expect(TokenKind::Identifier, "a name")?;
        Ok(self.source(&token).to_owned())
    }

    /// Where the last token that was taken ends.
    fn end_of_last(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|i| self.tokens.get(i));
        last.map_or(self.text.len(), |t| t.span.end)
    }

    fn end(&mut self) -> Result<(), SyntaxError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error("expected the end")),
        }
    }

    fn error(&mut self, message: &str) -> SyntaxError {
        self.peek();
        let span = self
            .tokens
            .get(self.at)
            .map_or(self.text.len()..self.text.len(), |t| t.span.clone());
        let found = match self.text.get(span.clone()) {
            None | Some("") => "the end".to_owned(),
            Some(text) if text.contains('\n') => "the end of the line".to_owned(),
            Some(text) => format!("`{text}`"),
        };
        SyntaxError {
            message: format!("{message}, found {found}"),
            span,
        }
    }

    /// Runs `parse` inside of brackets, where a line's end counts or not.
    fn inside<T>(
        &mut self,
        newlines: bool,
        parse: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        self.newlines.push(newlines);
        let parsed = self.nested(parse);
        self.newlines.pop();
        parsed
    }

    fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth >= DEPTH {
            return Err(self.error("nested too deep"));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
}

/// The tokens without comments; one that ends a line leaves the line's end.
fn without_comments(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    tokens
        .into_iter()
        .filter_map(|token| match token.kind {
            TokenKind::Comment => {
                let end = token.span.end;
                text.get(token.span)?.ends_with('\n').then(|| Token {
                    kind: TokenKind::Newline,
                    span: end - 1..end,
                })
            }
            _ => Some(token),
        })
        .collect()
}
