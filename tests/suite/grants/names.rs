//! How a spec may name a resource, and what it is told when AWS would refuse the name.

use rolewright::{
    grant::{self, Library, OptionValue, Place, Request, Subject},
    source::Located,
    text::{Part, Reference, Text},
};

use super::{codes, expand, known_place, list, named, value, words};

/// The resources of a grant, one after another.
fn resources(request: &Request) -> Vec<String> {
    let expansion = expand(request);
    assert_eq!(
        codes(&expansion),
        Vec::<&str>::new(),
        "{:?}",
        expansion.diagnostics
    );
    let mut resources = Vec::new();
    for statement in expansion.statements {
        let values = statement.resources.unwrap().values;
        resources.extend(
            values
                .into_iter()
                .map(|resource| resource.value.to_string()),
        );
    }
    resources
}

fn by(service: &str, subject: Subject, access: &[&str]) -> Request {
    Request {
        service: service.to_owned(),
        subject,
        access: words(access),
        ..Request::default()
    }
}

fn arn(service: &str, arn: &str, access: &[&str]) -> Request {
    by(service, Subject::Arn(value(arn)), access)
}

fn arn_of(service: &str, arn: Text, access: &[&str]) -> Request {
    by(service, Subject::Arn(Located::nowhere(arn)), access)
}

fn keyed(service: &str, keys: &[(&str, &str)], access: &[&str]) -> Request {
    let keys = keys
        .iter()
        .map(|(key, text)| ((*key).to_owned(), value(text)));
    by(service, Subject::Keys(keys.collect()), access)
}

#[test]
fn an_arn_of_a_log_group_ends_in_exactly_one_star() {
    let bare = "arn:aws:logs:us-east-1:111111111111:log-group:/app/web";
    let starred = format!("{bare}:*");
    assert_eq!(
        resources(&arn("log_groups", bare, &["write"])),
        [starred.as_str()]
    );
    assert_eq!(
        resources(&arn("log_groups", &starred, &["write"])),
        [starred.as_str()]
    );
    let known = Text::reference("aws_cloudwatch_log_group.web.arn");
    assert_eq!(
        resources(&arn_of("log_groups", known, &["write"])),
        ["${aws_cloudwatch_log_group.web.arn}:*"]
    );
    let unknown = Text::reference("var.log_group_arn");
    assert_eq!(
        resources(&arn_of("log_groups", unknown, &["write"])),
        ["${trimsuffix(var.log_group_arn, \":*\")}:*"]
    );
}

#[test]
fn executions_of_a_state_machine_follow_from_its_arn() {
    let machine = "arn:aws:states:us-east-1:111111111111:stateMachine:checkout";
    let executions = "arn:aws:states:us-east-1:111111111111:execution:checkout:*";
    assert_eq!(
        resources(&arn("state_machines", machine, &["read"])),
        [executions]
    );
    assert_eq!(
        resources(&named("state_machines", "checkout", &["stop"])),
        [executions]
    );
    let reference = by(
        "state_machines",
        Subject::Ref(Located::nowhere(Text::reference("aws_sfn_state_machine.x"))),
        &["read"],
    );
    assert_eq!(
        resources(&reference),
        ["${replace(aws_sfn_state_machine.x.arn, \":stateMachine:\", \":execution:\")}:*"]
    );
}

#[test]
fn a_secret_is_named_without_its_random_end() {
    let prefix = "arn:aws:secretsmanager:us-east-1:111111111111:secret:";
    let read = |name| resources(&named("secrets", name, &["read"]));
    assert_eq!(read("app/db"), [format!("{prefix}app/db-??????")]);
    assert_eq!(read("app/*"), [format!("{prefix}app/*")]);
    let full = format!("{prefix}app/db-AbCdEf");
    assert_eq!(
        resources(&arn("secrets", &full, &["read"])),
        [full.as_str()]
    );
    let short = expand(&arn("secrets", &format!("{prefix}app"), &["read"]));
    assert_eq!(codes(&short), ["wrong-arn"]);
    assert_eq!(
        codes(&expand(&named("secrets", "app/db-a1B2c3", &["read"]))),
        ["random-end"]
    );
    assert!(codes(&expand(&named("secrets", "app/db-nightly", &["read"]))).is_empty());
    assert!(codes(&expand(&named("secrets", "app/db-Readme", &["read"]))).is_empty());
}

