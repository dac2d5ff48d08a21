//! Where decoding reports to, and what it must know about the rest of the spec.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    diag::{Code, Diagnostic, Diagnostics, Severity},
    source::{SourceId, Sources},
    spec::{
        files::Files,
        model::{Layout, Style},
        yaml::Node,
    },
};

/// The state of one decoding.
#[derive(Debug)]
pub struct Report<'a> {
    diagnostics: &'a mut Diagnostics,
    errors: usize,
    /// The spec.
    pub source: SourceId,
    /// The text of all sources.
    pub sources: &'a Sources,
    /// The files that the spec names.
    pub files: &'a dyn Files,
    /// `terraform.layout`, read ahead: references depend on it wherever they stand.
    pub layout: Layout,
    /// `terraform.policy_style`, likewise.
    pub style: Style,
    /// Whether what is decoded stands below `target`, which is a root module of its own.
    pub in_target: bool,
    /// The day that every `until` is held against, if it is.
    pub today: Option<Date>,
    /// The variables that the spec refers to.
    pub variables: BTreeSet<String>,
}

impl<'a> Report<'a> {
    /// Reports to `diagnostics`.
    pub fn new(
        source: SourceId,
        sources: &'a Sources,
        files: &'a dyn Files,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            diagnostics,
            errors: 0,
            source,
            sources,
            files,
            layout: Layout::default(),
            style: Style::default(),
            in_target: false,
            today: None,
            variables: BTreeSet::new(),
        }
    }

    /// Reports one fault.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.severity() == Severity::Error);
        self.diagnostics.push(diagnostic);
    }

    /// The number of errors so far: the same before and after means that nothing was wrong.
    pub const fn errors(&self) -> usize {
        self.errors
    }
}

/// A value of another type than `expected` (with its article).
pub(super) fn wrong_type(node: &Node, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::WrongType,
        node.origin,
        format!("expected {expected}, found {}", node.describe()),
    );
    if node.is_null() {
        diagnostic.help("give the key a value or remove it")
    } else {
        diagnostic
    }
}
