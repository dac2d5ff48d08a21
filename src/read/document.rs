//! Values as policy documents: JSON with one statement or many, one value or a list.

use super::value::{Kind, Value, text_of_key};
use crate::{
    policy::{
        Clause, Condition, Document, Effect, Operator, Principal, PrincipalKind, Statement, Version,
    },
    source::{Located, Origin},
    text::{Part, Reference, Text, Variable},
};

/// Something in a policy that is not understood, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) why: String,
    pub(super) origin: Origin,
}

/// A document as far as it is understood, and what is not.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) document: Document,
    pub(super) faults: Vec<Fault>,
    /// Conditions that were assumed so that something is there.
    pub(super) assumed: Vec<Reference>,
}

/// Reads a policy.
pub(super) fn read(value: &Value) -> Reading {
    let mut reader = Reader {
        reading: Reading::default(),
    };
    reader.document(value);
    reader.reading
}

struct Reader {
    reading: Reading,
}

impl Reader {
    fn fault(&mut self, origin: Origin, why: impl Into<String>) {
        self.reading.faults.push(Fault {
            why: why.into(),
            origin,
        });
    }

    /// What is there if unknown conditions put something there.
    fn settled(&mut self, value: &Value) -> Value {
        let mut value = value.clone();
        while let Kind::Choice(choice) = &value.kind {
            let next = match (choice.then.is_nothing(), choice.otherwise.is_nothing()) {
                (true, false) => choice.otherwise.clone(),
                (false, true) => choice.then.clone(),
                _ => return value,
            };
            self.reading.assumed.push(choice.condition.clone());
            value = next;
        }
        value
    }

    /// The elements of a list, or the one value that stands for a list of it.
    fn each(&mut self, value: &Value) -> Vec<Value> {
        let value = self.settled(value);
        match &value.kind {
            Kind::Null => Vec::new(),
            Kind::List(list) => {
                let items: Vec<Value> = list.items.iter().map(|item| item.value.clone()).collect();
                let mut all = Vec::new();
                for item in items {
                    let item = self.settled(&item);
                    match &item.kind {
                        Kind::Null => {}
                        // Terraform flattens nothing, but a list in a list can only mean that.
                        Kind::List(_) => all.extend(self.each(&item)),
                        _ => all.push(item),
                    }
                }
                all
            }
            _ => vec![value],
        }
    }

