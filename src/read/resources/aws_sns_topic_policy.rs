//! `aws_sns_topic_policy`.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{
    instance::Instance,
    module::Survey,
    resource_policy::{self, arn_of},
};

pub(super) const READER: Reader = Reader {
    kind: "aws_sns_topic_policy",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let own = survey.value(instance, "arn");
    let own = own.and_then(|(value, _)| arn_of(&value, |_| None));
    let own: Vec<_> = own.into_iter().collect();
    resource_policy::read(survey, instance, "policy", &own);
}
