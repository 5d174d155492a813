import { liveChanges, objectionToRoll, withEngine } from '../../../lib/lab/roll-plan';
import { Topology, Transport } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec, withOverrides } from '../plan/specs';

const before = plan(demoSpec());

test('another engine changes the engine only', () => {
  const after = withEngine(before, 'redis-8.0');
  expect(after.engine).toMatchObject({ name: 'redis-8.0', family: 'redis', version: expect.stringMatching(/^8\.0/) });
  expect({ ...after, engine: before.engine }).toEqual(before);
  expect(() => withEngine(before, 'redis-0.9')).toThrow(/redis-0\.9/);
});

test('settings, an engine that reads the data, and more nodes can be rolled', () => {
  expect(objectionToRoll(before, before)).toBe('');
  expect(objectionToRoll(before, plan(withOverrides({ replTimeoutSeconds: 45 })))).toBe('');
  expect(objectionToRoll(before, withEngine(before, 'redis-8.0'))).toBe('');
  expect(objectionToRoll(before, plan(demoSpec({ topology: Topology.sentinel({ replicas: 3 }) })))).toBe('');
});

test.each<[string, DeploymentPlan, RegExp]>([
  ['an obstacle of the diff', { ...before, name: 'other' }, /^name: demo and other are two deployments: .*; compare plans of one/],
  ['a transport', { ...before, transport: 'tls' }, /^transport: .*; go by way of "both"/],
  ['a transport by way of both', plan(demoSpec({ transport: Transport.BOTH })), /^transport plaintext -> both: .*give every node the plan at once/],
  ['a port', { ...before, ports: { ...before.ports, redis: 7000 } }, /^ports\.redis \d+ -> 7000: .*cannot change node by node/],
  ['a node less', { ...before, nodes: before.nodes.slice(0, 2) }, /^node-3 would go: remove nodes first/],
  ['a move', { ...before, nodes: before.nodes.map((node) => (node.name === 'node-2' ? { ...node, failureDomain: 'zone-9' } : node)) },
    /^node-2 would move to another failure domain/],
])('%s cannot', (_, after, why) => {
  expect(objectionToRoll(before, after)).toMatch(why);
});

test('every obstacle has a line', () => {
  const after = plan(demoSpec({ name: 'other', topology: Topology.cluster() }));
  expect(objectionToRoll(before, after).split('\n').map((line) => line.split(':')[0])).toEqual(['name', 'topology']);
});

test('live is what running servers take, and a restart is not', () => {
  const fields = (after: DeploymentPlan): string[] => liveChanges(before, after).map(({ field }) => field);
  expect(fields(plan(withOverrides({ replTimeoutSeconds: 45 })))).toEqual(['settings.replTimeoutSeconds']);
  expect(fields({ ...before, ports: { ...before.ports, redis: 7000 } })).toEqual([]);
  expect(fields(before)).toEqual([]);
});
