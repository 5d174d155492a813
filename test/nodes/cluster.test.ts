import { UNITS } from '../../lib/config';
import { now, until } from '../../lib/drill/clock';
import { fleet, type Fleet } from './fleet';
import { underLoad } from './load';

// One story, told in order: each test starts from what the one before it left, and when one fails the rest say so at once.
jest.setTimeout(2_400_000);

let nodes: Fleet;
let broken: string | undefined;

const story = (name: string, tell: () => Promise<void>): void => {
  test(name, async () => {
    if (broken) throw new Error(`not tried, since "${broken}" failed`);
    try {
      await tell();
    } catch (error) {
      broken = name;
      throw error;
    }
  });
};

beforeAll(async () => {
  nodes = await fleet('test/nodes/apps/cluster.ts');
});

afterAll(async () => {
  if (broken) await nodes?.explain();
  await nodes?.dispose();
});

/** Ids of all members, as one node lists them. */
async function idsSeenBy(node: string): Promise<string[]> {
  const text = String(await nodes.command(node, ['cluster', 'nodes'], 'agent'));
  return text.trim().split('\n').map(line => line.split(' ')[0]!).sort();
}

async function idOf(node: string): Promise<string> {
  const text = String(await nodes.command(node, ['cluster', 'nodes'], 'agent'));
  return text.split('\n').find(line => line.includes('myself'))!.split(' ')[0]!;
}

/** Every node knows every node and nobody else, and the Cluster is whole. */
async function whole(timeoutMs: number): Promise<void> {
  let last = '';
  const well = await until(async () => {
    const ids = await Promise.all(nodes.plan.nodes.map(({ name }) => idOf(name)));
    const seen = await Promise.all(nodes.plan.nodes.map(({ name }) => idsSeenBy(name)));
    const info = String(await nodes.command(nodes.plan.nodes[0]!.name, ['cluster', 'info'], 'agent'));
    last = JSON.stringify({ ids, seen, info });
    return info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384')
      && seen.every(list => list.join() === [...ids].sort().join());
  }, timeoutMs, 1000);
  if (!well) throw new Error(`the Cluster is not whole within ${timeoutMs / 1000} s: ${last}`);
}

describe('the user data of a Cluster', () => {
  story('forms a Cluster of six machines, each started when the one before has signalled', async () => {
    await nodes.create();
    expect(nodes.deployment.signals.filter(signal => signal.status !== 'SUCCESS')).toEqual([]);
    await nodes.healthy(120_000);
    await whole(60_000);
  });

  story('with a primary per shard, each in another zone than its replica', async () => {
    const primaries = await Promise.all(nodes.shards.map(shard => nodes.primary(shard)));
    expect(primaries).toHaveLength(3);
    const zone = (node: string): string => nodes.instanceOf(node)!.template.zone;
    expect(new Set(primaries.map(zone)).size).toBe(3);
    for (const shard of nodes.shards) {
      expect(new Set(nodes.plan.nodes.filter(node => node.shard === shard).map(({ name }) => zone(name))).size).toBe(2);
    }
  });

  story('needs no more rights than its role has, and no Sentinel', async () => {
    expect(nodes.refused()).toEqual([]);
    for (const instance of nodes.running()) {
      const units = await nodes.units(instance);
      expect(units).toEqual(expect.arrayContaining([UNITS.redis, UNITS.agent, UNITS.caretaker]));
      expect(units).not.toContain(UNITS.sentinel);
      expect((await instance.machine.run('systemctl list-units --state=failed --plain --no-legend')).output).toBe('');
    }
  });

  story('hands over before an orderly shutdown of a primary and loses no acknowledged write', async () => {
    const name = await nodes.primary(1);
    const old = nodes.instanceOf(name)!;
    const { lost, checked } = await underLoad(nodes, 'power-off', async load => {
      const at = now();
      await old.machine.run('systemctl poweroff');
      await until(() => !old.machine.running, 60_000);
      expect(await load.acknowledgedSince(at, 60_000, name)).toBe(true);
    });
    expect(checked).toBeGreaterThan(100);
    expect(lost).toEqual([]);
    expect(await nodes.primary(1)).not.toBe(name);
    const instance = await nodes.replaced(old);
    await nodes.healthy(240_000);
    await whole(60_000);
    expect(instance.nic.address).toBe(old.nic.address);
    expect(await nodes.roleOf(name)).toBe('slave');
  });

  story('replaces a node with an empty volume; nobody remembers its former id', async () => {
    const name = await nodes.primary(2);
    const old = nodes.instanceOf(name)!;
    const formerId = await idOf(name);
    let killedAt = 0;
    const { lost } = await underLoad(nodes, 'replace-node', async load => {
      nodes.acceptNewVolume(name);
      killedAt = now();
      old.machine.kill();
      expect(await load.acknowledgedSince(killedAt, 60_000, name)).toBe(true);
    });
    // Asynchronous replication may lose the last moment before a loss, and nothing older than the declared RPO.
    expect(lost.filter(entry => entry.endedAt < killedAt - nodes.plan.objectives.rpoSeconds * 1000)).toEqual([]);
    await nodes.replaced(old);
    await nodes.healthy(300_000);
    await whole(120_000);
    expect(await idOf(name)).not.toBe(formerId);
    expect(await nodes.roleOf(name)).toBe('slave');
    for (const { name: other } of nodes.plan.nodes) {
      expect(await idsSeenBy(other)).not.toContain(formerId);
    }
  });

  story('still needed no more rights than its role has', () => {
    expect(nodes.refused()).toEqual([]);
    return Promise.resolve();
  });
});
