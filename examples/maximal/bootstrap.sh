#!/bin/bash
set -euo pipefail
dnf install -y amazon-cloudwatch-agent
systemctl enable --now amazon-cloudwatch-agent
