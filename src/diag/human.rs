//! Diagnostics for a terminal: the line, a caret, words under it, and the way out.

use annotate_snippets::{
    AnnotationKind, Group, Level, Patch, Renderer, Snippet, renderer::DecorStyle,
};

use super::{Diagnostic, Edit, Severity};
use crate::source::{Origin, Source, Sources};

/// Prints one diagnostic, without colour unless `colour`, with a line feed at its end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let base = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = base.decor_style(DecorStyle::Ascii);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    for snippet in annotated(diagnostic, sources) {
        group = group.element(snippet);
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    let mut report = vec![group];
    for fix in &diagnostic.fixes {
        let title = Level::HELP.secondary_title(printable(&fix.message));
        let snippets = patched(&fix.edits, sources);
        // A group of patches without one would print a bare title twice.
        report.push(Group::with_title(title).elements(snippets));
    }
    let mut text = renderer.render(&report);
    text.push('\n');
    text
}

/// One snippet for each source that the diagnostic points into, the primary one first.
fn annotated<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let labels = std::iter::once((&diagnostic.primary, AnnotationKind::Primary)).chain(
        diagnostic
            .secondary
            .iter()
            .map(|label| (label, AnnotationKind::Context)),
    );
    let mut by_source: Vec<(&Source, Vec<_>)> = Vec::new();
    for (label, kind) in labels {
        let Some(source) = sources.get(label.origin.source()) else {
            continue;
        };
        let entry = (label, kind);
        match by_source
            .iter_mut()
            .find(|(known, _)| std::ptr::eq(*known, source))
        {
            Some((_, list)) => list.push(entry),
            None => by_source.push((source, vec![entry])),
        }
    }
    by_source
        .into_iter()
        .map(|(source, labels)| {
            let window = Window::around(source, labels.iter().map(|(label, _)| label.origin));
            let annotations = labels.into_iter().map(|(label, kind)| {
                let words = (!label.text.is_empty()).then(|| printable(&label.text));
                kind.span(window.span(label.origin)).label(words)
            });
            window.snippet().annotations(annotations)
        })
        .collect()
}

/// One snippet for each source that the edits change.
fn patched<'a>(edits: &'a [Edit], sources: &'a Sources) -> Vec<Snippet<'a, Patch<'a>>> {
    let mut by_source: Vec<(&Source, Vec<&Edit>)> = Vec::new();
    for edit in edits {
        let Some(source) = sources.get(edit.origin.source()) else {
            continue;
        };
        match by_source
            .iter_mut()
            .find(|(known, _)| std::ptr::eq(*known, source))
        {
            Some((_, list)) => list.push(edit),
            None => by_source.push((source, vec![edit])),
        }
    }
    by_source
        .into_iter()
        .map(|(source, edits)| {
            let window = Window::around(source, edits.iter().map(|edit| edit.origin));
            let patches = edits
                .into_iter()
                .map(|edit| Patch::new(window.span(edit.origin), edit.text.as_str()));
            window.snippet().patches(patches)
        })
        .collect()
}

/// The lines of a source that a message shows: the renderer works through all that it is given,
/// so that a whole large file would cost more than all checks.
struct Window<'a> {
    name: &'a str,
    text: &'a str,
    start: usize,
    line: usize,
}

impl<'a> Window<'a> {
    fn around(source: &'a Source, origins: impl Iterator<Item = Origin>) -> Self {
        let text = source.text();
        let (mut first, mut last) = (usize::MAX, 0);
        for origin in origins {
            first = first.min(origin.span().start);
            last = last.max(origin.span().end);
        }
        let first = boundary(text, first);
        let last = boundary(text, last).max(first);
        let start = text
            .get(..first)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1);
        let end = text
            .get(last..)
            .and_then(|after| after.find('\n'))
            .map_or(text.len(), |at| last + at);
        Self {
            name: source.name(),
            text: text.get(start..end).unwrap_or(text),
            start,
            line: source.position(start).line,
        }
    }

    /// The origin's bytes, counted from the start of the window and on character boundaries.
    fn span(&self, origin: Origin) -> std::ops::Range<usize> {
        let within = |offset: usize| boundary(self.text, offset.saturating_sub(self.start));
        let start = within(origin.span().start);
        start..within(origin.span().end).max(start)
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.text)
            .line_start(self.line)
            .path(self.name)
    }
}

/// The nearest character boundary at or before `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Text without characters that could steer the terminal: a message quotes what a file holds.
fn printable(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(steers) {
        return text.to_owned();
    }
    text.chars()
        .flat_map(|c| -> Box<dyn Iterator<Item = char>> {
            if steers(c) {
                Box::new(c.escape_unicode())
            } else {
                Box::new(std::iter::once(c))
            }
        })
        .collect()
}
