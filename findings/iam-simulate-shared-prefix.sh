#!/usr/bin/env bash
# @cloud-copilot/iam-simulate 0.1.173 with its data refuses `elasticloadbalancing:AddTags` on a target group
# ("no.resource.types"). The prefix belongs to two services, Classic Load Balancers and load balancers of the
# second version; both have an action of this name, and the target group is a type of the second (Service
# Authorization Reference). On a Classic Load Balancer the same request is decided.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @cloud-copilot/iam-simulate@0.1.173
cat >ask.js <<'JAVASCRIPT'
const { runSimulation } = require('@cloud-copilot/iam-simulate');
const account = '111122223333';
async function ask(resource) {
  const action = 'elasticloadbalancing:AddTags';
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${account}:role/controller`,
        action,
        resource: { resource: `arn:aws:elasticloadbalancing:us-east-1:${account}:${resource}`, accountId: account },
        contextVariables: {},
      },
      identityPolicies: [
        {
          name: 'own',
          policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
        },
      ],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    { simulationMode: 'Strict' },
  );
  return answer.resultType === 'error' ? answer.errors?.message : answer.overallResult;
}
(async () => {
  const classic = await ask('loadbalancer/web');
  const group = await ask('targetgroup/web/0123456789abcdef');
  console.log('classic load balancer:', classic);
  console.log('target group:', group);
  process.exit(classic === 'Allowed' && group === 'no.resource.types' ? 0 : 1);
})();
JAVASCRIPT
node ask.js
