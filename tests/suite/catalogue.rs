//! The catalogue says of AWS's actions, resources and policies what is so.

use rolewright::{
    catalogue::{
        Action, ArnFormat, AwsPolicy, ConditionKey, Escalation, KeyType, Level, PolicyState,
        Region, Required, ResourcePattern, Service, Why, dns_suffix, instance_types, instead_of,
        partitions, patterns_spelt_like,
    },
    text::Text,
};

fn action(name: &str) -> Action {
    Action::find(name).unwrap_or_else(|| panic!("{name} is unknown"))
}

/// The names of the types an action acts on, `*` behind the required ones.
fn types(name: &str) -> Vec<String> {
    action(name)
        .resource_types()
        .map(|used| {
            format!(
                "{}{}",
                used.resource_type,
                if used.required { "*" } else { "" }
            )
        })
        .collect()
}

#[test]
fn every_row_finds_itself() {
    assert!(Action::all().len() > 22_000);
    for action in Action::all() {
        assert_eq!(Action::find(&action.to_string()), Some(action));
        assert_eq!(
            Action::find(&action.to_string().to_uppercase()),
            Some(action)
        );
        assert!(action.levels().count() > 0, "{action} has no level");
        assert!(
            action
                .resource_types()
                .all(|used| used.resource_type.arns().count() > 0)
        );
        assert!(action.condition_keys().all(|key| !key.is_empty()));
        assert!(action.dependents().all(|other| other != action));
    }
    for service in Service::all() {
        assert_eq!(Service::find(service.prefix()), Some(service));
        assert!(
            service
                .resource_types()
                .all(|kind| service.resource_type(kind.name()) == Some(kind))
        );
        assert!(
            service
                .condition_keys()
                .all(|key| ConditionKey::of_service(service, key.name()).is_some())
        );
    }
    for policy in AwsPolicy::all() {
        assert_eq!(AwsPolicy::find_arn(&policy.arn("aws-cn")), Some(policy));
        let document = policy.document().unwrap();
        let json: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert!(json["Statement"].is_array(), "{policy}");
    }
}

#[test]
fn well_known_actions_act_on_their_resource_types() {
    for (name, expected) in [
        ("s3:ListBucket", &["accesspoint", "bucket"][..]),
        ("s3:GetObject", &["accesspointobject", "object"]),
        ("s3:PutObject", &["accesspointobject", "object"]),
        ("s3:ListAllMyBuckets", &[]),
        ("dynamodb:Query", &["index", "table*"]),
        ("dynamodb:GetItem", &["table*"]),
        ("logs:PutLogEvents", &["log-stream*"]),
        ("logs:CreateLogGroup", &["log-group*"]),
        ("iam:PassRole", &["role*"]),
        ("sts:AssumeRole", &["role*"]),
        ("kms:Decrypt", &["key*"]),
        ("sqs:SendMessage", &["queue*"]),
        ("sns:Publish", &["topic*"]),
        ("secretsmanager:GetSecretValue", &["Secret*"]),
        ("ssm:GetParameter", &["parameter*"]),
        ("lambda:InvokeFunction", &["function*"]),
        ("ecr:GetAuthorizationToken", &[]),
        ("ec2:DescribeInstances", &[]),
    ] {
        assert_eq!(types(name), expected, "{name}");
    }
    let required: Vec<String> = types("ec2:RunInstances")
        .into_iter()
        .filter(|name| name.ends_with('*'))
        .collect();
    assert_eq!(
        required,
        [
            "image*",
            "instance*",
            "network-interface*",
            "security-group*",
            "subnet*"
        ]
    );
    assert_eq!(
        action("ec2:RunInstances").needs_all_required(),
        Required::Reviewed
    );
    assert_eq!(
        action("dynamodb:TagResource").needs_all_required(),
        Required::One
    );
    assert!(Action::find("s3:HeadBucket").is_none());
}

