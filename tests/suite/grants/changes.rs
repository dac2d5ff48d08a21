//! What a grant changes about its verbs: scope, key, `also`, `except`, `conditions`, ids.

use rolewright::{
    grant::{OptionValue, Request, Subject},
    policy::{Condition, Operator, Statement},
    source::Located,
    text::Text,
};

use super::{codes, expand, list, named, value, words};

fn condition(operator: &str, key: &str, text: &str) -> Condition {
    Condition {
        operator: Operator::parse(operator),
        key: value(key),
        values: vec![value(text)],
        origin: value("").origin,
    }
}

fn has(statement: &Statement, key: &str) -> bool {
    statement
        .conditions
        .iter()
        .any(|condition| condition.key.value.as_literal() == Some(key))
}

fn actions(statement: &Statement) -> Vec<String> {
    statement
        .actions
        .values
        .iter()
        .map(|action| action.value.to_string())
        .collect()
}

/// The statement that has an action.
fn with<'a>(statements: &'a [Statement], action: &str) -> &'a Statement {
    let found: Vec<&Statement> = statements
        .iter()
        .filter(|statement| actions(statement).iter().any(|a| a == action))
        .collect();
    assert_eq!(
        found.len(),
        1,
        "{action} stands in {} statements",
        found.len()
    );
    found[0]
}

fn key_of(service: &str, access: &str, key: Text) -> Vec<Statement> {
    let subject = if service == "parameters" {
        "/app"
    } else {
        "orders"
    };
    let request = Request {
        kms_key: Some(Located::nowhere(key)),
        ..named(service, subject, &[access])
    };
    let expansion = expand(&request);
    expansion
        .statements
        .into_iter()
        .filter(|statement| actions(statement)[0].starts_with("kms:"))
        .collect()
}

fn via(statement: &Statement) -> String {
    let mut conditions = statement.conditions.iter();
    let via = conditions
        .find(|c| c.key.value.as_literal() == Some("kms:ViaService"))
        .unwrap();
    via.values[0].value.to_string()
}

#[test]
fn prefixes_reach_the_list_actions_but_not_those_without_the_key() {
    let mut request = named("buckets", "photos", &["read", "write"]);
    request
        .options
        .insert("prefixes".to_owned(), list(&["incoming/", "reports/2026/"]));
    let expansion = expand(&request);
    let listing = with(&expansion.statements, "s3:ListBucket");
    assert_eq!(actions(listing), ["s3:ListBucket"]);
    let values: Vec<String> = listing.conditions[0]
        .values
        .iter()
        .map(|v| v.value.to_string())
        .collect();
    assert_eq!(values, ["incoming/*", "reports/2026/*"]);
    let location = with(&expansion.statements, "s3:GetBucketLocation");
    assert!(location.conditions.is_empty());
    assert!(
        with(&expansion.statements, "s3:ListBucketMultipartUploads")
            .conditions
            .is_empty()
    );
    let objects = with(&expansion.statements, "s3:GetObject");
    assert_eq!(objects.resources.as_ref().unwrap().values.len(), 2);
    request
        .options
        .insert("prefixes".to_owned(), list(&["reports"]));
    assert_eq!(codes(&expand(&request)), ["open-prefix"]);
}

#[test]
fn the_key_is_used_through_the_service_and_in_the_keys_region() {
    let elsewhere = "arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    assert_eq!(
        via(&key_of("tables", "read", elsewhere.into())[0]),
        "dynamodb.eu-west-1.amazonaws.com"
    );
    let china = "arn:aws-cn:kms:cn-north-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    assert_eq!(
        via(&key_of("queues", "send", china.into())[0]),
        "sqs.cn-north-1.amazonaws.com.cn"
    );
    for reference in ["aws_kms_key.app.arn", "aws_kms_key.app"] {
        let statements = key_of("queues", "consume", Text::reference(reference));
        let resource = &statements[0].resources.as_ref().unwrap().values[0];
        assert_eq!(resource.value.to_string(), "${aws_kms_key.app.arn}");
        assert_eq!(via(&statements[0]), "sqs.us-east-1.amazonaws.com");
    }
    let resource = Request {
        kms_key: Some(Located::nowhere(Text::reference("aws_kms_key.app.arn"))),
        subject: Subject::Arn(value("arn:aws:sqs:ap-south-1:111111111111:jobs")),
        ..named("queues", "", &["send"])
    };
    assert_eq!(
        via(&expand(&resource).statements[1]),
        "sqs.ap-south-1.amazonaws.com"
    );
}

