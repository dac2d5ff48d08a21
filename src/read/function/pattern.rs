//! Regular expressions: Terraform's are those of RE2, which are read into those of this language as
//! far as both mean the same.

use regex::{Captures, Regex, RegexBuilder};

use super::Call;
use crate::read::{
    eval::Outcome,
    value::{Kind, Value},
};

/// The most that one expression may take when it is made ready.
const SIZE: usize = 1 << 20;

/// An expression that means here what it means in RE2; `None` where that is not certain.
pub(super) fn compiled(pattern: &str) -> Option<Regex> {
    let translated = Reader {
        rest: pattern,
        out: String::new(),
    }
    .all()?;
    RegexBuilder::new(&translated).size_limit(SIZE).build().ok()
}

struct Reader<'a> {
    rest: &'a str,
    out: String,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = self.rest.strip_prefix(next)?;
        Some(next)
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                self.out.push_str(text);
                true
            }
            None => false,
        }
    }

    fn all(mut self) -> Option<String> {
        // RE2 refuses one repetition behind another.
        let mut repeats = true;
        while let Some(next) = self.next() {
            let again = repeats;
            repeats = false;
            match next {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => {
                    self.out.push('(');
                    self.group()?;
                    repeats = true;
                }
                '|' | '^' => {
                    self.out.push(next);
                    repeats = true;
                }
                '*' | '+' | '?' => {
                    if again {
                        return None;
                    }
                    self.out.push(next);
                    self.take("?");
                    repeats = true;
                }
                '{' => match self.repetition() {
                    Some(length) if !again => {
                        let (counts, rest) = self.rest.split_at_checked(length)?;
                        self.out.push('{');
                        self.out.push_str(counts);
                        self.rest = rest;
                        self.take("?");
                        repeats = true;
                    }
                    Some(_) => return None,
                    None => self.out.push_str("\\{"),
                },
                '}' | ']' => {
                    self.out.push('\\');
                    self.out.push(next);
                }
                '#' => self.out.push_str("\\#"),
                plain => self.out.push(plain),
            }
        }
        Some(self.out)
    }

    /// Behind `(`.
    fn group(&mut self) -> Option<()> {
        let Some(inner) = self.rest.strip_prefix('?') else {
            return Some(());
        };
        let name = inner
            .strip_prefix("P<")
            .or_else(|| inner.strip_prefix('<'))
            .and_then(|name| name.split_once('>'));
        if let Some((name, rest)) = name {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
            (!name.is_empty() && name.chars().all(fits)).then_some(())?;
            (!name.starts_with(|c: char| c.is_ascii_digit())).then_some(())?;
            self.out.push_str("?P<");
            self.out.push_str(name);
            self.out.push('>');
            self.rest = rest;
            return Some(());
        }
        let end = inner.find([':', ')'])?;
        let flags = inner.get(..end)?;
        let known = |c: char| matches!(c, 'i' | 'm' | 's' | 'U' | '-');
        flags.chars().all(known).then_some(())?;
        self.out.push('?');
        self.out.push_str(flags);
        self.rest = inner.get(end..)?;
        Some(())
    }

    /// The length of `2}`, `2,}` or `2,3}`; anything else behind `{` is text.
    fn repetition(&self) -> Option<usize> {
        let end = self.rest.find('}')?;
        let counts = self.rest.get(..end)?;
        let (least, most) = match counts.split_once(',') {
            Some((least, "")) => (least, least),
            Some((least, most)) => (least, most),
            None => (counts, counts),
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (digits(least) && digits(most)).then_some(end + 1)
    }

    /// Behind `\`, within a class or not.
    fn escape(&mut self, within: bool) -> Option<()> {
        let next = self.next()?;
        let ascii = match next.to_ascii_lowercase() {
            'd' => Some("0-9"),
            's' => Some("\\t\\n\\x0C\\r "),
            'w' => Some("0-9A-Za-z_"),
            _ => None,
        };
        match (next, ascii) {
            ('d' | 's' | 'w', Some(class)) if within => self.out.push_str(class),
            ('d' | 's' | 'w', Some(class)) => {
                self.out.push('[');
                self.out.push_str(class);
                self.out.push(']');
            }
            ('D' | 'S' | 'W', Some(class)) if !within => {
                self.out.push_str("[^");
                self.out.push_str(class);
                self.out.push(']');
            }
            ('b', _) if !within => self.out.push_str("(?-u:\\b)"),
            ('A' | 'z', _) if !within => {
                self.out.push('\\');
                self.out.push(next);
            }
            ('a' | 'f' | 'n' | 'r' | 't' | 'v', _) => {
                self.out.push('\\');
                self.out.push(next);
            }
            ('p' | 'P', _) => {
                let one = self.rest.chars().next()?;
                matches!(one, 'L' | 'M' | 'N' | 'P' | 'S' | 'Z').then_some(())?;
                self.rest = self.rest.strip_prefix(one)?;
                self.out.extend(['\\', next, one]);
            }
            (punctuation, _) if punctuation.is_ascii_punctuation() => {
                let code = format!("\\x{:02X}", u32::from(punctuation));
                self.out.push_str(&code);
            }
            _ => return None,
        }
        Some(())
    }

    /// Behind `[`.
    fn class(&mut self) -> Option<()> {
        self.out.push('[');
        self.take("^");
        let mut first = true;
        loop {
            if let Some(inner) = self.rest.strip_prefix("[:") {
                let (name, rest) = inner.split_once(":]")?;
                let fits = |c: char| c.is_ascii_lowercase() || c == '^';
                name.chars().all(fits).then_some(())?;
                self.out.push_str("[:");
                self.out.push_str(name);
                self.out.push_str(":]");
                self.rest = rest;
                first = false;
                continue;
            }
            match self.next()? {
                ']' if !first => break,
                '\\' => self.escape(true)?,
                // Here, these have a meaning that they have not in RE2.
                special @ ('[' | ']' | '&' | '~' | '^' | '#' | ' ') => {
                    let code = format!("\\x{:02X}", u32::from(special));
                    self.out.push_str(&code);
                }
                '-' if self.rest.starts_with('-') => return None,
                plain => self.out.push(plain),
            }
            first = false;
        }
        self.out.push(']');
        Some(())
    }
}

