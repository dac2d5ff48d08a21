//! The asserts of a spec: what the role must be able to do, and what it must not.
//!
//! An assert holds only where that is proved. A question about one exact resource is decided by
//! evaluation, with reasons; one about a pattern by comparing sets of access: `can` holds if the
//! role allows all that a statement with the pattern would, `cannot` if denying it takes nothing
//! away. There a Terraform reference could turn out to be anything, so that it is taken for a
//! wildcard wherever that makes the proof harder.
//!
//! A permissions boundary whose document is not at hand could only take away. A `cannot` is proved
//! without it; a `can` is proved for the role's policies, and a note says so: the alternative would
//! be that a role with a boundary can have no `can` at all.

use super::{
    access::{in_partition, partition_of},
    can::{can, context, pick},
    question,
};
use crate::{
    blueprint::{Blueprint, Folder, Role},
    catalogue::{self, Action},
    diag::{Code, Diagnostic},
    policy::{
        Arity, Change, Clause, Comparison, Condition, Document, Effect, Operator, Outcome, Policy,
        Side, Statement, Value, Verdict, compare,
    },
    read::{boundary, holdings},
    source::Located,
    spec::{Assert, Assertion},
    text::{Part, Text},
};

/// A fault for each assert that does not hold, or of which that cannot be told.
pub fn assertions(blueprint: &Blueprint, asserts: &Assert) -> Vec<Diagnostic> {
    let (blueprint, mut found) = without_unknown_boundaries(blueprint);
    let Ok(role) = pick(&blueprint, None) else {
        return Vec::new();
    };
    if asserts.can.is_empty() {
        found.clear();
    }
    let all = asserts
        .can
        .iter()
        .map(|one| (Wish::Can, one))
        .chain(asserts.cannot.iter().map(|one| (Wish::Cannot, one)));
    found.extend(all.filter_map(|(wish, assertion)| {
        let why = decide(&blueprint, role, wish, assertion).err()?;
        let word = match wish {
            Wish::Can => "can",
            Wish::Cannot => "cannot",
        };
        let message = format!(
            "the assert `{word}: {} on {}` does not hold",
            assertion.action.value, assertion.resource.value
        );
        Some(Diagnostic::new(Code::FailedAssertion, assertion.origin, message).help(why))
    }));
    found
}

/// The blueprint without the boundaries that nobody here can read, and a note for each.
fn without_unknown_boundaries(blueprint: &Blueprint) -> (Blueprint, Vec<Diagnostic>) {
    let mut blueprint = blueprint.clone();
    let mut notes = Vec::new();
    let folders = blueprint.folders.iter_mut();
    for role in folders.flat_map(|folder| &mut folder.roles) {
        if let Some(Err(_)) = boundary(role)
            && let Some(unread) = role.permissions_boundary.take()
        {
            let message = format!(
                "the document of the permissions boundary `{}` is not known here: `can` is held \
                 against the role's own policies only",
                unread.value
            );
            notes.push(Diagnostic::new(
                Code::UnknownBoundary,
                unread.origin,
                message,
            ));
        }
    }
    (blueprint, notes)
}

/// What an assert wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Can,
    Cannot,
}

type InFolder<'a> = (&'a Folder, &'a Role);

/// Nothing if the assert is proved, else why not.
fn decide(
    blueprint: &Blueprint,
    role: InFolder<'_>,
    wish: Wish,
    assertion: &Assertion,
) -> Result<(), String> {
    let action = assertion.action.value.to_string();
    let is_pattern = |text: &str| text.contains(['*', '?']);
    let actions: Vec<String> = if is_pattern(&action) {
        Action::matching(&action)
            .map(|one| one.to_string())
            .collect()
    } else {
        vec![Action::find(&action).map_or(action.clone(), |one| one.to_string())]
    };
    if actions.is_empty() {
        return Err(format!("no action matches `{action}`"));
    }
    let resource = &assertion.resource.value;
    possible(role.1, assertion, &actions)?;
    if resource
        .as_literal()
        .is_some_and(|resource| !is_pattern(resource))
    {
        return exact(blueprint, role, wish, assertion, &actions);
    }
    by_sets(blueprint, role, wish, assertion)
}

/// Holds that a request can be as the assert says: of one that cannot be, everything is true.
///
/// # Errors
///
/// In words, why none can.
fn possible(role: &Role, assertion: &Assertion, actions: &[String]) -> Result<(), String> {
    let via_another = assertion.via.is_some();
    let unknown = actions.iter().filter(|_| !via_another);
    let mut faults = unknown.filter_map(|action| question::unknown_action(action, role));
    let values = assertion.context.iter().filter_map(|(key, values)| {
        let literal = |value: &Value| value.value.as_literal().map(str::to_owned);
        let literals: Option<Vec<String>> = values.iter().map(literal).collect();
        question::impossible_values(key.value.as_literal()?, &literals?)
    });
    let fault = faults
        .next()
        .or_else(|| question::impossible(actions, &assertion.resource.value))
        .or_else(|| values.into_iter().next());
    match fault {
        Some(why) => Err(format!("no request can be so: {why}")),
        None => Ok(()),
    }
}

