import { setTimeout as sleep } from 'node:timers/promises';
import { RedisLink } from '../../redis';
import { addressOf, linkTo, messageOf } from '../connection';
import { observedNode, type ObservedNode } from '../source/observed-node';
import type { BackupTarget } from '../target';
import { BackupAborted } from './aborted';
import { BehindSurvey, isBehind, type Position } from './behind-survey';
import type { Pace } from './pace';

/** What a snapshot is held to while it streams. */
export interface WatchLimits {
  readonly deadlineSeconds: number;
  readonly minBytesPerSecond: number;
  /** How often the source is asked, in milliseconds. */
  readonly everyMs: number;
  /** Longest time without its primary, in milliseconds. */
  readonly linkDownMs: number;
  /** Longest time without an answer to INFO, in milliseconds. */
  readonly silentMs: number;
  /** Longest wait for a source to come as far as it has to be, in milliseconds. */
  readonly catchUpMs: number;
}

const CATCHING_UP_EVERY_MS = 50;

/** Looks at a snapshot's source beside the stream and calls the backup off when that is no longer worth its price. */
export class SourceWatch {
  private readonly link: RedisLink;
  private readonly deadline: NodeJS.Timeout;
  private timer?: NodeJS.Timeout;
  private stopped = false;
  private linkDownSince?: number;
  private history?: string;
  private answeredAt = performance.now();

  constructor(
    target: BackupTarget,
    private readonly source: ObservedNode,
    private readonly pace: Pace,
    private readonly limits: WatchLimits,
    private readonly abort: (reason: BackupAborted) => void,
  ) {
    this.link = linkTo(target, source, limits.silentMs);
    const { deadlineSeconds, everyMs } = limits;
    this.deadline = setTimeout(() => this.call(new BackupAborted('deadline',
      `the snapshot of ${source.name} was not complete after ${deadlineSeconds} s, its deadline (${this.pace.bytes} bytes had come)`)),
    // A timer takes no more than 24 days.
    Math.min(deadlineSeconds * 1000, 2 ** 31 - 1));
    this.timer = setTimeout(() => void this.look(), everyMs);
  }

  /**
   * The look before the snapshot: it can be long since the source was chosen, and it may follow another shard by now.
   *
   * @param since how far it has to be; waited for
   * @throws BackupAborted when it is not what was chosen; BehindSurvey when it does not come so far
   */
  public async begin(since: Position | undefined, signal: AbortSignal): Promise<void> {
    for (const until = performance.now() + this.limits.catchUpMs; ; await sleep(CATCHING_UP_EVERY_MS, undefined, { signal })) {
      const now = await this.ask();
      requireSame(this.source, now);
      this.history = now.historyBegun && now.replicationId !== '' ? now.replicationId : undefined;
      if (!isBehind(now, since)) {
        return;
      }
      if (performance.now() > until) {
        throw new BehindSurvey(this.source.name, now, since);
      }
    }
  }

  /**
   * What the snapshot is of. From now on the source must have that history of writes.
   *
   * @throws BackupAborted when it had another one right before
   */
  public expect(replicationId: string): void {
    if (this.history !== undefined && this.history !== replicationId) {
      throw new BackupAborted('failover', otherHistory(this.source.name));
    }
    this.history = replicationId;
  }

  /**
   * The look after the snapshot: a short one would never be compared with anything else. What is complete is not called off any
   * more but for one reason: that it is of other data.
   *
   * @throws BackupAborted then, and when nobody can tell
   */
  public async end(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.deadline);
    clearTimeout(this.timer);
    requireSame(this.expected(), await this.ask());
  }

  /** A failover closes the stream as well, often before the next look: what happened then, undefined for anything else. */
  public async whyCut(): Promise<BackupAborted | undefined> {
    return this.stopped ? undefined : this.changed();
  }

  public stop(): void {
    this.stopped = true;
    clearTimeout(this.deadline);
    clearTimeout(this.timer);
    this.link.close();
  }

  private async look(): Promise<void> {
    this.pace.mark();
    const wrong = this.tooSlow() ?? await this.changed();
    if (this.stopped) {
      return;
    }
    if (wrong) {
      this.call(wrong);
      return;
    }
    this.timer = setTimeout(() => void this.look(), this.limits.everyMs);
  }

  private call(reason: BackupAborted): void {
    this.stop();
    this.abort(reason);
  }

  private tooSlow(): BackupAborted | undefined {
    const { minBytesPerSecond } = this.limits;
    return this.pace.slowerThan(minBytesPerSecond) ? new BackupAborted('too slow',
      `the snapshot of ${this.source.name} came at ${Math.round(this.pace.bytesPerSecond!)} bytes a second, less than ${minBytesPerSecond}: `
      + 'the server cannot serve a new replica meanwhile; look at the store or the network between') : undefined;
  }

  private expected(): ObservedNode {
    return { ...this.source, replicationId: this.history ?? '', historyBegun: this.history !== undefined };
  }

  private async ask(): Promise<ObservedNode> {
    try {
      // Twice: a connection that was not used for a while may have been closed.
      return observedNode(this.source, String(await this.link.call('INFO').catch(() => this.link.call('INFO'))));
    } catch (failure) {
      throw new BackupAborted('source lost', `${this.source.name} does not answer any more: ${messageOf(failure)}`);
    }
  }

  private async changed(): Promise<BackupAborted | undefined> {
    let now: ObservedNode;
    try {
      now = observedNode(this.source, String(await this.link.call('INFO')));
    } catch (failure) {
      return performance.now() - this.answeredAt > this.limits.silentMs
        ? new BackupAborted('source lost', `${this.source.name} does not answer any more: ${messageOf(failure)}`) : undefined;
    }
    this.answeredAt = performance.now();
    const change = changeOf(this.expected(), now);
    if (change) {
      return new BackupAborted('failover', change);
    }
    this.linkDownSince = now.linkUp ? undefined : this.linkDownSince ?? performance.now();
    const down = this.linkDownSince === undefined ? 0 : performance.now() - this.linkDownSince;
    return down > this.limits.linkDownMs ? new BackupAborted('failover',
      `${this.source.name} has lost its primary for ${Math.round(down / 1000)} s: it may be needed to take over`) : undefined;
  }
}

function requireSame(before: ObservedNode, now: ObservedNode): void {
  const change = changeOf(before, now);
  if (change) {
    throw new BackupAborted('failover', change);
  }
}

/** What a failover looks like from the source; undefined while there is none. */
export function changeOf(before: ObservedNode, now: ObservedNode): string | undefined {
  if (now.runId !== before.runId) {
    return `${before.name} was restarted while its snapshot was taken`;
  }
  if (now.role !== before.role) {
    return `${before.name} was ${before.role} when its snapshot began and is ${now.role} now: a failover`;
  }
  if (before.primary && now.primary && addressOf(before.primary) !== addressOf(now.primary)) {
    return `${before.name} follows ${addressOf(now.primary)} now, not ${addressOf(before.primary)}: a failover`;
  }
  // Some services do not tell it.
  const comparable = before.historyBegun && before.replicationId !== '' && now.replicationId !== '';
  return comparable && now.replicationId !== before.replicationId ? otherHistory(before.name) : undefined;
}

function otherHistory(name: string): string {
  return `${name} follows another history of writes than when its snapshot began: its primary was replaced or lost its data`;
}
