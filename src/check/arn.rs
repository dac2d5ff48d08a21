//! ARNs as resources: their form, partition, region and account.

use super::Acting;
use crate::{
    blueprint::{Folder, Setting},
    catalogue::{
        Action, ArnFormat, Attribute, Region, ResourcePattern, Service, dns_suffix, is_arn_service,
        nearest, partitions, prefixes,
    },
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Statement, Value},
    text::{Part, Text},
};
use std::collections::BTreeSet;

/// Where a folder is applied, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The partition.
    pub(super) partition: Option<String>,
}

impl Scope {
    pub(super) fn of(folder: &Folder) -> Self {
        let literal = |setting: &Setting| {
            let text = setting.as_ref()?.value.as_literal()?;
            Some(text.to_owned())
        };
        let of_region = || {
            let region = literal(&folder.region)?;
            Region::find(&region).map(|region| region.partition.to_owned())
        };
        Self {
            partition: literal(&folder.partition).or_else(of_region),
        }
    }
}

/// A field of an ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    /// Plain characters, possibly none.
    Plain(String),
    /// With a wildcard or a hole.
    Open,
}

/// The fields of an ARN between its colons, as far as they are written out: partition, service,
/// region, account. `None` where a reference may stand for several of them.
fn fields(text: &Text) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    let mut current = Field::Plain(String::new());
    for part in text.parts() {
        let literal = match part {
            Part::Literal(literal) => literal,
            Part::Variable(_) => {
                current = Field::Open;
                continue;
            }
            Part::Reference(reference) => {
                let known = Attribute::of_reference(reference.expression())?;
                if known.format().contains(':') {
                    return None;
                }
                current = Field::Open;
                continue;
            }
        };
        for c in literal.chars() {
            match (c, &mut current) {
                (':', _) if fields.len() < 5 => {
                    fields.push(std::mem::replace(&mut current, Field::Plain(String::new())));
                }
                ('*' | '?', _) => current = Field::Open,
                (c, Field::Plain(plain)) => plain.push(c),
                (_, Field::Open) => {}
            }
        }
    }
    fields.push(current);
    Some(fields)
}

