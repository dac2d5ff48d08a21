//! A policy document in the order in which it is written: lists sorted, principals and conditions
//! grouped, so that plans stay quiet.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    policy::{self, Clause, Condition, PrincipalKind, Statement, Value, Version},
    render::{
        Error,
        value::{Expression, Literal},
    },
    text::Text,
};

/// What an attribute that takes a policy is set to: exactly one of the two.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Policy {
    /// The document, to be written in place.
    pub document: Option<Document>,
    /// The JSON of a data source that holds it.
    pub json: Option<Expression>,
}

/// A policy document.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// `2012-10-17`.
    pub version: &'static str,
    /// The document's `Id`.
    pub id: Option<Literal>,
    /// The statements, in the blueprint's order.
    pub statements: Vec<StatementData>,
}

/// One statement.
#[derive(Clone, Debug, Serialize)]
pub struct StatementData {
    /// Why it is there; printed with the filter `comment`.
    pub reason: Option<String>,
    /// Its id.
    pub sid: Option<Literal>,
    /// `Allow` or `Deny`.
    pub effect: &'static str,
    /// Who, in trust policies.
    pub principals: Option<Principals>,
    /// Which actions.
    pub actions: Values,
    /// On what; none in trust policies.
    pub resources: Option<Values>,
    /// When: one entry for each operator.
    pub conditions: Vec<Conditions>,
}

/// Values of `Action` or `Resource`.
#[derive(Clone, Debug, Serialize)]
pub struct Values {
    /// Whether it is `NotAction` or `NotResource`.
    pub negated: bool,
    /// The values, sorted, each once.
    pub values: Vec<Literal>,
}

/// `Principal`.
#[derive(Clone, Debug, Serialize)]
pub struct Principals {
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// Whether it is `"*"`; then there are no groups.
    pub everyone: bool,
    /// The principals of one kind each.
    pub groups: Vec<PrincipalGroup>,
}

/// Principals of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct PrincipalGroup {
    /// `AWS`, `Service`, `Federated` or `CanonicalUser`.
    pub kind: &'static str,
    /// Their names, sorted, each once.
    pub values: Vec<Literal>,
}

/// The conditions with one operator.
#[derive(Clone, Debug, Serialize)]
pub struct Conditions {
    /// `StringEquals`, `ForAnyValue:StringLike`; printed with the filter `key` where it is one.
    pub operator: Literal,
    /// One entry for each condition key, sorted.
    pub entries: Vec<Entry>,
}

/// One condition key with its values.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// `aws:PrincipalArn`; printed with the filter `key` where it is one.
    pub key: Literal,
    /// The values, sorted, each once.
    pub values: Vec<Literal>,
}

impl Document {
    /// What templates need of `document`.
    pub fn new(document: &policy::Document) -> Result<Self, Error> {
        Ok(Self {
            version: match document.version {
                Version::V2012 => Version::V2012.as_str(),
                Version::V2008 => Version::V2008.as_str(),
            },
            id: document.id.as_ref().map(Literal::new),
            statements: document
                .statements
                .iter()
                .map(StatementData::new)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl StatementData {
    fn new(statement: &Statement) -> Result<Self, Error> {
        Ok(Self {
            reason: statement.reason.as_ref().map(|reason| reason.value.clone()),
            sid: statement.sid.as_ref().map(|sid| Literal::new(&sid.value)),
            effect: statement.effect.as_str(),
            principals: statement.principals.as_ref().map(Principals::new),
            actions: Values::new(&statement.actions),
            resources: statement.resources.as_ref().map(Values::new),
            conditions: conditions(&statement.conditions)?,
        })
    }
}

impl Values {
    fn new(clause: &Clause<Value>) -> Self {
        Self {
            negated: clause.negated,
            values: sorted(clause.values.iter().map(|value| &value.value)),
        }
    }
}

impl Principals {
    fn new(clause: &Clause<policy::Principal>) -> Self {
        let mut groups: BTreeMap<&'static str, Vec<&Text>> = BTreeMap::new();
        let mut everyone = false;
        for principal in &clause.values {
            let kind = match principal.kind {
                PrincipalKind::Everyone => {
                    everyone = true;
                    continue;
                }
                PrincipalKind::Aws => "AWS",
                PrincipalKind::Service => "Service",
                PrincipalKind::Federated => "Federated",
                PrincipalKind::CanonicalUser => "CanonicalUser",
            };
            groups.entry(kind).or_default().push(&principal.value.value);
        }
        if everyone {
            groups.clear();
        }
        Self {
            negated: clause.negated,
            everyone,
            groups: groups
                .into_iter()
                .map(|(kind, values)| PrincipalGroup {
                    kind,
                    values: sorted(values),
                })
                .collect(),
        }
    }
}

/// Groups conditions by operator and key: in JSON each of them stands once.
fn conditions(conditions: &[Condition]) -> Result<Vec<Conditions>, Error> {
    let mut operators: BTreeMap<String, BTreeMap<&Text, Vec<&Text>>> = BTreeMap::new();
    for condition in conditions {
        let operator = condition.operator.to_string();
        let mut values: Vec<&Text> = condition.values.iter().map(|value| &value.value).collect();
        values.sort();
        values.dedup();
        let keys = operators.entry(operator.clone()).or_default();
        match keys.get(&condition.key.value) {
            Some(existing) if *existing != values => {
                return Err(Error::DoubleCondition {
                    operator,
                    key: condition.key.value.to_string(),
                });
            }
            _ => keys.insert(&condition.key.value, values),
        };
    }
    Ok(operators
        .into_iter()
        .map(|(operator, keys)| Conditions {
            operator: Literal::from(operator.as_str()),
            entries: keys
                .into_iter()
                .map(|(key, values)| Entry {
                    key: Literal::new(key),
                    values: values.into_iter().map(Literal::new).collect(),
                })
                .collect(),
        })
        .collect())
}

fn sorted<'a>(values: impl IntoIterator<Item = &'a Text>) -> Vec<Literal> {
    let mut values: Vec<&Text> = values.into_iter().collect();
    values.sort();
    values.dedup();
    values.into_iter().map(Literal::new).collect()
}
