#!/usr/bin/env bash
# parliament 1.6.4 says that `s3:GetObject` cannot act on an object ARN whose key holds a policy variable with
# a default value (`${aws:PrincipalTag/team, 'none'}`; IAM User Guide, policy variables, default
# values). Without the default the same ARN passes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check parliament==1.6.4
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json, sys
from parliament import analyze_policy_string

def findings(resource):
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resource}
    found = analyze_policy_string(json.dumps({"Version": "2012-10-17", "Statement": [statement]})).findings
    return [one.issue for one in found]

plain = findings("arn:aws:s3:::photos/${aws:PrincipalTag/team}/*")
default = findings("arn:aws:s3:::photos/${aws:PrincipalTag/team, 'none'}/*")
print("variable:", plain)
print("variable with a default:", default)
sys.exit(0 if (plain, default) == ([], ["RESOURCE_MISMATCH"]) else 1)
PYTHON