/// Checks the resources of a statement; says of each whether its form is right.
pub(super) fn check(
    statement: &Statement,
    acting: &[Acting<'_>],
    scope: &Scope,
    found: &mut Diagnostics,
) -> Vec<bool> {
    let Some(resources) = &statement.resources else {
        return Vec::new();
    };
    resources
        .values
        .iter()
        .map(|value| {
            let fault = form(value, scope).or_else(|| misplaced(value, statement, acting));
            let sound = fault.is_none();
            found.extend(fault);
            sound
        })
        .collect()
}

/// What is wrong with the form of an ARN pattern.
pub(super) fn form(value: &Value, scope: &Scope) -> Option<Diagnostic> {
    let text = &value.value;
    let malformed = |message: String| Diagnostic::new(Code::MalformedArn, value.origin, message);
    if let Some(reference) = text.parts().first()
        && let Part::Reference(reference) = reference
    {
        let known = Attribute::of_reference(reference.expression())?;
        if known.is_arn() || known.kind().starts_with("data.aws_partition") {
            return None;
        }
        let better = Attribute::all().find(|other| {
            other.kind() == known.kind() && other.is_arn() && other.name().ends_with("arn")
        })?;
        return Some(
            malformed(format!(
                "`{text}` is no ARN: `{}` yields `{}`",
                known.name(),
                known.format()
            ))
            .help(format!("use `{}`", better.name())),
        );
    }
    let fields = fields(text)?;
    let plain = |index: usize| match fields.get(index) {
        Some(Field::Plain(plain)) => Some(plain.as_str()),
        _ => None,
    };
    if fields.len() < 6 {
        if text
            .as_literal()
            .is_some_and(|t| !t.is_empty() && t.chars().all(|c| c == '*'))
        {
            return None;
        }
        return Some(incomplete(value, malformed, fields.len()));
    }
    if plain(0) != Some("arn") {
        return Some(malformed(format!("`{text}` is no ARN")).help("an ARN begins with `arn:`"));
    }
    let (partition, service, region, account) = (plain(1), plain(2), plain(3), plain(4));
    if fields.get(5) == Some(&Field::Plain(String::new())) {
        return Some(malformed(format!("`{text}` names no resource")).help("add its name, or `*`"));
    }
    partition
        .and_then(|partition| wrong_partition(value, partition, region, scope))
        .or_else(|| service.and_then(|service| unknown_service(value, service)))
        .or_else(|| region.and_then(|region| unknown_region(value, region)))
        .or_else(|| account.and_then(|account| wrong_account(value, account)))
        .or_else(|| length(value))
}

/// A resource that has too few fields.
fn incomplete(value: &Value, malformed: impl Fn(String) -> Diagnostic, count: usize) -> Diagnostic {
    let text = value.value.to_string();
    if text.starts_with("arn:") {
        return malformed(format!("`{text}` has {count} of an ARN's 6 fields"))
            .help("an ARN is `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; region and account may be empty");
    }
    let diagnostic = malformed(format!("`{text}` is no ARN"));
    match text.strip_prefix("s3://") {
        Some(path) if !path.is_empty() => {
            let better = format!("arn:aws:s3:::{}", path.trim_end_matches('/'));
            diagnostic.replace_string(format!("use `{better}`"), better)
        }
        _ => diagnostic.help("a resource is `*` or an ARN such as `arn:aws:s3:::BUCKET/*`"),
    }
}

fn wrong_partition(
    value: &Value,
    partition: &str,
    region: Option<&str>,
    scope: &Scope,
) -> Option<Diagnostic> {
    let text = value.value.to_string();
    let instead =
        |right: &str| text.replacen(&format!("arn:{partition}:"), &format!("arn:{right}:"), 1);
    let replace = |diagnostic: Diagnostic, right: &str| {
        let better = instead(right);
        diagnostic.replace_string(format!("use `{better}`"), better)
    };
    if dns_suffix(partition).is_none() {
        let names = partitions();
        let diagnostic = Diagnostic::new(
            Code::WrongPartition,
            value.origin,
            format!("AWS has no partition `{partition}`"),
        )
        .help(format!("the partitions are {}", names.join(", ")));
        let near = nearest(partition, names.into_iter().map(|name| (name, name)));
        return Some(match near.first() {
            Some(right) => replace(diagnostic, right),
            None if partition.is_empty() => {
                replace(diagnostic, scope.partition.as_deref().unwrap_or("aws"))
            }
            None => diagnostic,
        });
    }
    let of_region = region.and_then(Region::find).map(|region| region.partition);
    let (right, why) = match (of_region, &scope.partition) {
        (Some(right), _) if right != partition => (right, "the region is in"),
        (_, Some(right)) if right != partition => (right.as_str(), "this role is in"),
        _ => return None,
    };
    let diagnostic = Diagnostic::new(
        Code::WrongPartition,
        value.origin,
        format!("`{text}` is in the partition `{partition}`, but {why} `{right}`"),
    );
    Some(replace(diagnostic, right))
}

fn unknown_service(value: &Value, service: &str) -> Option<Diagnostic> {
    if is_arn_service(service) {
        return None;
    }
    let text = value.value.to_string();
    let diagnostic = Diagnostic::new(
        Code::MalformedArn,
        value.origin,
        format!("no ARN has the service `{service}`"),
    );
    let names = Service::all().map(|known| (known.prefix(), known));
    let better = prefixes(service)
        .into_iter()
        .chain(nearest(service, names))
        .next();
    Some(match better {
        Some(better) => {
            let fixed = text.replacen(&format!(":{service}:"), &format!(":{better}:"), 1);
            diagnostic.replace_string(format!("did you mean `{better}`?"), fixed)
        }
        None => diagnostic,
    })
}

/// A region that AWS does not have. New ones come, so what looks like a region is a warning only.
fn unknown_region(value: &Value, region: &str) -> Option<Diagnostic> {
    if region.is_empty() || Region::find(region).is_some() {
        return None;
    }
    let parts: Vec<&str> = region.split('-').collect();
    let looks_right = parts.len() >= 3
        && parts
            .first()
            .is_some_and(|p| p.chars().all(|c| c.is_ascii_lowercase()))
        && parts
            .last()
            .is_some_and(|p| p.len() == 1 && p.chars().all(|c| c.is_ascii_digit()));
    let code = if looks_right {
        Code::UnknownRegion
    } else {
        Code::MalformedArn
    };
    let diagnostic = Diagnostic::new(code, value.origin, format!("AWS has no region `{region}`"));
    let near = nearest(region, Region::all().map(|known| (known.name, known.name)));
    Some(match near.first() {
        Some(right) => {
            let fixed =
                value
                    .value
                    .to_string()
                    .replacen(&format!(":{region}:"), &format!(":{right}:"), 1);
            diagnostic.replace_string(format!("did you mean `{right}`?"), fixed)
        }
        None => diagnostic.help("write the region's code, such as `eu-central-1`, or `*`"),
    })
}

/// An account is twelve digits. Words stand for AWS itself in a few services' ARNs.
fn wrong_account(value: &Value, account: &str) -> Option<Diagnostic> {
    let digits = account.chars().filter(char::is_ascii_digit).count();
    let grouped = account.chars().all(|c| c.is_ascii_digit() || c == '-');
    if account.is_empty() || digits == 0 || !grouped || (digits == 12 && account.len() == 12) {
        return None;
    }
    let refuse = |why: &str| {
        let message = format!("`{account}` is no account: {why}");
        Diagnostic::new(Code::MalformedArn, value.origin, message)
    };
    if digits == 12 {
        let text = value.value.to_string();
        let plain: String = account.chars().filter(char::is_ascii_digit).collect();
        let fixed = text.replacen(&format!(":{account}:"), &format!(":{plain}:"), 1);
        let diagnostic = refuse("an ARN has it without dashes");
        return Some(diagnostic.replace_string(format!("use `{plain}`"), fixed));
    }
    Some(refuse(&format!(
        "it has {digits} digits, an account has 12"
    )))
}

fn length(value: &Value) -> Option<Diagnostic> {
    const LONGEST: usize = 2048;
    let length = value.value.as_literal()?.chars().count();
    (length > LONGEST).then(|| {
        Diagnostic::new(
            Code::MalformedArn,
            value.origin,
            format!("this ARN has {length} characters, an ARN has at most {LONGEST}"),
        )
    })
}

/// A region or account where the kind of resource has none, or none where it needs one: nothing in
/// the service fits the pattern, but would with that field open.
fn misplaced(value: &Value, statement: &Statement, acting: &[Acting<'_>]) -> Option<Diagnostic> {
    let pattern = ResourcePattern::new(&value.value);
    let fields = fields(&value.value)?;
    if pattern.is_everything() || statement.actions.negated || fields.len() < 6 {
        return None;
    }
    let mut actions: Vec<Action> = Vec::new();
    for one in acting {
        actions.extend_from_slice(one.actions.as_ref()?);
    }
    if actions.iter().any(|action| action.accepts(&pattern)) {
        return None;
    }
    let formats: BTreeSet<ArnFormat> = actions
        .iter()
        .filter(|action| !action.is_star_only())
        .flat_map(|action| action.resource_types())
        .flat_map(|used| used.resource_type.arns())
        .collect();
    let fits = |open: &[usize]| -> Option<ArnFormat> {
        let opened = open
            .iter()
            .try_fold(pattern.clone(), |p, field| p.with_open_field(*field))?;
        formats
            .iter()
            .copied()
            .find(|format| format.accepts(&opened))
    };
    let (open, format) = [&[3][..], &[4], &[3, 4]]
        .into_iter()
        .find_map(|open| fits(open).map(|format| (open, format)))?;
    let faults: Vec<String> = open
        .iter()
        .filter_map(|field| fault(*field, &fields, format))
        .collect();
    if faults.is_empty() {
        return None;
    }
    let diagnostic = Diagnostic::new(
        Code::MisplacedArnField,
        value.origin,
        format!("`{}` {}", value.value, faults.join(" and ")),
    )
    .help(format!("the ARN has the form `{format}`"));
    Some(match corrected(&value.value, open, format) {
        Some(better) => diagnostic.replace_string(format!("use `{better}`"), better),
        None => diagnostic,
    })
}

fn fault(number: usize, fields: &[Field], format: ArnFormat) -> Option<String> {
    let name = if number == 3 {
        "a region"
    } else {
        "an account"
    };
    let expected = format.field(number);
    match fields.get(number)? {
        Field::Plain(plain) if plain.is_empty() && !expected.is_empty() => {
            Some(format!("needs {name}"))
        }
        _ if expected.is_empty() => Some(format!("has {name}, where there is none")),
        // The field is right as it is, the resource behind it is not.
        _ if expected.contains("${") => None,
        _ => Some(format!("has {name} other than `{expected}`")),
    }
}

/// The ARN with the fields emptied that should be empty; what should be there is for the user.
fn corrected(text: &Text, open: &[usize], format: ArnFormat) -> Option<String> {
    let literal = text.as_literal()?;
    let mut parts: Vec<&str> = literal.splitn(6, ':').collect();
    for field in open {
        let expected = format.field(*field);
        *parts.get_mut(*field)? = if expected.contains("${") {
            "*"
        } else {
            expected
        };
    }
    let only_empties = open
        .iter()
        .all(|field| !format.field(*field).contains("${"));
    only_empties.then(|| parts.join(":"))
}
