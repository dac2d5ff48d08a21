//! Managed policies: whether those that are attached exist, and how many there are.

use super::arn::Scope;
use crate::{
    blueprint::{ManagedPolicy, PolicyKind, Role},
    catalogue::{AwsPolicy, PolicyArn, PolicyState, data_date, dns_suffix, nearest},
    diag::{Code, Diagnostic, Diagnostics},
    grant::Library,
    source::Located,
    text::{Part, Text},
};

/// Managed policies on a role: by default, and at most after asking AWS.
/// Source: IAM user guide, "IAM and AWS STS quotas".
const DEFAULT_ATTACHMENTS: usize = 10;
const MOST_ATTACHMENTS: usize = 25;

pub(super) fn check(role: &Role, scope: &Scope, found: &mut Diagnostics) {
    for attached in &role.managed_policies {
        found.extend(policy(&attached.arn, attached.by_name, scope));
        found.extend(broader_than_it_looks(&attached.arn));
    }
    if let Some(boundary) = &role.permissions_boundary {
        found.extend(policy(boundary, false, scope));
    }
    found.extend(count(role));
}

/// A policy of AWS's own that gives more than what it is used for, where a grant gives just that.
fn broader_than_it_looks(arn: &Located<Text>) -> Option<Diagnostic> {
    let (text, _) = spelled(&arn.value)?;
    let name = text.rsplit('/').next()?;
    let known = text.contains(":iam::aws:policy/");
    let (service, because) = Library::shared().instead_of(name).filter(|_| known)?;
    let message = format!("`{name}` gives more than it seems to: {because}");
    Some(
        Diagnostic::new(Code::BroadManagedPolicy, arn.origin, message).help(format!(
            "use the grant `{}: true`, which gives {}",
            service.key, service.about
        )),
    )
}

/// What is wrong with the ARN of a managed policy.
fn policy(arn: &Located<Text>, by_name: bool, scope: &Scope) -> Option<Diagnostic> {
    let (text, partition) = spelled(&arn.value)?;
    let malformed = || {
        Diagnostic::new(
            Code::MalformedArn,
            arn.origin,
            format!("`{}` is no ARN of a managed policy", arn.value),
        )
        .help("it has the form `arn:aws:iam::ACCOUNT:policy/PATH/NAME`, with `aws` as account for those of AWS")
    };
    let mut fields = text.splitn(6, ':');
    let (head, _, service, region, account, rest) = (
        fields.next()?,
        fields.next(),
        fields.next(),
        fields.next(),
        fields.next(),
        fields.next(),
    );
    let is_account = |text: &str| {
        text == "aws"
            || text == "${}"
            || text.len() == 12 && text.chars().all(|c| c.is_ascii_digit())
    };
    if head != "arn"
        || service != Some("iam")
        || region != Some("")
        || !account.is_some_and(is_account)
        || !rest.is_some_and(|rest| rest.starts_with("policy/") && rest.len() > 7)
    {
        return Some(malformed());
    }
    wrong_partition(arn, partition.as_deref(), scope)
        .or_else(|| of_aws(arn, by_name, &text, partition.as_deref()))
}

/// The ARN with `${}` for a hole, and its partition where it is literal. `None` where the ARN comes
/// from elsewhere.
fn spelled(text: &Text) -> Option<(String, Option<String>)> {
    if !text.literal_prefix().starts_with("arn") {
        return text.as_literal().map(|literal| (literal.to_owned(), None));
    }
    let spelled: String = text
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(literal) => literal.as_str(),
            Part::Reference(_) | Part::Variable(_) => "${}",
        })
        .collect();
    let partition = spelled
        .split(':')
        .nth(1)
        .filter(|field| !field.contains("${}"))
        .map(str::to_owned);
    Some((spelled, partition))
}

fn wrong_partition(
    arn: &Located<Text>,
    partition: Option<&str>,
    scope: &Scope,
) -> Option<Diagnostic> {
    let partition = partition?;
    let right = scope.partition.as_deref();
    let message = match (dns_suffix(partition), right) {
        (None, _) => format!("AWS has no partition `{partition}`"),
        (Some(_), Some(right)) if right != partition => {
            format!(
                "`{}` is in the partition `{partition}`, but this role is in `{right}`",
                arn.value
            )
        }
        _ => return None,
    };
    let right = right.unwrap_or("aws");
    let fixed =
        arn.value
            .to_string()
            .replacen(&format!("arn:{partition}:"), &format!("arn:{right}:"), 1);
    Some(
        Diagnostic::new(Code::WrongPartition, arn.origin, message)
            .replace_string(format!("use `{fixed}`"), fixed),
    )
}

