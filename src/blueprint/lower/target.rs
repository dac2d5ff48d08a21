//! The other account's side of a cross-account access: a root module of its own.

use std::collections::BTreeSet;

use super::{Surroundings, managed, names::Names, outputs, permissions, place, role, tags, trust};
use crate::{
    blueprint::{CALLER_ROLE_ARN, Folder, Role, Variable},
    diag::{Code, Diagnostic, Diagnostics},
    grant::{self, Place},
    policy::{Document, PrincipalKind, Statement, Value},
    source::Located,
    spec::{Assume, Spec, Target, TargetTrust},
    text::{Address, Text},
};

/// The folder of the account that holds the role to assume.
pub(super) fn folder(
    spec: &Spec,
    assume: &Assume,
    target: &Target,
    diagnostics: &mut Diagnostics,
) -> Result<Folder, grant::Error> {
    let (path, name) = path_and_name(&assume.role);
    let names = Names::of_target(spec, name);
    let place = place::of_target(&assume.role.value, target.region.as_ref(), &names);
    let tags = tags::merged(&tags::common(spec), &target.tags);
    let caller = Caller::of(spec, &place);
    let statements = permissions::target(target, &place, diagnostics)?;
    let role = Role {
        address: names.address("aws_iam_role"),
        name: names.name.clone(),
        path,
        max_session_duration: role::session(target.max_session_duration.as_ref()),
        permissions_boundary: target.permissions_boundary.clone(),
        trust: Some(Document {
            statements: vec![trust_statement(assume, target, &caller, &place)],
            ..Document::default()
        }),
        policies: role::policies(spec, &names, statements, &tags, diagnostics),
        managed_policies: managed::attachments(&target.managed_policies, &names, &place),
        tags,
        origin: target.origin,
        ..Role::default()
    };
    let located = |text: &Text| Some(Located::new(text.clone(), assume.role.origin));
    let mut folder = Folder {
        path: format!("targets/{}", assume.name.value),
        account: located(&place.account),
        partition: located(&place.partition),
        region: target.region.clone(),
        roles: vec![role],
        terraform: super::terraform(spec, &names),
        ..Folder::default()
    };
    folder.terraform.outputs = outputs::role(&folder, &names);
    if caller.arn.as_literal().is_none() {
        let output = format!("{}role_arn", Names::of(spec).output_prefix);
        folder.terraform.variables.push(caller_variable(&output));
    }
    super::finish(spec, &mut folder, &Surroundings::default());
    refuse_foreign(&folder, diagnostics);
    Ok(folder)
}

/// What the whole spec says (its tags, the external id) may refer to the main folder's neighbours,
/// whom a target does not know.
fn refuse_foreign(folder: &Folder, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for text in folder.texts() {
        for reference in text.value.references() {
            let is_known = match reference.address() {
                None | Some(Address::Variable(_)) => true,
                Some(Address::Data { name, .. }) => name == folder.terraform.data_label,
                Some(Address::Local(_) | Address::Module(_) | Address::Resource { .. }) => false,
            };
            // A tag stands on several resources.
            if !is_known && seen.insert((text.origin.key(), reference)) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::ReferenceOutsideLayout,
                        text.origin,
                        format!(
                            "`{reference}` stands in another folder than `{}`, a root module of its own that takes this value too",
                            folder.path
                        ),
                    )
                    .help("hand it over in a variable, `${var.x}`; a tag may also have another value in `target.tags`"),
                );
            }
        }
    }
}

/// The role that will call, as its own account's side names it.
struct Caller {
    arn: Text,
    account: Text,
}

impl Caller {
    /// Its ARN where the spec says every part of it, else the variable that says it.
    ///
    /// The caller's partition is the target's: no session crosses partitions.
    fn of(spec: &Spec, place: &Place) -> Self {
        let account = spec.account.as_ref().and_then(|it| it.value.as_literal());
        let path = spec
            .role
            .path
            .as_ref()
            .map_or(Some("/"), |it| it.value.as_literal());
        let name = spec.role.name.as_ref().and_then(|it| it.value.as_literal());
        let variable = format!("var.{CALLER_ROLE_ARN}");
        Self {
            arn: match (account, path, name) {
                (Some(account), Some(path), Some(name)) => Text::literal("arn:")
                    .then(&place.partition)
                    .then_literal(format!(":iam::{account}:role{path}{name}")),
                _ => Text::reference(&variable),
            },
            account: account.map_or_else(
                || Text::reference(format!("split(\":\", {variable})[4]")),
                Text::literal,
            ),
        }
    }
}

/// The variable that takes the main folder's output of this name.
fn caller_variable(output: &str) -> Variable {
    Variable {
        name: CALLER_ROLE_ARN.to_owned(),
        type_expression: "string".to_owned(),
        description: Some(
            format!("ARN of the role that may assume this one: the output {output} of its folder")
                .into(),
        ),
        validations: vec![(
            format!("can(regex(\"^arn:[^:]+:iam::[0-9]{{12}}:role/\", var.{CALLER_ROLE_ARN}))"),
            "The ARN of a role begins with arn:PARTITION:iam::ACCOUNT:role/.".into(),
        )],
        ..Variable::default()
    }
}

/// The account's own administrators decide who of it may call, and the condition narrows that to
/// the one role. A principal that is the role's ARN must exist, and is lost when it is made again.
fn trust_statement(assume: &Assume, target: &Target, caller: &Caller, place: &Place) -> Statement {
    let origin = target.origin;
    let kind = target
        .trust
        .as_ref()
        .map_or(TargetTrust::default(), |it| it.value);
    let mut conditions: Vec<_> = assume.external_id.iter().map(trust::external_id).collect();
    let why = match kind {
        TargetTrust::Role => "The calling role, which must exist before this is applied.",
        TargetTrust::Account => {
            "The calling role, by the account and a condition: this outlives a role that is made\n\
             again, which its ARN as principal would not."
        }
    };
    let principal = match kind {
        TargetTrust::Role => Located::new(caller.arn.clone(), origin),
        TargetTrust::Account => {
            let arn = Located::new(caller.arn.clone(), origin);
            conditions.push(trust::condition("ArnEquals", "aws:PrincipalArn", arn));
            Located::new(
                trust::account_root(&place.partition, &caller.account),
                origin,
            )
        }
    };
    let principal = trust::principal(PrincipalKind::Aws, principal);
    Statement {
        reason: Some(trust::reason(why)),
        ..trust::statement(principal, conditions, origin)
    }
}

/// The path, where it is not `/`, and the name in a role's literal ARN.
fn path_and_name(role: &Value) -> (Option<Value>, Value) {
    let arn = role.value.as_literal().unwrap_or_default();
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let resource = resource.strip_prefix("role").unwrap_or(resource);
    let (path, name) = resource.rsplit_once('/').unwrap_or(("", resource));
    let located = |text: String| Located::new(Text::literal(text), role.origin);
    let path = (!path.is_empty()).then(|| located(format!("{path}/")));
    (path, located(name.to_owned()))
}
