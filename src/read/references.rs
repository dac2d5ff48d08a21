//! What the configuration in a plan refers to, through the modules that it calls.

use std::collections::BTreeMap;

use super::{
    plan::{field, items},
    value::{Kind, Value, text_of_key},
};
use crate::text::{Reference, without_indexes};

/// The references of arguments, by address without indexes.
pub(super) struct References {
    /// `module.x.aws_iam_role_policy.y` and an argument, to what it refers to in its module.
    arguments: BTreeMap<(String, String), Vec<String>>,
    /// `module.x` and a variable, to what the call gives.
    variables: BTreeMap<(String, String), Vec<String>>,
    /// `module.x` and an output, to what it yields.
    outputs: BTreeMap<(String, String), Vec<String>>,
    /// What the `for_each` of a resource or call refers to.
    loops: BTreeMap<String, Vec<String>>,
    /// The resources that are planned.
    planned: Vec<String>,
}

/// What the value of an argument is made of, where a plan does not know it.
#[derive(Debug, Default)]
pub(super) struct Meant {
    /// Attributes of resources and data sources, with the indexes of those that are planned.
    pub(super) targets: Vec<String>,
    /// Whether the value is the only target itself, as far as a plan can tell: it names what an
    /// expression refers to, and not what becomes of it.
    pub(super) is_exact: bool,
}

/// How many calls and outputs a reference goes through at most.
const DEPTH: usize = 20;

/// Where a reference stands: the module instance, and the resource or call whose `each` it may use.
#[derive(Clone, Copy)]
struct At<'a> {
    module: &'a str,
    block: &'a str,
    argument: &'a str,
    depth: usize,
}

impl At<'_> {
    /// The index of the block: `["key"]` or `[0]`.
    fn index(&self) -> Option<&str> {
        let index = self.block.rfind('[').and_then(|at| self.block.get(at..))?;
        self.block.ends_with(']').then_some(index)
    }
}

impl References {
    pub(super) fn new(shown: &Value, planned: impl Iterator<Item = String>) -> Self {
        let mut references = Self {
            arguments: BTreeMap::new(),
            variables: BTreeMap::new(),
            outputs: BTreeMap::new(),
            loops: BTreeMap::new(),
            planned: planned.collect(),
        };
        let root = field(shown, "configuration").and_then(|c| field(c, "root_module"));
        if let Some(root) = root {
            references.module("", root);
        }
        references
    }

    fn module(&mut self, address: &str, module: &Value) {
        for resource in items(field(module, "resources")) {
            let of = field(resource, "address")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let of = joined(address, &of);
            for (name, expression) in fields(field(resource, "expressions")) {
                for (inner, found) in
                    items(Some(expression)).flat_map(|block| expressions(Some(block)))
                {
                    // A plan does not say which block of several is which.
                    let all = self
                        .arguments
                        .entry((of.clone(), format!("{name}.{inner}")));
                    all.or_default().extend(found);
                }
                self.arguments
                    .insert((of.clone(), name), references(Some(expression)));
            }
            let provisioners = items(field(resource, "provisioners"));
            let run: Vec<String> = provisioners
                .flat_map(|one| expressions(field(one, "expressions")))
                .flat_map(|(_, found)| found)
                .collect();
            if field(resource, "provisioners").is_some() {
                self.arguments
                    .insert((of.clone(), "provisioner".to_owned()), run);
            }
            self.loops
                .insert(of, references(field(resource, "for_each_expression")));
        }
        for (name, output) in fields(field(module, "outputs")) {
            let found = references(field(output, "expression"));
            self.outputs.insert((address.to_owned(), name), found);
        }
        for (name, call) in fields(field(module, "module_calls")) {
            let child = joined(address, &format!("module.{name}"));
            for (variable, found) in expressions(field(call, "expressions")) {
                self.variables.insert((child.clone(), variable), found);
            }
            self.loops.insert(
                child.clone(),
                references(field(call, "for_each_expression")),
            );
            if let Some(module) = field(call, "module") {
                self.module(&child, module);
            }
        }
    }

    /// What an argument of a planned resource is, as far as the configuration says; `None` where the
    /// configuration says nothing, or nothing that a plan does not know: then the provider decides.
    pub(super) fn of(&self, address: &str, argument: &str) -> Option<Meant> {
        let plain = without_indexes(address);
        let found = self.arguments.get(&(plain, argument.to_owned()))?;
        let module = module_of(address);
        let at = At {
            module: &module,
            block: address,
            argument,
            depth: 0,
        };
        let meant = self.meant(found, at);
        (!meant.targets.is_empty()).then_some(meant)
    }

