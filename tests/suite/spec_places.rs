//! Whatever stands in a file, reading it ends with an answer, and every place that it names is the
//! place of what it says.

use std::sync::LazyLock;

use proptest::prelude::*;
use rolewright::{
    diag::{Diagnostics, human, json},
    source::{SourceId, Sources},
    spec::{
        self, Memory,
        yaml::{self, Content, Node},
    },
    text::{self, Context, Part, Reference, Text, Variable},
};

use crate::support;

static EXAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    support::files()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .filter(|path| path.starts_with("examples") || path.starts_with("tests/data/reject"))
        .map(|path| support::read(&path))
        .collect()
});

/// Reads a text and looks at every diagnostic as all reporters do.
fn survive(text: &str) {
    let mut sources = Sources::default();
    let id = sources.add("spec.yaml", text);
    let (_, diagnostics) = spec::parse(id, &sources, &Memory::default());
    for diagnostic in diagnostics.into_sorted() {
        let fixes = diagnostic.fixes().iter().flat_map(|fix| &fix.edits);
        let places = std::iter::once(diagnostic.primary().origin)
            .chain(diagnostic.secondary().iter().map(|label| label.origin))
            .chain(fixes.map(|edit| edit.origin));
        for place in places {
            assert!(
                sources.snippet(place).is_some(),
                "{:?} is no place of {text:?}: {}",
                place.span(),
                diagnostic.message()
            );
        }
        assert!(!human::render(&diagnostic, &sources, false).is_empty());
        assert!(json::object(&diagnostic, &sources).is_object());
    }
}