#[test]
fn the_alias_of_a_key_stands_for_the_keys_behind_it() {
    let alias = "arn:aws:kms:eu-west-1:222222222222:alias/app";
    let statements = key_of("secrets", "read", alias.into());
    let statement = &statements[0];
    assert_eq!(
        statement.resources.as_ref().unwrap().values[0]
            .value
            .to_string(),
        "arn:aws:kms:eu-west-1:222222222222:key/*"
    );
    assert!(has(statement, "kms:ResourceAliases"));
    assert_eq!(via(statement), "secretsmanager.eu-west-1.amazonaws.com");
    assert!(has(
        &key_of("secrets", "read", "alias/app".into())[0],
        "kms:ResourceAliases"
    ));
}

#[test]
fn a_key_of_awss_own_needs_no_permission() {
    for key in [
        "alias/aws/sqs",
        "arn:aws:kms:us-east-1:111111111111:alias/aws/sqs",
    ] {
        assert!(key_of("queues", "send", key.into()).is_empty());
    }
    let unused = Request {
        kms_key: Some(value("1234abcd-12ab-34cd-56ef-1234567890ab")),
        ..named("queues", "jobs", &["purge"])
    };
    assert_eq!(codes(&expand(&unused)), ["key-without-use"]);
}

#[test]
fn an_advanced_parameter_is_encrypted_with_a_data_key() {
    let mut request = named("parameters", "/app", &["write"]);
    request.kms_key = Some(value("1234abcd-12ab-34cd-56ef-1234567890ab"));
    assert_eq!(actions(&expand(&request).statements[1]), ["kms:Encrypt"]);
    request
        .options
        .insert("tier".to_owned(), OptionValue::Text(value("advanced")));
    assert_eq!(
        actions(&expand(&request).statements[1]),
        ["kms:Encrypt", "kms:GenerateDataKey"]
    );
}

#[test]
fn an_exception_is_left_out_everywhere() {
    let request = Request {
        except: words(&["S3:listbucketmultipartuploads", "kms:Decrypt"]),
        kms_key: Some(value("1234abcd-12ab-34cd-56ef-1234567890ab")),
        ..named("buckets", "photos", &["write"])
    };
    let all: Vec<String> = expand(&request)
        .statements
        .iter()
        .flat_map(actions)
        .collect();
    assert_eq!(
        all,
        [
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
            "kms:GenerateDataKey"
        ]
    );
    let idle = Request {
        except: words(&["s3:GetObject"]),
        ..named("buckets", "photos", &["write"])
    };
    assert_eq!(codes(&expand(&idle)), ["except-without-effect"]);
}

