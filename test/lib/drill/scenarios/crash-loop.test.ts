import { replaceDead } from '../../../../lib/agent/cluster/replace-dead';
import { crashLoop } from '../../../../lib/drill/scenarios/crash-loop';
import { Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import type { RedisLink } from '../../../../lib/redis';
import { demoSpec } from '../../plan/specs';
import { FakeLab } from '../fake-lab';
import { watched, type Watched } from './context';

const SENTINEL_ASKS = 'crash-failover asked=true sentinel=node-2 target=127.0.0.2 settledMs=30';
const CLUSTER_ASKS = 'replace-dead to=shard-1-2 offset=200 of=1 answer=OK';
const labs: FakeLab[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(labs.splice(0).map((lab) => lab.down()));
});

/** At each death the agents log what is given, the last of it again and again. */
async function crashed(topology: Topology, logs: string[], writes = true): Promise<Watched & { lab: FakeLab }> {
  const lab = new FakeLab(plan(demoSpec({ topology })));
  labs.push(lab);
  let deaths = 0;
  jest.spyOn(lab, 'primary').mockResolvedValue(lab.nodes[0]!.name);
  jest.spyOn(lab.nodes[0]!, 'pid').mockReturnValue(42);
  jest.spyOn(lab.nodes[0]!, 'signal').mockImplementation(() => {
    lab.record('agent', logs[Math.min(deaths, logs.length - 1)]!, lab.nodes[0]!.name);
    deaths += 1;
  });
  const seen = watched(lab, { writesResume: () => Promise.resolve(writes) });
  await crashLoop.run(seen.context);
  return { ...seen, lab };
}

describe('one failover in ten minutes may be by request', () => {
  test.each([
    ['Sentinel', Topology.sentinel(), SENTINEL_ASKS, 'crash-loop since=1'],
    ['Cluster', Topology.cluster(), CLUSTER_ASKS, 'replace-dead detail=shard-1-2 leads already'],
  ])('%s', async (_, topology, asks, not) => {
    const once = await crashed(topology, [asks, not]);
    expect(once.violations).toEqual([]);
    expect(once.faults.length).toBeGreaterThanOrEqual(3);
    expect(once.notes.at(-1)).toBe(`1 of ${once.faults.length} failovers were by request`);
    const always = await crashed(topology, [asks]);
    expect(always.violations).toEqual([expect.stringMatching(new RegExp(`^${always.faults.length} failovers were by request within ten minutes`))]);
  });

  test('a refusal to ask is none', async () => {
    const refused = await crashed(Topology.sentinel(), ['crash-failover asked=false detail=no Sentinel would choose node-2']);
    expect(refused.violations).toEqual([]);
    expect(refused.notes.at(-1)).toMatch(/^0 of /);
  });

  test('what the agent of a Cluster logs when it asks a replica is what is counted', async () => {
    let role = 'slave';
    const call = async (...words: string[]): Promise<string> => {
      if (words[0] === 'CLUSTER') {
        role = 'master';
        return 'OK';
      }
      return [`role:${role}`, 'master_host:h', 'master_port:1', 'master_replid:r', 'master_sync_in_progress:0',
        'master_link_status:down', 'slave_repl_offset:7'].join('\r\n');
    };
    const lines: string[] = [];
    await replaceDead([{ node: 'shard-1-2', link: { call } as unknown as RedisLink }], { host: 'h', port: 1, replicationId: 'r' },
      // As a lab words it.
      (event, fields = {}) => lines.push(`${event} ${Object.entries(fields).map(([key, value]) => `${key}=${String(value)}`).join(' ')}`));
    const [asks] = lines;
    expect((await crashed(Topology.cluster(), [asks!])).violations).toHaveLength(1);
  });
});

test('it ends at the first death after which nobody writes', async () => {
  const { faults, violations } = await crashed(Topology.sentinel(), ['nothing'], false);
  expect(faults).toHaveLength(1);
  expect(violations[0]).toMatch(/^no write after death 1 of /);
});

test('a primary whose Redis does not run is left alone', async () => {
  const lab = new FakeLab(plan(demoSpec()));
  labs.push(lab);
  const { context, faults, notes } = watched(lab);
  await crashLoop.run(context);
  expect(faults).toEqual([]);
  expect(notes[0]).toBe('node-1 is named but its Redis does not run; left alone');
});

test('a later death is promised the time of a second attempt, and no objective speaks of it', () => {
  const made = plan(demoSpec());
  expect(crashLoop.expectation(made)).toMatchObject({
    rtoDeclared: false, gapBounded: true, promisedRtoSeconds: made.promise.rto.secondAttemptSeconds,
    promisedLossSeconds: made.promise.rpo.processDeathSeconds,
  });
});
