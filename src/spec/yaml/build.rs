//! From events to the tree.

use std::{borrow::Cow, collections::BTreeMap};

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, options};

use super::{
    characters,
    place::{Places, Style},
    syntax,
    tree::{Content, Entry, Key, Node, Scalar, Tree},
};
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    source::{Origin, SourceId, Sources},
};

/// The largest file that is read at all: a thousand times what people write.
const MAX_BYTES: usize = 1 << 20;
/// Collections within collections, aliases followed. A spec needs fewer than ten.
pub(super) const MAX_DEPTH: usize = 64;
/// Values that all aliases of a file may stand for together.
const MAX_ALIASED: usize = 10_000;

/// Reads the one document of a source. All faults go to `diagnostics`; without a tree there is
/// nothing more to say about the file.
pub fn read(source: SourceId, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Tree> {
    let text = sources.get(source)?.text();
    if text.len() > MAX_BYTES {
        let message = format!(
            "the file has {} bytes, and a spec at most {MAX_BYTES}",
            text.len()
        );
        diagnostics.push(Diagnostic::new(
            Code::FileTooLarge,
            Origin::new(source, 0..0),
            message,
        ));
        return None;
    }
    let sifted = characters::sift(source, text, diagnostics);
    let options = options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder {
        source,
        text: &sifted,
        // What was replaced is reported already: see `Builder::scalar`.
        is_sifted: matches!(sifted, Cow::Owned(_)),
        original: text,
        diagnostics,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        pending: Vec::new(),
        aliased: 0,
        documents: 0,
        end: 0,
        root: None,
    };
    for event in Parser::new_from_str_with_options(&sifted, options) {
        match event {
            Ok((event, span)) => {
                if builder.take(event, &span).is_none() {
                    break;
                }
            }
            Err(error) => {
                let before = syntax::Before {
                    end: builder.end,
                    open: builder
                        .open
                        .iter()
                        .rev()
                        .find(|o| o.is_bracketed(&sifted))
                        .map(|o| o.node.origin),
                };
                let fault = syntax::report(&error, before, source, text);
                builder.diagnostics.push(fault);
                return None;
            }
        }
    }
    let root = builder.root;
    if root.is_none() && builder.documents < 2 {
        diagnostics.push(empty(source, text));
    }
    let root = root?;
    if root.is_null() && root.sound {
        diagnostics.push(empty(source, text));
        return None;
    }
    Some(Tree { source, root })
}

fn empty(source: SourceId, text: &str) -> Diagnostic {
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    Diagnostic::new(
        Code::EmptySpec,
        Origin::new(source, start..start),
        "the file holds no spec",
    )
    .help("the smallest spec is `version: 1`, `role: { name: … }` and one grant")
}

/// A collection that is not closed yet.
struct Open {
    node: Node,
    anchor: usize,
    flow: bool,
    /// The key that waits for its value; `Err` is the place of a key that is no scalar.
    key: Option<Result<Key, Origin>>,
    /// The keys of a map so far.
    seen: BTreeMap<String, Origin>,
}

impl Open {
    /// Whether it began with a bracket. The one pair of `[a: b]` is a flow map without: its span is
    /// empty until it ends, wherever its key begins, be it with a bracket of its own.
    fn is_bracketed(&self, text: &str) -> bool {
        self.flow && matches!(text.get(self.node.origin.span()), Some("[" | "{"))
    }
}

struct Builder<'a> {
    source: SourceId,
    text: &'a str,
    is_sifted: bool,
    original: &'a str,
    diagnostics: &'a mut Diagnostics,
    open: Vec<Open>,
    /// Finished values that have an anchor, with their number of values and depth.
    anchors: BTreeMap<usize, (Node, usize, usize)>,
    /// Anchors of collections that are still open.
    pending: Vec<usize>,
    aliased: usize,
    documents: usize,
    /// Where the last event ended.
    end: usize,
    root: Option<Node>,
}

