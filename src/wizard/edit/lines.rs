//! Lines of a text, and what stands on them.

use std::ops::Range;

/// A text by lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a>(pub(super) &'a str);

impl<'a> Lines<'a> {
    /// Where the line of an offset starts.
    pub(super) fn start(self, at: usize) -> usize {
        let before = self.0.get(..at).unwrap_or_default();
        before.rfind('\n').map_or(0, |feed| feed + 1)
    }

    /// Where the line of an offset ends, its line feed included.
    pub(super) fn end(self, at: usize) -> usize {
        let after = self.0.get(at..).unwrap_or_default();
        after.find('\n').map_or(self.0.len(), |feed| at + feed + 1)
    }

    /// What stands on the line before an offset.
    pub(super) fn before(self, at: usize) -> &'a str {
        self.0.get(self.start(at)..at).unwrap_or_default()
    }

    /// The column of an offset, in characters. A byte order mark takes none.
    pub(super) fn column(self, at: usize) -> usize {
        self.before(at)
            .trim_start_matches('\u{feff}')
            .chars()
            .count()
    }

    /// Whether only spaces, and dashes of list items, stand on the line before an offset.
    pub(super) fn is_first(self, at: usize) -> bool {
        self.before(at).chars().all(|c| c == ' ')
    }

    /// The end of the last line that a value ending at `end` takes up, its comment included.
    pub(super) fn end_after(self, end: usize) -> usize {
        // A block scalar ends with its own line feed.
        if self.0.get(..end).is_some_and(|text| text.ends_with('\n')) {
            end
        } else {
            self.end(end)
        }
    }

    /// The start of the comment lines that stand right above a line with its indentation; the
    /// line's own start if there are none, or if they open the file.
    pub(super) fn comment_above(self, at: usize) -> usize {
        let own = self.start(at);
        let column = self.column(at);
        let mut start = own;
        while let Some(previous) = start.checked_sub(1).map(|feed| self.start(feed)) {
            let line = self.0.get(previous..start).unwrap_or_default();
            let text = line.trim_start_matches(' ');
            if !text.starts_with('#') || line.len() - text.len() != column {
                return start;
            }
            start = previous;
        }
        // What opens the file is about the file.
        own
    }

    /// What ends a line in this text.
    pub(super) fn feed(self) -> &'static str {
        if self.0.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// The text of a range.
    pub(super) fn get(self, range: Range<usize>) -> &'a str {
        self.0.get(range).unwrap_or_default()
    }
}