#[test]
fn a_pair_of_action_and_resource_is_dead_or_alive() {
    let cases = [
        ("s3:ListBucket", "arn:aws:s3:::photos", true),
        ("s3:ListBucket", "arn:aws:s3:::photos/*", false),
        ("s3:GetObject", "arn:aws:s3:::photos", false),
        ("s3:GetObject", "arn:aws:s3:::photos/*", true),
        ("s3:GetObject", "arn:aws:s3:::photos*", true),
        (
            "s3:GetObject",
            "arn:aws:s3:eu-west-1:111111111111:photos/*",
            false,
        ),
        ("s3:GetObject", "arn:*:s3:::*", true),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*", false),
        ("s3:ListAllMyBuckets", "*", true),
        (
            "dynamodb:GetItem",
            "arn:aws:dynamodb:us-east-1:111111111111:table/orders",
            true,
        ),
        (
            "dynamodb:GetItem",
            "arn:aws:dynamodb:us-east-1:111111111111:table/orders/index/*",
            false,
        ),
        (
            "dynamodb:Query",
            "arn:aws:dynamodb:us-east-1:111111111111:table/orders/index/*",
            true,
        ),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:*:*:log-group:/app/web",
            false,
        ),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:*:*:log-group:/app/web:*",
            true,
        ),
        (
            "logs:FilterLogEvents",
            "arn:aws:logs:*:*:log-group:/app/web:*",
            true,
        ),
        (
            "logs:CreateLogGroup",
            "arn:aws:logs:*:*:log-group:/app/web:*",
            true,
        ),
        (
            "lambda:InvokeFunction",
            "arn:aws:lambda:us-east-1:111111111111:function:f:live",
            true,
        ),
        (
            "cloudwatch:PutMetricData",
            "arn:aws:cloudwatch:us-east-1:111111111111:dataset/x",
            false,
        ),
        ("cloudwatch:PutMetricData", "*", true),
        (
            "ssm:GetParameter",
            "arn:aws:ssm:us-east-1:111111111111:parameter/app/web/key",
            true,
        ),
        (
            "iam:PassRole",
            "arn:aws:iam::111111111111:role/service/app",
            true,
        ),
        ("iam:PassRole", "arn:aws:iam::111111111111:user/app", false),
        (
            "sqs:SendMessage",
            "arn:aws:sqs:us-east-1:111111111111:jobs",
            true,
        ),
        (
            "sqs:SendMessage",
            "arn:aws:sns:us-east-1:111111111111:jobs",
            false,
        ),
    ];
    for (name, resource, alive) in cases {
        assert_eq!(
            action(name).accepts(&ResourcePattern::literal(resource)),
            alive,
            "{name} on {resource}"
        );
    }
}

#[test]
fn references_count_by_what_their_attribute_yields() {
    let cases = [
        ("s3:GetObject", "aws_s3_bucket.app.arn", "", false),
        ("s3:GetObject", "aws_s3_bucket.app[0].arn", "/*", true),
        ("s3:ListBucket", "aws_s3_bucket.app[\"a.b\"].arn", "", true),
        ("s3:ListBucket", "data.aws_s3_bucket.app.arn", "/*", false),
        ("s3:GetObject", "var.x", "", true),
        ("s3:GetObject", "module.storage.bucket_arn", "", true),
        ("s3:GetObject", "aws_s3_bucket.app.unheard_of", "", true),
        ("sqs:SendMessage", "aws_sqs_queue.jobs.arn", "", true),
        ("sqs:SendMessage", "aws_sqs_queue.jobs.id", "", false),
        (
            "logs:PutLogEvents",
            "aws_cloudwatch_log_group.app.arn",
            "",
            false,
        ),
        (
            "logs:PutLogEvents",
            "aws_cloudwatch_log_group.app.arn",
            ":*",
            true,
        ),
        ("kms:Decrypt", "aws_kms_alias.app.arn", "", false),
        ("kms:Decrypt", "aws_kms_alias.app.target_key_arn", "", true),
        (
            "states:StopExecution",
            "replace(aws_sfn_state_machine.x.arn, \":stateMachine:\", \":execution:\")",
            ":*",
            true,
        ),
        (
            "states:StopExecution",
            "aws_sfn_state_machine.x.arn",
            ":*",
            false,
        ),
    ];
    for (name, expression, tail, alive) in cases {
        let text = Text::reference(expression).then_literal(tail);
        assert_eq!(
            action(name).accepts(&ResourcePattern::new(&text)),
            alive,
            "{name} on {text}"
        );
    }
}

#[test]
fn levels_are_flags_and_the_narrowest_is_shown() {
    assert_eq!(action("s3:PutObjectTagging").level(), Level::Tagging);
    assert!(action("s3:PutObjectTagging").has_level(Level::Write));
    assert_eq!(action("s3:PutBucketPolicy").level(), Level::Permissions);
    assert_eq!(
        action("s3:GetObject").levels().collect::<Vec<_>>(),
        [Level::Read]
    );
}

#[test]
fn condition_keys_have_their_service_s_type() {
    let get = action("s3:GetObject");
    let key = |name| get.condition_key(name);
    assert_eq!(
        key("s3:existingobjecttag/team").map(ConditionKey::key_type),
        Some(KeyType::String)
    );
    assert!(key("s3:prefix").is_none());
    assert!(action("s3:ListBucket").condition_key("s3:prefix").is_some());
    assert_eq!(
        key("aws:SourceIp").map(ConditionKey::key_type),
        Some(KeyType::IpAddress)
    );
    assert_eq!(
        key("aws:PrincipalTag/team").map(ConditionKey::name),
        Some("aws:PrincipalTag/${TagKey}")
    );
    assert!(
        key("ec2:SourceInstanceARN").is_some(),
        "a key of the role's session"
    );
    assert!(
        action("ec2:RunInstances")
            .condition_key("ec2:InstanceType")
            .is_some()
    );
    assert!(ConditionKey::find("aws:TagKeys").unwrap().is_multivalued());
}

