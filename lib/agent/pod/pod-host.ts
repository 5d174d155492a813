import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log';
import type { Platform } from '../platform/platform';
import type { ServerRun } from './own-server';
import type { StopFiles } from './stop-files';
import { giveTurn, takeTurn } from './take-turn';

/** As much of an agent as its host needs. */
export interface HostedAgent {
  readonly leads: boolean;
  start(): Promise<void>;
  settled(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
  halt(): Promise<void>;
}

export interface PodHostTools {
  readonly node: string;
  /** An agent for the bindings as they are now. */
  readonly open: () => Promise<HostedAgent>;
  readonly server: () => Promise<ServerRun | undefined>;
  readonly files: StopFiles;
  readonly platform: Pick<Platform, 'takeTurn' | 'giveTurn'>;
  /** Looks for addresses that have changed; true when the agent has to begin again with others. */
  readonly moved: () => Promise<boolean>;
  readonly turnSeconds: number;
  /** Longest that a handover takes, in seconds. */
  readonly stopSeconds: number;
  /** How long a server may take to end once it is told to, in seconds. */
  readonly shutdownSeconds: number;
  readonly log: Log;
  /** Shortens the waits, for tests. @default 1 */
  readonly haste?: number;
}

const LOOK_MS = 100;
/** The server is asked so often for its run. */
const SERVER_MS = 1000;
/** So long an agent that has just begun may look round before it hands over. */
const SETTLE_MS = 5000;
/** A server that has been gone for so long in a pod that was not told to end is one that its container starts again. */
const GONE_MS = 5000;
/** A turn is given back; its time to live only counts when its holder dies. */
const TURN_MARGIN_SECONDS = 30;

/**
 * Keeps an agent beside the servers of a pod, whose containers come and go while the agent's own stays: it stops for a
 * server that is about to stop, and begins again beside the next one.
 */
export class PodHost {
  private agent?: HostedAgent;
  private begunAt = 0;
  private run?: ServerRun;
  private askedAt = 0;
  /** The server that the agent stopped for, and when. */
  private answered?: { readonly runId: string; readonly requestedAt: number; readonly at: number };
  private seenAt = 0;
  private terminated = false;

  constructor(private readonly tools: PodHostTools) {}

  /** The pod ends, or this container does. */
  public terminate(): void {
    this.terminated = true;
  }

  /** Resolves when it was told to end and everything has been handed over. */
  public async serve(): Promise<void> {
    const answered = await this.tools.files.answered();
    const requestedAt = await this.tools.files.requestedAt();
    if (answered && requestedAt !== undefined) {
      // An agent before this one stopped for that server; this one waits for the next one, or the end.
      this.rests(answered.runId, requestedAt);
    } else {
      // An answer that nobody asked for: only the agent's own container was told to end, and its server runs on unwatched.
      // Left there it would answer the next request before anything was handed over.
      await this.tools.files.withdraw();
      await this.begin();
    }
    while (!this.terminated) {
      await (this.agent ? this.work() : this.wait());
      await sleep(this.time(LOOK_MS));
    }
    if (this.agent) {
      await this.stop(Date.now());
    }
  }

  private async begin(): Promise<void> {
    this.answered = undefined;
    this.agent = await this.tools.open();
    await this.agent.start();
    this.begunAt = Date.now();
  }

  private async work(): Promise<void> {
    const { files, log } = this.tools;
    const requestedAt = await files.requestedAt();
    if (requestedAt === undefined) {
      await this.lookAtServer(SERVER_MS);
      if (await this.tools.moved() && !this.terminated) {
        await this.agent!.halt();
        await this.begin();
      }
      return;
    }
    await this.lookAtServer(0);
    if (this.run && startedAfter(this.run, requestedAt)) {
      // While no agent was there to answer, the server stopped all the same and has come back.
      log('stop-request-outdated', { runId: this.run.runId });
      await files.clear();
      return;
    }
    await this.stop(requestedAt);
  }

  private async stop(requestedAt: number): Promise<void> {
    const { platform, node, log, files, turnSeconds, stopSeconds } = this.tools;
    const agent = this.agent!;
    const { runId = '' } = this.run ?? {};
    log('stop-requested', { runId, terminated: this.terminated });
    await agent.settled(Math.max(0, this.begunAt + this.time(SETTLE_MS) - Date.now()));
    const turn = { platform, holder: node, log };
    const alone = !agent.leads;
    if (!alone) {
      await takeTurn({
        ...turn, ttlSeconds: stopSeconds + TURN_MARGIN_SECONDS, patienceMs: turnSeconds * 1000, needed: () => agent.leads,
        periodMs: this.time(1000),
      });
    }
    await agent.stop();
    this.agent = undefined;
    await files.answer({ runId, at: Date.now() });
    this.rests(runId, requestedAt);
    if (!alone) {
      await giveTurn(turn);
    }
  }

  private rests(runId: string, requestedAt: number): void {
    this.answered = { runId, requestedAt, at: Date.now() };
    this.seenAt = Date.now();
    this.askedAt = 0;
  }

  /** The server it has stopped for ends, and with it the pod, or it is back as another process. */
  private async wait(): Promise<void> {
    await this.lookAtServer(LOOK_MS);
    const now = Date.now();
    const { runId, requestedAt, at } = this.answered!;
    if (this.run) {
      this.seenAt = now;
    }
    const gone = now - this.seenAt > this.time(GONE_MS);
    const another = this.run !== undefined && (runId === '' ? startedAfter(this.run, requestedAt) : this.run.runId !== runId);
    const stays = this.run !== undefined && now - at > this.time((this.tools.shutdownSeconds + 30) * 1000);
    if (gone || another || stays) {
      this.tools.log('resumes', { why: another ? 'the server is back' : gone ? 'the server is gone and the pod is not' : 'the server did not stop' });
      await this.tools.files.clear();
      await this.begin();
    }
  }

  private async lookAtServer(period: number): Promise<void> {
    if (Date.now() - this.askedAt >= this.time(period)) {
      this.askedAt = Date.now();
      const run = await this.tools.server();
      // An agent that stops names the last run it knew of; one that waits has to know what is there now.
      this.run = run ?? (this.agent ? this.run : undefined);
    }
  }

  private time(milliseconds: number): number {
    return milliseconds / (this.tools.haste ?? 1);
  }
}

/** Both times are rounded. */
function startedAfter({ startedAt }: ServerRun, time: number): boolean {
  return startedAt - 1000 > time;
}
