//! A comparison in words, for a terminal and for a pull request.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Compared, Pair, Report, SettingChange, by_weight, total};
use crate::{
    policy::{Change, Scope, Verdict},
    source::Sources,
    text::shown,
};

/// The comparisons in words.
pub fn human(all: &[Compared<'_>]) -> String {
    all_of(all, Style::Plain) + &ending(&total(all))
}

/// The comparisons for a comment on a pull request.
pub fn markdown(all: &[Compared<'_>]) -> String {
    all_of(all, Style::Markdown) + "\n" + &ending(&total(all))
}

fn all_of(all: &[Compared<'_>], style: Style) -> String {
    let mut said = String::new();
    for one in all {
        for pair in &one.report.pairs {
            tell(&mut said, pair, (one.old, one.new), style);
        }
    }
    said
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Markdown,
}

impl Style {
    fn title(self, said: &mut String, text: &str) {
        // Writing to a `String` cannot fail.
        let _ = match self {
            Self::Plain => writeln!(said, "{}", shown::line(text)),
            Self::Markdown => writeln!(said, "### {}", shown::markdown(text)),
        };
    }

    fn heading(self, said: &mut String, text: &str) {
        let _ = match self {
            Self::Plain => writeln!(said, "  {}", shown::line(text)),
            Self::Markdown => writeln!(said, "\n**{}**\n", shown::markdown(text)),
        };
    }

    fn item(self, said: &mut String, text: &str) {
        let _ = match self {
            Self::Plain => writeln!(said, "    {}", shown::line(text)),
            Self::Markdown => writeln!(said, "- {}", shown::markdown(text)),
        };
    }
}

fn tell(said: &mut String, pair: &Pair, (old, new): (&Sources, &Sources), style: Style) {
    style.title(said, &format!("{}: {}", title(pair), meaning(pair)));
    let lists = [
        ("Access gained", &pair.access.gained, new),
        ("Access lost", &pair.access.lost, old),
        ("Who can become it: gained", &pair.trust.gained, new),
        ("Who can become it: lost", &pair.trust.lost, old),
    ];
    for (heading, changes, sources) in lists {
        if !changes.is_empty() {
            style.heading(said, heading);
        }
        for (level, change) in by_weight(changes) {
            style.item(said, &format!("{level}: {}", line(&change, sources)));
        }
    }
    if !pair.settings.is_empty() {
        style.heading(said, "Settings");
    }
    for setting in &pair.settings {
        style.item(said, &of_setting(setting));
    }
    let future = [
        ("would come with", &pair.access.future_gained),
        ("would go with", &pair.access.future_lost),
    ];
    for (word, changes) in future {
        if !changes.is_empty() {
            let actions = changes.iter().flat_map(|change| &change.actions);
            let actions = listed(actions.map(String::as_str));
            style.heading(said, &format!("Actions that AWS may add {word} {actions}"));
        }
    }
    if !pair.assumed.is_empty() {
        style.heading(said, "Assumed to hold");
    }
    for condition in &pair.assumed {
        style.item(said, &format!("`{condition}`"));
    }
    if !pair.not_understood.is_empty() {
        style.heading(said, "Not understood");
    }
    for one in &pair.not_understood {
        style.item(said, one);
    }
}

pub(super) fn title(pair: &Pair) -> String {
    match (&pair.old, &pair.new) {
        (Some(old), Some(new)) if old == new => format!("Role `{old}`"),
        (Some(old), Some(new)) => format!("Role `{old}` → `{new}`"),
        (Some(old), None) => format!("Role `{old}` is gone"),
        (None, Some(new)) => format!("Role `{new}` is new"),
        (None, None) => "No role".to_owned(),
    }
}

fn meaning(pair: &Pair) -> String {
    let verdict = match pair.verdict {
        Verdict::Same => "same access",
        Verdict::Narrower => "narrower: no new access",
        Verdict::Wider => "wider: new access",
        Verdict::Different => "different: new access, and less of the old",
        Verdict::Unknown => "unknown: that there is no new access is not proved",
    };
    if pair.verdict == Verdict::Same && !pair.settings.is_empty() {
        return format!("{verdict}, other settings");
    }
    verdict.to_owned()
}

pub(super) fn line(change: &Change, sources: &Sources) -> String {
    let mut text = listed(change.actions.iter().map(String::as_str));
    text.push_str(&of_scope(&change.scope));
    if let Some(denied) = &change.formerly_denied {
        let _ = write!(text, ", which the other side denies{}", of_scope(denied));
    }
    if !change.except.is_empty() {
        let scopes: Vec<String> = change.except.iter().map(of_scope).collect();
        let _ = write!(text, " (the other side allows it{})", scopes.join(", and"));
    }
    let name = change.sid.as_ref().map_or_else(
        || format!("statement {} of {}", change.statement + 1, change.policy),
        Clone::clone,
    );
    let at = sources
        .place(change.origin)
        .map_or_else(String::new, |place| format!("; {place}"));
    let _ = write!(text, "  [{name}{at}]");
    if change.witnesses.is_empty() {
        text.push_str(" (not certain)");
    }
    text
}

/// More actions than this in a line are counted by service; `--format json` has all of them.
const ACTIONS: usize = 60;

/// More services than this in a line are counted.
const SERVICES: usize = 40;

/// The actions of a line.
fn listed<'a>(actions: impl Iterator<Item = &'a str> + Clone) -> String {
    let number = actions.clone().count();
    if number <= ACTIONS {
        return actions.collect::<Vec<_>>().join(", ");
    }
    let mut by_service: BTreeMap<&str, usize> = BTreeMap::new();
    for action in actions {
        let service = action.split(':').next().unwrap_or(action);
        *by_service.entry(service).or_default() += 1;
    }
    let services = by_service.len();
    let counts = by_service.into_iter().take(SERVICES);
    let mut counts: Vec<String> = counts
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    if services > SERVICES {
        counts.push(format!("and {} services more", services - SERVICES));
    }
    format!("{number} actions ({})", counts.join(", "))
}

fn of_scope(scope: &Scope) -> String {
    let mut text = String::new();
    if let Some(principals) = &scope.principals {
        let not = if principals.negated {
            "everyone but "
        } else {
            ""
        };
        let _ = write!(text, " by {not}{}", principals.values.join(", "));
    }
    if let Some(resources) = &scope.resources {
        let not = if resources.negated {
            "everything but "
        } else {
            ""
        };
        let _ = write!(text, " on {not}{}", resources.values.join(", "));
    }
    for (at, one) in scope.conditions.iter().enumerate() {
        let word = if at == 0 { " if" } else { " and" };
        let _ = write!(
            text,
            "{word} {} {} {}",
            one.operator,
            one.key,
            one.values.join("|")
        );
    }
    text
}

pub(super) fn of_setting(change: &SettingChange) -> String {
    let value = |value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(|| "unset".to_owned(), |value| format!("`{value}`"))
    };
    let mut text = format!(
        "{}: {} → {}",
        change.setting,
        value(&change.old),
        value(&change.new)
    );
    if change.replaces {
        text.push_str(
            ": the role is destroyed and made again; trust policies that name it, iam:PassRole \
             statements on its ARN and sessions in use break",
        );
    }
    text
}

fn ending(report: &Report) -> String {
    let mut text = String::new();
    let references = report.references();
    if !references.is_empty() {
        let list: Vec<String> = references.iter().map(|one| format!("`{one}`")).collect();
        let _ = writeln!(
            text,
            "What these are could change the answer (--let, --var): {}",
            list.join(", ")
        );
    }
    let _ = writeln!(
        text,
        "{} policies, {} compared, {} not understood",
        report.policies,
        report.policies.saturating_sub(report.not_understood),
        report.not_understood
    );
    text
}
