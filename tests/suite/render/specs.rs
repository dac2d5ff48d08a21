//! Specs for the tests of lowering and rendering, as values.

use rolewright::{
    grant::{Request, Subject},
    policy::{Clause, Condition, Operator, Statement, Value},
    source::{Located, Origin},
    spec::{
        AmiChoice, Assume, Imds, Instance, InstanceProfile, Layout, PolicyPlacement, Spec, Style,
        Tag, Target, TargetTrust, Terraform, Trust, TrustPrincipal, Variable, Volume, Workload,
    },
    text::{Part, Text, Variable as IamVariable},
};

pub(crate) fn value(text: &str) -> Value {
    Located::nowhere(text.into())
}

pub(crate) fn tag(key: &str, text: &str) -> Tag {
    Tag {
        key: value(key),
        value: value(text),
    }
}

pub(crate) fn bucket(name: &str, verbs: &[&str]) -> Request {
    Request {
        service: "buckets".to_owned(),
        subject: Subject::Name(value(name)),
        access: verbs
            .iter()
            .map(|verb| Located::nowhere((*verb).to_owned()))
            .collect(),
        ..Request::default()
    }
}

/// `role` and one grant.
pub(crate) fn minimal() -> Spec {
    let mut spec = Spec::default();
    spec.role.name = Some(value("photos-thumbnailer"));
    spec.grants = vec![bucket("holiday-photos", &["read"])];
    spec
}

pub(crate) fn application_server() -> Spec {
    let mut spec = Spec {
        account: Some(value("111111111111")),
        region: Some(value("us-east-1")),
        tags: vec![
            tag("Environment", "production"),
            tag("Owner", "web-platform"),
        ],
        grants: vec![bucket("shop-uploads", &["read", "write"])],
        allow: vec![Statement {
            sid: Some(value("Orders")),
            actions: Clause::of([value("dynamodb:PutItem"), value("dynamodb:GetItem")]),
            resources: Some(Clause::of([value(
                "arn:aws:dynamodb:us-east-1:111111111111:table/orders",
            )])),
            reason: Some(Located::nowhere("place and\nlook up orders".to_owned())),
            ..Statement::default()
        }],
        instance: Some(Instance {
            name: Some(value("application-server")),
            instance_type: Some(value("t3.micro")),
            ami: Some(Located::nowhere(AmiChoice::Lookup {
                owner: value("amazon"),
                name: value("al2023-ami-2023.*-x86_64"),
            })),
            user_data: Some(Located::nowhere("scripts/bootstrap.sh".to_owned())),
            user_data_content: Some("#!/bin/sh\necho ${HOME}\n".to_owned()),
            ..Instance::default()
        }),
        ..minimal()
    };
    spec.role.name = Some(value("application-ec2-role"));
    spec.role.description = Some(value("Web tier of the shop"));
    spec.role.managed_policies = vec![
        value("AmazonEC2RoleforSSM"),
        value("CloudWatchAgentServerPolicy"),
    ];
    spec.assume = vec![Assume {
        name: Located::nowhere("reporting".to_owned()),
        role: value("arn:aws:iam::222222222222:role/reports/reader"),
        external_id: Some(value("unique-external-id-12345")),
        session_duration: Some(Located::nowhere(3600)),
        target: Some(Target {
            grants: vec![bucket("monthly-reports", &["read"])],
            managed_policies: vec![value("ReadOnlyAccess")],
            ..Target::default()
        }),
        origin: Origin::default(),
    }];
    spec
}

pub(crate) fn reference(expression: &str) -> Value {
    Located::nowhere(Text::reference(expression))
}

fn condition(operator: &str, key: &str, values: &[Value]) -> Condition {
    Condition {
        operator: Operator::parse(operator),
        key: value(key),
        values: values.to_vec(),
        origin: Origin::default(),
    }
}

/// What a spec may hold in a description, a tag or a reason, and HCL may take for something else.
pub(crate) const HOSTILE: &str =
    "a\"b\\c ${x} %{if} $${y} &{z} # // /* EOT $ $$ %% 'q' {{ j }} {% t %} é \u{1f600}";

