//! A role written as Terraform in one of the many ways that people write it.

use std::{collections::BTreeMap, fmt::Write as _};

use rolewright::{
    blueprint::Role,
    hcl::quoted,
    policy::{Clause, Document, Effect, Principal, Statement},
    text::Text,
};

use crate::support::chance::Chance;

/// How a policy document is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    Jsonencode,
    Heredoc,
    Document,
    Local,
    Loop,
}

pub(super) const STYLES: [Style; 5] = [
    Style::Jsonencode,
    Style::Heredoc,
    Style::Document,
    Style::Local,
    Style::Loop,
];

/// Terraform in the making.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) text: String,
    made: usize,
}

fn list<'a>(values: impl IntoIterator<Item = &'a Text>) -> String {
    let values: Vec<String> = values.into_iter().map(quoted).collect();
    format!("[{}]", values.join(", "))
}

fn values(clause: &Clause<rolewright::policy::Value>) -> String {
    list(clause.values.iter().map(|value| &value.value))
}

fn not(negated: bool) -> &'static str {
    if negated { "Not" } else { "" }
}

fn by_kind(clause: &Clause<Principal>) -> BTreeMap<&'static str, Vec<&Text>> {
    let mut kinds: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for one in &clause.values {
        let kind = one.kind.key().unwrap_or("AWS");
        kinds.entry(kind).or_default().push(&one.value.value);
    }
    kinds
}

/// A statement as JSON with Terraform's references in its strings, which is HCL too.
fn object(statement: &Statement) -> String {
    let mut fields = vec![format!("\"Effect\": \"{}\"", statement.effect)];
    if let Some(sid) = &statement.sid {
        fields.push(format!("\"Sid\": {}", quoted(&sid.value)));
    }
    if let Some(clause) = &statement.principals {
        let kinds = by_kind(clause).into_iter();
        let kinds: Vec<String> = kinds
            .map(|(kind, of)| format!("\"{kind}\": {}", list(of)))
            .collect();
        let not = not(clause.negated);
        fields.push(format!("\"{not}Principal\": {{ {} }}", kinds.join(", ")));
    }
    let not_actions = not(statement.actions.negated);
    fields.push(format!(
        "\"{not_actions}Action\": {}",
        values(&statement.actions)
    ));
    if let Some(clause) = &statement.resources {
        fields.push(format!(
            "\"{}Resource\": {}",
            not(clause.negated),
            values(clause)
        ));
    }
    let mut conditions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in &statement.conditions {
        let entry = conditions.entry(one.operator.to_string()).or_default();
        let texts = list(one.values.iter().map(|value| &value.value));
        entry.push(format!("{}: {texts}", quoted(&one.key.value)));
    }
    if !conditions.is_empty() {
        let operators: Vec<String> = conditions
            .iter()
            .map(|(operator, keys)| format!("\"{operator}\": {{ {} }}", keys.join(", ")))
            .collect();
        fields.push(format!("\"Condition\": {{ {} }}", operators.join(", ")));
    }
    format!("{{ {} }}", fields.join(", "))
}

/// A statement as a block of a policy document.
fn block(statement: &Statement) -> String {
    let mut out = String::from("  statement {\n");
    let mut put = |name: &str, value: String| {
        let _ = writeln!(out, "    {name} = {value}");
    };
    if let Some(sid) = &statement.sid {
        put("sid", quoted(&sid.value));
    }
    if statement.effect == Effect::Deny {
        put("effect", "\"Deny\"".to_owned());
    }
    let not = |negated: bool| if negated { "not_" } else { "" };
    put(
        &format!("{}actions", not(statement.actions.negated)),
        values(&statement.actions),
    );
    if let Some(clause) = &statement.resources {
        put(&format!("{}resources", not(clause.negated)), values(clause));
    }
    if let Some(clause) = &statement.principals {
        for (kind, of) in by_kind(clause) {
            let _ = writeln!(
                out,
                "    {}principals {{\n      type = \"{kind}\"\n      identifiers = {}\n    }}",
                not(clause.negated),
                list(of)
            );
        }
    }
    for one in &statement.conditions {
        let _ = writeln!(
            out,
            "    condition {{\n      test = \"{}\"\n      variable = {}\n      values = {}\n    }}",
            one.operator,
            quoted(&one.key.value),
            list(one.values.iter().map(|value| &value.value))
        );
    }
    out + "  }\n"
}

