//! `also` and `unchecked`: actions that a grant has beside those of its verbs.

use std::collections::BTreeMap;

use super::{
    Request, Service,
    draft::{Draft, applies, draft_of},
    subject::Resolved,
};
use crate::{
    catalogue::{Action, ResourcePattern},
    diag::{Code, Diagnostic, Diagnostics},
    source::{Located, Origin},
    text::Text,
};

/// The drafts with the actions of `also` and `unchecked`, each on the resources that it can act on.
pub(crate) fn add(
    drafts: Vec<Draft>,
    service: &Service,
    request: &Request,
    resolved: &Resolved<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Draft> {
    let mut adder = Adder {
        possible: possible(service, resolved),
        drafts,
        diagnostics,
    };
    for also in &request.also {
        adder.add(also, service);
    }
    for unchecked in &request.unchecked {
        let mut also = request.also.iter();
        let named = also.any(|also| also.value.eq_ignore_ascii_case(&unchecked.value));
        if named || !adder.has(unchecked) {
            adder.diagnostics.extend(known(unchecked, named));
        }
        if !named {
            adder.add(unchecked, service);
        }
    }
    adder.drafts
}

/// An action under `unchecked` that the catalogue knows by now.
fn known(unchecked: &Located<String>, named: bool) -> Option<Diagnostic> {
    let action = Action::find(&unchecked.value)?;
    let message = format!("the catalogue knows `{action}`, so it need not go unchecked");
    let diagnostic = Diagnostic::new(Code::KnownAction, unchecked.origin, message);
    Some(if named {
        diagnostic.help("remove it here: under `also` it is enough")
    } else {
        diagnostic.help("list it under `also` instead")
    })
}

/// What any verb of the service could do here: resources and conditions, without the actions.
fn possible(service: &Service, resolved: &Resolved<'_>) -> Vec<Draft> {
    let rules = service.verbs.values().flat_map(|verb| &verb.allow);
    rules
        .filter(|rule| applies(rule.r#if.as_deref(), rule.unless.as_deref(), resolved))
        .filter_map(|rule| draft_of(service, rule, resolved, Origin::NOWHERE))
        .map(|draft| Draft {
            actions: BTreeMap::new(),
            ..draft
        })
        .collect()
}

struct Adder<'d> {
    drafts: Vec<Draft>,
    possible: Vec<Draft>,
    diagnostics: &'d mut Diagnostics,
}

impl Adder<'_> {
    /// Whether the drafts have this action.
    fn has(&self, action: &Located<String>) -> bool {
        let name = Action::find(&action.value).map(|action| action.to_string());
        name.is_some_and(|name| {
            let mut drafts = self.drafts.iter();
            drafts.any(|draft| draft.actions.contains_key(&name))
        })
    }

    fn add(&mut self, also: &Located<String>, service: &Service) {
        if also.value.contains(['*', '?']) {
            let message = format!("`{}` is not one action", also.value);
            self.diagnostics.push(
                Diagnostic::new(Code::StarNotAllowed, also.origin, message)
                    .help("name each action, or write a statement under `allow`"),
            );
            return;
        }
        let Some(action) = Action::find(&also.value) else {
            self.add_unknown(also);
            return;
        };
        let name = action.to_string();
        if self
            .drafts
            .iter()
            .any(|draft| draft.actions.contains_key(&name))
        {
            let message = format!("the verbs give `{name}` already");
            self.diagnostics.push(Diagnostic::new(
                Code::AlsoWithoutEffect,
                also.origin,
                message,
            ));
            return;
        }
        let mut targets = self.targets(action, &self.drafts);
        if targets.is_empty() {
            targets = self.targets(action, &self.possible);
        }
        if targets.is_empty() && action.is_star_only() {
            targets.push(Draft {
                word: "also".to_owned(),
                resources: vec![Text::literal("*")],
                ..Draft::default()
            });
        }
        if targets.is_empty() {
            let message = format!("`{name}` can act on nothing that this {} is", service.noun);
            let mut diagnostic = Diagnostic::new(Code::AlsoWithoutResource, also.origin, message)
                .help("write it under `allow`, with the resources that it acts on");
            let arns = action
                .resource_types()
                .flat_map(|kind| kind.resource_type.arns());
            for arn in arns.take(3) {
                diagnostic = diagnostic.help(format!("it acts on `{}`", arn.as_str()));
            }
            self.diagnostics.push(diagnostic);
        }
        for target in targets {
            self.put(target, &name, also.origin);
        }
    }

    /// The resources among `drafts` on which the action can act, each with the conditions that come
    /// with them and that the action knows.
    fn targets(&self, action: Action, drafts: &[Draft]) -> Vec<Draft> {
        let mut targets: Vec<Draft> = Vec::new();
        for draft in drafts {
            let known = targets
                .iter()
                .any(|target| target.resources == draft.resources);
            if known || !acts_on(action, draft) {
                continue;
            }
            // The narrowest that the service has for these resources: the scope of `prefixes`
            // reaches the list actions that are added, too.
            let same = self.drafts.iter().chain(&self.possible);
            let best = same
                .filter(|other| other.resources == draft.resources && has_keys(action, other))
                .max_by_key(|other| other.conditions.len());
            let target = best.cloned().unwrap_or_else(|| {
                let mut bare = draft.clone();
                bare.conditions.retain(|condition| knows(action, condition));
                bare
            });
            targets.push(target);
        }
        targets
    }

    fn put(&mut self, target: Draft, action: &str, origin: Origin) {
        let same = self.drafts.iter_mut().find(|draft| {
            draft.resources == target.resources && draft.conditions == target.conditions
        });
        let at = if let Some(draft) = same {
            draft
        } else {
            self.drafts.push(Draft {
                actions: BTreeMap::new(),
                ..target
            });
            match self.drafts.last_mut() {
                Some(draft) => draft,
                None => return,
            }
        };
        at.actions.insert(action.to_owned(), origin);
    }

    /// An action that the catalogue does not know can act on anything: it gets all resources of the
    /// grant. Whether it may stand there at all is judged on the policy.
    fn add_unknown(&mut self, also: &Located<String>) {
        let everything = Text::literal("*");
        let mut resources: Vec<Text> = Vec::new();
        let own = |draft: &&Draft| !draft.on_key && !draft.resources.contains(&everything);
        let drafts = if self.drafts.iter().any(|draft| own(&draft)) {
            &self.drafts
        } else {
            &self.possible
        };
        for draft in drafts.iter().filter(own) {
            for resource in &draft.resources {
                if !resources.contains(resource) {
                    resources.push(resource.clone());
                }
            }
        }
        if resources.is_empty() {
            resources.push(everything);
        }
        let target = Draft {
            word: "unchecked".to_owned(),
            resources,
            ..Draft::default()
        };
        self.put(target, &also.value, also.origin);
    }
}

/// Whether the action can act on all resources of the draft.
fn acts_on(action: Action, draft: &Draft) -> bool {
    let everything = Text::literal("*");
    draft.resources.iter().all(|resource| {
        let pattern = ResourcePattern::new(resource);
        (*resource != everything || action.is_star_only()) && action.accepts(&pattern)
    })
}

fn has_keys(action: Action, draft: &Draft) -> bool {
    draft
        .conditions
        .iter()
        .all(|condition| knows(action, condition))
}

fn knows(action: Action, condition: &crate::policy::Condition) -> bool {
    let key = condition.key.value.as_literal();
    key.is_none_or(|key| action.condition_key(key).is_some())
}
