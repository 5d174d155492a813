import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { freshNonce, matches, sign, signAnswer } from './authenticity';
import type { HandoverResult } from './handover';
import type { HealthAnswer } from './health';
import type { RebuildOrder } from './rebuild-order';
import type { PeerState } from './situation';

export interface ServerDuties {
  readonly host: string;
  readonly port: number;
  readonly key: Buffer;
  health(path: string): HealthAnswer;
  peerState(): PeerState;
  handover(target: string | undefined): Promise<HandoverResult>;
  rebuild(order: RebuildOrder): Promise<HandoverResult>;
}

/** How long a challenge may be answered, in milliseconds. */
const CHALLENGE_MS = 10_000;

/**
 * The agent's endpoints. Probes are open and read-only; what peers rely on is signed;
 * what changes anything needs the answer to a challenge.
 */
export function startServer(duties: ServerDuties): Promise<Server> {
  const challenges = new Map<string, number>();
  const server = createServer((request, response) => {
    void serve(request, response, duties, challenges).catch((failure: unknown) =>
      send(response, 500, { error: failure instanceof Error ? failure.message : String(failure) }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(duties.port, duties.host, () => resolve(server));
  });
}

async function serve(
  request: IncomingMessage, response: ServerResponse, duties: ServerDuties, challenges: Map<string, number>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://agent');
  if (request.method === 'POST' && (url.pathname === '/handover' || url.pathname === '/rebuild')) {
    const nonce = String(request.headers['x-redis-ha-nonce'] ?? '');
    const word = url.pathname === '/handover' ? url.searchParams.get('to') ?? '' : await bodyOf(request);
    const expires = challenges.get(nonce) ?? 0;
    challenges.delete(nonce);
    const expected = sign(duties.key, url.pathname.slice(1), nonce, word);
    if (expires < Date.now() || !matches(expected, String(request.headers['x-redis-ha-mac'] ?? ''))) {
      send(response, 403, { error: 'not authorized: sign the challenge of GET /challenge with the deployment\'s agent secret' });
      return;
    }
    const result = url.pathname === '/handover'
      ? await duties.handover(word === '' ? undefined : word)
      : await duties.rebuild(JSON.parse(word) as RebuildOrder);
    send(response, result.ok ? 200 : 409, { ...result });
    return;
  }
  if (request.method !== 'GET') {
    send(response, 405, { error: 'GET only' });
    return;
  }
  if (url.pathname === '/challenge') {
    const nonce = freshNonce();
    for (const [old, expires] of challenges) {
      if (expires < Date.now()) {
        challenges.delete(old);
      }
    }
    if (challenges.size < 100) {
      challenges.set(nonce, Date.now() + CHALLENGE_MS);
    }
    send(response, 200, { nonce });
    return;
  }
  if (url.pathname === '/peer') {
    const answer = signAnswer(duties.key, url.searchParams.get('nonce') ?? '', JSON.stringify(duties.peerState()));
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    return;
  }
  const { status, body } = duties.health(url.pathname);
  send(response, status, body);
}

/** Longest body of an order, in bytes. */
const LONGEST_BODY = 4096;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) {
    text += String(part);
    if (text.length > LONGEST_BODY) {
      throw new Error(`a body of more than ${LONGEST_BODY} bytes`);
    }
  }
  return text;
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  if (!response.headersSent) {
    response.writeHead(status, { 'content-type': 'application/json' });
  }
  response.end(`${JSON.stringify(body)}\n`);
}
