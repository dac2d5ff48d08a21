#!/usr/bin/env bash
# python-hcl2 8.1.4 does not parse the strip markers of an interpolation (`${~ name ~}`), which HCL has had
# since its second version (HCL syntax specification, Templates), but takes those of a directive (`%{ if x ~}`).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-hcl2==8.1.4
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io, sys
import hcl2

def reads(text):
    try:
        hcl2.load(io.StringIO("locals {\n  a = \"" + text + "\"\n}\n"))
        return "read"
    except Exception as error:
        return type(error).__name__

interpolation, directive = reads("x ${~ var.name ~} y"), reads("%{ if true ~} x %{~ endif }")
plain = reads("x ${ var.name } y")
print("plain interpolation:", plain)
print("with strip markers:", interpolation)
print("directive with strip markers:", directive)
sys.exit(0 if plain == directive == "read" and interpolation != "read" else 1)
PYTHON
