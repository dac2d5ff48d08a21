//! JSON with places, and with holes where Terraform puts what it knows.
//!
//! Policy text is flattened for the parser: each hole becomes one character that JSON takes in a
//! string, and that this parser takes for a value too (`"Resource": ${jsonencode(var.x)}`).

mod encode;

pub(super) use encode::encode;

use std::{collections::BTreeMap, fmt::Write as _, rc::Rc};

use super::{
    number::Number,
    value::{Characters, Chunk, Item, Kind, List, Object, Value, composed, key_of},
};
use crate::{
    source::Origin,
    text::{Part, Reference, Text},
};

/// The first of the characters that stand for holes: from a plane that is for private use.
const FIRST_HOLE: u32 = 0xF_0000;

/// A string as the parser wants it.
pub(super) struct Flat {
    text: String,
    holes: Vec<Reference>,
    trace: Rc<[Chunk]>,
    origin: Origin,
}

impl Flat {
    /// Characters that stand at `origin` where their trace does not say better.
    pub(super) fn new(characters: &Characters, origin: Origin) -> Self {
        let mut holes = Vec::new();
        let mut text = String::new();
        for part in characters.text.parts() {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Reference(reference) => {
                    text.push(hole_character(holes.len()));
                    holes.push(reference.clone());
                }
                Part::Variable(variable) => {
                    // Writing to a `String` cannot fail.
                    let _ = write!(text, "${{{variable}}}");
                }
            }
        }
        Self {
            text,
            holes,
            trace: Rc::clone(&characters.trace),
            origin,
        }
    }

    /// A text that stands at `origin` byte for byte.
    pub(super) fn verbatim(text: &str, origin: Origin) -> Self {
        Self {
            text: text.to_owned(),
            holes: Vec::new(),
            trace: [Chunk {
                at: 0,
                origin,
                verbatim: true,
            }]
            .into(),
            origin,
        }
    }

    /// Whether Terraform knows no more of it than stands there.
    pub(super) fn is_known(&self) -> bool {
        self.holes.is_empty()
    }

    /// The characters, with one for each hole.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Characters that were made of this text, with its holes as such again.
    pub(super) fn refilled(&self, characters: &Characters) -> Characters {
        let mut text = Text::default();
        for part in characters.text.parts() {
            match part {
                Part::Literal(literal) => text.append(&self.filled(literal)),
                part => text.push(part.clone()),
            }
        }
        Characters {
            text,
            trace: Rc::clone(&characters.trace),
        }
    }

    /// Where the bytes from `start` to `end` were written.
    fn place(&self, start: usize, end: usize) -> Origin {
        let index = self.trace.partition_point(|chunk| chunk.at <= start);
        let Some(chunk) = index.checked_sub(1).and_then(|i| self.trace.get(i)) else {
            return self.origin;
        };
        if !chunk.verbatim {
            return chunk.origin;
        }
        let span = chunk.origin.span();
        let from = (span.start + start - chunk.at).min(span.end);
        let to = (span.start + end.max(start) - chunk.at).min(span.end);
        Origin::new(chunk.origin.source(), from..to)
    }

    fn hole(&self, character: char) -> Option<&Reference> {
        let index = u32::from(character).checked_sub(FIRST_HOLE)?;
        self.holes.get(usize::try_from(index).ok()?)
    }

    /// The text with its holes as such again.
    fn filled(&self, text: &str) -> Text {
        let mut out = Text::default();
        for character in text.chars() {
            match self.hole(character) {
                Some(reference) => out.push(Part::Reference(reference.clone())),
                None => out.push(Part::Literal(character.to_string())),
            }
        }
        out
    }
}

/// The byte length that a hole has in flat text.
pub(super) const HOLE_LENGTH: usize = 4;

fn hole_character(index: usize) -> char {
    u32::try_from(index)
        .ok()
        .and_then(|i| char::from_u32(FIRST_HOLE + i))
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Why a text is no JSON, and where.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) message: String,
    pub(super) origin: Origin,
}

/// A key that stands a second time in its object.
pub(super) struct Doubled {
    pub(super) key: String,
    pub(super) first: Origin,
    pub(super) again: Origin,
}

/// Reads one JSON value; of a key that stands twice, the last counts.
pub(super) fn parse(flat: &Flat) -> Result<Value, Malformed> {
    parse_noting(flat, &mut Vec::new())
}

/// Reads one JSON value, and notes the keys that stand twice.
pub(super) fn parse_noting(flat: &Flat, doubled: &mut Vec<Doubled>) -> Result<Value, Malformed> {
    let mut parser = Parser {
        flat,
        at: 0,
        depth: 0,
        doubled,
    };
    let value = parser.value()?;
    parser.blanks();
    if parser.at < flat.text.len() {
        return Err(parser.fail("expected the end"));
    }
    Ok(value)
}

