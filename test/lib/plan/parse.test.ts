import { Topology } from '../../../lib/model';
import { canonicalJson, plan, type DeploymentPlan } from '../../../lib/plan';
import { InvalidPlanFile, parsePlan } from '../../../lib/plan/parse';
import { demoSpec } from './specs';

const good = plan(demoSpec());
const cluster = plan(demoSpec({ topology: Topology.cluster() }));

/** A plan file with one value changed; `undefined` removes it. */
function changed(path: string, value: unknown, from: DeploymentPlan = good): string {
  const copy = JSON.parse(canonicalJson(from));
  const steps = path.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce((at, step) => at[step], copy);
  parent[last] = value;
  return JSON.stringify(copy);
}

test('a plan that was written is read back', () => {
  expect(parsePlan(canonicalJson(good), 'demo.redis-ha.json')).toEqual(good);
});

test.each<[string, string, string]>([
  ['no JSON', '{"name": "demo"', 'demo.redis-ha.json: plan: is not JSON'],
  ['a list', '[]', 'demo.redis-ha.json: plan: got [] instead of an object'],
  ['something else', '{"name": "demo"}', 'demo.redis-ha.json: schemaVersion: got nothing; this is no deployment plan; name a file that ends in'],
  ['a newer schema', changed('schemaVersion', 2),
    'demo.redis-ha.json: schemaVersion: this plan has schemaVersion 2; this version reads up to 1; upgrade redis-ha-constructs'],
  ['a missing field', changed('settings.downAfterSeconds', undefined), 'settings.downAfterSeconds: is missing; write the plan again'],
  ['an unknown field', changed('settings.downAfter', 1), 'settings.downAfter: is not a field of a plan; remove it, or correct its spelling'],
  ['an unknown role', changed('nodes.0.roles', ['data', 'boss']), 'nodes[0].roles[1]: got "boss"; use one of data, sentinel'],
  ['a text for a number', changed('ports.redis', '6379'), 'ports.redis: got "6379"; it must be integer'],
  ['a reason for no setting', changed('reasons.x', { from: 'derived', because: 'y' }), 'reasons.x: is not a setting; remove it'],
  ['the same node twice', changed('nodes.1.name', 'node-1'), 'nodes[1].name: "node-1" is there twice; write the plan again'],
  ['a domain that is not there', changed('nodes.2.failureDomain', 'zone-9'), 'nodes[2].failureDomain: "zone-9" is not one of zone-1, zone-2, zone-3'],
  ['more replicas than nodes', changed('topology.replicas', 3), 'topology.replicas: 1 x 3 replicas and a primary, but 3 nodes with data'],
  ['more Sentinels than nodes', changed('topology.sentinels', 5), 'topology.sentinels: 5, but 3 nodes with a Sentinel'],
  ['a bootstrap node that is not there', changed('topology.bootstrapNode', 'node-9'), 'topology.bootstrapNode: "node-9" is not a node with data'],
  ['a quorum of everybody and more', changed('topology.quorum', 4), 'topology.quorum: 4 of 3 Sentinels is no majority'],
  ['a shard where there are none', changed('nodes.1.shard', 1), 'nodes[1].shard: is there, but sentinel has no shards'],
  ['a node in another shard', changed('nodes.1.shard', 2, cluster), 'nodes: shard 1 has 1 nodes instead of 2'],
  ['a Cluster without a bus', changed('ports.bus', undefined, cluster), 'ports.bus: is missing, and the nodes of a Cluster speak over it'],
  ['a Cluster of fewer nodes', changed('topology.shards', 4, cluster), 'topology.replicas: 4 x 1 replicas and a primary, but 6 nodes with data'],
  ['an engine that contradicts itself', changed('engine.version', '8.0'), 'engine.name: "redis-7.0" is not redis 8.0'],
])('%s is refused with the file, the field and the fix', (_, text, message) => {
  expect(() => parsePlan(text, 'demo.redis-ha.json')).toThrow(message);
  expect(() => parsePlan(text, 'demo.redis-ha.json')).toThrow(InvalidPlanFile);
});
