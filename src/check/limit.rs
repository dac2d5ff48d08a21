//! Names, paths and durations beyond what IAM takes, and ARNs where it wants names.
//!
//! Sources: the IAM API reference (`CreateRole`, `CreateInstanceProfile`, `PutRolePolicy`,
//! `CreatePolicy`) and the checks of the Terraform provider.

use crate::{
    blueprint::{ComputeKind, Folder, InstanceProfile, Policy, PolicyKind, Role, Setting},
    diag::{Code, Diagnostic, Diagnostics},
    source::Located,
    text::Text,
};

/// The longest `name` and `name_prefix`, in characters.
struct Longest {
    what: &'static str,
    name: usize,
    prefix: usize,
}

const ROLE: Longest = Longest {
    what: "a role",
    name: 64,
    prefix: 38,
};
const PROFILE: Longest = Longest {
    what: "an instance profile",
    name: 128,
    prefix: 102,
};
const POLICY: Longest = Longest {
    what: "a policy",
    name: 128,
    prefix: 102,
};

/// The longest path, and the longest description, in characters.
const PATH: usize = 512;
const DESCRIPTION: usize = 1000;

/// A session of a role, in seconds.
const SESSION: std::ops::RangeInclusive<u64> = 3600..=43200;

pub(super) fn check(folder: &Folder, found: &mut Diagnostics) {
    for role in &folder.roles {
        of_role(role, found);
    }
    for policy in &folder.policies {
        of_policy(policy, found);
    }
    for profile in &folder.profiles {
        of_profile(profile, found);
    }
    for compute in &folder.computes {
        // A template takes either, and a launch configuration too.
        let by_name = matches!(
            compute.kind,
            ComputeKind::Instance | ComputeKind::SpotInstanceRequest
        );
        if by_name {
            found.extend(arn_for_name(&compute.profile_name, "an instance profile"));
        }
    }
}

fn of_role(role: &Role, found: &mut Diagnostics) {
    names(&role.name, &role.name_prefix, &ROLE, found);
    found.extend(path(&role.path));
    found.extend(description(&role.description));
    found.extend(session(&role.max_session_duration));
    for policy in &role.policies {
        of_policy(policy, found);
    }
}

fn of_policy(policy: &Policy, found: &mut Diagnostics) {
    names(&policy.name, &policy.name_prefix, &POLICY, found);
    if policy.kind == PolicyKind::Managed {
        found.extend(path(&policy.path));
    }
}

fn of_profile(profile: &InstanceProfile, found: &mut Diagnostics) {
    names(&profile.name, &profile.name_prefix, &PROFILE, found);
    found.extend(path(&profile.path));
    found.extend(arn_for_name(&profile.role_name, "a role"));
}

fn literal(setting: &Setting) -> Option<(&Located<Text>, &str)> {
    let located = setting.as_ref()?;
    Some((located, located.value.as_literal()?))
}

fn names(name: &Setting, prefix: &Setting, longest: &Longest, found: &mut Diagnostics) {
    for (setting, most, word) in [
        (name, longest.name, "name"),
        (prefix, longest.prefix, "name prefix"),
    ] {
        let Some((at, text)) = literal(setting) else {
            continue;
        };
        let length = text.chars().count();
        let what = longest.what;
        if length > most {
            let message =
                format!("`{text}` has {length} characters, a {word} of {what} has at most {most}");
            found.push(Diagnostic::new(Code::TooLong, at.origin, message));
        }
        let is_fine = |c: &char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(*c);
        if let Some(bad) = text.chars().find(|c| !is_fine(c)) {
            let message = format!(
                "the {word} `{text}` of {what} holds `{}`",
                bad.escape_debug()
            );
            found.push(
                Diagnostic::new(Code::BadCharacter, at.origin, message)
                    .help("it may hold letters without accents, digits and `_+=,.@-`"),
            );
        }
    }
}

fn path(setting: &Setting) -> Option<Diagnostic> {
    let (at, text) = literal(setting)?;
    let length = text.chars().count();
    if length > PATH {
        let message = format!("this path has {length} characters, a path has at most {PATH}");
        return Some(Diagnostic::new(Code::TooLong, at.origin, message));
    }
    let is_plain = text.chars().all(|c| c.is_ascii_graphic());
    let is_fine = text.starts_with('/') && text.ends_with('/') && is_plain;
    (!is_fine && !text.is_empty()).then(|| {
        Diagnostic::new(
            Code::BadPath,
            at.origin,
            format!("`{text}` is not a path of IAM"),
        )
        .help("a path begins and ends with `/`, as in `/team/`, and has no spaces")
    })
}

fn description(setting: &Setting) -> Option<Diagnostic> {
    let (at, text) = literal(setting)?;
    let length = text.chars().count();
    if length > DESCRIPTION {
        let message =
            format!("the description has {length} characters, a role has at most {DESCRIPTION}");
        return Some(Diagnostic::new(Code::TooLong, at.origin, message));
    }
    let is_fine =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{a1}'..='\u{ff}');
    let bad = text.chars().find(|c| !is_fine(c))?;
    let message = format!(
        "the description of a role may not hold `{}`",
        bad.escape_debug()
    );
    Some(
        Diagnostic::new(Code::BadCharacter, at.origin, message)
            .help("IAM takes the letters and signs of Latin-1 only"),
    )
}

fn session(setting: &Setting) -> Option<Diagnostic> {
    let (at, text) = literal(setting)?;
    let seconds: u64 = text.parse().ok()?;
    let (least, most) = (SESSION.start(), SESSION.end());
    (!SESSION.contains(&seconds)).then(|| {
        Diagnostic::new(
            Code::OutOfRange,
            at.origin,
            format!("a session of {seconds} seconds: a role has {least} to {most} seconds, 1 to 12 hours"),
        )
    })
}

/// The ARN of something where its name belongs, in letters or as a reference to it.
fn arn_for_name(setting: &Setting, what: &str) -> Option<Diagnostic> {
    let at = setting.as_ref()?;
    let by_reference = at
        .value
        .as_reference()
        .map(crate::text::Reference::expression);
    let named = by_reference.and_then(|it| it.strip_suffix(".arn"));
    let refers = named.is_some_and(|it| it.starts_with("aws_iam_"));
    let is_literal = at.value.literal_prefix().starts_with("arn:");
    (refers || is_literal).then(|| {
        let better = by_reference.and_then(|it| it.strip_suffix(".arn"));
        let diagnostic = Diagnostic::new(
            Code::BadName,
            at.origin,
            format!("`{}` is an ARN, where the name of {what} belongs", at.value),
        );
        match better {
            Some(address) => diagnostic.help(format!("use `{address}.name`")),
            None => diagnostic.help("use what follows the last `/`"),
        }
    })
}
