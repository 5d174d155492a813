import { parsePairs, type RedisLink } from '../../redis';

/**
 * When a Sentinel learns that a replica has been promoted. It asks a replica for INFO once a second, also in a failover,
 * and names the new primary only after the first INFO behind its own SLAVEOF NO ONE. That command leaves in the third turn
 * of its timer after the request; a turn takes 53 to 100 ms (hz 10 to 19, drawn anew each time). An INFO that falls due
 * before is spent on a replica that is not yet promoted, and the news comes a second later.
 *
 * @see https://github.com/redis/redis/blob/7.0.15/src/sentinel.c sentinelSendPeriodicCommands, sentinelFailoverStateMachine,
 * sentinelRefreshInstanceInfo, sentinelTimer
 */
export const INFO_PERIOD_MS = 1000;

/**
 * What falls due until then after the request is sent before the promotion: the second turn comes after 200 ms at the
 * latest, and a timer may be late.
 */
const TOO_SOON_MS = 200 + 45;

/** On average a turn of the timer passes before what is due is sent. */
const TURN_MS = 70;

/** A replica as one Sentinel sees it. */
export interface SeenReplica {
  readonly host: string;
  readonly priority: number;
  readonly offset: number;
  readonly runId: string;
  /** It cannot be promoted: down or disconnected. */
  readonly lost: boolean;
  /** Milliseconds since the answer to its last INFO; NaN when the Sentinel does not say. */
  readonly infoAgeMs: number;
}

/** @throws Error when the Sentinel does not answer */
export async function seenReplicas(sentinel: RedisLink, master: string): Promise<SeenReplica[]> {
  const rows = (await sentinel.call('SENTINEL', 'REPLICAS', master)) as unknown[];
  return rows.map(parsePairs).map((row) => ({
    host: row.ip ?? '',
    priority: Number(row['slave-priority']),
    offset: Number(row['slave-repl-offset'] ?? 0),
    runId: row.runid ?? '',
    lost: /s_down|o_down|disconnected/.test(row.flags ?? ''),
    infoAgeMs: Number(row['info-refresh'] ?? NaN),
  }));
}

/** The replica this Sentinel would promote: lowest priority that is not 0, then the longest log, then the run id. */
export function wouldPromote(replicas: SeenReplica[]): SeenReplica | undefined {
  return replicas.filter((replica) => replica.priority > 0 && !replica.lost)
    .sort((a, b) => a.priority - b.priority || b.offset - a.offset || a.runId.localeCompare(b.runId))[0];
}

/** How long after a request made now a Sentinel would learn of the promotion, in milliseconds. */
export function learnsInMs({ infoAgeMs }: SeenReplica): number {
  if (Number.isNaN(infoAgeMs)) {
    return 2 * INFO_PERIOD_MS;
  }
  const due = Math.max(0, INFO_PERIOD_MS - infoAgeMs);
  return due >= TOO_SOON_MS ? due : due + TURN_MS + INFO_PERIOD_MS;
}

/**
 * Age of the last INFO at which a request is best made: the next one is then sent in the third turn, right behind the
 * promotion, or one turn later.
 */
export const BEST_AGE_MS = INFO_PERIOD_MS - TOO_SOON_MS;

/** A request later than this risks that the next INFO comes too soon. */
export const LAST_AGE_MS = BEST_AGE_MS + 30;

/**
 * Waits until a request could soon be made at the best age.
 *
 * @param leadMs how long before that age to return
 * @returns false when the Sentinel does not say in time
 */
export async function bestMoment(
  sentinel: RedisLink, master: string, host: string, leadMs: number, deadline: number,
): Promise<boolean> {
  const wanted = BEST_AGE_MS - leadMs;
  while (Date.now() < deadline) {
    const age = await infoAge(sentinel, master, host);
    if (Number.isNaN(age)) {
      return false;
    }
    if (age >= wanted && age <= wanted + leadMs / 2) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, age < wanted ? Math.min(50, Math.max(1, wanted - age)) : 20));
  }
  return false;
}

/** Milliseconds since this Sentinel's last INFO of that replica; NaN when it does not say. */
export async function infoAge(sentinel: RedisLink, master: string, host: string): Promise<number> {
  const seen = await seenReplicas(sentinel, master).catch(() => []);
  return seen.find((replica) => replica.host === host)?.infoAgeMs ?? NaN;
}
