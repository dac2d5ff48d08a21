//! Expressions.

use std::rc::Rc;

use super::{Fault, Outcome, Scope, World};
use crate::{
    hcl::tree::{Expression, For, Kind as Expr},
    read::{
        function,
        value::{Choice, Item, Kind, List, Object, Value, key_of},
    },
    text::Reference,
};

/// From here on, Terraform's numbers have digits that ours have not: 2 to the power of 53.
const INEXACT: f64 = 9_007_199_254_740_992.0;

fn is_inexact(number: f64) -> bool {
    number.abs() >= INEXACT
}

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

    fn eval_kind(&self, expression: &Expression, scope: &Scope) -> Outcome {
        let origin = scope.origin(&expression.span);
        match &expression.kind {
            Expr::Null => Ok(Kind::Null.at(origin)),
            Expr::Bool(truth) => Ok(Kind::Bool(*truth).at(origin)),
            Expr::Number(text) => match text.parse() {
                Ok(number) if is_inexact(number) => {
                    self.note(text, "a number with more digits than are kept here", origin);
                    Ok(Value::unknown(text, origin))
                }
                Ok(number) => Ok(Kind::Number(number).at(origin)),
                Err(_) => Err(Fault::new(format!("`{text}` is no number"), origin)),
            },
            Expr::Template(parts) => self.template(parts, scope, origin),
            Expr::List(items) => {
                let mut held = self.held();
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    let value = self.eval(item, scope)?;
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
                    let value = self.eval(value, scope)?;
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
            Some(true) => return self.eval(then, scope),
            Some(false) => return self.eval(otherwise, scope),
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
        match (self.eval(then, scope), self.eval(otherwise, scope)) {
            (Ok(then), Ok(otherwise)) => {
                if then.is_known()
                    && otherwise.is_known()
                    && then.canonical() == otherwise.canonical()
                {
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
            (Ok(value), Err(_)) | (Err(_), Ok(value)) => {
                self.assume(&Reference::new(condition.canonical()));
                Ok(value)
            }
            (Err(fault), Err(_)) => Err(fault),
        }
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
                    None => self.assume(&Reference::new(condition.canonical())),
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
                    } else {
                        object.fields.insert(key, result);
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