impl Writer {
    fn name(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what}_{}", self.made)
    }

    /// Writes a document; gives the expression that refers to it.
    pub(super) fn document(&mut self, document: &Document, style: Style) -> String {
        let statements: Vec<String> = document.statements.iter().map(object).collect();
        let whole = |statements: &str| {
            format!("{{ \"Version\": \"2012-10-17\", \"Statement\": {statements} }}")
        };
        let all = whole(&format!("[{}]", statements.join(", ")));
        match style {
            Style::Jsonencode => format!("jsonencode({all})"),
            Style::Heredoc => format!("<<-EOT\n    {all}\n  EOT\n"),
            Style::Document => {
                let name = self.name("document");
                let blocks: String = document.statements.iter().map(block).collect();
                let _ = writeln!(
                    self.text,
                    "data \"aws_iam_policy_document\" \"{name}\" {{\n{blocks}}}"
                );
                format!("data.aws_iam_policy_document.{name}.json")
            }
            Style::Local => {
                let name = self.name("statements");
                let _ = writeln!(
                    self.text,
                    "locals {{\n  {name} = [{}]\n}}",
                    statements.join(", ")
                );
                format!("jsonencode({})", whole(&format!("local.{name}")))
            }
            Style::Loop => {
                let name = self.name("statements");
                let _ = writeln!(
                    self.text,
                    "variable \"{name}\" {{\n  default = []\n}}\nlocals {{\n  {name} = [{}]\n}}",
                    statements.join(", ")
                );
                let each =
                    format!("concat([for one in local.{name} : merge(one, {{}})], var.{name})");
                format!("jsonencode({})", whole(&each))
            }
        }
    }

    /// Writes the role under a name of its own, with everything that it has.
    pub(super) fn role(&mut self, role: &Role, chance: &mut Chance) {
        let own = format!("aws_iam_role.{}", self.name("role"));
        let mut body = String::new();
        let trust = role.trust.as_ref().unwrap();
        let trust = self.document(trust, *chance.pick(&STYLES));
        let _ = writeln!(body, "  assume_role_policy = {trust}");
        for (argument, setting) in [
            ("name", &role.name),
            ("name_prefix", &role.name_prefix),
            ("path", &role.path),
            ("description", &role.description),
            ("max_session_duration", &role.max_session_duration),
            ("permissions_boundary", &role.permissions_boundary),
        ] {
            if let Some(value) = setting {
                let _ = writeln!(body, "  {argument} = {}", quoted(&value.value));
            }
        }
        if !role.tags.is_empty() {
            let tags = role
                .tags
                .iter()
                .map(|tag| format!("{} = {}", quoted(&tag.key.value), quoted(&tag.value.value)));
            let tags: Vec<String> = tags.collect();
            let _ = writeln!(body, "  tags = {{ {} }}", tags.join(", "));
        }
        self.policies(role, &own, &mut body, chance);
        self.attached(role, &own, &mut body, chance);
        let label = own.trim_start_matches("aws_iam_role.");
        let _ = writeln!(
            self.text,
            "resource \"aws_iam_role\" \"{label}\" {{\n{body}}}"
        );
    }

    fn policies(&mut self, role: &Role, own: &str, body: &mut String, chance: &mut Chance) {
        for policy in &role.policies {
            let document = policy.document.as_ref().unwrap();
            let written = self.document(document, *chance.pick(&STYLES));
            let name = self.name("policy");
            match chance.below(3) {
                0 => {
                    let _ = writeln!(
                        body,
                        "  inline_policy {{\n    name = \"{name}\"\n    policy = {written}\n  }}"
                    );
                }
                1 => {
                    let _ = writeln!(
                        self.text,
                        "resource \"aws_iam_role_policy\" \"{name}\" {{\n  role = {own}.id\n  policy = {written}\n}}"
                    );
                }
                _ => {
                    let _ = writeln!(
                        self.text,
                        "resource \"aws_iam_policy\" \"{name}\" {{\n  name = \"{name}\"\n  policy = {written}\n}}\n\
                         resource \"aws_iam_role_policy_attachment\" \"{name}\" {{\n  role = {own}.name\n  policy_arn = aws_iam_policy.{name}.arn\n}}"
                    );
                }
            }
        }
    }

    fn attached(&mut self, role: &Role, own: &str, body: &mut String, chance: &mut Chance) {
        if role.managed_policies.is_empty() {
            return;
        }
        let arns: Vec<&Text> = role
            .managed_policies
            .iter()
            .map(|one| &one.arn.value)
            .collect();
        let name = self.name("attached");
        match chance.below(4) {
            0 => {
                let _ = writeln!(body, "  managed_policy_arns = {}", list(arns));
            }
            1 => {
                let _ = writeln!(
                    self.text,
                    "resource \"aws_iam_role_policy_attachment\" \"{name}\" {{\n  for_each = toset({})\n  role = {own}.name\n  policy_arn = each.value\n}}",
                    list(arns)
                );
            }
            2 => {
                let _ = writeln!(
                    self.text,
                    "locals {{\n  {name} = {}\n}}\nresource \"aws_iam_role_policy_attachment\" \"{name}\" {{\n  count = length(local.{name})\n  role = {own}.name\n  policy_arn = local.{name}[count.index]\n}}",
                    list(arns)
                );
            }
            _ => {
                for arn in arns {
                    let name = self.name("attached");
                    let _ = writeln!(
                        self.text,
                        "resource \"aws_iam_policy_attachment\" \"{name}\" {{\n  name = \"{name}\"\n  roles = [{own}.name]\n  policy_arn = {}\n}}",
                        quoted(arn)
                    );
                }
            }
        }
    }
}
