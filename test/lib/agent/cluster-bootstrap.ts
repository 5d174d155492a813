import { startLab } from '../../../lib/lab';
import { Engine, Topology } from '../../../lib/model';
import { review } from '../../../lib/plan';
import { parseClusterNodes, RedisLink } from '../../../lib/redis';

const deployment = review({
  name: 'bootstrap', engine: Engine.REDIS_7_0, topology: Topology.cluster({ shards: 3, replicas: 1 }),
  objectives: { rpoSeconds: 5, rtoSeconds: 8 }, failureDomains: 3,
});

const LEADER = ['remembered:forming', 'cluster:set-config-epoch:before', 'cluster:set-config-epoch:after', 'cluster:addslotsrange:before',
  'cluster:addslotsrange:after', 'cluster:meet:before', 'cluster:meet:after', 'claim:before', 'claim:after', 'remembered:initialised', 'writable'];
const OWNER = ['remembered:forming', 'cluster:set-config-epoch:before', 'cluster:addslotsrange:before', 'cluster:addslotsrange:after',
  'remembered:initialised', 'writable'];
const REPLICA = ['remembered:forming', 'cluster:replicate:before', 'cluster:replicate:after', 'remembered:initialised', 'eligible'];
/** Every step of every part a node can have. */
export const FAULTS = [
  ...LEADER.map((step) => ['shard-1-1', step]), ...OWNER.map((step) => ['shard-2-1', step]), ...REPLICA.map((step) => ['shard-3-2', step]),
];

/** Forms a Cluster whose node dies at that step, with or without its volume, and looks at what everybody sees then. */
export async function formed(faulty: string, failpoint: string, wipe: boolean): Promise<void> {
  const lab = await startLab(deployment, { startFaults: { [faulty]: { failpoint } } });
  const struck = new Promise<void>((resolve) => lab.onEvent(({ node, message }) => {
    if (node === faulty && message.startsWith('agent ended (SIGKILL)')) {
      resolve();
    }
  }));
  try {
    await Promise.race([struck, new Promise((_, reject) => { setTimeout(() => reject(new Error('the step never came')), 30_000).unref(); })]);
    if (wipe) {
      const node = lab.node(faulty);
      await node.kill();
      await node.wipe();
      await node.start();
    }
    await lab.healthy(60_000);
    // /status tells what the last look saw, which may have been before the node joined.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const ids = await Promise.all(lab.nodes.map(async (each) =>
      ((await each.health('/status'))!.body.memory as { deploymentId: string }).deploymentId));
    expect(new Set(ids).size).toBe(1);
    // Everybody sees the same six, and no trace of an id that came and went.
    for (const node of lab.nodes) {
      const link = new RedisLink({ host: node.host, port: deployment.ports.redis, username: 'agent', password: lab.secret('agent'), timeoutMs: 1000 });
      const lines = parseClusterNodes(String(await link.call('CLUSTER', 'NODES')));
      link.close();
      expect(lines.map(({ host }) => host).sort()).toEqual(lab.nodes.map(({ host }) => host).sort());
    }
  } finally {
    await lab.down();
  }
}

