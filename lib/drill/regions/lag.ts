import type { Cluster, Redis } from 'ioredis';
import type { Lab, LabNode } from '../../lab/lab';
import { remoteNodes } from '../../plan';
import { sleep } from '../clock';
import { askNode } from '../scenarios/ask-node';
import { dataNodes } from '../scenarios/scenario';

const VALUE = Buffer.alloc(64 * 1024, '.');
const VALUES_PER_SECOND = 32;
/** Overwritten again and again, so that no memory is filled. */
const KEYS = 96;

/** Writes about 2 MB a second beside the load, so that a link has something to carry; `stop` ends it. */
export function fillLink(client: Redis | Cluster): { stop(): void } {
  let at = 0;
  const timer = setInterval(() => {
    at += 1;
    client.set(`filler:${at % KEYS}`, VALUE).catch(() => undefined);
  }, 1000 / VALUES_PER_SECOND);
  return {
    stop: () => {
      clearInterval(timer);
      client.disconnect();
    },
  };
}

/** Bytes a second that the primaries hand to their replicas now. */
export async function replicationRate(lab: Lab, overMs: number): Promise<number> {
  const before = await offsets(lab);
  await sleep(overMs);
  return (await offsets(lab) - before) / overMs * 1000;
}

async function offsets(lab: Lab): Promise<number> {
  const all = await Promise.all(dataNodes(lab).map(async (node) => {
    const info = await askNode(lab, node, (client) => client.info('replication'));
    return info !== undefined && /role:master/.test(info) ? Number(/master_repl_offset:(\d+)/.exec(info)?.[1] ?? 0) : 0;
  }));
  return all.reduce((sum, offset) => sum + offset, 0);
}

/** How far the region that is not active is behind, in seconds, as its agents say; undefined when none does. */
export async function standbyLag(lab: Lab): Promise<number | undefined> {
  const names = remoteNodes(lab.plan).map(({ name }) => name);
  const said = await Promise.all(lab.nodes.filter(({ name, running }) => running && names.includes(name)).map(lagOf));
  const known = said.filter((seconds) => seconds !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

async function lagOf(node: LabNode): Promise<number | undefined> {
  const { lag } = (await node.health('/status'))?.body ?? {};
  return (lag as { seconds?: number } | undefined)?.seconds;
}
