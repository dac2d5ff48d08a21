//! Editing a spec changes what was asked for, and no other byte.

use std::fmt::Write as _;

use proptest::{prelude::*, sample::Index, test_runner::TestCaseError};
use rolewright::wizard::{
    edit::{self, value},
    judge::tree,
    text::{self, Quotes},
};
use serde_json::{Map, Value, json};

/// How one document is written.
#[derive(Clone, Debug)]
struct Style {
    flow: Vec<bool>,
    comments: Vec<bool>,
    quotes: Vec<u8>,
    indent: usize,
    list_indent: usize,
    crlf: bool,
}

/// Writes a value with what people write around it.
struct Writer<'a> {
    style: &'a Style,
    at: usize,
    out: String,
}

impl Writer<'_> {
    fn choose(&mut self, from: &[bool]) -> bool {
        self.at += 1;
        from[self.at % from.len()]
    }

    fn comment(&mut self, indent: usize) {
        if self.choose(&self.style.comments.clone()) {
            let number = self.at;
            writeln!(self.out, "{}# remark {number}", " ".repeat(indent)).unwrap();
        }
        if self.choose(&self.style.comments.clone()) && self.at.is_multiple_of(3) {
            self.out.push('\n');
        }
    }

    fn tail(&mut self) {
        if self.choose(&self.style.comments.clone()) {
            let number = self.at;
            write!(self.out, "   # tail {number}").unwrap();
        }
        self.out.push('\n');
    }

    fn scalar(&mut self, value: &Value) -> String {
        let Some(text) = value.as_str() else {
            return text::flow(value);
        };
        self.at += 1;
        let quotes = match self.style.quotes[self.at % self.style.quotes.len()] {
            0 => Quotes::Needed,
            1 => Quotes::Single,
            _ => Quotes::Double,
        };
        text::quoted(text, quotes)
    }

    fn flow(&mut self, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(map) => {
                let entries: Vec<String> = map
                    .iter()
                    .map(|(key, value)| format!("{}: {}", text::key_text(key), self.flow(value)))
                    .collect();
                format!("{{{}}}", entries.join(",  "))
            }
            scalar => self.scalar(scalar),
        }
    }

    fn is_inline(&mut self, value: &Value) -> bool {
        let empty = value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Map::is_empty);
        let scalar = !value.is_array() && !value.is_object();
        scalar || empty || self.choose(&self.style.flow.clone())
    }

    /// Writes a collection below a key or dash.
    fn block(&mut self, value: &Value, indent: usize, first_on_line: bool) {
        let mut first = first_on_line;
        let mut start = |writer: &mut Self| {
            if !std::mem::take(&mut first) {
                writer.comment(indent);
                writer.out.push_str(&" ".repeat(indent));
            }
        };
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    start(self);
                    self.out.push_str(&text::key_text(key));
                    self.out.push(':');
                    if self.is_inline(value) {
                        let value = self.flow(value);
                        self.out.push(' ');
                        self.out.push_str(&value);
                        self.tail();
                    } else {
                        self.tail();
                        let deeper = if value.is_array() {
                            self.style.list_indent
                        } else {
                            self.style.indent
                        };
                        self.block(value, indent + deeper, false);
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    start(self);
                    self.out.push_str("- ");
                    if self.is_inline(item) {
                        let item = self.flow(item);
                        self.out.push_str(&item);
                        self.tail();
                    } else {
                        self.block(item, indent + 2, true);
                    }
                }
            }
            _ => panic!("a scalar stands on its key's line"),
        }
    }
}

fn written(value: &Value, style: &Style) -> String {
    let mut writer = Writer {
        style,
        at: 0,
        out: "# a spec\n\n".to_owned(),
    };
    writer.block(value, 0, false);
    if style.crlf {
        writer.out.replace('\n', "\r\n")
    } else {
        writer.out
    }
}

