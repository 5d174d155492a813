import { parseInfo, type RedisLink } from '../../redis';
import { failpoint } from '../failpoint';
import type { Log } from '../log';
import { askFailover } from './ask-failover';
import { CHOSEN_PRIORITY } from './handover';
import { learnsInMs, seenReplicas, wouldPromote, type SeenReplica } from './info-phase';

/** What the agent of a crashed primary works with (rule R6). */
export interface CrashTask {
  readonly master: string;
  /** Replication id of the stream the crashed primary wrote. */
  readonly replicationId: string;
  readonly replicas: { readonly name: string; readonly host: string; readonly link: RedisLink }[];
  /** Those that agree with the majority. */
  readonly sentinels: { readonly name: string; readonly link: RedisLink }[];
  readonly log: Log;
}

/** Bytes may still be on their way: so long the replicas may take to see their link down. */
const SETTLE_MS = 300;
const LOOK_MS = 20;
/** Every Sentinel has asked a replica for INFO once in this time. */
const SEEN_MS = 1300;

interface Replica {
  readonly name: string;
  readonly host: string;
  readonly link: RedisLink;
  readonly offset: number;
  readonly linkUp: boolean;
  readonly eligible: boolean;
}

/**
 * Has exactly one Sentinel fail over from a crashed primary, to a replica that holds all that any of them received.
 * Refused or not, nobody else is asked: the Sentinels' own detection follows.
 */
export async function crashFailover(task: CrashTask): Promise<void> {
  try {
    await fromHere(task);
  } catch (failure) {
    task.log('crash-failover', { asked: false, detail: failure instanceof Error ? failure.message : String(failure) });
  }
}

async function fromHere(task: CrashTask): Promise<void> {
  const { log, master } = task;
  failpoint('crash-failover:begin');
  const began = Date.now();
  const replicas = await settled(task, began + SETTLE_MS);
  const best = replicas.filter(({ eligible }) => eligible).sort((a, b) => b.offset - a.offset)[0];
  if (!best) {
    log('crash-failover', { asked: false, detail: 'no replica that answers may take over' });
    return;
  }
  const settledMs = Date.now() - began;
  const sentinel = await choose(task, replicas, best);
  if (!sentinel) {
    log('crash-failover', { asked: false, detail: `no Sentinel would choose ${best.name}, which holds the most` });
    return;
  }
  const { name, link, target, learnsInMs: learns } = sentinel;
  const { detail } = await askFailover(link, master);
  failpoint('crash-failover:asked');
  log('crash-failover', { asked: true, sentinel: name, target, settledMs, learnsInMs: learns, detail });
}

/** Waits until all that answer have lost the link and their offsets stand still, or long enough. */
async function settled(task: CrashTask, deadline: number): Promise<Replica[]> {
  let before: Replica[] = [];
  for (;;) {
    const now = await look(task);
    const still = now.every((replica) => !replica.linkUp
      && before.some(({ name, offset }) => name === replica.name && offset === replica.offset));
    if ((still && now.length > 0) || Date.now() >= deadline) {
      return now;
    }
    before = now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function look({ replicas, replicationId }: CrashTask): Promise<Replica[]> {
  const answers = replicas.map(async ({ name, host, link }): Promise<Replica[]> => {
    try {
      const info = parseInfo(String(await link.call('INFO', 'replication')));
      const eligible = info.role === 'slave' && info.master_replid === replicationId && info.master_sync_in_progress !== '1'
        && Number(info.slave_priority) > 0;
      return [{ name, host, link, offset: Number(info.slave_repl_offset), linkUp: info.master_link_status === 'up', eligible }];
    } catch {
      return [];
    }
  });
  return (await Promise.all(answers)).flat();
}

interface Choice {
  readonly name: string;
  readonly link: RedisLink;
  readonly target: string;
  readonly learnsInMs: number;
}

/** Of the Sentinels that would promote a replica with everything, the one that will learn of it first. */
async function choose(task: CrashTask, replicas: Replica[], best: Replica): Promise<Choice | undefined> {
  const wanted = replicas.filter(({ eligible, offset }) => eligible && offset === best.offset);
  const first = (await choices(task, wanted))[0];
  if (first) {
    return first;
  }
  // What they know of the offsets is a second old. A priority is what they go by before that.
  await best.link.call('CONFIG', 'SET', 'replica-priority', CHOSEN_PRIORITY);
  for (const deadline = Date.now() + SEEN_MS; Date.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const choice = (await choices(task, [best]))[0];
    if (choice) {
      return choice;
    }
  }
  return undefined;
}

async function choices({ sentinels, master }: CrashTask, wanted: Replica[]): Promise<Choice[]> {
  const answers = sentinels.map(async ({ name, link }): Promise<Choice[]> => {
    const seen = await seenReplicas(link, master).catch((): SeenReplica[] => []);
    const next = wouldPromote(seen);
    const target = wanted.find(({ host }) => host === next?.host);
    return next && target ? [{ name, link, target: target.name, learnsInMs: learnsInMs(next) }] : [];
  });
  return (await Promise.all(answers)).flat().sort((a, b) => a.learnsInMs - b.learnsInMs);
}
