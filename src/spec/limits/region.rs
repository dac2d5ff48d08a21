//! Partitions and regions.

use crate::{
    catalogue::{Region, data_date},
    diag::Code,
    spec::{keys::Problem, suggest},
};

/// The partitions of AWS.
pub(crate) const PARTITIONS: [&str; 8] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
];

/// The form of a region: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
pub(crate) fn check(text: &str) -> Vec<Problem> {
    if Region::find(text).is_some() {
        return Vec::new();
    }
    if is_region(text) {
        let message = format!("`{text}` is no region of {}", data_date());
        let problem = Problem::new(Code::UnknownRegion, message);
        let near = suggest::nearest(text, Region::all().map(|region| region.name));
        return vec![match near {
            Some(near) => problem.instead(near),
            None => problem.help("if it is newer than that, all is well"),
        }];
    }
    let problem = Problem::new(Code::BadRegion, format!("`{text}` is no region"));
    // The zone `us-east-1a` is what people find on the console.
    let zone = text.strip_suffix(|c: char| c.is_ascii_lowercase());
    vec![match zone.filter(|region| is_region(region)) {
        Some(region) => problem.help("this is an availability zone").instead(region),
        None => problem.help("a region looks like `us-east-1`"),
    }]
}

fn is_region(text: &str) -> bool {
    let mut parts: Vec<&str> = text.split('-').collect();
    let Some(number) = parts.pop() else {
        return false;
    };
    let words = parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()));
    let number =
        !number.is_empty() && number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    words && number && parts.len() >= 2 && parts.first().is_some_and(|p| p.len() >= 2)
}

/// The partition that a region lies in, by its beginning. Source: the partition patterns of
/// botocore's `partitions.json`.
pub(crate) fn partition_of(region: &str) -> &'static str {
    const BY_BEGINNING: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("eusc-", "aws-eusc"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"),
    ];
    if let Some(known) = Region::find(region) {
        return known.partition;
    }
    BY_BEGINNING
        .iter()
        .find(|(beginning, _)| region.starts_with(beginning))
        .map_or("aws", |(_, partition)| *partition)
}
