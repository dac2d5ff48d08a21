//! Expressions.

use std::rc::Rc;

use super::{
    Fault, Outcome, Scope, World,
    unify::{Type, converted, unify},
};
use crate::{
    hcl::tree::{Expression, For, Kind as Expr},
    read::{
        function,
        number::Number,
        value::{Choice, Item, Kind, List, Object, Value, key_of, text_of_key},
    },
    text::Reference,
};

impl World<'_> {
    /// The value of an expression.
    pub(in crate::read) fn eval(&self, expression: &Expression, scope: &Scope) -> Outcome {
        let origin = scope.origin(&expression.span);
        self.step(origin)?;
        let value = self.deeper(origin, || self.eval_kind(expression, scope))?;
        self.weighed(value, origin)
    }

    /// The value of an expression, or its text as a symbol if it has none, which is said.
    pub(in crate::read) fn eval_or_symbol(
        &self,
        expression: &Expression,
        scope: &Scope,
        what: &str,
    ) -> Value {
        self.eval(expression, scope).unwrap_or_else(|fault| {
            self.note(what, fault.why, fault.origin);
            let origin = scope.origin(&expression.span);
            Value::unknown(self.snippet(origin), origin)
        })
    }

    /// A part of a list or object. One without a value is a symbol and sinks nothing but itself,
    /// unless somebody asks whether there is a value.
    fn part(&self, expression: &Expression, scope: &Scope, what: &str) -> Outcome {
        match self.eval(expression, scope) {
            Err(fault) if self.strict.get() == 0 => {
                let origin = scope.origin(&expression.span);
                // What is too much is too much for the whole.
                self.step(origin)?;
                self.note(what, fault.why, fault.origin);
                Ok(Value::unknown(self.snippet(origin), origin))
            }
            outcome => outcome,
        }
    }

    fn eval_kind(&self, expression: &Expression, scope: &Scope) -> Outcome {
        let origin = scope.origin(&expression.span);
        match &expression.kind {
            Expr::Null => Ok(Kind::Null.at(origin)),
            Expr::Bool(truth) => Ok(Kind::Bool(*truth).at(origin)),
            Expr::Number(text) => {
                if let Some(number) = Number::parse(text) {
                    return Ok(Kind::Number(number).at(origin));
                }
                self.note(text, "a number with more digits than are kept here", origin);
                Ok(Value::unknown(text, origin))
            }
            Expr::Template(parts) => self.template(parts, scope, origin),
            Expr::List(items) => {
                let mut held = self.held();
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    let value = self.part(item, scope, "element")?;
                    held.value(&value, origin)?;
                    values.push(value);
                }
                Ok(Value::list(values, origin))
            }
            Expr::Object(items) => {
                let mut object = Object::default();
                let mut held = self.held();
                for (key, value) in items {
                    let key = self.eval(key, scope)?;
                    let key = key.as_text().ok_or_else(|| {
                        Fault::new(format!("{} is no key", key.canonical()), key.origin)
                    })?;
                    let value = self.part(value, scope, &text_of_key(&key_of(&key)).to_string())?;
                    held.value(&value, origin)?;
                    object.fields.insert(key_of(&key), value);
                }
                Ok(Kind::Object(object).at(origin))
            }
            Expr::Name(name) => match scope.names.get(name) {
                Some(value) => Ok(value.clone()),
                None => Err(Fault::new(
                    format!("`{name}` stands for nothing here"),
                    origin,
                )),
            },
            Expr::Attribute(inner, name) => {
                if let Some(found) = self.head(inner, name, scope, origin) {
                    return found;
                }
                let inner = self.eval(inner, scope)?;
                self.attribute_of(&inner, name, origin)
            }
            Expr::Index(inner, index) => {
                let inner = self.eval(inner, scope)?;
                let index = self.eval(index, scope)?;
                self.index_of(&inner, &index, origin)
            }
            Expr::Splat(inner, steps) => {
                let inner = self.eval(inner, scope)?;
                self.splat(&inner, steps, scope, origin)
            }
            Expr::Call {
                name,
                arguments,
                expand,
            } => function::call(self, name, arguments, *expand, scope, origin),
            Expr::Conditional(three) => {
                let [condition, then, otherwise] = three.as_ref();
                self.conditional(condition, then, otherwise, scope)
            }
            Expr::Unary(operator, inner) => {
                let inner = self.eval(inner, scope)?;
                super::operator::unary(*operator, &inner, origin)
            }
            Expr::Binary(operator, two) => {
                let [left, right] = two.as_ref();
                let left = self.eval(left, scope)?;
                // Terraform evaluates both sides, and so a fault on one is a fault.
                let right = self.eval(right, scope)?;
                super::operator::binary(*operator, &left, &right, origin)
            }
            Expr::For(each) => self.for_expression(each, scope, origin),
        }
    }

    fn conditional(
        &self,
        condition: &Expression,
        then: &Expression,
        otherwise: &Expression,
        scope: &Scope,
    ) -> Outcome {
        let condition = self.eval(condition, scope)?;
        match condition.as_bool() {
            Some(true) => return self.chosen(then, otherwise, scope),
            Some(false) => return self.chosen(otherwise, then, scope),
            None if condition.is_known() => {
                let shown = condition.canonical();
                return Err(Fault::new(
                    format!("{shown} is no condition"),
                    condition.origin,
                ));
            }
            None => {}
        }
        // Of a branch that cannot be evaluated, the condition keeps Terraform away.
        let branches = self.strictly(|| (self.eval(then, scope), self.eval(otherwise, scope)));
        match branches {
            (Ok(then), Ok(otherwise)) => {
                let (then, otherwise) = self.branches(then, otherwise);
                if super::operator::equal(&then, &otherwise) == Some(true) {
                    return Ok(then);
                }
                let origin = then.origin;
                Ok(Kind::Choice(Rc::new(Choice {
                    condition: Reference::new(condition.canonical()),
                    then,
                    otherwise,
                }))
                .at(origin))
            }
            (Ok(value), Err(_)) => {
                self.assume(&Reference::new(condition.canonical()));
                Ok(value)
            }
            (Err(_), Ok(value)) => {
                self.assume_not(&Reference::new(condition.canonical()));
                Ok(value)
            }
            (Err(fault), Err(_)) => Err(fault),
        }
    }

    /// The branch that is taken, brought to the type that both branches have.
    fn chosen(&self, taken: &Expression, other: &Expression, scope: &Scope) -> Outcome {
        let value = self.eval(taken, scope)?;
        // Anything that goes with a string becomes one, so that the other branch says nothing.
        let settled = !matches!(
            value.kind,
            Kind::Bool(_) | Kind::Number(_) | Kind::List(_) | Kind::Object(_)
        );
        if settled {
            if matches!(value.kind, Kind::Text(_) | Kind::Json(_))
                && matches!(other.kind, Expr::List(_) | Expr::Object(_))
            {
                let why = format!(
                    "{} is of another type than the other branch",
                    value.canonical()
                );
                return Err(Fault::new(why, value.origin));
            }
            return Ok(value);
        }
        // What has no value is of no type, and what it assumes is not assumed here.
        let Ok((other, _)) = self.assuming(|| self.strictly(|| self.eval(other, scope))) else {
            return Ok(value);
        };
        let types = [Type::of(&value), Type::of(&other)];
        let one = unify(&types).and_then(|of| converted(self, &value, &of));
        one.ok_or_else(|| {
            let why = format!(
                "{} and {} are not of one type",
                value.canonical(),
                other.canonical()
            );
            Fault::new(why, value.origin)
        })
    }

    /// Both branches brought to one type, as far as these are known.
    fn branches(&self, then: Value, otherwise: Value) -> (Value, Value) {
        let Some(of) = unify(&[Type::of(&then), Type::of(&otherwise)]) else {
            return (then, otherwise);
        };
        let convert = |value: Value| converted(self, &value, &of).unwrap_or(value);
        (convert(then), convert(otherwise))
    }

    fn for_expression(&self, each: &For, scope: &Scope, origin: crate::source::Origin) -> Outcome {
        let collection = self.eval(&each.collection, scope)?;
        let collection = self.settled(&collection);
        if !super::collection::is_collection(&collection) {
            return Ok(self.symbolic_for(each, &collection, scope, origin));
        }
        let mut held = self.held();
        held.value(&collection, origin)?;
        let mut list = List::default();
        let mut object = Object::default();
        let mut certain = true;
        for element in self.elements(&collection) {
            let value = element.value;
            let Some(key) = element.key else {
                // The elements of an unknown part, by the same expression.
                let part = self.symbolic_for(each, &value, scope, origin);
                object.rest.push(Reference::new(part.canonical()));
                list.items.push(Item::spread(part));
                continue;
            };
            let mut scope = scope.with(&each.value, value);
            if let Some(name) = &each.key {
                scope = scope.with(name, key);
            }
            if let Some(condition) = &each.condition {
                let condition = self.eval(condition, &scope)?;
                match condition.as_bool() {
                    Some(true) => {}
                    Some(false) => continue,
                    None if condition.is_known() => {
                        let shown = condition.canonical();
                        let why = format!("{shown} is not a condition");
                        return Err(Fault::new(why, condition.origin));
                    }
                    None => {
                        certain = false;
                        self.assume(&Reference::new(condition.canonical()));
                    }
                }
            }
            let result = self.eval(&each.result, &scope)?;
            held.value(&result, origin)?;
            match &each.result_key {
                None => list.items.push(Item::one(result)),
                Some(key) => {
                    let key = self.eval(key, &scope)?;
                    let key = key.as_text().ok_or_else(|| {
                        Fault::new(format!("{} is no key", key.canonical()), key.origin)
                    })?;
                    let key = key_of(&key);
                    if each.group {
                        let group = object
                            .fields
                            .entry(key)
                            .or_insert_with(|| Value::list([], origin));
                        if let Kind::List(group) = &mut group.kind {
                            group.items.push(Item::one(result));
                        }
                    } else if let Some(old) = object.fields.insert(key.clone(), result)
                        && certain
                    {
                        let key = text_of_key(&key);
                        let why = format!("the key `{key}` comes twice");
                        return Err(Fault::new(why, old.origin));
                    }
                }
            }
        }
        let kind = match each.result_key {
            Some(_) => Kind::Object(object),
            None => Kind::List(list),
        };
        Ok(kind.at(origin))
    }

    /// The canonical text of a `for` over something unknown: its parts with their own names.
    fn symbolic_for(
        &self,
        each: &For,
        collection: &Value,
        scope: &Scope,
        origin: crate::source::Origin,
    ) -> Value {
        let symbol = |name: &str| Value::unknown(name, origin);
        let mut inner = scope.with(&each.value, symbol(&each.value));
        let mut names = each.value.clone();
        if let Some(key) = &each.key {
            inner = inner.with(key, symbol(key));
            names = format!("{key}, {names}");
        }
        let show = |expression: &Expression| match self.eval(expression, &inner) {
            Ok(value) => value.canonical(),
            Err(_) => self.snippet(scope.origin(&expression.span)),
        };
        let result = show(&each.result);
        let key = each
            .result_key
            .as_ref()
            .map_or(String::new(), |key| show(key) + " => ");
        let group = if each.group { "..." } else { "" };
        let condition = each.condition.as_ref().map_or(String::new(), |condition| {
            format!(" if {}", show(condition))
        });
        let (open, close) = if each.result_key.is_some() {
            ("{", "}")
        } else {
            ("[", "]")
        };
        let collection = collection.canonical();
        Value::unknown(
            format!("{open}for {names} in {collection} : {key}{result}{group}{condition}{close}"),
            origin,
        )
    }
}
