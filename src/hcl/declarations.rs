//! What a Terraform file declares, by address, without evaluating anything.
//!
//! Works on tokens and not on a parsed tree, so that one expression that our parser does not know
//! hides no declaration.

use std::ops::Range;

use super::token::{Token, TokenKind, tokens};

/// One declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// As a reference names it: `var.x`, `local.x`, `aws_s3_bucket.app`, `data.aws_region.current`,
    /// `module.network`; outputs are `output.x`, which nothing can refer to.
    pub address: String,
    /// The bytes of its last label or key.
    pub span: Range<usize>,
}

/// The declarations of a file in native syntax, in its order.
///
/// ```
/// use rolewright::hcl::declarations;
///
/// let text = "variable \"x\" {}\nlocals {\n  a = { b = 1 }\n}\nresource \"aws_s3_bucket\" \"app\" {}\n";
/// let found: Vec<_> = declarations(text).into_iter().map(|d| d.address).collect();
/// assert_eq!(found, ["var.x", "local.a", "aws_s3_bucket.app"]);
/// ```
pub fn declarations(text: &str) -> Vec<Declaration> {
    let tokens: Vec<Token> = tokens(text)
        .into_iter()
        .filter(|token| {
            token.kind != TokenKind::Comment
                || text
                    .get(token.span.clone())
                    .is_some_and(|t| t.ends_with('\n'))
        })
        .collect();
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut in_locals = false;
    let mut at_line_start = true;
    for (index, token) in tokens.iter().enumerate() {
        let rest = tokens.get(index..).unwrap_or_default();
        if at_line_start && token.kind == TokenKind::Identifier {
            if depth == 0 {
                let header = Header::read(text, rest);
                in_locals = header.keyword == "locals";
                found.extend(header.declaration());
            } else if depth == 1
                && in_locals
                && rest.get(1).is_some_and(|t| t.kind == TokenKind::Assign)
            {
                let name = text.get(token.span.clone()).unwrap_or_default();
                found.push(Declaration {
                    address: format!("local.{name}"),
                    span: token.span.clone(),
                });
            }
        }
        match token.kind {
            TokenKind::OpenBrace
            | TokenKind::OpenBracket
            | TokenKind::OpenParen
            | TokenKind::Interpolation
            | TokenKind::Directive => depth += 1,
            TokenKind::CloseBrace
            | TokenKind::CloseBracket
            | TokenKind::CloseParen
            | TokenKind::SequenceEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        // `locals { a = 1 }` stands on one line.
        let opens = token.kind == TokenKind::OpenBrace && depth == 1;
        at_line_start = opens || matches!(token.kind, TokenKind::Newline | TokenKind::Comment);
    }
    found
}

/// `resource "aws_s3_bucket" "app" {`
struct Header<'a> {
    keyword: &'a str,
    labels: Vec<(&'a str, Range<usize>)>,
}

impl<'a> Header<'a> {
    fn read(text: &'a str, tokens: &[Token]) -> Self {
        let words: Vec<(&str, Range<usize>)> = tokens
            .iter()
            .take_while(|token| {
                use TokenKind as T;
                matches!(
                    token.kind,
                    T::Identifier | T::OpenQuote | T::CloseQuote | T::Literal
                )
            })
            .filter(|token| matches!(token.kind, TokenKind::Identifier | TokenKind::Literal))
            .filter_map(|token| Some((text.get(token.span.clone())?, token.span.clone())))
            .collect();
        let mut words = words.into_iter();
        let keyword = words.next().map_or("", |(word, _)| word);
        Self {
            keyword,
            labels: words.collect(),
        }
    }

    fn declaration(&self) -> Option<Declaration> {
        let (address, span) = match (self.keyword, self.labels.as_slice()) {
            ("variable", [(name, span)]) => (format!("var.{name}"), span),
            ("output", [(name, span)]) => (format!("output.{name}"), span),
            ("module", [(name, span)]) => (format!("module.{name}"), span),
            ("resource", [(kind, _), (name, span)]) => (format!("{kind}.{name}"), span),
            ("data", [(kind, _), (name, span)]) => (format!("data.{kind}.{name}"), span),
            _ => return None,
        };
        Some(Declaration {
            address,
            span: span.clone(),
        })
    }
}

/// The declarations of a file in JSON syntax. Their places are the whole file: the parser keeps none.
pub fn json_declarations(text: &str) -> Vec<Declaration> {
    let Ok(serde_json::Value::Object(file)) = serde_json::from_str(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut add = |address| {
        found.push(Declaration {
            address,
            span: 0..text.len(),
        });
    };
    for (keyword, blocks) in &file {
        // A block can be given as one object or as a list of them.
        for block in objects(blocks) {
            for (label, inner) in block {
                match keyword.as_str() {
                    "variable" => add(format!("var.{label}")),
                    "locals" => add(format!("local.{label}")),
                    "output" => add(format!("output.{label}")),
                    "module" => add(format!("module.{label}")),
                    "resource" => {
                        objects(inner)
                            .flat_map(|it| it.keys())
                            .for_each(|name| add(format!("{label}.{name}")));
                    }
                    "data" => objects(inner)
                        .flat_map(|it| it.keys())
                        .for_each(|name| add(format!("data.{label}.{name}"))),
                    _ => {}
                }
            }
        }
    }
    found
}

type Object = serde_json::Map<String, serde_json::Value>;

fn objects(value: &serde_json::Value) -> impl Iterator<Item = &Object> {
    let list = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter_map(serde_json::Value::as_object)
}
