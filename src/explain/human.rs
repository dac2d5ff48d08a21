//! What a description says, as a colleague would tell it.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    access::{Held, Holdings, holdings, is_partition, role_name},
    json::{place, terraform_type},
    risk::{self, Risk},
};
use crate::{
    blueprint::{Blueprint, Compute, Folder, Presence, Role, Setting},
    catalogue::{Action, Level},
    policy::{Clause, Condition, Document, Effect, Principal, PrincipalKind, Statement, Value},
    source::Sources,
    text::Text,
};

/// The whole description, in words.
pub fn human(blueprint: &Blueprint, sources: &Sources) -> String {
    let mut said = String::new();
    for folder in &blueprint.folders {
        for role in &folder.roles {
            if !said.is_empty() {
                said.push('\n');
            }
            tell_role(&mut said, folder, role, sources);
        }
        for compute in &folder.computes {
            tell_compute(&mut said, folder, compute, sources);
        }
        for one in &folder.not_understood {
            line(
                &mut said,
                0,
                &format!(
                    "not understood: {}: {}{}",
                    one.what,
                    one.why,
                    place(one.origin, sources)
                ),
            );
        }
    }
    for one in &blueprint.not_understood {
        line(
            &mut said,
            0,
            &format!("not understood: {}: {}", one.what, one.why),
        );
    }
    if blueprint
        .folders
        .iter()
        .all(|folder| folder.roles.is_empty())
    {
        line(&mut said, 0, "There is no role in it.");
    }
    said
}

fn line(said: &mut String, depth: usize, text: &str) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(said, "{:width$}{text}", "", width = depth * 2);
}

fn tell_role(said: &mut String, folder: &Folder, role: &Role, sources: &Sources) {
    let of = match folder.path.as_str() {
        "" => String::new(),
        path => format!(" of `{path}`"),
    };
    line(
        said,
        0,
        &format!(
            "Role `{}`{of}{}",
            role_name(role),
            place(role.origin, sources)
        ),
    );
    if let Presence::Assumed(conditions) = &role.presence {
        let list: Vec<String> = conditions.iter().map(|one| format!("`{one}`")).collect();
        line(
            said,
            1,
            &format!("It is assumed to be there: {} decides.", list.join(", ")),
        );
    }
    if let Some(trust) = &role.trust {
        tell_trust(said, trust, sources);
    } else if !role.address.is_empty() {
        line(said, 1, "Who can become it is not understood.");
    }
    let holdings = holdings(role);
    tell_powers(said, &holdings, sources);
    tell_bounds(said, role);
    tell_chain(said, folder);
    tell_risks(said, &holdings, sources);
    for one in &holdings.not_understood {
        line(said, 1, &format!("Not understood: {one}"));
    }
}

fn tell_trust(said: &mut String, trust: &Document, sources: &Sources) {
    line(said, 1, "Who can become it:");
    for statement in &trust.statements {
        let verb = match statement.effect {
            Effect::Allow => "",
            Effect::Deny => "never ",
        };
        let who = statement
            .principals
            .as_ref()
            .map_or_else(|| "nobody".to_owned(), principals);
        let actions = list(&statement.actions);
        let usual = statement.actions.values.iter().all(|one| {
            one.value
                .as_literal()
                .is_some_and(|name| name.eq_ignore_ascii_case("sts:AssumeRole"))
        });
        let through = if usual && !statement.actions.negated {
            String::new()
        } else {
            format!(", by {actions}")
        };
        let when = conditions(&statement.conditions);
        line(
            said,
            2,
            &format!(
                "{verb}{who}{through}{when}{}",
                label(statement, None, sources)
            ),
        );
    }
}

