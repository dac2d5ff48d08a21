//! Names: paths, tags, labels, actions, service principals, identifiers.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

use crate::{
    diag::Code,
    spec::{keys::Problem, suggest},
};

/// `/` or `/…/` of `[\x21-\x7E]`.
pub(crate) fn path(text: &str) -> Vec<Problem> {
    let bad = |message: String| Problem::new(Code::BadPath, message);
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
        let message = format!("{} cannot stand in a path", super::characters::show(c));
        return vec![
            bad(message)
                .at(at..at + c.len_utf8())
                .help("a path holds the visible characters of ASCII"),
        ];
    }
    if text == "/" || (text.len() > 2 && text.starts_with('/') && text.ends_with('/')) {
        return Vec::new();
    }
    let inner = text.trim_matches('/');
    let instead = if inner.is_empty() {
        "/".to_owned()
    } else {
        format!("/{inner}/")
    };
    vec![bad(format!("`{text}` is no path: it starts and ends with `/`")).instead(instead)]
}

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`.
pub(crate) fn is_tag_character(c: char) -> bool {
    use GeneralCategoryGroup::{Letter, Number, Separator};
    matches!(c.general_category_group(), Letter | Number | Separator) || "_.:/=+-@".contains(c)
}

/// What must hold of both keys and values of tags.
pub(crate) fn tag(text: &str) -> Vec<Problem> {
    let reserved = text
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
    if reserved {
        return vec![
            Problem::new(Code::BadTag, "what begins with `aws:` is reserved for AWS")
                .at(0..4)
                .help("choose another beginning"),
        ];
    }
    Vec::new()
}

/// Names of devices that Windows takes for files, whatever follows a dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Whether a name cannot name a folder on Windows.
pub(crate) fn is_device(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    DEVICES
        .iter()
        .any(|device| match name.strip_prefix(device) {
            Some("") => !matches!(*device, "com" | "lpt"),
            Some(rest) => {
                matches!(*device, "com" | "lpt")
                    && rest.len() == 1
                    && rest.bytes().all(|b| b.is_ascii_digit())
            }
            None => false,
        })
}

/// `[a-z][a-z0-9-]{0,31}`, and no device of Windows.
pub(crate) fn label(text: &str) -> Vec<Problem> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let shaped = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 32
        && text.chars().all(good);
    if !shaped {
        let problem = Problem::new(
            Code::BadLabel,
            format!("`{text}` is no label: it has 1 to 32 of `a-z0-9-` and starts with a letter"),
        );
        let lower: String = text
            .to_lowercase()
            .chars()
            .map(|c| if good(c) { c } else { '-' })
            .collect();
        let lower: String = lower
            .trim_matches(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
            .chars()
            .take(32)
            .collect();
        let usable = lower.starts_with(|c: char| c.is_ascii_lowercase()) && !is_device(&lower);
        return vec![if usable {
            problem.instead(lower)
        } else {
            problem
        }];
    }
    if is_device(text) {
        return vec![
            Problem::new(
                Code::BadLabel,
                format!("`{text}` is the name of a device on Windows, and cannot name a folder"),
            )
            .instead(format!("{text}-role")),
        ];
    }
    Vec::new()
}

/// `service:Name`, with wildcards in the name only, or `*`.
pub(crate) fn action(text: &str) -> Vec<Problem> {
    let bad = |message: String| Problem::new(Code::BadAction, message);
    if text == "*" {
        return Vec::new();
    }
    let Some((service, name)) = text.split_once(':') else {
        return vec![
            bad(format!("`{text}` is no action"))
                .help("an action is `service:Name`, such as `s3:GetObject`"),
        ];
    };
    let service_ok = !service.is_empty()
        && service
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let name_ok = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'*' || b == b'?');
    if service_ok && name_ok {
        return Vec::new();
    }
    vec![
        bad(format!("`{text}` is no action"))
            .help("an action is `service:Name`; wildcards stand behind the colon only"),
    ]
}

/// What service principals end in, over all partitions.
const ENDS: [&str; 8] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazon.com",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
];

/// `ssm.amazonaws.com`.
pub(crate) fn service_principal(text: &str) -> Vec<Problem> {
    let bad = |message: String| Problem::new(Code::BadServicePrincipal, message);
    let example = "a service principal looks like `ssm.amazonaws.com`";
    if text.is_empty() {
        return vec![bad("a service principal cannot be empty".to_owned()).help(example)];
    }
    if text.contains(['*', '?']) {
        return vec![
            Problem::new(
                Code::WildcardPrincipal,
                format!(
                    "`{text}` holds a wildcard: IAM takes service principals by their exact name"
                ),
            )
            .help(example),
        ];
    }
    if matches!(text, "ec2.amazonaws.com" | "ec2.amazonaws.com.cn") {
        return vec![
            Problem::new(Code::DeadValue, format!("`{text}` is always trusted"))
                .help("remove it: `trust` names what is trusted besides EC2"),
        ];
    }
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    let name = ENDS.iter().find_map(|end| text.strip_suffix(end));
    if name.is_some_and(|name| !name.is_empty() && !name.starts_with('.') && name.bytes().all(good))
    {
        return Vec::new();
    }
    let problem = bad(format!("`{text}` is no service principal"));
    let bare = !text.contains('.') && text.bytes().all(good);
    vec![if bare && text != "ec2" {
        problem.instead(format!("{text}.amazonaws.com"))
    } else {
        problem.help(example)
    }]
}

/// An identifier of Terraform.
pub(crate) fn identifier(text: &str) -> Vec<Problem> {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    let good = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if text.starts_with(starts) && text.chars().all(good) {
        return Vec::new();
    }
    vec![
        Problem::new(
            Code::BadTerraform,
            format!("`{text}` is no identifier of Terraform"),
        )
        .help("it starts with a letter or `_`, and holds letters, digits, `_` and `-`"),
    ]
}

/// Names that Terraform keeps for module calls.
const RESERVED: [&str; 8] = [
    "source",
    "version",
    "providers",
    "count",
    "for_each",
    "lifecycle",
    "depends_on",
    "locals",
];

/// The name of a variable.
pub(crate) fn variable(text: &str) -> Vec<Problem> {
    if RESERVED.contains(&text) {
        return vec![
            Problem::new(
                Code::BadTerraform,
                format!("Terraform keeps `{text}` for itself"),
            )
            .help("choose another name for the variable"),
        ];
    }
    let mut problems = identifier(text);
    if let Some(near) = text
        .strip_prefix("var.")
        .and_then(|bare| suggest::nearest(bare, [bare]))
    {
        problems = problems.into_iter().map(|p| p.instead(near)).collect();
    }
    problems
}
