//! Terraform's functions: one table, a line each.
//!
//! A function says nothing where its arguments are not known well enough: the result is symbolic
//! then, `upper(var.x)`. One that is not in the table yields a symbol too; that is said if its
//! arguments were known, since Terraform would know the result.

/// Unwraps what Terraform refuses.
macro_rules! or_fault {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(fault) => return Some(Err(fault)),
        }
    };
}

mod arn;
mod encoding;
mod format;
mod glob;
mod list;
mod logic;
mod map;
mod network;
mod number;
mod pattern;
mod set;
mod shape;
mod size;
mod text;

pub(super) use encoding::of_base64;

use super::{
    eval::{Fault, Outcome, Scope, World},
    number::Number,
    value::{Kind, Value},
};
use crate::{
    hcl::tree::Expression,
    source::{Origin, file::Refused},
};

/// A call with its arguments evaluated.
struct Call<'a, 'w> {
    world: &'a World<'w>,
    arguments: &'a [Value],
    /// The module that calls.
    module: usize,
    origin: Origin,
}

impl Call<'_, '_> {
    fn get(&self, index: usize) -> Option<&Value> {
        self.arguments.get(index)
    }

    fn text(&self, index: usize) -> Option<String> {
        self.get(index)?.as_str()
    }

    fn number(&self, index: usize) -> Option<Number> {
        self.get(index)?.as_number()
    }

    fn fault(&self, why: impl Into<String>) -> Fault {
        Fault::new(why, self.origin)
    }

    /// What a function yields that would have to read what is not read, which is said.
    fn not_read(&self, function: &str, path: &str, refused: &Refused) -> Value {
        let shown: Vec<String> = self.arguments.iter().map(Value::canonical).collect();
        self.world
            .note(path, format!("not read: {refused}"), self.origin);
        Value::unknown(format!("{function}({})", shown.join(", ")), self.origin)
    }

    fn string(&self, text: impl Into<String>) -> Value {
        Value::text(text.into(), self.origin)
    }

    fn truth(&self, truth: bool) -> Value {
        Kind::Bool(truth).at(self.origin)
    }
}

/// `None` where the arguments are not known well enough.
type Function = fn(&Call<'_, '_>) -> Option<Outcome>;

/// By name.
const FUNCTIONS: &[(&str, Function)] = &[
    ("abs", number::abs),
    ("abspath", |_| None),
    ("alltrue", logic::alltrue),
    ("anytrue", logic::anytrue),
    ("base64decode", encoding::base64decode),
    ("base64encode", encoding::base64encode),
    ("base64sha256", encoding::base64sha256),
    ("base64sha512", encoding::base64sha512),
    ("basename", text::basename),
    ("ceil", number::ceil),
    ("chomp", text::chomp),
    ("chunklist", list::chunklist),
    ("cidrhost", network::cidrhost),
    ("cidrnetmask", network::cidrnetmask),
    ("cidrsubnet", network::cidrsubnet),
    ("cidrsubnets", network::cidrsubnets),
    ("coalesce", logic::coalesce),
    ("coalescelist", logic::coalescelist),
    ("compact", list::compact),
    ("concat", list::concat),
    ("contains", list::contains),
    ("dirname", text::dirname),
    ("distinct", list::distinct),
    ("element", list::element),
    ("endswith", text::endswith),
    ("file", encoding::file),
    ("filebase64", encoding::filebase64),
    ("fileexists", encoding::fileexists),
    ("fileset", encoding::fileset),
    ("flatten", list::flatten),
    ("floor", number::floor),
    ("format", format::format),
    ("formatlist", format::formatlist),
    ("index", list::index),
    ("indent", text::indent),
    ("issensitive", |_| None),
    ("join", text::join),
    ("jsondecode", encoding::jsondecode),
    ("jsonencode", encoding::jsonencode),
    ("keys", map::keys),
    ("length", list::length),
    ("list", |call| {
        Some(Ok(Value::list(call.arguments.iter().cloned(), call.origin)))
    }),
    ("lookup", map::lookup),
    ("lower", text::lower),
    ("map", map::map),
    ("matchkeys", list::matchkeys),
    ("max", number::max),
    ("md5", encoding::md5),
    ("merge", map::merge),
    ("min", number::min),
    ("nonsensitive", logic::same),
    ("one", list::one),
    ("parseint", number::parseint),
    ("pathexpand", |_| None),
    ("plantimestamp", |_| None),
    ("pow", number::pow),
    ("provider::aws::arn_build", arn::build),
    ("provider::aws::arn_parse", arn::parse),
    ("provider::aws::trim_iam_role_path", arn::without_path),
    ("range", number::range),
    ("regex", pattern::regex),
    ("regexall", pattern::regexall),
    ("replace", pattern::replace),
    ("reverse", list::reverse),
    ("sensitive", logic::sensitive),
    ("setintersection", set::setintersection),
    ("setproduct", set::setproduct),
    ("setsubtract", set::setsubtract),
    ("setunion", set::setunion),
    ("sha1", encoding::sha1),
    ("sha256", encoding::sha256),
    ("sha512", encoding::sha512),
    ("signum", number::signum),
    ("slice", list::slice),
    ("sort", list::sort),
    ("split", text::split),
    ("startswith", text::startswith),
    ("strcontains", text::strcontains),
    ("strrev", text::strrev),
    ("substr", text::substr),
    ("sum", number::sum),
    ("templatefile", encoding::templatefile),
    ("timestamp", |_| None),
    ("title", text::title),
    ("tobool", logic::tobool),
    ("tolist", list::tolist),
    ("tomap", map::tomap),
    ("tonumber", logic::tonumber),
    ("toset", set::toset),
    ("tostring", logic::tostring),
    ("transpose", map::transpose),
    ("trim", text::trim),
    ("trimprefix", text::trimprefix),
    ("trimspace", text::trimspace),
    ("trimsuffix", text::trimsuffix),
    ("upper", text::upper),
    ("urlencode", encoding::urlencode),
    ("uuid", |_| None),
    ("values", map::values),
    ("zipmap", map::zipmap),
];

