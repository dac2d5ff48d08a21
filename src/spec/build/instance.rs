//! The instance.

use crate::{
    diag::{Code, Diagnostic},
    source::Located,
    spec::{
        decode::{Fields, Report},
        files::FileError,
        model::{AmiChoice, Imds, Instance, Volume, Workload},
    },
};

/// EC2's bound for user data, before base64.
const MOST_USER_DATA: u64 = 16 * 1024;

pub(super) fn instance(fields: &Fields, report: &mut Report<'_>) -> Instance {
    let ami = fields.map("ami");
    let user_data = fields.word("user_data");
    Instance {
        name: fields.text("name"),
        instance_type: fields.text("type"),
        ami: ami.and_then(image),
        follow: ami.and_then(|ami| ami.flag("follow")),
        subnet: fields.text("subnet"),
        security_groups: fields.texts("security_groups"),
        user_data_content: user_data.as_ref().and_then(|path| script(path, report)),
        user_data,
        root_volume: fields.map("root_volume").map(volume),
        data_volumes: fields.maps("data_volumes").map(volume).collect(),
        workload: fields.word("workload").map(|word| {
            word.map(|word| match word.as_str() {
                "containers" => Workload::Containers,
                _ => Workload::Host,
            })
        }),
        imds: fields.map("imds").map(imds).unwrap_or_default(),
        key_name: fields.text("key_name"),
        public_ip: fields.text("public_ip"),
        monitoring: fields.text("monitoring"),
        ebs_optimized: fields.text("ebs_optimized"),
        tags: fields.tags("tags"),
        origin: fields.origin,
    }
}

fn image(fields: &Fields) -> Option<Located<AmiChoice>> {
    let choice = if let Some(id) = fields.text("id") {
        AmiChoice::Id(id)
    } else if let Some(parameter) = fields.text("ssm_parameter") {
        AmiChoice::SsmParameter(parameter)
    } else {
        let lookup = fields.map("lookup")?;
        AmiChoice::Lookup {
            owner: lookup.text("owner")?,
            name: lookup.text("name")?,
        }
    };
    Some(Located::new(choice, fields.origin))
}

fn volume(fields: &Fields) -> Volume {
    Volume {
        device: fields.text("device"),
        size: fields.text("size"),
        volume_type: fields.text("type"),
        encrypted: fields.text("encrypted"),
        kms_key: fields.text("kms_key"),
        iops: fields.text("iops"),
        throughput: fields.text("throughput"),
        delete_on_termination: fields.text("delete_on_termination"),
        origin: fields.origin,
    }
}

fn imds(fields: &Fields) -> Imds {
    Imds {
        endpoint: fields.text("endpoint"),
        tokens: fields.text("tokens"),
        hop_limit: fields.text("hop_limit"),
        tags: fields.text("tags"),
        ipv6: fields.text("ipv6"),
    }
}

/// The content of a script. It is never quoted: it may be any file.
fn script(path: &Located<String>, report: &mut Report<'_>) -> Option<String> {
    let name = &path.value;
    let fault = |code, message: String| Diagnostic::new(code, path.origin, message);
    let bytes = match report.files.read(name, MOST_USER_DATA) {
        Ok(bytes) => bytes,
        Err(error) => {
            report.push(match error {
                FileError::Outside => {
                    fault(Code::FileOutside, format!("`{name}` lies outside the repository"))
                        .help("the repository is the folder of `rolewright.yaml`, else that of the spec: copy the file there")
                }
                FileError::TooLarge(length) => fault(
                    Code::FileTooLarge,
                    format!("`{name}` has {length} bytes, and EC2 takes at most {MOST_USER_DATA}"),
                )
                .help("keep a short script that fetches the rest, from S3 for example"),
                FileError::Unreadable(error) => {
                    fault(Code::BadFile, format!("`{name}` cannot be read: {error}"))
                }
                FileError::Missing => fault(Code::BadFile, format!("there is no file `{name}`"))
                    .help("the path is relative to the spec"),
                FileError::NotRegular => {
                    fault(Code::BadFile, format!("`{name}` is no regular file"))
                }
            });
            return None;
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        report.push(
            fault(Code::BadFile, format!("`{name}` is not UTF-8 text"))
                .help("user data is a script; binary data would not survive Terraform"),
        );
        return None;
    };
    if text.is_empty() {
        report
            .push(fault(Code::DeadValue, format!("`{name}` is empty")).help("remove `user_data`"));
        return None;
    }
    if !unicode_normalization::is_nfc(&text) {
        let message =
            format!("`{name}` is not in Unicode normal form C, and Terraform would change it");
        report.push(fault(Code::NotNormalized, message).help("save it in normal form C"));
        return None;
    }
    Some(text)
}
