//! Changing a map.

use serde_json::{Map, Value};

use super::plan::Plan;
use crate::{
    spec::yaml::{Entry, Node},
    wizard::text,
};

impl Plan<'_> {
    /// Changes, removes and adds entries of a map that keeps at least one.
    pub(super) fn change_map(
        &mut self,
        node: &Node,
        entries: &[Entry],
        wanted: &Map<String, Value>,
        level: usize,
    ) {
        let flow = self.is_flow(node);
        if !entries
            .iter()
            .any(|entry| wanted.contains_key(&entry.key.scalar.text))
        {
            return self.rewrite(node, wanted, flow);
        }
        for (index, entry) in entries.iter().enumerate() {
            match wanted.get(&entry.key.scalar.text) {
                None if flow => self.cut(entries, index, wanted),
                None => self.drop_entry(entries, index),
                Some(value) => self.change_entry(entry, value, flow, level),
            }
        }
        let has = |key: &str| entries.iter().any(|entry| entry.key.scalar.text == key);
        let mut before: Option<&Entry> = None;
        for (key, value) in wanted {
            if has(key) {
                before = entries.iter().find(|entry| entry.key.scalar.text == *key);
                continue;
            }
            self.add_entry(entries, before, (key, value), flow);
        }
    }

    fn change_entry(&mut self, entry: &Entry, wanted: &Value, flow: bool, level: usize) {
        let (end, alias) = self.end_of(entry);
        if alias {
            if super::value(&entry.value) != *wanted {
                self.replace(
                    entry.key.origin.span().start..end,
                    self.entry_text(entry, wanted, flow),
                );
            }
            return;
        }
        if !self.change(&entry.value, wanted, level + 1) {
            self.replace(
                entry.key.origin.span().start..end,
                self.entry_text(entry, wanted, flow),
            );
        }
    }

    /// An entry written anew, from its key on, without a line feed at its end.
    fn entry_text(&self, entry: &Entry, wanted: &Value, flow: bool) -> String {
        let start = entry.key.origin.span();
        let key = &entry.key.scalar.text;
        if flow {
            return format!("{}: {}", self.lines.get(start), text::flow(wanted));
        }
        let text = text::entry(key, wanted, self.lines.column(start.start));
        text.trim().to_owned()
    }

    fn rewrite(&mut self, node: &Node, wanted: &Map<String, Value>, flow: bool) {
        let span = node.origin.span();
        let value = Value::Object(wanted.clone());
        if flow {
            self.replace(span, text::flow(&value));
        } else {
            let lines = text::block(&value, self.lines.column(span.start));
            let old = self.lines.get(span.clone());
            let end = span.start + old.trim_end_matches(['\n', '\r']).len();
            self.replace(span.start..end, lines.trim().to_owned());
        }
    }

    /// Takes an entry out of a map in block style.
    fn drop_entry(&mut self, entries: &[Entry], index: usize) {
        let Some(entry) = entries.get(index) else {
            return;
        };
        let start = entry.key.origin.span().start;
        let (end, _) = self.end_of(entry);
        if self.lines.is_first(start) {
            let from = self.lines.comment_above(start);
            self.replace(from..self.lines.end_after(end), "");
        } else if let Some(next) = entries.get(index + 1) {
            // It shares its line with the dash of a list item, and leaves its place to the next.
            self.replace(start..next.key.origin.span().start, "");
        }
    }

    /// Takes an entry out of a map in brackets, of which something stays.
    fn cut(&mut self, entries: &[Entry], index: usize, wanted: &Map<String, Value>) {
        let Some(entry) = entries.get(index) else {
            return;
        };
        if let Some(next) = entries.get(index + 1) {
            let range = entry.key.origin.span().start..next.key.origin.span().start;
            return self.replace(range, "");
        }
        let kept = |entry: &&Entry| wanted.contains_key(&entry.key.scalar.text);
        if let Some(before) = entries.iter().take(index).rfind(kept) {
            self.replace(self.end_of(before).0..self.end_of(entry).0, "");
        }
    }

    fn add_entry(
        &mut self,
        entries: &[Entry],
        before: Option<&Entry>,
        (key, value): (&String, &Value),
        flow: bool,
    ) {
        let Some(first) = entries.first() else { return };
        let first_start = first.key.origin.span().start;
        if flow {
            let text = format!("{}: {}", text::key_text(key), text::flow(value));
            match before {
                Some(before) => {
                    let at = self.end_of(before).0;
                    self.replace(at..at, format!(", {text}"));
                }
                None => self.replace(first_start..first_start, format!("{text}, ")),
            }
            return;
        }
        let lines = text::entry(key, value, self.lines.column(first_start));
        let anchor = match before {
            None if self.lines.is_first(first_start) => {
                let at = self.lines.start(first_start);
                return self.insert_lines(at, &lines);
            }
            None => first,
            Some(before) => before,
        };
        let at = self.lines.end_after(self.end_of(anchor).0);
        self.insert_lines(at, &lines);
    }
}