struct Parser<'a> {
    flat: &'a Flat,
    at: usize,
    depth: usize,
    doubled: &'a mut Vec<Doubled>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.flat.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn fail(&self, message: &str) -> Malformed {
        let found = match self.rest().chars().next() {
            None => "the end".to_owned(),
            Some(character) => match self.flat.hole(character) {
                Some(reference) => format!("`${{{reference}}}`"),
                None => format!("`{}`", character.escape_debug()),
            },
        };
        Malformed {
            message: format!("{message}, found {found}"),
            origin: self.flat.place(self.at, self.at + 1),
        }
    }

    fn take(&mut self, character: char) -> bool {
        self.blanks();
        let found = self.rest().starts_with(character);
        if found {
            self.at += character.len_utf8();
        }
        found
    }

    fn value(&mut self) -> Result<Value, Malformed> {
        self.blanks();
        if self.depth > 200 {
            return Err(self.fail("nested too deep"));
        }
        let start = self.at;
        let kind = match self.rest().chars().next() {
            Some('{') => self.object()?,
            Some('[') => self.array()?,
            Some('"') => self.string().map(Kind::Text)?,
            Some('-' | '0'..='9') => self.number()?,
            Some(character) if self.flat.hole(character).is_some() => self.bare_hole(character),
            _ => self.word()?,
        };
        Ok(kind.at(self.flat.place(start, self.at)))
    }

    fn bare_hole(&mut self, character: char) -> Kind {
        self.at += character.len_utf8();
        let expression = self
            .flat
            .hole(character)
            .map_or("null", Reference::expression);
        // The JSON of a value, where a value is wanted, is that value.
        let inner = expression
            .strip_prefix("jsonencode(")
            .and_then(|rest| rest.strip_suffix(')'))
            .filter(|inner| is_balanced(inner));
        Kind::Unknown(Reference::new(inner.unwrap_or(expression)))
    }

    fn word(&mut self) -> Result<Kind, Malformed> {
        for (word, kind) in [
            ("null", Kind::Null),
            ("true", Kind::Bool(true)),
            ("false", Kind::Bool(false)),
        ] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.fail("expected a JSON value"))
    }

    fn number(&mut self) -> Result<Kind, Malformed> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let number = rest
            .get(..end)
            .filter(|text| is_number(text))
            .and_then(Number::parse);
        let Some(number) = number else {
            return Err(self.fail("expected a number"));
        };
        self.at += end;
        Ok(Kind::Number(number))
    }

    fn object(&mut self) -> Result<Kind, Malformed> {
        self.take('{');
        self.depth += 1;
        let mut fields = BTreeMap::new();
        let mut places: BTreeMap<String, Origin> = BTreeMap::new();
        let mut first = true;
        while !self.take('}') {
            if !first && !self.take(',') {
                return Err(self.fail("expected `,` or `}`"));
            }
            first = false;
            self.blanks();
            if !self.rest().starts_with('"') {
                return Err(self.fail("expected a key in quotes"));
            }
            let start = self.at;
            let key = self.string()?;
            let origin = self.flat.place(start, self.at);
            if let Some(first) = places.insert(key_of(&key.text), origin) {
                self.doubled.push(Doubled {
                    key: key.text.to_string(),
                    first,
                    again: origin,
                });
            }
            if !self.take(':') {
                return Err(self.fail("expected `:`"));
            }
            let value = self.value()?;
            fields.insert(key_of(&key.text), value);
        }
        self.depth -= 1;
        Ok(Kind::Object(Object {
            fields,
            typed: false,
            rest: Vec::new(),
            other: None,
        }))
    }

    fn array(&mut self) -> Result<Kind, Malformed> {
        self.take('[');
        self.depth += 1;
        let mut items = Vec::new();
        while !self.take(']') {
            if !items.is_empty() && !self.take(',') {
                return Err(self.fail("expected `,` or `]`"));
            }
            let value = self.value()?;
            // A hole among elements may be text with commas, which stands for several of them.
            let spread = matches!(value.kind, Kind::Unknown(_));
            items.push(Item { value, spread });
        }
        self.depth -= 1;
        Ok(Kind::List(List {
            items,
            ..List::default()
        }))
    }

    fn string(&mut self) -> Result<Characters, Malformed> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let Some(next) = rest.chars().next() else {
                self.at = start;
                return Err(self.fail("a string that does not end"));
            };
            match next {
                '"' => {
                    self.at += 1;
                    break;
                }
                '\\' => text.push(self.escape()?),
                control if u32::from(control) < 0x20 => {
                    return Err(self.fail("a control character in a string"));
                }
                plain => {
                    self.at += plain.len_utf8();
                    text.push(plain);
                }
            }
        }
        let text = self.flat.filled(&text);
        Ok(Characters {
            text: composed(&text).unwrap_or(text),
            trace: [].into(),
        })
    }

    fn escape(&mut self) -> Result<char, Malformed> {
        let after = self.rest().chars().nth(1);
        let simple = match after {
            Some(c @ ('"' | '\\' | '/')) => Some(c),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            _ => None,
        };
        if let Some(character) = simple {
            self.at += 2;
            return Ok(character);
        }
        let code = |at: usize| {
            let digits = self.rest().get(at..at + 6)?.strip_prefix("\\u")?;
            u32::from_str_radix(digits, 16).ok()
        };
        let (code, length) = match (code(0), code(6)) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12)
            }
            (Some(code), _) => (code, 6),
            (None, _) => return Err(self.fail("no escape of JSON")),
        };
        self.at += length;
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

/// Whether JSON takes a text for a number: no zero before another digit, and digits on both sides
/// of a point.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (decimal, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((decimal, exponent)) => (decimal, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match decimal.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (decimal, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

/// Whether every parenthesis that closes was opened in this text.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_i32;
    text.chars().all(|character| {
        open += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open >= 0
    })
}
