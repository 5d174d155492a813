import { FENCE } from '../../config';
import type { Settings } from '../../model';
import { parseInfo, type RedisLink } from '../../redis';
import { caughtUp } from '../catch-up';
import type { CommandResult } from '../command-result';
import { demote } from '../demote';
import { askFailover, seenBySentinel } from './ask-failover';
import { failpoint } from '../failpoint';
import type { Log } from '../log';
import { bestMoment, infoAge, LAST_AGE_MS } from './info-phase';

/** Everything a planned handover needs (rule R9). */
export interface HandoverTask {
  readonly master: string;
  readonly settings: Settings;
  /** This node's Redis, the primary. */
  readonly primary: RedisLink;
  readonly target: { readonly name: string; readonly host: string; readonly port: number; readonly link: RedisLink };
  /** The one Sentinel that will be asked. */
  readonly sentinel: RedisLink;
  /** Whether this node is still the one that is named, so that an attempt that is undone may open it again. */
  readonly stillNamed: () => boolean;
  readonly log: Log;
}

/** Priority of a replica that may be promoted; the engine's default. */
export const ORDINARY_PRIORITY = 100;
/** Priority of the chosen target: Sentinel prefers the lowest that is not 0. */
export const CHOSEN_PRIORITY = 1;

/** Pause, fence and equal offsets take about this long; writes stop so much before the best moment to ask. */
const LEAD_MS = 25;
/** What is left for the handover itself when the best moment was waited for in vain. */
const PATIENCE_MS = 3000;
/** How often the best moment may be missed before any moment will do. */
const MOMENTS = 4;
const NOT_PRIMARY = 'this node is not the primary any more';

/**
 * Hands the primary role to a replica without losing an acknowledged write: writes
 * pause, the target catches up to the last byte, one Sentinel is asked, and the old
 * primary is fenced and demoted before its clients may write again. Whatever fails
 * before the failover is undone; whatever fails after it leaves the old primary fenced.
 */
export async function handover(task: HandoverTask): Promise<CommandResult> {
  const { settings, target, log } = task;
  const deadline = Date.now() + settings.handoverTimeoutSeconds * 1000;
  const refused = (detail: string): CommandResult => ({ ok: false, detail });
  failpoint('handover:begin');
  if (!await isPrimary(task.primary)) {
    return refused(NOT_PRIMARY);
  }
  if (await priorityOf(target.link) === 0) {
    return refused(`${target.name} may not take over: it has come back meanwhile`);
  }
  await target.link.call('CONFIG', 'SET', 'replica-priority', CHOSEN_PRIORITY);
  try {
    failpoint('handover:raised');
    if (!await seenBySentinel(task.sentinel, task.master, target.host, CHOSEN_PRIORITY, deadline)) {
      return refused(`Sentinel has not seen the priority of ${target.name} in time`);
    }
    for (let attempt = 1; Date.now() < deadline; attempt += 1) {
      // Sentinel tells nobody of the promotion before its next INFO: asked at the right moment, writes stop for half as long.
      const timed = attempt <= MOMENTS
        && await bestMoment(task.sentinel, task.master, target.host, LEAD_MS, deadline - PATIENCE_MS);
      const result = await attemptWithPause(task, timed);
      if (result.ok || result.final) {
        return { ok: result.ok, detail: result.detail, ...(result.ok ? { to: target.name } : {}) };
      }
      log('handover-retry', { attempt, detail: result.detail });
      // A long pause also kept Sentinel from publishing; let it catch up.
      await sleep(result.late ? 0 : settings.downAfterSeconds * 1000);
    }
    return refused(`${target.name} did not catch up within a pause of ${settings.handoverPauseSeconds} s`);
  } finally {
    await lower(target.link).catch(() => undefined);
  }
}

/**
 * Takes back what was raised. The process behind that address may be another one by now, which came back as nobody (rule R1)
 * and with older data: one that may not take over must not come to be eligible by this.
 */
async function lower(target: RedisLink): Promise<void> {
  if (await priorityOf(target) === CHOSEN_PRIORITY) {
    await target.call('CONFIG', 'SET', 'replica-priority', ORDINARY_PRIORITY);
  }
}

async function priorityOf(link: RedisLink): Promise<number> {
  const [, value] = await link.call('CONFIG', 'GET', 'replica-priority') as string[];
  return Number(value);
}

interface Attempt {
  readonly ok: boolean;
  /** Nothing may be tried again. */
  readonly final: boolean;
  /** Undone only because the best moment to ask had passed. */
  readonly late?: boolean;
  readonly detail: string;
}

/** @param timed give up when the best moment to ask has passed */
async function attemptWithPause(task: HandoverTask, timed: boolean): Promise<Attempt> {
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
    // Sentinel fails over from whoever is primary: asked now, it would take the role from one whose writes nobody paused.
    if (!await isPrimary(primary)) {
      return { ok: false, final: true, detail: NOT_PRIMARY };
    }
    if (timed && await infoAge(task.sentinel, task.master, target.host) > LAST_AGE_MS) {
      return { ok: false, final: false, late: true, detail: 'the best moment to ask has passed' };
    }
    const askedAt = Date.now();
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
    const promotedMs = Date.now() - askedAt;
    failpoint('handover:promoted');
    await demote(primary, target);
    log('handover-done', { to: target.name, pauseLeftMs: pausedUntil - Date.now(), pausedForMs: askedAt - pausedUntil + pauseMs, promotedMs });
    return { ok: true, final: true, detail: 'handed over' };
  } finally {
    if (!asked && task.stillNamed()) {
      await primary.call('CONFIG', 'SET', 'min-replicas-to-write', settings.minReplicasToWrite).catch(() => undefined);
    }
    await primary.call('CLIENT', 'UNPAUSE').catch(() => undefined);
  }
}

async function promoted(target: RedisLink, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    if (await isPrimary(target).catch(() => false)) {
      return true;
    }
    await sleep(10);
  }
  return false;
}

/** By its own word now, not by what was looked at before. */
async function isPrimary(link: RedisLink): Promise<boolean> {
  return parseInfo(String(await link.call('INFO', 'replication'))).role === 'master';
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
