//! Values as policy documents: JSON with one statement or many, one value or a list.

use super::{
    json::{self, Flat, Malformed},
    value::{Kind, Value, text_of_key},
};
use crate::{
    diag::{Code, Diagnostic},
    policy::{
        self, Clause, Condition, Document, Effect, Operator, Principal, PrincipalKind, Purpose,
        Statement, Version,
    },
    source::{Located, Origin},
    text::{Part, Reference, Text, Variable},
};

/// Something in a policy that only Terraform knows, and where.
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
    /// What AWS or Terraform refuses: such a document never holds.
    pub(super) refused: Vec<Diagnostic>,
    /// Conditions that were assumed so that something is there.
    pub(super) assumed: Vec<Reference>,
}

/// Reads a policy; with its `purpose`, what AWS refuses in a document for that is found too.
pub(super) fn read(value: &Value, purpose: Option<Purpose>) -> Reading {
    let mut reader = Reader {
        reading: Reading::default(),
    };
    reader.document(value);
    let mut reading = reader.reading;
    if let Some(purpose) = purpose
        && reading.faults.is_empty()
        && reading.refused.is_empty()
    {
        reading.refused = policy::refused(&reading.document, purpose, value.origin);
    }
    reading
}

/// Reads a policy from its JSON. Keys that stand twice are refused, as Terraform and AWS do.
pub(super) fn parse(flat: &Flat, purpose: Option<Purpose>) -> Reading {
    let mut doubled = Vec::new();
    let mut reading = match json::parse_noting(flat, &mut doubled) {
        Ok(value) => read(&value, purpose),
        Err(malformed) => {
            let mut reading = Reading::default();
            // What Terraform puts in may make it JSON.
            if flat.is_known() {
                let Malformed { message, origin } = malformed;
                let diagnostic = Diagnostic::new(Code::JsonSyntax, origin, message);
                reading.refused.push(diagnostic);
            } else {
                reading.faults.push(Fault {
                    why: malformed.message,
                    origin: malformed.origin,
                });
            }
            return reading;
        }
    };
    let twice = doubled.into_iter().map(|one| {
        let message = format!("the key `{}` stands twice in one object", one.key);
        Diagnostic::new(Code::DuplicateKey, one.again, message)
            .also(one.first, "here first")
            .help("put the values of both into one")
    });
    reading.refused.extend(twice);
    reading
}

struct Reader {
    reading: Reading,
}

impl Reader {
    /// What only Terraform knows.
    fn unknown(&mut self, origin: Origin, why: impl Into<String>) {
        self.reading.faults.push(Fault {
            why: why.into(),
            origin,
        });
    }

    fn refuse(&mut self, origin: Origin, why: impl Into<String>) {
        let diagnostic = Diagnostic::new(Code::BadPolicy, origin, why);
        self.reading.refused.push(diagnostic);
    }

    /// A value that is none of those that may stand there: if it is known, AWS refuses it.
    fn fault(&mut self, value: &Value, why: impl Into<String>) {
        if is_known(value) {
            self.refuse(value.origin, why);
        } else {
            self.unknown(value.origin, why);
        }
    }

    /// A name that is none of those of an object: perhaps one of them in another case.
    fn stranger(&mut self, name: &str, known: &[&str], origin: Origin, what: &str) {
        let shown = text_of_key(name);
        let diagnostic =
            Diagnostic::new(Code::BadPolicy, origin, format!("{what} has no `{shown}`"));
        let meant = known.iter().find(|known| known.eq_ignore_ascii_case(name));
        self.reading.refused.push(match meant {
            Some(meant) => diagnostic.help(format!("write `{meant}`: AWS minds the case")),
            None => diagnostic,
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
            let shown = value.canonical();
            let why = if is_known(&value) {
                format!("a policy is a JSON object, not {shown}")
            } else {
                format!("the policy is known only to Terraform: `{shown}`")
            };
            return self.fault(&value, why);
        };
        // A document without a version is one of 2008.
        self.reading.document.version = Version::V2008;
        if let Some(version) = object.fields.get("Version") {
            self.version(version);
        }
        for (key, field) in &object.fields {
            match key.as_str() {
                "Version" => {}
                "Id" => self.reading.document.id = field.as_text(),
                "Statement" => {
                    for statement in self.each(field) {
                        self.statement(&statement);
                    }
                }
                _ => self.stranger(
                    key,
                    &["Version", "Id", "Statement"],
                    field.origin,
                    "a policy",
                ),
            }
        }
        for rest in &object.rest {
            self.unknown(
                value.origin,
                format!("the policy also takes what `{rest}` holds"),
            );
        }
        if !object.fields.contains_key("Statement") && object.rest.is_empty() {
            self.refuse(value.origin, "a policy needs a `Statement`");
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
                let why = format!("{shown} is not a version of the policy language");
                self.fault(value, why);
            }
        }
    }

