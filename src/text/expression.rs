//! Reading a reference's expression, without the braces.

use super::{FaultKind, Reference};

/// Scopes of Terraform that have no meaning in what we write.
const FOREIGN_SCOPES: [&str; 5] = ["each", "count", "self", "path", "terraform"];
/// Words of the expression language: neither a type nor a variable.
const WORDS: [&str; 7] = ["true", "false", "null", "for", "in", "if", "else"];

/// One step behind the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// `.name`
    Name(&'a str),
    /// `[0]` or `["x"]`
    Index,
}

/// How far the inside of `${` reaches: bytes before the closing `}` (outside double quotes), and
/// whether there is one.
pub(super) fn extent(inside: &str) -> (usize, bool) {
    let mut quoted = false;
    let mut depth = 0_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' if !quoted => return (at, true),
            _ => {}
        }
    }
    // An odd quote hides every brace: then the first one closes.
    inside
        .find('}')
        .map_or((inside.len(), false), |at| (at, true))
}

/// Reads a reference to a value.
pub(super) fn value(body: &str) -> Result<Reference, FaultKind> {
    let (root, steps, rest) = traversal(body);
    if rest.is_empty() && !root.is_empty() {
        check(body, root, &steps)?;
        return Ok(Reference::new(body));
    }
    Err(diagnose(body, root, rest))
}

/// Reads `TYPE.NAME` or `data.TYPE.NAME` with an index at most.
pub(super) fn address_only(body: &str) -> Result<Reference, FaultKind> {
    let (root, steps, rest) = traversal(body);
    if !rest.is_empty() || root.is_empty() {
        return Err(diagnose(body, root, rest));
    }
    if FOREIGN_SCOPES.contains(&root) {
        return Err(FaultKind::Scope(root.to_owned()));
    }
    if ["var", "local", "module"].contains(&root) || WORDS.contains(&root) {
        return Err(FaultKind::NoAddress);
    }
    let names = if root == "data" { 2 } else { 1 };
    let leading = steps
        .iter()
        .take(names)
        .filter(|s| matches!(s, Step::Name(_)));
    if leading.count() < names {
        return Err(if steps.is_empty() {
            FaultKind::BareName(root.to_owned())
        } else {
            FaultKind::NoAddress
        });
    }
    match steps.get(names..) {
        None | Some([] | [Step::Index]) => Ok(Reference::new(body)),
        Some(_) => Err(FaultKind::TooLong(base(body, names))),
    }
}

/// The root and as many steps as can be read, and what is left.
pub(super) fn traversal(body: &str) -> (&str, Vec<Step<'_>>, &str) {
    let (root, mut rest) = identifier(body);
    let mut steps = Vec::new();
    if root.is_empty() {
        return (root, steps, rest);
    }
    loop {
        if let Some(after) = rest.strip_prefix('.') {
            let (name, tail) = identifier(after);
            if name.is_empty() {
                return (root, steps, rest);
            }
            steps.push(Step::Name(name));
            rest = tail;
        } else if let Some(tail) = index(rest) {
            steps.push(Step::Index);
            rest = tail;
        } else {
            return (root, steps, rest);
        }
    }
}

/// What follows `[0]` or `["x"]`.
fn index(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?;
    if let Some(quoted) = inside.strip_prefix('"') {
        let (literal, rest) = quoted.split_once('"')?;
        let plain = !literal.contains(|c: char| c == '\\' || c.is_control())
            && !literal.contains("${")
            && !literal.contains("%{");
        return rest.strip_prefix(']').filter(|_| plain);
    }
    let (digits, rest) = inside.split_once(']')?;
    let number = !digits.is_empty()
        && digits.len() <= 9
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    number.then_some(rest)
}

/// An identifier of Terraform at the start, and what follows it.
fn identifier(text: &str) -> (&str, &str) {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !text.starts_with(starts) {
        return ("", text);
    }
    let end = text.find(|c| !goes_on(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Whether a traversal names a value.
fn check(body: &str, root: &str, steps: &[Step<'_>]) -> Result<(), FaultKind> {
    if FOREIGN_SCOPES.contains(&root) {
        return Err(FaultKind::Scope(root.to_owned()));
    }
    if WORDS.contains(&root) {
        return Err(FaultKind::Other);
    }
    if steps.is_empty() {
        return Err(FaultKind::BareName(root.to_owned()));
    }
    let names = match root {
        "data" => 2,
        _ => 1,
    };
    let all_named = steps.iter().take(names).all(|s| matches!(s, Step::Name(_)));
    if steps.len() < names || !all_named {
        return Err(FaultKind::Other);
    }
    if root == "var" || root == "local" {
        return Ok(());
    }
    let behind = steps.get(names..).unwrap_or_default();
    let behind = behind.strip_prefix(&[Step::Index]).unwrap_or(behind);
    match behind {
        [] => Err(FaultKind::NoAttribute(body.to_owned())),
        [Step::Name(_), ..] => Ok(()),
        [Step::Index, ..] => Err(FaultKind::Other),
    }
}

/// `body` up to its `names`th name.
fn base(body: &str, names: usize) -> String {
    let parts: Vec<&str> = body.split(['.', '[']).take(names + 1).collect();
    parts.join(".")
}

/// Why `rest` could not be read.
fn diagnose(body: &str, root: &str, rest: &str) -> FaultKind {
    let trimmed: String = body.split_whitespace().collect();
    if body.trim().is_empty() {
        return FaultKind::Empty;
    }
    if trimmed != body && (value(&trimmed).is_ok() || address_only(&trimmed).is_ok()) {
        return FaultKind::Spaces(trimmed);
    }
    if root.is_empty() {
        return FaultKind::Other;
    }
    let mut after = rest.trim_start().chars();
    match after.next() {
        Some('(') => FaultKind::Function(root.to_owned()),
        Some('.') => match after.next() {
            Some('*') => FaultKind::Splat,
            Some(c) if c.is_ascii_digit() => FaultKind::LegacyIndex,
            _ => FaultKind::Other,
        },
        Some('[') if after.next() == Some('*') => FaultKind::Splat,
        Some('[') => FaultKind::Index,
        Some(':' | ',') => FaultKind::Variable,
        Some('+' | '-' | '*' | '/' | '%' | '=' | '!' | '<' | '>' | '&' | '|' | '?') => {
            FaultKind::Operator
        }
        _ => FaultKind::Other,
    }
}
