//! `aws_lambda_permission`: one statement of a function's policy.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    policy::{Clause, Condition, Document, Operator, Statement},
    read::{
        instance::Instance,
        module::Survey,
        resource_policy::{self, arn_here, arn_of, principal},
    },
    source::Located,
};

pub(super) const READER: Reader = Reader {
    kind: "aws_lambda_permission",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let value = |name: &str| survey.value(instance, name).map(|(value, _)| value);
    let (Some(to), Some(action)) = (value("principal"), value("action")) else {
        return;
    };
    let (Some(to), Some(action)) = (principal(&to), action.as_text()) else {
        survey.unsure.insert(instance.address.clone());
        return;
    };
    let function = value("function_name").and_then(|value| {
        arn_of(&value, |name| {
            Some(arn_here("lambda", &format!("function:{name}")))
        })
    });
    let origin = instance.declared.origin();
    // AWS writes these conditions for the arguments.
    let conditions = [
        ("source_arn", "ArnLike", "aws:SourceArn"),
        ("source_account", "StringEquals", "aws:SourceAccount"),
        ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
        (
            "event_source_token",
            "StringEquals",
            "lambda:EventSourceToken",
        ),
        (
            "function_url_auth_type",
            "StringEquals",
            "lambda:FunctionUrlAuthType",
        ),
    ]
    .into_iter()
    .filter_map(|(argument, operator, key)| {
        Some(Condition {
            operator: Operator::parse(operator),
            key: Located::new(key.into(), origin),
            values: vec![Located::new(value(argument)?.as_text()?, origin)],
            origin,
        })
    });
    let statement = Statement {
        principals: Some(Clause::of([to])),
        actions: Clause::of([Located::new(action, origin)]),
        conditions: conditions.collect(),
        origin,
        ..Statement::default()
    };
    let document = Document {
        statements: vec![statement],
        ..Document::default()
    };
    let own: Vec<_> = function.into_iter().collect();
    resource_policy::give(survey, instance, &document, &own, Vec::new());
}
