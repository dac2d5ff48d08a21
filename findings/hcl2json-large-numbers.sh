#!/usr/bin/env bash
# @cdktf/hcl2json 0.21.0 turns a whole number beyond 2^53 into another one: the number passes through a
# 64-bit float, and the JSON text holds the rounded value without a word. Terraform keeps such numbers exactly
# (they are 512-bit floats there).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @cdktf/hcl2json@0.21.0
cat >ask.js <<'JAVASCRIPT'
const { parse } = require('@cdktf/hcl2json');
(async () => {
  const written = '9007199254740993';
  const read = await parse('main.tf', `locals {\n  serial = ${written}\n}\n`);
  const given = JSON.stringify(read.locals[0].serial);
  console.log('written:', written);
  console.log('read:   ', given);
  process.exit(given === '9007199254740992' ? 0 : 1);
})();
JAVASCRIPT
node ask.js
