//! What the configuration in a plan refers to, through the modules that it calls.

use std::collections::BTreeMap;

use super::{
    plan::{field, items},
    value::{Kind, Value, text_of_key},
};

/// The references of arguments, by address without indexes.
pub(super) struct References {
    /// `module.x.aws_iam_role_policy.y` and an argument, to what it refers to in its module.
    arguments: BTreeMap<(String, String), Vec<String>>,
    /// `module.x` and a variable, to what the call gives.
    variables: BTreeMap<(String, String), Vec<String>>,
    /// `module.x` and an output, to what it yields.
    outputs: BTreeMap<(String, String), Vec<String>>,
    /// The resources that are planned.
    planned: Vec<String>,
}

/// How many calls and outputs a reference goes through at most.
const DEPTH: usize = 20;

impl References {
    pub(super) fn new(shown: &Value, planned: impl Iterator<Item = String>) -> Self {
        let mut references = Self {
            arguments: BTreeMap::new(),
            variables: BTreeMap::new(),
            outputs: BTreeMap::new(),
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
                    self.arguments
                        .insert((of.clone(), format!("{name}.{inner}")), found);
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
                self.arguments.insert((of, "provisioner".to_owned()), run);
            }
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
            if let Some(module) = field(call, "module") {
                self.module(&child, module);
            }
        }
    }

    /// What an argument of a planned resource is, as far as the configuration says: the attribute
    /// of another planned resource, or what it refers to.
    pub(super) fn of(&self, address: &str, argument: &str) -> Option<String> {
        let plain = without_indexes(address);
        let found = self.arguments.get(&(plain.clone(), argument.to_owned()))?;
        let module = module_of(&plain);
        // The first is the longest: `aws_iam_policy.x.arn` before `aws_iam_policy.x`. What every
        // plan knows is not what is unknown.
        let mut targets = found.iter().map(|one| self.follow(&module, one, 0));
        let target = targets.find(|target| !is_known_at_plan(target))?;
        Some(
            self.planned_as(&target, address, argument)
                .unwrap_or(target),
        )
    }

    /// What each argument of a resource refers to, without indexes, through variables and outputs.
    pub(super) fn all(&self, address: &str) -> Vec<(String, Vec<String>)> {
        let plain = without_indexes(address);
        let module = module_of(&plain);
        let of_it = self.arguments.range((plain.clone(), String::new())..);
        let of_it = of_it.take_while(|((of, _), _)| *of == plain);
        let whole = of_it.filter(|((_, name), _)| !name.contains('.'));
        whole
            .map(|((_, name), found)| {
                let targets = found.iter().map(|one| self.follow(&module, one, 0));
                let targets = targets.map(|target| without_indexes(&target));
                (name.clone(), targets.collect())
            })
            .collect()
    }

    fn follow(&self, module: &str, reference: &str, depth: usize) -> String {
        let whole = joined(module, reference);
        if depth > DEPTH {
            return whole;
        }
        let mut parts = reference.split('.');
        let next = match (parts.next(), parts.next(), parts.next()) {
            (Some("var"), Some(name), _) => {
                let name = name.split('[').next().unwrap_or(name);
                let found = self.variables.get(&(module.to_owned(), name.to_owned()));
                found
                    .and_then(|f| f.first())
                    .map(|f| (module_of(module), f))
            }
            (Some("module"), Some(name), Some(output)) => {
                let name = name.split('[').next().unwrap_or(name);
                let child = joined(module, &format!("module.{name}"));
                let output = output.split('[').next().unwrap_or(output);
                let found = self.outputs.get(&(child.clone(), output.to_owned()));
                found.and_then(|f| f.first()).map(|f| (child, f))
            }
            _ => None,
        };
        match next {
            Some((module, reference)) => self.follow(&module, reference, depth + 1),
            None => whole,
        }
    }

    /// The attribute with the index of the resource that is meant: that with the same index as the
    /// one that refers to it, or the only one.
    /// The attribute with the index of the resource that is meant: that with the same index as the
    /// one that refers to it, or the only one. Of `x.y[count.index].arn` a plan only says `x.y`.
    fn planned_as(&self, target: &str, from: &str, argument: &str) -> Option<String> {
        let plain = without_indexes(target);
        let whole = self
            .planned
            .iter()
            .any(|planned| without_indexes(planned) == plain);
        let (resource, attribute) = if whole {
            (
                plain.as_str(),
                if argument.ends_with("arn") {
                    "arn"
                } else {
                    "name"
                },
            )
        } else {
            plain.rsplit_once('.')?
        };
        let candidates: Vec<&String> = self
            .planned
            .iter()
            .filter(|planned| without_indexes(planned) == resource)
            .collect();
        let index = from.rfind('[').and_then(|at| from.get(at..));
        let same = candidates
            .iter()
            .find(|c| index.is_some_and(|index| c.ends_with(index)));
        match (same, candidates.as_slice()) {
            (Some(same), _) => Some(format!("{same}.{attribute}")),
            (None, [only]) => Some(format!("{only}.{attribute}")),
            _ => None,
        }
    }
}

/// Whether a plan knows what a reference of the root module is.
fn is_known_at_plan(reference: &str) -> bool {
    let root = reference.split('.').next().unwrap_or_default();
    ["var", "each", "count", "path", "terraform"].contains(&root)
}

fn joined(module: &str, address: &str) -> String {
    if module.is_empty() {
        address.to_owned()
    } else {
        format!("{module}.{address}")
    }
}

/// `module.a` of `module.a.module.b` and of `module.a.aws_iam_role.x`.
fn module_of(address: &str) -> String {
    let parts: Vec<&str> = address.split('.').collect();
    let calls = parts
        .chunks(2)
        .take_while(|pair| pair.first() == Some(&"module"))
        .count();
    // A module's own address names what is around it.
    let calls = if calls * 2 == parts.len() {
        calls.saturating_sub(1)
    } else {
        calls
    };
    parts
        .iter()
        .take(calls * 2)
        .copied()
        .collect::<Vec<_>>()
        .join(".")
}

fn without_indexes(address: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted) = (0_usize, false);
    for character in address.chars() {
        match character {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            plain if depth == 0 => out.push(plain),
            _ => {}
        }
    }
    out
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
        assert_eq!(module_of("aws_iam_role.x"), "");
    }
}
