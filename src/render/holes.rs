//! How text with holes passes through the template engine, which knows strings only.
//!
//! The engine hands every printed string to one function, the escape. So that this function can
//! tell a hole from the characters `${`, a [`Text`] travels as a string in which U+0010 (which no
//! spec may contain) leads a hole in; the same character in a literal is doubled by its own code.
//! The codes are no letters, so that `upper` and `lower` leave them alone.
//!
//! ```
//! use rolewright::{render::holes::{decode, encode, Printed}, text::Text};
//!
//! let text = Text::literal("a${b}").then(&Text::reference("var.x"));
//! assert_eq!(decode(&encode(&text)), Printed::Text(text));
//! ```

use crate::text::{Part, Reference, Text, Variable};

/// Leads every code in.
const LEAD: char = '\u{10}';
/// The lead character itself.
const LITERAL: char = '0';
/// A Terraform reference follows.
const REFERENCE: char = '1';
/// The key of an IAM policy variable follows.
const VARIABLE: char = '2';
/// The default of an IAM policy variable follows, after its key.
const DEFAULT: char = '3';
/// An expression of ours follows.
const EXPRESSION: char = '4';
/// The end of what the last code began.
const END: char = '/';

/// What a template prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    /// Text, which becomes a literal or a template.
    Text(Text),
    /// An expression, which only the filter of that name may print.
    Expression(String),
    /// Codes that some filter has broken.
    Broken,
}

/// The string that stands for `text`.
pub fn encode(text: &Text) -> String {
    let mut out = String::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal) => push(&mut out, literal),
            Part::Reference(reference) => hole(&mut out, REFERENCE, reference.expression()),
            Part::Variable(variable) => {
                hole(&mut out, VARIABLE, &variable.key);
                if let Some(default) = &variable.default {
                    hole(&mut out, DEFAULT, default);
                }
            }
        }
    }
    out
}

/// The string that stands for an expression.
pub fn encode_expression(expression: &str) -> String {
    let mut out = String::new();
    hole(&mut out, EXPRESSION, expression);
    out
}

fn hole(out: &mut String, code: char, content: &str) {
    out.extend([LEAD, code]);
    push(out, content);
    out.extend([LEAD, END]);
}

fn push(out: &mut String, literal: &str) {
    for character in literal.chars() {
        out.push(character);
        if character == LEAD {
            out.push(LITERAL);
        }
    }
}

/// What the string stands for.
pub fn decode(encoded: &str) -> Printed {
    let mut characters = encoded.chars();
    let mut parts: Vec<Part> = Vec::new();
    loop {
        let (literal, code) = run(&mut characters);
        parts.push(Part::Literal(literal));
        let Some(code) = code else {
            return Printed::Text(Text::from_parts(parts));
        };
        let (content, end) = run(&mut characters);
        if end != Some(END) {
            return Printed::Broken;
        }
        match code {
            REFERENCE => parts.push(Part::Reference(Reference::new(content))),
            VARIABLE => parts.push(Part::Variable(Variable {
                key: content,
                default: None,
            })),
            DEFAULT => {
                // The empty literal that the loop began with lies between the key and its default.
                let empty = parts.pop();
                match (empty, parts.last_mut()) {
                    (Some(Part::Literal(between)), Some(Part::Variable(variable)))
                        if between.is_empty() && variable.default.is_none() =>
                    {
                        variable.default = Some(content);
                    }
                    _ => return Printed::Broken,
                }
            }
            EXPRESSION => {
                let alone = parts == [Part::Literal(String::new())];
                return if alone && characters.as_str().is_empty() {
                    Printed::Expression(content)
                } else {
                    Printed::Broken
                };
            }
            _ => return Printed::Broken,
        }
    }
}

/// Literal characters, and the code that ends them, if one does.
fn run(characters: &mut std::str::Chars<'_>) -> (String, Option<char>) {
    let mut literal = String::new();
    while let Some(character) = characters.next() {
        if character != LEAD {
            literal.push(character);
            continue;
        }
        match characters.next() {
            Some(LITERAL) => literal.push(LEAD),
            // A lead without code is broken: no code is NUL.
            code => return (literal, Some(code.unwrap_or('\0'))),
        }
    }
    (literal, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_comes_back() {
        let text = Text::from_parts([
            Part::Literal("a\u{10}1b".to_owned()),
            Part::Reference(Reference::new("x[\"\u{10}\"]")),
            Part::Variable(Variable {
                key: "aws:PrincipalTag/team".to_owned(),
                default: Some("none".to_owned()),
            }),
            Part::Variable(Variable {
                key: "$".to_owned(),
                default: None,
            }),
            Part::Literal("z".to_owned()),
        ]);
        assert_eq!(decode(&encode(&text)), Printed::Text(text));
    }

    #[test]
    fn an_expression_is_no_text() {
        assert_eq!(
            decode(&encode_expression("aws_iam_role.this.name")),
            Printed::Expression("aws_iam_role.this.name".to_owned())
        );
    }

    #[test]
    fn what_a_filter_cut_is_broken() {
        let encoded = encode(&Text::reference("var.x"));
        for (at, _) in encoded.char_indices().skip(1) {
            assert_eq!(
                decode(encoded.split_at(at).0),
                Printed::Broken,
                "cut at {at}"
            );
        }
        let expression = encode_expression("var.x");
        assert_eq!(decode(&format!("a{expression}")), Printed::Broken);
    }
}
