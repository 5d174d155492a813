import { Topology } from '../../../lib/model';
import type { RestoreBinding } from '../../../lib/plan';
import { Backups, KEYS, linkTo, planOf, restored, rightKeys, sum } from './restored-labs';

const backups = new Backups();
let ofOne: RestoreBinding;
let ofThree: RestoreBinding;
beforeAll(async () => {
  ofOne = await backups.make(1);
  ofThree = await backups.make(3);
}, 60_000);
afterAll(() => backups.close());

describe('a lab that begins with a backup comes up with every key', () => {
  test.each([
    ['Sentinel', Topology.sentinel(), (): RestoreBinding => ofOne],
    ['replication', Topology.replication(), (): RestoreBinding => ofOne],
    ['Cluster of 3 shards', Topology.cluster({ shards: 3, replicas: 1 }), (): RestoreBinding => ofThree],
    ['Cluster of 5 shards from one of 3', Topology.cluster({ shards: 5, replicas: 1 }), (): RestoreBinding => ofThree],
    ['Cluster from a single server', Topology.cluster({ shards: 3, replicas: 1 }), (): RestoreBinding => ofOne],
  ])('%s', async (_, topology, backup) => {
    await restored(planOf(topology), { restoreFrom: backup() }, async (lab) => {
      await lab.healthy(90_000);
      expect(sum(await rightKeys(lab))).toBe(KEYS);
      // Open for writes, and a node that starts again goes on with what it has.
      const primary = (await lab.primary())!;
      const seeds = (): number => lab.events.filter(({ message }) => message.startsWith('seeded ')).length;
      const before = seeds();
      const link = linkTo(lab, primary);
      const [first] = (await link.call('KEYS', 'key-*')) as string[];
      expect(String(await link.call('SET', first!, 'new'))).toBe('OK');
      link.close();
      lab.node(primary).signal('redis', 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await lab.healthy(60_000);
      expect(sum(await rightKeys(lab))).toBe(KEYS - 1);
      expect(seeds()).toBe(before);
    });
  }, 240_000);
});

test('wipe-all: a formed deployment is not seeded again, and does not start empty either', async () => {
  await restored(planOf(Topology.sentinel()), { restoreFrom: ofOne }, async (lab) => {
    await lab.healthy(60_000);
    await Promise.all(lab.nodes.map((node) => node.kill()));
    await Promise.all(lab.nodes.map((node) => node.wipe()));
    await Promise.all(lab.nodes.map((node) => node.start()));
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const phases = await Promise.all(lab.nodes.map(async (node) => (await node.health('/status'))!.body));
    expect(phases.map(({ phase }) => phase)).toEqual(['refusing', 'refusing', 'refusing']);
    expect(phases[0]!.reason).toMatch(/every volume is empty .*docs\/recovery\.md/);
  });
}, 120_000);

test('a replaced first node copies from whoever leads now', async () => {
  await restored(planOf(Topology.sentinel()), { restoreFrom: ofOne }, async (lab) => {
    await lab.healthy(60_000);
    const first = lab.node(lab.plan.topology.bootstrapNode);
    await first.kill();
    await first.wipe();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    await first.start();
    await lab.healthy(60_000);
    expect(sum(await rightKeys(lab))).toBe(KEYS);
    expect(lab.events.filter(({ message }) => message.startsWith('seeded '))).toHaveLength(1);
  });
}, 120_000);

test('with a backup that is not there nothing starts, and whoever waits is told why', async () => {
  await restored(planOf(Topology.sentinel()), { restoreFrom: { ...ofOne, backup: '20200101T000000Z-aaaaaa' } }, async (lab) => {
    await expect(lab.healthy(10_000)).rejects.toThrow(/not seeded with the backup 20200101T000000Z-aaaaaa: .* not complete/);
    expect((await lab.node('node-1').health('/status'))!.body.phase).toBe('refusing');
  });
}, 60_000);
