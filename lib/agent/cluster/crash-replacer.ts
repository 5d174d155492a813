import type { Desired } from '../desired';
import type { Links } from '../links';
import type { Log } from '../log';
import type { Memory, MemoryFile } from '../memory';
import type { PeerState, Situation } from '../situation';
import { replaceDead, type Dead, type Heir } from './replace-dead';

/** Who copied all of it this lately is not known to everybody who votes yet. */
const SETTLED_MS = 10_000;

/** Asks once for each death of the primary beside this agent. */
export class CrashReplacer {
  private asked = 0;

  constructor(private readonly links: Links, private readonly memory: MemoryFile, private readonly log: Log) {}

  public act(situation: Situation, { replaceDead: wanted }: Desired): void {
    const { died, now } = situation;
    if (!wanted || !died || this.asked === died.processId) {
      return;
    }
    const heirs = heirsOf(situation).map((node): Heir => ({ node, link: this.links.redis.get(node)! }));
    const dead = deadOf(situation);
    if (heirs.length === 0 || !dead) {
      return;
    }
    this.asked = died.processId;
    this.log('abdicated', { processId: died.processId, noticedMs: now - died.at });
    this.replace(heirs, dead, now).catch((failure: unknown) =>
      this.log('replace-failed', { error: failure instanceof Error ? failure.message : String(failure) }));
  }

  /** Who asked says so on disk first, or a crash of this agent, too, would make the limit void. */
  private async replace(heirs: Heir[], dead: Dead, now: number): Promise<void> {
    const memory = this.memory.get();
    if (memory) {
      await this.memory.save({ ...memory, abdicating: true, replacedAt: now });
    }
    await replaceDead(heirs, dead, this.log);
  }
}

function deadOf({ clusterPlaces = [], node, memory }: Situation): Dead | undefined {
  const place = clusterPlaces.find((each) => each.node === node);
  return place && memory && { host: place.host, port: place.port, replicationId: memory.replicationId };
}

/**
 * Nodes that copied from this one and have its data, when their agents last looked: candidates, linked to its stream, on a
 * disk that can be written, and copies for a while.
 */
function heirsOf({ dataNodes, node, peers, memory, died }: Situation): string[] {
  return memory === undefined ? [] : dataNodes.filter((name) => name !== node && isHeir(peers[name], node, memory, died!.at));
}

function isHeir(peer: PeerState | undefined, dead: string, memory: Memory, diedAt: number): boolean {
  const { memory: theirs, redis } = peer ?? {};
  return theirs?.state === 'initialised' && theirs.deploymentId === memory.deploymentId && theirs.role === 'replica'
    && theirs.clusterId === peer!.cluster?.id && theirs.epoch >= memory.epoch && diedAt - (theirs.copiedAt ?? 0) >= SETTLED_MS
    && redis?.source === dead && redis.priority > 0 && !redis.copying && redis.replicationId === memory.replicationId
    && peer!.storage === undefined;
}