#[test]
fn wildcards_expand() {
    let names = |pattern| {
        Action::matching(pattern)
            .map(|a| a.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("s3:getobjectt*"),
        ["s3:GetObjectTagging", "s3:GetObjectTorrent"]
    );
    assert_eq!(names("sqs:Send?essage"), ["sqs:SendMessage"]);
    assert_eq!(Action::matching("*").count(), Action::all().len());
    assert_eq!(Action::matching("*:*").count(), Action::all().len());
    assert!(names("s*:SendMessage").contains(&"sqs:SendMessage".to_owned()));
    assert!(names("GetObject").is_empty() && names("s3:Nothing*").is_empty());
    assert_eq!(
        patterns_spelt_like("s3:Gte*").first().map(String::as_str),
        Some("s3:Get*")
    );
}

#[test]
fn a_name_that_is_no_action_gets_the_ones_to_use_instead() {
    for (wrong, why, right) in [
        ("s3:HeadBucket", Why::Operation, "s3:ListBucket"),
        ("s3:ListObjectsV2", Why::Operation, "s3:ListBucket"),
        ("sqs:SendMessageBatch", Why::Operation, "sqs:SendMessage"),
        ("lambda:Invoke", Why::Operation, "lambda:InvokeFunction"),
        (
            "stepfunctions:StartExecution",
            Why::Prefix,
            "states:StartExecution",
        ),
        (
            "elbv2:DescribeLoadBalancers",
            Why::Prefix,
            "elasticloadbalancing:DescribeLoadBalancers",
        ),
        (
            "efs:ClientMount",
            Why::Prefix,
            "elasticfilesystem:ClientMount",
        ),
        ("eventbridge:PutEvents", Why::Prefix, "events:PutEvents"),
        ("opensearch:ESHttpGet", Why::Prefix, "es:ESHttpGet"),
        ("s3:GetObjct", Why::Spelling, "s3:GetObject"),
        ("dynamdb:GetItem", Why::Spelling, "dynamodb:GetItem"),
        ("s3:GetQueueUrl", Why::OtherService, "sqs:GetQueueUrl"),
        ("PassRole", Why::OtherService, "iam:PassRole"),
    ] {
        let found = instead_of(wrong).unwrap_or_else(|| panic!("{wrong}"));
        assert_eq!(
            (found.why, found.actions.first().copied()),
            (why, Action::find(right)),
            "{wrong}"
        );
    }
    assert_eq!(instead_of("xyzzy:Frobnicate"), None);
}

#[test]
fn managed_policies_know_path_version_and_state() {
    let core = AwsPolicy::find("AmazonSSMManagedInstanceCore").unwrap();
    assert_eq!(
        (core.path(), core.version(), core.state()),
        ("/", "v2", PolicyState::Current)
    );
    let ecs = AwsPolicy::find("AmazonECSTaskExecutionRolePolicy").unwrap();
    assert_eq!(
        ecs.arn("aws"),
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    );
    assert!(
        AwsPolicy::find_arn("arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy").is_none()
    );
    let linked = AwsPolicy::find("AutoScalingServiceRolePolicy").unwrap();
    assert_eq!(linked.state(), PolicyState::ServiceLinked);
    assert_eq!(
        AwsPolicy::find("AmazonGuardDutyFullAccess")
            .unwrap()
            .state(),
        PolicyState::Withdrawn
    );
    assert!(AwsPolicy::find("amazonssmmanagedinstancecore").is_none());
}

#[test]
fn regions_partitions_and_instance_types_are_known() {
    assert_eq!(
        Region::find("eu-central-1").map(|r| r.partition),
        Some("aws")
    );
    assert_eq!(
        Region::find("cn-north-1").map(|r| r.dns_suffix),
        Some("amazonaws.com.cn")
    );
    assert_eq!(dns_suffix("aws-us-gov"), Some("amazonaws.com"));
    assert_eq!(partitions().first(), Some(&"aws"));
    assert!(partitions().contains(&"aws-eusc"));
    assert!(instance_types().any(|name| name == "t3.micro"));
}

#[test]
fn ways_to_raise_access_consist_of_actions() {
    assert_eq!(Escalation::all().count(), 64);
    assert!(Escalation::all().all(|way| way.actions().count() > 0 && !way.label().is_empty()));
    assert!(action("sts:AssumeRole").sensitivity().count() > 0);
}

#[test]
fn holes_of_arn_formats_end_where_another_type_goes_on() {
    let format = |service: &str, kind: &str| -> ArnFormat {
        let service = Service::find(service).unwrap();
        service.resource_type(kind).unwrap().arns().next().unwrap()
    };
    let accepts = |f: ArnFormat, text| f.accepts(&ResourcePattern::literal(text));
    assert!(!accepts(format("s3", "bucket"), "arn:aws:s3:::a/b"));
    assert!(accepts(
        format("ecr", "repository"),
        "arn:aws:ecr:r:a:repository/team/app"
    ));
    assert!(!accepts(
        format("lambda", "function"),
        "arn:aws:lambda:r:a:function:f:1"
    ));
    assert_eq!(format("s3", "bucket").field(3), "");
}
