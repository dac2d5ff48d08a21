//! Attributes of resources and data sources.

use std::rc::Rc;

use super::{Outcome, Scope, World};
use crate::{
    catalogue::AwsPolicy,
    read::{
        config::Mode,
        instance::Instance,
        policy_document,
        value::{Kind, Value},
    },
    source::Origin,
    text::Text,
};

/// Types whose arguments are what their attributes yield, as far as they are known. Of others a
/// reference stays a reference, since it says more: `aws_s3_bucket.app.bucket`.
fn is_resolved(mode: Mode, kind: &str) -> bool {
    let computes = [
        "aws_instance",
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_autoscaling_group",
        "aws_spot_instance_request",
        "null_data_source",
    ];
    match mode {
        Mode::Resource => kind.starts_with("aws_iam_") || computes.contains(&kind),
        Mode::Data => kind.starts_with("aws_iam_"),
    }
}

impl World<'_> {
    pub(super) fn resource_attribute(
        &self,
        instance: &Rc<Instance>,
        name: &str,
        origin: Origin,
    ) -> Outcome {
        for condition in &instance.assumed {
            self.assume(condition);
        }
        let address = format!("{}.{name}", instance.address);
        let mut value = match (instance.mode, instance.kind.as_str(), name) {
            (Mode::Data, "aws_iam_policy_document", "json" | "minified_json") => self.once(
                instance.module,
                &format!("{} json", instance.address),
                origin,
                || {
                    let document = policy_document::read(self, instance)?;
                    Ok(Kind::Json(Rc::new(document)).at(instance.declared.origin()))
                },
            )?,
            (Mode::Data, "template_file", "rendered") => self.rendered(instance, origin)?,
            (Mode::Data, "aws_iam_policy", "arn") => self.managed_policy_arn(instance, origin)?,
            (Mode::Data, "local_file", "content") => self.local_file(instance, origin)?,
            // Their ids are their names.
            (Mode::Resource, "aws_iam_role" | "aws_iam_instance_profile", "id") => {
                match self.argument(instance, "name", origin)? {
                    name if instance.declared.attribute("name").is_some() && !name.is_null() => {
                        name
                    }
                    _ => Value::unknown(&address, origin),
                }
            }
            _ => self.argument(instance, name, origin)?,
        };
        if value.is_null() {
            value = Value::unknown(&address, origin);
        }
        value.from = Some(address.into());
        Ok(value)
    }

    /// The argument of this name, or a reference to the attribute.
    fn argument(&self, instance: &Instance, name: &str, origin: Origin) -> Outcome {
        let symbol = Value::unknown(format!("{}.{name}", instance.address), origin);
        if !is_resolved(instance.mode, &instance.kind) {
            return Ok(symbol);
        }
        match instance.declared.attribute(name) {
            Some((source, expression)) => self.once(
                instance.module,
                &format!("{}.{name}", instance.address),
                origin,
                || self.eval(expression, &Scope::of_instance(instance).in_source(source)),
            ),
            None => Ok(symbol),
        }
    }

    /// `data "aws_iam_policy"`: by ARN, or by the name of one of AWS's own.
    fn managed_policy_arn(&self, instance: &Instance, origin: Origin) -> Outcome {
        let by_arn = self.argument(instance, "arn", origin)?;
        if instance.declared.attribute("arn").is_some() {
            return Ok(by_arn);
        }
        let name = self.argument(instance, "name", origin)?;
        let policy = name.as_str().and_then(|name| AwsPolicy::find(&name));
        Ok(match policy {
            Some(policy) => {
                let arn = policy.arn("aws");
                Value::text(Text::literal(arn), origin)
            }
            None => by_arn,
        })
    }

    /// `data "template_file"`: the text is a template once more, with the variables of `vars`.
    fn rendered(&self, instance: &Instance, origin: Origin) -> Outcome {
        let scope = Scope::of_instance(instance);
        let Some((source, expression)) = instance.declared.attribute("template") else {
            return self.argument(instance, "rendered", origin);
        };
        let template = self.eval(expression, &scope.in_source(source))?;
        let vars = match instance.declared.attribute("vars") {
            Some((source, expression)) => self.eval(expression, &scope.in_source(source))?,
            // Old modules wrote a block.
            None => match self.blocks(instance, "vars").into_iter().next() {
                Some(block) => block,
                None => Value::object([], origin),
            },
        };
        self.render(&template, &vars, origin)
    }

    fn local_file(&self, instance: &Instance, origin: Origin) -> Outcome {
        let scope = Scope::of_instance(instance);
        match instance.declared.attribute("filename") {
            Some((source, expression)) => {
                let path = self.eval(expression, &scope.in_source(source))?;
                self.file(&path, instance.module, origin)
            }
            None => self.argument(instance, "content", origin),
        }
    }
}
