#!/usr/bin/env bash
# moto 5.2.5: ModifyInstanceMetadataOptions with `HttpTokens` alone sets the hop limit back to 1. EC2 keeps
# what a call does not name (EC2 API reference, ModifyInstanceMetadataOptions), so a container host that is
# moved to IMDSv2 keeps its limit of 2 there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check moto[ec2]==5.2.5
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import os, sys
import boto3
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
with mock_aws():
    ec2 = boto3.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro",
                             MetadataOptions={"HttpTokens": "optional", "HttpPutResponseHopLimit": 2})
    name = made["Instances"][0]["InstanceId"]
    options = lambda: ec2.describe_instances(InstanceIds=[name])["Reservations"][0]["Instances"][0]["MetadataOptions"]
    before = options()["HttpPutResponseHopLimit"]
    ec2.modify_instance_metadata_options(InstanceId=name, HttpTokens="required")
    after = options()["HttpPutResponseHopLimit"]
print("hop limit before and after setting HttpTokens:", before, after)
sys.exit(0 if (before, after) == (2, 1) else 1)
PYTHON
