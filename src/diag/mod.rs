//! What is wrong in the user's input: diagnostics with a place, a severity and a stable code.
//!
//! A [`Diagnostic`] is about the input; an error (`thiserror` types, per module) says why the
//! program could not work. Messages are lower case, without a full stop, with the user's text in
//! backticks; the way out stands in `help`, and an edit that mends the fault in a [`Fix`].
//!
//! ```
//! use rolewright::{diag::{Code, Diagnostic}, source::Sources};
//!
//! let mut sources = Sources::default();
//! let id = sources.add("spec.yaml", "rolle: {}\n");
//! let diagnostic = Diagnostic::new(Code::UnknownKey, sources.origin(id, 0..5), "unknown key `rolle`")
//!     .replace("did you mean `role`?", "role");
//! assert_eq!(diagnostic.code().as_str(), "unknown-key");
//! ```

mod code;
pub mod github;
pub mod human;
pub mod json;
pub mod markdown;
pub mod sarif;

pub use code::{Code, Severity};

use crate::source::{Origin, SourceId};
use std::collections::BTreeMap;

/// A place with a few words to print under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub origin: Origin,
    /// What to say there; may be empty.
    pub text: String,
}

/// One replacement in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; an empty range inserts.
    pub origin: Origin,
    /// What to put there.
    pub text: String,
}

/// A way out, as edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the edit does, as in "did you mean `role`?".
    pub message: String,
    /// Whether `--fix` may apply it without a person looking.
    pub safe: bool,
    /// The replacements, which do not overlap.
    pub edits: Vec<Edit>,
}

/// A fault in the user's input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    code: Code,
    severity: Severity,
    message: String,
    primary: Label,
    secondary: Vec<Label>,
    help: Vec<String>,
    fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A fault of kind `code` at `origin`.
    pub fn new(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: shortened(message.into()),
            primary: Label {
                origin,
                text: String::new(),
            },
            secondary: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// With words under the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// With a second place.
    #[must_use]
    pub fn also(mut self, origin: Origin, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            origin,
            text: text.into(),
        });
        self
    }

    /// With a way out in words.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(shortened(text.into()));
        self
    }

    /// With a way out that needs a person to look at it.
    #[must_use]
    pub fn fix(mut self, message: impl Into<String>, edits: impl Into<Vec<Edit>>) -> Self {
        self.fixes.push(Fix {
            message: shortened(message.into()),
            safe: false,
            edits: edits.into(),
        });
        self
    }

    /// With a way out that keeps the meaning, so that `--fix` may apply it.
    #[must_use]
    pub fn safe_fix(mut self, message: impl Into<String>, edits: impl Into<Vec<Edit>>) -> Self {
        self.fixes.push(Fix {
            message: message.into(),
            safe: true,
            edits: edits.into(),
        });
        self
    }

    /// With the suggestion to put `text` at the primary place.
    #[must_use]
    pub fn replace(self, message: impl Into<String>, text: impl Into<String>) -> Self {
        let edit = Edit {
            origin: self.primary.origin,
            text: text.into(),
        };
        self.fix(message, [edit])
    }

    /// With the suggestion to put a string at the primary place, in double quotes, which YAML, JSON
    /// and HCL read alike and which no character of the string can leave.
    #[must_use]
    pub fn replace_string(self, message: impl Into<String>, text: impl AsRef<str>) -> Self {
        let escaped = text.as_ref().replace('\\', "\\\\").replace('"', "\\\"");
        self.replace(message, format!("\"{escaped}\""))
    }

    /// The same without its suggestions, where it is about text that nobody wrote.
    #[must_use]
    pub fn without_fixes(mut self) -> Self {
        self.fixes.clear();
        self
    }

    /// With another severity than the code's own, as a lint level sets it.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Its stable kind.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where, with the words under the caret.
    pub const fn primary(&self) -> &Label {
        &self.primary
    }

    /// Other places that belong to it.
    pub fn secondary(&self) -> &[Label] {
        &self.secondary
    }

    /// Ways out in words.
    pub fn helps(&self) -> &[String] {
        &self.help
    }

    /// Ways out as edits.
    pub fn fixes(&self) -> &[Fix] {
        &self.fixes
    }
}

/// A message quotes what the user wrote, and that can be as long as the file. Of a quotation of
/// more than `QUOTED` characters its beginning and end are kept.
fn shortened(message: String) -> String {
    const QUOTED: usize = 2_200;
    const KEPT: usize = 100;
    if message.len() <= QUOTED {
        return message;
    }
    let pieces = message.split('`').enumerate().map(|(index, piece)| {
        let length = piece.chars().count();
        if index % 2 == 0 || length <= QUOTED {
            return piece.to_owned();
        }
        let start: String = piece.chars().take(KEPT).collect();
        let end: String = piece.chars().skip(length - KEPT).collect();
        format!("{start}…{end}")
    });
    pieces.collect::<Vec<_>>().join("`")
}

/// Collects the faults of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds those that do not lie where an error was found already: what one check refuses needs no
    /// second opinion.
    pub fn extend_elsewhere(&mut self, others: Self) {
        let refused = Refused::by(&self.list);
        let others = others.list.into_iter();
        self.list
            .extend(others.filter(|d| !refused.holds(d.primary.origin)));
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order of sources and places; what two checks say in the same words at
    /// one place, once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.primary.origin.key(), d.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.list
            .dedup_by(|a, b| same_place(a, b) && a.code == b.code && a.message == b.message);
        self.list
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }
}

/// The places of errors, ordered so that it takes no walk over all of them to find one.
struct Refused(BTreeMap<SourceId, Vec<Reach>>);

/// An error's start, and the furthest end of it and all that start before it.
struct Reach {
    start: usize,
    end: usize,
}

impl Refused {
    fn by(list: &[Diagnostic]) -> Self {
        let mut places: Vec<_> = list
            .iter()
            .filter(|d| d.severity == Severity::Error && !d.primary.origin.is_nowhere())
            .map(|d| d.primary.origin.key())
            .collect();
        places.sort_unstable();
        let mut by_source: BTreeMap<SourceId, Vec<Reach>> = BTreeMap::new();
        for (source, start, end) in places {
            let reaches = by_source.entry(source).or_default();
            let end = reaches.last().map_or(end, |before| before.end.max(end));
            reaches.push(Reach { start, end });
        }
        Self(by_source)
    }

    /// Whether an error lies over this place.
    fn holds(&self, origin: Origin) -> bool {
        let (source, start, end) = origin.key();
        self.0.get(&source).is_some_and(|reaches| {
            let before = reaches.partition_point(|reach| reach.start < end);
            let last = before.checked_sub(1).and_then(|last| reaches.get(last));
            last.is_some_and(|reach| start < reach.end)
        })
    }
}

fn same_place(a: &Diagnostic, b: &Diagnostic) -> bool {
    a.primary.origin.key() == b.primary.origin.key()
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.list.extend(iter);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
