import { askPeer, command } from '../client';
import type { CommandResult } from '../command-result';
import { thisMoment, type Moment } from '../moment';
import type { PeerState } from '../situation';

const FRESH_MS = 1500;
const PERIOD_MS = 300;

export interface PeerAddress {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Keeps asking the other nodes' agents what they remember; answers count only when authentic and fresh. */
export class PeerWatch {
  private readonly answers = new Map<string, { state: PeerState; at: number; askedAt: number; asked: Moment }>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly peers: PeerAddress[],
    /** Address to ask from; undefined: the system chooses. */
    private readonly localAddress: string | undefined,
    private readonly key: Buffer,
  ) {}

  public start(): void {
    this.peers.forEach((peer) => void this.ask(peer));
  }

  public stop(): void {
    this.stopped = true;
    this.timers.forEach(clearTimeout);
  }

  public states(now: number): Record<string, PeerState> {
    return Object.fromEntries([...this.answers]
      .filter(([, answer]) => now - answer.at <= FRESH_MS)
      .map(([name, answer]) => [name, answer.state]));
  }

  /** The same answers with the time they were asked for, which is not after the time they were true. */
  public heard(now: number): Record<string, { state: PeerState; askedAt: number }> {
    return Object.fromEntries([...this.answers]
      .filter(([, answer]) => now - answer.at <= FRESH_MS)
      .map(([name, { state, askedAt }]) => [name, { state, askedAt }]));
  }

  /** What each that still answers said last, and when it was asked, by both clocks of this machine. */
  public latest(): Record<string, { state: PeerState; asked: Moment }> {
    return Object.fromEntries([...this.answers].map(([name, { state, asked }]) => [name, { state, asked }]));
  }

  /**
   * Gives a peer's agent a signed order.
   *
   * @returns a refusal, not an error, when nothing is heard in time
   */
  public async order(name: string, verb: string, word: string, timeoutMs: number): Promise<CommandResult> {
    const { host, port } = this.peers.find((peer) => peer.name === name)!;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<CommandResult>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, detail: `no answer from the agent of ${name} within ${timeoutMs} ms` }), timeoutMs);
    });
    const answer = command({ host, port, localAddress: this.localAddress }, this.key, verb, word)
      .catch((failure: Error): CommandResult => ({ ok: false, detail: failure.message }));
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }

  /** Asks one now instead of when it is due. */
  public async refresh(name: string): Promise<void> {
    const peer = this.peers.find((candidate) => candidate.name === name);
    if (peer) {
      await this.askOnce(peer);
    }
  }

  private async askOnce(peer: PeerAddress): Promise<void> {
    const asked = thisMoment();
    try {
      const state = await askPeer({ ...peer, localAddress: this.localAddress }, this.key);
      this.answers.set(peer.name, { state, at: Date.now(), askedAt: asked.wall, asked });
    } catch {
      this.answers.delete(peer.name);
    }
  }

  private async ask(peer: PeerAddress): Promise<void> {
    await this.askOnce(peer);
    if (!this.stopped) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        void this.ask(peer);
      }, PERIOD_MS);
      this.timers.add(timer);
    }
  }
}
