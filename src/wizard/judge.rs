//! What is wrong with an answer: what `validate` says about the place in the spec where it stands.

use serde_json::{Map, Value};

use super::{place, question::Answers, table::TABLE, text};
use crate::{
    blueprint::Blueprint,
    diag::{Diagnostic, Diagnostics, Severity},
    explain,
    grant::Library,
    source::{Origin, Sources},
    spec::yaml::{self, Content, Node},
};

/// What the checks say about a spec.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The sources that the diagnostics name; the first is the spec.
    pub sources: Sources,
    /// All that was found.
    pub diagnostics: Vec<Diagnostic>,
    /// What it describes, if there is no error.
    pub blueprint: Option<Blueprint>,
    /// Why the checks could not be made, if they could not.
    pub failure: Option<String>,
}

impl Judgement {
    /// The access that it gives, in plain words.
    pub fn access(&self) -> Option<String> {
        let blueprint = self.blueprint.as_ref()?;
        Some(explain::human(blueprint, &self.sources))
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity() == Severity::Error)
    }
}

/// All checks of `validate` on a spec's text.
pub trait Judge {
    /// Checks it, as what is generated into `folder`, if that is known.
    fn judge(&self, spec: &str, folder: Option<&str>) -> Judgement;
}

impl<F: Fn(&str, Option<&str>) -> Judgement> Judge for F {
    fn judge(&self, spec: &str, folder: Option<&str>) -> Judgement {
        self(spec, folder)
    }
}

/// A path in a spec: keys, and the numbers of list items as text.
pub type Path = Vec<String>;

/// The errors at a place of a spec, as lines for the person who answered.
pub fn faults(
    spec: &Map<String, Value>,
    path: &[String],
    folder: Option<&str>,
    judge: &dyn Judge,
) -> Vec<String> {
    let text = text::block(&Value::Object(spec.clone()), 0);
    let Some(root) = tree(&text) else {
        return Vec::new();
    };
    let Some(node) = descend(&root, path) else {
        return Vec::new();
    };
    let judgement = judge.judge(&text, folder);
    if let Some(failure) = judgement.failure {
        return vec![failure];
    }
    let span = node.origin.span();
    let inside = |origin: Origin| {
        let at = origin.span();
        let same_text = judgement
            .sources
            .get(origin.source())
            .is_some_and(|source| source.text() == text);
        same_text && at.start >= span.start && at.end <= span.end
    };
    judgement
        .errors()
        .filter(|d| inside(d.primary().origin))
        .map(words)
        .collect()
}

/// What is worth a thought in a spec: warnings and notes.
pub fn remarks(judgement: &Judgement) -> Vec<String> {
    judgement
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity() != Severity::Error)
        .map(|diagnostic| format!("{}: {}", diagnostic.severity(), words(diagnostic)))
        .collect()
}

/// The errors of a whole spec, each with the question that it is about, if it is about one.
pub fn by_question(
    judgement: &Judgement,
    library: &Library,
) -> Vec<(Option<&'static str>, String)> {
    let failure = judgement
        .failure
        .iter()
        .map(|failure| (None, failure.clone()));
    let errors = judgement.errors().map(|diagnostic| {
        let origin = diagnostic.primary().origin;
        let text = judgement
            .sources
            .get(origin.source())
            .map(crate::source::Source::text);
        let root = text.and_then(tree);
        let key = root.and_then(|root| question_at(&root, origin, library));
        (key, words(diagnostic))
    });
    failure.chain(errors).collect()
}

/// The question whose answer stands at an origin.
fn question_at(root: &Node, origin: Origin, library: &Library) -> Option<&'static str> {
    let at = origin.span();
    let holds = |node: &Node| {
        let span = node.origin.span();
        span.start <= at.start && at.end <= span.end
    };
    let placed = TABLE
        .iter()
        .filter(|question| !question.place.is_empty())
        .filter(|question| {
            let path: Path = question.place.iter().map(|key| (*key).to_owned()).collect();
            descend(root, &path).is_some_and(holds)
        });
    // The deepest place says most.
    let deepest = placed
        .max_by_key(|question| question.place.len())
        .map(|question| question.key);
    deepest.or_else(|| {
        let entry = root.entries().iter().find(|entry| holds(&entry.value))?;
        library.contains(&entry.key.scalar.text).then_some("grants")
    })
}

/// A diagnostic in a line or two: the message, and the ways out.
fn words(diagnostic: &Diagnostic) -> String {
    let fixes = diagnostic.fixes().iter().map(|fix| &fix.message);
    let ways: Vec<&str> = fixes
        .chain(diagnostic.helps())
        .map(String::as_str)
        .collect();
    if ways.is_empty() {
        return diagnostic.message().to_owned();
    }
    format!("{}: {}", diagnostic.message(), ways.join("; "))
}

/// The tree of a spec's text.
pub fn tree(text: &str) -> Option<Node> {
    let mut sources = Sources::default();
    let id = sources.add("spec", text);
    yaml::read(id, &sources, &mut Diagnostics::default()).map(|tree| tree.root)
}

fn descend<'a>(root: &'a Node, path: &[String]) -> Option<&'a Node> {
    path.iter().try_fold(root, |at, step| match &at.content {
        Content::Map(_) => at.get(step),
        Content::List(items) => items.get(step.parse::<usize>().ok()?),
        Content::Scalar(_) => None,
    })
}

/// The spec that answers make, where there is none yet.
pub fn new_spec(answers: &Answers, library: &Library) -> Map<String, Value> {
    let mut spec = Map::new();
    spec.insert("version".to_owned(), Value::from(1));
    place::write(&mut spec, answers, library, |_| true);
    spec
}
