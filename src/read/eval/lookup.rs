//! What a name stands for: `var.x`, `local.x`, `aws_iam_role.x`, `data.x.y`, `module.x`, `path.x`.

use super::{Fault, Outcome, Scope, World};
use crate::{
    hcl::tree::{Expression, Kind as Expr},
    read::{
        config::Mode,
        value::{Kind, Value},
    },
    source::Origin,
};

impl World<'_> {
    /// What `inner.name` stands for, if it is the head of a reference; `None` if it is an attribute
    /// of some value.
    pub(super) fn head(
        &self,
        inner: &Expression,
        name: &str,
        scope: &Scope,
        origin: Origin,
    ) -> Option<Outcome> {
        match &inner.kind {
            Expr::Name(root) if scope.names.get(root).is_none() => match root.as_str() {
                "var" => Some(self.variable(scope.module, name, origin)),
                "local" => Some(self.local(scope.module, name, origin)),
                "module" => Some(self.call(scope.module, name, origin)),
                "path" => Some(Ok(self.path(scope.module, name, origin))),
                "terraform" => Some(Ok(match (&self.workspace, name) {
                    (Some(workspace), "workspace") => Value::text(workspace.as_str(), origin),
                    _ => Value::unknown(format!("terraform.{name}"), origin),
                })),
                "each" | "count" | "self" => {
                    Some(Ok(Value::unknown(format!("{root}.{name}"), origin)))
                }
                // The heads of `data.TYPE.NAME` and `resource.TYPE.NAME`, one step on.
                "data" | "resource" => None,
                kind => Some(self.resource(scope.module, Mode::Resource, kind, name, origin)),
            },
            Expr::Attribute(root, kind) => match &root.kind {
                Expr::Name(root) if scope.names.get(root).is_none() => match root.as_str() {
                    "data" => Some(self.resource(scope.module, Mode::Data, kind, name, origin)),
                    "resource" => {
                        Some(self.resource(scope.module, Mode::Resource, kind, name, origin))
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    pub(in crate::read) fn local(&self, module: usize, name: &str, origin: Origin) -> Outcome {
        let config = self.module(module).config.clone();
        let Some(local) = config.locals.get(name) else {
            return Err(Fault::new(
                format!("`local.{name}` is not declared"),
                origin,
            ));
        };
        self.once(module, &format!("local.{name}"), origin, || {
            let (source, expression) = local.as_ref();
            self.eval(expression, &Scope::of(module).in_source(*source))
        })
    }

    fn path(&self, module: usize, name: &str, origin: Origin) -> Value {
        match name {
            "module" => Value::text(self.module_path(module), origin),
            "root" => Value::text(".", origin),
            _ => Value::unknown(format!("path.{name}"), origin),
        }
    }

    fn resource(
        &self,
        module: usize,
        mode: Mode,
        kind: &str,
        name: &str,
        origin: Origin,
    ) -> Outcome {
        let Some(copies) = self.instances(module, mode, kind, name)? else {
            let prefix = self.module(module).prefix();
            let data = if mode == Mode::Data { "data." } else { "" };
            return Ok(Value::unknown(
                format!("{prefix}{data}{kind}.{name}"),
                origin,
            ));
        };
        let make = |copy: &_| {
            let instance = self.instance(module, mode, kind, name, copy);
            instance.map_or_else(
                || Value::unknown(format!("{kind}.{name}"), origin),
                |instance| Kind::Resource(instance).at(origin),
            )
        };
        Ok(copies.value(make, origin))
    }
}
