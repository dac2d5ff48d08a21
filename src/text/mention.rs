//! Which objects an expression mentions, wherever in it.

use super::Reference;

/// A path in an expression, `module.a["x"].aws_sqs_queue.q[0].arn`, as far as it may name an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The module instances that it leads through, `module.a["x"]`; empty for the root.
    pub module: String,
    /// `TYPE.NAME` or `data.TYPE.NAME`, with its index; empty where it ends at the module.
    pub object: String,
    /// The steps behind that, without a point: `arn`, or an output of the module.
    pub attribute: String,
}

impl Mention {
    /// The address of the object: a resource, a data source or a module call.
    pub fn address(&self) -> String {
        match (self.module.as_str(), self.object.as_str()) {
            ("", object) => object.to_owned(),
            (module, "") => module.to_owned(),
            (module, object) => format!("{module}.{object}"),
        }
    }

    /// The type of a resource; `data.TYPE` of a data source.
    pub fn kind(&self) -> &str {
        let names = if self.object.starts_with("data.") {
            2
        } else {
            1
        };
        let end = self.object.match_indices('.').nth(names - 1);
        end.and_then(|(at, _)| self.object.get(..at))
            .unwrap_or_default()
    }
}

/// One step of a path: a name, or an index with its brackets.
#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(&'a str),
}

impl Reference {
    /// What the expression mentions. What stands in strings counts too: too much does no harm, where
    /// these are the objects that decide what the expression yields. A path through a module is both
    /// an object in it and an output of it.
    pub fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        scan(self.expression(), &mut found);
        found.sort();
        found.dedup();
        found
    }
}

fn scan(text: &str, found: &mut Vec<Mention>) {
    let mut rest = text;
    let mut is_word = false;
    while let Some(first) = rest.chars().next() {
        let starts = first.is_ascii_alphabetic() || first == '_';
        if starts && !is_word {
            let (steps, after) = path(rest, found);
            mention(&steps, found);
            rest = after;
            is_word = false;
            continue;
        }
        is_word = first.is_ascii_alphanumeric() || matches!(first, '_' | '-' | '.');
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
}

/// The steps of a path, and what follows. What indexes mention is found as well.
fn path<'a>(text: &'a str, found: &mut Vec<Mention>) -> (Vec<Step<'a>>, &'a str) {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name = |text: &'a str| {
        let end = text.find(|c| !goes_on(c)).unwrap_or(text.len());
        text.split_at_checked(end).unwrap_or((text, ""))
    };
    let (first, mut rest) = name(text);
    let mut steps = vec![Step::Name(first)];
    loop {
        if let Some(after) = rest.strip_prefix('.') {
            let (next, tail) = name(after);
            if next.is_empty() {
                return (steps, rest);
            }
            steps.push(Step::Name(next));
            rest = tail;
        } else if rest.starts_with('[') {
            let end = closing(rest);
            let (index, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
            scan(index.get(1..).unwrap_or_default(), found);
            steps.push(Step::Index(index));
            rest = tail;
        } else {
            return (steps, rest);
        }
    }
}

/// Where the bracket that a text begins with is closed, in bytes: behind its partner.
fn closing(text: &str) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

fn mention(steps: &[Step<'_>], found: &mut Vec<Mention>) {
    let mut module = String::new();
    let mut steps = steps;
    while let [Step::Name("module"), Step::Name(name), rest @ ..] = steps {
        let (index, rest) = indexed(rest);
        let dot = if module.is_empty() { "" } else { "." };
        module = format!("{module}{dot}module.{name}{index}");
        steps = rest;
        found.push(Mention {
            module: module.clone(),
            object: String::new(),
            attribute: written(steps),
        });
    }
    let (object, rest) = match steps {
        [
            Step::Name("data"),
            Step::Name(kind),
            Step::Name(name),
            rest @ ..,
        ] => (format!("data.{kind}.{name}"), rest),
        // Names without an object behind them.
        [
            Step::Name("var" | "local" | "each" | "count" | "path" | "terraform" | "self" | "data"),
            ..,
        ] => {
            return;
        }
        [Step::Name(kind), Step::Name(name), rest @ ..] => (format!("{kind}.{name}"), rest),
        _ => return,
    };
    let (index, rest) = indexed(rest);
    found.push(Mention {
        module,
        object: object + index,
        attribute: written(rest),
    });
}

fn indexed<'s, 't>(steps: &'s [Step<'t>]) -> (&'t str, &'s [Step<'t>]) {
    match steps {
        [Step::Index(index), rest @ ..] => (index, rest),
        _ => ("", steps),
    }
}

fn written(steps: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Name(name) if out.is_empty() => out.push_str(name),
            Step::Name(name) => {
                out.push('.');
                out.push_str(name);
            }
            Step::Index(index) => out.push_str(index),
        }
    }
    out
}

/// An address without its indexes.
pub fn without_indexes(address: &str) -> String {
    let mut out = String::new();
    let mut rest = address;
    while let Some(at) = rest.find('[') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let tail = rest.get(at..).unwrap_or_default();
        rest = tail.get(closing(tail)..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expression: &str) -> Vec<String> {
        let mentions = Reference::new(expression).mentions();
        let show = |one: &Mention| format!("{} | {}", one.address(), one.attribute);
        mentions.iter().map(show).collect()
    }

    #[test]
    fn objects_are_found_wherever_they_stand() {
        assert_eq!(
            shown("replace(aws_sqs_queue.q[\"a.b\"].arn, var.x, data.aws_x.y[0].z.id)"),
            [
                "a.b | ",
                "aws_sqs_queue.q[\"a.b\"] | arn",
                "data.aws_x.y[0] | z.id"
            ]
        );
        assert_eq!(
            shown("each(toset(data.aws_x.y.ids)).value"),
            ["data.aws_x.y | ids"]
        );
        assert_eq!(
            shown("aws_a.b[aws_c.d.e].f"),
            ["aws_a.b[aws_c.d.e] | f", "aws_c.d | e"]
        );
    }

    #[test]
    fn a_path_through_a_module_is_an_object_and_an_output() {
        assert_eq!(
            shown("module.a[\"x\"].aws_sqs_queue.q.arn"),
            [
                "module.a[\"x\"] | aws_sqs_queue.q.arn",
                "module.a[\"x\"].aws_sqs_queue.q | arn"
            ]
        );
        assert_eq!(shown("module.a.out"), ["module.a | out"]);
    }

    #[test]
    fn an_address_loses_its_indexes() {
        assert_eq!(
            without_indexes("module.a[\"x.[1]\"].aws_b.c[0]"),
            "module.a.aws_b.c"
        );
    }

    #[test]
    fn an_object_has_a_type() {
        let mentions = Reference::new("data.aws_x.y.id").mentions();
        assert_eq!(mentions[0].kind(), "data.aws_x");
        let mentions = Reference::new("module.m.aws_x.y.id").mentions();
        assert_eq!(mentions[1].kind(), "aws_x");
    }
}
