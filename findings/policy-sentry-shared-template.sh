#!/usr/bin/env bash
# policy_sentry 0.15.2: `get_crud_template_dict()` reads as if it made a template, and hands out one dictionary
# of its module. A program that fills "a new template" for each role writes into the second policy what it
# asked for in the first one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check policy_sentry==0.15.2
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys
from policy_sentry.command.write_policy import write_policy_with_template
from policy_sentry.writing.template import get_crud_template_dict

first = get_crud_template_dict()
first["read"] = ["arn:aws:ssm:us-east-1:111122223333:parameter/app/web"]
write_policy_with_template(first)
second = get_crud_template_dict()
second["write"] = ["arn:aws:sqs:us-east-1:111122223333:jobs"]
policy = write_policy_with_template(second)
services = sorted({action.split(":")[0] for one in policy["Statement"] for action in one["Action"]})
print("one object for both:", first is second)
print("services in the policy that asked for a queue only:", services)
sys.exit(0 if first is second and services == ["sqs", "ssm"] else 1)
PYTHON
