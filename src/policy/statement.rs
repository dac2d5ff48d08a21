//! Whether a statement applies to a request.

use super::{
    arn,
    condition::{self, Predicate},
    context::Context,
    document::{Clause, Document, Effect, Principal, Statement, Version},
    fault::{self, Fault},
    pattern::{Match, Pattern},
    principal::{self, Caller, Named},
    truth::Truth,
    variable,
};
use crate::{source::Origin, text::Text};

/// A statement, compiled.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Allow or Deny.
    pub(super) effect: Effect,
    /// The action patterns, in lower case.
    pub(super) actions: Clause<Pattern>,
    /// The action patterns as written.
    pub(super) written_actions: Vec<String>,
    /// The resource patterns; `None` where the statement has none, which is the resource that the
    /// policy is attached to.
    pub(super) resources: Option<Clause<Pattern>>,
    /// The principals.
    pub(super) principals: Option<Clause<Principal>>,
    /// The conditions, all of which must hold.
    pub(super) conditions: Vec<Predicate>,
    /// The statement's id.
    pub(super) sid: Option<String>,
    /// Where it came from.
    pub(super) origin: Origin,
}

/// What is asked: may this action be done on this resource?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    action: Pattern,
    resource: Pattern,
}

impl Ask {
    /// An action such as `s3:GetObject` on a resource, or on `*` for an action without one.
    pub fn new(action: &Text, resource: &Text) -> Self {
        Self {
            action: folded(Pattern::exact(action)),
            resource: arn::normal(&Pattern::exact(resource)),
        }
    }

    /// The resource.
    pub fn resource(&self) -> &Pattern {
        &self.resource
    }

    /// The action, in lower case.
    pub fn action(&self) -> &Pattern {
        &self.action
    }
}

fn folded(pattern: Pattern) -> Pattern {
    if fault::is(Fault::ActionCase) {
        pattern
    } else {
        pattern.to_lowercase()
    }
}

impl Rule {
    pub(super) fn compile(statement: &Statement, version: Version) -> Self {
        let clause = |from: &Clause<Text>, compile: &dyn Fn(&Text) -> Pattern| Clause {
            negated: from.negated,
            values: from.values.iter().map(compile).collect(),
        };
        let texts = |from: &Clause<super::Value>| Clause {
            negated: from.negated,
            values: from.values.iter().map(|v| v.value.clone()).collect(),
        };
        Self {
            effect: statement.effect,
            actions: clause(&texts(&statement.actions), &|text| {
                folded(Pattern::wild(text))
            }),
            written_actions: statement
                .actions
                .values
                .iter()
                .map(|action| action.value.to_string())
                .collect(),
            resources: statement.resources.as_ref().map(|resources| {
                clause(&texts(resources), &|text| {
                    arn::normal(&Pattern::wild(&variable::in_version(text, version)))
                })
            }),
            principals: statement.principals.clone(),
            conditions: statement
                .conditions
                .iter()
                .map(|condition| Predicate::compile(condition, version))
                .collect(),
            sid: statement.sid.as_ref().map(|sid| sid.value.to_string()),
            origin: statement.origin,
        }
    }

    /// Whether it applies to a request, whoever makes it.
    pub(super) fn covers(&self, ask: &Ask, context: &Context) -> Truth {
        let actions = self.covers_action(ask);
        if actions.is_no() {
            return Truth::No;
        }
        let resources = self.covers_resource(ask, context);
        if resources.is_no() {
            return Truth::No;
        }
        let conditions = if fault::is(Fault::OnlyFirstCondition) {
            self.conditions.get(..1).unwrap_or_default()
        } else {
            &self.conditions
        };
        let conditions = Truth::all(conditions.iter().map(|one| one.holds(context)));
        actions.and(resources).and(conditions)
    }

    fn covers_action(&self, ask: &Ask) -> Truth {
        let any = Truth::any(
            self.actions
                .values
                .iter()
                .map(|pattern| truth(pattern.matches(&ask.action), pattern, &ask.action)),
        );
        negate_if(
            self.actions.negated && !fault::is(Fault::NotActionAsAction),
            any,
        )
    }

    fn covers_resource(&self, ask: &Ask, context: &Context) -> Truth {
        let Some(resources) = &self.resources else {
            return Truth::Yes;
        };
        let mut any = Truth::No;
        for pattern in &resources.values {
            any = any.or(match variable::resolve(pattern, context) {
                Ok(pattern) => truth(matches(&pattern, &ask.resource), &pattern, &ask.resource),
                Err(_) if !arn::may_match_resource(pattern, &ask.resource, resources.negated) => {
                    Truth::No
                }
                // A statement that gets as far as a variable without a value is not valid. (Before
                // the fifth colon, where no variable may stand, the pattern decides as ever.)
                Err(Truth::No) if resources.negated => return Truth::No,
                Err(unset) => unset,
            });
        }
        negate_if(
            resources.negated && !fault::is(Fault::NotResourceAsResource),
            any,
        )
    }

    /// Whether its principals include the caller; a statement without principals includes whoever
    /// the policy is attached to.
    pub(super) fn includes(&self, caller: &Caller) -> (Truth, Named) {
        match &self.principals {
            Some(principals) => principal::includes(principals, caller),
            None => (Truth::Yes, Named::Itself),
        }
    }
}

fn matches(pattern: &Pattern, resource: &Pattern) -> Match {
    if fault::is(Fault::StarCrossesSegments) {
        return pattern.matches(resource);
    }
    arn::matches_resource(pattern, resource)
}

fn truth(matched: Match, pattern: &Pattern, subject: &Pattern) -> Truth {
    match matched {
        Match::Yes => Truth::Yes,
        Match::No => Truth::No,
        Match::Possibly => match (
            condition::references(pattern),
            condition::references(subject),
        ) {
            (Truth::Depends(a), Truth::Depends(b)) => {
                Truth::Depends(a.into_iter().chain(b).collect())
            }
            (other, _) => other,
        },
    }
}

fn negate_if(negated: bool, truth: Truth) -> Truth {
    if negated { truth.negate() } else { truth }
}

/// A policy document, compiled, with the name that decisions call it by.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The name: of an inline or managed policy, `trust`, `boundary`, …
    pub name: String,
    pub(super) rules: Vec<Rule>,
}

impl Policy {
    /// Compiles a document.
    pub fn new(name: impl Into<String>, document: &Document) -> Self {
        Self {
            name: name.into(),
            rules: document
                .statements
                .iter()
                .map(|statement| Rule::compile(statement, document.version))
                .collect(),
        }
    }
}
