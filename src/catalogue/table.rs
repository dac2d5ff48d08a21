//! The flat form of the catalogue, read in place.
//!
//! `build.rs` writes it: a header of start, rows and width for each table, then the tables, all in
//! little-endian words of 32 bits; names are numbers into one pool. Whatever lies outside reads as
//! zero or as empty, which a test over every row rules out.

// The names of the tables, which `build/flat.rs` includes as well: one order for writer and reader.
include!("tables.rs");

/// The tables' words.
static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.words"));

/// The pool of names, one after the other.
static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue.names"));

/// The managed policies' documents in deflated blocks.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.packed"));

/// The word at an index.
fn word(index: usize) -> u32 {
    WORDS
        .get(index * 4..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// A word as an index.
fn index(number: u32) -> usize {
    number as usize
}

impl Table {
    /// How many rows there are.
    pub(super) fn rows(self) -> usize {
        index(word(self as usize * 3 + 1))
    }

    /// A cell.
    pub(super) fn cell(self, row: usize, column: usize) -> usize {
        let head = self as usize * 3;
        index(word(
            index(word(head)) + row * index(word(head + 2)) + column,
        ))
    }

    /// A cell that holds a name.
    pub(super) fn name(self, row: usize, column: usize) -> &'static str {
        name(self.cell(row, column))
    }

    /// The rows of another table that belong to a row of this one, whose first is in `column`.
    pub(super) fn children(self, row: usize, column: usize) -> std::ops::Range<usize> {
        self.cell(row, column)..self.cell(row + 1, column)
    }
}

/// A name of the pool.
pub(super) fn name(number: usize) -> &'static str {
    let (start, end) = (
        Table::Strings.cell(number, 0),
        Table::Strings.cell(number + 1, 0),
    );
    NAMES.get(start..end).unwrap_or_default()
}

/// The names of a set of condition keys.
pub(super) fn key_set(set: usize) -> impl Iterator<Item = &'static str> {
    Table::KeySets
        .children(set, 0)
        .map(|item| Table::KeySetItems.name(item, 0))
}

/// The row in `rows` whose name in `column` equals `wanted` without regard to case; the rows are
/// sorted by that name in lower case.
pub(super) fn find(
    table: Table,
    column: usize,
    rows: std::ops::Range<usize>,
    wanted: &str,
) -> Option<usize> {
    let (mut low, mut high) = (rows.start, rows.end);
    while low < high {
        let middle = low.midpoint(high);
        match compare(table.name(middle, column), wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// Compares without regard to case, as the files are sorted.
fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(lower).cmp(b.bytes().map(lower))
}

/// An unpacked block of documents; `None` if the data were damaged.
pub(super) fn block(number: usize) -> Option<String> {
    let (start, end) = (
        Table::Blocks.cell(number, 0),
        Table::Blocks.cell(number + 1, 0),
    );
    let bytes = miniz_oxide::inflate::decompress_to_vec(PACKED.get(start..end)?).ok()?;
    String::from_utf8(bytes).ok()
}
