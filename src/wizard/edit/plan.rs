//! What to replace, found by walking the tree beside the value that is wanted.

use serde_json::Value;

use super::{Replacement, lines::Lines, value::value};
use crate::{
    spec::yaml::{Content, Entry, Node},
    wizard::text::{self, Quotes},
};

/// Replacements, as they are found.
pub(super) struct Plan<'a> {
    pub(super) lines: Lines<'a>,
    /// How deep entries are changed piece by piece; below, they are written anew.
    depth: usize,
    found: Vec<Replacement>,
}

impl<'a> Plan<'a> {
    pub(super) const fn new(text: &'a str, depth: usize) -> Self {
        Self {
            lines: Lines(text),
            depth,
            found: Vec::new(),
        }
    }

    /// The replacements in order, with overlapping deletions made one. Insertions at one place stay
    /// in the order in which they came.
    pub(super) fn finish(mut self) -> Vec<Replacement> {
        self.found
            .sort_by_key(|replacement| (replacement.range.start, replacement.range.end));
        let mut merged: Vec<Replacement> = Vec::new();
        for next in self.found {
            match merged.last_mut() {
                Some(last)
                    if next.range.start < last.range.end
                        && last.text.is_empty()
                        && next.text.is_empty() =>
                {
                    last.range.end = last.range.end.max(next.range.end);
                }
                _ => merged.push(next),
            }
        }
        merged
    }

    pub(super) fn replace(&mut self, range: std::ops::Range<usize>, text: impl Into<String>) {
        let mut text = text.into();
        let feed = self.lines.feed();
        if feed != "\n" {
            text = text.replace("\r\n", "\n").replace('\n', feed);
        }
        self.found.push(Replacement { range, text });
    }

    /// Inserts whole lines at the start of a line, or at the end of a text that lacks a line feed.
    pub(super) fn insert_lines(&mut self, at: usize, lines: &str) {
        let unfinished = at > 0 && !self.lines.get(0..at).ends_with('\n');
        if unfinished {
            self.replace(at..at, format!("\n{}", lines.trim_end_matches('\n')));
        } else {
            self.replace(at..at, lines);
        }
    }

    /// Makes a node that stands `level` entries deep mean `wanted`; whether that can be done in
    /// its place.
    pub(super) fn change(&mut self, node: &Node, wanted: &Value, level: usize) -> bool {
        if value(node) == *wanted {
            return true;
        }
        if level > self.depth {
            return false;
        }
        match (&node.content, wanted) {
            (Content::Map(entries), Value::Object(wanted))
                if !wanted.is_empty() && !entries.is_empty() =>
            {
                self.change_map(node, entries, wanted, level);
                true
            }
            (Content::List(items), Value::Array(wanted))
                if !wanted.is_empty() && !items.is_empty() =>
            {
                self.change_list(node, items, wanted, level)
            }
            (_, Value::Array(_) | Value::Object(_)) if self.is_flow(node) => {
                self.replace(node.origin.span(), text::flow(wanted));
                true
            }
            (Content::Scalar(_), Value::Array(_) | Value::Object(_)) => false,
            (Content::Scalar(_), _) => self.change_scalar(node, wanted),
            _ => false,
        }
    }

    fn change_scalar(&mut self, node: &Node, wanted: &Value) -> bool {
        let span = node.origin.span();
        let old = self.lines.get(span.clone());
        // A value that is not there, or takes several lines, is written anew with its key.
        if old.is_empty() || old.contains('\n') {
            return false;
        }
        let quotes = match old.chars().next() {
            Some('"') => Quotes::Double,
            Some('\'') => Quotes::Single,
            _ => Quotes::Needed,
        };
        let new = match wanted {
            Value::String(text) => text::quoted(text, quotes),
            other => text::flow(other),
        };
        self.replace(span, new);
        true
    }

    /// Whether a collection is written with brackets: one stands before its first child, not as part
    /// of it.
    pub(super) fn is_flow(&self, node: &Node) -> bool {
        let first = match &node.content {
            Content::List(items) => items.first().map(|item| item.origin),
            Content::Map(entries) => entries.first().map(|entry| entry.key.origin),
            Content::Scalar(_) => return false,
        };
        let span = node.origin.span();
        let bracket = self.lines.get(span.clone()).starts_with(['{', '[']);
        bracket && first.is_none_or(|first| span.start < first.span().start)
    }

    /// Where an entry ends, and whether its value is an alias.
    pub(super) fn end_of(&self, entry: &Entry) -> (usize, bool) {
        let key = entry.key.origin.span();
        let own = entry.value.origin.span();
        if own.is_empty() && own.start >= key.end {
            // Nothing stands there but the colon.
            let colon = self.lines.get(key.end..self.lines.0.len()).find(':');
            return (colon.map_or(key.end, |at| key.end + at + 1), false);
        }
        if own.start >= key.end {
            return (self.trimmed(own.end), false);
        }
        // The value stands where its anchor is: here is only the alias.
        let rest = self.lines.get(key.end..self.lines.0.len());
        let after = rest.find('*').map_or(key.end, |at| key.end + at);
        let name = self.lines.get(after..self.lines.0.len());
        let length = name
            .find(|c: char| c.is_whitespace() || ",]}".contains(c))
            .unwrap_or(name.len());
        (after + length, true)
    }

    /// The end of a value without the line feeds that belong to its token.
    fn trimmed(&self, end: usize) -> usize {
        self.lines.get(0..end).trim_end_matches(['\n', '\r']).len()
    }
}
