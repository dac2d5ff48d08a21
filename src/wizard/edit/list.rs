//! Changing a list.

use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{plan::Plan, value::value};
use crate::{spec::yaml::Node, wizard::text};

impl Plan<'_> {
    /// Changes, removes and adds items of a list that keeps at least one; whether it can be done.
    pub(super) fn change_list(
        &mut self,
        node: &Node,
        items: &[Node],
        wanted: &[Value],
        level: usize,
    ) -> bool {
        let own = node.origin.span();
        let aliased = items
            .iter()
            .any(|item| item.origin.span().start < own.start);
        let flow = self.is_flow(node);
        if aliased || (!flow && items.iter().any(|item| self.dash(item).is_none())) {
            return false;
        }
        let old: Vec<String> = items.iter().map(|item| value(item).to_string()).collect();
        let new: Vec<String> = wanted.iter().map(Value::to_string).collect();
        let mut kept = 0;
        let mut removed: Vec<usize> = Vec::new();
        let mut added: Vec<(Option<usize>, &Value)> = Vec::new();
        let mut changed: Vec<(usize, &Value)> = Vec::new();
        for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
            let (from, to) = (op.old_range(), op.new_range());
            let pairs = from.len().min(to.len());
            if matches!(op, DiffOp::Equal { .. }) {
                kept += pairs;
                continue;
            }
            kept += pairs;
            changed.extend(from.clone().zip(wanted.iter().skip(to.start)).take(pairs));
            removed.extend(from.clone().skip(pairs));
            let after = (from.start + pairs).checked_sub(1);
            added.extend(
                wanted
                    .iter()
                    .skip(to.start + pairs)
                    .take(to.len() - pairs)
                    .map(|item| (after, item)),
            );
        }
        if kept == 0 {
            return false;
        }
        for (index, wanted) in changed {
            let Some(item) = items.get(index) else {
                continue;
            };
            if !self.change(item, wanted, level + 1) {
                self.rewrite_item(item, wanted, flow);
            }
        }
        for index in removed.iter().copied() {
            if flow {
                self.cut_item(items, index, &removed);
            } else {
                self.drop_item(items, index);
            }
        }
        for (after, wanted) in added {
            self.add_item(items, after, wanted, flow);
        }
        true
    }

    /// Where the dash of an item in block style stands.
    fn dash(&self, item: &Node) -> Option<usize> {
        let before = self.lines.get(0..item.origin.span().start).trim_end();
        before.ends_with('-').then(|| before.len() - 1)
    }

    /// The end of an item's value, without line feeds of its token.
    fn end(&self, item: &Node) -> usize {
        self.lines
            .get(0..item.origin.span().end)
            .trim_end_matches(['\n', '\r'])
            .len()
    }

    fn rewrite_item(&mut self, item: &Node, wanted: &Value, flow: bool) {
        let range = item.origin.span().start..self.end(item);
        if flow {
            return self.replace(range, text::flow(wanted));
        }
        let column = self.lines.column(item.origin.span().start);
        let lines = text::block(wanted, column);
        self.replace(range, lines.trim().to_owned());
    }

    /// Takes an item out of a list in brackets, of which something stays.
    fn cut_item(&mut self, items: &[Node], index: usize, removed: &[usize]) {
        let Some(item) = items.get(index) else { return };
        if let Some(next) = items.get(index + 1) {
            return self.replace(item.origin.span().start..next.origin.span().start, "");
        }
        let kept = (0..index).rfind(|before| !removed.contains(before));
        if let Some(before) = kept.and_then(|before| items.get(before)) {
            self.replace(self.end(before)..self.end(item), "");
        }
    }

    fn drop_item(&mut self, items: &[Node], index: usize) {
        let Some((item, dash)) = items
            .get(index)
            .and_then(|item| Some((item, self.dash(item)?)))
        else {
            return;
        };
        let end = self.lines.end_after(self.end(item));
        if self.lines.is_first(dash) {
            let from = self.lines.comment_above(dash);
            self.replace(from..end, "");
        } else if let Some(next) = items.get(index + 1).and_then(|next| self.dash(next)) {
            // The dash of the list around it stands on the same line.
            self.replace(dash..next, "");
        }
    }

    fn add_item(&mut self, items: &[Node], after: Option<usize>, wanted: &Value, flow: bool) {
        let anchor = after.and_then(|after| items.get(after));
        let Some(first) = items.first() else { return };
        if flow {
            let text = text::flow(wanted);
            let (at, text) = match anchor {
                Some(anchor) => (self.end(anchor), format!(", {text}")),
                None => (first.origin.span().start, format!("{text}, ")),
            };
            return self.replace(at..at, text);
        }
        let Some(dash) = self.dash(first) else { return };
        let column = self.lines.column(dash);
        let lines = text::item(wanted, column);
        match anchor {
            Some(anchor) => {
                let at = self.lines.end_after(self.end(anchor));
                self.insert_lines(at, &lines);
            }
            None if self.lines.is_first(dash) => {
                let at = self.lines.start(dash);
                self.insert_lines(at, &lines);
            }
            // Before the first item on a line that it shares: the order takes part in the meaning,
            // so the line is taken over.
            None => self.replace(
                dash..dash,
                format!("{}{}", lines.trim_start(), " ".repeat(column)),
            ),
        }
    }
}
