//! Statements in words: who, on what, under which conditions, and where that is written.

use crate::{
    policy::{Clause, Condition, Principal, PrincipalKind, Quantifier, Statement, Value},
    read::{Held, is_partition},
    source::{Origin, Sources},
    text::{Part, Text},
};

/// A place in brackets, if it is in a file.
pub(super) fn place(at: Origin, sources: &Sources) -> String {
    sources
        .place(at)
        .map_or_else(String::new, |place| format!(" ({place})"))
}

pub(super) fn principals(clause: &Clause<Principal>) -> String {
    let one = |principal: &Principal| {
        let value = principal.value.value.to_string();
        match (principal.kind, value.as_str()) {
            (PrincipalKind::Everyone, _) | (PrincipalKind::Aws, "*") => "anyone at all".to_owned(),
            (PrincipalKind::Service, "ec2.amazonaws.com") => {
                "EC2 instances (ec2.amazonaws.com)".to_owned()
            }
            (PrincipalKind::Service, name) => format!("the service {name}"),
            (PrincipalKind::Aws, arn) if arn.ends_with(":root") => {
                format!("whoever the account of {arn} lets")
            }
            (PrincipalKind::Aws, arn) => arn.to_owned(),
            (PrincipalKind::Federated, name) => format!("users of the identity provider {name}"),
            (PrincipalKind::CanonicalUser, id) => format!("the canonical user {id}"),
        }
    };
    let names: Vec<String> = clause.values.iter().map(one).collect();
    let names = names.join(", ");
    if clause.negated {
        format!("everyone except {names}")
    } else {
        names
    }
}

pub(super) fn resources(statement: &Statement) -> String {
    match &statement.resources {
        None => "itself".to_owned(),
        Some(clause) => {
            let everything = clause
                .values
                .iter()
                .any(|one| one.value.as_literal() == Some("*"));
            match (clause.negated, everything) {
                (false, true) => "everything (`*`)".to_owned(),
                (false, false) => texts(clause),
                (true, _) => format!("everything but {}", texts(clause)),
            }
        }
    }
}

pub(super) fn list(clause: &Clause<Value>) -> String {
    let names = texts(clause);
    if clause.negated {
        format!("everything but {names}")
    } else {
        names
    }
}

pub(super) fn texts(clause: &Clause<Value>) -> String {
    let each: Vec<String> = clause.values.iter().map(|one| shown(&one.value)).collect();
    each.join(", ")
}

/// A text for people: the partition, which is nearly always `aws`, as that.
pub(super) fn shown(text: &Text) -> String {
    let mut out = String::new();
    for part in text.parts() {
        match part {
            Part::Reference(one) if is_partition(one.expression()) => {
                out.push_str("aws");
            }
            part => out.push_str(&Text::from_parts([part.clone()]).to_string()),
        }
    }
    out
}

pub(super) fn conditions(conditions: &[Condition]) -> String {
    let one = |condition: &Condition| {
        let values: Vec<String> = condition
            .values
            .iter()
            .map(|v| format!("`{}`", shown(&v.value)))
            .collect();
        let values = values.join(" or ");
        let key = &condition.key.value;
        let missing = if condition.operator.if_exists {
            " (or is not there)"
        } else {
            ""
        };
        let quantity = match condition.operator.quantifier {
            Quantifier::Single => "",
            Quantifier::Any => "one value of ",
            Quantifier::All => "every value of ",
        };
        let relation = match condition.operator.name.as_str() {
            "StringEquals" | "NumericEquals" | "DateEquals" | "Bool" | "BinaryEquals" => "is",
            "StringNotEquals" | "NumericNotEquals" | "DateNotEquals" => "is not",
            "StringEqualsIgnoreCase" => "is, in any case,",
            "StringNotEqualsIgnoreCase" => "is not, in any case,",
            "StringLike" | "ArnLike" | "ArnEquals" => "is like",
            "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => "is not like",
            "NumericLessThan" => "is less than",
            "NumericLessThanEquals" => "is at most",
            "NumericGreaterThan" => "is more than",
            "NumericGreaterThanEquals" => "is at least",
            "DateLessThan" => "is before",
            "DateLessThanEquals" => "is not after",
            "DateGreaterThan" => "is after",
            "DateGreaterThanEquals" => "is not before",
            "IpAddress" => "is in",
            "NotIpAddress" => "is not in",
            "Null" => {
                let absent = values == "`true`";
                return format!("`{key}` is {}there", if absent { "not " } else { "" });
            }
            other => return format!("{other} {key} {values}"),
        };
        format!("{quantity}`{key}` {relation} {values}{missing}")
    };
    if conditions.is_empty() {
        return String::new();
    }
    let all: Vec<String> = conditions.iter().map(one).collect();
    format!(", only if {}", all.join(" and "))
}

/// Which statement says it, what it is for, and where it was written.
pub(super) fn label(statement: &Statement, held: Option<&Held>, sources: &Sources) -> String {
    let mut parts = Vec::new();
    if let Some(sid) = &statement.sid {
        parts.push(sid.value.to_string());
    }
    if let Some(held) = held
        && held.is_aws
    {
        parts.push(format!("AWS managed policy {}", held.name));
    }
    if let Some(reason) = &statement.reason {
        parts.push(
            reason
                .value
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    if let Some(place) = sources.place(statement.origin) {
        parts.push(place);
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("  [{}]", parts.join("; "))
    }
}