impl Builder<'_> {
    /// Takes one event; `None` ends the reading.
    fn take(&mut self, event: Event<'_>, span: &Span) -> Option<()> {
        let range = span.byte_range().unwrap_or(0..0);
        self.end = range.end;
        let origin = Origin::new(self.source, range);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::SecondDocument,
                            origin,
                            "a second document starts here, and a spec is one document",
                        )
                        .help("put the second role into a file of its own"),
                    );
                    return None;
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let sound = self.tag(tag.is_some(), span);
                let mut node = self.scalar(&text, style, origin);
                node.sound &= sound;
                self.finish(node, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.start(
                    Content::List(Vec::new()),
                    style,
                    anchor,
                    tag.is_some(),
                    span,
                );
            }
            Event::MappingStart(style, anchor, tag) => {
                self.start(Content::Map(Vec::new()), style, anchor, tag.is_some(), span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(origin),
            Event::Alias(anchor) => self.alias(anchor, origin),
            Event::UnresolvedAlias(name) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::BadAlias,
                        origin,
                        format!("`*{name}` is an alias, and nothing before it is named `&{name}`"),
                    )
                    .help("put text that starts with `*` in quotes"),
                );
                self.unsound(origin);
            }
            _ => {}
        }
        Some(())
    }

    /// Reports a tag; whether there is none.
    fn tag(&mut self, tagged: bool, span: &Span) -> bool {
        if tagged {
            let range = span.tag_span().and_then(|tag| tag.byte_range());
            let origin = Origin::new(self.source, range.unwrap_or(0..0));
            self.diagnostics.push(
                Diagnostic::new(Code::YamlTag, origin, "a spec holds no YAML tags")
                    .help("put a value in quotes to make it text"),
            );
        }
        !tagged
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, origin: Origin) -> Node {
        let span = origin.span();
        let plain = style == ScalarStyle::Plain;
        // The parser says `~` for what is not there.
        let text = if plain && span.is_empty() { "" } else { text };
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let places = Places::learn(raw, text, style);
        let as_it_stands = matches!(places, Places::Shifted(_));
        let mut sound = !self.is_sifted || self.original.get(span) == Some(raw);
        sound &= characters::check(
            text,
            |range| places.origin(origin, range),
            origin,
            as_it_stands,
            self.diagnostics,
        );
        Node {
            origin,
            content: Content::Scalar(Scalar {
                text: text.to_owned(),
                plain,
                is_filled: false,
                places,
            }),
            sound,
        }
    }

    fn start(
        &mut self,
        content: Content,
        style: StructureStyle,
        anchor: usize,
        tagged: bool,
        span: &Span,
    ) {
        let sound = self.tag(tagged, span);
        let origin = Origin::new(self.source, span.byte_range().unwrap_or(0..0));
        if anchor != 0 {
            self.pending.push(anchor);
        }
        self.open.push(Open {
            node: Node {
                origin,
                content,
                sound,
            },
            anchor,
            flow: style == StructureStyle::Flow,
            key: None,
            seen: BTreeMap::new(),
        });
    }

    fn end(&mut self, end: Origin) {
        let Some(mut done) = self.open.pop() else {
            return;
        };
        if let Some(key) = done.key.take() {
            // Cannot happen: the parser gives every key a value. Nothing is dropped silently.
            let origin = key.map_or_else(|origin| origin, |key| key.origin);
            done.node.sound = false;
            self.diagnostics.push(Diagnostic::new(
                Code::YamlSyntax,
                origin,
                "a key without a value",
            ));
        }
        let last = match &done.node.content {
            Content::List(items) => items.last().map(|item| item.origin),
            Content::Map(entries) => entries.last().map(|e| e.value.origin),
            Content::Scalar(_) => None,
        };
        done.node.origin = if done.flow {
            done.node.origin.to(end)
        } else {
            // The parser ends a block where the next token starts. An alias's value may stand
            // before it: then the block ends with the parser's token.
            let last = last.filter(|l| l.span().end > done.node.origin.span().start);
            let last = last.map_or(done.node.origin.span().end, |l| l.span().end);
            Origin::new(self.source, done.node.origin.span().start..last)
        };
        self.pending.retain(|anchor| *anchor != done.anchor);
        self.finish(done.node, done.anchor);
    }

    fn alias(&mut self, anchor: usize, origin: Origin) {
        let fault = |message: &str| Diagnostic::new(Code::BadAlias, origin, message.to_owned());
        let Some((node, size, depth)) = self.anchors.get(&anchor) else {
            let message = if self.pending.contains(&anchor) {
                "this alias stands inside the value that it repeats"
            } else {
                "this alias repeats nothing"
            };
            self.diagnostics.push(fault(message));
            return self.unsound(origin);
        };
        let before = self.aliased;
        self.aliased += size;
        if self.aliased > MAX_ALIASED {
            // Once is enough.
            if before <= MAX_ALIASED {
                self.diagnostics.push(
                    fault("the aliases of this file stand for too many values")
                        .help(format!("the limit is {MAX_ALIASED}: write the values out")),
                );
            }
            return self.unsound(origin);
        }
        if self.open.len() + depth > MAX_DEPTH {
            self.diagnostics.push(syntax::too_deep(origin));
            return self.unsound(origin);
        }
        let node = node.clone();
        self.finish(node, 0);
    }

    /// A value that was reported.
    fn unsound(&mut self, origin: Origin) {
        let scalar = Scalar {
            text: String::new(),
            plain: true,
            is_filled: false,
            places: Places::Whole,
        };
        self.finish(
            Node {
                origin,
                content: Content::Scalar(scalar),
                sound: false,
            },
            0,
        );
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            let (size, depth) = measure(&node);
            self.anchors.insert(anchor, (node.clone(), size, depth));
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut parent.node.content {
            Content::List(items) => items.push(node),
            Content::Scalar(_) => {}
            Content::Map(entries) => match parent.key.take() {
                None => parent.key = Some(key(node)),
                Some(Err(origin)) => self.diagnostics.push(
                    Diagnostic::new(Code::WrongType, origin, "a key must be text")
                        .help("write `key: value`"),
                ),
                Some(Ok(key)) => {
                    if let Some(fault) = refuse(&key, &parent.seen) {
                        self.diagnostics.push(fault);
                    } else {
                        parent.seen.insert(key.scalar.text.clone(), key.origin);
                        entries.push(Entry { key, value: node });
                    }
                }
            },
        }
    }
}

