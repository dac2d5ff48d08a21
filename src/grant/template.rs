//! Templates of the data files: `arn:{partition}:s3:::{name}`, `{arn}/{prefixes}*`.
//!
//! `{key}` stands for a value of the grant or of the place; `{key|filter 'a' 'b'}` changes it on
//! the way; `${ec2:InstanceID}` is an IAM policy variable. A key with several values gives one
//! text for each.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

use crate::text::{Part, Text, Variable};

/// What the keys of a template stand for.
pub(crate) type Bindings = BTreeMap<String, Vec<Text>>;

/// A template, parsed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Template {
    source: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Variable(Variable),
    Slot(String, Vec<Filter>),
}

/// What a filter does to the text of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Drops this from the start, where it is there.
    TrimStart(String),
    /// Drops this from the end, where it is there.
    TrimEnd(String),
    /// Replaces the one by the other.
    Replace(String, String),
    /// What follows the first of these; needs literal text.
    After(String),
}

/// Why a template gives no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// No value for this key.
    Missing(String),
    /// The filter needs literal text that holds its argument, and the value of this key does not.
    NotLiteral(String),
}

impl Template {
    /// The keys that it mentions, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(key, _) => Some(key.as_str()),
            Piece::Literal(_) | Piece::Variable(_) => None,
        })
    }

    /// Whether it mentions `key`.
    pub fn mentions(&self, key: &str) -> bool {
        self.keys().any(|mentioned| mentioned == key)
    }

    /// One text for each combination of the values of its keys.
    pub(crate) fn fill(&self, bindings: &Bindings) -> Result<Vec<Text>, Gap> {
        let mut chosen: Vec<BTreeMap<&str, &Text>> = vec![BTreeMap::new()];
        for key in self.keys() {
            if chosen.iter().any(|choice| choice.contains_key(key)) {
                continue;
            }
            let values = bindings
                .get(key)
                .ok_or_else(|| Gap::Missing(key.to_owned()))?;
            chosen = chosen
                .iter()
                .flat_map(|choice| {
                    values.iter().map(move |value| {
                        let mut choice = choice.clone();
                        choice.insert(key, value);
                        choice
                    })
                })
                .collect();
        }
        chosen.iter().map(|choice| self.fill_one(choice)).collect()
    }

    fn fill_one(&self, choice: &BTreeMap<&str, &Text>) -> Result<Text, Gap> {
        let mut text = Text::default();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => text.push(Part::Literal(literal.clone())),
                Piece::Variable(variable) => text.push(Part::Variable(variable.clone())),
                Piece::Slot(key, filters) => {
                    let value = choice
                        .get(key.as_str())
                        .ok_or_else(|| Gap::Missing(key.clone()))?;
                    let filtered = filters
                        .iter()
                        .try_fold((*value).clone(), |value, filter| filter.apply(&value))
                        .ok_or_else(|| Gap::NotLiteral(key.clone()))?;
                    text.append(&filtered);
                }
            }
        }
        Ok(text)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl Filter {
    /// The text that is left; `None` where literal text would be needed and is not there.
    pub(crate) fn apply(&self, text: &Text) -> Option<Text> {
        match self {
            Self::TrimStart(start) => Some(trim_start(text, start)),
            Self::TrimEnd(end) => Some(trim_end(text, end)),
            Self::Replace(from, to) => Some(replace(text, from, to)),
            Self::After(mark) => {
                let (_, rest) = text.as_literal()?.split_once(mark.as_str())?;
                Some(Text::literal(rest))
            }
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let arguments: Vec<String> = rest
            .split('\'')
            .enumerate()
            .filter(|(i, _)| i % 2 == 1)
            .map(|(_, argument)| argument.to_owned())
            .collect();
        match (name, arguments.as_slice()) {
            ("trim_start", [start]) => Ok(Self::TrimStart(start.clone())),
            ("trim_end", [end]) => Ok(Self::TrimEnd(end.clone())),
            ("replace", [from, to]) => Ok(Self::Replace(from.clone(), to.clone())),
            ("after", [mark]) => Ok(Self::After(mark.clone())),
            _ => Err(format!(
                "`{text}` is no filter: there are `trim_start 'a'`, `trim_end 'a'`, `replace 'a' 'b'` and `after 'a'`"
            )),
        }
    }
}

/// Without `start`. A reference that comes first may hold it too, so Terraform drops it there.
fn trim_start(text: &Text, start: &str) -> Text {
    let mut parts = text.parts().iter();
    let first = match parts.next() {
        Some(Part::Literal(literal)) => Part::Literal(
            literal
                .strip_prefix(start)
                .map_or_else(|| literal.clone(), str::to_owned),
        ),
        Some(Part::Reference(reference)) => call("trimprefix", reference.expression(), &[start]),
        Some(other) => other.clone(),
        None => return Text::default(),
    };
    Text::from_parts(std::iter::once(first).chain(parts.cloned()))
}

/// Without `end`, likewise.
pub(crate) fn trim_end(text: &Text, end: &str) -> Text {
    let Some((last, before)) = text.parts().split_last() else {
        return Text::default();
    };
    let last = match last {
        Part::Literal(literal) => Part::Literal(
            literal
                .strip_suffix(end)
                .map_or_else(|| literal.clone(), str::to_owned),
        ),
        Part::Reference(reference) => call("trimsuffix", reference.expression(), &[end]),
        other @ Part::Variable(_) => other.clone(),
    };
    Text::from_parts(before.iter().cloned().chain([last]))
}

/// Without `end`, where it is there for all to see.
pub(crate) fn trim_literal_end(text: &Text, end: &str) -> Text {
    match text.parts().last() {
        Some(Part::Literal(_)) => trim_end(text, end),
        _ => text.clone(),
    }
}

/// With `to` for `from`: in the literal text if it is there, else in every reference.
fn replace(text: &Text, from: &str, to: &str) -> Text {
    let holds = |part: &Part| matches!(part, Part::Literal(literal) if literal.contains(from));
    let literal = text.parts().iter().any(holds);
    Text::from_parts(text.parts().iter().map(|part| match part {
        Part::Literal(text) => Part::Literal(text.replace(from, to)),
        Part::Reference(reference) if !literal => {
            call("replace", reference.expression(), &[from, to])
        }
        other => other.clone(),
    }))
}

/// A call of a Terraform function. The arguments come from the data files, whose loader lets no
/// character pass that would need an escape.
fn call(function: &str, expression: &str, arguments: &[&str]) -> Part {
    let mut call = format!("{function}({expression}");
    for argument in arguments {
        call.push_str(", \"");
        call.push_str(argument);
        call.push('"');
    }
    call.push(')');
    Part::Reference(crate::text::Reference::new(call))
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(source: String) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = source.as_str();
        while let Some(at) = rest.find('{') {
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            let (inside, tail) = after
                .strip_prefix('{')
                .and_then(|inside| inside.split_once('}'))
                .ok_or_else(|| format!("`{source}` has a `{{` without `}}`"))?;
            if let Some(before) = before.strip_suffix('$') {
                pieces.push(Piece::Literal(before.to_owned()));
                pieces.push(Piece::Variable(Variable {
                    key: inside.to_owned(),
                    default: None,
                }));
            } else {
                pieces.push(Piece::Literal(before.to_owned()));
                let mut parts = inside.split('|');
                let key = parts.next().unwrap_or_default();
                let filters = parts.map(Filter::parse).collect::<Result<_, _>>()?;
                if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
                    return Err(format!("`{key}` in `{source}` is no key"));
                }
                pieces.push(Piece::Slot(key.to_owned(), filters));
            }
            rest = tail;
        }
        pieces.push(Piece::Literal(rest.to_owned()));
        if source.contains(['"', '\\', '%', '\n']) {
            return Err(format!(
                "`{source}` holds a quote, backslash, percent sign or newline"
            ));
        }
        Ok(Self { source, pieces })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str, values: &[(&str, &[Text])]) -> Vec<String> {
        let bindings = values
            .iter()
            .map(|(key, texts)| ((*key).to_owned(), texts.to_vec()))
            .collect();
        let template = Template::try_from(template.to_owned()).unwrap();
        let texts = template.fill(&bindings).unwrap();
        texts.iter().map(Text::to_string).collect()
    }

    #[test]
    fn several_values_give_several_texts() {
        let values = ["a/".into(), "b/".into()];
        assert_eq!(
            fill("{arn}/{p}*", &[("arn", &["x".into()]), ("p", &values)]),
            ["x/a/*", "x/b/*"]
        );
    }

    #[test]
    fn filters_reach_into_references() {
        let reference = [Text::reference("aws_sfn_state_machine.x.arn")];
        assert_eq!(
            fill(
                "{arn|replace ':stateMachine:' ':execution:'}:*",
                &[("arn", &reference)]
            ),
            ["${replace(aws_sfn_state_machine.x.arn, \":stateMachine:\", \":execution:\")}:*"]
        );
        assert_eq!(
            fill("{p|trim_start '/'}", &[("p", &["/app/web".into()])]),
            ["app/web"]
        );
        assert_eq!(
            fill("{p|trim_start '/'}", &[("p", &[Text::reference("var.p")])]),
            ["${trimprefix(var.p, \"/\")}"]
        );
    }

    #[test]
    fn a_policy_variable_is_no_key() {
        assert_eq!(
            fill("instance/${ec2:InstanceID}", &[]),
            ["instance/${ec2:InstanceID}"]
        );
    }
}
