//! What a description says, as a colleague would tell it.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    risk::{self, Risk},
    words::{conditions, label, list, place, principals, resources, texts},
};
use crate::{
    blueprint::{Blueprint, Compute, Folder, Presence, Role, Setting},
    catalogue::{Action, Level},
    policy::{Document, Effect, Statement},
    read::{Holdings, holdings},
    source::Sources,
    text::shown,
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
    let _ = writeln!(
        said,
        "{:width$}{}",
        "",
        shown::line(text),
        width = depth * 2
    );
}

fn tell_role(said: &mut String, folder: &Folder, role: &Role, sources: &Sources) {
    let of = match folder.path.as_str() {
        "" => String::new(),
        path => format!(" of `{path}`"),
    };
    line(
        said,
        0,
        &format!("Role `{}`{of}{}", role.title(), place(role.origin, sources)),
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
    for one in holdings.missing() {
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
    let (profile, written) = folder.profile_of(compute);
    let role = profile
        .and_then(|profile| profile.role)
        .and_then(|index| folder.roles.get(index));
    let with = match (role, written, compute.launches_elsewhere.first()) {
        (Some(role), _, _) => format!(" runs as role `{}`", role.title()),
        (None, Some(profile), _) => format!(" runs with the profile {}", profile.value),
        (None, None, Some(template)) => {
            format!(" runs with what the template {} says", template.value)
        }
        (None, None, None) => " runs with no role".to_owned(),
    };
    line(
        said,
        0,
        &format!(
            "{} `{name}`{with}{}",
            compute.kind.terraform_type(),
            place(compute.origin, sources)
        ),
    );
    let Some(imds) = &folder.imds_of(compute) else {
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
