//! `aws_ecr_repository_policy`, whose statements name no resource.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{
    instance::Instance,
    module::Survey,
    resource_policy::{self, arn_here, arn_of},
};

pub(super) const READER: Reader = Reader {
    kind: "aws_ecr_repository_policy",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let own = survey.value(instance, "repository");
    let own = own.and_then(|(value, _)| {
        arn_of(&value, |name| {
            Some(arn_here("ecr", &format!("repository/{name}")))
        })
    });
    let own: Vec<_> = own.into_iter().collect();
    resource_policy::read(survey, instance, "policy", &own);
}
