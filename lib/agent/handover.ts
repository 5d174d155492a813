import { FENCE } from '../config';
import type { Settings } from '../model';
import { parseInfo, type RedisLink } from '../redis';
import { askFailover, seenBySentinel } from './ask-failover';
import { failpoint } from './failpoint';
import type { Log } from './log';

/** Everything a planned handover needs (rule R9). */
export interface HandoverTask {
  readonly master: string;
  readonly settings: Settings;
  /** This node's Redis, the primary. */
  readonly primary: RedisLink;
  readonly target: { readonly name: string; readonly host: string; readonly port: number; readonly link: RedisLink };
  /** The one Sentinel that will be asked. */
  readonly sentinel: RedisLink;
  readonly log: Log;
}

export interface HandoverResult {
  readonly ok: boolean;
  readonly to?: string;
  readonly detail: string;
}

/** Priority of a replica that may be promoted; the engine's default. */
export const ORDINARY_PRIORITY = 100;
/** Priority of the chosen target: Sentinel prefers the lowest that is not 0. */
export const CHOSEN_PRIORITY = 1;

/**
 * Hands the primary role to a replica without losing an acknowledged write: writes
 * pause, the target catches up to the last byte, one Sentinel is asked, and the old
 * primary is fenced and demoted before its clients may write again. Whatever fails
 * before the failover is undone; whatever fails after it leaves the old primary fenced.
 */
export async function handover(task: HandoverTask): Promise<HandoverResult> {
  const { settings, target, log } = task;
  const deadline = Date.now() + settings.handoverTimeoutSeconds * 1000;
  const refused = (detail: string): HandoverResult => ({ ok: false, detail });
  failpoint('handover:begin');
  await target.link.call('CONFIG', 'SET', 'replica-priority', CHOSEN_PRIORITY);
  try {
    failpoint('handover:raised');
    if (!await seenBySentinel(task.sentinel, task.master, target.host, CHOSEN_PRIORITY, deadline)) {
      return refused(`Sentinel has not seen the priority of ${target.name} in time`);
    }
    for (let attempt = 1; Date.now() < deadline; attempt += 1) {
      const result = await attemptWithPause(task);
      if (result.ok || result.final) {
        return { ok: result.ok, detail: result.detail, ...(result.ok ? { to: target.name } : {}) };
      }
      log('handover-retry', { attempt, detail: result.detail });
      // The pause also kept Sentinel from publishing; let it catch up.
      await sleep(settings.downAfterSeconds * 1000);
    }
    return refused(`${target.name} did not catch up within a pause of ${settings.handoverPauseSeconds} s`);
  } finally {
    await target.link.call('CONFIG', 'SET', 'replica-priority', ORDINARY_PRIORITY).catch(() => undefined);
  }
}

async function attemptWithPause(task: HandoverTask): Promise<{ ok: boolean; final: boolean; detail: string }> {
  const { settings, primary, target, log } = task;
  const pauseMs = Math.round(settings.handoverPauseSeconds * 1000);
  const pausedUntil = Date.now() + pauseMs;
  let asked = false;
  try {
    await primary.call('CLIENT', 'PAUSE', pauseMs, 'WRITE');
    // The pause ends by itself should this agent die; the fence does not.
    await primary.call('CONFIG', 'SET', 'min-replicas-to-write', FENCE);
    failpoint('handover:paused');
    // A target that needs half the pause to catch up would leave too little for the failover.
    if (!await caughtUp(primary, target.link, Date.now() + pauseMs / 2)) {
      return { ok: false, final: false, detail: `${target.name} is behind` };
    }
    failpoint('handover:equal');
    asked = true;
    const answer = await askFailover(task.sentinel, task.master);
    if (answer.refused) {
      asked = false;
      return { ok: false, final: false, detail: `Sentinel refused: ${answer.detail}` };
    }
    failpoint('handover:asked');
    if (!await promoted(target.link, Date.now() + settings.failoverTimeoutSeconds * 1000)) {
      const detail = `${target.name} was not promoted in time; this node stays fenced until Sentinels say who is primary`;
      return { ok: false, final: true, detail };
    }
    failpoint('handover:promoted');
    await demote(primary, target);
    log('handover-done', { to: target.name, pauseLeftMs: pausedUntil - Date.now() });
    return { ok: true, final: true, detail: 'handed over' };
  } finally {
    if (!asked) {
      await primary.call('CONFIG', 'SET', 'min-replicas-to-write', settings.minReplicasToWrite).catch(() => undefined);
    }
    await primary.call('CLIENT', 'UNPAUSE').catch(() => undefined);
  }
}

/** Makes a primary a replica and cuts its clients, so that what they had not been told is not done. */
export async function demote(primary: RedisLink, target: { host: string; port: number }): Promise<void> {
  await primary.call('REPLICAOF', target.host, target.port);
  failpoint('handover:demoted');
  await primary.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await primary.call('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes').catch(() => undefined);
}

async function caughtUp(primary: RedisLink, target: RedisLink, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    const [from, to] = await Promise.all([offsets(primary), offsets(target)]);
    if (from.replicationId === to.replicationId && from.written === to.received && to.linkUp) {
      return true;
    }
    await sleep(5);
  }
  return false;
}

async function offsets(link: RedisLink): Promise<{ replicationId?: string; written: number; received: number; linkUp: boolean }> {
  const info = parseInfo(String(await link.call('INFO', 'replication')));
  return {
    replicationId: info.master_replid,
    written: Number(info.master_repl_offset),
    received: Number(info.slave_repl_offset),
    linkUp: info.master_link_status === 'up',
  };
}

async function promoted(target: RedisLink, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    const info = await target.call('INFO', 'replication').then((text) => parseInfo(String(text))).catch(() => undefined);
    if (info?.role === 'master') {
      return true;
    }
    await sleep(10);
  }
  return false;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