/// What is wrong with a policy that should be AWS's.
fn of_aws(
    arn: &Located<Text>,
    by_name: bool,
    text: &str,
    partition: Option<&str>,
) -> Option<Diagnostic> {
    let (_, rest) = text.strip_prefix("arn:")?.split_once(':')?;
    let plain = format!("arn:aws:{rest}");
    let parsed = PolicyArn::parse(&plain)?;
    if parsed.name.contains("${}") || parsed.path.contains("${}") {
        return None;
    }
    let name = parsed.name;
    let replaced = |diagnostic: Diagnostic, known: AwsPolicy| match partition {
        _ if by_name => diagnostic.replace(format!("did you mean `{known}`?"), known.name()),
        Some(partition) => {
            let better = known.arn(partition);
            diagnostic.replace_string(format!("use `{better}`"), better)
        }
        None => diagnostic.help(format!("it is `policy{}{known}`", known.path())),
    };
    let Some(known) = AwsPolicy::find(name) else {
        return Some(unknown(arn, by_name, name, replaced));
    };
    if known.path() != parsed.path {
        let diagnostic = Diagnostic::new(
            Code::WrongPolicyPath,
            arn.origin,
            format!(
                "`{name}` has the path `{}`, not `{}`",
                known.path(),
                parsed.path
            ),
        );
        return Some(replaced(diagnostic, known));
    }
    match known.state() {
        PolicyState::Current => None,
        PolicyState::ServiceLinked => Some(
            Diagnostic::new(
                Code::UnattachablePolicy,
                arn.origin,
                format!("`{name}` belongs to a service-linked role and cannot be attached"),
            )
            .help("take what you need of it into a policy of your own"),
        ),
        PolicyState::Withdrawn => Some(
            Diagnostic::new(
                Code::WithdrawnPolicy,
                arn.origin,
                format!("AWS has withdrawn `{name}`: it cannot be attached any more"),
            )
            .help("take what you need of it into a policy of your own"),
        ),
    }
}

fn unknown(
    arn: &Located<Text>,
    by_name: bool,
    name: &str,
    replaced: impl Fn(Diagnostic, AwsPolicy) -> Diagnostic,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::UnknownPolicy,
        arn.origin,
        format!("AWS has no managed policy `{name}` that we know of"),
    );
    let near = if let Some(known) = AwsPolicy::find_ignoring_case(name) {
        vec![known]
    } else {
        let current = AwsPolicy::all().filter(|policy| policy.state() == PolicyState::Current);
        nearest(name, current.map(|policy| (policy.name(), policy)))
    };
    match near.first() {
        Some(known) if by_name => replaced(diagnostic, *known),
        Some(known) => replaced(diagnostic.help(format!("did you mean `{known}`?")), *known),
        None => diagnostic.help(format!(
            "the catalogue is of {}; AWS may have added it since",
            data_date()
        )),
    }
}

fn count(role: &Role) -> Option<Diagnostic> {
    let own = role
        .policies
        .iter()
        .filter(|policy| policy.kind == PolicyKind::Managed)
        .count();
    let count = own + role.managed_policies.len();
    let place = role
        .managed_policies
        .get(DEFAULT_ATTACHMENTS.saturating_sub(own))
        .map_or(role.origin, |policy: &ManagedPolicy| policy.arn.origin);
    if count > MOST_ATTACHMENTS {
        Some(
            Diagnostic::new(
                Code::TooManyPolicies,
                place,
                format!(
                    "{count} managed policies on one role; AWS allows at most {MOST_ATTACHMENTS}"
                ),
            )
            .help("merge some into one policy of your own, or use inline policies"),
        )
    } else if count > DEFAULT_ATTACHMENTS {
        Some(
            Diagnostic::new(
                Code::ManyPolicies,
                place,
                format!("{count} managed policies on one role; the quota is {DEFAULT_ATTACHMENTS} unless it was raised"),
            )
            .help(format!("ask AWS for a higher quota (at most {MOST_ATTACHMENTS}), or merge some into one policy of your own")),
        )
    } else {
        None
    }
}
