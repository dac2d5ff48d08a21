//! What an answer could go on as.

use super::question::Completion;
use crate::catalogue::{self, Action, AwsPolicy, PolicyState, Region, Service};

/// How many completions are shown at most.
const MOST: usize = 50;

/// Public parameters that AWS keeps at the newest image. Source: "Reference the latest AMIs using
/// Systems Manager public parameters", Amazon EC2 User Guide.
const IMAGES: &[&str] = &[
    "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    "/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64",
    "/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-arm64",
    "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
    "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
    "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id",
    "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id",
];

/// What the typed text could become, those that begin with it first. Nothing before anything is
/// typed where there are many.
pub fn complete(completion: Completion, typed: &str) -> Vec<String> {
    match completion {
        Completion::Nothing => Vec::new(),
        Completion::Regions => matching(Region::all().map(|region| region.name), typed),
        Completion::InstanceTypes | Completion::ManagedPolicies if typed.is_empty() => Vec::new(),
        Completion::InstanceTypes => matching(catalogue::instance_types(), typed),
        Completion::ManagedPolicies => {
            let policies = AwsPolicy::all().filter(|policy| policy.state() == PolicyState::Current);
            matching(policies.map(AwsPolicy::name), typed)
        }
        Completion::Images => matching(IMAGES.iter().copied(), typed),
        Completion::Actions => actions(typed),
    }
}

/// How many columns a completion can take.
pub fn widest(completion: Completion) -> usize {
    match completion {
        Completion::Nothing => 0,
        Completion::Images => IMAGES
            .iter()
            .map(|image| image.len())
            .max()
            .unwrap_or_default(),
        Completion::Regions | Completion::InstanceTypes => 24,
        Completion::ManagedPolicies | Completion::Actions => 64,
    }
}

/// Text that holds what is typed, whatever its case; what begins with it first.
fn matching<'a>(all: impl Iterator<Item = &'a str>, typed: &str) -> Vec<String> {
    let wanted = typed.to_lowercase();
    let mut found: Vec<(bool, &str)> = all
        .filter_map(|text| {
            let lower = text.to_lowercase();
            lower
                .contains(&wanted)
                .then(|| (!lower.starts_with(&wanted), text))
        })
        .collect();
    found.sort_by_key(|(inside, _)| *inside);
    // What is complete needs no completion.
    if let [(_, only)] = found.as_slice()
        && *only == typed
    {
        return Vec::new();
    }
    found
        .into_iter()
        .take(MOST)
        .map(|(_, text)| text.to_owned())
        .collect()
}

/// Services until there is a colon, then their actions by a part of the name.
fn actions(typed: &str) -> Vec<String> {
    let Some((prefix, name)) = typed.split_once(':') else {
        if typed.is_empty() {
            return Vec::new();
        }
        let services: Vec<String> = Service::all()
            .map(|service| format!("{}:", service.prefix()))
            .collect();
        return matching(services.iter().map(String::as_str), typed);
    };
    let Some(service) = Service::find(prefix) else {
        return Vec::new();
    };
    let prefix = service.prefix();
    matching(service.actions().map(Action::name), name)
        .into_iter()
        .map(|name| format!("{prefix}:{name}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_complete_by_service_and_by_a_part_of_their_name() {
        assert!(complete(Completion::Actions, "s3").contains(&"s3:".to_owned()));
        let found = complete(Completion::Actions, "s3:getobj");
        assert_eq!(found.first().map(String::as_str), Some("s3:GetObject"));
        assert!(
            complete(Completion::Actions, "cloudwatch:metricd")
                .contains(&"cloudwatch:GetMetricData".to_owned())
        );
        assert_eq!(
            complete(Completion::Actions, "nosuch:x"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_complete_answer_shows_nothing_more() {
        assert_eq!(
            complete(Completion::Regions, "eu-central-2"),
            Vec::<String>::new()
        );
        assert_eq!(
            complete(Completion::Regions, "eu-c")
                .first()
                .map(String::as_str),
            Some("eu-central-1")
        );
        assert!(
            complete(Completion::ManagedPolicies, "ssmmanaged")
                .contains(&"AmazonSSMManagedInstanceCore".to_owned())
        );
        assert_eq!(complete(Completion::InstanceTypes, "t4g.mi"), ["t4g.micro"]);
    }

    #[test]
    fn images_are_parameters() {
        assert!(
            IMAGES
                .iter()
                .all(|image| image.starts_with("/aws/service/"))
        );
    }
}
