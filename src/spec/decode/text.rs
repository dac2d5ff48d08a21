//! Text: references, characters, lengths, words, days, paths.

use super::{Report, report::wrong_type};
use jiff::civil::Date;

use crate::{
    diag::{Code, Diagnostic, Edit},
    policy,
    source::Located,
    spec::{
        keys::{Choice, Problem, TextRule},
        limits::characters,
        suggest,
        yaml::{Content, Node, Plain, Scalar},
    },
    text::{Context, Fault, FaultKind, Parsed, Text, parse},
};

use super::reference;

pub(super) use super::reference::{address as reference, bad_reference};

/// Reads text by its rule.
pub(super) fn text(node: &Node, rule: &TextRule, report: &mut Report<'_>) -> Option<policy::Value> {
    if let Content::Map(entries) = &node.content
        && rule.references
    {
        return reference::whole(node, entries, rule, report);
    }
    let scalar = scalar(node, rule.what, report)?;
    let raw = scalar.text.as_str();
    if rule.raw {
        let text = Located::new(Text::literal(raw), node.origin);
        return limits(node, rule, &Parsed::default(), raw, &text.value, report).then_some(text);
    }
    let parsed = match parse(raw, rule.context) {
        Ok(parsed) => parsed,
        Err(faults) => {
            for fault in &faults {
                bad_reference(node, raw, fault, report);
            }
            return None;
        }
    };
    let mut sound = true;
    for hole in &parsed.holes {
        sound &= reference::allowed(node, hole, rule, report);
    }
    sound &= ampersand(node, raw, rule, report);
    sound &= limits(node, rule, &parsed, raw, &parsed.text, report);
    sound.then(|| Located::new(parsed.text, node.origin))
}

/// The scalar that a node must be, as text.
fn scalar<'n>(node: &'n Node, what: &str, report: &mut Report<'_>) -> Option<&'n Scalar> {
    let Content::Scalar(scalar) = &node.content else {
        report.push(wrong_type(node, what));
        return None;
    };
    if scalar.meaning() == Plain::Text {
        return Some(scalar);
    }
    let diagnostic = wrong_type(node, what);
    report.push(if node.is_null() {
        diagnostic
    } else {
        let edit = Edit {
            origin: node.origin,
            text: format!("\"{}\"", scalar.text),
        };
        diagnostic
            .help("without quotes YAML reads it as something else than text")
            .safe_fix("put it in quotes", [edit])
    });
    None
}

/// Reports what Terraform's `aws_iam_policy_document` would rewrite.
fn ampersand(node: &Node, raw: &str, rule: &TextRule, report: &mut Report<'_>) -> bool {
    use crate::spec::model::Style;
    if rule.context != Context::Policy || report.style != Style::Document {
        return true;
    }
    let Some(at) = raw.find("&{") else {
        return true;
    };
    report.push(
        Diagnostic::new(
            Code::AmpersandBrace,
            node.place(at..at + 2),
            "`&{` in a policy would become `${` in `aws_iam_policy_document`",
        )
        .help("choose `terraform.policy_style: jsonencode`, which keeps it"),
    );
    false
}

