//! The catalogue as the facts that comparing policies needs.

use super::{Action, ArnFormat, ConditionKey, KeyType, Service, pattern::Token};
use crate::policy::{Arity, FormStep, KeyFacts, KeyKind, KnownAction, Targets, Universe};

/// All of the catalogue, for [`crate::policy::compare`].
pub fn universe() -> Universe {
    Universe {
        services: || Service::all().map(Service::prefix).collect(),
        actions: |prefix| {
            let actions = Service::find(prefix).into_iter().flat_map(Service::actions);
            actions.map(known).collect()
        },
        keys: facts,
    }
}

fn known(action: Action) -> KnownAction {
    // That an action is authorised on `*` only is a reason to warn an author; it proves nothing, since
    // the reference lacks types of resources time and again.
    let targets = if action.is_star_only() {
        Targets::Any
    } else {
        let types = || action.resource_types();
        let arns = types().flat_map(|used| used.resource_type.arns());
        let forms = arns.map(ArnFormat::tokens).chain(action.further_arns());
        Targets::Arns {
            forms: forms
                .map(|tokens| tokens.into_iter().map(step).collect())
                .collect(),
            required: types().any(|used| used.required),
        }
    };
    KnownAction {
        name: action.to_string(),
        targets,
        level: action.level() as u8,
    }
}

fn step(token: Token) -> FormStep {
    match token {
        Token::Char(c) => FormStep::Char(c),
        Token::One(bounds) => FormStep::One {
            colon: !bounds.colon,
            slash: !bounds.slash,
        },
        Token::Many(bounds) => FormStep::Many {
            colon: !bounds.colon,
            slash: !bounds.slash,
        },
    }
}

/// What is known of a condition key, as [`crate::policy::Context`] asks it.
pub fn facts(key: &str) -> Option<KeyFacts> {
    let key = ConditionKey::find(key)?;
    Some(KeyFacts {
        arity: if key.is_multivalued() {
            Arity::Multiple
        } else {
            Arity::Single
        },
        kind: match key.key_type() {
            KeyType::String => KeyKind::String,
            KeyType::Arn => KeyKind::Arn,
            KeyType::Bool => KeyKind::Bool,
            KeyType::Numeric => KeyKind::Number,
            KeyType::Date => KeyKind::Date,
            KeyType::IpAddress => KeyKind::Ip,
            KeyType::Binary => KeyKind::Binary,
        },
    })
}
