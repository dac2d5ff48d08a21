//! ARNs that stand in a key of their own: policies, roles, users.

use super::{account::is_id, region::PARTITIONS};
use crate::{
    diag::Code,
    spec::{keys::Problem, suggest},
};

/// The parts of a literal ARN.
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    pub(crate) resource: &'a str,
}

/// Splits an ARN into its parts.
pub(crate) fn split(text: &str) -> Option<Arn<'_>> {
    let mut parts = text.splitn(6, ':');
    (parts.next()? == "arn").then_some(())?;
    Some(Arn {
        partition: parts.next()?,
        service: parts.next()?,
        region: parts.next()?,
        account: parts.next()?,
        resource: parts.next()?,
    })
}

fn bad(message: String) -> Problem {
    Problem::new(Code::BadArn, message)
}

/// What holds of every IAM ARN; its parts if they could be read.
fn iam<'a>(text: &'a str, kind: &str, example: &str) -> Result<Arn<'a>, Vec<Problem>> {
    let Some(arn) = split(text) else {
        return Err(vec![
            bad(format!("`{text}` is no ARN")).help(format!("one looks like `{example}`")),
        ]);
    };
    let mut problems = Vec::new();
    let length = text.chars().count();
    if arn.service == "iam" && !(20..=2048).contains(&length) {
        problems.push(bad(format!(
            "an ARN has 20 to 2048 characters, and this has {length}"
        )));
    }
    if !PARTITIONS.contains(&arn.partition) {
        let problem =
            bad(format!("`{}` is no partition", arn.partition)).at(4..4 + arn.partition.len());
        problems.push(match suggest::nearest(arn.partition, PARTITIONS) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("the partitions are {}", PARTITIONS.join(", "))),
        });
    }
    if arn.service != "iam" || !arn.region.is_empty() {
        problems.push(
            bad(format!("`{text}` is not the ARN of {kind}"))
                .help(format!("one looks like `{example}`; IAM has no region")),
        );
    }
    if problems.is_empty() {
        Ok(arn)
    } else {
        Err(problems)
    }
}

/// The ARN of something of an account.
fn of_account(text: &str, kind: &str, prefix: &str, example: &str) -> Vec<Problem> {
    let arn = match iam(text, kind, example) {
        Ok(arn) => arn,
        Err(problems) => return problems,
    };
    let mut problems = Vec::new();
    if text.contains(['*', '?']) {
        let at = text.find(['*', '?']).unwrap_or(0);
        let problem = Problem::new(
            Code::WildcardPrincipal,
            format!("a wildcard cannot stand in the ARN of {kind} here"),
        );
        return vec![
            problem.at(at..at + 1).help(
                "name it exactly, or trust the account with a condition on `aws:PrincipalArn`",
            ),
        ];
    }
    if !is_id(arn.account) {
        let at = text.len() - arn.resource.len() - 1 - arn.account.len();
        problems.push(
            Problem::new(
                Code::BadAccount,
                format!(
                    "`{}` is no account id: it has exactly 12 digits",
                    arn.account
                ),
            )
            .at(at..at + arn.account.len()),
        );
    }
    let name = arn.resource.strip_prefix(prefix);
    let start = text.len() - arn.resource.len();
    match name.map(|path| path.rsplit_once('/').map_or(path, |(_, name)| name)) {
        None => problems.push(
            bad(format!("`{}` is not {kind}", arn.resource))
                .at(start..text.len())
                .help(format!("one looks like `{example}`")),
        ),
        Some(name) => {
            let good = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
            if name.is_empty() || name.chars().count() > 64 || !name.chars().all(good) {
                problems.push(
                    bad(format!("`{name}` is no name that IAM takes"))
                        .at(start..text.len())
                        .help("a name has 1 to 64 letters, digits and `_+=,.@-`"),
                );
            }
        }
    }
    problems
}

/// The ARN of a role.
pub(crate) fn role(text: &str) -> Vec<Problem> {
    if let Some(arn) = split(text).filter(|arn| arn.service == "sts") {
        return vec![
            bad(format!("`{text}` is the ARN of a session"))
                .help(format!("the role itself is `{}`", session_role(&arn))),
        ];
    }
    let example = "arn:aws:iam::222222222222:role/reporting";
    of_account(text, "a role", "role/", example)
}

fn session_role(arn: &Arn<'_>) -> String {
    let role = arn.resource.split('/').nth(1).unwrap_or("NAME");
    format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account)
}

/// The ARN of a user.
pub(crate) fn user(text: &str) -> Vec<Problem> {
    let example = "arn:aws:iam::111111111111:user/break-glass";
    of_account(text, "a user", "user/", example)
}

/// The ARN of a policy, AWS's or one's own.
pub(crate) fn policy(text: &str) -> Vec<Problem> {
    let example = "arn:aws:iam::111111111111:policy/boundary";
    let arn = match iam(text, "a policy", example) {
        Ok(arn) => arn,
        Err(problems) => return problems,
    };
    let mut problems = Vec::new();
    if arn.account != "aws" && !is_id(arn.account) {
        problems.push(Problem::new(
            Code::BadAccount,
            format!(
                "`{}` is neither an account id of 12 digits nor `aws`",
                arn.account
            ),
        ));
    }
    let name = arn.resource.strip_prefix("policy/");
    let good = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c);
    if !name.is_some_and(|name| !name.is_empty() && !name.ends_with('/') && name.chars().all(good))
    {
        let start = text.len() - arn.resource.len();
        problems.push(
            bad(format!("`{}` is not a policy", arn.resource))
                .at(start..text.len())
                .help(format!("one looks like `{example}`")),
        );
    }
    problems
}

/// The bare name of a policy of AWS's, or an ARN.
pub(crate) fn managed_policy(text: &str) -> Vec<Problem> {
    if text.starts_with("arn:") {
        return policy(text);
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    // Some names are shown with their path: `service-role/AmazonEC2RoleforSSM`.
    let bare = text.rsplit_once('/').map_or(text, |(_, name)| name);
    if bare.is_empty() || bare.chars().count() > 128 || !bare.chars().all(good) {
        return vec![
            Problem::new(
                Code::BadArn,
                format!("`{text}` is neither the name of an AWS managed policy nor an ARN"),
            )
            .help(
                "write a name such as `CloudWatchAgentServerPolicy`, or the ARN of your own policy",
            ),
        ];
    }
    if bare.len() != text.len() {
        return vec![
            Problem::new(Code::BadArn, format!("`{text}` holds a path"))
                .help("the path of an AWS managed policy is looked up by its bare name")
                .instead(bare),
        ];
    }
    Vec::new()
}
