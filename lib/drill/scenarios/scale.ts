import { MIGRATE_TIMEOUT_MS, scaleTo, type ScaleLinks } from '../../cluster';
import type { Lab } from '../../lab/lab';
import { Engine, Topology, UserName } from '../../model';
import { connectionTls, plan as planOf, type DeploymentPlan } from '../../plan';
import { RedisLink } from '../../redis';

/** Longest that new nodes may take to be taken in. */
const JOIN_MS = 120_000;
const CONTROL_TIMEOUT_MS = 5000;

/** The same deployment with another number of shards. */
export function withShards(plan: DeploymentPlan, shards: number): DeploymentPlan {
  const { topology, nodes, findings } = planOf({
    name: plan.name,
    engine: Engine.of(plan.engine.name),
    topology: Topology.cluster({ shards, replicas: plan.topology.replicas }),
    failureDomains: plan.failureDomains.length,
    objectives: plan.objectives,
    nodeMemoryBytes: plan.nodeMemoryBytes,
  });
  return { ...plan, topology, nodes, findings };
}

/** Adds a shard's nodes, empty. */
export async function addShard(lab: Lab): Promise<void> {
  await lab.apply(withShards(lab.plan, lab.plan.topology.shards + 1));
  await lab.healthy(JOIN_MS);
}

/** Takes the nodes of the last shard out, which has no slots any more. */
export async function removeShard(lab: Lab, drained: string[]): Promise<void> {
  await lab.apply(withShards(lab.plan, lab.plan.topology.shards - 1));
  for (const node of drained) {
    await lab.remove(node);
  }
}

/** Moves slots until that many shards have an even share, as `redis-ha cluster scale` does. */
export async function moveSlots(lab: Lab, shards: number, say: (message: string) => void): Promise<string[]> {
  const links = linksOf(lab);
  let quarter = 0;
  try {
    const { moved, keys, drained } = await scaleTo(lab.plan, links, shards, {
      onProgress: (progress) => {
        const now = Math.floor(progress.moved / progress.of * 4);
        if (now > quarter) {
          quarter = now;
          say(`${progress.moved} of ${progress.of} slots moved, with ${progress.keys} keys`);
        }
      },
    });
    say(`${moved} slots and ${keys} keys moved`);
    return drained;
  } finally {
    [...links.agent.values(), ...links.migration.values()].forEach((link) => link.close());
  }
}

function linksOf(lab: Lab): ScaleLinks {
  const { plan: { ports }, nodes, bindings } = lab;
  const tls = connectionTls(lab.plan, lab.certificates);
  const data = nodes.filter((node) => node.hasData);
  const links = (username: UserName, timeoutMs: number): Map<string, RedisLink> => {
    const options = { port: ports.redis, username, password: lab.secret(username), tls, timeoutMs };
    return new Map(data.map(({ name, host }) => [name, new RedisLink({ ...options, host })]));
  };
  return {
    agent: links(UserName.AGENT, CONTROL_TIMEOUT_MS),
    migration: links(UserName.MIGRATION, MIGRATE_TIMEOUT_MS + CONTROL_TIMEOUT_MS),
    password: lab.secret(UserName.MIGRATION),
    addresses: bindings.addresses,
  };
}
