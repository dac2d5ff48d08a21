//! One document put over another: a JSON merge patch (RFC 7396) in which every value keeps the place
//! that it was written at.

use super::{
    Scalar,
    place::Places,
    tree::{Content, Entry, Key, Node},
};
use crate::source::Origin;

/// Puts `patch` over `base`: maps merge, anything else replaces, and nothing (`null`) removes.
pub fn merge(base: &mut Node, patch: Node) {
    let Content::Map(changes) = patch.content else {
        *base = patch;
        return;
    };
    if !matches!(base.content, Content::Map(_)) {
        *base = Node {
            origin: patch.origin,
            content: Content::Map(Vec::new()),
            sound: patch.sound,
        };
    }
    let Content::Map(entries) = &mut base.content else {
        return;
    };
    for change in changes {
        let name = &change.key.scalar.text;
        let at = entries
            .iter()
            .position(|entry| entry.key.scalar.text == *name);
        match at {
            Some(at) if change.value.is_null() => {
                entries.remove(at);
            }
            Some(at) => {
                if let Some(entry) = entries.get_mut(at) {
                    merge(&mut entry.value, change.value);
                }
            }
            None if change.value.is_null() => {}
            None => {
                // What removes has nothing to remove in what is new.
                let mut value = Node {
                    origin: change.value.origin,
                    content: Content::List(Vec::new()),
                    sound: change.value.sound,
                };
                merge(&mut value, change.value);
                entries.push(Entry {
                    key: change.key,
                    value,
                });
            }
        }
    }
}

/// A map that has `value` below these keys, which stand at `origin`.
pub fn nested(path: &[String], value: Node, origin: Origin) -> Node {
    path.iter().rev().fold(value, |value, name| Node {
        origin: value.origin,
        sound: true,
        content: Content::Map(vec![Entry {
            key: Key {
                origin,
                scalar: Scalar {
                    text: name.clone(),
                    plain: true,
                    is_filled: false,
                    places: Places::Whole,
                },
                sound: true,
            },
            value,
        }]),
    })
}

/// Takes a key off a map, with its value.
pub fn remove(node: &mut Node, key: &str) {
    if let Content::Map(entries) = &mut node.content {
        entries.retain(|entry| entry.key.scalar.text != key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diag::Diagnostics, source::Sources, spec::yaml::read};

    fn tree(sources: &mut Sources, text: &str) -> Node {
        let id = sources.add("x.yaml", text);
        let mut diagnostics = Diagnostics::default();
        read(id, sources, &mut diagnostics).unwrap().root
    }

    fn shown(node: &Node) -> String {
        match &node.content {
            Content::Scalar(scalar) => scalar.text.clone(),
            Content::List(items) => {
                let items: Vec<String> = items.iter().map(shown).collect();
                format!("[{}]", items.join(","))
            }
            Content::Map(entries) => {
                let entry = |e: &Entry| format!("{}:{}", e.key.scalar.text, shown(&e.value));
                let entries: Vec<String> = entries.iter().map(entry).collect();
                format!("{{{}}}", entries.join(","))
            }
        }
    }

    #[test]
    fn maps_merge_lists_replace_and_null_removes() {
        // The cases of RFC 7396, appendix A, as far as a document here can be written so.
        let cases = [
            ("{a: b}", "{a: c}", "{a:c}"),
            ("{a: b}", "{b: c}", "{a:b,b:c}"),
            ("{a: b}", "{a: null}", "{}"),
            ("{a: b, b: c}", "{a: null}", "{b:c}"),
            ("{a: [b]}", "{a: c}", "{a:c}"),
            ("{a: c}", "{a: [b]}", "{a:[b]}"),
            ("{a: {b: c}}", "{a: {b: d, c: null}}", "{a:{b:d}}"),
            ("{a: [{b: c}]}", "{a: [1]}", "{a:[1]}"),
            ("{e: null}", "{a: 1}", "{e:null,a:1}"),
            ("{a: foo}", "{a: {bb: {ccc: null}}}", "{a:{bb:{}}}"),
            ("{}", "{a: {bb: {ccc: null}}}", "{a:{bb:{}}}"),
        ];
        for (base, patch, wanted) in cases {
            let mut sources = Sources::default();
            let mut node = tree(&mut sources, base);
            let patch = tree(&mut sources, patch);
            merge(&mut node, patch);
            assert_eq!(shown(&node), wanted, "{base}");
        }
    }

    #[test]
    fn a_value_keeps_the_place_it_came_from() {
        let mut sources = Sources::default();
        let mut base = tree(&mut sources, "role: {name: web, path: /a/}\n");
        let patch = tree(&mut sources, "role:\n  path: /b/\n");
        merge(&mut base, patch);
        let role = base.get("role").unwrap();
        let source = |key: &str| role.get(key).unwrap().origin.source();
        assert_ne!(source("name"), source("path"));
        assert_eq!(
            sources.snippet(role.get("path").unwrap().origin),
            Some("/b/")
        );
    }
}
