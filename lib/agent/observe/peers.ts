import { askPeer } from '../client';
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
  private readonly answers = new Map<string, { state: PeerState; at: number }>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly peers: PeerAddress[],
    private readonly localAddress: string,
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

  private async ask(peer: PeerAddress): Promise<void> {
    try {
      const state = await askPeer({ host: peer.host, port: peer.port, localAddress: this.localAddress }, this.key);
      this.answers.set(peer.name, { state, at: Date.now() });
    } catch {
      this.answers.delete(peer.name);
    }
    if (!this.stopped) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        void this.ask(peer);
      }, PERIOD_MS);
      this.timers.add(timer);
    }
  }
}
