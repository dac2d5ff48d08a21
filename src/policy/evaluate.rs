//! What a set of policies decides about a request.
//!
//! The order of AWS ("Policy evaluation logic" in the IAM user guide): an explicit Deny anywhere
//! wins; service control policies, boundary and session policy must each allow; within an account
//! the caller's policies or the resource's policy must allow, across accounts both. A role's trust
//! policy and a KMS key's policy are resource policies that must allow in any case.
//!
//! ```
//! use rolewright::policy::{
//!     Ask, Caller, Clause, Context, Document, Outcome, Policies, Policy, Statement, evaluate,
//! };
//! use rolewright::source::Located;
//!
//! let clause = |text: &str| Clause::of([Located::nowhere(text.into())]);
//! let document = Document {
//!     statements: vec![Statement {
//!         actions: clause("s3:Get*"),
//!         resources: Some(clause("arn:aws:s3:::photos/*")),
//!         ..Statement::default()
//!     }],
//!     ..Document::default()
//! };
//! let policies = Policies { identity: vec![Policy::new("photos", &document)], ..Policies::default() };
//! let caller = Caller::parse("arn:aws:iam::111111111111:role/web", None);
//! let ask = Ask::new(&"s3:GetObject".into(), &"arn:aws:s3:::photos/cat.jpg".into());
//! let decision = evaluate(&policies, &caller, None, &ask, &Context::partial());
//! assert_eq!(decision.outcome, Outcome::Allowed);
//! assert_eq!(decision.statements[0].policy, "photos");
//! ```

use std::collections::BTreeSet;

use super::{
    context::Context,
    document::Effect,
    fault::{self, Fault},
    principal::{Caller, Named},
    statement::{Ask, Policy, Rule},
    truth::Truth,
};
use crate::source::Origin;

/// The kinds of policies that take part in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The caller's inline and managed policies.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// The session policy.
    Session,
    /// The service control policies.
    Scp,
    /// The policy of the resource; for a role its trust policy.
    Resource,
}

impl Layer {
    /// The word for it in messages and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Scp => "scp",
            Self::Resource => "resource",
        }
    }
}

/// All policies that matter for a caller and a resource.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// The caller's inline and managed policies.
    pub identity: Vec<Policy>,
    /// The permissions boundary, where there is one.
    pub boundary: Option<Vec<Policy>>,
    /// The session policy, where there is one.
    pub session: Option<Policy>,
    /// The service control policies of the account, where they are known.
    pub scps: Option<Vec<Policy>>,
    /// The policy of the resource, where there is one.
    pub resource: Option<Policy>,
    /// Whether the resource's policy must allow even within the account, as for roles and KMS keys.
    pub resource_must_allow: bool,
}

/// A statement that took part in a decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementRef {
    /// In which kind of policy.
    pub layer: Layer,
    /// The policy's name.
    pub policy: String,
    /// The statement's position in its policy, from 0.
    pub index: usize,
    /// Its id.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Where it came from.
    pub origin: Origin,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Yes.
    Allowed,
    /// No.
    Denied,
    /// It depends on these condition keys and references.
    Depends(BTreeSet<String>),
}

/// The answer and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub outcome: Outcome,
    /// The statements that decide: those that allow; those that deny; or those of which it depends.
    pub statements: Vec<StatementRef>,
    /// For a denial without a Deny, the layers that do not allow.
    pub missing: Vec<Layer>,
}

impl Decision {
    /// Whether a Deny statement decided.
    pub fn is_explicit(&self) -> bool {
        self.outcome == Outcome::Denied && !self.statements.is_empty()
    }
}

/// What one layer says.
struct Say {
    deny: Truth,
    allow: Truth,
    /// For a resource policy: what it says by how it names the caller.
    by_account: Truth,
    by_itself: Truth,
    by_everyone: Truth,
    by_session: Truth,
    considered: Vec<(StatementRef, Truth)>,
}

/// What is asked, by whom.
struct Case<'a> {
    caller: &'a Caller,
    /// Whether the caller has a permissions boundary.
    bounded: bool,
    ask: &'a Ask,
    context: &'a Context,
}

fn say(layer: Layer, policies: &[Policy], case: &Case<'_>) -> Say {
    let mut said = Say {
        deny: Truth::No,
        allow: Truth::No,
        by_account: Truth::No,
        by_itself: Truth::No,
        by_everyone: Truth::No,
        by_session: Truth::No,
        considered: Vec::new(),
    };
    for policy in policies {
        for (index, rule) in policy.rules.iter().enumerate() {
            let (applies, named) = applies(layer, rule, case);
            if applies.is_no() {
                continue;
            }
            match rule.effect {
                Effect::Deny => said.deny = said.deny.or(applies.clone()),
                Effect::Allow => {
                    let way = match named {
                        Named::Account => &mut said.by_account,
                        Named::Itself => &mut said.by_itself,
                        Named::Everyone => &mut said.by_everyone,
                        Named::Session => &mut said.by_session,
                    };
                    *way = way.clone().or(applies.clone());
                    said.allow = said.allow.or(applies.clone());
                }
            }
            let statement = StatementRef {
                layer,
                policy: policy.name.clone(),
                index,
                sid: rule.sid.clone(),
                effect: rule.effect,
                origin: rule.origin,
            };
            said.considered.push((statement, applies));
        }
    }
    said
}

