#!/usr/bin/env bash
# parliament 1.6.4 finds a type fault in a date condition whose value is seconds since 1970, though IAM takes
# that form beside ISO 8601 (IAM User Guide, date condition operators). It does so even on `aws:EpochTime`,
# the key that is named after it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check parliament==1.6.4
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json, sys
from parliament import analyze_policy_string

def findings(key, value):
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*",
                 "Condition": {"DateLessThan": {key: value}}}
    found = analyze_policy_string(json.dumps({"Version": "2012-10-17", "Statement": [statement]})).findings
    return [one.issue for one in found]

iso = findings("aws:CurrentTime", "2027-01-15T08:00:00Z")
seconds = [findings(key, "1800000000") for key in ("aws:CurrentTime", "aws:EpochTime")]
print("2027-01-15T08:00:00Z:", iso)
print("1800000000 (the same moment):", seconds)
sys.exit(0 if (iso, seconds) == ([], [["MISMATCHED_TYPE"]] * 2) else 1)
PYTHON
