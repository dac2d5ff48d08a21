//! A request that shows a difference, confirmed by the evaluator on both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    key::{Holding, filled},
    language,
    rules::{Duty, Entry, Whose},
    search::Bounded,
    space::{Axis, Point},
};
use crate::{
    policy::{
        Ask, Caller, Context, Pattern, Predicate, PrincipalKind, Rule, Token, Truth, Universe, arn,
        document::Clause,
    },
    text::{Part, Text},
};

/// A request that one side allows and the other does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Witness {
    /// The action.
    pub action: String,
    /// The resource; `None` where the policies say nothing of resources.
    pub resource: Option<String>,
    /// Who asks, in trust policies: `AWS:arn:…`, `Service:ec2.amazonaws.com`.
    pub principal: Option<String>,
    /// The condition keys of the request; a key without values is absent.
    pub context: BTreeMap<String, Vec<String>>,
    /// What was put for the references, by their expression.
    pub references: BTreeMap<String, String>,
}

/// Stand-ins for what only Terraform knows: each reference is something of its own.
#[derive(Debug, Default)]
pub(super) struct StandIns {
    references: BTreeMap<String, String>,
}

impl StandIns {
    /// Chooses a stand-in for every reference in the rules: an ARN where a resource begins with it.
    pub(super) fn new(entries: &[Entry<'_>]) -> Self {
        let mut leading = BTreeSet::new();
        let mut all = BTreeSet::new();
        for entry in entries {
            all.extend(entry.references());
            for pattern in entry
                .rule
                .resources
                .iter()
                .flat_map(|clause| &clause.values)
            {
                if let Some(Token::Hole(hole)) = pattern.tokens().first()
                    && let Part::Reference(reference) = hole.as_ref()
                {
                    leading.insert(reference.expression().to_owned());
                }
            }
        }
        let stand_in = |(number, expression): (usize, String)| {
            let value = if leading.contains(&expression) {
                format!("arn:aws:reference::111111111111:r{number}")
            } else {
                format!("r{number}")
            };
            (expression, value)
        };
        Self {
            references: all.into_iter().enumerate().map(stand_in).collect(),
        }
    }

    fn of(&self, expression: &str) -> String {
        let other = || format!("r-{}", expression.len());
        self.references
            .get(expression)
            .cloned()
            .unwrap_or_else(other)
    }

    fn pattern(&self, pattern: &Pattern) -> Pattern {
        if !pattern.has_references() {
            return pattern.clone();
        }
        Pattern::from_tokens(pattern.tokens().iter().flat_map(|token| {
            match token {
                Token::Hole(hole) => match hole.as_ref() {
                    Part::Reference(reference) => self
                        .of(reference.expression())
                        .chars()
                        .map(Token::Char)
                        .collect(),
                    _ => vec![token.clone()],
                },
                other => vec![other.clone()],
            }
        }))
    }

    fn text(&self, text: &Text) -> Text {
        Text::from_parts(text.parts().iter().map(|part| match part {
            Part::Reference(reference) => Part::Literal(self.of(reference.expression())),
            other => other.clone(),
        }))
    }

    /// The rule with the stand-ins in place.
    fn rule(&self, rule: &Rule) -> Rule {
        let clause = |clause: &Clause<Pattern>| Clause {
            negated: clause.negated,
            values: clause.values.iter().map(|p| self.pattern(p)).collect(),
        };
        let predicate = |predicate: &Predicate| Predicate {
            values: predicate.values.iter().map(|p| self.pattern(p)).collect(),
            ..predicate.clone()
        };
        let mut rule = Rule {
            actions: clause(&rule.actions),
            resources: rule.resources.as_ref().map(|resources| {
                let filled = clause(resources);
                Clause {
                    values: filled.values.iter().map(arn::normal).collect(),
                    ..filled
                }
            }),
            conditions: rule.conditions.iter().map(predicate).collect(),
            ..rule.clone()
        };
        for principal in rule
            .principals
            .iter_mut()
            .flat_map(|clause| &mut clause.values)
        {
            principal.value.value = self.text(&principal.value.value);
        }
        rule
    }
}

/// Checks requests against both sides.
pub(super) struct Court<'a, 'e> {
    rules: Vec<(&'e Entry<'a>, Rule)>,
    bounded: Bounded,
    universe: Universe,
    stand_ins: StandIns,
    /// The variables that the rules use, by key, with values to stand in for theirs.
    variables: BTreeMap<String, String>,
}

impl<'a, 'e> Court<'a, 'e> {
    pub(super) fn new(entries: &'e [Entry<'a>], bounded: Bounded, universe: Universe) -> Self {
        let stand_ins = StandIns::new(entries);
        let rules: Vec<(&Entry<'_>, Rule)> = entries
            .iter()
            .map(|entry| (entry, stand_ins.rule(entry.rule)))
            .collect();
        let mut variables = BTreeMap::new();
        for (_, rule) in &rules {
            let patterns = rule.resources.iter().flat_map(|clause| &clause.values);
            let patterns = patterns.chain(rule.conditions.iter().flat_map(|one| &one.values));
            for variable in patterns.flat_map(Pattern::variables) {
                let key = variable.key.to_lowercase();
                variables.insert(key.clone(), language::stand_in(&key));
            }
        }
        Self {
            rules,
            bounded,
            universe,
            stand_ins,
            variables,
        }
    }

    /// The request at a point, for this action, if `whose` side allows it and the other does not.
    pub(super) fn confirm(&self, whose: Whose, action: &str, point: &Point) -> Option<Witness> {
        let mut witness = self.witness(action, point);
        let mut context = Context::complete().with_keys(self.universe.keys);
        for (key, values) in &witness.context {
            context.set(key, values.clone());
        }
        for (key, value) in &self.variables {
            witness
                .context
                .entry(key.clone())
                .or_insert_with_key(|key| {
                    context.set_default(key, value);
                    vec![value.clone()]
                });
        }
        let resource = witness.resource.as_deref().unwrap_or("*");
        let ask = Ask::new(&action.into(), &resource.into());
        let caller = witness.principal.as_deref().map(|text| {
            let (tag, name) = text.split_once(':').unwrap_or(("AWS", text));
            let other = |kind| Caller::Other {
                kind,
                name: name.to_owned(),
            };
            match tag {
                "AWS" if name.starts_with("arn:") => Caller::parse(name, None),
                "AWS" => other(PrincipalKind::Aws),
                "Federated" => other(PrincipalKind::Federated),
                "CanonicalUser" => other(PrincipalKind::CanonicalUser),
                _ => Caller::Service(name.to_owned()),
            }
        });
        let allows = |side: Whose| self.allows(side, &ask, caller.as_ref(), &context);
        let other = match whose {
            Whose::Old => Whose::New,
            Whose::New => Whose::Old,
        };
        (allows(whose) && !allows(other)).then_some(witness)
    }

    fn allows(&self, whose: Whose, ask: &Ask, caller: Option<&Caller>, context: &Context) -> bool {
        let any = |duty: Duty| {
            self.rules.iter().any(|(entry, rule)| {
                entry.whose == whose
                    && entry.duty == duty
                    && caller.is_none_or(|caller| rule.includes(caller).0.is_yes())
                    && rule.covers(ask, context) == Truth::Yes
            })
        };
        let bounded = match whose {
            Whose::Old => self.bounded.old,
            Whose::New => self.bounded.new,
        };
        any(Duty::Allow) && !any(Duty::Deny) && (!bounded || any(Duty::Bound))
    }

    fn witness(&self, action: &str, point: &Point) -> Witness {
        let fill = |token: &Token| match token {
            Token::Char(c) => c.to_string(),
            Token::One => "x".to_owned(),
            Token::Any => String::new(),
            Token::Hole(hole) => match hole.as_ref() {
                Part::Literal(text) => text.clone(),
                Part::Reference(reference) => self.stand_ins.of(reference.expression()),
                Part::Variable(variable) => language::stand_in(&variable.key.to_lowercase()),
            },
        };
        let text = |axis: Axis| {
            let pattern = point.texts.get(&axis)?;
            Some(pattern.tokens().iter().map(fill).collect::<String>())
        };
        let context = point.context.iter().map(|(key, holding)| {
            let values = match holding {
                Holding::Absent => Vec::new(),
                Holding::Values(values) => filled(values, &fill),
            };
            (key.clone(), values)
        });
        let named = |pattern: Option<&Pattern>| -> Vec<String> {
            let references = pattern.into_iter().flat_map(Pattern::references);
            references.map(|r| r.expression().to_owned()).collect()
        };
        let references = named(point.texts.get(&Axis::Resource));
        Witness {
            action: action.to_owned(),
            resource: text(Axis::Resource),
            principal: text(Axis::Principal),
            context: context.collect(),
            references: references
                .into_iter()
                .map(|expression| (expression.clone(), self.stand_ins.of(&expression)))
                .collect(),
        }
    }
}