fn applies(layer: Layer, rule: &Rule, case: &Case<'_>) -> (Truth, Named) {
    let (included, named) = match (layer, &rule.principals) {
        (Layer::Resource, None) => return (Truth::No, Named::Itself),
        // "Deny with NotPrincipal always denies a principal that has a permissions boundary,
        // whatever the element names" (IAM user guide, "NotPrincipal").
        (Layer::Resource, Some(principals))
            if case.bounded && principals.negated && rule.effect == Effect::Deny =>
        {
            (Truth::Yes, Named::Itself)
        }
        (Layer::Resource, Some(_)) => rule.includes(case.caller),
        _ => (Truth::Yes, Named::Itself),
    };
    if included.is_no() {
        return (Truth::No, named);
    }
    (included.and(rule.covers(case.ask, case.context)), named)
}

/// Decides whether `caller` may do what `ask` asks. `resource_account` is the account that owns the
/// resource; `None` takes it for the caller's own.
pub fn evaluate(
    policies: &Policies,
    caller: &Caller,
    resource_account: Option<&str>,
    ask: &Ask,
    context: &Context,
) -> Decision {
    let case = Case {
        caller,
        bounded: policies.boundary.is_some() && !caller.is_service(),
        ask,
        context,
    };
    let optional = |layer: Layer, list: Option<&[Policy]>| list.map(|list| say(layer, list, &case));
    let identity = say(Layer::Identity, &policies.identity, &case);
    let boundary = optional(Layer::Boundary, policies.boundary.as_deref())
        .filter(|_| !fault::is(Fault::BoundaryIgnored));
    let session = optional(
        Layer::Session,
        policies.session.as_ref().map(std::slice::from_ref),
    )
    .filter(|_| !fault::is(Fault::SessionIgnored));
    // Service control policies limit an account's principals, not AWS's services.
    let scp = optional(Layer::Scp, policies.scps.as_deref())
        .filter(|_| !caller.is_service() && !fault::is(Fault::ScpIgnored));
    let resource = optional(
        Layer::Resource,
        policies.resource.as_ref().map(std::slice::from_ref),
    );

    let passes = |said: &Option<Say>| said.as_ref().map_or(Truth::Yes, |said| said.allow.clone());
    let crosses = match (caller.account(), resource_account) {
        (Some(own), Some(other)) => own != other,
        _ => false,
    };
    let within = |said: &Truth| said.clone().and(passes(&boundary)).and(passes(&session));
    let no = || Truth::No;
    let from_resource = resource.as_ref().map_or_else(no, |said| said.allow.clone());
    let path = if caller.is_service() {
        from_resource.clone()
    } else if crosses {
        let resource_agrees = if fault::is(Fault::CrossAccountIdentityEnough) {
            Truth::Yes
        } else {
            from_resource.clone()
        };
        within(&identity.allow).and(resource_agrees)
    } else {
        let by_caller = if policies.resource_must_allow {
            within(&identity.allow).and(from_resource.clone())
        } else {
            within(&identity.allow)
        };
        // A grant to the role itself stays within its boundary; one to everyone only within the
        // session policy; one to the very session is limited by neither.
        let by_resource = resource.as_ref().map_or_else(no, |said| {
            within(&said.by_itself)
                .or(said.by_everyone.clone().and(passes(&session)))
                .or(said.by_session.clone())
        });
        by_caller.or(by_resource)
    };
    let allowed = path.and(passes(&scp));

    let layers = [Some(identity), boundary, session, scp, resource];
    let denied = if fault::is(Fault::DenyIgnored) {
        Truth::No
    } else {
        Truth::any(layers.iter().flatten().map(|said| said.deny.clone()))
    };
    conclude(allowed.and(denied.clone().negate()), &denied, layers)
}

fn conclude(allowed: Truth, denied: &Truth, layers: [Option<Say>; 5]) -> Decision {
    let mut missing = Vec::new();
    let names = [
        Layer::Identity,
        Layer::Boundary,
        Layer::Session,
        Layer::Scp,
        Layer::Resource,
    ];
    for (layer, said) in names.into_iter().zip(&layers) {
        if said.as_ref().is_some_and(|said| said.allow.is_no()) {
            missing.push(layer);
        }
    }
    let considered = layers
        .into_iter()
        .flatten()
        .flat_map(|said| said.considered);
    let chosen = |keep: &dyn Fn(&StatementRef, &Truth) -> bool| -> Vec<StatementRef> {
        considered
            .filter(|(statement, truth)| keep(statement, truth))
            .map(|(statement, _)| statement)
            .collect()
    };
    let explicit = denied.is_yes();
    match allowed {
        Truth::Yes => Decision {
            outcome: Outcome::Allowed,
            statements: chosen(&|s, truth| s.effect == Effect::Allow && truth.is_yes()),
            missing: Vec::new(),
        },
        Truth::No => Decision {
            outcome: Outcome::Denied,
            statements: chosen(&|s, truth| explicit && s.effect == Effect::Deny && truth.is_yes()),
            missing: if explicit { Vec::new() } else { missing },
        },
        Truth::Depends(keys) => Decision {
            outcome: Outcome::Depends(keys),
            statements: chosen(&|_, truth| matches!(truth, Truth::Depends(_))),
            missing: Vec::new(),
        },
    }
}