/// Checks characters, length and what else the rule says. Whether there was no error.
fn limits(
    node: &Node,
    rule: &TextRule,
    parsed: &Parsed,
    raw: &str,
    text: &Text,
    report: &mut Report<'_>,
) -> bool {
    let before = report.errors();
    if let Some(allowed) = &rule.characters {
        let outside = |at: &usize| !parsed.holes.iter().any(|hole| hole.range.contains(at));
        let bad: Vec<(usize, char)> = raw
            .char_indices()
            .filter(|(at, c)| !(allowed.holds)(*c) && outside(at))
            .collect();
        if let Some((at, c)) = bad.first() {
            let message = format!("{} cannot stand in {}", characters::show(*c), rule.what);
            let mut diagnostic = Diagnostic::new(
                Code::BadCharacter,
                node.place(*at..*at + c.len_utf8()),
                message,
            )
            .help(format!("it may hold {}", allowed.words));
            let written = report.sources.snippet(node.origin).unwrap_or_default();
            let quote = written.chars().next().unwrap_or_default();
            let repair = |c: char| characters::plainer(c, quote, allowed.holds);
            if let Some(edits) = bad
                .iter()
                .map(|(at, c)| {
                    Some(Edit {
                        origin: node.place(*at..*at + c.len_utf8()),
                        text: repair(*c)?.to_owned(),
                    })
                })
                .collect::<Option<Vec<_>>>()
            {
                diagnostic = diagnostic.fix("write plainer characters", edits);
            }
            report.push(diagnostic);
        }
    }
    let known: usize = text
        .parts()
        .iter()
        .map(|part| match part {
            crate::text::Part::Literal(literal) => literal.chars().count(),
            _ => 0,
        })
        .sum();
    if known > rule.max {
        let message = format!(
            "{} has at most {} characters, and this has {known}",
            rule.what, rule.max
        );
        report.push(Diagnostic::new(Code::TooLong, node.origin, message).help("shorten it"));
    }
    if parsed.holes.is_empty() && known < rule.min {
        let message = match known {
            0 => format!("{} cannot be empty", rule.what),
            _ => format!("{} has at least {} characters", rule.what, rule.min),
        };
        report.push(Diagnostic::new(Code::TooShort, node.origin, message));
        return false;
    }
    let Some(literal) = text.as_literal() else {
        return report.errors() == before;
    };
    if !rule.choices.is_empty() && !rule.choices.contains(&literal) {
        report.push(unknown_word(node, literal, rule.choices.iter().copied()));
    }
    if let Some(check) = rule.check
        && report.errors() == before
    {
        for problem in check(literal) {
            report.push(diagnostic(node, problem));
        }
    }
    report.errors() == before
}

/// A problem with its place.
pub(super) fn diagnostic(node: &Node, problem: Problem) -> Diagnostic {
    let place = match problem.range {
        Some(range) => node.place(range),
        None => node.origin,
    };
    let mut diagnostic = Diagnostic::new(problem.code, place, problem.message);
    if let Some(help) = problem.help {
        diagnostic = diagnostic.help(help);
    }
    if let Some(instead) = problem.instead {
        let edit = Edit {
            origin: node.origin,
            text: quoted_as(node, &instead),
        };
        diagnostic = diagnostic.fix(format!("write `{instead}`"), [edit]);
    }
    diagnostic
}

/// `text` as the node writes text: with quotes or without.
fn quoted_as(node: &Node, text: &str) -> String {
    let plain = node.as_scalar().is_some_and(|scalar| scalar.plain);
    if plain && Plain::is_safe(text) {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
    }
}

fn unknown_word<'a>(
    node: &Node,
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = format!("`{word}` is not known here");
    let diagnostic = Diagnostic::new(Code::UnknownValue, node.origin, message);
    if let Some(near) = suggest::nearest(word, known.clone()) {
        return diagnostic.replace(format!("did you mean `{near}`?"), near);
    }
    let known: Vec<String> = known.map(|word| format!("`{word}`")).collect();
    diagnostic.help(format!("it can be {}", known.join(", ")))
}

/// Reads one of a few words.
pub(super) fn choice(
    node: &Node,
    choices: &[Choice],
    report: &mut Report<'_>,
) -> Option<Located<String>> {
    let words: Vec<String> = choices.iter().map(|c| format!("`{}`", c.word)).collect();
    let scalar = scalar(node, &format!("one of {}", words.join(", ")), report)?;
    let word = scalar.text.as_str();
    match choices.iter().find(|choice| choice.word == word) {
        Some(choice) if choice.supported => Some(Located::new(word.to_owned(), node.origin)),
        Some(_) => {
            let message = format!("`{word}` is not supported yet");
            report.push(
                Diagnostic::new(Code::NotSupportedYet, node.origin, message)
                    .help("a later version will know it"),
            );
            None
        }
        None => {
            report.push(unknown_word(node, word, choices.iter().map(|c| c.word)));
            None
        }
    }
}

