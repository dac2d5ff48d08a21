//! What a whole-file template sees, under the name `file`.

use serde::Serialize;

use crate::{
    blueprint, hcl,
    render::value::{Expression, Literal},
};

/// The data of `versions.tf`, `providers.tf`, `variables.tf`, `data.tf`, `iam.tf`, `instance.tf`
/// and `outputs.tf`: each template uses what it is about.
#[derive(Clone, Debug, Default, Serialize)]
pub struct File {
    /// The blocks of this file, rendered, in the order in which they are written.
    pub blocks: Vec<tera::Value>,
    /// What is required of Terraform and the provider.
    pub versions: Option<Versions>,
    /// The provider's settings.
    pub provider: Option<Provider>,
    /// The variables to declare.
    pub variables: Vec<Variable>,
    /// The outputs to declare.
    pub outputs: Vec<Output>,
    /// The files that this file refers to and that were copied.
    pub copied: Vec<Copied>,
}

/// `terraform`.
#[derive(Clone, Debug, Serialize)]
pub struct Versions {
    /// The version constraint on Terraform.
    pub terraform: Literal,
    /// The version constraint on the AWS provider.
    pub provider: Literal,
}

/// `provider "aws"`.
#[derive(Clone, Debug, Serialize)]
pub struct Provider {
    /// The region; none leaves it to the environment.
    pub region: Option<Literal>,
    /// The one account that this folder may be applied to.
    pub account: Option<Literal>,
}

/// `variable`.
#[derive(Clone, Debug, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: Literal,
    /// What it is for.
    pub description: Option<Literal>,
    /// Its type.
    pub type_expression: Expression,
    /// Its default; none for a required variable.
    pub default: Option<Expression>,
    /// Whether Terraform hides it in its output.
    pub sensitive: bool,
    /// What must hold for its value.
    pub validations: Vec<Validation>,
}

/// `validation`.
#[derive(Clone, Debug, Serialize)]
pub struct Validation {
    /// The condition.
    pub condition: Expression,
    /// What Terraform says where it does not hold.
    pub message: Literal,
}

/// `output`.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Its name.
    pub name: Literal,
    /// What it is.
    pub description: Literal,
    /// Its value.
    pub value: Option<Literal>,
}

/// A copied file.
#[derive(Clone, Debug, Serialize)]
pub struct Copied {
    /// A record of its path and content, by which a later run knows its copy; printed with the
    /// filter `comment`.
    pub record: String,
}

impl From<&blueprint::Variable> for Variable {
    fn from(variable: &blueprint::Variable) -> Self {
        Self {
            name: Literal::from(variable.name.as_str()),
            description: variable.description.as_ref().map(Literal::new),
            type_expression: Expression::new(&variable.type_expression),
            default: variable
                .default
                .as_ref()
                .map(|default| Expression::new(hcl::value(default))),
            sensitive: variable.sensitive,
            validations: variable
                .validations
                .iter()
                .map(|(condition, message)| Validation {
                    condition: Expression::new(condition),
                    message: Literal::new(message),
                })
                .collect(),
        }
    }
}

impl From<&blueprint::Output> for Output {
    fn from(output: &blueprint::Output) -> Self {
        Self {
            name: Literal::from(output.name.as_str()),
            description: Literal::new(&output.description),
            value: super::literal(&output.value),
        }
    }
}
