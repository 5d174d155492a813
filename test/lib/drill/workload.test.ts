import { Redis } from 'ioredis';

import { sleep } from '../../../lib/drill/clock';
import { Ledger, Outcome } from '../../../lib/drill/ledger';
import { targetOf } from '../../../lib/drill/target';
import { verify } from '../../../lib/drill/verify';
import { Workload } from '../../../lib/drill/workload';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { FakeLab } from './fake-lab';

const PLAN = plan({
  name: 'loaded',
  engine: Engine.REDIS_7_0,
  topology: Topology.sentinel(),
  objectives: { rpoSeconds: 5, rtoSeconds: 5 },
  failureDomains: 3,
});

describe('Workload', () => {
  let lab: FakeLab;

  beforeAll(async () => {
    lab = await FakeLab.start(PLAN);
    await lab.healthy(30_000);
  }, 40_000);

  afterAll(async () => {
    await lab.down();
  });

  test('keeps a target rate, and reading back finds exactly the writes that were taken away', async () => {
    const ledger = new Ledger('steady');
    const load = new Workload(targetOf(lab), ledger, { rate: 1000 });
    await load.start();
    await sleep(1500);
    await load.stop();
    const rate = ledger.size / (load.stoppedAt - load.startedAt) * 1000;
    expect(rate).toBeGreaterThan(600);
    expect(rate).toBeLessThan(1200);
    expect(await verify(ledger, targetOf(lab))).toEqual({ lost: [], checked: ledger.size });

    const taken = [...ledger.entries()].filter((entry) => !entry.counter).slice(100, 103);
    const client = new Redis({ host: lab.node((await lab.primary())!).host, port: PLAN.ports.redis, disableClientInfo: true });
    await client.del(taken.map((entry) => ledger.key(entry)));
    client.disconnect();
    expect((await verify(ledger, targetOf(lab))).lost).toEqual(taken.map((entry) => entry.index));
  }, 30_000);

  test('reaches thousands of writes a second when asked for as many as possible', async () => {
    const ledger = new Ledger('fast');
    const load = new Workload(targetOf(lab), ledger, { rate: 0, window: 64 });
    await load.start();
    await sleep(1500);
    await load.stop();
    const acknowledged = [...ledger.entries()].filter((entry) => entry.outcome === Outcome.ACKNOWLEDGED).length;
    expect(acknowledged / (load.stoppedAt - load.startedAt) * 1000).toBeGreaterThan(2000);
  }, 30_000);

  test('clients of a deployment that is gone go over to another, in the same ledger', async () => {
    const ledger = new Ledger('moved');
    const load = new Workload(targetOf(lab), ledger, { rate: 300, writers: 2 });
    await load.start();
    await load.follow(targetOf(lab));
    const since = Date.now();
    expect(await load.acknowledgedSince(since, 5000)).toBe(true);
    await sleep(300);
    expect(load.silentSince(since)).toEqual({ silent: 0, of: 2 });
    await load.stop();
    expect(ledger.writers.map(({ name }) => name)).toEqual(['w0', 'w1', 'w2', 'w3']);
    const late = [...ledger.entries()].filter((entry) => entry.issuedAt > since);
    expect(late.length).toBeGreaterThan(20);
    expect(new Set(late.map(({ writer }) => writer))).toEqual(new Set([2, 3]));
    expect((await verify(ledger, targetOf(lab))).lost).toEqual([]);
  }, 30_000);

  test('a pinned client stays with its node: a replica refuses it, and nothing of it counts as acknowledged', async () => {
    const ledger = new Ledger('pinned');
    const load = new Workload(targetOf(lab), ledger, { rate: 100 });
    await load.start();
    const primary = await lab.primary();
    const replica = lab.nodes.find((node) => node.name !== primary)!;
    load.pin(replica.name);
    await sleep(500);
    await load.stop();
    const pinned = [...ledger.entries()].filter((entry) => ledger.writers[entry.writer]!.pinned);
    expect(pinned.length).toBeGreaterThan(20);
    expect(pinned.every((entry) => entry.outcome === Outcome.FAILED)).toBe(true);
    expect(pinned.every((entry) => ledger.endpoints[entry.endpoint] === replica.name)).toBe(true);
  }, 30_000);
});