#[test]
fn an_added_action_goes_where_it_can_act() {
    let mut request = Request {
        also: words(&[
            "s3:getobjectattributes",
            "s3:ListBucketVersions",
            "s3:GetBucketTagging",
        ]),
        ..named("buckets", "photos", &["read"])
    };
    request
        .options
        .insert("prefixes".to_owned(), list(&["incoming/"]));
    let expansion = expand(&request);
    assert!(codes(&expansion).is_empty());
    let objects = with(&expansion.statements, "s3:GetObjectAttributes");
    assert!(actions(objects).contains(&"s3:GetObject".to_owned()));
    // The scope of the grant holds for a list action that is added, too.
    assert!(has(
        with(&expansion.statements, "s3:ListBucketVersions"),
        "s3:prefix"
    ));
    assert!(!has(
        with(&expansion.statements, "s3:GetBucketTagging"),
        "s3:prefix"
    ));
    let on = |statement: &Statement| {
        statement.resources.as_ref().unwrap().values[0]
            .value
            .to_string()
    };
    assert_eq!(
        on(with(&expansion.statements, "s3:GetBucketTagging")),
        "arn:aws:s3:::photos"
    );

    let unscoped = Request {
        also: words(&["dynamodb:ListTables", "kms:DescribeKey"]),
        kms_key: Some(value("1234abcd-12ab-34cd-56ef-1234567890ab")),
        ..named("tables", "orders", &["read"])
    };
    let expansion = expand(&unscoped);
    assert_eq!(on(with(&expansion.statements, "dynamodb:ListTables")), "*");
    assert!(has(
        with(&expansion.statements, "kms:DescribeKey"),
        "kms:ViaService"
    ));

    let elsewhere = Request {
        also: words(&["sqs:SendMessage", "s3:Get*", "s3:GetObject"]),
        ..named("buckets", "photos", &["read"])
    };
    assert_eq!(
        codes(&expand(&elsewhere)),
        [
            "also-without-effect",
            "also-without-resource",
            "star-not-allowed"
        ]
    );
}

#[test]
fn an_unchecked_action_gets_all_resources_and_says_that_it_is_unchecked() {
    let request = Request {
        unchecked: words(&["s3:GetObjectHologram"]),
        ..named("buckets", "photos", &["read"])
    };
    let expansion = expand(&request);
    assert!(codes(&expansion).is_empty());
    let statement = with(&expansion.statements, "s3:GetObjectHologram");
    assert_eq!(statement.resources.as_ref().unwrap().values.len(), 2);
    assert!(statement.unchecked.contains("s3:getobjecthologram"));
    let both = Request {
        also: words(&["s3:GetObjectHologram"]),
        ..request
    };
    assert_eq!(expand(&both).statements.len(), expansion.statements.len());
}

#[test]
fn a_global_condition_holds_everywhere_but_on_the_key() {
    let request = Request {
        conditions: vec![condition("Bool", "aws:SecureTransport", "true")],
        kms_key: Some(value("1234abcd-12ab-34cd-56ef-1234567890ab")),
        ..named("repositories", "shop", &["pull"])
    };
    let request = Request {
        service: "queues".to_owned(),
        access: words(&["send"]),
        ..request
    };
    let expansion = expand(&request);
    assert!(codes(&expansion).is_empty());
    for statement in &expansion.statements {
        assert_eq!(
            has(statement, "aws:SecureTransport"),
            !actions(statement)[0].starts_with("kms:")
        );
    }
    let sessions = Request {
        conditions: vec![condition("StringEquals", "ec2:RoleDelivery", "2.0")],
        ..named("queues", "jobs", &["send"])
    };
    let expansion = expand(&sessions);
    assert!(codes(&expansion).is_empty(), "{:?}", expansion.diagnostics);
    assert!(has(&expansion.statements[0], "ec2:RoleDelivery"));
}

#[test]
fn a_condition_of_the_service_splits_what_it_does_not_fit() {
    let request = Request {
        conditions: vec![condition(
            "StringEquals",
            "s3:ExistingObjectTag/class",
            "public",
        )],
        ..named("buckets", "photos", &["read", "write"])
    };
    let expansion = expand(&request);
    assert!(
        codes(&expansion)
            .iter()
            .all(|code| *code == "condition-splits")
    );
    assert!(has(
        with(&expansion.statements, "s3:GetObject"),
        "s3:ExistingObjectTag/class"
    ));
    assert!(!has(
        with(&expansion.statements, "s3:AbortMultipartUpload"),
        "s3:ExistingObjectTag/class"
    ));
    assert!(!has(
        with(&expansion.statements, "s3:ListBucket"),
        "s3:ExistingObjectTag/class"
    ));

    let nowhere = Request {
        conditions: vec![condition("StringEquals", "dynamodb:LeadingKeys", "x")],
        ..named("buckets", "photos", &["read"])
    };
    let expansion = expand(&nowhere);
    assert_eq!(codes(&expansion), ["condition-without-action"]);

    let mut twice = named("buckets", "photos", &["read"]);
    twice
        .options
        .insert("prefixes".to_owned(), list(&["incoming/"]));
    twice.conditions = vec![condition("StringLike", "s3:prefix", "other/*")];
    assert_eq!(codes(&expand(&twice)), ["condition-twice"]);
}