/// One exact resource: each action is decided by itself.
fn exact(
    blueprint: &Blueprint,
    role: InFolder<'_>,
    wish: Wish,
    assertion: &Assertion,
    actions: &[String],
) -> Result<(), String> {
    let keys: Vec<(String, String)> = assertion
        .context
        .iter()
        .flat_map(|(key, values)| {
            values
                .iter()
                .map(|value| (key.value.to_string(), value.value.to_string()))
        })
        .collect();
    let context = context(
        keys.iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    );
    let via = assertion.via.as_ref().map(|via| via.value.as_str());
    for action in actions {
        let question = (&Text::literal(action.as_str()), &assertion.resource.value);
        let ruling =
            can(blueprint, role, via, question, &context).map_err(|error| error.to_string())?;
        let unknown = |keys: &std::collections::BTreeSet<String>| {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!(
                "whether `{action}` is allowed depends on {}",
                keys.join(", ")
            )
        };
        match (wish, &ruling.outcome) {
            (Wish::Can, Outcome::Allowed) | (Wish::Cannot, Outcome::Denied) => {}
            (_, Outcome::Depends(keys)) => return Err(unknown(keys)),
            (Wish::Can, Outcome::Denied) => {
                let deny = ruling.steps.iter().find(|step| step.decision.is_explicit());
                let by = deny.map_or("no statement allows it".to_owned(), |step| {
                    format!(
                        "{} is denied by {}",
                        step.what,
                        named(&step.decision.statements)
                    )
                });
                return Err(format!("`{action}` is denied: {by}"));
            }
            (Wish::Cannot, Outcome::Allowed) => {
                let by = ruling
                    .steps
                    .last()
                    .map(|step| named(&step.decision.statements));
                return Err(format!(
                    "`{action}` is allowed by {}",
                    by.unwrap_or_default()
                ));
            }
        }
    }
    Ok(())
}