/// The number of values in a value, and how deep it is.
fn measure(node: &Node) -> (usize, usize) {
    let children: Vec<&Node> = match &node.content {
        Content::Scalar(_) => return (1, 0),
        Content::List(items) => items.iter().collect(),
        Content::Map(entries) => entries.iter().map(|e| &e.value).collect(),
    };
    children
        .into_iter()
        .map(measure)
        .fold((1, 1), |(size, depth), (more, deeper)| {
            (size + more, depth.max(deeper + 1))
        })
}

fn key(node: Node) -> Result<Key, Origin> {
    match node.content {
        Content::Scalar(scalar) => Ok(Key {
            origin: node.origin,
            scalar,
            sound: node.sound,
        }),
        Content::List(_) | Content::Map(_) => Err(node.origin),
    }
}

/// Why a key may not stand in a map.
fn refuse(key: &Key, seen: &BTreeMap<String, Origin>) -> Option<Diagnostic> {
    let text = &key.scalar.text;
    if text == "<<" && key.scalar.plain {
        return Some(
            Diagnostic::new(
                Code::MergeKey,
                key.origin,
                "merge keys (`<<`) are not YAML 1.2",
            )
            .help("write the keys out, or share a whole value by an alias"),
        );
    }
    let first = seen.get(text)?;
    Some(
        Diagnostic::new(
            Code::DuplicateKey,
            key.origin,
            format!("duplicate key `{text}`"),
        )
        .also(*first, "first written here")
        .help("keep one of the two"),
    )
}