#[test]
fn an_id_depends_on_its_own_grant_only_and_can_be_given() {
    let sid = |request: &Request| {
        let statements = expand(request).statements;
        statements[0].sid.as_ref().unwrap().value.to_string()
    };
    let plain = named("buckets", "photos", &["list"]);
    assert_eq!(sid(&plain), "S3ListBucketPhotos");
    let reasoned = Request {
        reason: Some(Located::nowhere("for the shop window".to_owned())),
        ..plain.clone()
    };
    assert_eq!(sid(&reasoned), sid(&plain));
    let mut prefixed = plain.clone();
    prefixed
        .options
        .insert("prefixes".to_owned(), list(&["a/"]));
    let mut other = plain.clone();
    other.options.insert("prefixes".to_owned(), list(&["b/"]));
    assert_ne!(sid(&prefixed), sid(&other));
    assert_ne!(
        sid(&named("buckets", "my.photos", &["list"])),
        sid(&named("buckets", "my-photos", &["list"]))
    );
    let given = Request {
        sid: Some(Located::nowhere("ReadPhotos".to_owned())),
        ..named("buckets", "photos", &["read"])
    };
    let sids: Vec<String> = expand(&given)
        .statements
        .iter()
        .map(|s| s.sid.as_ref().unwrap().value.to_string())
        .collect();
    assert_eq!(sids, ["ReadPhotos", "ReadPhotosObject"]);
}

#[test]
fn a_statement_says_why_it_is_there() {
    let request = Request {
        reason: Some(Located::nowhere("dashboards".to_owned())),
        ..named("buckets", "photos", &["list"])
    };
    let statement = &expand(&request).statements[0];
    assert_eq!(
        statement.reason.as_ref().unwrap().value,
        "buckets: list photos\ndashboards"
    );
}

#[test]
fn a_verb_or_option_that_does_nothing_is_a_mistake() {
    let misspelt = expand(&named("queues", "jobs", &["consum"]));
    assert_eq!(codes(&misspelt), ["unknown-verb"]);
    let fix = &misspelt.diagnostics.iter().next().unwrap().fixes()[0];
    assert_eq!(fix.message, "did you mean `consume`?");
    assert_eq!(
        codes(&expand(&named("queues", "jobs", &[]))),
        ["missing-key"]
    );
    let mut idle = named("tables", "orders", &["put"]);
    idle.options.insert(
        "indexes".to_owned(),
        OptionValue::Flag(Located::nowhere(true)),
    );
    assert_eq!(codes(&expand(&idle)), ["option-without-use"]);
}

#[test]
fn session_manager_does_not_read_parameters() {
    let mut request = Request {
        service: "session_manager".to_owned(),
        ..Request::default()
    };
    let sessions: Vec<String> = expand(&request)
        .statements
        .iter()
        .flat_map(actions)
        .collect();
    assert_eq!(sessions.len(), 5);
    request.options.insert(
        "run_command".to_owned(),
        OptionValue::Flag(Located::nowhere(true)),
    );
    let commands: Vec<String> = expand(&request)
        .statements
        .iter()
        .flat_map(actions)
        .collect();
    assert_eq!(commands.len(), 23);
    assert!(
        !commands
            .iter()
            .any(|action| action.starts_with("ssm:GetParameter"))
    );
}