fn principals(clause: &Clause<Principal>) -> String {
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

/// What a role does with its access, the weightiest first.
const VERBS: [(&str, &str); 6] = [
    ("administer", "change who may do what"),
    ("delete", "delete"),
    ("write", "write or change"),
    ("tag", "tag"),
    ("read", "read"),
    ("list", "list"),
];

fn verb(action: Action) -> usize {
    let removes = ["Delete", "Terminate", "Remove", "Purge", "Destroy"];
    match action.level() {
        Level::Permissions => 0,
        Level::Write if removes.iter().any(|word| action.name().starts_with(word)) => 1,
        Level::Write => 2,
        Level::Tagging => 3,
        Level::Read => 4,
        Level::List => 5,
    }
}

fn tell_powers(said: &mut String, holdings: &Holdings, sources: &Sources) {
    let mut by_verb: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut denials = Vec::new();
    for held in &holdings.policies {
        for statement in &held.document.statements {
            if statement.effect == Effect::Deny {
                denials.push((held, statement));
                continue;
            }
            for (verb, actions) in sorted(statement) {
                let text = format!(
                    "{actions} on {}{}{}",
                    resources(statement),
                    conditions(&statement.conditions),
                    label(statement, Some(held), sources)
                );
                by_verb.entry(verb).or_default().push(text);
            }
        }
    }
    if by_verb.is_empty() {
        line(said, 1, "It can do nothing: no statement allows anything.");
    }
    for (at, texts) in by_verb {
        let (_, what) = VERBS
            .get(at)
            .copied()
            .unwrap_or(("do", "do what is not in the catalogue:"));
        line(said, 1, &format!("It can {what}:"));
        for text in texts {
            line(said, 2, &text);
        }
    }
    if !denials.is_empty() {
        line(said, 1, "It can never, whatever else allows it:");
        for (held, statement) in denials {
            line(
                said,
                2,
                &format!(
                    "{} on {}{}{}",
                    list(&statement.actions),
                    resources(statement),
                    conditions(&statement.conditions),
                    label(statement, Some(held), sources)
                ),
            );
        }
    }
}

/// At most so many actions are named one by one.
const NAMED: usize = 12;

/// The actions of a statement by what they do.
fn sorted(statement: &Statement) -> Vec<(usize, String)> {
    let mut by_verb: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    if statement.actions.negated {
        return vec![(0, format!("everything but {}", texts(&statement.actions)))];
    }
    for pattern in &statement.actions.values {
        let text = pattern.value.to_string();
        let known: Vec<Action> = Action::matching(&text).collect();
        if known.is_empty() {
            by_verb.entry(VERBS.len()).or_default().push(text);
            continue;
        }
        let mut here: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for action in known {
            here.entry(verb(action))
                .or_default()
                .push(action.to_string());
        }
        for (verb, names) in here {
            let shown = if names.len() > NAMED {
                vec![format!("{text} ({} actions)", names.len())]
            } else if text.contains(['*', '?']) {
                vec![format!("{text} ({})", names.join(", "))]
            } else {
                names
            };
            by_verb.entry(verb).or_default().extend(shown);
        }
    }
    by_verb
        .into_iter()
        .map(|(verb, names)| (verb, names.join(", ")))
        .collect()
}

fn resources(statement: &Statement) -> String {
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

fn list(clause: &Clause<Value>) -> String {
    let names = texts(clause);
    if clause.negated {
        format!("everything but {names}")
    } else {
        names
    }
}

fn texts(clause: &Clause<Value>) -> String {
    let each: Vec<String> = clause.values.iter().map(|one| shown(&one.value)).collect();
    each.join(", ")
}

/// A text for people: the partition, which is nearly always `aws`, as that.
fn shown(text: &Text) -> String {
    let mut out = String::new();
    for part in text.parts() {
        match part {
            crate::text::Part::Reference(one) if is_partition(one.expression()) => {
                out.push_str("aws");
            }
            part => out.push_str(&Text::from_parts([part.clone()]).to_string()),
        }
    }
    out
}

fn conditions(conditions: &[Condition]) -> String {
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
            crate::policy::Quantifier::Single => "",
            crate::policy::Quantifier::Any => "one value of ",
            crate::policy::Quantifier::All => "every value of ",
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
fn label(statement: &Statement, held: Option<&Held>, sources: &Sources) -> String {
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
    if let Some(place) = super::access::place(statement.origin, sources) {
        parts.push(place);
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("  [{}]", parts.join("; "))
    }
}

fn tell_bounds(said: &mut String, role: &Role) {
    let text = |setting: &Setting| setting.as_ref().map(|value| value.value.to_string());
    if let Some(boundary) = text(&role.permissions_boundary).filter(|boundary| !boundary.is_empty())
    {
        line(
            said,
            1,
            &format!("Never more than its permissions boundary {boundary} allows."),
        );
    }
    if let Some(seconds) = text(&role.max_session_duration) {
        line(
            said,
            1,
            &format!(
                "Sessions last at most {seconds} seconds (credentials on an instance renew themselves)."
            ),
        );
    }
}

fn tell_chain(said: &mut String, folder: &Folder) {
    for assumes in &folder.assumes {
        let arn = assumes
            .role
            .as_ref()
            .map_or_else(String::new, |arn| arn.value.to_string());
        let id = match &assumes.external_id {
            Some(_) => " with an ExternalId",
            None => "",
        };
        line(
            said,
            1,
            &format!(
                "As `{}` it becomes {arn}{id}, for at most an hour at a time.",
                assumes.name
            ),
        );
    }
}

fn tell_risks(said: &mut String, holdings: &Holdings, sources: &Sources) {
    let risks = risk::risks(&holdings.policies);
    if risks.is_empty() {
        return;
    }
    line(said, 1, "What could raise its access:");
    let (unlimited, limited): (Vec<&Risk<'_>>, Vec<&Risk<'_>>) =
        risks.iter().partition(|risk| risk.is_unlimited);
    for risk in unlimited.into_iter().chain(limited) {
        let by: Vec<String> = risk
            .by
            .iter()
            .map(|(action, statements)| {
                let first = statements.first();
                let on = first.map_or_else(String::new, |one| resources(one));
                let at = first.map_or_else(String::new, |one| place(one.origin, sources));
                format!("{action} on {on}{at}")
            })
            .collect();
        let limit = if risk.is_unlimited {
            ""
        } else {
            ", within these limits"
        };
        line(
            said,
            2,
            &format!("it could {}{limit}: {}", risk.label, by.join("; ")),
        );
    }
}

fn tell_compute(said: &mut String, folder: &Folder, compute: &Compute, sources: &Sources) {
    let name = compute
        .name
        .as_ref()
        .map_or_else(|| compute.address.clone(), |name| name.value.to_string());
    let role = compute
        .profile
        .and_then(|index| folder.profiles.get(index))
        .and_then(|profile| profile.role)
        .and_then(|index| folder.roles.get(index));
    let with = match (role, &compute.profile_name) {
        (Some(role), _) => format!(" runs as role `{}`", role_name(role)),
        (None, Some(profile)) => format!(" runs with the profile {}", profile.value),
        (None, None) => " runs with no role".to_owned(),
    };
    line(
        said,
        0,
        &format!(
            "{} `{name}`{with}{}",
            terraform_type(compute.kind),
            place(compute.origin, sources)
        ),
    );
    let Some(imds) = &compute.imds else {
        return;
    };
    let setting = |setting: &Setting| setting.as_ref().map(|value| value.value.to_string());
    match setting(&imds.tokens).as_deref() {
        Some("required") => line(
            said,
            1,
            "Its metadata service gives credentials only to IMDSv2 (tokens required).",
        ),
        Some(other) => line(
            said,
            1,
            &format!(
                "Its metadata service also answers IMDSv1 (tokens {other}): a request forged through the application can fetch the role's credentials."
            ),
        ),
        None => line(
            said,
            1,
            "Nothing says whether its metadata service wants tokens (IMDSv2).",
        ),
    }
    if let Some(hops) = setting(&imds.hop_limit) {
        line(
            said,
            1,
            &format!(
                "Its tokens travel {hops} network hop{}.",
                if hops == "1" { "" } else { "s" }
            ),
        );
    }
}
