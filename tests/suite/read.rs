//! What people already have is read as it is: policies, modules, plans and states.

use rolewright::{
    diag::Diagnostic,
    policy::{Document, PrincipalKind, Version},
    read,
    source::Sources,
};

fn policy(text: &str) -> Result<Document, Vec<Diagnostic>> {
    read::policy(text, Sources::default().add("policy.json", text))
}

#[test]
fn a_policy_may_be_written_with_one_statement_and_scalars() {
    let document = policy(
        r#"{ "Version": "2012-10-17", "statement": {
             "Sid": "", "effect": "Deny", "NotAction": "s3:*", "NotResource": ["a/${aws:username}/${*}", "${x}"],
             "Principal": { "AWS": ["1", "*"], "Service": "ec2.amazonaws.com" },
             "Condition": { "bool": { "aws:SecureTransport": false }, "NumericLessThan": { "k": [1, 2.5] } } } }"#,
    )
    .unwrap();
    let [statement] = document.statements.as_slice() else {
        panic!("{document:?}")
    };
    assert_eq!(statement.sid, None);
    assert!(statement.actions.negated);
    let resources: Vec<usize> = statement
        .resources
        .as_ref()
        .unwrap()
        .values
        .iter()
        .map(|r| r.value.parts().len())
        .collect();
    assert_eq!(resources, [4, 1], "{:?}", statement.resources);
    assert_eq!(statement.principals.as_ref().unwrap().values.len(), 3);
    let conditions: Vec<String> = statement
        .conditions
        .iter()
        .map(|c| {
            let values: Vec<String> = c.values.iter().map(|v| v.value.to_string()).collect();
            format!("{} {} {}", c.operator, c.key.value, values.join("|"))
        })
        .collect();
    assert_eq!(
        conditions,
        ["NumericLessThan k 1|2.5", "Bool aws:SecureTransport false"]
    );
}

#[test]
fn a_policy_of_2008_has_no_variables() {
    let text = r#"{ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "${aws:username}", "Principal": "*" }] }"#;
    let document = policy(text).unwrap();
    assert_eq!(document.version, Version::V2008);
    let statement = &document.statements[0];
    let resource = &statement.resources.as_ref().unwrap().values[0].value;
    assert_eq!(resource.as_literal(), Some("${aws:username}"));
    let everyone = &statement.principals.as_ref().unwrap().values[0];
    assert_eq!(everyone.kind, PrincipalKind::Everyone);
}

#[test]
fn every_fault_of_a_policy_is_told_with_its_place() {
    let text = r#"{
  "Version": "2013-01-01",
  "Statement": [
    { "Effect": "Permit", "Actions": ["s3:*"], "Resource": [{}] },
    "s3:*"
  ]
}"#;
    let mut sources = Sources::default();
    let id = sources.add("policy.json", text);
    let faults: Vec<String> = read::policy(text, id)
        .unwrap_err()
        .iter()
        .map(|d| {
            let origin = d.primary().origin;
            let line = sources.position(origin).unwrap().line;
            format!(
                "{line} {}: {}",
                sources.snippet(origin).unwrap(),
                d.message()
            )
        })
        .collect();
    insta::assert_snapshot!(faults.join("\n"), @r#"
    2 "2013-01-01": no version of the policy language: "2013-01-01"
    4 ["s3:*"]: a statement has no `Actions`
    4 "Permit": an effect that is not Allow or Deny: "Permit"
    4 {}: expected a string, found {}
    4 { "Effect": "Permit", "Actions": ["s3:*"], "Resource": [{}] }: a statement needs an `Action` or `NotAction`
    5 "s3:*": expected a statement, found "s3:*"
    "#);
    for broken in [
        "",
        "{",
        "[1,]",
        r#"{"a" 1}"#,
        "{} x",
        "\"a",
        "nul",
        r#""\x""#,
    ] {
        assert!(policy(broken).is_err(), "{broken}");
    }
}