fn style() -> impl Strategy<Value = Style> {
    let flags = || proptest::collection::vec(any::<bool>(), 1..9);
    (
        flags(),
        flags(),
        proptest::collection::vec(0u8..3, 1..5),
        1usize..5,
        0usize..3,
        any::<bool>(),
    )
        .prop_map(
            |(flow, comments, quotes, indent, list_indent, crlf)| Style {
                flow,
                comments,
                quotes,
                indent,
                list_indent,
                crlf,
            },
        )
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-zà-ž/*:# ${}'\"@.-]{0,12}".prop_map(Value::from),
        Just(json!("111111111111")),
        any::<bool>().prop_map(Value::from),
        (0..9999i64).prop_map(Value::from),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-f]",
        Just("aws:MultiFactorAuthPresent".to_owned()),
        Just("Größe".to_owned()),
        Just("a key: odd".to_owned()),
    ]
}

fn tree_of(depth: u32) -> impl Strategy<Value = Value> {
    scalar().prop_recursive(depth, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            map_of(inner, 0),
        ]
    })
}

fn map_of(inner: impl Strategy<Value = Value>, least: usize) -> impl Strategy<Value = Value> {
    proptest::collection::vec((key(), inner), least..5)
        .prop_map(|entries| Value::Object(entries.into_iter().collect()))
}

/// What one step of an edit does, where its index leads.
#[derive(Clone, Debug)]
enum Step {
    Remove(Index),
    Add(Index, String, Value),
    Set(Index, Value),
    Into(Index, Box<Self>),
}

fn step() -> impl Strategy<Value = Step> {
    let leaf = prop_oneof![
        any::<Index>().prop_map(Step::Remove),
        (any::<Index>(), key(), tree_of(2)).prop_map(|(at, key, value)| Step::Add(at, key, value)),
        (any::<Index>(), tree_of(2)).prop_map(|(at, value)| Step::Set(at, value)),
    ];
    leaf.prop_recursive(4, 4, 1, |inner| {
        (any::<Index>(), inner).prop_map(|(at, step)| Step::Into(at, Box::new(step)))
    })
}

fn take(value: &mut Value, step: &Step) {
    match (value, step) {
        (Value::Object(map), Step::Remove(at)) if map.len() > 1 => {
            let key = map.keys().nth(at.index(map.len())).unwrap().clone();
            map.shift_remove(&key);
        }
        (Value::Object(map), Step::Add(_, key, value)) => {
            map.insert(key.clone(), value.clone());
        }
        (Value::Object(map), Step::Set(at, value)) if !map.is_empty() => {
            let at = at.index(map.len());
            *map.values_mut().nth(at).unwrap() = value.clone();
        }
        (Value::Object(map), Step::Into(at, step)) if !map.is_empty() => {
            let at = at.index(map.len());
            take(map.values_mut().nth(at).unwrap(), step);
        }
        (Value::Array(items), Step::Remove(at)) if !items.is_empty() => {
            items.remove(at.index(items.len()));
        }
        (Value::Array(items), Step::Add(at, _, value)) => {
            items.insert(at.index(items.len() + 1), value.clone());
        }
        (Value::Array(items), Step::Set(at, value)) if !items.is_empty() => {
            let at = at.index(items.len());
            items[at] = value.clone();
        }
        (Value::Array(items), Step::Into(at, step)) if !items.is_empty() => {
            let at = at.index(items.len());
            take(&mut items[at], step);
        }
        _ => {}
    }
}

/// What an edit must keep: every byte outside its replacements, and every entry of the top level
/// that means the same before and after, with the comments in it.
fn keeps(text: &str, wanted: &Value) -> Result<(), TestCaseError> {
    let replacements = edit::replacements(text, wanted)
        .map_err(|error| TestCaseError::fail(format!("{error}\n{text}\n{wanted:#}")))?;
    let new = edit::apply(text, &replacements).unwrap();
    let reread = value(&tree(&new).unwrap());
    prop_assert_eq!(&reread, wanted, "{}\n->\n{}", text, new);
    for entry in tree(text).unwrap().entries() {
        let key = &entry.key.scalar.text;
        if wanted.get(key) != Some(&value(&entry.value)) {
            continue;
        }
        let span = entry.key.origin.span().start..entry.value.origin.span().end;
        for replacement in &replacements {
            let apart = replacement.range.end <= span.start || replacement.range.start >= span.end;
            prop_assert!(
                apart,
                "`{}` is the same, but {:?} touches it\n{}\n->\n{}",
                key,
                replacement,
                text,
                new
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_edit_leaves_the_bytes_that_it_is_not_about(
        document in map_of(tree_of(3), 1),
        style in style(),
        steps in proptest::collection::vec(step(), 1..4),
    ) {
        let text = written(&document, &style);
        let read = tree(&text).map(|tree| value(&tree));
        prop_assume!(read.as_ref() == Some(&document));
        let mut wanted = document;
        for step in &steps {
            take(&mut wanted, step);
        }
        keeps(&text, &wanted)?;
    }

    #[test]
    fn no_change_is_no_edit(document in map_of(tree_of(3), 1), style in style()) {
        let text = written(&document, &style);
        let read = tree(&text).map(|tree| value(&tree));
        prop_assume!(read.as_ref() == Some(&document));
        prop_assert_eq!(edit::replacements(&text, &document), Ok(vec![]));
    }
}

#[test]
fn edits_look_as_a_person_would_make_them() {
    for (text, wanted, expected) in [
        // A comment right above what goes, goes with it; a remark about the file stays.
        (
            "# the file\n\n# about a\na: 1 # one\n\n# about b\nb: 2\n",
            json!({"b": 2}),
            "# the file\n\n\n# about b\nb: 2\n",
        ),
        (
            "# the file\na: 1\nb: 2\n",
            json!({"b": 2}),
            "# the file\nb: 2\n",
        ),
        // No line feed at the end of the file.
        ("a: 1", json!({"a": 1, "b": [1]}), "a: 1\nb: [1]"),
        // A byte order mark, and other line ends.
        (
            "\u{feff}a: 1\r\n",
            json!({"a": 1, "b": {"c": 1, "d": 2}}),
            "\u{feff}a: 1\r\nb:\r\n  c: 1\r\n  d: 2\r\n",
        ),
        // Nothing becomes something.
        (
            "a: # later\nb: 1\n",
            json!({"a": "x", "b": 1}),
            "a: x # later\nb: 1\n",
        ),
        // Quotes stay as they are.
        (
            "a: 'x'\nb: \"y\"\n",
            json!({"a": "it's", "b": "z"}),
            "a: 'it''s'\nb: \"z\"\n",
        ),
        // Items keep their comments.
        (
            "list:\n  # first\n  - a: 1\n    b: 2 # two\n  # second\n  - a: 2\n",
            json!({"list": [{"a": 1, "b": 3}, {"a": 2}, {"a": 3}]}),
            "list:\n  # first\n  - a: 1\n    b: 3 # two\n  # second\n  - a: 2\n  - a: 3\n",
        ),
        (
            "list:\n  # first\n  - a: 1\n  # second\n  - a: 2\n",
            json!({"list": [{"a": 2}]}),
            "list:\n  # second\n  - a: 2\n",
        ),
        (
            "list: [a, b, c] # abc\n",
            json!({"list": ["a", "c", "d"]}),
            "list: [a, c, d] # abc\n",
        ),
        // The first key of an item.
        (
            "list:\n- a: 1\n  b: 2\n",
            json!({"list": [{"b": 2}]}),
            "list:\n- b: 2\n",
        ),
        // A dash before brackets.
        (
            "a:\n- {}\nb:\n- [x]\n",
            json!({"a": [], "b": [["z"]]}),
            "a: []\nb:\n- [z]\n",
        ),
        // A block of text.
        (
            "a: |\n  one\n  two\nb: 1\n",
            json!({"a": "three", "b": 1}),
            "a: three\nb: 1\n",
        ),
        // One alias is changed, the anchor and the other alias are not.
        (
            "a: &x [1, 2]\nb: *x\nc: *x # same\n",
            json!({"a": [1, 2], "b": [3], "c": [1, 2]}),
            "a: &x [1, 2]\nb: [3]\nc: *x # same\n",
        ),
    ] {
        assert_eq!(
            edit::change(text, &wanted).as_deref(),
            Ok(expected),
            "{text}"
        );
    }
}

#[test]
fn what_an_alias_repeats_is_not_changed_behind_its_back() {
    let text = "a: &x 1\nb: *x\n";
    let wanted = json!({"a": 2, "b": 1});
    assert_eq!(edit::change(text, &wanted), Err(edit::Error::Entangled));
}

#[test]
fn a_suggestion_is_an_edit_of_what_was_written() {
    use crate::support::cli::Rolewright;
    let validate = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("s.yaml"), text).unwrap();
        let answer = Rolewright::new(["validate", "s.yaml"]).in_folder(folder.path());
        answer.run().stderr
    };
    let region = validate(
        "version: 1\naccount: \"123456789012\"\nregion: eu-centrl-1\nrole: { name: web }\n\
         parameters: [{ path: /shop-web, access: [read] }]\nqueues: [{ name: jobs, access: [consume] }]\n\
         allow: [{ actions: [\"sqs:SendMessage\"], resources: [\"arn:aws:sqs:eu-centrl-1:123456789012:x\"] }]\n",
    );
    // Once for the key, and once for the ARN that somebody wrote.
    assert_eq!(
        region.matches("warning[unknown-region]").count(),
        2,
        "{region}"
    );
    assert!(!region.contains("parameter/shop-web\""), "{region}");
    assert!(
        region.contains("arn:aws:sqs:eu-central-1:123456789012:x"),
        "{region}"
    );
    let partition = validate(
        "version: 1\npartition: aws-cn\nregion: cn-northwest-1\nrole: { name: app }\n\
         buckets: [ { arn: \"arn:aws:s3:::photos\", access: [read] }, { name: cards, access: [list] } ]\n",
    );
    assert_eq!(
        partition.matches("error[wrong-partition]").count(),
        1,
        "{partition}"
    );
    assert!(
        partition.contains("arn:aws-cn:s3:::photos\""),
        "{partition}"
    );
    assert!(
        !partition.contains("arn:aws-cn:s3:::photos/*"),
        "{partition}"
    );
}
