import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../lib/backup/store/open-store';
import { firstSlots, keySlot } from '../../../lib/cluster';
import { startLab, type Lab, type LabOptions } from '../../../lib/lab';
import { Engine, Topology } from '../../../lib/model';
import { review, type DeploymentPlan, type RestoreBinding } from '../../../lib/plan';
import { RedisLink } from '../../../lib/redis';
import { Bench } from '../backup/restore/real-redis';
import { snapshotOf, storeBackup } from '../backup/restore/stored-backup';

export const KEYS = 3000;

export function planOf(topology: Topology): DeploymentPlan {
  return review({
    name: 'restored', engine: Engine.REDIS_7_0, topology, objectives: { rpoSeconds: 5, rtoSeconds: 8 }, failureDomains: 3,
  });
}

/** Stores with a backup each, made from servers that are gone. */
export class Backups {
  private readonly bench = new Bench();
  private readonly root = mkdtempSync(join(tmpdir(), 'redis-ha-restored-'));

  /** @param shards of the Cluster it is of; 1 for none */
  public async make(shards: number): Promise<RestoreBinding> {
    const url = join(this.root, `of-${shards}`);
    const store = openStore(url);
    const parts = [];
    for (let shard = 1; shard <= shards; shard += 1) {
      const slots = shards === 1 ? undefined : firstSlots(shard, shards);
      const inside = (key: string): boolean => !slots || (keySlot(key) >= slots.from && keySlot(key) <= slots.to);
      const server = await this.bench.start(this.bench.folder(`of-${shards}-${shard}`));
      // In the snapshot although they have expired: a server that is no replica deletes them when it finds them.
      await server.call('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
      for (let index = 0; index < 100; index += 1) {
        if (inside(`gone-${index}`)) {
          await server.call('SET', `gone-${index}`, index, 'PX', 1);
        }
      }
      for (let index = 0; index < KEYS; index += 1) {
        if (inside(`key-${index}`)) {
          await server.call('SET', `key-${index}`, `value ${index}`);
        }
      }
      parts.push({ rdb: await snapshotOf(server), ...(slots ? { slots: [slots] } : {}) });
      await server.kill();
    }
    const { deployment, id } = await storeBackup(store, parts);
    store.close();
    return { store: url, deployment, backup: id };
  }

  public async close(): Promise<void> {
    await this.bench.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Starts a lab that begins with a backup, waits until it is whole, and takes it down whatever comes. */
export async function restored(plan: DeploymentPlan, options: LabOptions, look: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await startLab(plan, options);
  try {
    await look(lab);
  } finally {
    await lab.down();
  }
}

/** Every key of the primaries that is what it was when it was backed up, by node. */
export async function rightKeys(lab: Lab): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let shard = 1; shard <= lab.plan.topology.shards; shard += 1) {
    const name = (await lab.primary(shard))!;
    const link = linkTo(lab, name);
    const names = (await link.call('KEYS', 'key-*')) as string[];
    let right = 0;
    for (const key of names.map(String)) {
      right += String(await link.call('GET', key)) === `value ${key.slice('key-'.length)}` ? 1 : 0;
    }
    counts[name] = right;
    link.close();
  }
  return counts;
}

export function linkTo(lab: Lab, node: string): RedisLink {
  return new RedisLink({
    host: lab.node(node).host, port: lab.plan.ports.redis, username: 'app', password: lab.secret('app'), timeoutMs: 2000,
  });
}

export function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
