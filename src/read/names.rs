//! Whether values name a role, a profile or a policy: by an attribute, by a name, by an ARN.

use super::value::{Kind, Value, text_of_key};
use crate::{
    blueprint::Role,
    source::Located,
    text::{Part, Text},
};

/// Something that a resource may refer to.
pub(super) struct Target {
    /// As Terraform prints it.
    pub(super) address: String,
    /// The role that it stands for; `None` for a policy that no role has.
    pub(super) role: Option<usize>,
    /// Its kind as ARNs have it: `role`, `instance-profile`, `policy`.
    kind: &'static str,
    name: Option<Text>,
    /// How its ARN ends.
    tail: Option<String>,
}

impl Target {
    pub(super) fn new(
        address: &str,
        kind: &'static str,
        (name, path): (Option<&Located<Text>>, Option<&Located<Text>>),
        role: Option<usize>,
    ) -> Self {
        let name = name.map(|name| name.value.clone());
        let path = path.map_or_else(|| Text::literal("/"), |path| path.value.clone());
        let tail = name.as_ref().map(|name| {
            let whole = Text::literal(format!(":{kind}")).then(&path).then(name);
            whole.to_string()
        });
        Self {
            address: address.to_owned(),
            role,
            kind,
            name,
            tail,
        }
    }

    /// Whether it is among what values say.
    pub(super) fn is_said(&self, said: &Said) -> bool {
        let by_address = said.expressions.iter().any(|one| holds(one, &self.address));
        let word = self.kind.split('-').next_back().unwrap_or(self.kind);
        let by_name = said.names.iter().any(|(argument, text)| {
            Some(text) == self.name.as_ref() && (argument.contains(word) || is_wide(argument))
        });
        let by_arn = self.tail.as_ref().is_some_and(|tail| {
            let ends = |text: &String| {
                text.match_indices(tail.as_str()).any(|(at, _)| {
                    let after = text.get(at + tail.len()..).unwrap_or_default();
                    !after.starts_with(|c: char| c.is_alphanumeric() || "+=,.@_/-$".contains(c))
                })
            };
            said.texts.iter().any(ends)
        });
        by_address || by_name || by_arn
    }
}

/// Arguments that may take the name of any of them.
fn is_wide(argument: &str) -> bool {
    [
        "principal",
        "grantee",
        "identity",
        "iam",
        "entity",
        "member",
    ]
    .iter()
    .any(|word| argument.contains(word))
}

/// What values hold.
#[derive(Default)]
pub(super) struct Said {
    /// Expressions that refer to something.
    expressions: Vec<String>,
    /// Texts with the argument that they stand in.
    names: Vec<(String, Text)>,
    /// Texts as they are shown.
    texts: Vec<String>,
}

impl Said {
    /// Adds what a value of an argument holds.
    pub(super) fn value(&mut self, value: &Value, argument: &str) {
        self.expressions
            .extend(value.from.as_deref().map(str::to_owned));
        match &value.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Module(_) => {}
            Kind::Text(characters) => self.text(&characters.text, argument),
            Kind::List(list) => {
                for item in &list.items {
                    self.value(&item.value, argument);
                }
            }
            Kind::Object(object) => {
                for (key, field) in &object.fields {
                    let key = text_of_key(key);
                    self.text(&key, argument);
                    self.value(field, &format!("{argument}.{key}"));
                }
                let rest = object.rest.iter().map(|rest| rest.expression().to_owned());
                self.expressions.extend(rest);
                if let Some(other) = &object.other {
                    self.value(other, argument);
                }
            }
            Kind::Json(inner) => self.value(inner, argument),
            Kind::Choice(choice) => {
                self.value(&choice.then, argument);
                self.value(&choice.otherwise, argument);
            }
            Kind::Unknown(reference) => self.expressions.push(reference.expression().to_owned()),
            Kind::Resource(instance) => self.expressions.push(instance.address.clone()),
        }
    }

    fn text(&mut self, text: &Text, argument: &str) {
        let references = text.references().map(|one| one.expression().to_owned());
        self.expressions.extend(references);
        self.names
            .push((argument.to_ascii_lowercase(), text.clone()));
        self.texts.push(text.to_string());
    }
}

/// Whether an expression refers to the resource at this address.
pub(super) fn holds(expression: &str, address: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "_-".contains(c);
    expression.match_indices(address).any(|(at, _)| {
        let before = expression
            .get(..at)
            .and_then(|text| text.chars().next_back());
        let after = expression.get(at + address.len()..).unwrap_or_default();
        !before.is_some_and(|c| is_part(c) || c == '.')
            && !after.starts_with(|c: char| is_part(c) || c == '[')
    })
}

/// The address of the block that made a resource.
pub(super) fn without_index(address: &str) -> &str {
    if address.ends_with(']')
        && let Some(at) = index_start(address)
    {
        return address.get(..at).unwrap_or(address);
    }
    address
}

/// Where the last index of an address begins: keys may hold brackets themselves.
fn index_start(address: &str) -> Option<usize> {
    let (mut quoted, mut escaped, mut start) = (false, false, None);
    for (at, character) in address.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => start = Some(at),
            _ => {}
        }
    }
    start
}

/// Whether an address is that of a block, or an attribute of what it made.
pub(super) fn is_attribute_of(one: &str, block: &str) -> bool {
    one.strip_prefix(block)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether a name can turn out to be that of a role.
pub(super) fn may_be(text: &Text, role: &Role) -> bool {
    if let Some(name) = &role.name {
        return may_equal(text, &name.value);
    }
    // Cloud Control makes a name up as it likes.
    if role.name_prefix.is_none() && role.address.contains("awscc_iam_role.") {
        return true;
    }
    // A name that Terraform makes up.
    let prefix = role.name_prefix.as_ref().map_or_else(
        || Text::literal("terraform-"),
        |prefix| prefix.value.clone(),
    );
    let prefix = prefix.literal_prefix();
    let start = text.literal_prefix();
    agree(start, prefix, text.as_literal().is_some())
}

/// Whether the shorter of two beginnings begins the longer; where the first is `whole`, it must be
/// as long as the second.
fn agree(start: &str, prefix: &str, whole: bool) -> bool {
    start.starts_with(prefix) || (!whole && prefix.starts_with(start))
}

/// Whether two texts with holes can turn out to be the same; names of IAM compare without case.
fn may_equal(a: &Text, b: &Text) -> bool {
    if let (Some(a), Some(b)) = (a.as_literal(), b.as_literal()) {
        return a.eq_ignore_ascii_case(b);
    }
    let ends = |text: &Text| {
        let last = match text.parts().last() {
            Some(Part::Literal(last)) => last.to_ascii_lowercase(),
            _ => String::new(),
        };
        (text.literal_prefix().to_ascii_lowercase(), last)
    };
    let ((start, end), (other_start, other_end)) = (ends(a), ends(b));
    (start.starts_with(&other_start) || other_start.starts_with(&start))
        && (end.ends_with(&other_end) || other_end.ends_with(&end))
}
