import { addressOf } from '../connection';
import type { Look } from './look';
import type { ObservedNode } from './observed-node';
import { listed, type Arrangement } from './shard-nodes';

/**
 * Finds the one primary that counts where there is no Cluster: the one most servers follow. An old primary that came back
 * alone is not taken for the deployment.
 *
 * @throws Error when two are followed by as many: a backup of the wrong one would be of old data
 */
export function arrangeReplication(look: Look): Arrangement {
  const families = new Map<string, ObservedNode[]>();
  for (const node of look.nodes) {
    const root = rootOf(node, look.nodes);
    families.set(root, [...families.get(root) ?? [], node]);
  }
  const [first, second, ...others] = [...families.values()].sort((a, b) => b.length - a.length);
  if (first === undefined) {
    throw new Error(`none of the servers answers: ${look.silent.map(({ name, problem }) => `${name} (${problem})`).join('; ')}`);
  }
  if (second !== undefined && first.length === second.length) {
    throw new Error(`it is not clear who is primary: ${headOf(first)} or ${headOf(second)}; name servers of one deployment, `
      + 'or wait until its failover is over');
  }
  const strays = [second, ...others].filter((family) => family !== undefined).flat();
  return {
    cluster: false,
    shards: [{
      shard: 1, slots: [],
      primary: first.find(({ role }) => role === 'primary'),
      replicas: first.filter(({ role }) => role === 'replica'),
      missing: look.silent,
    }],
    findings: strays.length === 0 ? [] : [
      `${listed(strays.map(({ name }) => name))} ${strays.length === 1 ? 'does' : 'do'} not follow ${headOf(first)}: nothing of theirs is in this backup`,
    ],
  };
}

/** Run id of the primary at the end of a replica's chain, or its address when it does not answer. */
function rootOf(node: ObservedNode, nodes: readonly ObservedNode[]): string {
  let at = node;
  // A ring of replicas has no end.
  for (let steps = 0; steps < nodes.length && at.primary; steps += 1) {
    const address = addressOf(at.primary);
    const above = nodes.find(({ addresses }) => addresses.includes(address));
    if (above === undefined) {
      return address;
    }
    at = above;
  }
  return at.runId;
}

function headOf(family: readonly ObservedNode[]): string {
  const primary = family.find(({ role }) => role === 'primary');
  return primary ? primary.name : `the primary of ${listed(family.map(({ name }) => name))}, which does not answer`;
}
