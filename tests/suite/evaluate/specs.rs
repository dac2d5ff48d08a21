//! The parts of a spec, each drawn at random.

use serde_json::{Map, Value, json};

use super::draw::{Draw, LATIN, NAME, PATH, POLICY, TAG};

impl Draw {
    fn maybe(
        &mut self,
        map: &mut Map<String, Value>,
        key: &str,
        make: impl FnOnce(&mut Self) -> Value,
    ) {
        if self.chance(2) {
            let value = make(self);
            map.insert(key.to_owned(), value);
        }
    }

    /// A whole spec.
    pub(super) fn spec(&mut self) -> Value {
        let layout = self.one(&["root", "root", "module", "beside"]);
        let mut spec = Map::new();
        spec.insert("version".to_owned(), json!(1));
        if layout != "beside" {
            self.maybe(&mut spec, "account", |_| json!("111111111111"));
            self.maybe(&mut spec, "region", |_| json!("us-east-1"));
        }
        self.maybe(&mut spec, "partition", |_| json!("aws"));
        self.maybe(&mut spec, "tags", Self::tags);
        let role = self.role();
        spec.insert("role".to_owned(), role);
        self.maybe(
            &mut spec,
            "instance_profile",
            |draw| json!({ "name": format!("p{}", draw.text(NAME)) }),
        );
        self.maybe(&mut spec, "buckets", |draw| draw.buckets(layout));
        self.maybe(&mut spec, "allow", |draw| draw.statements(layout));
        self.maybe(&mut spec, "deny", |draw| draw.statements(layout));
        if layout != "beside" {
            self.maybe(&mut spec, "assume", Self::assume);
        }
        self.maybe(&mut spec, "instance", |draw| draw.instance(layout));
        let terraform = self.terraform(layout);
        spec.insert("terraform".to_owned(), terraform);
        let mut spec = Value::Object(spec);
        if layout != "beside" && spec.to_string().contains("${var.zone}") {
            spec["variables"] = json!({ "zone": self.variable() });
        }
        spec
    }

    fn tags(&mut self) -> Value {
        let count = self.below(3);
        let tags = (0..=count).map(|i| {
            (
                format!("k{i}{}", self.one(&["", "é", " b", ":c", "日"])),
                json!(self.text(TAG)),
            )
        });
        Value::Object(tags.collect())
    }

    fn role(&mut self) -> Value {
        let mut role = Map::new();
        let (key, name) = if self.chance(4) {
            ("name_prefix", "prefix-")
        } else {
            ("name", "role")
        };
        role.insert(key.to_owned(), json!(format!("{name}{}", self.text(NAME))));
        self.maybe(&mut role, "path", |draw| {
            json!(format!("/{}/", draw.text(PATH)))
        });
        self.maybe(&mut role, "description", |draw| json!(draw.text(LATIN)));
        self.maybe(&mut role, "max_session_duration", |draw| {
            [json!("1h"), json!("12h"), json!(7200)][draw.below(3)].clone()
        });
        self.maybe(&mut role, "permissions_boundary", |draw| {
            json!(format!(
                "arn:aws:iam::111111111111:policy/b{}",
                draw.text(NAME)
            ))
        });
        self.maybe(&mut role, "managed_policies", |_| {
            json!([
                "CloudWatchAgentServerPolicy",
                "arn:aws:iam::111111111111:policy/own"
            ])
        });
        self.maybe(&mut role, "tags", Self::tags);
        self.maybe(&mut role, "trust", |draw| {
            let conditions = draw.conditions();
            json!([
                { "user": "arn:aws:iam::111111111111:user/break-glass", "conditions": conditions },
                { "account": "222222222222", "external_id": "a+b=c,d.e@f:g/h-i" },
                { "role": "arn:aws:iam::111111111111:role/deployer" },
                { "service": "ssm.amazonaws.com" },
            ])
        });
        Value::Object(role)
    }

    fn conditions(&mut self) -> Value {
        let operator = self.one(&[
            "StringLike",
            "StringEquals",
            "ForAnyValue:StringLike",
            "StringNotEqualsIfExists",
        ]);
        let key = self.one(&[
            "aws:PrincipalTag/team",
            "aws:UserAgent",
            "aws:RequestTag/a b",
        ]);
        let value = self.text(POLICY);
        let value = if self.chance(2) {
            json!(value)
        } else {
            json!([value, self.text(POLICY)])
        };
        json!({ operator: { key: value } })
    }

