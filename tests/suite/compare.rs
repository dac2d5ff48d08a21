//! Two sets of policies compare by what they allow, however they are written.

use rolewright::{
    catalogue,
    policy::{Comparison, Side, Universe, Verdict, compare},
};
use serde_json::{Value, json};

use crate::support::policies::{allow, deny, policy, when};

fn compared_in(old: &[Value], new: &[Value], universe: Universe) -> Comparison {
    compare(
        &Side::of([&policy(old)]),
        &Side::of([&policy(new)]),
        universe,
    )
}

fn compared(old: &[Value], new: &[Value]) -> Comparison {
    compared_in(old, new, catalogue::universe())
}

/// The verdicts forwards and backwards.
fn both(old: &[Value], new: &[Value]) -> (Verdict, Verdict) {
    (compared(old, new).verdict, compared(new, old).verdict)
}

#[track_caller]
fn same(old: &[Value], new: &[Value]) {
    let (there, back) = (compared(old, new), compared(new, old));
    assert_eq!(there.verdict, Verdict::Same, "{there:#?}");
    assert_eq!(back.verdict, Verdict::Same, "{back:#?}");
}

#[track_caller]
fn wider(old: &[Value], new: &[Value]) {
    let there = compared(old, new);
    assert_eq!(there.verdict, Verdict::Wider, "{there:#?}");
    assert!(
        there
            .gained
            .iter()
            .all(|change| !change.witnesses.is_empty())
    );
    let back = compared(new, old);
    assert_eq!(back.verdict, Verdict::Narrower, "{back:#?}");
}

const PHOTOS: &str = "arn:aws:s3:::photos/*";

#[test]
fn a_wildcard_equals_its_expansion_but_for_actions_to_come() {
    let names: Vec<String> = catalogue::Action::matching("s3:GetObject*")
        .map(|action| action.to_string())
        .collect();
    let wild = [allow(&json!("s3:GetObject*"), &json!(PHOTOS))];
    let names = [allow(&json!(names), &json!(PHOTOS))];
    same(&names, &wild);
    let comparison = compared(&names, &wild);
    assert_eq!(comparison.strict(), Verdict::Wider);
    assert_eq!(comparison.future_gained[0].actions, ["s3:GetObject*"]);
    assert!(comparison.future_lost.is_empty());
}

#[test]
fn statements_may_be_split_merged_and_reordered() {
    same(
        &[allow(
            &json!(["s3:GetObject", "s3:PutObject"]),
            &json!([PHOTOS, "arn:aws:s3:::b/*"]),
        )],
        &[
            allow(&json!("s3:PutObject"), &json!("arn:aws:s3:::b/*")),
            allow(&json!("s3:PutObject"), &json!(PHOTOS)),
            allow(&json!("s3:getobject"), &json!(["arn:aws:s3:::b/*", PHOTOS])),
        ],
    );
    // What no action can use is no access.
    same(
        &[allow(
            &json!(["s3:GetObject", "s3:ListBucket"]),
            &json!([PHOTOS, "arn:aws:s3:::photos"]),
        )],
        &[
            allow(&json!("s3:GetObject"), &json!(PHOTOS)),
            allow(&json!("s3:ListBucket"), &json!("arn:aws:s3:::photos")),
        ],
    );
}

#[test]
fn two_patterns_may_make_up_one() {
    same(
        &[allow(&json!("s3:GetObject"), &json!("arn:aws:s3:::b/a*"))],
        &[allow(
            &json!("s3:GetObject"),
            &json!(["arn:aws:s3:::b/a", "arn:aws:s3:::b/a?*"]),
        )],
    );
    wider(
        &[allow(&json!("s3:GetObject"), &json!("arn:aws:s3:::b/a?*"))],
        &[allow(&json!("s3:GetObject"), &json!("arn:aws:s3:::b/a*"))],
    );
}

#[test]
fn more_actions_resources_or_requests_are_wider() {
    let read = [allow(&json!("s3:GetObject"), &json!(PHOTOS))];
    wider(&read, &[allow(&json!("s3:GetObject*"), &json!(PHOTOS))]);
    wider(&read, &[allow(&json!("s3:GetObject"), &json!("*"))]);
    let [plain] = read.clone();
    wider(
        &[when(
            plain,
            &json!({ "Bool": { "aws:SecureTransport": "true" } }),
        )],
        &read,
    );
    wider(&[], &read);
}

