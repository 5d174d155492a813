import { until } from '../../../../lib/drill/clock';
import { startLab, type Lab } from '../../../../lib/lab';
import { Engine, Topology, UserName } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { RedisLink } from '../../../../lib/redis';
import { firstRecord, HttpWitness, type RegionRecord } from '../../../../lib/region';
import { WARM } from '../../plan/specs';

jest.setTimeout(400_000);
let lab: Lab | undefined;
afterEach(async () => { await lab?.down(); lab = undefined; });

async function ask(node: string, ...words: string[]): Promise<unknown> {
  const link = new RedisLink({
    host: lab!.node(node).host, port: lab!.plan.ports.redis, username: UserName.APP, password: lab!.secret(UserName.APP),
      timeoutMs: 2000,
  });
  return link.call(...(words as [string])).catch((failure: Error) => failure.message).finally(() => link.close());
}

async function comes(what: () => Promise<boolean>): Promise<boolean> {
  return await until(what, 120_000, 200) === true;
}

const ready = (node: string): Promise<boolean> => lab!.node(node).health('/ready').then((answer) => answer?.status === 200);
const written = (node: string, key: string): Promise<boolean> => ask(node, 'SET', key, '1').then((answer) => answer === 'OK');

test.each([
  ['Sentinel', Topology.sentinel({ replicas: 1 })], ['replication', Topology.replication({ replicas: 1 })],
])('R14: with %s a standby copies, a move stops writes, and a record gives them to the other region and back', async (_, topology) => {
  lab = await startLab(plan({
    name: 'demo', engine: Engine.REDIS_7_0, topology, objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
    replicaRegion: { ...WARM, leaseSeconds: 5 },
  }));
  const witness = new HttpWitness({ url: lab.witness!.url, deployment: 'demo' });
  const base = firstRecord('demo', 'region-1', '', 'test');
  const put = (over: Partial<RegionRecord>): Promise<RegionRecord> => witness.create({ ...base, ...over });
  expect(await comes(async () => await ready('node-2') && ready('r2-node-2'))).toBe(true);
  expect(await comes(() => written('node-1', 'before'))).toBe(true);
  expect(await ask('r2-node-1', 'SET', 'x', '1')).toMatch(/READONLY/);
  expect(await comes(async () => await ask('r2-node-2', 'GET', 'before') === '1')).toBe(true);

  await put({ epoch: 2, moving: { to: 'region-2' } });
  expect(await comes(async () => /NOREPLICAS/.test(String(await ask('node-1', 'SET', 'x', '1'))))).toBe(true);
  await put({ epoch: 3, active: 'region-2', primaries: { 1: 'r2-node-1' }, roleEpoch: 20 });
  expect(await comes(() => written('r2-node-1', 'there'))).toBe(true);
  expect(await comes(async () => await ask('node-2', 'GET', 'there') === '1')).toBe(true);
  // Nothing was acknowledged after the fence; pings of the stream may have been on their way.
  const discarded = /^region-discarded bytes=\d+ /;
  expect(await comes(async () => lab!.events.some(({ node, message }) => node === 'node-1' && discarded.test(message)))).toBe(true);

  await put({ epoch: 4, active: 'region-2', moving: { to: 'region-1' }, roleEpoch: 20 });
  await put({ epoch: 5, active: 'region-1', primaries: { 1: 'node-2' }, roleEpoch: 40 });
  expect(await comes(() => written('node-2', 'back'))).toBe(true);
  expect(await comes(async () => await ask('r2-node-2', 'GET', 'back') === '1')).toBe(true);
  expect([await ask('node-1', 'GET', 'before'), await ask('node-2', 'GET', 'there')]).toEqual(['1', '1']);
});