#[test]
fn a_parameters_own_slash_is_the_one_after_parameter() {
    let prefix = "arn:aws:ssm:us-east-1:111111111111:parameter";
    assert_eq!(
        resources(&named("parameters", "/app/x", &["read"])),
        [format!("{prefix}/app/x")]
    );
    assert_eq!(
        resources(&named("parameters", "plain", &["read"])),
        [format!("{prefix}/plain")]
    );
    for path in ["/app/web", "/app/web/", "app/web"] {
        assert_eq!(
            resources(&keyed("parameters", &[("path", path)], &["read"])),
            [format!("{prefix}/app/web"), format!("{prefix}/app/web/*")]
        );
    }
    let name = Text::reference("aws_ssm_parameter.x.name");
    let by_reference = by(
        "parameters",
        Subject::Name(Located::nowhere(name)),
        &["read"],
    );
    assert_eq!(
        resources(&by_reference),
        [format!(
            "{prefix}/${{trimprefix(aws_ssm_parameter.x.name, \"/\")}}"
        )]
    );
    let doubled = arn("parameters", &format!("{prefix}//app/x"), &["read"]);
    assert_eq!(codes(&expand(&doubled)), ["wrong-arn"]);
    assert_eq!(
        codes(&expand(&keyed("parameters", &[("path", "/")], &["read"]))),
        ["bad-name"]
    );
    let deep = "/a".repeat(16);
    assert_eq!(
        codes(&expand(&named("parameters", &deep, &["read"]))),
        ["bad-name"]
    );
}

#[test]
fn a_qualified_function_is_only_that_version() {
    let function = "arn:aws:lambda:us-east-1:111111111111:function:resize";
    let mut request = named("functions", "resize", &["invoke"]);
    assert_eq!(
        resources(&request),
        [function.to_owned(), format!("{function}:*")]
    );
    request
        .options
        .insert("qualifier".to_owned(), OptionValue::Text(value("live")));
    assert_eq!(resources(&request), [format!("{function}:live")]);
    let qualified = format!("{function}:live");
    assert_eq!(
        resources(&arn("functions", &qualified, &["invoke"])),
        [qualified.as_str()]
    );
}

#[test]
fn a_stream_or_consumer_that_is_given_stays_as_it_is() {
    let stream =
        "arn:aws:dynamodb:us-east-1:111111111111:table/orders/stream/2026-01-01T00:00:00.000";
    assert_eq!(
        resources(&arn("tables", stream, &["stream"])),
        [stream, "*"]
    );
    let reference = Text::reference("aws_dynamodb_table.orders.stream_arn");
    assert_eq!(
        resources(&arn_of("tables", reference, &["stream"])),
        ["${aws_dynamodb_table.orders.stream_arn}", "*"]
    );
    let consumer = "arn:aws:kinesis:us-east-1:111111111111:stream/clicks/consumer/app:1700000000";
    assert_eq!(
        resources(&arn("streams", consumer, &["fan_out"])),
        [consumer]
    );
}

#[test]
fn an_alias_authorises_nothing_so_the_keys_behind_it_are_meant() {
    for alias in ["app", "alias/app"] {
        let expansion = expand(&keyed("keys", &[("alias", alias)], &["decrypt"]));
        let statement = &expansion.statements[0];
        assert_eq!(
            statement.resources.as_ref().unwrap().values[0]
                .value
                .to_string(),
            "arn:aws:kms:us-east-1:111111111111:key/*"
        );
        let condition = &statement.conditions[0];
        assert_eq!(condition.operator.to_string(), "ForAnyValue:StringEquals");
        assert_eq!(condition.values[0].value.to_string(), "alias/app");
    }
    let elsewhere = arn(
        "keys",
        "arn:aws:kms:eu-west-1:222222222222:alias/app",
        &["decrypt"],
    );
    assert_eq!(
        resources(&elsewhere),
        ["arn:aws:kms:eu-west-1:222222222222:key/*"]
    );
    assert_eq!(
        codes(&expand(&named("keys", "alias/app", &["decrypt"]))),
        ["bad-name"]
    );
}

