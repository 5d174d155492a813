import { FENCE } from '../config';
import type { Desired } from './desired';
import { Standing } from './region/standing';
import type { RegionLag } from './region/told';
import { repairOf } from './sentinel/stray';
import type { Situation } from './situation';

export interface HealthAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** What the agent knows about itself and the Sentinel beside it. */
export interface OwnHealth {
  /** Since its last look has ended. */
  readonly silentMs: number;
  /** Absent where there are no Sentinels. */
  readonly sentinelAnswers?: boolean;
  /** A standby's, towards the active region. */
  readonly lag?: RegionLag;
}

/** An agent that has not looked for so long does not decide any more. */
const LOOPING_MS = 10_000;

/**
 * Read-only answers for probes and load balancers.
 *
 * `/live`: this process and its Redis answer; loading is alive, and so is seeding with a backup; no other node matters.
 * `/ready`: the role is known, the disk can be written; a replica is linked, not copying, and within
 * `min-replicas-max-lag`; a node with only a Sentinel sees a majority.
 * `/primary`: 200 only on a primary that takes writes and that a Sentinel majority names.
 * `/replica`: 200 only on a replica that is ready, for load balancers in front of readers.
 * `/sentinel`: this node's own Sentinel answers, or has not been told yet whom to watch.
 * `/agent`: this process still looks at its servers, whatever they are.
 */
export function answerHealth(
  path: string, situation: Situation | undefined, desired: Desired | undefined, own: OwnHealth = { silentMs: 0 },
): HealthAnswer {
  if (path === '/agent') {
    return { status: own.silentMs < LOOPING_MS ? 200 : 503, body: { lookedMsAgo: own.silentMs } };
  }
  if (path === '/sentinel' && own.sentinelAnswers !== undefined && situation?.hasSentinel !== false) {
    const started = situation?.sentinelFile !== undefined;
    return { status: started && !own.sentinelAnswers ? 503 : 200, body: { started, answers: own.sentinelAnswers } };
  }
  if (!situation || !desired) {
    return path === '/live'
      ? { status: 200, body: { live: true, reason: 'starting' } }
      : { status: 503, body: { reason: 'starting' } };
  }
  const { redis, view, node } = situation;
  const fields = {
    node,
    phase: desired.phase,
    reason: desired.reason,
    role: redis?.role ?? (situation.hasData ? 'unknown' : 'none'),
    primary: view.majority?.node,
    epoch: view.majority?.epoch,
    ...(situation.storage ? { storage: situation.storage.trouble } : {}),
  };
  const fenced = isFenced(situation);
  const leading = leads(situation);
  switch (path) {
    case '/live': {
      const live = !situation.hasData || redis !== undefined || situation.restore?.status?.state === 'seeding';
      return { status: live ? 200 : 503, body: { ...fields, live } };
    }
    case '/ready': {
      const ready = desired.phase === 'serving' && !situation.storage
        && (situation.hasData ? leading || follows(situation)
          : view.majority !== undefined || situation.region?.standing === Standing.STANDBY);
      return { status: ready ? 200 : 503, body: { ...fields, ready } };
    }
    case '/primary':
      return { status: leading ? 200 : 503, body: { ...fields, fenced } };
    case '/replica': {
      const ready = followsReady(situation, desired);
      return { status: ready ? 200 : 503, body: { ...fields, ready } };
    }
    case '/status': {
      const stray = repairOf(situation);
      return {
        status: 200,
        body: {
          ...fields, fenced, redis, memory: situation.memory, view, outageSince: situation.outageSince,
          ...(stray ? { sentinel: stray.why } : {}),
          ...regionFields(situation, own),
        },
      };
    }
    default:
      return { status: 404, body: { error: 'ask /live, /ready, /primary, /replica, /sentinel, /agent or /status' } };
  }
}

function regionFields({ region }: Situation, { lag }: OwnHealth): Record<string, unknown> {
  const { record, ...view } = region ?? {};
  return region === undefined ? {} : {
    region: { ...view, active: record?.active, epoch: record?.epoch, ...(record?.moving ? { moving: record.moving } : {}) },
    ...(lag ? { lag } : {}),
  };
}

/** The condition of `/primary`. */
export function leads(situation: Situation): boolean {
  const { redis, view, node } = situation;
  return redis?.role === 'primary' && view.majority?.node === node && !isFenced(situation);
}

/** The condition of `/replica`. */
export function followsReady(situation: Situation, desired: Desired): boolean {
  return desired.phase === 'serving' && follows(situation);
}

function isFenced({ redis }: Situation): boolean {
  return redis !== undefined && redis.minReplicas >= FENCE;
}

function follows({ redis, settings }: Situation): boolean {
  return redis?.role === 'replica' && redis.linkUp && !redis.copying && !redis.loading
    && redis.staleSeconds <= settings.minReplicasMaxLagSeconds;
}
