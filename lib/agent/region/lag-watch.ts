import type { Situation } from '../situation';
import { activePrimary } from './active-primary';
import { Standing } from './standing';
import type { RegionLag } from './told';

/** A longer lag than this is told as at least so long. */
const LONGEST_MS = 3_600_000;
/** How finely it is known. */
const GRAIN_MS = 500;

/**
 * How far this node is behind the active region while it follows that itself: when the primary there was first seen to be
 * further than this node is now. Each looks at its own clock only.
 */
export class LagWatch {
  /** How far the primary was, and when this agent heard so, oldest first. */
  private heard: { readonly offset: number; readonly at: number }[] = [];
  private stream = '';
  private lag?: RegionLag;

  public look(situation: Situation): void {
    const { redis, region, remoteNodes = [], remote = {}, now } = situation;
    if (region?.standing !== Standing.STANDBY || !redis?.source || !remoteNodes.includes(redis.source)) {
      this.heard = [];
      this.lag = undefined;
      return;
    }
    const primary = activePrimary(situation);
    const upstream = primary === undefined ? undefined : remote[primary]?.redis;
    if (upstream) {
      this.note(upstream.replicationId, upstream.offset, now);
    }
    const missing = this.heard.find(({ offset }) => offset > redis.offset);
    const behindMs = missing === undefined ? 0 : now - missing.at;
    const silentMs = redis.linkUp && upstream ? 0 : redis.staleSeconds * 1000;
    this.lag = {
      seconds: Math.round(Math.max(behindMs, silentMs) / 100) / 10,
      ...(upstream ? { bytes: Math.max(0, upstream.offset - redis.offset) } : {}),
    };
  }

  public get(): RegionLag | undefined {
    return this.lag;
  }

  private note(stream: string, offset: number, at: number): void {
    if (stream !== this.stream) {
      this.stream = stream;
      this.heard = [];
    }
    const last = this.heard.at(-1);
    if (last === undefined || (offset > last.offset && at - last.at >= GRAIN_MS)) {
      this.heard.push({ offset, at });
    }
    this.heard = this.heard.filter((each) => at - each.at <= LONGEST_MS);
  }
}