#[test]
fn an_inference_profile_needs_the_model_in_every_region() {
    let profile = keyed(
        "models",
        &[("inference_profile", "eu.amazon.nova-lite-v1:0")],
        &["invoke"],
    );
    assert_eq!(
        resources(&profile),
        [
            "arn:aws:bedrock:us-east-1:111111111111:inference-profile/eu.amazon.nova-lite-v1:0",
            "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0"
        ]
    );
    let by_arn =
        "arn:aws:bedrock:eu-west-1:222222222222:inference-profile/eu.amazon.nova-lite-v1:0";
    for request in [
        arn("models", by_arn, &["invoke"]),
        keyed("models", &[("inference_profile", by_arn)], &["invoke"]),
    ] {
        assert_eq!(
            resources(&request),
            [
                by_arn,
                "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0"
            ]
        );
    }
    let unknown = by(
        "models",
        Subject::Keys(
            [(
                "inference_profile".to_owned(),
                Located::nowhere(Text::reference("var.profile")),
            )]
            .into(),
        ),
        &["invoke"],
    );
    assert_eq!(codes(&expand(&unknown)), ["missing-key"]);
}

#[test]
fn an_access_point_is_named_by_id_arn_or_reference() {
    let condition = |access_point: Text| {
        let mut request = named("file_systems", "fs-0123456789abcdef0", &["write"]);
        let text = OptionValue::Text(Located::nowhere(access_point));
        request.options.insert("access_point".to_owned(), text);
        let expansion = expand(&request);
        assert!(codes(&expansion).is_empty());
        expansion.statements[0].conditions[0].values[0]
            .value
            .to_string()
    };
    let arn =
        "arn:aws:elasticfilesystem:us-east-1:111111111111:access-point/fsap-0123456789abcdef0";
    assert_eq!(condition("fsap-0123456789abcdef0".into()), arn);
    assert_eq!(condition(arn.into()), arn);
    assert_eq!(
        condition(Text::reference("aws_efs_access_point.x.arn")),
        "${aws_efs_access_point.x.arn}"
    );
    assert_eq!(
        condition(Text::reference("aws_efs_access_point.x.id")),
        "arn:aws:elasticfilesystem:us-east-1:111111111111:access-point/${aws_efs_access_point.x.id}"
    );
}

#[test]
fn names_that_aws_refuses_are_refused() {
    let cases = [
        ("buckets", "Photos"),
        ("buckets", "ab"),
        ("buckets", "a..b"),
        ("buckets", "192.168.0.1"),
        ("buckets", "xn--photos"),
        ("buckets", "photos--x-s3"),
        ("buckets", "-photos"),
        ("tables", "a b"),
        ("queues", "jobs.old"),
        ("queues", &"x".repeat(81)),
        ("keys", "1234"),
        ("file_systems", "efs-01234567"),
        ("repositories", "Shop"),
    ];
    for (service, name) in cases {
        let verb = Library::embedded()
            .service(service)
            .unwrap()
            .verbs
            .keys()
            .next()
            .unwrap();
        let expansion = expand(&named(service, name, &[verb]));
        assert!(
            codes(&expansion).contains(&"bad-name"),
            "{service}: {name} passed"
        );
    }
    assert!(codes(&expand(&named("queues", "jobs.fifo", &["send"]))).is_empty());
    let ours = Text::from_parts([
        Part::Literal("photos-".to_owned()),
        Part::Reference(Reference::new("var.stage")),
    ]);
    let request = by("buckets", Subject::Name(Located::nowhere(ours)), &["read"]);
    assert!(codes(&expand(&request)).is_empty());
}