/// What one match yields: all of it, or its groups by name or in order.
fn captured(call: &Call<'_, '_>, regex: &Regex, found: &Captures<'_>) -> Option<Value> {
    let text = |group: Option<regex::Match<'_>>| match group {
        Some(group) => call.string(group.as_str()),
        None => Kind::Null.at(call.origin),
    };
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    if names.is_empty() {
        return Some(text(found.get(0)));
    }
    if names.iter().all(Option::is_none) {
        let groups = found.iter().skip(1).map(text);
        return Some(Value::list(groups, call.origin));
    }
    let mut fields = Vec::new();
    for name in names {
        // Terraform refuses groups of both sorts together.
        let name = name?;
        fields.push((name.to_owned(), text(found.name(name))));
    }
    Some(Value::object(fields, call.origin))
}

pub(super) fn regex(call: &Call<'_, '_>) -> Option<Outcome> {
    let (pattern, text) = (call.text(0)?, call.text(1)?);
    let regex = compiled(&pattern)?;
    let Some(found) = regex.captures(&text) else {
        // What two sorts of groups would be refused for is refused for this too.
        return Some(Err(call.fault(format!("`{pattern}` does not match"))));
    };
    Some(Ok(captured(call, &regex, &found)?))
}

pub(super) fn regexall(call: &Call<'_, '_>) -> Option<Outcome> {
    let (pattern, text) = (call.text(0)?, call.text(1)?);
    let regex = compiled(&pattern)?;
    let all: Option<Vec<Value>> = regex
        .captures_iter(&text)
        .map(|found| captured(call, &regex, &found))
        .collect();
    Some(Ok(Value::typed_list(all?, call.origin)))
}

/// Plain text, or a regular expression between slashes.
pub(super) fn replace(call: &Call<'_, '_>) -> Option<Outcome> {
    let (text, from, to) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let inner = from
        .strip_prefix('/')
        .and_then(|inner| inner.strip_suffix('/'));
    let Some(pattern) = inner else {
        return Some(Ok(call.string(text.replace(&from, &to))));
    };
    has_plain_names(&to).then_some(())?;
    let replaced = compiled(pattern)?.replace_all(&text, to.as_str());
    Some(Ok(call.string(replaced)))
}

/// Whether what stands in `${…}` are names that RE2 knows as such.
fn has_plain_names(replacement: &str) -> bool {
    replacement.split("${").skip(1).all(|after| {
        after.split_once('}').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    })
}
