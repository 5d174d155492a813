import { Engine, Topology, type DeploymentSpec } from '../../../lib/model';
import { plan, PlanRefused, review } from '../../../lib/plan';
import { demoSpec, withOverrides } from './specs';

test('the demo deployment: what it runs, where, and what it promises', () => {
  const deployment = plan(demoSpec());
  expect(deployment).toMatchObject({
    schemaVersion: 1,
    name: 'demo',
    engine: { name: 'redis-7.0', family: 'redis', version: '7.0' },
    topology: { kind: 'sentinel', replicas: 2, sentinels: 3, quorum: 2, masterName: 'demo', bootstrapNode: 'node-1' },
    failureDomains: ['zone-1', 'zone-2', 'zone-3'],
    transport: 'plaintext',
    findings: [],
  });
  expect(deployment.promise.rto.worstSeconds).toBeLessThanOrEqual(5);
  expect(deployment.promise.rpo.worstSeconds).toBeLessThanOrEqual(5);
});

/** The bad specs of issue 2: each must name the field the user typed and how to fix it. */
test.each<[string, () => DeploymentSpec, string, string]>([
  ['two Sentinels', () => demoSpec({ topology: Topology.sentinel({ sentinels: 2 }) }), 'topology.sentinels: got 2', 'use 3 (or 5)'],
  ['an even number of Sentinels', () => demoSpec({ topology: Topology.sentinel({ sentinels: 6 }) }), 'topology.sentinels: got 6', 'use 5 or 7'],
  ['an even quorum that is only half', () => demoSpec({ topology: Topology.sentinel({ sentinels: 5, quorum: 2 }) }),
    'topology.quorum: got 2 of 5', 'from 3 to 4'],
  ['one zone', () => demoSpec({ failureDomains: 1 }), 'failureDomains: got 1', 'spread the deployment over three failure domains'],
  ['no zone', () => demoSpec({ failureDomains: 0 }), 'failureDomains: got 0', 'give a whole number from 1 to 16'],
  ['RPO 0', () => demoSpec({ objectives: { rpoSeconds: 0, rtoSeconds: 5 } }), 'objectives.rpo: got 0', 'give at least 3 seconds'],
  ['an override that breaks the RTO', () => withOverrides({ downAfterSeconds: 10 }),
    'overrides.downAfterSeconds: overrides.downAfterSeconds lets a failover take 22.8 s, more than objectives.rto (5 s)',
    'remove the override, lower it, or raise objectives.rto'],
  ['an unknown engine', () => demoSpec({ engine: Engine.of('keydb-6') }), 'engine: unknown engine "keydb-6"', 'use one of redis-7.0'],
  ['a name that names nothing', () => demoSpec({ name: 'My Redis' }), 'name: got "My Redis"', 'use lower-case letters, digits and dashes'],
  ['too little memory', () => demoSpec({ nodeMemoryBytes: 1024 }), 'nodeMemoryBytes: got 1024', 'give a number of bytes from 536870912'],
])('%s is refused with the field and the fix', (_, spec, field, fix) => {
  let message = '';
  try {
    plan(spec());
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain(field);
  expect(message).toContain(fix);
});

test('a refusal carries every finding, not only the first', () => {
  const spec = demoSpec({ failureDomains: 1, objectives: { rpoSeconds: 1, rtoSeconds: 1 } });
  expect(() => plan(spec)).toThrow(PlanRefused);
  expect(review(spec).findings.map((finding) => finding.id).sort()).toEqual(['one-failure-domain', 'rpo-too-tight', 'rto-too-tight']);
});
