"""What AWS holds after an apply, as one JSON object: roles with all their policies, customer managed
policies, instance profiles, instances with their metadata options, and the default network.

usage: read_back.py ENDPOINT REGION
"""

import json
import sys

import boto3

endpoint, region = sys.argv[1:]


def client(service):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


iam, ec2 = client("iam"), client("ec2")


def pages(api, operation, key, **arguments):
    for page in api.get_paginator(operation).paginate(**arguments):
        yield from page[key]


def tags(of):
    return {tag["Key"]: tag["Value"] for tag in of or []}


def policy_document(arn):
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    policy = iam.get_policy_version(PolicyArn=arn, VersionId=version)
    return policy["PolicyVersion"]["Document"]


def role(name):
    role = iam.get_role(RoleName=name)["Role"]
    inline = pages(iam, "list_role_policies", "PolicyNames", RoleName=name)
    attached = pages(
        iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name
    )
    boundary = role.get("PermissionsBoundary") or {}
    return {
        "arn": role["Arn"],
        "path": role["Path"],
        "description": role.get("Description") or None,
        "max_session_duration": role.get("MaxSessionDuration"),
        "permissions_boundary": boundary.get("PermissionsBoundaryArn"),
        "trust": role["AssumeRolePolicyDocument"],
        "inline": {
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)[
                "PolicyDocument"
            ]
            for policy in inline
        },
        "attached": sorted(policy["PolicyArn"] for policy in attached),
        "tags": tags(role.get("Tags")),
    }


def customer_policy(policy):
    return {
        "arn": policy["Arn"],
        "path": policy["Path"],
        "document": policy_document(policy["Arn"]),
        "tags": tags(
            iam.list_policy_tags(PolicyArn=policy["Arn"]).get("Tags")
        ),
    }


def profile(name):
    # ListInstanceProfileTags is one of the calls that moto does not know.
    profile = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    return {
        "arn": profile["Arn"],
        "path": profile["Path"],
        "roles": [role["RoleName"] for role in profile["Roles"]],
        "tags": tags(profile.get("Tags")),
    }


def instance(instance):
    metadata = instance.get("MetadataOptions") or {}
    return {
        "type": instance["InstanceType"],
        "image": instance["ImageId"],
        "subnet": instance.get("SubnetId"),
        "security_groups": sorted(g["GroupId"] for g in instance["SecurityGroups"]),
        "key_name": instance.get("KeyName"),
        "monitoring": instance["Monitoring"]["State"],
        "ebs_optimized": instance.get("EbsOptimized"),
        "profile": (instance.get("IamInstanceProfile") or {}).get("Arn"),
        "imds": {
            "endpoint": metadata.get("HttpEndpoint"),
            "tokens": metadata.get("HttpTokens"),
            "hop_limit": metadata.get("HttpPutResponseHopLimit"),
            "ipv6": metadata.get("HttpProtocolIpv6"),
            "tags": metadata.get("InstanceMetadataTags"),
        },
        "tags": tags(instance.get("Tags")),
    }


def instances():
    for reservation in pages(ec2, "describe_instances", "Reservations"):
        for found in reservation["Instances"]:
            if found["State"]["Name"] != "terminated":
                yield instance(found)


def default_network():
    subnet = next(pages(ec2, "describe_subnets", "Subnets"))
    groups = pages(
        ec2,
        "describe_security_groups",
        "SecurityGroups",
        Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]}],
    )
    return {
        "vpc": subnet["VpcId"],
        "subnet": subnet["SubnetId"],
        "security_group": next(groups)["GroupId"],
    }


json.dump(
    {
        "roles": {
            found["RoleName"]: role(found["RoleName"])
            for found in pages(iam, "list_roles", "Roles")
        },
        "policies": {
            found["PolicyName"]: customer_policy(found)
            for found in pages(iam, "list_policies", "Policies", Scope="Local")
        },
        "profiles": {
            found["InstanceProfileName"]: profile(found["InstanceProfileName"])
            for found in pages(iam, "list_instance_profiles", "InstanceProfiles")
        },
        "instances": list(instances()),
        "network": default_network(),
    },
    sys.stdout,
    indent=1,
    sort_keys=True,
)