#[test]
fn a_star_is_allowed_where_the_spec_page_says_so_and_nowhere_else() {
    let library = Library::embedded();
    for service in library
        .services()
        .map(Result::unwrap)
        .filter(|s| s.forms.contains_key("name"))
    {
        let verb = service.verbs.keys().next().unwrap();
        let expansion = expand(&named(
            &service.key,
            &format!("{}-*", service.forms["name"].example),
            &[verb],
        ));
        let allowed = [
            "secrets",
            "tables",
            "queues",
            "topics",
            "streams",
            "log_groups",
            "functions",
        ];
        let refused = codes(&expansion).contains(&"star-not-allowed");
        assert_eq!(
            refused,
            !allowed.contains(&service.key.as_str()),
            "{}",
            service.key
        );
    }
    for name in ["or*ders", "*-orders", "orders-?"] {
        assert_eq!(
            codes(&expand(&named("tables", name, &["read"]))),
            ["star-not-allowed"]
        );
    }
    let path = keyed("parameters", &[("path", "/app/*")], &["read"]);
    assert_eq!(codes(&expand(&path)), ["star-not-allowed"]);
    let mut prefixed = named("buckets", "photos", &["read"]);
    prefixed
        .options
        .insert("prefixes".to_owned(), list(&["incoming/*"]));
    assert_eq!(codes(&expand(&prefixed)), ["star-not-allowed"]);
}

#[test]
fn an_arn_of_something_else_is_refused() {
    let cases = [
        ("buckets", "arn:aws:s3:::photos/*"),
        ("buckets", "arn:aws:sqs:us-east-1:111111111111:photos"),
        ("buckets", "arn:aws:s3:us-east-1:111111111111:photos"),
        ("buckets", "photos"),
        ("tables", "arn:aws:dynamodb:us-east-1::table/orders"),
        ("topics", "arn:aws:sns:us-east-1:111111111111:alerts:1234"),
        (
            "models",
            "arn:aws:bedrock:us-east-1:111111111111:foundation-model/x",
        ),
        (
            "models",
            "arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/x",
        ),
    ];
    for (service, text) in cases {
        let verb = Library::embedded()
            .service(service)
            .unwrap()
            .verbs
            .keys()
            .next()
            .unwrap();
        assert_eq!(
            codes(&expand(&arn(service, text, &[verb]))),
            ["wrong-arn"],
            "{text}"
        );
    }
    let holes = Text::from_parts([
        Part::Literal("arn:".to_owned()),
        Part::Reference(Reference::new("data.aws_partition.current.partition")),
        Part::Literal(":s3:::".to_owned()),
        Part::Reference(Reference::new("var.bucket")),
    ]);
    assert!(codes(&expand(&arn_of("buckets", holes, &["read"]))).is_empty());
    let arn_as_name = by(
        "queues",
        Subject::Name(Located::nowhere(Text::reference("aws_sqs_queue.x.arn"))),
        &["send"],
    );
    assert_eq!(codes(&expand(&arn_as_name)), ["wrong-arn"]);
}

#[test]
fn a_reference_to_an_unknown_type_must_name_its_attribute() {
    let unknown = by(
        "buckets",
        Subject::Ref(Located::nowhere(Text::reference(
            "aws_s3_directory_bucket.x",
        ))),
        &["read"],
    );
    assert_eq!(codes(&expand(&unknown)), ["unlisted-ref-type"]);
    let indexed = by(
        "buckets",
        Subject::Ref(Located::nowhere(Text::reference("data.aws_s3_bucket.x[0]"))),
        &["list"],
    );
    assert_eq!(resources(&indexed), ["${data.aws_s3_bucket.x[0].arn}"]);
}

#[test]
fn places_are_literal_only_where_the_spec_says_so() {
    let request = named("queues", "jobs", &["purge"]);
    let expansion = grant::expand(Library::embedded(), &request, &Place::default()).unwrap();
    assert_eq!(
        expansion.statements[0].resources.as_ref().unwrap().values[0]
            .value
            .to_string(),
        "arn:${data.aws_partition.current.partition}:sqs:${data.aws_region.current.id}:\
         ${data.aws_caller_identity.current.account_id}:jobs"
    );
    let partly = Place {
        region: "eu-central-1".into(),
        ..known_place()
    };
    let expansion = grant::expand(Library::embedded(), &request, &partly).unwrap();
    assert_eq!(
        expansion.statements[0].resources.as_ref().unwrap().values[0]
            .value
            .to_string(),
        "arn:aws:sqs:eu-central-1:111111111111:jobs"
    );
}
