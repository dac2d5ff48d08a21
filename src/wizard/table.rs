//! All questions, in the order in which they are put: the one table.

use serde_json::json;

use super::{
    fields::ItemKind,
    place::Codec,
    preset,
    question::{Asked, Completion, Form, Question},
    turn::{BASE, has, new_only, on_request, with_instance, with_instance_on_request},
};

/// Every question.
pub const TABLE: &[Question] = &[
    Question {
        key: "preset",
        flag: "preset",
        metavar: "KIND",
        topic: "kind",
        ask: "What is the instance for?",
        why: "it only fills in answers, and you see each of them before anything is written",
        form: Form::Choice(preset::CHOICES),
        asked: new_only,
        ..BASE
    },
    Question {
        key: "name",
        flag: "name",
        metavar: "NAME",
        topic: "role name",
        ask: "What is the role called?",
        why: "others trust and pass the role by this name: renaming it later replaces it",
        note: "Others trust and pass the role by this name: renaming it replaces it.",
        required: true,
        asked: |scope| {
            if has(scope, "name_prefix") {
                Asked::Never
            } else {
                Asked::InTurn
            }
        },
        default: preset::name_of_file,
        place: &["role", "name"],
        ..BASE
    },
    Question {
        key: "name_prefix",
        flag: "name-prefix",
        metavar: "PREFIX",
        topic: "role name prefix",
        ask: "What does the role's generated name begin with?",
        why: "AWS appends random characters, so that two copies can live in one account",
        asked: on_request,
        place: &["role", "name_prefix"],
        ..BASE
    },
    Question {
        key: "description",
        flag: "description",
        topic: "description",
        ask: "What is it for, in a sentence?",
        why: "people see it in the AWS console",
        asked: on_request,
        place: &["role", "description"],
        ..BASE
    },
    Question {
        key: "region",
        flag: "region",
        metavar: "REGION",
        topic: "region",
        ask: "Which region does it run in?",
        why: "grants hold in this region only; empty: wherever Terraform runs",
        note: "Grants hold in this region only.",
        completion: Completion::Regions,
        place: &["region"],
        ..BASE
    },
    Question {
        key: "account",
        flag: "account",
        metavar: "ID",
        topic: "account",
        ask: "Which AWS account (12 digits)?",
        why: "Terraform then refuses to run in any other; empty: whichever Terraform runs in",
        note: "Terraform refuses to run in any other account.",
        place: &["account"],
        ..BASE
    },
    Question {
        key: "layout",
        flag: "layout",
        metavar: "LAYOUT",
        topic: "layout",
        ask: "Where will the Terraform live?",
        why: "only beside existing files can a spec refer to what stands in them",
        note: "Only beside existing files can a spec refer to what stands in them.",
        form: Form::Choice(&[
            ("root", "in a folder of its own, applied by itself"),
            ("module", "in a module that other Terraform calls"),
            ("beside", "in a folder that holds Terraform already"),
        ]),
        default: |_| Some(json!("root")),
        place: &["terraform", "layout"],
        codec: Codec::UnlessDefault("root"),
        ..BASE
    },
    Question {
        key: "output",
        flag: "output",
        metavar: "DIR",
        topic: "output folder",
        ask: "Into which folder?",
        why: "a spec may refer to what stands there; files that rolewright did not write are never touched",
        required: true,
        asked: |scope| {
            if scope.is("layout", "beside") {
                Asked::InTurn
            } else if scope.says_yes("generate") {
                Asked::AtTheEnd
            } else {
                Asked::Never
            }
        },
        default: preset::folder_of_file,
        ..BASE
    },
    Question {
        key: "grants",
        flag: "grant",
        metavar: "SERVICE:NAME=VERBS",
        topic: "grants",
        ask: "What does it read and write?",
        why: "each grant becomes exactly the actions it takes, on exactly this resource",
        form: Form::Items(ItemKind::Grant),
        codec: Codec::Grants,
        ..BASE
    },
    Question {
        key: "allow",
        flag: "allow",
        metavar: "ACTIONS=RESOURCES",
        topic: "other actions",
        ask: "Any other AWS actions?",
        why: "for what no grant covers; an action that cannot act on its resource is refused",
        note: "What no grant covers. An action that cannot act on its resource is refused.",
        form: Form::Items(ItemKind::Allow),
        place: &["allow"],
        ..BASE
    },
    Question {
        key: "managed_policies",
        flag: "managed-policy",
        metavar: "POLICY",
        topic: "managed policies",
        ask: "Any managed policies?",
        why: "AWS's own are broader than they look, and AWS changes them without your review",
        note: "AWS changes its own policies without your review, and they are broader than they look.",
        form: Form::Words,
        completion: Completion::ManagedPolicies,
        place: &["role", "managed_policies"],
        ..BASE
    },
    Question {
        key: "session_manager",
        flag: "session-manager",
        metavar: "ACCESS",
        topic: "session manager",
        ask: "Shell access through Session Manager?",
        why: "no SSH port and no keys; scoped, unlike AWS's managed policy, which reads every parameter",
        note: "Shells without SSH port and keys. Unlike AWS's managed policy, it does not read every parameter.",
        form: Form::Choice(&[
            ("no", "no"),
            ("yes", "yes, for people with the right to it"),
            (
                "run-command",
                "yes, and commands, patches and inventory as well",
            ),
        ]),
        default: |_| Some(json!("no")),
        place: &["session_manager"],
        codec: Codec::SessionManager,
        ..BASE
    },
    Question {
        key: "assume",
        flag: "assume",
        metavar: "NAME=ROLE-ARN",
        topic: "other accounts",
        ask: "Does it use anything in other AWS accounts?",
        why: "it assumes a role there: exactly that one, for an hour at most",
        note: "Roles in other accounts that the instance may become: exactly these.",
        form: Form::Items(ItemKind::Assume),
        place: &["assume"],
        ..BASE
    },
    Question {
        key: "trust",
        flag: "trust",
        metavar: "PRINCIPAL",
        topic: "others who may use it",
        ask: "Who else may become this role?",
        why: "EC2 may; everybody else whom you name gets all of its access",
        note: "Besides EC2, and with all of the role's access.",
        form: Form::Items(ItemKind::Trust),
        asked: on_request,
        place: &["role", "trust"],
        ..BASE
    },
    Question {
        key: "permissions_boundary",
        flag: "permissions-boundary",
        metavar: "ARN",
        topic: "permissions boundary",
        ask: "Which permissions boundary?",
        why: "a policy that caps what the role can ever do, whatever its other policies say",
        note: "Caps what the role can ever do, whatever its other policies say.",
        asked: on_request,
        place: &["role", "permissions_boundary"],
        ..BASE
    },
    Question {
        key: "max_session_duration",
        flag: "max-session-duration",
        metavar: "TIME",
        topic: "longest session",
        ask: "How long may a session last (1h to 12h)?",
        why: "stolen credentials work this long; EC2's own are renewed whatever it says",
        note: "Stolen credentials work this long.",
        asked: on_request,
        place: &["role", "max_session_duration"],
        ..BASE
    },
    Question {
        key: "instance",
        flag: "instance",
        metavar: "YES|NO",
        topic: "instance",
        ask: "Shall the Terraform hold the instance too?",
        why: "no: only the role and its profile, for instances that stand elsewhere",
        form: Form::YesNo,
        default: |_| Some(json!(false)),
        place: &["instance"],
        codec: Codec::Presence,
        ..BASE
    },
    Question {
        key: "workload",
        flag: "workload",
        metavar: "KIND",
        topic: "workload",
        ask: "Does it run containers?",
        why: "containers need a second network hop to reach credentials; without them one is safer",
        note: "Containers need a second network hop to reach credentials; without them, one is safer.",
        form: Form::Choice(&[
            ("host", "no, programs on the host: hop limit 1"),
            ("containers", "yes: hop limit 2"),
        ]),
        asked: with_instance,
        default: |_| Some(json!("host")),
        place: &["instance", "workload"],
        ..BASE
    },
    Question {
        key: "instance_name",
        flag: "instance-name",
        metavar: "NAME",
        topic: "instance name",
        ask: "What is the instance called?",
        why: "its Name tag; without it, the role's name",
        asked: with_instance_on_request,
        place: &["instance", "name"],
        ..BASE
    },
    Question {
        key: "instance_type",
        flag: "instance-type",
        metavar: "TYPE",
        topic: "instance type",
        ask: "Which instance type?",
        why: "its processor decides which images can boot",
        required: true,
        asked: with_instance,
        default: |_| Some(json!("t3.micro")),
        completion: Completion::InstanceTypes,
        place: &["instance", "type"],
        ..BASE
    },
    Question {
        key: "ami",
        flag: "ami",
        metavar: "IMAGE",
        topic: "image",
        ask: "Which image does it boot?",
        why: "an ami- id stays; a parameter (/aws/…) or a look-up (OWNER/NAME*) is resolved once",
        note: "An id stays; a parameter or a look-up is resolved when the instance is made.",
        required: true,
        asked: with_instance,
        default: |scope| Some(preset::image_for_type(scope)),
        completion: Completion::Images,
        place: &["instance", "ami"],
        codec: Codec::Image,
        ..BASE
    },
    Question {
        key: "subnet",
        flag: "subnet",
        metavar: "SUBNET",
        topic: "subnet",
        ask: "Which subnet (id, address or ${var.…})?",
        why: "a private one keeps the instance off the internet; empty: the default VPC's, which is public",
        note: "A private one keeps the instance off the internet.",
        asked: with_instance,
        place: &["instance", "subnet"],
        codec: Codec::Reference,
        ..BASE
    },
    Question {
        key: "security_groups",
        flag: "security-group",
        metavar: "GROUP",
        topic: "security groups",
        ask: "Which security groups?",
        why: "empty: the VPC's default group, whose members reach each other on every port",
        note: "Without them, the default group's members reach each other on every port.",
        form: Form::Words,
        asked: with_instance,
        place: &["instance", "security_groups"],
        codec: Codec::References,
        ..BASE
    },
    Question {
        key: "public_ip",
        flag: "public-ip",
        metavar: "YES|NO",
        topic: "public address",
        ask: "A public IP address?",
        why: "with one, the internet reaches every port that a security group opens",
        note: "With one, the internet reaches every port that a security group opens.",
        form: Form::YesNo,
        asked: with_instance,
        default: |_| Some(json!(false)),
        place: &["instance", "public_ip"],
        ..BASE
    },
    Question {
        key: "imds_tokens",
        flag: "imds-tokens",
        metavar: "MODE",
        topic: "IMDS tokens",
        ask: "Must the metadata service be asked with a token (IMDSv2)?",
        why: "without tokens, one forged request through a web application gives the role's credentials away",
        note: "Without tokens, one forged request through a web application gives the credentials away.",
        form: Form::Choice(&[
            ("required", "yes"),
            ("optional", "no: IMDSv1 works too, and you get a warning"),
        ]),
        asked: with_instance,
        default: |_| Some(json!("required")),
        place: &["instance", "imds", "tokens"],
        ..BASE
    },
    Question {
        key: "hop_limit",
        flag: "hop-limit",
        metavar: "N",
        topic: "IMDS hop limit",
        ask: "How many network hops to the metadata service (1 to 64)?",
        why: "1 keeps containers and proxies from the role's credentials; without it, the workload decides",
        form: Form::Number,
        asked: with_instance_on_request,
        place: &["instance", "imds", "hop_limit"],
        ..BASE
    },
    Question {
        key: "root_volume_size",
        flag: "root-volume-size",
        metavar: "GIB",
        topic: "root volume",
        ask: "How large is the root volume, in GiB?",
        why: "it is encrypted in any case; empty: as large as the image",
        form: Form::Number,
        asked: with_instance_on_request,
        place: &["instance", "root_volume", "size"],
        ..BASE
    },
    Question {
        key: "user_data",
        flag: "user-data",
        metavar: "FILE",
        topic: "user data",
        ask: "Which script runs at the first boot (a file beside the spec)?",
        why: "everybody on the instance can read it: no secrets there",
        note: "Everybody on the instance can read it: no secrets.",
        asked: with_instance_on_request,
        place: &["instance", "user_data"],
        ..BASE
    },
    Question {
        key: "key_name",
        flag: "key-name",
        metavar: "NAME",
        topic: "SSH key",
        ask: "Which SSH key pair?",
        why: "Session Manager needs none",
        asked: with_instance_on_request,
        place: &["instance", "key_name"],
        ..BASE
    },
    Question {
        key: "tags",
        flag: "tag",
        metavar: "KEY=VALUE",
        topic: "tags",
        ask: "Which tags (Key=Value)?",
        why: "they stand on every resource; policies and bills can tell by them whose it is",
        note: "On every resource; policies and bills can tell by them whose it is.",
        form: Form::Pairs,
        place: &["tags"],
        ..BASE
    },
    Question {
        key: "policies",
        flag: "policies",
        metavar: "KIND",
        topic: "policies",
        ask: "Inline or customer managed policies?",
        why: "inline ones cannot be attached to anything else by mistake; managed ones can be larger",
        form: Form::Choice(&[
            ("inline", "part of the role"),
            ("managed", "policies of their own"),
        ]),
        asked: on_request,
        place: &["terraform", "policies"],
        ..BASE
    },
    Question {
        key: "policy_style",
        flag: "policy-style",
        metavar: "STYLE",
        topic: "policy style",
        ask: "How are policies written?",
        why: "both mean the same; choose what your other Terraform looks like",
        form: Form::Choice(&[
            ("jsonencode", "jsonencode({…})"),
            ("document", "data \"aws_iam_policy_document\""),
        ]),
        asked: on_request,
        place: &["terraform", "policy_style"],
        ..BASE
    },
    Question {
        key: "label",
        flag: "label",
        metavar: "NAME",
        topic: "label",
        ask: "What are the main resources called in Terraform?",
        why: "aws_iam_role.LABEL; without it, `this`",
        asked: on_request,
        place: &["terraform", "label"],
        ..BASE
    },
    Question {
        key: "generate",
        flag: "generate",
        metavar: "YES|NO",
        topic: "generate",
        ask: "Generate the Terraform now?",
        why: "nothing is applied: you plan and apply it yourself",
        form: Form::YesNo,
        asked: |_| Asked::AtTheEnd,
        default: |_| Some(json!(false)),
        ..BASE
    },
];

/// The question with this key.
pub fn question(key: &str) -> Option<&'static Question> {
    TABLE.iter().find(|question| question.key == key)
}
