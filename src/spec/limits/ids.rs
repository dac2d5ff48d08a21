//! Ids of EC2, and how an image is chosen.

use super::account::is_id;
use crate::{
    catalogue::{data_date, instance_types},
    diag::Code,
    spec::{keys::Problem, suggest},
};

/// A prefix and 8 or 17 hexadecimal digits.
fn ec2_id(text: &str, prefix: &str, what: &str) -> Vec<Problem> {
    let hex = |digits: &str| {
        matches!(digits.len(), 8 | 17)
            && digits
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    if text.strip_prefix(prefix).is_some_and(hex) {
        return Vec::new();
    }
    let problem = Problem::new(
        Code::BadId,
        format!("`{text}` is not the id of {what}: `{prefix}` and 8 or 17 digits of `0-9a-f`"),
    );
    let lower = text.to_ascii_lowercase();
    vec![
        if lower != text && lower.strip_prefix(prefix).is_some_and(hex) {
            problem.instead(lower)
        } else {
            problem
        },
    ]
}

/// `ami-…`
pub(crate) fn ami(text: &str) -> Vec<Problem> {
    ec2_id(text, "ami-", "an image")
}

/// `subnet-…`
pub(crate) fn subnet(text: &str) -> Vec<Problem> {
    ec2_id(text, "subnet-", "a subnet")
}

/// `sg-…`
pub(crate) fn security_group(text: &str) -> Vec<Problem> {
    ec2_id(text, "sg-", "a security group")
}

/// `t3.micro`.
pub(crate) fn instance_type(text: &str) -> Vec<Problem> {
    let good = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if text
        .split_once('.')
        .is_some_and(|(family, size)| good(family) && good(size))
    {
        return unknown_type(text);
    }
    let problem = Problem::new(Code::BadId, format!("`{text}` is no instance type"));
    let lower = text.to_ascii_lowercase();
    vec![if lower != text && instance_type(&lower).is_empty() {
        problem.instead(lower)
    } else {
        problem.help("an instance type is a family and a size, such as `t3.micro`")
    }]
}

/// A type that EC2 did not have: a slip, or a new one.
fn unknown_type(text: &str) -> Vec<Problem> {
    if instance_types().any(|known| known == text) {
        return Vec::new();
    }
    let message = format!("EC2 had no instance type `{text}` on {}", data_date());
    let problem = Problem::new(Code::UnknownInstanceType, message);
    vec![match suggest::nearest(text, instance_types()) {
        Some(near) => problem.instead(near),
        None => problem.help("if it is newer than that, all is well"),
    }]
}

/// `required` or `optional`.
pub(crate) fn tokens(text: &str) -> Vec<Problem> {
    if text == "optional" {
        return vec![
            Problem::new(
                Code::ImdsV1,
                "`tokens: optional` leaves IMDSv1 open: whoever can make the instance send a request can steal its credentials",
            )
            .instead("required"),
        ];
    }
    Vec::new()
}

/// The owner of an image.
pub(crate) fn owner(text: &str) -> Vec<Problem> {
    const ALIASES: [&str; 4] = ["amazon", "aws-marketplace", "aws-backup-vault", "self"];
    if is_id(text) || ALIASES.contains(&text) {
        return Vec::new();
    }
    if text == "*" || text == "all" {
        return vec![
            Problem::new(
                Code::BadId,
                format!("`{text}` is no owner: anybody could publish the newest image"),
            )
            .help("name the account that you trust, `amazon`, or `self`"),
        ];
    }
    vec![
        Problem::new(Code::BadId, format!("`{text}` is no owner of images"))
            .help("an owner is an account id in quotes, `amazon`, `aws-marketplace` or `self`"),
    ]
}

/// A pattern of image names.
pub(crate) fn image_name(text: &str) -> Vec<Problem> {
    if text.chars().all(|c| matches!(c, '*' | '?')) {
        return vec![
            Problem::new(
                Code::AnyImage,
                format!("`{text}` takes whatever image is the newest"),
            )
            .help("name the beginning, such as `al2023-ami-2023.*-x86_64`"),
        ];
    }
    old_image(text)
}

/// The name of a parameter that holds an image id.
pub(crate) fn image_parameter(text: &str) -> Vec<Problem> {
    let name = text.strip_prefix("resolve:ssm:").unwrap_or(text);
    if name.len() != text.len() {
        return vec![
            Problem::new(
                Code::BadId,
                "`resolve:ssm:` belongs to launch templates".to_owned(),
            )
            .help("write the parameter's name")
            .instead(name),
        ];
    }
    let bad = |message: String| Problem::new(Code::BadId, message);
    let good = |c: char| c.is_ascii_alphanumeric() || "_.-/:".contains(c);
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !good(*c)) {
        let shown = super::characters::show(c);
        return vec![
            bad(format!("{shown} cannot stand in the name of a parameter"))
                .at(at..at + c.len_utf8())
                .help("it may hold letters, digits and `_.-/`"),
        ];
    }
    let levels = text.trim_start_matches('/').split('/').count();
    if levels > 15 {
        return vec![bad(format!(
            "a parameter has at most 15 levels, and this has {levels}"
        ))];
    }
    old_image(text)
}

/// Amazon Linux before 2023.
fn old_image(text: &str) -> Vec<Problem> {
    let old = text.contains("amzn2-ami") || text.contains("amzn-ami");
    if !old {
        return Vec::new();
    }
    vec![
        Problem::new(
            Code::OldImage,
            "Amazon Linux 2 and older are at their end of life, and get no security updates",
        )
        .help("choose Amazon Linux 2023: `al2023-ami-2023.*-x86_64`, or the parameter `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64`"),
    ]
}
