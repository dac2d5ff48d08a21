// Answers the lines of `rolewright can --batch` with an evaluator that is not ours: one JSON object
// a request, {id, i, result, detail}. Runs as a separate program, for the tests only.
'use strict';
const { createInterface } = require('node:readline');
const utils = require('@cloud-copilot/iam-utils');

// Which resource types a resource belongs to takes the judge two thirds of its time, and hangs on
// nothing but its arguments: it is asked once for each.
const remembered = (compute) => {
  const known = new Map();
  return (...given) => {
    const key = JSON.stringify(given);
    if (!known.has(key)) known.set(key, compute(...given));
    return known.get(key);
  };
};
require.cache[require.resolve('@cloud-copilot/iam-utils')].exports = {
  ...utils,
  mostSpecificMatchingResourceTypePatterns: remembered(
    utils.mostSpecificMatchingResourceTypePatterns,
  ),
};
const { runSimulation } = require('@cloud-copilot/iam-simulate');

const named = (list, kind) =>
  (list ?? []).map((entry, i) => (entry.policy ? entry : { name: `${kind}${i}`, policy: entry }));
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const noLimit = [{ Version: '2012-10-17', Statement: [everything] }];
const accountOf = (arn) => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];

async function decide(line, request) {
  const caller = line.assume ? line.assume.caller : line.role;
  const principal = request.principal ?? caller.arn;
  const isService = !caller.arn.startsWith('arn:');
  const resource = request.resource ?? line.assume?.target.arn ?? '*';
  const context = { ...request.context };
  if (request.external_id !== undefined) context['sts:ExternalId'] = request.external_id;
  if (principal.startsWith('arn:') && line.auto_context !== false) {
    const role = /^(arn:[^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal);
    const arn = role ? `${role[1]}:iam::${role[2]}:role/${role[3]}` : principal;
    context['aws:PrincipalArn'] ??= arn;
    context['aws:PrincipalAccount'] ??= accountOf(arn);
  }
  const simulation = {
    request: {
      principal,
      action: request.action ?? 'sts:AssumeRole',
      resource: {
        resource,
        accountId: request.account ?? accountOf(resource) ?? accountOf(principal) ?? '111111111111',
      },
      contextVariables: context,
    },
    identityPolicies: isService ? [] : named(caller.identity, 'identity'),
    serviceControlPolicies:
      isService && !line.scps
        ? []
        : [{ orgIdentifier: 'o', policies: named(line.scps ?? noLimit, 'scp') }],
    resourceControlPolicies: [],
    resourcePolicy: line.assume ? line.assume.target.trust : line.resource_policy,
    sessionPolicy: line.session_policy,
  };
  if (caller.boundary) {
    simulation.permissionBoundaryPolicies = named([caller.boundary].flat(), 'boundary');
  }
  const answer = await runSimulation(simulation, { simulationMode: 'Strict' });
  if (answer.resultType === 'error') {
    return { result: 'error', detail: JSON.stringify(answer.errors) };
  }
  const result = answer.overallResult === 'Allowed' ? 'allowed' : 'denied';
  return { result, detail: answer.overallResult };
}

(async () => {
  for await (const text of createInterface({ input: process.stdin })) {
    const line = JSON.parse(text);
    for (const [i, request] of line.requests.entries()) {
      let answer;
      try {
        answer = await decide(line, request);
      } catch (error) {
        answer = { result: 'error', detail: error.message };
      }
      process.stdout.write(`${JSON.stringify({ id: line.id, i, ...answer })}\n`);
    }
  }
})();