fn named(statements: &[crate::policy::StatementRef]) -> String {
    let name = |one: &crate::policy::StatementRef| match &one.sid {
        Some(sid) => format!("`{sid}` of `{}`", one.policy),
        None => format!("statement {} of `{}`", one.index + 1, one.policy),
    };
    statements.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// A pattern of resources: sets of access are compared.
fn by_sets(
    blueprint: &Blueprint,
    (folder, role): InFolder<'_>,
    wish: Wish,
    assertion: &Assertion,
) -> Result<(), String> {
    let role = match &assertion.via {
        None => role,
        Some(via) => {
            become_target(blueprint, (folder, role), wish, assertion)?;
            let assumes = folder
                .assumes
                .iter()
                .find(|assumes| assumes.name == via.value);
            let target = assumes.and_then(|it| blueprint.folders.get(it.folder?)?.roles.first());
            target.ok_or_else(|| format!("the permissions of `{}` are not described", via.value))?
        }
    };
    let holdings = holdings(role);
    if let Some(why) = holdings.missing().next() {
        return Err(format!("that cannot be told: {why}"));
    }
    let partition = partition_of(&assertion.resource.value);
    let bound = boundary(role)
        .transpose()
        .map_err(|why| format!("that cannot be told: {why}"))?;
    let compile =
        |document: &Document| Policy::new("role", &bent(&in_partition(document, partition), wish));
    let policies: Vec<Policy> = holdings
        .policies
        .iter()
        .map(|held| compile(&held.document))
        .collect();
    let bound = bound.map(|document| compile(&document));
    let mut side = Side::of(&policies);
    side.boundary = bound.as_ref().map(|bound| vec![bound]);
    let universe = catalogue::universe();
    match wish {
        Wish::Can => {
            let wanted = Policy::new("assert", &wanted(assertion, Effect::Allow));
            let found = compare(&side, &Side::of([&wanted]), universe);
            unless_empty(&found, &found.gained, "is not allowed")
        }
        Wish::Cannot => {
            let denied = Policy::new("assert", &wanted(assertion, Effect::Deny));
            let mut without = side.clone();
            without.policies.push(&denied);
            let found = compare(&side, &without, universe);
            unless_empty(&found, &found.lost, "is allowed, or could be")?;
            unless_empty(
                &found,
                &found.future_lost,
                "would be allowed as soon as AWS adds it",
            )
        }
    }
}

/// For `can`, becoming the target must be allowed too.
fn become_target(
    blueprint: &Blueprint,
    role: InFolder<'_>,
    wish: Wish,
    assertion: &Assertion,
) -> Result<(), String> {
    let via = assertion.via.as_ref().map(|via| via.value.as_str());
    let question = (&assertion.action.value, &assertion.resource.value);
    let ruling = can(blueprint, role, via, question, &context([])).map_err(|e| e.to_string())?;
    let allowed = |outcome: &Outcome| *outcome == Outcome::Allowed;
    match ruling.steps.first() {
        Some(step) if wish == Wish::Can && !allowed(&step.decision.outcome) => {
            Err(format!("{} is not certain to be allowed", step.what))
        }
        _ => Ok(()),
    }
}

fn unless_empty(found: &Comparison, list: &[Change], what: &str) -> Result<(), String> {
    if let Some(change) = list.first() {
        let places = change
            .scope
            .resources
            .as_ref()
            .map(|clause| clause.values.join(", "));
        let on = places.map_or(String::new(), |places| format!(" on `{places}`"));
        return Err(format!("`{}`{on} {what}", change.actions.join("`, `")));
    }
    if found.verdict == Verdict::Unknown {
        let why = found.not_understood.first().map_or("", String::as_str);
        return Err(format!("that cannot be told: {why}"));
    }
    Ok(())
}

/// The document bent against the wish: for `cannot` its Allows reach too far and its Denies too
/// little, for `can` its Denies reach too far.
fn bent(document: &Document, wish: Wish) -> Document {
    let mut bent = document.clone();
    bent.statements = document
        .statements
        .iter()
        .filter_map(|statement| match (wish, statement.effect) {
            (Wish::Can, Effect::Allow) => Some(statement.clone()),
            (Wish::Can, Effect::Deny) | (Wish::Cannot, Effect::Allow) => Some(widened(statement)),
            (Wish::Cannot, Effect::Deny) => (!has_holes(statement)).then(|| statement.clone()),
        })
        .collect();
    bent
}

/// Whether something about it is known only when Terraform runs or a request is made.
fn has_holes(statement: &Statement) -> bool {
    let values = statement.resources.iter().flat_map(|clause| &clause.values);
    let conditions = statement
        .conditions
        .iter()
        .flat_map(|condition| &condition.values);
    let mut all = statement
        .actions
        .values
        .iter()
        .chain(values)
        .chain(conditions);
    all.any(|value| has_hole(&value.value))
}

fn has_hole(text: &Text) -> bool {
    text.parts().iter().any(is_hole)
}

/// A reference, or a variable that is more than a character that it makes literal.
fn is_hole(part: &Part) -> bool {
    match part {
        Part::Literal(_) => false,
        Part::Reference(_) => true,
        Part::Variable(variable) => !["*", "?", "$"].contains(&variable.key.as_str()),
    }
}

/// The statement applied at least wherever it could apply: holes match anything, and conditions on
/// holes hold.
fn widened(statement: &Statement) -> Statement {
    let mut wide = statement.clone();
    let widen = |clause: &mut Clause<Value>| {
        if clause.negated {
            clause.values.retain(|value| !has_hole(&value.value));
            if clause.values.is_empty() {
                *clause = Clause::of([Located::nowhere("*".into())]);
            }
            return;
        }
        for value in &mut clause.values {
            if begins_open(&value.value) {
                value.value = "*".into();
                continue;
            }
            value.value = Text::from_parts(value.value.parts().iter().map(|part| {
                if is_hole(part) {
                    Part::Literal("*".to_owned())
                } else {
                    part.clone()
                }
            }));
        }
    };
    widen(&mut wide.actions);
    wide.resources.iter_mut().for_each(widen);
    wide.conditions
        .retain(|condition| !condition.values.iter().any(|value| has_hole(&value.value)));
    wide
}

/// Whether a hole stands before the fifth colon: what it stands for may hold the colons, so that a
/// wildcard in its place would say too little.
fn begins_open(text: &Text) -> bool {
    let mut colons = 0;
    for part in text.parts() {
        match part {
            Part::Literal(literal) => colons += literal.matches(':').count(),
            part if is_hole(part) => return colons < 5,
            _ => {}
        }
    }
    false
}

/// What the assert speaks of, as a statement. A key that holds several values holds none but these.
fn wanted(assertion: &Assertion, effect: Effect) -> Document {
    let conditions = assertion.context.iter().flat_map(|(key, values)| {
        let condition = |operator: &str, values: Vec<Value>| Condition {
            operator: Operator::parse(operator),
            key: key.clone(),
            values,
            origin: assertion.origin,
        };
        let facts = catalogue::facts(&key.value.to_string().to_lowercase());
        if facts.is_some_and(|facts| facts.arity == Arity::Multiple) {
            vec![
                condition("ForAllValues:StringEquals", values.clone()),
                condition("Null", vec![Located::nowhere("false".into())]),
            ]
        } else {
            vec![condition("StringEquals", values.clone())]
        }
    });
    Document {
        statements: vec![Statement {
            effect,
            actions: Clause::of([assertion.action.clone()]),
            resources: Some(Clause::of([assertion.resource.clone()])),
            conditions: conditions.collect(),
            ..Statement::default()
        }],
        ..Document::default()
    }
}
