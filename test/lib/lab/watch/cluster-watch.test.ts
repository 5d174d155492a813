import { startLab, type Lab } from '../../../../lib/lab';
import { until } from '../../../../lib/drill/clock';
import { Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';

const deployment = plan(demoSpec({ name: 'watched-cluster', topology: Topology.cluster({ shards: 3, replicas: 1 }) }));
let lab: Lab;

beforeAll(async () => {
  lab = await startLab(deployment);
  await lab.healthy(90_000);
}, 100_000);

afterAll(() => lab?.down());

test('every shard has its designated primary; a handover to a node is one of its shard', async () => {
  const primaries = (): Promise<(string | undefined)[]> => Promise.all([1, 2, 3].map((shard) => lab.primary(shard)));
  expect(await primaries()).toEqual(['shard-1-1', 'shard-2-1', 'shard-3-1']);
  expect(await lab.handover('shard-2-2')).toMatchObject({ ok: true, to: 'shard-2-2' });
  await lab.healthy(60_000);
  expect(await primaries()).toEqual(['shard-1-1', 'shard-2-2', 'shard-3-1']);
}, 90_000);

test('a replica that is gone is lacking, and the rest is whole without it', async () => {
  await lab.node('shard-3-2').kill();
  expect(await lab.lacking()).toContain('shard-3-2 is not ready (no answer)');
  expect(await until(async () => await lab.lacking('shard-3-2') === '', 20_000)).toBe(true);
  expect(await lab.lacking('shard-1-2')).toContain('shard-3-2');
  await lab.node('shard-3-2').start();
  await lab.healthy(60_000);
}, 90_000);

test('no load balancer in front of a Cluster', async () => {
  await expect(lab.proxy('primary')).rejects.toThrow('must reach every one');
});
