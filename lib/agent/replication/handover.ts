import { FENCE } from '../../config';
import type { Settings } from '../../model';
import { isReply, parseInfo, type RedisLink } from '../../redis';
import { caughtUp } from '../catch-up';
import type { CommandResult } from '../command-result';
import { demote } from '../demote';
import { failpoint } from '../failpoint';
import type { Log } from '../log';
import { nextAcknowledgement } from './acknowledgement';

/** Everything a planned handover by the role marker needs (rule R9). */
export interface HandoverTask {
  readonly settings: Settings;
  /** This node's Redis, the primary. */
  readonly primary: RedisLink;
  readonly target: { readonly name: string; readonly host: string; readonly port: number; readonly link: RedisLink };
  /** Names the target in the role marker; false when another was named meanwhile. */
  readonly claim: () => Promise<boolean>;
  /** Tells the target's agent, so that it lets the engine do it and opens; false when it did not hear. */
  readonly tell: () => Promise<boolean>;
  /** Whether this node is still named, at the epoch it was when this began, and nobody stops writes for another. */
  readonly ours: () => boolean;
  /** Whether a primary of this region may take writes. */
  readonly mayWrite: () => boolean;
  readonly log: Log;
}

/** Replicas acknowledge every second, and the engine's FAILOVER waits for the next: it is asked for shortly before. */
const BEFORE_ACKNOWLEDGEMENT_MS = 120;
const ACKNOWLEDGEMENT_PERIOD_MS = 1000;
const TAKEN = 'another primary was named meanwhile, or is about to be';
/** The engine's FAILOVER has had an acknowledgement by then, or gets none. */
const ENGINE_TIMEOUT_MS = 2000;

/**
 * Hands the primary role to a replica without losing an acknowledged write: writes pause behind the fence, the target has
 * every byte, the role marker names it, and the engine's FAILOVER makes it primary and this node its replica. Whatever
 * fails before the role marker changes is undone while this node is still the named one; from then on this node stays
 * fenced, and the target's agent finishes what this one cannot.
 */
export async function handover(task: HandoverTask): Promise<CommandResult> {
  const { settings, target, log } = task;
  const deadline = Date.now() + settings.handoverTimeoutSeconds * 1000;
  failpoint('handover:begin');
  for (let attempt = 1; Date.now() < deadline; attempt += 1) {
    if (!task.ours()) {
      return { ok: false, detail: TAKEN };
    }
    const result = await attemptWithPause(task);
    if (result.ok || result.final) {
      return { ok: result.ok, detail: result.detail, ...(result.ok ? { to: target.name } : {}) };
    }
    log('handover-retry', { attempt, detail: result.detail });
    await sleep(500);
  }
  return { ok: false, detail: `${target.name} did not catch up within a pause of ${settings.handoverPauseSeconds} s` };
}

async function attemptWithPause(task: HandoverTask): Promise<{ ok: boolean; final: boolean; detail: string }> {
  const { settings, primary, target } = task;
  const pauseMs = Math.round(settings.handoverPauseSeconds * 1000);
  const acknowledged = await nextAcknowledgement(primary, target.host, 2 * ACKNOWLEDGEMENT_PERIOD_MS);
  if (acknowledged !== undefined) {
    await sleep(ACKNOWLEDGEMENT_PERIOD_MS - BEFORE_ACKNOWLEDGEMENT_MS - (Date.now() - acknowledged));
  }
  const pausedAt = Date.now();
  let claiming = false;
  try {
    await primary.call('CLIENT', 'PAUSE', pauseMs, 'WRITE');
    // The pause ends by itself should this agent die; the fence does not.
    await primary.call('CONFIG', 'SET', 'min-replicas-to-write', FENCE);
    failpoint('handover:paused');
    if (!await caughtUp(primary, target.link, Date.now() + pauseMs / 2)) {
      return { ok: false, final: false, detail: `${target.name} is behind` };
    }
    failpoint('handover:equal');
    if (!task.ours()) {
      return { ok: false, final: true, detail: TAKEN };
    }
    claiming = true;
    if (!await task.claim()) {
      return { ok: false, final: true, detail: 'another primary was named meanwhile' };
    }
    failpoint('handover:claimed');
    return await move(task, pausedAt);
  } finally {
    // Whoever has named another, or is about to, has stopped writes here and counts on it.
    if (!claiming && task.ours()) {
      await primary.call('CONFIG', 'SET', 'min-replicas-to-write', settings.minReplicasToWrite).catch(() => undefined);
    }
    await primary.call('CLIENT', 'UNPAUSE').catch(() => undefined);
  }
}

/** The role marker names the target: nothing is undone any more. */
async function move(task: HandoverTask, pausedAt: number): Promise<{ ok: boolean; final: boolean; detail: string }> {
  const { settings, primary, target, log } = task;
  const told = await task.tell();
  failpoint('handover:told');
  const engine = await primary.call('FAILOVER', 'TO', target.host, target.port, 'TIMEOUT', ENGINE_TIMEOUT_MS)
    .then(() => 'OK', (failure: unknown) => {
      // One that copies from another replica is none the engine knows here: its agent, which has been told, makes it primary.
      if (isReply(failure)) {
        return (failure as Error).message;
      }
      throw failure;
    });
  failpoint('handover:asked');
  const leads = await promoted(target.link, Date.now() + settings.failoverTimeoutSeconds * 1000);
  failpoint('handover:promoted');
  if (leads && told && task.mayWrite()) {
    // Its agent would do so at its next look; it knows of the change, and nobody knows better that writes have stopped here.
    await target.link.call('CONFIG', 'SET', 'min-replicas-to-write', settings.minReplicasToWrite);
  }
  if (leads) {
    await endEngine(primary);
    await demote(primary, target);
  }
  log('handover-done', { to: target.name, engine, leads, afterMs: Date.now() - pausedAt });
  return leads ? { ok: true, final: true, detail: 'handed over' }
    : { ok: false, final: true, detail: `${target.name} is named primary but does not lead yet; its agent makes it so` };
}

/**
 * The engine's failover ends by itself when it made the target primary. Where the target's agent was faster it waits for an
 * acknowledgement that never comes, and a role cannot be changed meanwhile.
 */
async function endEngine(primary: RedisLink): Promise<void> {
  const deadline = Date.now() + ENGINE_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const info = parseInfo(String(await primary.call('INFO', 'replication')));
    if ((info.master_failover_state ?? 'no-failover') === 'no-failover') {
      return;
    }
    if (info.role === 'master') {
      await primary.call('FAILOVER', 'ABORT').catch(() => undefined);
    }
    await sleep(10);
  }
}

async function promoted(target: RedisLink, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    if (await isPrimary(target)) {
      return true;
    }
    await sleep(5);
  }
  return false;
}

async function isPrimary(link: RedisLink): Promise<boolean> {
  return link.call('INFO', 'replication').then((text) => parseInfo(String(text)).role === 'master').catch(() => false);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
