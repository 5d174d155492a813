import { request } from 'node:http';
import { freshNonce, verifyAnswer } from '../authenticity';
import type { PeerState } from '../situation';

const FRESH_MS = 1500;
const PERIOD_MS = 300;
const TIMEOUT_MS = 700;

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
    const nonce = freshNonce();
    try {
      const answer = await get({ ...peer, path: `/peer?nonce=${nonce}`, localAddress: this.localAddress });
      const body = verifyAnswer(this.key, nonce, answer);
      this.answers.set(peer.name, { state: JSON.parse(body) as PeerState, at: Date.now() });
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

function get(target: { host: string; port: number; path: string; localAddress: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...target, method: 'GET', timeout: TIMEOUT_MS, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => (response.statusCode === 200
        ? resolve(Buffer.concat(parts).toString('utf8'))
        : reject(new Error(`status ${response.statusCode}`))));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.end();
  });
}
