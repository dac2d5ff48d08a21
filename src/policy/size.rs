//! How long a policy is, as AWS counts it.

use super::document::{Clause, Condition, Document, Principal, PrincipalKind, Statement, Value};
use crate::text::{Part, Reference, Text};
use std::collections::BTreeMap;

/// The length of a policy in characters, white space not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// What is written out.
    pub literal: usize,
    /// What its references have at most, by an estimate.
    pub references: usize,
}

impl Size {
    /// Both together.
    pub const fn total(self) -> usize {
        self.literal + self.references
    }
}

impl std::ops::Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            literal: self.literal + other.literal,
            references: self.references + other.references,
        }
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), std::ops::Add::add)
    }
}

/// Measures the JSON that Terraform makes of a document: one value stands alone, several in a list,
/// and `<`, `>`, `&` are escaped. `longest` estimates a reference.
///
/// ```
/// use rolewright::policy::{Document, size};
///
/// let empty = size(&Document::default(), &|_| 0);
/// assert_eq!(empty.literal, r#"{"Version":"2012-10-17","Statement":[]}"#.len());
/// ```
pub fn size(document: &Document, longest: &dyn Fn(&Reference) -> usize) -> Size {
    let mut counter = Counter {
        size: Size::default(),
        longest,
    };
    counter.document(document);
    counter.size
}

/// The length of one statement of a document, with the comma in front of it.
pub fn statement_size(statement: &Statement, longest: &dyn Fn(&Reference) -> usize) -> Size {
    let mut counter = Counter {
        size: Size::default(),
        longest,
    };
    counter.literal(1);
    counter.statement(statement);
    counter.size
}

struct Counter<'a> {
    size: Size,
    longest: &'a dyn Fn(&Reference) -> usize,
}

impl Counter<'_> {
    fn literal(&mut self, characters: usize) {
        self.size.literal += characters;
    }

    /// `"NAME":` with the comma in front of it.
    fn key(&mut self, name: &str) {
        self.literal(name.len() + 4);
    }

    fn document(&mut self, document: &Document) {
        self.literal("{}".len());
        self.key("Version");
        self.literal(document.version.as_str().len() + 2);
        if let Some(id) = &document.id {
            self.key("Id");
            self.text(id);
        }
        self.key("Statement");
        self.literal("[]".len());
        for statement in &document.statements {
            self.literal(1);
            self.statement(statement);
        }
        // No comma in front of the first key, none in front of the first statement.
        self.literal_back(1 + usize::from(!document.statements.is_empty()));
    }

    fn literal_back(&mut self, characters: usize) {
        self.size.literal = self.size.literal.saturating_sub(characters);
    }

    fn statement(&mut self, statement: &Statement) {
        self.literal("{}".len());
        if let Some(sid) = &statement.sid {
            self.key("Sid");
            self.text(&sid.value);
        }
        self.key("Effect");
        self.literal(statement.effect.as_str().len() + 2);
        if let Some(principals) = &statement.principals {
            self.principals(principals);
        }
        self.clause("Action", &statement.actions);
        if let Some(resources) = &statement.resources {
            self.clause("Resource", resources);
        }
        if !statement.conditions.is_empty() {
            self.conditions(&statement.conditions);
        }
        self.literal_back(1);
    }

    fn clause(&mut self, name: &str, clause: &Clause<Value>) {
        self.key(name);
        self.literal(if clause.negated { "Not".len() } else { 0 });
        self.values(clause.values.iter().map(|value| &value.value));
    }

    fn values<'v>(&mut self, values: impl Iterator<Item = &'v Text>) {
        let mut count = 0;
        for value in values {
            self.text(value);
            count += 1;
        }
        if count != 1 {
            self.literal("[]".len() + usize::saturating_sub(count, 1));
        }
    }

    fn principals(&mut self, clause: &Clause<Principal>) {
        self.key("Principal");
        self.literal(if clause.negated { "Not".len() } else { 0 });
        let mut groups: BTreeMap<PrincipalKind, Vec<&Text>> = BTreeMap::new();
        for principal in &clause.values {
            groups
                .entry(principal.kind)
                .or_default()
                .push(&principal.value.value);
        }
        if groups.contains_key(&PrincipalKind::Everyone) {
            self.literal("\"*\"".len());
            return;
        }
        self.literal("{}".len());
        for (kind, values) in &groups {
            self.key(kind.key().unwrap_or("AWS"));
            self.values(values.iter().copied());
        }
        self.literal_back(usize::from(!groups.is_empty()));
    }

    fn conditions(&mut self, conditions: &[Condition]) {
        self.key("Condition");
        self.literal("{}".len());
        let mut groups: BTreeMap<String, Vec<&Condition>> = BTreeMap::new();
        for condition in conditions {
            groups
                .entry(condition.operator.to_string())
                .or_default()
                .push(condition);
        }
        for (operator, conditions) in &groups {
            self.key(operator);
            self.literal("{}".len());
            for condition in conditions {
                self.literal(",:".len());
                self.text(&condition.key.value);
                self.values(condition.values.iter().map(|value| &value.value));
            }
            self.literal_back(1);
        }
        self.literal_back(1);
    }

    /// A JSON string.
    fn text(&mut self, text: &Text) {
        self.literal("\"\"".len());
        for part in text.parts() {
            match part {
                Part::Literal(literal) => self.literal(literal.chars().map(length).sum()),
                Part::Variable(variable) => {
                    let spelled = variable.to_string();
                    self.literal("${}".len() + spelled.chars().map(length).sum::<usize>());
                }
                Part::Reference(reference) => self.size.references += (self.longest)(reference),
            }
        }
    }
}

/// How many characters Terraform's `jsonencode` writes for one; white space is not counted.
fn length(c: char) -> usize {
    match c {
        c if c.is_whitespace() => 0,
        '"' | '\\' => 2,
        '<' | '>' | '&' => 6,
        c if c.is_control() => 6,
        _ => 1,
    }
}
