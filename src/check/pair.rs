//! Actions that can act on none of their statement's resources, and resources that none of its
//! actions can use.

use super::{Acting, action::join};
use crate::{
    catalogue::{Action, ResourcePattern},
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Statement, Value},
    text::Text,
};
use std::collections::BTreeSet;

impl Acting<'_> {
    fn actions(&self) -> &[Action] {
        self.actions.as_deref().unwrap_or_default()
    }

    fn accepts(&self, resource: &ResourcePattern) -> bool {
        self.actions().iter().any(|action| action.accepts(resource))
    }
}

/// `sound` says of each resource whether its ARN is well-formed, `trapped` whether something more
/// telling was said about it already.
pub(super) fn check(
    statement: &Statement,
    acting: &[Acting<'_>],
    sound: &[bool],
    trapped: &[bool],
    found: &mut Diagnostics,
) {
    let Some(resources) = statement
        .resources
        .as_ref()
        .filter(|clause| !clause.negated)
    else {
        return;
    };
    if statement.actions.negated || sound.contains(&false) {
        return;
    }
    // Of a value that has holes nothing is claimed; of an unknown name enough was said.
    let (acting, unclear): (Vec<&Acting<'_>>, Vec<&Acting<'_>>) =
        acting.iter().partition(|one| !one.actions().is_empty());
    let anything = !unclear.is_empty();
    let patterns: Vec<ResourcePattern> = resources
        .values
        .iter()
        .map(|resource| ResourcePattern::new(&resource.value))
        .collect();
    let usable: Vec<bool> = patterns
        .iter()
        .map(|pattern| anything || acting.iter().any(|one| one.accepts(pattern)))
        .collect();
    let dead: Vec<&Acting<'_>> = acting
        .iter()
        .copied()
        .filter(|one| !patterns.iter().any(|pattern| one.accepts(pattern)))
        .collect();
    let live_trap = trapped
        .iter()
        .zip(&usable)
        .any(|(trapped, usable)| *trapped && !usable);
    if !live_trap {
        for one in &dead {
            found.push(dead_action(one, &resources.values, &acting));
        }
    }
    for ((value, usable), trapped) in resources.values.iter().zip(&usable).zip(trapped) {
        if !usable && !trapped && dead.len() < acting.len() {
            found.push(dead_resource(value, &acting));
        }
    }
}

fn dead_action(one: &Acting<'_>, resources: &[Value], acting: &[&Acting<'_>]) -> Diagnostic {
    let name = &one.value.value;
    let mut diagnostic = Diagnostic::new(
        Code::DeadAction,
        one.value.origin,
        format!("`{name}` can act on none of this statement's resources"),
    );
    if let [resource] = resources {
        diagnostic = diagnostic.also(resource.origin, format!("`{}`", resource.value));
    }
    let star_only = one.actions().iter().all(|action| action.is_star_only());
    let others = acting.iter().any(|other| {
        !std::ptr::eq(one, *other)
            && resources
                .iter()
                .any(|resource| other.accepts(&ResourcePattern::new(&resource.value)))
    });
    if star_only {
        let place = if others {
            "in a statement of its own"
        } else {
            "instead"
        };
        return diagnostic.help(format!(
            "it is authorised on no ARN: give it the resource `*` {place}"
        ));
    }
    diagnostic = diagnostic.help(format!("it acts on {}", formats(one.actions())));
    match extended(one, resources) {
        Some(better) if others => diagnostic.help(format!(
            "split the statement: `{name}` on `{better}`, the other actions on what is here"
        )),
        Some(better) => match resources {
            [only] => diagnostic.fix(
                format!("use `{better}`"),
                [crate::diag::Edit {
                    origin: only.origin,
                    text: format!("\"{better}\""),
                }],
            ),
            _ => diagnostic.help(format!("use `{better}`")),
        },
        None if others => diagnostic.help(format!(
            "split the statement: `{name}` on its own resources, the other actions on what is here"
        )),
        None => diagnostic,
    }
}

/// A resource of the statement that works for the action once it has, or has not, a tail such as
/// `/*`.
fn extended(one: &Acting<'_>, resources: &[Value]) -> Option<String> {
    // What an ARN of the action goes on with: `:` before a log stream, `/` before an object.
    let before_last_hole = one
        .actions()
        .iter()
        .flat_map(|action| action.resource_types())
        .flat_map(|used| used.resource_type.arns())
        .find_map(|arn| arn.as_str().rsplit_once("${")?.0.chars().next_back());
    let tails = match before_last_hole {
        Some(':') => [":*", "/*"],
        _ => ["/*", ":*"],
    };
    let candidates = resources.iter().flat_map(|resource| {
        let text = &resource.value;
        let longer = tails.map(|tail| text.clone().then_literal(tail));
        let spelled = text.to_string();
        let shorter: Vec<Text> = tails
            .into_iter()
            .filter(|_| !text.has_references())
            .filter_map(|tail| spelled.strip_suffix(tail))
            .map(Text::literal)
            .collect();
        longer.into_iter().chain(shorter)
    });
    candidates
        .into_iter()
        .find(|text| one.accepts(&ResourcePattern::new(text)))
        .map(|text| text.to_string())
}

/// The ARN formats that actions act on, at most four.
fn formats(actions: &[Action]) -> String {
    let all: BTreeSet<String> = actions
        .iter()
        .flat_map(|action| action.resource_types())
        .flat_map(|used| used.resource_type.arns())
        .map(|arn| format!("`{arn}`"))
        .collect();
    let more = all.len().saturating_sub(4);
    let mut shown: Vec<String> = all.into_iter().take(4).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(" or ")
}

fn dead_resource(value: &Value, acting: &[&Acting<'_>]) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::DeadResource,
        value.origin,
        format!("none of this statement's actions can use `{}`", value.value),
    );
    match acting {
        [one] if one.actions().len() == 1 => {
            let diagnostic = diagnostic.also(one.value.origin, "");
            if one.actions().iter().all(|action| action.is_star_only()) {
                diagnostic.help(format!(
                    "{} is authorised on `*` only",
                    join(one.actions(), ", ")
                ))
            } else {
                diagnostic.help(format!(
                    "{} acts on {}",
                    join(one.actions(), ", "),
                    formats(one.actions())
                ))
            }
        }
        _ => diagnostic.help("take it out, or add the actions that are meant to use it"),
    }
}
