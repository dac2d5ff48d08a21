//! Trust policies: who may become the role.

use crate::{
    grant::Place,
    policy::{Clause, Condition, Document, Operator, Principal, PrincipalKind, Statement, Value},
    source::{Located, Origin},
    spec::{Spec, Trust, TrustPrincipal},
    text::Text,
};

/// EC2 and then whom the spec names.
pub(super) fn main(spec: &Spec, place: &Place) -> Document {
    let mut ec2 = statement(
        // The same in every partition.
        principal(
            PrincipalKind::Service,
            Located::new("ec2.amazonaws.com".into(), spec.role.origin),
        ),
        Vec::new(),
        spec.role.origin,
    );
    ec2.reason = Some(reason(
        "EC2 hands the role to instances that carry its profile.",
    ));
    let others = spec.role.trust.iter().map(|trust| one(trust, place));
    Document {
        statements: std::iter::once(ec2).chain(others).collect(),
        ..Document::default()
    }
}

fn one(trust: &Trust, place: &Place) -> Statement {
    let principal = match &trust.principal {
        TrustPrincipal::Role(arn) | TrustPrincipal::User(arn) => {
            principal(PrincipalKind::Aws, arn.clone())
        }
        TrustPrincipal::Account(account) => principal(
            PrincipalKind::Aws,
            account
                .as_ref()
                .map(|account| account_root(&place.partition, account)),
        ),
        TrustPrincipal::Service(service) => principal(PrincipalKind::Service, service.clone()),
    };
    let mut conditions = trust.conditions.clone();
    conditions.extend(trust.external_id.as_ref().map(external_id));
    statement(principal, conditions, trust.origin)
}

/// `arn:PARTITION:iam::ACCOUNT:root`, which stands for everyone in the account whom its own
/// policies allow.
pub(super) fn account_root(partition: &Text, account: &Text) -> Text {
    Text::literal("arn:")
        .then(partition)
        .then_literal(":iam::")
        .then(account)
        .then_literal(":root")
}

/// That the caller presents this `ExternalId`.
pub(super) fn external_id(value: &Value) -> Condition {
    condition("StringEquals", "sts:ExternalId", value.clone())
}

pub(super) fn condition(operator: &str, key: &str, value: Value) -> Condition {
    Condition {
        operator: Operator::parse(operator),
        key: Located::new(key.into(), value.origin),
        origin: value.origin,
        values: vec![value],
    }
}

pub(super) fn principal(kind: PrincipalKind, value: Value) -> Principal {
    Principal { kind, value }
}

/// That `principal` may assume the role.
pub(super) fn statement(
    principal: Principal,
    conditions: Vec<Condition>,
    origin: Origin,
) -> Statement {
    Statement {
        principals: Some(Clause::of([principal])),
        actions: Clause::of([Located::new("sts:AssumeRole".into(), origin)]),
        conditions,
        origin,
        ..Statement::default()
    }
}

/// A comment of ours.
pub(super) fn reason(text: &str) -> Located<String> {
    Located::nowhere(text.to_owned())
}