    fn buckets(&mut self, layout: &str) -> Value {
        let mut bucket = Map::new();
        let form = if layout == "beside" { 3 } else { 2 };
        match self.below(form) {
            0 => bucket.insert("name".to_owned(), json!("photos-${var.zone}")),
            1 => bucket.insert("arn".to_owned(), json!("arn:aws:s3:::documents")),
            _ => bucket.insert("ref".to_owned(), json!("aws_s3_bucket.app")),
        };
        let verbs = [
            "list",
            "read",
            "read_versions",
            "write",
            "delete",
            "delete_versions",
            "tag",
        ];
        let first = self.below(verbs.len());
        let access: Vec<&str> = verbs
            .into_iter()
            .skip(first)
            .step_by(1 + self.below(3))
            .collect();
        bucket.insert("access".to_owned(), json!(access));
        self.maybe(&mut bucket, "prefixes", |draw| {
            json!([format!("a{}/", draw.text(POLICY).replace(['*', '?'], "x"))])
        });
        self.maybe(
            &mut bucket,
            "conditions",
            |_| json!({ "Bool": { "aws:SecureTransport": true } }),
        );
        self.maybe(&mut bucket, "reason", |draw| json!(draw.text(LATIN)));
        Value::Array(vec![Value::Object(bucket)])
    }

    fn statements(&mut self, layout: &str) -> Value {
        let count = self.below(3);
        (0..=count).map(|_| self.statement(layout)).collect()
    }

    fn statement(&mut self, layout: &str) -> Value {
        let key = self.text(POLICY);
        let resource = match self.below(if layout == "beside" { 4 } else { 3 }) {
            0 => format!("arn:aws:s3:::objects/{key}"),
            1 => format!("arn:aws:s3:::${{var.zone}}-objects/{key}"),
            2 => format!("arn:aws:s3:::objects/a/{key}*"),
            _ => format!("${{local.bucket_arn}}/{key}"),
        };
        let mut statement = Map::new();
        statement.insert(
            "actions".to_owned(),
            json!(["s3:GetObject", "s3:PutObject"]),
        );
        statement.insert("resources".to_owned(), json!([resource]));
        self.maybe(&mut statement, "conditions", Self::conditions);
        self.maybe(&mut statement, "reason", |draw| json!(draw.text(LATIN)));
        self.maybe(&mut statement, "until", |_| json!("2099-12-31"));
        self.maybe(&mut statement, "unchecked", |_| json!(["s3:PutObject"]));
        self.maybe(&mut statement, "sid", |draw| {
            json!(format!("S{:x}", draw.next()))
        });
        Value::Object(statement)
    }

    fn assume(&mut self) -> Value {
        let mut assume = Map::new();
        assume.insert("name".to_owned(), json!("other"));
        assume.insert(
            "role".to_owned(),
            json!("arn:aws:iam::222222222222:role/deep/target"),
        );
        self.maybe(&mut assume, "external_id", |draw| {
            json!(format!("id{}", draw.one(&["+=", ",.", "@:", "/-"])))
        });
        self.maybe(&mut assume, "session_duration", |_| json!("30m"));
        self.maybe(&mut assume, "target", |draw| {
            let mut target = Map::new();
            target.insert("allow".to_owned(), draw.statements("root"));
            draw.maybe(&mut target, "trust", |draw| {
                json!(draw.one(&["account", "role"]))
            });
            draw.maybe(&mut target, "deny", |draw| draw.statements("root"));
            draw.maybe(&mut target, "tags", Self::tags);
            draw.maybe(&mut target, "managed_policies", |_| {
                json!(["ReadOnlyAccess"])
            });
            draw.maybe(&mut target, "max_session_duration", |_| json!("1h"));
            draw.maybe(&mut target, "region", |_| json!("eu-west-1"));
            draw.maybe(&mut target, "permissions_boundary", |_| {
                json!("arn:aws:iam::222222222222:policy/boundary")
            });
            Value::Object(target)
        });
        Value::Array(vec![Value::Object(assume)])
    }

