//! Templates: strings with holes.

use super::{Fault, Outcome, Scope, World, budget::Held, each_of};
use crate::{
    hcl::tree::Part,
    read::{
        json::HOLE_LENGTH,
        value::{Characters, Chunk, Kind, Value, composed},
    },
    source::Origin,
    text::{Part as TextPart, Reference, Text},
};

/// A string in the making.
#[derive(Default)]
struct Draft {
    text: Text,
    length: usize,
    trace: Vec<Chunk>,
}

impl Draft {
    fn literal(&mut self, text: &str, origin: Origin, verbatim: bool) {
        self.trace.push(Chunk {
            at: self.length,
            origin,
            verbatim,
        });
        self.length += text.len();
        self.text.push(TextPart::Literal(text.to_owned()));
    }

    fn text(&mut self, text: &Text, origin: Origin) {
        for part in text.parts() {
            match part {
                TextPart::Literal(literal) => self.literal(literal, origin, false),
                part => {
                    self.trace.push(Chunk {
                        at: self.length,
                        origin,
                        verbatim: false,
                    });
                    self.length += HOLE_LENGTH;
                    self.text.push(part.clone());
                }
            }
        }
    }

    /// The characters of another string, with the places that they know.
    fn characters(&mut self, other: &Characters, origin: Origin) {
        if other.trace.is_empty() {
            return self.text(&other.text, origin);
        }
        let start = self.length;
        self.trace.extend(other.trace.iter().map(|chunk| Chunk {
            at: chunk.at + start,
            ..*chunk
        }));
        for part in other.text.parts() {
            self.length += match part {
                TextPart::Literal(literal) => literal.len(),
                _ => HOLE_LENGTH,
            };
            self.text.push(part.clone());
        }
    }
}

impl World<'_> {
    pub(super) fn template(&self, parts: &[Part], scope: &Scope, origin: Origin) -> Outcome {
        // `"${x}"` is `x`, whatever its type.
        if let [Part::Interpolation(inner)] = parts {
            return self.eval(inner, scope);
        }
        let mut draft = Draft::default();
        let mut held = self.held();
        self.draft(parts, scope, (&mut draft, &mut held))?;
        if let Some(text) = composed(&draft.text) {
            return Ok(Value::text(text, origin));
        }
        Ok(Kind::Text(Characters {
            text: draft.text,
            trace: draft.trace.into(),
        })
        .at(origin))
    }

    fn draft(
        &self,
        parts: &[Part],
        scope: &Scope,
        (draft, held): (&mut Draft, &mut Held<'_>),
    ) -> Result<(), Fault> {
        for part in parts {
            match part {
                Part::Literal { text, span } => {
                    held.add(text.len() as u64, scope.origin(span))?;
                    let verbatim = text.len() == span.len();
                    draft.literal(text, scope.origin(span), verbatim);
                }
                Part::Interpolation(inner) => {
                    let value = self.eval(inner, scope)?;
                    let origin = scope.origin(&inner.span);
                    held.value(&value, origin)?;
                    if let Kind::Text(characters) = &value.kind {
                        draft.characters(characters, origin);
                    } else if let (Kind::Null, Some(variable)) = (&value.kind, &value.from) {
                        // Terraform refuses null here, so somebody has to give the variable a value.
                        draft.text(&Text::reference(variable.as_ref()), origin);
                    } else if let Some(text) = value.as_text() {
                        draft.text(&text, origin);
                    } else {
                        let shown = value.canonical();
                        return Err(Fault::new(format!("{shown} is no string"), origin));
                    }
                }
                Part::If {
                    condition,
                    then,
                    otherwise,
                } => {
                    let value = self.eval(condition, scope)?;
                    let branch = match value.as_bool() {
                        Some(true) => then,
                        Some(false) => otherwise,
                        // What is there if the condition puts something there.
                        None => {
                            let condition = Reference::new(value.canonical());
                            if otherwise.is_empty() || !then.is_empty() {
                                self.assume(&condition);
                                then
                            } else {
                                self.assume_not(&condition);
                                otherwise
                            }
                        }
                    };
                    if value.as_bool().is_none() && !then.is_empty() && !otherwise.is_empty() {
                        let origin = scope.origin(&condition.span);
                        let why = "text that depends on what only Terraform knows";
                        self.note("template", why, origin);
                    }
                    self.draft(branch, scope, (&mut *draft, &mut *held))?;
                }
                Part::For {
                    key,
                    value,
                    collection,
                    body,
                } => {
                    let names = (key.as_deref(), value.as_str());
                    let out = (&mut *draft, &mut *held);
                    self.repeat(names, collection, body, scope, out)?;
                }
            }
        }
        Ok(())
    }

    fn repeat(
        &self,
        (key, name): (Option<&str>, &str),
        collection: &crate::hcl::tree::Expression,
        body: &[Part],
        scope: &Scope,
        (draft, held): (&mut Draft, &mut Held<'_>),
    ) -> Result<(), Fault> {
        let value = self.eval(collection, scope)?;
        let value = self.settled(&value);
        let origin = scope.origin(&collection.span);
        for element in self.elements(&value) {
            let (mut inner, key_value) = if let Some(key_value) = element.key {
                (scope.with(name, element.value), key_value)
            } else {
                // Once, for each that there may be.
                self.assume(&Reference::new(element.value.canonical()));
                let among = element.value.canonical();
                let symbol = |part: &str| each_of("for", part, &among, origin);
                (scope.with(name, symbol("value")), symbol("key"))
            };
            if let Some(key) = key {
                inner = inner.with(key, key_value);
            }
            self.step(origin)?;
            self.draft(body, &inner, (&mut *draft, &mut *held))?;
        }
        Ok(())
    }
}
