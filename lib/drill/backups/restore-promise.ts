import type { BackupManifest } from '../../backup/manifest';
import type { DeploymentPlan } from '../../plan';

/** A part of a promise and where its number comes from. Times in seconds. */
export interface PromisedPart {
  readonly what: string;
  readonly seconds: number;
  readonly because: string;
}

/**
 * Bytes of a snapshot that are read, checked (two fingerprints, structure, checksum) and written to a node's disk in a second:
 * what a core of this class was seen to do on a machine that runs the whole deployment beside it, rounded down.
 */
const FETCHED_BYTES_PER_SECOND = 40e6;
/** 477 MB of RDB in 5.3 s, and 91 MB/s (research on recovery, Redis 7.0 on two cores). */
const LOADED_BYTES_PER_SECOND = 90e6;
/** Listing the store, reading manifests, deciding. */
const CHOICE_SECONDS = 5;
/**
 * Starting a node takes three programs of Node.js (prepare, seed, agent), each half a second of a core; here all nodes share the
 * cores of one machine.
 */
const NODE_SECONDS = 1.5;
/** From loaded primaries to a deployment that takes writes: agents agree, replicas follow and are in sync. */
const FORMATION_SECONDS = 25;

/**
 * How long it may take from the loss of a deployment to the first write on a new one seeded from that backup. Objectives and
 * the plan's promise are about failovers; this depends on how much there is to bring back, so it is computed when that is known.
 *
 * @param shards of the new deployment: each is brought back at the same time by a node of its own, here all on one machine
 */
export function restorePromise({ shards: taken }: BackupManifest, plan: DeploymentPlan): PromisedPart[] {
  const plain = taken.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  const megabytes = `${(plain / 1e6).toFixed(1)} MB`;
  // Where slots are cut anew a node reads every source that overlaps its own.
  const reads = plan.topology.shards === taken.length ? 1 : Math.min(2, taken.length);
  return [
    {
      what: 'begin', seconds: CHOICE_SECONDS + NODE_SECONDS * plan.nodes.length,
      because: `choosing, and starting ${plan.nodes.length} nodes on one machine`,
    },
    {
      what: 'download', seconds: reads * plain / FETCHED_BYTES_PER_SECOND,
      because: `${megabytes} of snapshot${reads > 1 ? `, read ${reads} times` : ''}, checked and written at ${FETCHED_BYTES_PER_SECOND / 1e6} MB/s`,
    },
    { what: 'load', seconds: plain / LOADED_BYTES_PER_SECOND, because: `${megabytes} at ${LOADED_BYTES_PER_SECOND / 1e6} MB/s` },
    { what: 'formation', seconds: FORMATION_SECONDS, because: 'agents agree, replicas are told whom to follow' },
  ];
}

export function inAll(parts: PromisedPart[]): number {
  return Math.ceil(parts.reduce((sum, { seconds }) => sum + seconds, 0) * 10) / 10;
}

export function inWords(parts: PromisedPart[]): string {
  return parts.map(({ what, seconds, because }) => `${what} ${seconds.toFixed(1)} s (${because})`).join(', ');
}