#[test]
fn conditions_that_say_the_same_are_the_same() {
    let read = || allow(&json!("s3:GetObject"), &json!(PHOTOS));
    let say = |a: Value, b: Value| same(&[when(read(), &a)], &[when(read(), &b)]);
    say(
        json!({ "StringEquals": { "aws:PrincipalTag/team": ["a", "b"] } }),
        json!({ "StringLike": { "AWS:PrincipalTag/team": ["b", "a", "a"] } }),
    );
    say(
        json!({ "Bool": { "aws:SecureTransport": "true" } }),
        json!({ "StringEquals": { "aws:SecureTransport": "true" } }),
    );
    say(
        json!({ "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/*" } }),
        json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/*" } }),
    );
    say(
        json!({ "IpAddress": { "aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"] } }),
        json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }),
    );
    say(
        json!({ "NumericLessThan": { "aws:MultiFactorAuthAge": "3600" } }),
        json!({ "NumericLessThan": { "aws:MultiFactorAuthAge": ["60", "3600.0"] } }),
    );
    say(
        json!({ "DateLessThan": { "aws:CurrentTime": "2027-01-01T00:00:00Z" } }),
        json!({ "DateLessThan": { "aws:CurrentTime": "2027-01-01" } }),
    );
    say(
        json!({ "Null": { "aws:PrincipalTag/team": "false" } }),
        json!({ "StringLike": { "aws:PrincipalTag/team": "*" } }),
    );
    // A condition that is split over two statements.
    same(
        &[when(
            read(),
            &json!({ "StringEquals": { "aws:PrincipalTag/t": ["a", "b"] } }),
        )],
        &[
            when(
                read(),
                &json!({ "StringEquals": { "aws:PrincipalTag/t": "a" } }),
            ),
            when(
                read(),
                &json!({ "StringEquals": { "aws:PrincipalTag/t": "b" } }),
            ),
        ],
    );
    // Two conditions that leave nothing out.
    same(
        &[
            when(
                read(),
                &json!({ "StringEquals": { "aws:PrincipalTag/t": "a" } }),
            ),
            when(
                read(),
                &json!({ "StringNotEquals": { "aws:PrincipalTag/t": "a" } }),
            ),
        ],
        &[read()],
    );
}

#[test]
fn conditions_that_differ_differ() {
    let read = || allow(&json!("s3:GetObject"), &json!(PHOTOS));
    let narrow = |narrow: Value, wide: Value| {
        wider(&[when(read(), &narrow)], &[when(read(), &wide)]);
    };
    narrow(
        json!({ "StringEquals": { "aws:PrincipalTag/t": "a" } }),
        json!({ "StringEqualsIfExists": { "aws:PrincipalTag/t": "a" } }),
    );
    narrow(
        json!({ "StringEquals": { "aws:PrincipalTag/t": "a" } }),
        json!({ "StringEqualsIgnoreCase": { "aws:PrincipalTag/t": "A" } }),
    );
    narrow(
        json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/9" } }),
        json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }),
    );
    narrow(
        json!({ "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } }),
        json!({ "ForAnyValue:StringLike": { "aws:TagKeys": "a*" } }),
    );
    narrow(
        json!({ "NumericLessThan": { "aws:MultiFactorAuthAge": "3600" } }),
        json!({ "NumericLessThanEquals": { "aws:MultiFactorAuthAge": "3600" } }),
    );
    narrow(
        json!({ "ForAllValues:StringEquals": { "aws:TagKeys": "a" }, "Null": { "aws:TagKeys": "false" } }),
        json!({ "ForAllValues:StringEquals": { "aws:TagKeys": "a" } }),
    );
}

#[test]
fn a_deny_that_hides_an_allow_counts() {
    let all = allow(&json!("s3:*"), &json!("*"));
    same(&[all.clone(), deny(&json!("s3:*"), &json!("*"))], &[]);
    same(
        &[
            allow(&json!("s3:GetObject"), &json!(PHOTOS)),
            deny(&json!("s3:PutObject"), &json!("*")),
        ],
        &[allow(&json!("s3:GetObject"), &json!(PHOTOS))],
    );
    same(
        &[all.clone(), deny(&json!("s3:DeleteObject"), &json!("*"))],
        &[
            all.clone(),
            deny(&json!("s3:DeleteObject"), &json!(["arn:aws:s3:::*", "*"])),
        ],
    );
    wider(
        &[all.clone(), deny(&json!("s3:DeleteObject"), &json!("*"))],
        &[all.clone(), deny(&json!("s3:DeleteObject"), &json!(PHOTOS))],
    );
    let lost = compared(
        std::slice::from_ref(&all),
        &[all.clone(), deny(&json!("s3:DeleteObject"), &json!(PHOTOS))],
    );
    assert_eq!(lost.verdict, Verdict::Narrower);
    assert_eq!(lost.lost[0].actions, ["s3:DeleteObject"]);
}

#[test]
fn everything_but_something() {
    let not = |actions: Value| json!({ "Effect": "Allow", "NotAction": actions, "Resource": "*" });
    wider(&[not(json!(["iam:*", "sts:*"]))], &[not(json!("iam:*"))]);
    same(&[not(json!("*"))], &[]);
    same(
        &[json!({ "Effect": "Allow", "Action": "s3:GetObject", "NotResource": PHOTOS })],
        &[
            allow(&json!("s3:GetObject"), &json!("*")),
            deny(&json!("s3:GetObject"), &json!(PHOTOS)),
        ],
    );
}

#[test]
fn references_equal_only_themselves() {
    let on = |resource: &str| {
        use rolewright::{
            policy::{Clause, Document, Policy, Statement},
            source::Located,
            text::{Part, Reference, Text},
        };
        let (head, tail) = resource.split_once('}').unwrap_or(("", resource));
        let mut text = Text::default();
        if let Some(name) = head.strip_prefix("${") {
            text.push(Part::Reference(Reference::new(name)));
        }
        text.push(Part::Literal(tail.to_owned()));
        Policy::new(
            "policy",
            &Document {
                statements: vec![Statement {
                    actions: Clause::of([Located::nowhere("s3:GetObject".into())]),
                    resources: Some(Clause::of([Located::nowhere(text)])),
                    ..Statement::default()
                }],
                ..Document::default()
            },
        )
    };
    let verdict = |old: &str, new: &str| {
        compare(
            &Side::of([&on(old)]),
            &Side::of([&on(new)]),
            catalogue::universe(),
        )
        .verdict
    };
    assert_eq!(
        verdict("${aws_s3_bucket.a.arn}/*", "${aws_s3_bucket.a.arn}/*"),
        Verdict::Same
    );
    assert_eq!(
        verdict("${aws_s3_bucket.a.arn}/x/*", "${aws_s3_bucket.a.arn}/*"),
        Verdict::Wider
    );
    assert_eq!(verdict("${aws_s3_bucket.a.arn}/*", "*"), Verdict::Wider);
    assert_eq!(
        verdict("${aws_s3_bucket.a.arn}/*", "${aws_s3_bucket.b.arn}/*"),
        Verdict::Different
    );
    assert_eq!(
        verdict(PHOTOS, "${aws_s3_bucket.b.arn}/*"),
        Verdict::Different
    );
}

#[test]
fn nothing_known_of_aws_is_no_reason_to_be_unsure() {
    let old = [allow(&json!("made:Up"), &json!("*"))];
    let new = [allow(&json!(["made:Up", "made:Other"]), &json!("*"))];
    assert_eq!(
        compared_in(&old, &new, Universe::NOTHING).verdict,
        Verdict::Wider
    );
    assert_eq!(both(&old, &new), (Verdict::Wider, Verdict::Narrower));
}

#[test]
fn what_both_sides_say_in_the_same_words_is_looked_at_only_where_others_speak_of_it() {
    let text = catalogue::AwsPolicy::find("ReadOnlyAccess")
        .and_then(catalogue::AwsPolicy::document)
        .unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut read_only: Vec<Value> = document["Statement"].as_array().unwrap().clone();
    same(&read_only, &read_only);
    let old = read_only.clone();
    read_only.push(allow(
        &json!(["s3:GetObject", "s3:PutObject"]),
        &json!(PHOTOS),
    ));
    wider(&old, &read_only);
    let gained = compared(&old, &read_only).gained;
    assert_eq!(gained.len(), 1, "{gained:#?}");
    assert_eq!(gained[0].actions, ["s3:PutObject"]);
}

#[test]
fn a_shared_statement_counts_under_another_deny_and_another_boundary() {
    let shared = allow(&json!(["s3:GetObject", "ec2:RunInstances"]), &json!("*"));
    wider(
        &[shared.clone(), deny(&json!("ec2:*"), &json!("*"))],
        std::slice::from_ref(&shared),
    );
    let everything_but = json!({ "Effect": "Deny", "NotAction": "s3:*", "Resource": "*" });
    wider(
        &[shared.clone(), everything_but],
        std::slice::from_ref(&shared),
    );
    let role = policy(std::slice::from_ref(&shared));
    let bound = policy(&[allow(&json!("s3:*"), &json!("*"))]);
    let old = Side {
        boundary: Some(vec![&bound]),
        ..Side::of([&role])
    };
    let found = compare(&old, &Side::of([&role]), catalogue::universe());
    assert_eq!(found.verdict, Verdict::Wider, "{found:#?}");
}
