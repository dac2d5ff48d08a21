//! KMS keys that encrypt volumes.

use super::arn::split;
use crate::{diag::Code, spec::keys::Problem};

/// The ARN of a key.
pub(crate) fn key_arn(text: &str) -> Vec<Problem> {
    let example = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let bad = |message: String| Problem::new(Code::BadArn, message);
    let Some(arn) = split(text).filter(|arn| arn.service == "kms") else {
        return vec![
            bad(format!("`{text}` is not the ARN of a KMS key"))
                .help(format!("one looks like `{example}`")),
        ];
    };
    if arn.resource.starts_with("alias/") {
        return vec![
            bad(format!(
                "`{text}` is the ARN of an alias, and here the key itself is needed"
            ))
            .help("`aws kms describe-key --key-id ALIAS` shows the key's ARN"),
        ];
    }
    match arn.resource.strip_prefix("key/") {
        Some(id) if is_key_id(id) => Vec::new(),
        _ => vec![
            bad(format!("`{}` is not a key", arn.resource))
                .at(text.len() - arn.resource.len()..text.len())
                .help("a key's id is a UUID, or `mrk-` and 32 hexadecimal digits"),
        ],
    }
}

/// The ARN of a key that encrypts what a grant is about. Whatever is no key of KMS, the grant
/// itself refuses.
pub(crate) fn grant_key(text: &str) -> Vec<Problem> {
    let id = split(text)
        .filter(|arn| arn.service == "kms")
        .and_then(|arn| arn.resource.strip_prefix("key/"));
    match id {
        Some(id) if !is_key_id(id) && !id.contains(['*', '?']) => key_arn(text),
        _ => Vec::new(),
    }
}

/// A UUID, or `mrk-` and 32 hexadecimal digits.
pub(crate) fn is_key_id(id: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    if let Some(multi_region) = id.strip_prefix("mrk-") {
        return multi_region.len() == 32 && hex(multi_region);
    }
    let groups: Vec<&str> = id.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.into_iter().all(hex)
}
