//! `aws_s3_bucket_policy`.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{instance::Instance, module::Survey, resource_policy};

pub(super) const READER: Reader = Reader {
    kind: "aws_s3_bucket_policy",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    // Each statement of a bucket policy names the bucket or objects in it.
    resource_policy::read(survey, instance, "policy", &[]);
}
