//! EBS volumes.

use std::collections::BTreeMap;

use crate::{
    diag::{Code, Diagnostic},
    source::Origin,
    spec::{
        decode::{Fields, Report},
        keys::Problem,
    },
};

/// The volume types. Source: EC2's API model, `VolumeType`.
pub(crate) const TYPES: [&str; 7] = ["gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"];

/// What a volume type takes: size in GiB, IOPS, throughput in MiB/s.
/// Source: EBS user guide, "Amazon EBS volume types".
struct Kind {
    name: &'static str,
    size: (i64, i64),
    iops: Option<(i64, i64)>,
    throughput: Option<(i64, i64)>,
}

const KINDS: [Kind; 7] = [
    Kind {
        name: "gp2",
        size: (1, 16384),
        iops: None,
        throughput: None,
    },
    Kind {
        name: "gp3",
        size: (1, 65536),
        iops: Some((3000, 80000)),
        throughput: Some((125, 2000)),
    },
    Kind {
        name: "io1",
        size: (4, 16384),
        iops: Some((100, 64000)),
        throughput: None,
    },
    Kind {
        name: "io2",
        size: (4, 65536),
        iops: Some((100, 256_000)),
        throughput: None,
    },
    Kind {
        name: "st1",
        size: (125, 16384),
        iops: None,
        throughput: None,
    },
    Kind {
        name: "sc1",
        size: (125, 16384),
        iops: None,
        throughput: None,
    },
    Kind {
        name: "standard",
        size: (1, 1024),
        iops: None,
        throughput: None,
    },
];

/// A device name.
pub(crate) fn device(text: &str) -> Vec<Problem> {
    let letter = text
        .strip_prefix("/dev/sd")
        .or_else(|| text.strip_prefix("/dev/xvd"))
        .or_else(|| text.strip_prefix("xvd"));
    let good = letter.is_some_and(|rest| {
        (1..=3).contains(&rest.len())
            && rest
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    if good {
        return Vec::new();
    }
    vec![
        Problem::new(Code::BadVolume, format!("`{text}` is no device name"))
            .help("a data volume is `/dev/sdf` to `/dev/sdp`; on Nitro instances the system may show another name"),
    ]
}

/// The volumes of one instance have devices of their own.
pub(crate) fn devices(instance: &Fields, report: &mut Report<'_>) {
    let mut seen: BTreeMap<String, Origin> = BTreeMap::new();
    for volume in instance.maps("data_volumes") {
        let Some(device) = volume.literal("device") else {
            continue;
        };
        if let Some(first) = seen.get(&device.value) {
            let message = format!("two volumes have the device `{}`", device.value);
            report.push(
                Diagnostic::new(Code::DuplicateName, device.origin, message)
                    .also(*first, "the other one")
                    .help("give each a name of its own, `/dev/sdf` to `/dev/sdp`"),
            );
        } else {
            seen.insert(device.value, device.origin);
        }
    }
}

/// What must hold between the keys of a volume.
pub(crate) fn together(fields: &Fields, report: &mut Report<'_>) {
    let number = |name: &str| -> Option<i64> { fields.literal(name)?.value.parse().ok() };
    if fields
        .literal("encrypted")
        .is_some_and(|e| e.value == "false")
    {
        if fields.has("kms_key") {
            report.push(
                Diagnostic::new(
                    Code::DeadValue,
                    fields.key("kms_key"),
                    "`kms_key` has no effect with `encrypted: false`",
                )
                .also(fields.key("encrypted"), "not encrypted")
                .help("remove one of the two"),
            );
        } else if let Some(value) = fields.text("encrypted") {
            report.push(
                Diagnostic::new(
                    Code::UnencryptedVolume,
                    value.origin,
                    "this volume is not encrypted",
                )
                .replace("encrypt it", "true"),
            );
        }
    }
    // A type that is known to Terraform only is judged there.
    let written = fields.has("type");
    let name = match fields.literal("type") {
        Some(name) => name.value,
        None if written => return,
        None => "gp3".to_owned(),
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return;
    };
    if let Some(size) = number("size")
        && !(kind.size.0..=kind.size.1).contains(&size)
    {
        let (min, max) = kind.size;
        let message =
            format!("`{size}` is out of range: a volume of type `{name}` has {min} to {max} GiB");
        let place = fields
            .value("size")
            .map_or(fields.origin, crate::spec::decode::Value::origin);
        report.push(Diagnostic::new(Code::OutOfRange, place, message));
    }
    for (key, bounds) in [("iops", kind.iops), ("throughput", kind.throughput)] {
        let Some(value) = number(key) else { continue };
        let place = fields
            .value(key)
            .map_or(fields.origin, crate::spec::decode::Value::origin);
        match bounds {
            None => report.push(
                Diagnostic::new(
                    Code::BadVolume,
                    fields.key(key),
                    format!("a volume of type `{name}` has no `{key}`"),
                )
                .help(match key {
                    "iops" => "remove it, or choose `gp3`, `io1` or `io2`",
                    _ => "remove it, or choose `gp3`",
                }),
            ),
            Some((min, max)) if !(min..=max).contains(&value) => report.push(Diagnostic::new(
                Code::OutOfRange,
                place,
                format!("`{value}` is out of range: `{key}` of `{name}` is {min} to {max}"),
            )),
            Some(_) => {}
        }
    }
    let provisioned = matches!(name.as_str(), "io1" | "io2");
    if provisioned && !fields.has("iops") {
        report.push(
            Diagnostic::new(
                Code::MissingKey,
                fields.key("type"),
                format!("a volume of type `{name}` needs the key `iops`"),
            )
            .help("say how many operations a second it provides"),
        );
    }
}