    fn instance(&mut self, layout: &str) -> Value {
        let mut instance = Map::new();
        instance.insert("type".to_owned(), json!("t3.micro"));
        let ami = self.ami();
        instance.insert("ami".to_owned(), ami);
        self.maybe(&mut instance, "kind", |_| json!("instance"));
        self.maybe(&mut instance, "user_data", |_| json!("boot.sh"));
        self.maybe(&mut instance, "name", |draw| json!(draw.text(TAG)));
        if layout == "beside" {
            instance.insert("subnet".to_owned(), json!({ "ref": "aws_subnet.private" }));
        } else {
            instance.insert("subnet".to_owned(), json!("${var.subnet_id}"));
            self.maybe(&mut instance, "security_groups", |_| {
                json!(["sg-0123456789abcdef0"])
            });
        }
        self.maybe(&mut instance, "workload", |draw| {
            json!(draw.one(&["host", "containers"]))
        });
        self.maybe(&mut instance, "key_name", |draw| {
            json!(format!(
                "key {}",
                draw.text(LATIN).replace(['\n', '\t'], "")
            ))
        });
        for key in ["public_ip", "monitoring", "ebs_optimized"] {
            self.maybe(&mut instance, key, |draw| json!(draw.chance(2)));
        }
        self.maybe(&mut instance, "tags", Self::tags);
        self.maybe(&mut instance, "root_volume", |draw| {
            let mut volume = draw.volume();
            volume.insert("size".to_owned(), json!(8 + draw.below(90)));
            Value::Object(volume)
        });
        self.maybe(&mut instance, "data_volumes", |draw| {
            let mut volume = draw.volume();
            volume.insert("device".to_owned(), json!("/dev/sdf"));
            volume.insert("size".to_owned(), json!(10));
            json!([volume])
        });
        self.maybe(&mut instance, "imds", |draw| {
            let on = ["enabled", "disabled"];
            json!({
                "endpoint": "enabled", "tokens": "required", "hop_limit": 1 + draw.below(64),
                "tags": "disabled", "ipv6": draw.one(&on),
            })
        });
        Value::Object(instance)
    }

    fn ami(&mut self) -> Value {
        let parameter = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        let mut ami = match self.below(3) {
            0 => json!({ "id": "ami-0123456789abcdef0" }),
            1 => json!({ "lookup": { "owner": "amazon", "name": "al2023-ami-2023.*-x86_64" } }),
            _ => json!({ "ssm_parameter": parameter }),
        };
        if self.chance(2) {
            ami["follow"] = json!(self.chance(2));
        }
        ami
    }

    fn volume(&mut self) -> Map<String, Value> {
        let mut volume = Map::new();
        if self.chance(2) {
            volume.insert("type".to_owned(), json!("gp3"));
            volume.insert("iops".to_owned(), json!(4000));
            volume.insert("throughput".to_owned(), json!(200));
        }
        if self.chance(2) {
            let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
            let key = format!("arn:aws:kms:us-east-1:111111111111:key/{id}");
            volume.insert("kms_key".to_owned(), json!(key));
        } else {
            self.maybe(&mut volume, "encrypted", |draw| json!(draw.chance(2)));
        }
        self.maybe(&mut volume, "delete_on_termination", |draw| {
            json!(draw.chance(2))
        });
        volume
    }

    fn variable(&mut self) -> Value {
        let mut variable = Map::new();
        variable.insert(
            "default".to_owned(),
            json!(self.one(&["zone", "z1", "north"])),
        );
        self.maybe(&mut variable, "type", |_| json!("string"));
        self.maybe(&mut variable, "sensitive", |_| json!(false));
        self.maybe(&mut variable, "description", |draw| {
            json!(draw.text(POLICY))
        });
        self.maybe(&mut variable, "validation", |draw| {
            json!({
                "condition": "length(var.zone) > 0",
                "error_message": format!("A zone has a name{}.", draw.one(&["", " \"so\"", " #", " \\", " é"])),
            })
        });
        Value::Object(variable)
    }

    fn terraform(&mut self, layout: &str) -> Value {
        let mut terraform = Map::new();
        terraform.insert("layout".to_owned(), json!(layout));
        self.maybe(&mut terraform, "policies", |draw| {
            json!(draw.one(&["inline", "managed"]))
        });
        self.maybe(&mut terraform, "policy_style", |draw| {
            json!(draw.one(&["jsonencode", "document"]))
        });
        self.maybe(&mut terraform, "label", |draw| {
            json!(draw.one(&["web", "this", "with-dash", "_x"]))
        });
        self.maybe(&mut terraform, "required_version", |_| json!(">= 1.5"));
        self.maybe(&mut terraform, "provider_version", |_| {
            json!(">= 5.12, < 7.0")
        });
        Value::Object(terraform)
    }
}
