//! References: whether they are well formed, and whether they may stand where they stand.

use super::{Report, report::wrong_type, text::way_out};
use crate::{
    catalogue::Attribute,
    diag::{Code, Diagnostic, Edit},
    policy,
    source::{Located, Origin},
    spec::{
        keys::{TextRule, Wants},
        model::Layout,
        yaml::{Content, Entry, Node},
    },
    text::{Address, Fault, FaultKind, Hole, Part, Reference, Text, parse_ref},
};

/// Reports what stands after `${` and is no hole.
pub(super) fn bad_reference(node: &Node, raw: &str, fault: &Fault, report: &mut Report<'_>) {
    let shown = raw.get(fault.range.clone()).unwrap_or(raw);
    let place = node.place(fault.range.clone());
    let message = format!("`{shown}` cannot stand here: {}", fault.kind);
    let diagnostic = Diagnostic::new(Code::BadReference, place, message).help(way_out(fault));
    let instead = match &fault.kind {
        FaultKind::Spaces(inside) => Some(format!("${{{inside}}}")),
        FaultKind::BareName(name) => Some(format!("${{var.{name}}}")),
        FaultKind::Braces(inside) => Some(inside.clone()),
        FaultKind::TooLong(base) => Some(base.clone()),
        _ => None,
    };
    report.push(match instead {
        Some(instead) => diagnostic.replace(format!("write `{instead}`"), instead),
        None => diagnostic,
    });
}

/// Whether a hole may stand in a text of this rule.
pub(super) fn allowed(node: &Node, hole: &Hole, rule: &TextRule, report: &mut Report<'_>) -> bool {
    let Part::Reference(reference) = &hole.part else {
        return true;
    };
    let place = node.place(hole.range.clone());
    if let Some(Address::Variable(name)) = reference.address() {
        report.variables.insert(name.to_owned());
    }
    if !rule.references {
        let message = format!(
            "{} must be literal, and `${{{reference}}}` is a reference",
            rule.what
        );
        report.push(
            Diagnostic::new(Code::ReferenceNotAllowed, place, message)
                .help("write the value itself; `$${` stands for the two characters `${`"),
        );
        return false;
    }
    reachable(reference, place, report)
}

/// Whether what a reference names can be reached from the folder that is generated.
fn reachable(reference: &Reference, place: Origin, report: &mut Report<'_>) -> bool {
    match reference.address() {
        Some(Address::Variable(_)) => true,
        _ if report.in_target => {
            let message = format!(
                "`{reference}` stands in another folder: a target is a root module of its own"
            );
            report.push(
                Diagnostic::new(Code::ReferenceOutsideLayout, place, message)
                    .help("write the value itself, or hand it over in a variable: `${var.x}`"),
            );
            false
        }
        _ if report.layout == Layout::Beside => true,
        _ => {
            let message = format!(
                "`{reference}` is declared nowhere: only the layout `beside` can refer to what stands in its folder"
            );
            report.push(
                Diagnostic::new(Code::ReferenceOutsideLayout, place, message).help(
                    "set `terraform.layout: beside`, or take the value from a variable: `${var.x}`",
                ),
            );
            false
        }
    }
}

/// Reads the value of `ref:`.
pub(super) fn address(node: &Node, report: &mut Report<'_>) -> Option<policy::Value> {
    let Content::Scalar(scalar) = &node.content else {
        report.push(wrong_type(node, "an address such as `aws_s3_bucket.app`"));
        return None;
    };
    if !node.sound {
        return None;
    }
    match parse_ref(&scalar.text) {
        Ok(reference) => reachable(&reference, node.origin, report)
            .then(|| Located::new(Text::from_parts([Part::Reference(reference)]), node.origin)),
        Err(fault) => {
            bad_reference(node, &scalar.text, &fault, report);
            None
        }
    }
}

/// Reads `{ref: TYPE.NAME}` where a whole value may be a reference.
pub(super) fn whole(
    node: &Node,
    entries: &[Entry],
    rule: &TextRule,
    report: &mut Report<'_>,
) -> Option<policy::Value> {
    let only = match entries {
        [only] if only.key.scalar.text == "ref" => only,
        _ => {
            report.push(wrong_type(node, rule.what));
            return None;
        }
    };
    let address = address(&only.value, report)?;
    let reference = address.value.as_reference()?.expression().to_owned();
    let kind = match Reference::new(reference.clone()).address()? {
        Address::Data { kind, .. } | Address::Resource { kind, .. } => kind.to_owned(),
        _ => return None,
    };
    let Some(attribute) = attribute(&kind, rule.wants) else {
        let types = types(rule.wants);
        let message = format!(
            "`ref` does not know which attribute of `{kind}` is {}",
            rule.what
        );
        let mut diagnostic = Diagnostic::new(Code::UnlistedRefType, only.value.origin, message);
        if !types.is_empty() {
            diagnostic = diagnostic.help(format!("it knows {}", types.join(", ")));
        }
        let written = format!("\"${{{reference}.ATTRIBUTE}}\"");
        let edit = Edit {
            origin: node.origin,
            text: written.clone(),
        };
        report.push(diagnostic.fix(format!("name the attribute yourself: `{written}`"), [edit]));
        return None;
    };
    Some(Located::new(
        Text::reference(format!("{reference}.{attribute}")),
        only.value.origin,
    ))
}

/// The attribute that stands for a thing of this type.
fn attribute(kind: &str, wants: Wants) -> Option<String> {
    match wants {
        Wants::Nothing => None,
        Wants::Types(types) => types
            .iter()
            .find(|(name, _)| *name == kind)
            .map(|(_, attribute)| (*attribute).to_owned()),
        Wants::AnyArn => Attribute::chosen(kind)
            .filter(|attribute| attribute.is_arn())
            .map(|attribute| attribute.name().to_owned()),
    }
}

/// The types that are known, for a message.
fn types(wants: Wants) -> Vec<String> {
    match wants {
        Wants::Types(types) => types.iter().map(|(name, _)| format!("`{name}`")).collect(),
        Wants::Nothing | Wants::AnyArn => Vec::new(),
    }
}
