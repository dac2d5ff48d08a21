"""moto in the place of AWS, on a port of its own, for as long as standard input stays open.

Prints the port as its first line. Some things are closer to AWS than moto by itself:
- MonitorInstances and UnmonitorInstances are answered (moto 5.2.5 fails, and the provider retries
  for minutes);
- CreateRole refuses a malformed trust policy (moto looks only on UpdateAssumeRolePolicy, and never at
  the principals);
- a block device without a size takes the image's, and each keeps its IOPS and throughput;
- an instance has the security groups and the public address that its first interface asks for;
- the images are those of `amis.json`, and the public parameters name the first of them.

usage: moto_server.py ACCOUNT [CUSTOMER_POLICY_ARN…]     the policies exist from the start
"""

import json
import os
import pathlib
import re
import sys
import threading

os.environ["MOTO_ACCOUNT_ID"] = sys.argv[1]
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
IMAGES = pathlib.Path(__file__).with_name("amis.json")
os.environ["MOTO_AMIS_PATH"] = str(IMAGES)
os.environ["MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION"] = "true"

# moto reads its settings when it is imported.
from moto.core.responses import ActionResult  # noqa: E402
from moto.ec2.models.elastic_network_interfaces import (  # noqa: E402
    NetworkInterface,
)
from moto.ec2.models.instances import InstanceBackend  # noqa: E402
from moto.ec2.responses.instances import InstanceResponse  # noqa: E402
from moto.ec2.responses.monitoring import Monitoring  # noqa: E402
from moto.iam.exceptions import MalformedPolicyDocument  # noqa: E402
from moto.iam.models import IAMBackend, iam_backends  # noqa: E402
from moto.iam.policy_validation import IAMTrustPolicyDocumentValidator  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.ssm.models import ParameterDict  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402


def set_monitoring(state):
    def answer(self):
        monitorings = []
        for instance_id in self._get_param("InstanceIds", []):
            self.ec2_backend.get_instance(instance_id).monitoring_state = state
            monitoring = {"InstanceId": instance_id, "Monitoring": {"State": state}}
            monitorings.append(monitoring)
        return ActionResult({"InstanceMonitorings": monitorings})

    return answer


Monitoring.monitor_instances = set_monitoring("enabled")
Monitoring.unmonitor_instances = set_monitoring("disabled")

validate_sized = InstanceResponse._validate_block_device_mapping


def validate_block_device_mapping(device_mapping):
    ebs = device_mapping.get("Ebs")
    if ebs is not None and not ebs.get("SnapshotId"):
        ebs.setdefault("VolumeSize", 8)
    validate_sized(device_mapping)


InstanceResponse._validate_block_device_mapping = staticmethod(
    validate_block_device_mapping
)

parse_block_devices = InstanceResponse._parse_block_device_mapping


def parse_block_devices_whole(self):
    devices = parse_block_devices(self)
    for device, asked in zip(devices, self._get_param("BlockDeviceMappings", [])):
        device["Ebs"]["Throughput"] = asked.get("Ebs", {}).get("Throughput")
    return devices


InstanceResponse._parse_block_device_mapping = parse_block_devices_whole

run_instances = InstanceBackend.run_instances


def run_instances_as_asked(self, *args, **kwargs):
    for interface in kwargs.get("nics") or []:
        # What is asked of the first interface is asked of the instance.
        if int(interface["DeviceIndex"]) == 0:
            public = interface.pop("AssociatePublicIpAddress", None)
            kwargs["associate_public_ip"] = public
            kwargs["security_group_ids"] = interface.pop("Groups", [])
            kwargs["subnet_id"] = interface.pop("SubnetId", None)
    reservation = run_instances(self, *args, **kwargs)
    asked = {
        device["DeviceName"]: device["Ebs"]
        for device in kwargs.get("block_device_mappings") or []
    }
    for instance in reservation.instances:
        for name, device in instance.block_device_mapping.items():
            volume = self.get_volume(device.volume_id)
            volume.iops = asked.get(name, {}).get("Iops")
            volume.throughput = asked.get(name, {}).get("Throughput")
    return reservation


InstanceBackend.run_instances = run_instances_as_asked

association = NetworkInterface.association.fget
# An empty element would mean a public address to the provider.
NetworkInterface.association = property(lambda self: association(self) or None)

load_latest_images = ParameterDict._load_latest_amis


def load_our_images(self):
    load_latest_images(self)
    image = json.loads(IMAGES.read_text())[0]["ami_id"]
    for versions in list(self.values()):
        for parameter in versions:
            if parameter.name.startswith("/aws/service/ami-amazon-linux-latest/"):
                parameter.value = image


ParameterDict._load_latest_amis = load_our_images

PRINCIPALS = {
    "Service": r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?",
    "AWS": r"\*|\d{12}|arn:[a-z-]+:(iam::\d{12}:(root|(user|role)/[^*?]+)|sts::\d{12}:.+)",
    "Federated": r".+",
}


def as_list(value):
    return value if isinstance(value, list) else [value]


def check_principals(document):
    for statement in as_list(json.loads(document)["Statement"]):
        principal = statement.get("Principal", statement.get("NotPrincipal"))
        if principal == "*":
            continue
        for kind, names in principal.items():
            for name in as_list(names):
                if not re.fullmatch(PRINCIPALS[kind], name):
                    # Not in AWS's words: the provider would wait two minutes for a
                    # principal that may come to exist.
                    message = f"This cannot be a principal: {kind} {name!r}"
                    raise MalformedPolicyDocument(message)


create_role_unchecked = IAMBackend.create_role


def create_role(self, role_name, assume_role_policy_document, *args, **kwargs):
    IAMTrustPolicyDocumentValidator(assume_role_policy_document).validate()
    check_principals(assume_role_policy_document)
    return create_role_unchecked(
        self, role_name, assume_role_policy_document, *args, **kwargs
    )


IAMBackend.create_role = create_role


def make_policy(account, arn):
    path, _, name = arn.partition(":policy")[2].rpartition("/")
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam_backends[account]["aws"].create_policy("", path + "/", document, name, [])


class QuietHandler(MotoRequestHandler):
    def log_request(self, *args):
        pass


def main():
    for arn in sys.argv[2:]:
        make_policy(sys.argv[1], arn)
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server(
        "127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler
    )
    # moto puts its own address into some answers.
    os.environ["MOTO_PORT"] = str(server.port)
    print(server.port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()  # until whoever started us goes


main()
