//! Policies of KMS keys, without which nothing is allowed on a key, and grants on keys.

use std::rc::Rc;

use super::{
    instance::Instance,
    module::Survey,
    resource_policy::{self, arn_here},
};
use crate::{
    blueprint::NotUnderstood,
    policy::{Clause, Document, Effect, PrincipalKind, Statement},
    text::Text,
};

/// Reads the policy of a key. A key leaves access to IAM only where its policy allows the account
/// everything ("Default key policy" in the KMS developer guide): where it does not, what a role's own
/// policies say of the key is not enough, and how far cannot be told.
pub(super) fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>, own: &[Text]) {
    let Some(document) = resource_policy::read(survey, instance, "policy", own) else {
        return;
    };
    if document.statements.iter().any(leaves_it_to_iam) {
        return;
    }
    for role in &mut survey.folder.roles {
        let documents = role
            .policies
            .iter()
            .filter_map(|policy| policy.document.as_ref());
        if documents.into_iter().any(speaks_of_keys) {
            role.not_understood.push(NotUnderstood {
                what: instance.address.clone(),
                why: "the key's policy does not leave access to IAM: what the role's own policies \
                      allow on the key may not be allowed"
                    .to_owned(),
                origin: instance.declared.origin(),
            });
        }
    }
}

fn leaves_it_to_iam(statement: &Statement) -> bool {
    let all = |clause: &Clause<crate::policy::Value>, wanted: &[&str]| {
        let mut values = clause.values.iter();
        !clause.negated
            && values.any(|one| {
                let text = one.value.to_string();
                wanted
                    .iter()
                    .any(|wanted| text.eq_ignore_ascii_case(wanted))
            })
    };
    let is_account = |text: &str| {
        text.ends_with(":root")
            || text == "*"
            || (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()))
            || text.starts_with("${data.aws_caller_identity.")
    };
    let principals = statement.principals.iter().filter(|clause| !clause.negated);
    let mut principals = principals.flat_map(|clause| &clause.values);
    statement.effect == Effect::Allow
        && statement.conditions.is_empty()
        && all(&statement.actions, &["kms:*", "*"])
        && statement
            .resources
            .as_ref()
            .is_none_or(|clause| all(clause, &["*"]))
        && principals.any(|one| {
            matches!(one.kind, PrincipalKind::Aws | PrincipalKind::Everyone)
                && is_account(&one.value.value.to_string())
        })
}

/// Whether a policy allows something on keys.
fn speaks_of_keys(document: &Document) -> bool {
    document.statements.iter().any(|statement| {
        let mut actions = statement.actions.values.iter();
        statement.effect == Effect::Allow
            && (statement.actions.negated
                || actions.any(|action| {
                    let text = action.value.to_string().to_ascii_lowercase();
                    text.starts_with("kms:") || text.starts_with(['*', '?', '$', 'k'])
                }))
    })
}

/// The ARN of a key that an argument names by its id.
pub(super) fn of_id(id: &str) -> Option<Text> {
    (!id.starts_with("alias/")).then(|| arn_here("kms", &format!("key/{id}")))
}
