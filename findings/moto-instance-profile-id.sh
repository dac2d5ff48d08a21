#!/usr/bin/env bash
# moto 5.2.5: in DescribeInstances the `Id` of `IamInstanceProfile` is the id of the association (`iip-assoc-…`).
# EC2 gives the id of the profile there (`AIPA…`), which is what IAM shows as `InstanceProfileId`, and the
# association has its own call. Whoever joins the two lists by id finds nothing on the stand-in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check moto[ec2,iam]==5.2.5
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import os, sys
import boto3
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
with mock_aws():
    iam, ec2 = boto3.client("iam"), boto3.client("ec2")
    profile = iam.create_instance_profile(InstanceProfileName="web")["InstanceProfile"]["InstanceProfileId"]
    image = ec2.describe_images()["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro",
                             IamInstanceProfile={"Name": "web"})
    name = made["Instances"][0]["InstanceId"]
    instance = ec2.describe_instances(InstanceIds=[name])["Reservations"][0]["Instances"][0]
    shown = instance["IamInstanceProfile"]["Id"]
    association = ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"][0]
print("of the instance is the profile's:", shown == profile)
print("of the instance is the association's:", shown == association["AssociationId"])
sys.exit(0 if shown == association["AssociationId"] and shown != profile else 1)
PYTHON