    fn document(&mut self, value: &Value) {
        let value = self.settled(value);
        let Kind::Object(object) = &value.kind else {
            let why = match &value.kind {
                Kind::Unknown(_) | Kind::Choice(_) => {
                    format!(
                        "the policy is known only to Terraform: `{}`",
                        value.canonical()
                    )
                }
                _ => "a policy must be a JSON object".to_owned(),
            };
            return self.fault(value.origin, why);
        };
        // A document without a version is one of 2008.
        self.reading.document.version = Version::V2008;
        let version = object
            .fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case("Version"));
        if let Some((_, version)) = version {
            self.version(version);
        }
        for (key, field) in &object.fields {
            if key.eq_ignore_ascii_case("Version") {
            } else if key.eq_ignore_ascii_case("Id") {
                self.reading.document.id = field.as_text();
            } else if key.eq_ignore_ascii_case("Statement") {
                for statement in self.each(field) {
                    self.statement(&statement);
                }
            } else {
                self.fault(
                    field.origin,
                    format!("a policy has no `{}`", text_of_key(key)),
                );
            }
        }
        for rest in &object.rest {
            self.fault(
                value.origin,
                format!("the policy also takes what `{rest}` holds"),
            );
        }
        let has_statement = object
            .fields
            .keys()
            .any(|key| key.eq_ignore_ascii_case("Statement"));
        if !has_statement && object.rest.is_empty() {
            self.fault(value.origin, "a policy needs a `Statement`");
        }
    }

    fn version(&mut self, value: &Value) {
        match value.as_str().as_deref() {
            Some("2012-10-17") => self.reading.document.version = Version::V2012,
            Some("2008-10-17") => {}
            _ if value.is_null() => {}
            _ => {
                self.reading.document.version = Version::V2012;
                let shown = value.canonical();
                self.fault(
                    value.origin,
                    format!("no version of the policy language: {shown}"),
                );
            }
        }
    }

    fn statement(&mut self, value: &Value) {
        let Kind::Object(object) = &value.kind else {
            let shown = value.canonical();
            let why = format!("expected a statement, found {shown}");
            return self.fault(value.origin, why);
        };
        let mut statement = Statement {
            origin: value.origin,
            ..Statement::default()
        };
        let (mut has_effect, mut has_action) = (false, false);
        for (key, field) in &object.fields {
            if field.is_null() {
                continue;
            }
            match key.to_ascii_lowercase().as_str() {
                "sid" => {
                    statement.sid = field
                        .as_text()
                        .filter(|sid| !sid.is_empty())
                        .map(|sid| Located::new(sid, field.origin));
                }
                "effect" => {
                    has_effect = true;
                    match field.as_str().map(|s| s.to_ascii_lowercase()).as_deref() {
                        Some("allow") => statement.effect = Effect::Allow,
                        Some("deny") => statement.effect = Effect::Deny,
                        _ => {
                            let shown = field.canonical();
                            let why = format!("an effect that is not Allow or Deny: {shown}");
                            self.fault(field.origin, why);
                        }
                    }
                }
                "principal" => statement.principals = Some(self.principals(field, false)),
                "notprincipal" => statement.principals = Some(self.principals(field, true)),
                "action" => {
                    has_action = true;
                    statement.actions = Clause::of(self.texts(field, false));
                }
                "notaction" => {
                    has_action = true;
                    statement.actions = Clause::not(self.texts(field, false));
                }
                "resource" => statement.resources = Some(Clause::of(self.texts(field, true))),
                "notresource" => statement.resources = Some(Clause::not(self.texts(field, true))),
                "condition" => statement.conditions = self.conditions(field),
                _ => {
                    let name = text_of_key(key);
                    self.fault(field.origin, format!("a statement has no `{name}`"));
                }
            }
        }
        for rest in &object.rest {
            self.fault(
                value.origin,
                format!("the statement also takes what `{rest}` holds"),
            );
        }
        if !has_effect {
            self.fault(value.origin, "a statement needs an `Effect`");
        }
        if !has_action {
            self.fault(value.origin, "a statement needs an `Action` or `NotAction`");
        }
        self.reading.document.statements.push(statement);
    }

    /// Strings; where `variables`, with IAM's own variables if the version has them.
    fn texts(&mut self, value: &Value, variables: bool) -> Vec<Located<Text>> {
        let variables = variables && self.reading.document.version == Version::V2012;
        let mut texts = Vec::new();
        for item in self.each(value) {
            if let Some(text) = item.as_text() {
                let text = if variables {
                    with_variables(&text)
                } else {
                    text
                };
                texts.push(Located::new(text, item.origin));
            } else {
                let shown = item.canonical();
                self.fault(item.origin, format!("expected a string, found {shown}"));
            }
        }
        texts
    }

    fn principals(&mut self, value: &Value, negated: bool) -> Clause<Principal> {
        let value = self.settled(value);
        let mut values = Vec::new();
        match &value.kind {
            Kind::Object(object) => {
                for (key, field) in &object.fields {
                    let Some(kind) = principal_kind(key) else {
                        let name = text_of_key(key);
                        self.fault(field.origin, format!("no kind of principal: `{name}`"));
                        continue;
                    };
                    for value in self.texts(field, true) {
                        values.push(Principal { kind, value });
                    }
                }
                for rest in &object.rest {
                    self.fault(value.origin, format!("principals also come from `{rest}`"));
                }
            }
            _ if value.as_str().as_deref() == Some("*") => values.push(Principal {
                kind: PrincipalKind::Everyone,
                value: Located::new(Text::literal("*"), value.origin),
            }),
            _ => {
                let shown = value.canonical();
                self.fault(
                    value.origin,
                    format!("principals that are not understood: {shown}"),
                );
            }
        }
        Clause { negated, values }
    }

    fn conditions(&mut self, value: &Value) -> Vec<Condition> {
        let value = self.settled(value);
        let mut conditions = Vec::new();
        let Kind::Object(operators) = &value.kind else {
            let shown = value.canonical();
            self.fault(
                value.origin,
                format!("conditions that are not understood: {shown}"),
            );
            return conditions;
        };
        for (name, keys) in &operators.fields {
            let keys = self.settled(keys);
            let Kind::Object(keys) = &keys.kind else {
                let shown = keys.canonical();
                self.fault(
                    keys.origin,
                    format!("conditions that are not understood: {shown}"),
                );
                continue;
            };
            for (key, values) in &keys.fields {
                conditions.push(Condition {
                    operator: Operator::parse(&text_of_key(name).to_string()),
                    key: Located::new(text_of_key(key), values.origin),
                    values: self.texts(values, true),
                    origin: values.origin,
                });
            }
            for rest in &keys.rest {
                self.fault(value.origin, format!("conditions also come from `{rest}`"));
            }
        }
        for rest in &operators.rest {
            self.fault(value.origin, format!("conditions also come from `{rest}`"));
        }
        conditions
    }
}

fn principal_kind(key: &str) -> Option<PrincipalKind> {
    [
        ("AWS", PrincipalKind::Aws),
        ("Service", PrincipalKind::Service),
        ("Federated", PrincipalKind::Federated),
        ("CanonicalUser", PrincipalKind::CanonicalUser),
    ]
    .into_iter()
    .find(|(name, _)| name.eq_ignore_ascii_case(key))
    .map(|(_, kind)| kind)
}

/// The text with `${aws:username}` and the like as variables.
pub(super) fn with_variables(text: &Text) -> Text {
    let mut out = Text::default();
    for part in text.parts() {
        let Part::Literal(literal) = part else {
            out.push(part.clone());
            continue;
        };
        let mut rest = literal.as_str();
        while let Some(at) = rest.find("${") {
            let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.push(Part::Literal(plain.to_owned()));
            let inside = tail.get(2..).and_then(|t| t.split_once('}'));
            let variable = inside.and_then(|(inside, after)| Some((variable(inside)?, after)));
            if let Some((variable, after)) = variable {
                out.push(Part::Variable(variable));
                rest = after;
            } else {
                out.push(Part::Literal("${".to_owned()));
                rest = tail.get(2..).unwrap_or_default();
            }
        }
        out.push(Part::Literal(rest.to_owned()));
    }
    out
}

/// `*`, `?`, `$`, or `prefix:key` with an optional `, 'default'`.
fn variable(inside: &str) -> Option<Variable> {
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => {
            let default = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            (key.trim(), Some(default.to_owned()))
        }
        None => (inside.trim(), None),
    };
    let known = |c: char| c.is_alphanumeric() || "_.:/@=+-".contains(c);
    let is_key = key
        .split_once(':')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
        && key.chars().all(known);
    (is_key || (default.is_none() && matches!(key, "*" | "?" | "$"))).then(|| Variable {
        key: key.to_owned(),
        default,
    })
}
