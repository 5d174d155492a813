import { ClientKind } from '../../../../lib/drill/clients/drill-client';
import { sleep } from '../../../../lib/drill/clock';
import { Ledger, Outcome } from '../../../../lib/drill/ledger';
import { verify } from '../../../../lib/drill/verify';
import { Workload } from '../../../../lib/drill/workload';
import { FakeCluster } from '../fake-cluster';

describe('clients of a Cluster', () => {
  let cluster: FakeCluster | undefined;

  beforeAll(async () => {
    cluster = await FakeCluster.start();
  }, 40_000);

  afterAll(async () => {
    await cluster?.down();
  });

  test.each(Object.values(ClientKind))('%s: every write is known by the node that acknowledged it, and all are found again', async (client) => {
    const { target } = cluster!;
    const before = await cluster!.keys();
    const ledger = new Ledger(client);
    const load = new Workload(target, ledger, { rate: 300, client });
    await load.start(20_000);
    await sleep(1500);
    await load.stop();
    const acknowledged = [...ledger.entries()].filter(({ outcome }) => outcome === Outcome.ACKNOWLEDGED);
    expect(acknowledged.length).toBeGreaterThan(100);
    for (const { endpoint, shard } of acknowledged) {
      expect(ledger.endpoints[endpoint]).toBe(`shard-${shard}-1`);
    }
    const after = await cluster!.keys();
    for (const shard of [1, 2, 3]) {
      const unique = new Set(acknowledged.filter((entry) => entry.shard === shard).map((entry) => ledger.key(entry))).size;
      expect(after[shard - 1]! - before[shard - 1]!).toBeGreaterThanOrEqual(unique);
      expect(unique).toBeGreaterThan(10);
    }
    expect(await verify(ledger, target)).toEqual({ lost: [], checked: acknowledged.length });
  }, 60_000);
});
