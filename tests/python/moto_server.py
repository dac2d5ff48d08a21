"""moto in the place of AWS, on a port of its own, for as long as standard input stays open.

Prints the port as its first line. Three things are closer to AWS than moto by itself:
MonitorInstances and UnmonitorInstances are answered (moto 5.2.5 fails, and the provider retries for
minutes), CreateRole refuses a malformed trust policy (moto looks only on UpdateAssumeRolePolicy, and
never at the principals), and the images are those of `amis.json`.

usage: moto_server.py ACCOUNT
"""

import json
import os
import pathlib
import re
import sys
import threading

os.environ["MOTO_ACCOUNT_ID"] = sys.argv[1]
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["MOTO_AMIS_PATH"] = str(pathlib.Path(__file__).with_name("amis.json"))
os.environ["MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION"] = "true"

# moto reads its settings when it is imported.
from moto.core.responses import ActionResult  # noqa: E402
from moto.ec2.responses.monitoring import Monitoring  # noqa: E402
from moto.iam.exceptions import MalformedPolicyDocument  # noqa: E402
from moto.iam.models import IAMBackend  # noqa: E402
from moto.iam.policy_validation import IAMTrustPolicyDocumentValidator  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
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


class QuietHandler(MotoRequestHandler):
    def log_request(self, *args):
        pass


def main():
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