/// Reads a remark: text for comments, where only the escape `$${` means something.
pub(super) fn remark(node: &Node, report: &mut Report<'_>) -> Option<Located<String>> {
    let scalar = scalar(node, "text", report)?;
    if scalar.text.trim().is_empty() {
        let message = "an empty remark says nothing";
        report.push(Diagnostic::new(Code::TooShort, node.origin, message));
        return None;
    }
    Some(Located::new(scalar.text.replace("$${", "${"), node.origin))
}

/// The day that a text of the form `YYYY-MM-DD` names.
pub fn day_of(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    text.parse().ok().filter(|_| shaped)
}

/// Reads the last day on which something may be there.
pub(super) fn day(node: &Node, report: &mut Report<'_>) -> Option<Located<String>> {
    let scalar = scalar(node, "a day such as `2027-06-30`", report)?;
    let text = scalar.text.as_str();
    if let Some(last) = day_of(text) {
        if let Some(today) = report.today.filter(|today| *today > last) {
            let message = format!("`until: {last}` has passed: today is {today}");
            report.push(
                Diagnostic::new(Code::ExpiredGrant, node.origin, message).help(
                    "remove what was to end on that day, or move the date if it is still needed",
                ),
            );
        }
        return Some(Located::new(text.to_owned(), node.origin));
    }
    report.push(
        Diagnostic::new(Code::BadDay, node.origin, format!("`{text}` is no day"))
            .help("write year, month and day: `2027-06-30`"),
    );
    None
}

/// Reads the path of a file.
pub(super) fn file(node: &Node, report: &mut Report<'_>) -> Option<Located<String>> {
    let scalar = scalar(node, "the path of a file", report)?;
    let path = scalar.text.as_str();
    let fault = |code, message: &str| Diagnostic::new(code, node.origin, message.to_owned());
    let drive = path.as_bytes().get(1) == Some(&b':');
    let diagnostic = if path.is_empty() {
        fault(Code::BadFile, "the path of a file cannot be empty")
    } else if path.contains('\\') {
        fault(Code::BadFile, "a path is written with `/`")
            .replace("write `/`", path.replace('\\', "/"))
    } else if path.starts_with(['/', '~']) || drive {
        fault(Code::FileOutside, "a file is named relative to the spec")
            .help("put the file beside the spec and name it by that path")
    } else if path.contains("${") {
        fault(
            Code::ReferenceNotAllowed,
            "the path of a file holds no reference",
        )
        .help("the file is read when the Terraform is generated")
    } else {
        return Some(Located::new(path.to_owned(), node.origin));
    };
    report.push(diagnostic);
    None
}

/// For [`FaultKind`]: what to do about it.
pub(super) fn way_out(fault: &Fault) -> &'static str {
    match fault.kind {
        FaultKind::Unclosed
        | FaultKind::Empty
        | FaultKind::Variable
        | FaultKind::Other
        | FaultKind::BareName(_) => "write `$${` where the two characters `${` are meant",
        FaultKind::Function(_) | FaultKind::Operator | FaultKind::Splat | FaultKind::Index => {
            "compute the value in Terraform and refer to it: `${var.x}`, or `${local.x}` in the layout `beside`"
        }
        FaultKind::Scope(_) => "hand the value over in a variable: `${var.x}`",
        FaultKind::NoAttribute(_) => "name an attribute, such as `.arn` or `.id`",
        FaultKind::Spaces(_) | FaultKind::LegacyIndex => {
            "a reference is `${var.x}`, `${type.name.attribute}`, `[0]` or `[\"key\"]` behind it"
        }
        FaultKind::TooLong(_) => "to choose an attribute write `${…}` where a name or ARN stands",
        FaultKind::Braces(_) => "write `ref: TYPE.NAME`",
        FaultKind::NoAddress => {
            "write `ref: TYPE.NAME` or `ref: data.TYPE.NAME`; for anything else write `${…}` where a name or ARN stands"
        }
    }
}
