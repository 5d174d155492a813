import { collect, diagnose } from '../../../lib/doctor';
import { startLab, type Lab } from '../../../lib/lab';
import { labPromotionPort } from '../../../lib/lab/promotion-port';
import { Engine, RegionStrategy, Topology, UserName } from '../../../lib/model';
import { plan, planOf } from '../../../lib/plan';
import { RedisLink } from '../../../lib/redis';
import { dryRun, promote, type PromotionReport } from '../../../lib/region/promotion';

jest.setTimeout(300_000);

let lab: Lab;
afterEach(async () => lab.down());

/** Writes each key once, to whoever says it is primary, until stopped; remembers what was acknowledged. */
class Load {
  public readonly acknowledged: number[] = [];
  private stopped = false;
  private readonly running = this.write();

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async write(): Promise<void> {
    for (let number = 0; !this.stopped;) {
      const link = await primaryLink().catch(() => undefined);
      try {
        for (; link && !this.stopped; number += 1) {
          await link.call('SET', `k${number}`, number);
          this.acknowledged.push(number);
        }
      } catch {
        // Whether that one was written is unknown: it is not written again.
        number += 1;
      } finally {
        link?.close();
      }
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }
}

async function primaryLink(): Promise<RedisLink> {
  const name = await lab.primary();
  const host = lab.bindings.addresses[name!]!;
  const password = lab.secret(UserName.APP);
  return new RedisLink({ host, port: lab.plan.ports.redis, username: UserName.APP, password, timeoutMs: 1500 });
}

async function lost(acknowledged: readonly number[]): Promise<number[]> {
  const link = await primaryLink();
  try {
    const gone: number[] = [];
    for (let at = 0; at < acknowledged.length; at += 1000) {
      const some = acknowledged.slice(at, at + 1000);
      const values = await link.call('MGET', ...some.map((number) => `k${number}`)) as (string | null)[];
      gone.push(...some.filter((number, index) => values[index] !== String(number)));
    }
    return gone;
  } finally {
    link.close();
  }
}

const SPEC = {
  name: 'demo', engine: Engine.REDIS_7_0, objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
  replicaRegion: {
    strategy: RegionStrategy.WARM, failureDomains: 3, objectives: { rpoSeconds: 60, rtoSeconds: 3600 }, leaseSeconds: 5,
  },
};

async function inSync(): Promise<void> {
  await lab.healthy(90_000);
  const port = labPromotionPort(lab, lab.witness!.url);
  const other = lab.regions.find(({ nodes }) => !lab.plan.nodes.some(({ name }) => nodes.includes(name)))!;
  const deadline = Date.now() + 90_000;
  for (;;) {
    const reports = Object.entries(await port.look(planOf(lab.plan, other.name).nodes.filter(({ roles }) => roles.includes('data' as never))
      .map(({ name }) => name)));
    if (reports.length > 1 && reports.every(([, { holdsData, linkUp }]) => holdsData && linkUp)) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`the other region is not in sync: ${JSON.stringify(reports)}`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 500); });
  }
}

/** What doctor says of the loss of either region. */
async function unsafeRegions(): Promise<string[]> {
  const { plan: declared, bindings: { addresses } } = lab;
  const observation = await collect({ plan: declared, addresses, monitorPassword: lab.secret(UserName.MONITOR) });
  expect(observation.regions).toHaveLength(lab.nodes.length);
  return diagnose(declared, observation).losses.filter(({ kind, safe }) => kind === 'region' && !safe).flatMap(({ reasons }) => reasons);
}

function expectPlanned(report: PromotionReport, to: string): void {
  expect(report).toMatchObject({ to, planned: true, serves: true, already: false });
  expect(report.dataSets).toEqual([expect.objectContaining({ oldOffsetIs: 'fenced', bytesBeyond: 0 })]);
}

test.each([['Sentinel', Topology.sentinel({ replicas: 1 })], ['replication', Topology.replication({ replicas: 1 })]])(
  'a planned promotion and the way back lose no acknowledged write under load (%s)', async (_, topology) => {
    lab = await startLab(plan({ ...SPEC, topology }));
    await inSync();
    const load = new Load();
    try {
      await new Promise((resolve) => { setTimeout(resolve, 2000); });
      const shown = await dryRun('region-2', labPromotionPort(lab, lab.witness!.url));
      expect(shown.refusals).toEqual([]);
      expect(await unsafeRegions()).toEqual([]);
      expect((await lab.witness!.record())!.epoch).toBe(1);

      const notes: string[] = [];
      const there = await promote('region-2', labPromotionPort(lab, lab.witness!.url), ({ detail }) => notes.push(detail), { by: 'test' });
      expectPlanned(there, 'region-2');
      await inSync();
      expect(await unsafeRegions()).toEqual([]);
      const before = load.acknowledged.length;
      const back = await promote('region-1', labPromotionPort(lab, lab.witness!.url), undefined, { by: 'test' });
      expectPlanned(back, 'region-1');
      expect(load.acknowledged.length).toBeGreaterThan(100);
      await inSync();
      await new Promise((resolve) => { setTimeout(resolve, 2000); });
      // Writes went on in the other region, and go on here.
      expect(load.acknowledged.length).toBeGreaterThan(before);
    } finally {
      await load.stop();
    }
    expect(await lost(load.acknowledged)).toEqual([]);
    expect((await lab.witness!.record())!).toMatchObject({ epoch: 5, active: 'region-1' });
  });
