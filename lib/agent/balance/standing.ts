import { nodesWith, NodeRole, type DeploymentPlan } from '../../plan';
import type { PeerState } from '../situation';

/** One data set as the agents report it: the deployment's, or one shard's. */
export interface DataSet {
  /** For people: `primary` or `shard 2`. */
  readonly name: string;
  readonly primary: string;
  /** Linked, eligible, and not copying: any of these may take over. */
  readonly ready: string[];
}

/** Where every primary is; `unwell` says why nothing may be moved now, empty when everything is well. */
export interface Standing {
  readonly sets: DataSet[];
  readonly unwell: string;
}

/** @param states what every node says of itself, this one included; those that are missing did not answer */
export function standing(plan: DeploymentPlan, states: Record<string, PeerState>, now: number): Standing {
  const silent = plan.nodes.filter(({ name }) => !states[name]).map(({ name }) => name);
  if (silent.length > 0) {
    return { sets: [], unwell: `${silent.join(', ')} does not answer` };
  }
  const paused = plan.nodes.find(({ name }) => (states[name]!.pausedUntil ?? 0) > now);
  if (paused) {
    return { sets: [], unwell: `automation is paused on ${paused.name}` };
  }
  const data = nodesWith(plan.nodes, NodeRole.DATA);
  const ill = data.map(({ name }) => ({ name, why: complaint(states[name]!) })).find(({ why }) => why !== '');
  if (ill) {
    return { sets: [], unwell: `${ill.name} ${ill.why}` };
  }
  const sets: DataSet[] = [];
  for (const shard of new Set(data.map((node) => node.shard))) {
    const names = data.filter((node) => node.shard === shard).map(({ name }) => name);
    const name = shard === undefined ? 'the primary' : `the primary of shard ${shard}`;
    const primaries = names.filter((node) => states[node]!.redis!.role === 'primary');
    if (primaries.length !== 1) {
      return { sets: [], unwell: `${name} is on ${primaries.join(' and ') || 'no node'}` };
    }
    const [primary] = primaries as [string];
    const replicas = names.filter((node) => node !== primary);
    const loose = replicas.find((node) => !states[node]!.redis!.linkUp);
    if (loose) {
      return { sets: [], unwell: `${loose} is not linked` };
    }
    sets.push({
      name, primary,
      ready: replicas.filter((node) => states[node]!.redis!.source === primary && states[node]!.redis!.priority > 0),
    });
  }
  return { sets, unwell: '' };
}

function complaint({ redis, phase, storage, died }: PeerState): string {
  if (!redis || died) {
    return 'has no Redis';
  }
  if (redis.loading || redis.copying) {
    return redis.loading ? 'is loading' : 'is copying';
  }
  if (storage) {
    return `has storage trouble: ${storage}`;
  }
  return phase === 'serving' ? '' : `is ${phase}`;
}