/// Nearly every key, with text that HCL could take for code.
pub(crate) fn hostile() -> Spec {
    let mut spec = application_server();
    spec.partition = Some(value("aws"));
    spec.tags.push(tag("for", HOSTILE));
    spec.tags.push(Tag {
        key: value("CostCenter"),
        value: reference("var.cost_center"),
    });
    spec.role.path = Some(value("/shop/"));
    spec.role.description = Some(value(HOSTILE));
    spec.role.max_session_duration = Some(Located::nowhere(7200));
    spec.role.permissions_boundary = Some(value("arn:aws:iam::111111111111:policy/boundary"));
    spec.role
        .managed_policies
        .push(reference("var.policies[0]"));
    spec.role.trust = vec![
        Trust {
            principal: TrustPrincipal::Account(value("333333333333")),
            external_id: Some(value("deploy")),
            conditions: vec![condition(
                "ArnLike",
                "aws:PrincipalArn",
                &[value("arn:aws:iam::333333333333:role/deploy-*")],
            )],
            origin: Origin::default(),
        },
        Trust {
            principal: TrustPrincipal::Service(value("ssm.amazonaws.com")),
            external_id: None,
            conditions: Vec::new(),
            origin: Origin::default(),
        },
    ];
    spec.instance_profile = Some(InstanceProfile {
        name: Some(value("application-instance-profile")),
        origin: Origin::default(),
    });
    let home = Text::literal("arn:aws:s3:::homes/$%")
        .then(&Text::reference("var.home"))
        .then(&Text::from_parts([
            Part::Literal("/$".to_owned()),
            Part::Variable(IamVariable {
                key: "aws:PrincipalTag/team".to_owned(),
                default: Some("none".to_owned()),
            }),
            Part::Literal("/\"*\"".to_owned()),
        ]));
    spec.allow.push(Statement {
        sid: Some(value("Homes")),
        actions: Clause::of([value("s3:GetObject")]),
        resources: Some(Clause::of([Located::nowhere(home)])),
        conditions: vec![
            condition("Bool", "aws:SecureTransport", &[value("true")]),
            condition(
                "ForAnyValue:StringEqualsIfExists",
                "aws:TagKeys",
                &[value("b"), value("a"), value("%{c}")],
            ),
        ],
        reason: Some(Located::nowhere(format!("{HOSTILE}\r\n}}\u{2028}x = 1"))),
        ..Statement::default()
    });
    spec.deny = vec![Statement {
        actions: Clause::of([value("s3:DeleteObject")]),
        resources: Some(Clause::of([value("arn:aws:s3:::homes/*")])),
        ..Statement::default()
    }];
    if let Some(target) = spec.assume.first_mut().and_then(|it| it.target.as_mut()) {
        target.trust = Some(Located::nowhere(TargetTrust::Role));
        target.region = Some(value("eu-west-1"));
        target.tags = vec![tag("Owner", "reporting")];
    }
    let instance = spec.instance.as_mut().unwrap();
    instance.follow = Some(Located::nowhere(true));
    instance.subnet = Some(reference("var.subnet.id"));
    instance.security_groups = vec![
        reference("var.groups[\"web\"]"),
        value("sg-0123456789abcdef0"),
    ];
    instance.root_volume = Some(Volume {
        size: Some(reference("var.size")),
        volume_type: Some(value("gp3")),
        ..Volume::default()
    });
    instance.data_volumes = vec![Volume {
        device: Some(value("/dev/sdf")),
        size: Some(value("100")),
        iops: Some(value("3000")),
        throughput: Some(value("125")),
        delete_on_termination: Some(value("false")),
        ..Volume::default()
    }];
    instance.workload = Some(Located::nowhere(Workload::Containers));
    instance.imds = Imds {
        tags: Some(value("enabled")),
        ..Imds::default()
    };
    instance.key_name = Some(value("break-glass"));
    instance.public_ip = Some(value("false"));
    instance.monitoring = Some(reference("var.monitoring"));
    instance.ebs_optimized = Some(value("true"));
    instance.tags = vec![tag("Backup plan", "daily")];
    spec.variables = vec![Variable {
        name: Located::nowhere("cost_center".to_owned()),
        type_expression: None,
        description: Some(value(HOSTILE)),
        default: Some(Located::nowhere(HOSTILE.into())),
        sensitive: Some(Located::nowhere(false)),
        validations: vec![(
            Located::nowhere("length(var.cost_center) > 2".to_owned()),
            value("A cost center is longer than 2 characters."),
        )],
        origin: Origin::default(),
    }];
    spec
}

/// The spec, written in this way.
pub(crate) fn written(
    mut spec: Spec,
    layout: Layout,
    policies: PolicyPlacement,
    policy_style: Style,
) -> Spec {
    spec.terraform = Terraform {
        layout: Some(Located::nowhere(layout)),
        policies: Some(Located::nowhere(policies)),
        policy_style: Some(Located::nowhere(policy_style)),
        ..Terraform::default()
    };
    spec
}
