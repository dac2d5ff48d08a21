//! `.tf.json`: the same tree, from JSON. Strings are templates; what would be nested blocks are
//! arguments here, which the evaluator reads as either.

use super::{
    json::{self, Flat},
    value::{Kind as ValueKind, Value, text_of_key},
};
use crate::{
    hcl::tree::{self, Attribute, Block, Body, Expression, For, Kind, Part, Step},
    source::{Origin, SourceId},
};

/// Why a file is not understood, and where.
pub(super) type Failure = (String, Origin);

/// Reads a file.
pub(super) fn parse(text: &str, source: SourceId) -> Result<Body, Failure> {
    let skipped = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let whole = Origin::new(source, skipped..text.len());
    let flat = Flat::verbatim(text.get(skipped..).unwrap_or_default(), whole);
    let value = json::parse(&flat).map_err(|e| (e.message, e.origin))?;
    let mut body = Body {
        json: true,
        ..Body::default()
    };
    for top in each(&value) {
        for (kind, content) in fields(top)? {
            let labels = match kind.as_str() {
                "resource" | "data" => 2,
                "variable" | "output" | "module" | "provider" => 1,
                "locals" | "terraform" => 0,
                _ => continue,
            };
            blocks(&kind, &mut Vec::new(), labels, content, &mut body.blocks)?;
        }
    }
    Ok(body)
}

fn each(value: &Value) -> Vec<&Value> {
    match &value.kind {
        ValueKind::List(list) => list.items.iter().map(|item| &item.value).collect(),
        _ => vec![value],
    }
}

/// The fields of a block; `//` is a comment.
fn fields(value: &Value) -> Result<impl Iterator<Item = (String, &Value)>, Failure> {
    match &value.kind {
        ValueKind::Object(object) => Ok(object
            .fields
            .iter()
            .map(|(key, field)| (text_of_key(key).to_string(), field))
            .filter(|(key, _)| key != "//")),
        _ => Err(("expected an object".to_owned(), value.origin)),
    }
}

fn blocks(
    kind: &str,
    labels: &mut Vec<String>,
    missing: usize,
    value: &Value,
    found: &mut Vec<Block>,
) -> Result<(), Failure> {
    for value in each(value) {
        if missing == 0 {
            let mut body = Body {
                json: true,
                ..Body::default()
            };
            for (name, field) in fields(value)? {
                body.attributes.push(Attribute {
                    value: argument(kind, &name, field)?,
                    name,
                    span: field.origin.span(),
                });
            }
            found.push(Block {
                kind: kind.to_owned(),
                labels: labels.clone(),
                body,
                span: value.origin.span(),
            });
        } else {
            for (label, inner) in fields(value)? {
                labels.push(label);
                blocks(kind, labels, missing - 1, inner, found)?;
                labels.pop();
            }
        }
    }
    Ok(())
}

/// Types are expressions in a string, and a variable's default is no template.
fn argument(block: &str, name: &str, value: &Value) -> Result<Expression, Failure> {
    match (block, name, value.as_str()) {
        ("variable", "type", Some(text)) => {
            let mut parsed =
                tree::parse_expression(&text).map_err(|e| (e.message, value.origin))?;
            respan(&mut parsed, value.origin);
            Ok(parsed)
        }
        _ => expression(value, block == "variable"),
    }
}

/// A value as an expression that yields it.
pub(super) fn literal(value: &Value) -> Result<Expression, Failure> {
    expression(value, true)
}

fn expression(value: &Value, literal: bool) -> Result<Expression, Failure> {
    let kind = match &value.kind {
        ValueKind::Bool(truth) => Kind::Bool(*truth),
        ValueKind::Number(number) => Kind::Number(number.text()),
        ValueKind::Text(characters) => string(&characters.text.to_string(), value.origin, literal)?,
        ValueKind::List(list) => {
            let items = list
                .items
                .iter()
                .map(|item| expression(&item.value, literal));
            Kind::List(items.collect::<Result<_, _>>()?)
        }
        // A key `//` is data here: only in blocks it is a comment.
        ValueKind::Object(object) => {
            let mut items = Vec::new();
            for (key, field) in &object.fields {
                let key = text_of_key(key).to_string();
                let key = Expression {
                    kind: string(&key, field.origin, literal)?,
                    span: field.origin.span(),
                };
                items.push((key, expression(field, literal)?));
            }
            Kind::Object(items)
        }
        _ => Kind::Null,
    };
    Ok(Expression {
        kind,
        span: value.origin.span(),
    })
}

fn string(text: &str, origin: Origin, literal: bool) -> Result<Kind, Failure> {
    if literal || !text.contains(['$', '%']) {
        return Ok(Kind::Template(vec![Part::Literal {
            text: text.to_owned(),
            span: origin.span(),
        }]));
    }
    let mut parsed = tree::parse_template(text).map_err(|e| (e.message, origin))?;
    respan(&mut parsed, origin);
    Ok(parsed.kind)
}

/// Puts everything at the place of the string: its escapes hide where exactly.
fn respan(expression: &mut Expression, origin: Origin) {
    expression.span = origin.span();
    match &mut expression.kind {
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Name(_) => {}
        Kind::Template(parts) => respan_parts(parts, origin),
        Kind::List(items)
        | Kind::Call {
            arguments: items, ..
        } => {
            for item in items {
                respan(item, origin);
            }
        }
        Kind::Object(items) => {
            for (key, value) in items {
                respan(key, origin);
                respan(value, origin);
            }
        }
        Kind::Attribute(inner, _) | Kind::Unary(_, inner) => respan(inner, origin),
        Kind::Index(inner, index) => {
            respan(inner, origin);
            respan(index, origin);
        }
        Kind::Splat(inner, steps) => {
            respan(inner, origin);
            respan_steps(steps, origin);
        }
        Kind::Conditional(three) => {
            for inner in three.as_mut() {
                respan(inner, origin);
            }
        }
        Kind::Binary(_, two) => {
            for inner in two.as_mut() {
                respan(inner, origin);
            }
        }
        Kind::For(each) => {
            let For {
                collection,
                result_key,
                result,
                condition,
                ..
            } = each.as_mut();
            respan(collection, origin);
            respan(result, origin);
            for inner in result_key.iter_mut().chain(condition) {
                respan(inner, origin);
            }
        }
    }
}

fn respan_steps(steps: &mut [Step], origin: Origin) {
    for step in steps {
        match step {
            Step::Attribute(_) => {}
            Step::Index(index) => respan(index, origin),
            Step::Splat(inner) => respan_steps(inner, origin),
        }
    }
}

fn respan_parts(parts: &mut [Part], origin: Origin) {
    for part in parts {
        match part {
            Part::Literal { span, .. } => *span = origin.span(),
            Part::Interpolation(inner) => respan(inner, origin),
            Part::If {
                condition,
                then,
                otherwise,
            } => {
                respan(condition, origin);
                respan_parts(then, origin);
                respan_parts(otherwise, origin);
            }
            Part::For {
                collection, body, ..
            } => {
                respan(collection, origin);
                respan_parts(body, origin);
            }
        }
    }
}