    fn statement(&mut self, value: &Value) {
        let Kind::Object(object) = &value.kind else {
            let shown = value.canonical();
            return self.fault(value, format!("expected a statement, found {shown}"));
        };
        let mut statement = Statement {
            origin: value.origin,
            ..Statement::default()
        };
        let field = |name: &str| object.fields.get(name).filter(|field| !field.is_null());
        for [plain, negated] in PAIRS {
            if let (Some(_), Some(second)) = (field(plain), field(negated)) {
                let why = format!("a statement has `{plain}` or `{negated}`, not both");
                self.refuse(second.origin, why);
            }
        }
        for (key, field) in object.fields.iter().filter(|(_, field)| !field.is_null()) {
            match key.as_str() {
                "Sid" => self.sid(field, &mut statement),
                "Effect" => match field.as_str().as_deref() {
                    Some("Allow") => statement.effect = Effect::Allow,
                    Some("Deny") => statement.effect = Effect::Deny,
                    _ => {
                        let shown = field.canonical();
                        self.fault(
                            field,
                            format!("an effect is `Allow` or `Deny`, not {shown}"),
                        );
                    }
                },
                "Principal" => statement.principals = Some(self.principals(field, false)),
                "NotPrincipal" => statement.principals = Some(self.principals(field, true)),
                "Action" => statement.actions = Clause::of(self.strings(field, false)),
                "NotAction" => statement.actions = Clause::not(self.strings(field, false)),
                "Resource" => statement.resources = Some(Clause::of(self.strings(field, true))),
                "NotResource" => statement.resources = Some(Clause::not(self.strings(field, true))),
                "Condition" => statement.conditions = self.conditions(field),
                _ => self.stranger(key, &ELEMENTS, field.origin, "a statement"),
            }
        }
        for rest in &object.rest {
            self.unknown(
                value.origin,
                format!("the statement also takes what `{rest}` holds"),
            );
        }
        if object.rest.is_empty() {
            if field("Effect").is_none() {
                self.refuse(value.origin, "a statement needs an `Effect`");
            }
            if field("Action").is_none() && field("NotAction").is_none() {
                self.refuse(value.origin, "a statement needs an `Action` or `NotAction`");
            }
        }
        self.reading.document.statements.push(statement);
    }

    fn sid(&mut self, value: &Value, statement: &mut Statement) {
        if let Some(sid) = self.string(value) {
            statement.sid = Some(Located::new(sid, value.origin)).filter(|it| !it.value.is_empty());
        }
    }

    /// A value that must be a string, and no number or truth value.
    fn string(&mut self, value: &Value) -> Option<Text> {
        match &value.kind {
            Kind::Number(_) | Kind::Bool(_) => None,
            _ => value.as_text(),
        }
        .or_else(|| {
            let shown = value.canonical();
            self.fault(value, format!("expected a string, found {shown}"));
            None
        })
    }

    /// Strings; where `variables`, with IAM's own variables if the version has them.
    fn strings(&mut self, value: &Value, variables: bool) -> Vec<Located<Text>> {
        let variables = variables && self.reading.document.version == Version::V2012;
        let mut texts = Vec::new();
        for item in self.each(value) {
            if let Some(text) = self.string(&item) {
                let text = if variables {
                    with_variables(&text)
                } else {
                    text
                };
                texts.push(Located::new(text, item.origin));
            }
        }
        texts
    }

    /// Strings, numbers and truth values, with IAM's own variables if the version has them.
    fn scalars(&mut self, value: &Value) -> Vec<Located<Text>> {
        let variables = self.reading.document.version == Version::V2012;
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
                self.fault(&item, format!("expected a string, found {shown}"));
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
                        let known = PRINCIPALS.map(|(name, _)| name);
                        self.stranger(key, &known, field.origin, "a principal");
                        continue;
                    };
                    for value in self.strings(field, true) {
                        values.push(Principal { kind, value });
                    }
                }
                for rest in &object.rest {
                    self.unknown(value.origin, format!("principals also come from `{rest}`"));
                }
            }
            _ if value.as_str().as_deref() == Some("*") => values.push(Principal {
                kind: PrincipalKind::Everyone,
                value: Located::new(Text::literal("*"), value.origin),
            }),
            _ => {
                let shown = value.canonical();
                self.fault(
                    &value,
                    format!("a principal is `*` or an object, not {shown}"),
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
            self.fault(&value, format!("conditions are an object, not {shown}"));
            return conditions;
        };
        for (name, keys) in &operators.fields {
            let keys = self.settled(keys);
            let Kind::Object(keys) = &keys.kind else {
                let shown = keys.canonical();
                let why = format!("an operator's conditions are an object, not {shown}");
                self.fault(&keys, why);
                continue;
            };
            for (key, values) in &keys.fields {
                conditions.push(Condition {
                    operator: Operator::parse(&text_of_key(name).to_string()),
                    key: Located::new(text_of_key(key), values.origin),
                    values: self.scalars(values),
                    origin: values.origin,
                });
            }
            for rest in &keys.rest {
                self.unknown(value.origin, format!("conditions also come from `{rest}`"));
            }
        }
        for rest in &operators.rest {
            self.unknown(value.origin, format!("conditions also come from `{rest}`"));
        }
        conditions
    }
}

/// Elements of a statement that exclude each other.
const PAIRS: [[&str; 2]; 3] = [
    ["Action", "NotAction"],
    ["Resource", "NotResource"],
    ["Principal", "NotPrincipal"],
];

/// The elements of a statement, as the IAM user guide writes them.
pub(super) const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

const PRINCIPALS: [(&str, PrincipalKind); 4] = [
    ("AWS", PrincipalKind::Aws),
    ("Service", PrincipalKind::Service),
    ("Federated", PrincipalKind::Federated),
    ("CanonicalUser", PrincipalKind::CanonicalUser),
];

fn principal_kind(key: &str) -> Option<PrincipalKind> {
    let found = PRINCIPALS.into_iter().find(|(name, _)| *name == key);
    found.map(|(_, kind)| kind)
}

/// Whether nothing of a value is left to Terraform.
fn is_known(value: &Value) -> bool {
    match &value.kind {
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Json(_) => true,
        Kind::Text(characters) => characters.text.as_literal().is_some(),
        Kind::List(list) => list.items.iter().all(|item| is_known(&item.value)),
        Kind::Object(object) => object.rest.is_empty(),
        Kind::Choice(_) | Kind::Unknown(_) | Kind::Resource(_) | Kind::Module(_) => false,
    }
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
