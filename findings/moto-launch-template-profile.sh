#!/usr/bin/env bash
# moto 5.2.5: an instance that is launched from a launch template takes type, image and tags from it, but
# neither its instance profile nor its metadata options, and gets a second volume on the root device of the
# template. On EC2 the template decides whatever the call leaves out (EC2 API, RunInstances, LaunchTemplate).
# A test of roles or IMDSv2 against the stand-in therefore has to write both on the instance.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check moto[ec2,iam]==5.2.5
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json, os, sys
import boto3
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
         "Principal": {"Service": "ec2.amazonaws.com"}}]}
with mock_aws():
    iam, ec2 = boto3.client("iam"), boto3.client("ec2")
    iam.create_role(RoleName="web", AssumeRolePolicyDocument=json.dumps(trust))
    iam.create_instance_profile(InstanceProfileName="web")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
    image = ec2.describe_images()["Images"][0]
    ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={
        "ImageId": image["ImageId"], "InstanceType": "m5.large", "IamInstanceProfile": {"Name": "web"},
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
        "BlockDeviceMappings": [{"DeviceName": image["RootDeviceName"], "Ebs": {"VolumeSize": 33}}]})
    started = ec2.run_instances(LaunchTemplate={"LaunchTemplateName": "web"}, MinCount=1, MaxCount=1)
    instance = ec2.describe_instances(InstanceIds=[started["Instances"][0]["InstanceId"]])
    instance = instance["Reservations"][0]["Instances"][0]
    volumes = [(v["Attachments"][0]["Device"], v["Size"]) for v in ec2.describe_volumes()["Volumes"]]
tokens, hops = (instance["MetadataOptions"][key] for key in ("HttpTokens", "HttpPutResponseHopLimit"))
print("type:", instance["InstanceType"])
print("profile:", instance.get("IamInstanceProfile"))
print("tokens, hop limit:", tokens, hops)
print("volumes:", sorted(volumes))
expected = instance["InstanceType"] == "m5.large" and "IamInstanceProfile" not in instance
sys.exit(0 if expected and (tokens, hops) == ("optional", 1) and len({d for d, _ in volumes}) < len(volumes) else 1)
PYTHON
