//! `aws_sqs_queue_policy`.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    read::{
        instance::Instance,
        module::Survey,
        resource_policy::{self, arn_of},
    },
    text::Text,
};

pub(super) const READER: Reader = Reader {
    kind: "aws_sqs_queue_policy",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let own = survey.value(instance, "queue_url");
    let own = own.and_then(|(value, _)| arn_of(&value, of_url));
    let own: Vec<_> = own.into_iter().collect();
    resource_policy::read(survey, instance, "policy", &own);
}

/// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME` as an ARN.
fn of_url(url: &str) -> Option<Text> {
    let (host, path) = url.strip_prefix("https://sqs.")?.split_once('/')?;
    let region = host.strip_suffix(".amazonaws.com")?;
    let (account, name) = path.split_once('/')?;
    let arn = Text::literal("arn:").then(&Text::reference("data.aws_partition.current.partition"));
    Some(arn.then_literal(format!(":sqs:{region}:{account}:{name}")))
}
