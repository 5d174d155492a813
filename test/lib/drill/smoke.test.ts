import { runDrill } from '../../../lib/drill/run';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

/** One real drill of each topology but Sentinel's, which other tests run; how fast they are is for the long ones and benches. */
test.each([
  ['replication', Topology.replication({ replicas: 2 }), 60],
  ['cluster', Topology.cluster(), 5],
])('kill-primary of %s: service comes back and what was acknowledged is there', async (name, topology, rtoSeconds) => {
  const deployment = plan({
    name, engine: Engine.REDIS_7_0, topology, failureDomains: 3, objectives: { rpoSeconds: 5, rtoSeconds },
  });
  const { measured, checks, events } = await runDrill('kill-primary', deployment, { seed: 5, rate: 300 });
  const said = JSON.stringify({ checks, events: events.slice(-60) }, undefined, 1);
  expect({ rule: checks.filter(({ id, ok }) => id === 'rule' && !ok), said }).toEqual({ rule: [], said });
  expect(measured.rtoMs).toBeDefined();
  expect(measured.exposureMs).toBeGreaterThan(0);
  expect(measured.verifiedWrites).toBe(measured.acknowledgedWrites);
  expect(checks.find(({ id }) => id === 'rpo')).toMatchObject({ ok: true });
  expect(measured.shards?.length).toBe(name === 'cluster' ? 3 : undefined);
}, 180_000);