/// Pieces that YAML gives a meaning to, and words that specs do.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "\n", "\n  ", "\n    ", ": ", "- ", "? ", ", ", "[", "]", "{", "}", "\"", "'", "|\n", ">-\n",
            "&a ", "*a", "!!str ", "<<: ", "#", "---\n", "...\n", "\t", "\r\n", "%YAML 1.2\n", "\\", "\\u",
            "${", "}", "$${", "&{", "~", "null", "true", "0x", "1e3", "\u{feff}", "\u{85}", "\u{2028}", "é",
            "e\u{301}", "😀", "\0", "\u{202e}", "*", "@", "`",
        ])
        .prop_map(str::to_owned),
        4 => prop::sample::select(vec![
            "version", "role", "name", "buckets", "access", "read", "tags", "allow", "actions", "resources",
            "assume", "target", "instance", "ami", "imds", "terraform", "layout", "beside", "variables",
            "conditions", "trust", "self", "session_manager", "ref", "aws_s3_bucket.x", "var.x", "1", "1h",
            "arn:aws:iam::111111111111:role/x", "${var.x}", "${aws:username}", "default", "validation",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        survive(&text);
    }

    #[test]
    fn any_heap_of_yaml_is_survived(pieces in prop::collection::vec(piece(), 0..40)) {
        survive(&pieces.concat());
    }

    #[test]
    fn any_damaged_spec_is_survived(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..20, piece()), 1..4),
    ) {
        let mut text: Vec<char> = which.get(&EXAMPLES).chars().collect();
        for (at, length, piece) in damage {
            let at = at.index(text.len() + 1);
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        survive(&text.into_iter().collect::<String>());
    }

    #[test]
    fn a_part_of_a_quoted_scalar_is_found(
        parts in prop::collection::vec((any::<char>(), 0_u8..4), 1..20),
    ) {
        let mut token = String::from("\"");
        let mut written = Vec::new();
        for (c, how) in parts {
            let forbidden = c.is_control() || matches!(c, '"' | '\\' | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' | ' ');
            let piece = match how {
                0 if !forbidden => c.to_string(),
                1 if u32::from(c) < 0x100 => format!("\\x{:02x}", u32::from(c)),
                2 if u32::from(c) < 0x1_0000 => format!("\\u{:04X}", u32::from(c)),
                2 => {
                    let mut units = [0; 2];
                    let units: Vec<String> = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
                    units.concat()
                }
                _ => format!("\\U{:08x}", u32::from(c)),
            };
            token.push_str(&piece);
            written.push((c, piece));
        }
        token.push('"');
        let text = format!("é: [x, {token} ] # c\n");
        let mut sources = Sources::default();
        let id = sources.add("spec.yaml", text.as_str());
        let tree = yaml::read(id, &sources, &mut Diagnostics::default()).unwrap();
        let node = &tree.root.get("é").unwrap().items()[1];
        let scalar = node.as_scalar().unwrap();
        prop_assert_eq!(sources.snippet(node.origin), Some(token.as_str()));
        let mut at = 0;
        for (c, piece) in written {
            let place = node.place(at..at + c.len_utf8());
            prop_assert_eq!(sources.snippet(place), Some(piece.as_str()));
            at += c.len_utf8();
        }
        prop_assert_eq!(at, scalar.text.len());
    }

    #[test]
    fn text_is_read_as_it_was_written(text in any_text(), policy in any::<bool>()) {
        let context = if policy { Context::Policy } else { Context::Plain };
        // Outside policies a variable is plain text; inside, a literal `${` is IAM's `${$}{`.
        let plain = |part: &Part| matches!(part, Part::Variable(_));
        prop_assume!(policy || !text.parts().iter().any(plain));
        prop_assume!(!policy || !text.to_string().replace("${var", "").contains("${a}"));
        let written = text::write(&text);
        let read = text::parse(&written, context).unwrap();
        prop_assert_eq!(read.text, text, "{}", written);
    }
}

/// Text as a spec can say it.
fn any_text() -> impl Strategy<Value = Text> {
    let part = prop_oneof![
        "[a-z$%&{} é:/*]{1,6}".prop_map(Part::Literal),
        prop::sample::select(vec![
            "var.x",
            "local.a[0].b",
            "aws_s3_bucket.b.arn",
            "module.m[\"k\"].o"
        ])
        .prop_map(|expression| Part::Reference(Reference::new(expression))),
        prop::sample::select(vec!["*", "?", "$", "aws:username", "aws:PrincipalTag/team"])
            .prop_map(|key| {
                Part::Variable(Variable {
                    key: key.to_owned(),
                    default: None,
                })
            }),
        Just(Part::Variable(Variable {
            key: "aws:PrincipalTag/team".to_owned(),
            default: Some("no team".to_owned()),
        })),
    ];
    prop::collection::vec(part, 0..6)
        .prop_map(Text::from_parts)
        .prop_filter("a literal `$` before a hole, or `${` by hand, cannot be written", |text| {
            let holes = text.parts().windows(2).all(|pair| match pair {
                [Part::Literal(literal), Part::Reference(_) | Part::Variable(_)] => !literal.ends_with('$'),
                _ => true,
            });
            let by_hand = |part: &Part| matches!(part, Part::Literal(text) if text.contains("${") || text.starts_with('{'));
            holes && !text.parts().iter().any(by_hand)
        })
}

/// The same document by another parser, as text and structure.
fn same(node: &Node, other: &serde_yaml::Value, sources: &Sources) {
    match (&node.content, other) {
        (Content::Map(entries), serde_yaml::Value::Mapping(map)) => {
            assert_eq!(entries.len(), map.len());
            for (entry, (key, value)) in entries.iter().zip(map) {
                if let Some(key) = key.as_str() {
                    assert_eq!(entry.key.scalar.text, key);
                    let written = sources.snippet(entry.key.origin).unwrap();
                    let again: serde_yaml::Value = serde_yaml::from_str(written).unwrap();
                    assert_eq!(again.as_str(), Some(key));
                }
                same(&entry.value, value, sources);
            }
        }
        (Content::List(items), serde_yaml::Value::Sequence(list)) => {
            assert_eq!(items.len(), list.len());
            for (item, other) in items.iter().zip(list) {
                same(item, other, sources);
            }
        }
        (Content::Scalar(scalar), serde_yaml::Value::String(other)) => {
            assert_eq!(&scalar.text, other);
            let written = sources.snippet(node.origin).unwrap();
            if !written.contains('\n') {
                let again: serde_yaml::Value = serde_yaml::from_str(written).unwrap();
                assert_eq!(again.as_str(), Some(other.as_str()));
            }
            if scalar.plain && !written.contains('\n') {
                assert_eq!(written, other);
            }
        }
        (Content::Scalar(_), other) => assert!(!other.is_mapping() && !other.is_sequence()),
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
}

#[test]
fn the_tree_says_what_another_parser_reads() {
    let mut compared = 0;
    for text in EXAMPLES.iter() {
        let other: Result<serde_yaml::Value, _> = serde_yaml::from_str(text);
        let mut sources = Sources::default();
        let id: SourceId = sources.add("spec.yaml", text.as_str());
        let mut diagnostics = Diagnostics::default();
        let tree = yaml::read(id, &sources, &mut diagnostics);
        let (Ok(other), Some(tree), true) = (other, tree, diagnostics.is_empty()) else {
            continue;
        };
        same(&tree.root, &other, &sources);
        compared += 1;
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn carriage_returns_and_a_byte_order_mark_move_no_place() {
    for text in EXAMPLES.iter() {
        if text.contains('\r') {
            continue;
        }
        let plain = places(text);
        let marked = places(&format!("\u{feff}{text}"));
        let returned = places(&text.replace('\n', "\r\n"));
        assert_eq!(plain, marked);
        assert_eq!(plain, returned);
    }
}

/// Every diagnostic as code, line and column.
fn places(text: &str) -> Vec<(&'static str, usize, usize)> {
    let mut sources = Sources::default();
    let id = sources.add("spec.yaml", text);
    let (_, diagnostics) = spec::parse(id, &sources, &Memory::default());
    diagnostics
        .into_sorted()
        .iter()
        .map(|diagnostic| {
            let at = sources.position(diagnostic.primary().origin).unwrap();
            // The mark itself is a character of the first line.
            let mark = usize::from(text.starts_with('\u{feff}') && at.line == 1);
            (diagnostic.code().as_str(), at.line, at.column - mark)
        })
        .collect()
}

/// What a fault of the syntax calls "not closed yet", as text and as the byte where it starts.
fn not_closed(text: &str) -> Vec<(String, usize)> {
    let mut sources = Sources::default();
    let id = sources.add("spec.yaml", text);
    let (_, diagnostics) = spec::parse(id, &sources, &Memory::default());
    let diagnostics = diagnostics.into_sorted();
    diagnostics
        .iter()
        .flat_map(rolewright::diag::Diagnostic::secondary)
        .filter(|label| label.text == "this is not closed yet")
        .map(|label| {
            let span = label.origin.span();
            (text[span.clone()].to_owned(), span.start)
        })
        .collect()
}

#[test]
fn what_is_not_closed_is_the_bracket_and_never_a_key_behind_it() {
    for (before, bracket, after) in [
        ("a: ", "[", "b: c\nd: e\n"),
        ("a: ", "[", "é: c\nd: e\n"),
        ("é: ", "[", "😀: c\nd: e\n"),
        ("a: ", "[", "{b: c}: d\ne: f\n"),
        ("a: ", "[", "[b]: d\ne: f\n"),
        ("a: ", "{", " é: c\nd:\n  - e: f\n"),
        ("a: ", "{", " b: [c], d: e\nf:\n  - g: h\n"),
    ] {
        let text = format!("{before}{bracket}{after}");
        assert_eq!(
            not_closed(&text),
            [(bracket.to_owned(), before.len())],
            "{text:?}"
        );
    }
}
