#!/usr/bin/env bash
# parliament 1.6.4 finds a type fault in a condition on `aws:SourceIp` whose value is an IPv6 network, though
# IAM takes IPv4 and IPv6 in CIDR form alike (IAM User Guide, IP address condition operators). The same
# condition with an IPv4 network passes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check parliament==1.6.4
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json, sys
from parliament import analyze_policy_string

def findings(network):
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*",
                 "Condition": {"IpAddress": {"aws:SourceIp": network}}}
    found = analyze_policy_string(json.dumps({"Version": "2012-10-17", "Statement": [statement]})).findings
    return [one.issue for one in found]

four, six = findings("203.0.113.0/24"), findings("2001:db8::/32")
print("IPv4 network:", four)
print("IPv6 network:", six)
sys.exit(0 if (four, six) == ([], ["MISMATCHED_TYPE"]) else 1)
PYTHON