/// Names whose results Terraform itself knows only when it applies.
const IMPURE: [&str; 7] = [
    "abspath",
    "bcrypt",
    "issensitive",
    "pathexpand",
    "plantimestamp",
    "timestamp",
    "uuid",
];

pub(super) fn call(
    world: &World<'_>,
    name: &str,
    arguments: &[Expression],
    expand: bool,
    scope: &Scope,
    origin: Origin,
) -> Outcome {
    match name {
        "try" => return logic::first_that_works(world, arguments, scope, origin),
        "can" => return logic::whether_it_works(world, arguments, scope, origin),
        _ => {}
    }
    let mut values = Vec::new();
    let mut held = world.held();
    for argument in arguments {
        let value = world.eval(argument, scope)?;
        held.value(&value, origin)?;
        values.push(value);
    }
    if expand {
        let expanded = values.pop().map(|value| world.settled(&value));
        if let Some(value) = expanded {
            match &value.kind {
                Kind::List(list) if list.items.iter().all(|item| !item.spread) => {
                    values.extend(list.items.iter().map(|item| item.value.clone()));
                }
                _ => {
                    let mut shown: Vec<String> = values.iter().map(Value::canonical).collect();
                    shown.push(value.canonical() + "...");
                    return Ok(Value::unknown(
                        format!("{name}({})", shown.join(", ")),
                        origin,
                    ));
                }
            }
        }
    }
    let short = name.strip_prefix("core::").unwrap_or(name);
    apply(world, short, &values, (scope.module, origin))
}

/// What a call counts: one that is made of each branch of a choice is made of many.
const BRANCH: u64 = 4;

fn apply(
    world: &World<'_>,
    name: &str,
    arguments: &[Value],
    (module, origin): (usize, Origin),
) -> Outcome {
    let function = FUNCTIONS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, f)| *f);
    let call = Call {
        world,
        arguments,
        module,
        origin,
    };
    world.take_steps(BRANCH + size::comparisons(name, arguments) / 16, origin)?;
    world.affords(size::of(name, arguments), origin)?;
    if let Some(outcome) = function.and_then(|function| function(&call)) {
        return outcome;
    }
    // Of a choice, the same of both branches.
    let choice = arguments
        .iter()
        .enumerate()
        .find_map(|(i, argument)| match &argument.kind {
            Kind::Choice(choice) => Some((i, choice)),
            _ => None,
        });
    if let (Some(_), Some((i, choice))) = (function, choice) {
        return world.through(choice, |branch| {
            let mut arguments = arguments.to_vec();
            if let Some(argument) = arguments.get_mut(i) {
                *argument = branch.clone();
            }
            apply(world, name, &arguments, (module, origin))
        });
    }
    let shown: Vec<String> = arguments.iter().map(Value::canonical).collect();
    if arguments.iter().all(Value::is_known) && !IMPURE.contains(&name) {
        let why = format!("the function `{name}` is not supported with these arguments");
        world.note(name, why, origin);
    }
    Ok(Value::unknown(
        format!("{name}({})", shown.join(", ")),
        origin,
    ))
}