    /// What each argument of a resource refers to, without indexes, through variables and outputs.
    pub(super) fn all(&self, address: &str) -> Vec<(String, Vec<String>)> {
        let plain = without_indexes(address);
        let module = module_of(address);
        let of_it = self.arguments.range((plain.clone(), String::new())..);
        let of_it = of_it.take_while(|((of, _), _)| *of == plain);
        let whole = of_it.filter(|((_, name), _)| !name.contains('.'));
        whole
            .map(|((_, name), found)| {
                let at = At {
                    module: &module,
                    block: address,
                    argument: name,
                    depth: 0,
                };
                let targets = self.meant(found, at).targets.into_iter();
                let targets = targets.map(|target| without_indexes(&target));
                (name.clone(), targets.collect())
            })
            .collect()
    }

    fn meant(&self, references: &[String], at: At<'_>) -> Meant {
        let longest = longest(references);
        let is_keyed = longest.iter().all(|one| !one.starts_with("each.value"));
        let mut all = Meant {
            targets: Vec::new(),
            is_exact: true,
        };
        for reference in longest {
            let one = self.one(reference, at, is_keyed);
            all.is_exact &= one.is_exact;
            for target in one.targets {
                if !all.targets.contains(&target) {
                    all.targets.push(target);
                }
            }
        }
        all.is_exact &= all.targets.len() == 1;
        all
    }

    /// What one reference means. `is_keyed` says that an index that is computed can only be that of
    /// the resource itself.
    fn one(&self, reference: &str, at: At<'_>, is_keyed: bool) -> Meant {
        let whole = joined(at.module, reference);
        if at.depth > DEPTH {
            return Meant::guess(whole);
        }
        let deeper = |module, block| At {
            module,
            block,
            argument: at.argument,
            depth: at.depth + 1,
        };
        let plain = without_indexes(reference);
        let mut parts = plain.split('.');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("count" | "path" | "terraform" | "self"), ..)
            | (Some("each"), Some("key"), _) => Meant::known(),
            (Some("each"), ..) => self.each(reference, at),
            (Some("var"), Some(name), _) => {
                let call = without_indexes(at.module);
                let outer = module_of(at.module);
                match self.variables.get(&(call, name.to_owned())) {
                    Some(found) => self.meant(found, deeper(&outer, at.module)),
                    // What every plan knows.
                    None => Meant::known(),
                }
            }
            (Some("module"), Some(name), Some(output)) => {
                let child = child(reference, name, at);
                let key = (without_indexes(&child), output.to_owned());
                match self.outputs.get(&key) {
                    Some(found) => self.meant(found, deeper(&child, &child)),
                    None => Meant::guess(whole),
                }
            }
            // What the locals are no plan says, and here the output is not said.
            (Some("local" | "module"), ..) => Meant::guess(whole),
            _ => self.planned_as(&whole, at, is_keyed),
        }
    }

    /// `each.value`, or a part of it, of the block that a reference stands in.
    fn each(&self, reference: &str, at: At<'_>) -> Meant {
        let over = self.loops.get(&without_indexes(at.block));
        let over = longest(over.map(Vec::as_slice).unwrap_or_default());
        let rest = reference.strip_prefix("each.value").unwrap_or_default();
        let outer = At {
            block: "",
            depth: at.depth + 1,
            ..at
        };
        // Over the copies of a resource: that with the same key.
        if let ([resource], Some(index)) = (over.as_slice(), at.index()) {
            let copy = format!("{}{index}", joined(at.module, resource));
            if self.planned.contains(&copy) {
                return match rest {
                    "" => Meant::guess(copy),
                    rest => Meant::exactly(copy + rest),
                };
            }
        }
        let over: Vec<String> = over.into_iter().map(str::to_owned).collect();
        let found = self.meant(&over, outer);
        Meant {
            is_exact: found.is_exact && rest.is_empty(),
            ..found
        }
    }

    /// The attribute with the index of the resource that is meant: that which is written, that with
    /// the same index as the one that refers to it, or the only one. Of `x.y[count.index].arn` a plan
    /// only says `x.y`.
    fn planned_as(&self, target: &str, at: At<'_>, is_keyed: bool) -> Meant {
        let copies = |resource: &str| -> Vec<&String> {
            let planned = self.planned.iter();
            planned
                .filter(|planned| without_indexes(planned) == resource)
                .collect()
        };
        let plain = without_indexes(target);
        let is_whole = !copies(&plain).is_empty();
        let (resource, attribute) = if is_whole {
            let attribute = if at.argument.ends_with("arn") || at.argument.ends_with("arns") {
                "arn"
            } else {
                "name"
            };
            (target, attribute)
        } else {
            match target.rsplit_once('.') {
                Some((resource, attribute)) => (resource, attribute),
                None => return Meant::guess(target.to_owned()),
            }
        };
        if self.planned.iter().any(|planned| planned == resource) {
            return Meant::exactly(format!("{resource}.{attribute}"));
        }
        let mut candidates = copies(&without_indexes(resource));
        // In this instance of the module, and not in another.
        let inside = format!("{}.", at.module);
        if !at.module.is_empty() && candidates.iter().any(|one| one.starts_with(&inside)) {
            candidates.retain(|one| one.starts_with(&inside));
        }
        let same = candidates
            .iter()
            .find(|one| at.index().is_some_and(|index| one.ends_with(index)));
        match (same, candidates.as_slice()) {
            // What is not planned: a look-up, with its attribute.
            (_, []) if reaches_attribute(target) => Meant::exactly(target.to_owned()),
            (_, []) => Meant::guess(target.to_owned()),
            (None, [only]) => Meant::exactly(format!("{only}.{attribute}")),
            (Some(same), _) if is_keyed && is_whole => {
                Meant::exactly(format!("{same}.{attribute}"))
            }
            (_, all) => Meant {
                targets: all.iter().map(|one| format!("{one}.{attribute}")).collect(),
                is_exact: false,
            },
        }
    }
}

