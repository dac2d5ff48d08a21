//! Source text, its name, and places in it.
//!
//! Every value that a user wrote knows its [`Origin`]: the source and the byte range it came from.
//! An origin says where, never what: it takes no part in equality, order or hashing, so two values
//! that mean the same compare equal wherever they were written.
//!
//! ```
//! use rolewright::source::{Located, Sources};
//!
//! let mut sources = Sources::default();
//! let id = sources.add("spec.yaml", "version: 1\nrole: {}\n");
//! let here = Located::new("role", sources.origin(id, 11..15));
//! assert_eq!(sources.position(here.origin).map(|p| (p.line, p.column)), Some((2, 1)));
//! assert_eq!(here, Located::nowhere("role")); // the place does not count
//! ```

pub mod file;

use std::{cmp::Ordering, hash, ops::Range};

/// Names one text in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(Option<u32>);

/// A source and a byte range in it.
///
/// INVARIANT: any two origins are equal, so that `derive(PartialEq, Ord, Hash)` on a type that
/// holds one compares meaning only. Use [`Origin::key`] to sort by place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin {
    source: SourceId,
    start: usize,
    end: usize,
}

impl Origin {
    /// The origin of a value that nobody wrote.
    pub const NOWHERE: Self = Self {
        source: SourceId(None),
        start: 0,
        end: 0,
    };

    /// The place `span` (bytes) in `source`.
    pub const fn new(source: SourceId, span: Range<usize>) -> Self {
        Self {
            source,
            start: span.start,
            end: span.end,
        }
    }

    /// The source this place is in.
    pub const fn source(self) -> SourceId {
        self.source
    }

    /// The byte range of this place.
    pub const fn span(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether the value stands in no source at all.
    pub const fn is_nowhere(self) -> bool {
        self.source.0.is_none()
    }

    /// What to sort by to get the order in which sources were added, and places within them.
    pub const fn key(self) -> (SourceId, usize, usize) {
        (self.source, self.start, self.end)
    }

    /// The part of this place that lies `range` bytes after its start.
    #[must_use]
    pub const fn sub(self, range: Range<usize>) -> Self {
        Self {
            source: self.source,
            start: self.start + range.start,
            end: self.start + range.end,
        }
    }

    /// The place from the start of `self` to the end of `other`.
    #[must_use]
    pub const fn to(self, other: Self) -> Self {
        Self {
            source: self.source,
            start: self.start,
            end: other.end,
        }
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Origin {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl hash::Hash for Origin {
    fn hash<H: hash::Hasher>(&self, _: &mut H) {}
}

/// A value and where it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub origin: Origin,
}

impl<T> Located<T> {
    /// `value`, written at `origin`.
    pub const fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// `value`, which nobody wrote.
    pub const fn nowhere(value: T) -> Self {
        Self {
            value,
            origin: Origin::NOWHERE,
        }
    }

    /// The same place, with a value made of this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Located<U> {
        Located {
            value: make(self.value),
            origin: self.origin,
        }
    }

    /// The same place, with the value borrowed.
    pub const fn as_ref(&self) -> Located<&T> {
        Located {
            value: &self.value,
            origin: self.origin,
        }
    }
}

/// A line and column, both from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
}

/// One text with its name.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    /// How many characters stand before each [`MARK`]th byte: a line can be as long as the file.
    marks: Vec<usize>,
}

/// The bytes between two marks.
const MARK: usize = 1024;

impl Source {
    /// The name as the user gave it, `/` between its parts.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of a byte offset; the end of the text for an offset beyond it.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|i| self.line_starts.get(i))
            .copied()
            .unwrap_or(0);
        Position {
            line,
            column: self.characters(offset) - self.characters(start) + 1,
        }
    }

    /// How many characters begin before an offset.
    fn characters(&self, offset: usize) -> usize {
        let mark = offset / MARK;
        let before = self.marks.get(mark).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(mark * MARK..offset);
        before + rest.map_or(0, begun)
    }
}

/// How many characters begin in these bytes of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// All texts of one run, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a text under the name that messages show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, b)| *b == b'\n')
                    .map(|(i, _)| i + 1),
            )
            .collect();
        let marks = text.as_bytes().chunks(MARK).scan(0, |count, chunk| {
            let before = *count;
            *count += begun(chunk);
            Some(before)
        });
        // The end of a text of whole chunks has a mark too.
        let marks = marks.chain([text.chars().count()]).collect();
        let id = u32::try_from(self.files.len()).ok();
        self.files.push(Source {
            name: name.into(),
            text,
            line_starts,
            marks,
        });
        SourceId(id)
    }

    /// The place `span` in `source`.
    pub const fn origin(&self, source: SourceId, span: Range<usize>) -> Origin {
        Origin::new(source, span)
    }

    /// All texts, in the order in which they were added.
    pub fn all(&self) -> &[Source] {
        &self.files
    }

    /// The source with this id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.files.get(usize::try_from(id.0?).ok()?)
    }

    /// Where an origin starts.
    pub fn position(&self, origin: Origin) -> Option<Position> {
        Some(self.get(origin.source)?.position(origin.start))
    }

    /// Where an origin ends (the position after its last character).
    pub fn end_position(&self, origin: Origin) -> Option<Position> {
        Some(self.get(origin.source)?.position(origin.end))
    }

    /// A place as messages show it: `spec.yaml:12`; `None` for what stands in no source.
    pub fn place(&self, origin: Origin) -> Option<String> {
        let position = self.position(origin)?;
        let source = self.get(origin.source)?;
        Some(format!("{}:{}", source.name(), position.line))
    }

    /// The text that stands at an origin.
    pub fn snippet(&self, origin: Origin) -> Option<&str> {
        self.get(origin.source)?.text.get(origin.span())
    }
}
