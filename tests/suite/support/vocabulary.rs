//! What random policies are made of: actions, resources, condition keys and values that are close to
//! each other, so that answers hang on details.

/// Actions that go together, patterns for them and for the resources that they act on.
pub(crate) struct Family {
    pub(crate) actions: &'static [&'static str],
    pub(crate) patterns: &'static [&'static str],
    pub(crate) resources: &'static [&'static str],
}

pub(crate) const FAMILIES: &[Family] = &[
    Family {
        actions: &[
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:GetObjectAcl",
        ],
        patterns: &[
            "s3:*",
            "s3:Get*",
            "s3:?utObject",
            "*",
            "s3:*Object",
            "S3:getobject",
        ],
        resources: &[
            "arn:aws:s3:::photos/*",
            "arn:aws:s3:::photos/a?/*",
            "arn:aws:s3:::photos/cat.jpg",
            "arn:aws:s3:::*",
            "*",
            "arn:aws:s3:::pho*os/*.jpg",
            "arn:aws:s3:::photos/${aws:PrincipalTag/team}/*",
            "arn:aws:s3:::photos/${aws:PrincipalTag/team, 'none'}/*",
            "arn:aws:s3:::${aws:userid}/*",
            "arn:*:s3:::photos/*",
            "arn:aws:s3:*:*:photos/*",
            "arn:aws:s3:::photos/${*}",
        ],
    },
    Family {
        actions: &[
            "s3:ListBucket",
            "s3:GetBucketLocation",
            "s3:GetBucketTagging",
        ],
        patterns: &[
            "s3:List*",
            "s3:*Bucket*",
            "s3:*",
            "*",
            "s3:GetBucket?ocation",
        ],
        resources: &[
            "arn:aws:s3:::photos",
            "arn:aws:s3:::*",
            "arn:aws:s3:::pho?os",
            "*",
        ],
    },
    Family {
        actions: &[
            "s3:ListAllMyBuckets",
            "ec2:DescribeInstances",
            "iam:ListRoles",
        ],
        patterns: &["*", "ec2:Describe*", "iam:List*", "s3:*"],
        resources: &["*"],
    },
    Family {
        actions: &[
            "lambda:InvokeFunction",
            "lambda:GetFunction",
            "lambda:DeleteFunction",
        ],
        patterns: &["lambda:*", "lambda:*Function", "lambda:Get*", "*"],
        resources: &[
            "arn:aws:lambda:us-east-1:111111111111:function:resize",
            "arn:aws:lambda:*:111111111111:function:*",
            "arn:aws:lambda:us-*:*:function:re*",
            "arn:aws:lambda:us-east-1:111111111111:*",
            "arn:aws:lambda:us-east-1:*:resize",
            "*",
        ],
    },
    Family {
        actions: &["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
        patterns: &[
            "dynamodb:*Item",
            "dynamodb:*",
            "dynamodb:Get*",
            "dynamodb:??tItem",
        ],
        resources: &[
            "arn:aws:dynamodb:us-east-1:111111111111:table/orders",
            "arn:aws:dynamodb:*:*:table/*",
            "arn:aws:dynamodb:us-east-1:111111111111:table/${aws:PrincipalTag/team}",
            "*",
        ],
    },
    Family {
        actions: &["ec2:CreateTags", "ec2:DeleteTags"],
        patterns: &["ec2:*Tags", "ec2:Create*", "*"],
        resources: &[
            "arn:aws:ec2:us-east-1:111111111111:instance/i-0123456789abcdef0",
            "arn:aws:ec2:*:*:instance/*",
            "*",
        ],
    },
    Family {
        actions: &[
            "secretsmanager:GetSecretValue",
            "secretsmanager:DescribeSecret",
        ],
        patterns: &["secretsmanager:*", "secretsmanager:Get*", "*"],
        resources: &[
            "arn:aws:secretsmanager:us-east-1:111111111111:secret:app/db-??????",
            "arn:aws:secretsmanager:*:*:secret:app/*",
            "*",
        ],
    },
];

/// Keys that every request may have, by the type of their values; the last are sets.
pub(crate) const TEXT: &[&str] = &[
    "aws:PrincipalTag/team",
    "aws:SourceVpce",
    "aws:userid",
    "aws:PrincipalOrgID",
];
pub(crate) const FLAG: &[&str] = &[
    "aws:SecureTransport",
    "aws:MultiFactorAuthPresent",
    "aws:ViaAWSService",
];
pub(crate) const NUMBER: &[&str] = &["aws:MultiFactorAuthAge"];
pub(crate) const DATE: &[&str] = &["aws:CurrentTime", "aws:TokenIssueTime"];
pub(crate) const ADDRESS: &[&str] = &["aws:SourceIp", "aws:VpcSourceIp"];
pub(crate) const ARN: &[&str] = &["aws:SourceArn", "aws:PrincipalArn"];

/// Keys that hold several values, each with values of one type: what a number is as a date, or an
/// address as an ARN, AWS does not say.
pub(crate) fn sets(name: &str) -> &'static [&'static str] {
    match name {
        "IpAddress" | "NotIpAddress" => &["aws:PrincipalServiceNamesList"],
        name if name.starts_with("Numeric") => &["aws:PrincipalOrgPaths"],
        name if name.starts_with("Date") => &["aws:SourceOrgPaths"],
        name if name.starts_with("Arn") => &["aws:ResourceOrgPaths"],
        _ => &["aws:TagKeys", "aws:CalledVia"],
    }
}

/// Values of each type that are close to each other.
pub(crate) fn values(name: &str) -> &'static [&'static str] {
    match name {
        "Bool" => &["true", "false", "True"],
        "Null" => &["true", "false"],
        "BinaryEquals" => &["QmluYXJ5", "YQ==", "eno="],
        "IpAddress" | "NotIpAddress" => &[
            "10.0.0.0/8",
            "10.1.0.0/16",
            "192.168.7.9",
            "203.0.113.0/24",
            "2001:db8::/32",
            "2001:db8:1::5",
        ],
        name if name.starts_with("Numeric") => &["5", "5.0", "10", "3600", "-1", "0.5"],
        name if name.starts_with("Date") => &[
            "2026-01-01T00:00:00Z",
            "2026-06-30T12:00:00Z",
            "2026-01-01",
            "2027-01-01T01:00:00+01:00",
        ],
        name if name.starts_with("Arn") => &[
            "arn:aws:s3:::photos",
            "arn:aws:iam::111111111111:role/*",
            "arn:aws:sns:us-east-1:111111111111:topic?",
            "arn:aws:iam::*:role/app",
            "arn:*:s3:::ph*",
        ],
        name if name.contains("Like") => &[
            "web*",
            "w?b",
            "web",
            "${aws:PrincipalTag/other}",
            "*b",
            "a${*}",
        ],
        _ => &[
            "web",
            "Web",
            "db",
            "web*",
            "${aws:PrincipalTag/other}",
            "${aws:PrincipalTag/other, 'web'}",
        ],
    }
}