impl Meant {
    /// What a plan knows is not what is unknown.
    fn known() -> Self {
        Self {
            targets: Vec::new(),
            is_exact: true,
        }
    }

    fn exactly(target: String) -> Self {
        Self {
            targets: vec![target],
            is_exact: true,
        }
    }

    fn guess(target: String) -> Self {
        Self {
            targets: vec![target],
            is_exact: false,
        }
    }
}

/// Whether an address leads on to an attribute.
fn reaches_attribute(target: &str) -> bool {
    let mentions = Reference::new(target).mentions();
    let objects = mentions.iter().filter(|one| !one.object.is_empty());
    objects.clone().count() == 1 && objects.clone().all(|one| !one.attribute.is_empty())
}

/// The references that are no beginning of the one before them: behind `aws_iam_policy.x.arn` a plan
/// lists `aws_iam_policy.x`.
fn longest(references: &[String]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for reference in references {
        let is_beginning = found.last().is_some_and(|last| {
            let rest = last.strip_prefix(reference.as_str());
            rest.is_some_and(|rest| rest.starts_with(['.', '[']))
        });
        if !is_beginning {
            found.push(reference);
        }
    }
    found
}

fn joined(module: &str, address: &str) -> String {
    if module.is_empty() {
        address.to_owned()
    } else {
        format!("{module}.{address}")
    }
}

/// `module.a` of `module.a.module.b` and of `module.a.aws_iam_role.x`, with their indexes.
fn module_of(address: &str) -> String {
    let mut ends = Vec::new();
    let mut rest = address;
    while let Some(inside) = rest.strip_prefix("module.") {
        let end = step(inside);
        ends.push(address.len() - rest.len() + "module.".len() + end);
        rest = inside.get(end..).unwrap_or_default();
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    // A module's own address names what is around it.
    if rest.is_empty() {
        ends.pop();
    }
    let end = ends.last().copied().unwrap_or_default();
    address.get(..end).unwrap_or_default().to_owned()
}

/// Where a name with its index ends, in bytes.
fn step(text: &str) -> usize {
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, character) in text.char_indices() {
        match character {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn fields(value: Option<&Value>) -> Vec<(String, &Value)> {
    match value.map(|value| &value.kind) {
        Some(Kind::Object(object)) => object
            .fields
            .iter()
            .map(|(key, field)| (text_of_key(key).to_string(), field))
            .collect(),
        _ => Vec::new(),
    }
}

fn expressions(value: Option<&Value>) -> Vec<(String, Vec<String>)> {
    let all = fields(value).into_iter();
    all.map(|(name, expression)| (name, references(Some(expression))))
        .filter(|(_, found)| !found.is_empty())
        .collect()
}

/// The references of an expression, or of the first nested block.
fn references(expression: Option<&Value>) -> Vec<String> {
    let Some(expression) = expression else {
        return Vec::new();
    };
    if let Kind::List(_) = expression.kind {
        let blocks = items(Some(expression)).flat_map(|block| fields(Some(block)));
        return blocks
            .flat_map(|(_, inner)| references(Some(inner)))
            .collect();
    }
    items(field(expression, "references"))
        .filter_map(Value::as_str)
        .collect()
}

/// The instance of a module that `module.name` stands for.
fn child(reference: &str, name: &str, at: At<'_>) -> String {
    let plain = joined(at.module, &format!("module.{name}"));
    let after = reference.get("module.".len() + name.len()..);
    let written = after.filter(|after| after.starts_with('['));
    let index = written.and_then(|after| after.split_once("].").map(|(index, _)| index));
    if let Some(index) = index {
        return format!("{plain}{index}]");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_indexes_and_name_their_module() {
        assert_eq!(
            without_indexes("module.a[\"x.[1]\"].b.c[0]"),
            "module.a.b.c"
        );
        assert_eq!(
            module_of("module.a.module.b.aws_iam_role.x"),
            "module.a.module.b"
        );
        assert_eq!(module_of("module.a.module.b"), "module.a");
        assert_eq!(
            module_of("module.a[\"x.y\"].module.b[0].aws_iam_role.x"),
            "module.a[\"x.y\"].module.b[0]"
        );
        assert_eq!(module_of("aws_iam_role.x"), "");
    }
}
