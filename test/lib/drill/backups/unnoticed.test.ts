import { until } from '../../../../lib/drill/clock';
import { Watch, writeChecks } from '../../../../lib/drill/backups/unnoticed';
import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { openSnapshotStream } from '../../../../lib/redis';
import { FakeLab } from '../fake-lab';
import { ledgerOfOne, write } from '../synthetic';

describe('what a watch saw', () => {
  let lab: FakeLab;

  beforeAll(async () => {
    lab = await FakeLab.start(plan({
      name: 'watched', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), failureDomains: 3,
      objectives: { rpoSeconds: 5, rtoSeconds: 5 },
    }));
    await lab.healthy(30_000);
  }, 40_000);

  afterAll(() => lab.down());

  const watched = async (meanwhile: () => Promise<void>): Promise<Record<string, boolean>> => {
    const watch = new Watch(lab);
    watch.begin();
    await meanwhile();
    await watch.end();
    return Object.fromEntries(watch.checks().map(({ id, ok }) => [id, ok]));
  };

  test('nothing: all is as it was', async () => {
    expect(await watched(() => new Promise((resolve) => { setTimeout(resolve, 600); })))
      .toEqual({ healthy: true, replicas: true, memory: true });
  }, 20_000);

  test('a copy that was missing, for a moment only', async () => {
    const saw = jest.spyOn(lab, 'lacking').mockResolvedValueOnce('').mockResolvedValueOnce('node-2 is not ready').mockResolvedValue('');
    const untilLooked = async (): Promise<void> => { await until(() => saw.mock.calls.length > 3, 5000, 20); };
    expect(await watched(untilLooked)).toMatchObject({ healthy: false });
    saw.mockRestore();
  }, 20_000);

  /** On a primary a backup's connection counts as a replica. */
  test('a replica that is none, when a snapshot streams from the primary', async () => {
    const primary = lab.node((await lab.primary())!);
    // Ten keys of 300 ms each: it streams for longer than a watch takes to look again.
    await primary.ask(async (client) => {
      await client.mset(Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`key-${index}`, 'value'])));
      await client.config('SET', 'rdb-key-save-delay', '300000');
    });
    const looks = jest.spyOn(lab, 'lacking');
    expect(await watched(async () => {
      // The second look begins when the first has ended: what was there before is known.
      await until(() => looks.mock.calls.length > 1, 10_000, 20);
      const stream = await openSnapshotStream({ host: primary.host, port: lab.plan.ports.redis });
      const before = looks.mock.calls.length;
      await until(() => looks.mock.calls.length > before + 2, 10_000, 20);
      stream.close();
    })).toMatchObject({ replicas: false });
    looks.mockRestore();
    await primary.ask((client) => client.config('SET', 'rdb-key-save-delay', '0'));
  }, 20_000);
});

describe('writes meanwhile', () => {
  const span = { fromMs: 5000, toMs: 8000 };
  const oks = (ledger: ReturnType<typeof ledgerOfOne>): Record<string, boolean> =>
    Object.fromEntries(writeChecks(ledger, 0, span).map(({ id, ok }) => [id, ok]));

  test('as before', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 9000);
    expect(oks(ledger)).toEqual({ failed: true, latency: true, gap: true });
  });

  test('one that failed; one before it or after it does not count', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 5000);
    write(ledger, 4990, 5000, { fail: true });
    write(ledger, 5000, 8000);
    write(ledger, 8000, 8010, { fail: true });
    expect(oks(ledger)).toMatchObject({ failed: true });
    write(ledger, 7000, 7010, { fail: true });
    expect(oks(ledger)).toMatchObject({ failed: false });
  });

  test('none for a while', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 6000);
    write(ledger, 6400, 9000);
    expect(oks(ledger)).toMatchObject({ failed: true, gap: false, latency: true });
  });

  test('late ones', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 5000);
    for (let at = 5000; at < 8000; at += 10) {
      ledger.acknowledge(ledger.issue(0, 0, at), at + 300);
    }
    expect(oks(ledger)).toMatchObject({ latency: false });
  });

  test('no load at all says nothing, which is no pass', () => {
    expect(oks(ledgerOfOne())).toMatchObject({ failed: false });
  });
});
