//! The spec that the answers make.

use serde_json::{Map, Value};

use super::{Frame, Machine};
use crate::wizard::{
    compose, fields::ItemKind, grants, item, judge, judge::Path, place, question::Answers, table,
};

impl Machine<'_> {
    /// The spec as it is to be.
    pub fn spec(&self) -> Map<String, Value> {
        self.spec_of(&self.answers)
    }

    pub(super) fn spec_of(&self, answers: &Answers) -> Map<String, Value> {
        let library = self.world.library;
        let Some((before, held)) = &self.base else {
            return judge::new_spec(answers, library);
        };
        let mut spec = before.clone();
        place::write(&mut spec, answers, library, |question| {
            answers.get(question.key) != held.get(question.key)
        });
        compose::in_place(spec, before)
    }

    /// The answers, with an item that is still being asked for in its place.
    pub(super) fn answers_with(&self, last: &Frame) -> Answers {
        let library = self.world.library;
        let outer = self.frames.split_last().map_or(&[][..], |(_, outer)| outer);
        let mut closed = item::close_early(last.kind, &last.draft, library);
        let mut frame = last;
        for parent in outer.iter().rev() {
            let mut draft = parent.draft.clone();
            insert(&mut draft, frame, closed);
            closed = item::close_early(parent.kind, &draft, library);
            frame = parent;
        }
        let mut answers = self.answers.clone();
        insert(&mut answers, frame, closed);
        answers
    }

    /// Where such an item stands in the spec.
    pub(super) fn path_of(&self, last: &Frame) -> Path {
        let outer = self.frames.split_last().map_or(&[][..], |(_, outer)| outer);
        let mut path = Path::new();
        let mut holder = &self.answers;
        for frame in outer.iter().chain([last]) {
            let items = holder
                .get(&frame.list)
                .and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice);
            let index = frame.index.unwrap_or(items.len());
            if frame.kind == ItemKind::Grant {
                if !path.is_empty() {
                    path.push("target".to_owned());
                }
                path.extend(grants::place_of(
                    items,
                    index,
                    &frame.draft,
                    self.world.library,
                ));
            } else {
                let place = table::question(&frame.list).map_or(&[][..], |question| question.place);
                path.extend(place.iter().map(|key| (*key).to_owned()));
                path.push(index.to_string());
            }
            holder = &frame.draft;
        }
        path
    }
}

fn insert(answers: &mut Answers, frame: &Frame, closed: Answers) {
    let list = answers
        .entry(frame.list.clone())
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(list) = list {
        match frame.index.and_then(|index| list.get_mut(index)) {
            Some(old) => *old = Value::Object(closed),
            None => list.push(Value::Object(closed)),
        }
    }
}
